//! Pages that only say something.

use leptos::prelude::*;

use super::Route;
use crate::component::{Empty, PageHead, glyph, icon};
use crate::text::{common, report, t};

/// Proposals: not there yet, and says so.
#[component]
pub fn Propose() -> impl IntoView {
    view! {
        <PageHead title=report::PROPOSE back=Route::Home.href()/>
        <div class="card">
            <Empty title=report::PROPOSE_SOON text=report::PROPOSE_TEXT>
                <a class="weui-btn weui-btn_primary" href=Route::Report.href()>
                    {icon(glyph::REPORT)}
                    {t(report::DOOR_REPORT)}
                </a>
            </Empty>
        </div>
    }
    .into_any()
}

/// No such page.
#[component]
pub fn Missing() -> impl IntoView {
    view! {
        <PageHead title=common::NOT_FOUND/>
        <div class="card">
            <Empty title=common::NOT_FOUND text=common::NOT_FOUND_TEXT broken=true>
                <a class="weui-btn weui-btn_primary" href=Route::Home.href()>
                    {t(common::TO_HOME)}
                </a>
            </Empty>
        </div>
    }
    .into_any()
}
