//! The frame of a page: the bar above, its tabs, a page's heading, the big doors of the home page.

use leptos::html;
use leptos::prelude::*;

use super::icon::brand_mark;
use super::{Glyph, glyph, icon};
use crate::route::router;
use crate::text::{Phrase, common, t};

/// One tab of the main navigation.
#[derive(Clone, Copy)]
pub struct Tab {
    /// Where it goes.
    pub href: &'static str,
    /// Its word.
    pub word: Phrase,
    /// Its icon.
    pub glyph: Glyph,
    /// How many things wait there.
    pub count: Option<Signal<usize>>,
}

/// The bar above all pages. On a phone the tabs stand at the bottom edge.
#[component]
pub fn TopBar(
    /// The line beside the brand, such as the county's name.
    #[prop(into)]
    line: Signal<String>,
    /// Where the brand leads.
    home: &'static str,
    /// The tabs.
    tabs: Vec<Tab>,
    /// Buttons at the right.
    children: Children,
) -> impl IntoView {
    let tabs = tabs.into_iter().map(tab).collect_view();
    view! {
        <a class="skip" href="#main">{t(common::SKIP)}</a>
        <header class="bar">
            <div class="inner">
                <a class="brand" href=home>
                    {brand_mark()} <b>{t(common::BRAND)}</b> <span>{move || line.get()}</span>
                </a>
                <nav class="tabs" aria-label=t(common::NAV)>{tabs}</nav>
                <div class="grow"></div>
                {children()}
            </div>
        </header>
    }
    .into_any()
}

fn tab(tab: Tab) -> AnyView {
    let current = move || {
        let path = router().path();
        let own = tab.href.trim_matches('/').rsplit('/').next().unwrap_or_default();
        let own = if tab.href == "/" || tab.href == "/staff/" { "" } else { own };
        (path.split('/').next() == Some(own)).then_some("page")
    };
    let count =
        tab.count.map(|count| move || (count.get() > 0).then(|| view! { <span class="dot num">{count.get()}</span> }));
    view! {
        <a href=tab.href aria-current=current>
            {icon(tab.glyph)} <span>{t(tab.word)}</span> {count}
        </a>
    }
    .into_any()
}

/// A page's heading. Takes the focus when the page opens, so that screen readers begin here, and names the window.
#[component]
pub fn PageHead(
    /// The page's title.
    #[prop(into)]
    title: Signal<String>,
    /// Where "back" leads when there is nothing to go back to; none for a main page.
    #[prop(optional, into)]
    back: Option<String>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move || document().set_title(&format!("{} · {}", title.get(), common::BRAND.now())));
    Effect::new(move |before: Option<()>| {
        if let (Some(heading), None) = (heading.get(), before) {
            // The very first page leaves the focus to the browser.
            if router().has_moved() {
                let _ = heading.focus();
            }
        }
    });
    let back = back.map(|otherwise| {
        view! {
            <button
                type="button"
                class="icon-btn"
                aria-label=t(common::BACK)
                on:click=move |_| router().back(&otherwise)
            >
                {icon(glyph::BACK)}
            </button>
        }
    });
    view! {
        <div class="page-head">
            {back} <h1 tabindex="-1" node_ref=heading>
                {move || title.get()}
            </h1>
        </div>
    }
    .into_any()
}

/// A big door of the home page.
#[component]
pub fn Door(
    /// Where it goes.
    href: &'static str,
    /// Its icon.
    glyph: Glyph,
    /// Its title.
    title: Phrase,
    /// One line below it.
    line: Phrase,
    /// Whether it is the main one.
    #[prop(optional)]
    main: bool,
) -> impl IntoView {
    view! {
        <a class="door" href=href>
            <span class=if main { "tile solid" } else { "tile" }>{icon(glyph)}</span>
            <span>
                <b>{t(title)}</b>
                <small>{t(line)}</small>
            </span>
        </a>
    }
    .into_any()
}
