//! Starting a bundle: settings, router, data; then the frame around its pages.

use leptos::prelude::*;
use weft::rules::{Prover, prove, unproven};
use weft::text::Text;

use crate::component::{Look, Press, QuickSwitches, Tab, Toasts, TopBar, glyph, icon, toast_phrase};
use crate::data::{Data, Storage, provide_data, use_data};
use crate::page::{self, Route};
use crate::prefs;
use crate::route::{self, router};
use crate::text::{common as c, t, told};
use crate::words;
use crate::worker::{self, NewVersion};

/// The database that residents and staff share, as they share the session.
const DATABASE: &str = "weft";

/// Starts the residents' bundle.
pub fn resident() {
    start("/", DATABASE, unproven, || {
        let data = use_data();
        let tabs = vec![
            Tab { href: "/", word: c::NAV_HOME, glyph: glyph::HOME, count: None },
            Tab { href: "/mine", word: c::NAV_MINE, glyph: glyph::LIST, count: Some(data.unsent()) },
            Tab { href: "/ledger", word: c::NAV_LEDGER, glyph: glyph::LEDGER, count: None },
            Tab { href: "/settings", word: c::NAV_SETTINGS, glyph: glyph::GEAR, count: Some(refused(data)) },
        ];
        let wide = Signal::derive(|| Route::of(&router().path()).is_wide());
        frame("/", tabs, wide, page::resident_page)
    });
}

/// Starts the staff bundle.
pub fn staff() {
    start("/staff/", DATABASE, prove, page::workplace);
}

/// Starts the kiosks' bundle: always in large type, and apart from whatever else this browser was used for.
pub fn kiosk() {
    start("/kiosk/", "weft-kiosk-data", unproven, || {
        prefs::prefs().elder.set(true);
        prefs::prefs().theme.set(prefs::Theme::Light);
        page::kiosk::kiosk()
    });
}

/// How many commands wait in the inbox.
pub fn refused(data: Data) -> Signal<usize> {
    Signal::derive(move || data.inbox().with(Vec::len))
}

/// Only what is handed in as `prove` is in the bundle: who publishes no rulebook does not carry the proof.
fn start(base: &'static str, database: &'static str, prove: Prover, app: fn() -> AnyView) {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // What the page shows until the app is there.
    if let Some(splash) = document().get_element_by_id("splash") {
        splash.remove();
    }
    mount_to_body(move || {
        prefs::start();
        route::start(base);
        provide_data(database, prove);
        provide_context(worker::start(base));
        app()
    });
}

/// The frame around the pages of a bundle.
pub fn frame(home: &'static str, tabs: Vec<Tab>, wide: Signal<bool>, page: fn() -> AnyView) -> AnyView {
    let data = use_data();
    let line = Signal::derive(move || {
        let county = data.county().with(told);
        if county.is_empty() { c::BRAND_LINE.now().to_owned() } else { county }
    });
    view! {
        <div class="shell">
            <TopBar line=line home=home tabs=tabs>
                <QuickSwitches/>
            </TopBar>
            {warnings(data)}
            <main id="main" class:wide=move || wide.get() tabindex="-1">
                {page()}
            </main>
            <Toasts/>
        </div>
    }
    .into_any()
}

/// An emergency, no network, or a browser that keeps nothing: said on every page until it is over.
fn warnings(data: Data) -> AnyView {
    let offline = move || {
        (!data.online().get()).then(|| {
            let unsent = data.unsent().get();
            let count = (unsent > 0).then(|| format!(" {}", c::UNSENT.fill(&[&unsent.to_string()])));
            view! { <div class="offline">{icon(glyph::OFFLINE)} <span>{t(c::OFFLINE)} {count}</span></div> }
        })
    };
    Effect::new(move || {
        if data.storage().with(|storage| *storage == Storage::KeptAgain) {
            toast_phrase(c::KEPT_AGAIN);
        }
    });
    let storage = move || {
        let warning: Option<Text> = data.storage().with(|storage| storage.warning());
        warning.map(|warning| view! { <div class="offline">{icon(glyph::WARN)} <span>{told(&warning)}</span></div> })
    };
    view! { <div role="status">{emergency(data)} {offline} {storage} {other_rules(data)} {new_version(data)}</div> }
        .into_any()
}

/// That an emergency is in force where this person works, or in the whole county.
fn emergency(data: Data) -> impl Fn() -> Option<AnyView> {
    let place = Memo::new(move |_| {
        data.org().with(|org| {
            let grants = data.session().with(|session| session.actor().map(|actor| actor.grants.clone()));
            let units = grants.unwrap_or_default().into_iter().map(|grant| grant.unit).chain(org.root());
            units.filter_map(|unit| org.emergency_of(unit)).map(|unit| unit.name.clone()).next()
        })
    });
    move || {
        place.get().map(|name| {
            let said = move || c::IN_EMERGENCY.fill(&[&told(&name)]);
            view! { <div class="offline grave">{icon(glyph::BOLT)} <span>{said}</span></div> }.into_any()
        })
    }
}

/// What came out differently because the rules have changed, until it is read.
fn other_rules(data: Data) -> impl Fn() -> Option<AnyView> {
    let judged = data.judged();
    move || {
        judged.get().map(|told| {
            let close = move |()| judged.set(None);
            view! {
                <div class="offline">
                    {icon(glyph::WARN)} <span>{move || words::judged(&told)}</span>
                    <Press label=c::CLOSE look=Look::Text press=close/>
                </div>
            }
            .into_any()
        })
    }
}

/// A new version of the app: taken over by a tap, once nothing waits to be delivered.
fn new_version(data: Data) -> impl Fn() -> Option<AnyView> {
    let new: NewVersion = expect_context();
    move || {
        new.is_ready().then(|| {
            let unsent = data.unsent().get();
            let action = if unsent == 0 {
                view! { <Press label=c::UPDATE look=Look::Text press=move |()| new.take_over()/> }.into_any()
            } else {
                view! { <span>{c::UPDATE_WAITS.fill(&[&unsent.to_string()])}</span> }.into_any()
            };
            view! { <div class="offline fresh">{icon(glyph::REFRESH)} <span>{t(c::NEW_VERSION)}</span> {action}</div> }
                .into_any()
        })
    }
}
