//! Where in the app this page is: the address bar as a signal. Links are ordinary `<a href>`; one listener turns those within the
//! bundle into page changes without loading anything. See `docs/adr/0007-own-router.md` for why this is not a library.

use std::cell::Cell;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlAnchorElement;

/// The address within a bundle.
#[derive(Clone, Copy)]
pub struct Router {
    here: RwSignal<String>,
    moves: RwSignal<u32>,
    base: &'static str,
}

/// First path segments that other programs answer: links to them load a page.
const FOREIGN: [&str; 4] = ["/api/", "/metrics", "/staff", "/kiosk"];

thread_local! {
    static ROUTER: Cell<Option<Router>> = const { Cell::new(None) };
}

/// The address within this bundle.
///
/// # Panics
/// Before [`start`].
#[must_use]
pub fn router() -> Router {
    ROUTER.get().expect("the router is started before the first page")
}

/// Starts following the address bar. `base` is where the bundle is served: `/` or `/staff/`.
pub fn start(base: &'static str) -> Router {
    let router = Router { here: RwSignal::new(address()), moves: RwSignal::new(0), base };
    ROUTER.set(Some(router));
    window_event_listener(ev::popstate, move |_| router.moved());
    window_event_listener(ev::click, move |event| {
        if let Some(href) = router.own_link(&event) {
            event.prevent_default();
            router.go(&href);
        }
    });
    router
}

impl Router {
    /// The path below the base without query, such as `ticket/…`; read reactively.
    #[must_use]
    pub fn path(self) -> String {
        let here = self.here.get();
        let path = here.split('?').next().unwrap_or_default();
        path.strip_prefix(self.base.trim_end_matches('/')).unwrap_or(path).trim_matches('/').to_owned()
    }

    /// A value of the query; read reactively.
    #[must_use]
    pub fn query(self, name: &str) -> Option<String> {
        let here = self.here.get();
        let (_, query) = here.split_once('?')?;
        web_sys::UrlSearchParams::new_with_str(query).ok()?.get(name)
    }

    /// Goes to another page of this bundle.
    pub fn go(self, href: &str) {
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(href));
        }
        self.moved();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Replaces this page in the history by another.
    pub fn replace(self, href: &str) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(href));
        }
        self.moved();
    }

    /// Goes back, or to `otherwise` when this page was opened first.
    pub fn back(self, otherwise: &str) {
        match window().history() {
            Ok(history) if history.length().unwrap_or(0) > 1 => {
                let _ = history.back();
            }
            _ => self.go(otherwise),
        }
    }

    /// Whether this is another page than the first.
    #[must_use]
    pub fn has_moved(self) -> bool {
        self.moves.get_untracked() > 0
    }

    fn moved(self) {
        self.moves.update_untracked(|moves| *moves += 1);
        self.here.set(address());
    }

    fn own_link(self, event: &web_sys::MouseEvent) -> Option<String> {
        let plain = event.button() == 0
            && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key())
            && !event.default_prevented();
        if !plain {
            return None;
        }
        let clicked = event.target()?.dyn_into::<web_sys::Element>().ok()?;
        let link = clicked.closest("a[href]").ok()??.dyn_into::<HtmlAnchorElement>().ok()?;
        let here = link.target().is_empty() && !link.has_attribute("download");
        let path = link.pathname();
        let own = if self.base == "/" {
            !FOREIGN.iter().any(|foreign| path.starts_with(foreign))
        } else {
            path.starts_with(self.base.trim_end_matches('/'))
        };
        let same = link.origin() == window().location().origin().ok()?;
        // A link to a place on this very page is the browser's own business.
        let anchor = link.get_attribute("href")?.starts_with('#');
        (here && own && same && !anchor).then(|| format!("{path}{}", link.search()))
    }
}

fn address() -> String {
    let location = window().location();
    format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}
