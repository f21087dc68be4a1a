//! The home page: four big doors, what is going on, what is promised.

use leptos::prelude::*;

use super::Route;
use super::mine::{matter_cell, my_matters};
use crate::component::{Door, Emergency, glyph, icon, weave};
use crate::data::use_data;
use crate::route::router;
use crate::text::{common, report as r, t};

/// Tickets shown on the home page.
const RECENT_MAX: usize = 3;

/// The home page.
#[component]
pub fn Home() -> impl IntoView {
    let heading = NodeRef::<leptos::html::H1>::new();
    Effect::new(move || document().set_title(&format!("{} · {}", common::BRAND.now(), common::BRAND_LINE.now())));
    Effect::new(move || {
        if let Some(heading) = heading.get().filter(|_| router().has_moved()) {
            let _ = heading.focus();
        }
    });
    view! {
        <section class="hero">
            {weave()} <h1 tabindex="-1" node_ref=heading>
                {t(r::HOME_TITLE)}
            </h1> <p>{t(r::HOME_LINE)}</p>
        </section>
        <nav class="doors" aria-label=t(r::HOME_TITLE)>
            <Door href="/report" glyph=glyph::REPORT title=r::DOOR_REPORT line=r::DOOR_REPORT_LINE main=true/>
            <Door href="/propose" glyph=glyph::PROPOSE title=r::DOOR_PROPOSE line=r::DOOR_PROPOSE_LINE/>
            <Door href="/mine" glyph=glyph::LIST title=r::DOOR_MINE line=r::DOOR_MINE_LINE/>
            <Door href="/ledger" glyph=glyph::LEDGER title=r::DOOR_LEDGER line=r::DOOR_LEDGER_LINE/>
        </nav>
        <div class="home-columns">
            <div>
                <Recent/>
                <div class="section-head">
                    <h2>{t(crate::text::matter::LOOKUP)}</h2>
                </div>
                <div class="weui-cells">
                    <a class="weui-cell" href=Route::Lookup.href()>
                        <span class="tile">{icon(glyph::SEARCH)}</span>
                        <span class="weui-cell__bd">
                            {t(r::HOME_LOOKUP)} <span class="weui-cell__desc block">{t(r::HOME_LOOKUP_LINE)}</span>
                        </span>
                        <span class="weui-cell__ft">{icon(glyph::FORWARD)}</span>
                    </a>
                </div>
            </div>
            <section>
                <div class="section-head">
                    <h2>{t(r::HOME_PROMISE)}</h2>
                </div>
                <ul class="promises card">
                    <li>{icon(glyph::CLOCK)} <span>{t(r::PROMISE_1)}</span></li>
                    <li>{icon(glyph::CHECK)} <span>{t(r::PROMISE_2)}</span></li>
                    <li>{icon(glyph::PERSON)} <span>{t(r::PROMISE_3)}</span></li>
                </ul>
            </section>
        </div>
        <div class="foot-notice">
            <Emergency/>
        </div>
    }
    .into_any()
}

/// The newest own tickets, if there are any.
#[component]
fn Recent() -> impl IntoView {
    let data = use_data();
    let mine = my_matters(data);
    let recent = move || {
        let newest: Vec<_> = mine.get().into_iter().take(RECENT_MAX).collect();
        (!newest.is_empty()).then(|| {
            view! {
                <section>
                    <div class="section-head">
                        <h2>{t(r::HOME_RECENT)}</h2>
                        <a class="btn-text" href=Route::Mine.href()>
                            {t(common::ALL)}
                            {icon(glyph::FORWARD)}
                        </a>
                    </div>
                    <div class="weui-cells">
                        {newest.into_iter().map(|held| matter_cell(data, held)).collect_view()}
                    </div>
                </section>
            }
        })
    };
    recent.into_any()
}
