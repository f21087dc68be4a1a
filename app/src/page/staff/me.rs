//! Oneself: roles, every page, what is not delivered yet, settings, and out again.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::actor::Grant;

use super::accounts::grant_words;
use super::places;
use crate::component::{
    DeviceCard, Dialog, Look, Notice, PageHead, Preferences, Press, Tone, glyph, icon, toast_phrase,
};
use crate::data::{Data, SessionState, use_data};
use crate::text::{common as c, staff as s, t};

/// The page.
#[component]
pub fn Me() -> impl IntoView {
    let data = use_data();
    let title = Signal::derive(move || match data.session().get() {
        SessionState::Staff { name, .. } => name,
        _ => s::ME.now().to_owned(),
    });
    view! {
        <PageHead title=title/>
        <div class="stack">
            {roles(data)} <DeviceCard inbox="/staff/inbox"/> {pages(data)} <Preferences/> {leave(data)}
            <p class="quiet">{t(c::ABOUT_TEXT)}</p>
        </div>
    }
    .into_any()
}

fn roles(data: Data) -> AnyView {
    let one = move |grant: Grant| {
        view! { <li class="row-tight">{icon(glyph::PERSON)} <span>{grant_words(data, grant)}</span></li> }
    };
    let grants = Memo::new(move |_| {
        data.session().with(|session| session.actor().map(|actor| actor.grants.clone()).unwrap_or_default())
    });
    let list = move || {
        let grants = grants.get();
        if grants.is_empty() {
            return view! {
                <Notice tone=Tone::Mind>
                    <b>{t(s::NO_ROLE)}</b>
                    " "
                    {t(s::NO_ROLE_TEXT)}
                </Notice>
            }
            .into_any();
        }
        view! { <ul class="stack-s">{grants.into_iter().map(one).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card">
            <h2>{t(s::ME_ROLES)}</h2>
            {list}
        </section>
    }
    .into_any()
}

/// What is on its way, and what came back.
/// Every page, also those for which a telephone has no tab.
fn pages(data: Data) -> AnyView {
    let links = move || {
        let places = data.session().with(|session| session.actor().map(places).unwrap_or_default());
        let tabs = places.into_iter().filter_map(super::Place::tab).filter(|(href, _, _)| *href != "/staff/me");
        tabs.map(|(href, word, glyph)| {
            view! {
                <a class="weui-cell" href=href>
                    <span class="tile">{icon(glyph)}</span>
                    <span class="weui-cell__bd">{t(word)}</span>
                    <span class="weui-cell__ft">{icon(glyph::FORWARD)}</span>
                </a>
            }
        })
        .collect_view()
    };
    view! {
        <nav aria-label=t(s::ME_PAGES) class="all-pages">
            <h2 class="group-head">{t(s::ME_PAGES)}</h2>
            <div class="weui-cells">{links}</div>
        </nav>
    }
    .into_any()
}

fn leave(data: Data) -> AnyView {
    let (sure, busy) = (RwSignal::new(false), RwSignal::new(false));
    let out = move || {
        sure.set(false);
        busy.set(true);
        spawn_local(async move {
            data.sign_out().await;
            busy.set(false);
            toast_phrase(c::SIGNED_OUT);
        });
    };
    let press = move |()| {
        if data.unsent().get_untracked() > 0 { sure.set(true) } else { out() }
    };
    view! {
        <Press label=c::SIGN_OUT look=Look::Warn busy=busy block=true press=press/>
        <Dialog open=sure title=c::SIGN_OUT>
            <div class="stack">
                <p>{move || s::ME_OUT_SURE.fill(&[&data.unsent().get().to_string()])}</p>
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| sure.set(false)/>
                    <Press label=c::SIGN_OUT look=Look::Warn press=move |()| out()/>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}
