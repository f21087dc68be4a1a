//! Ways into the editor: what was not saved, a draft from the rulebook in force, from an older one, or one that is there.

use leptos::prelude::*;
use weft::actor::Permission;
use weft::id::RulebookId;
use weft::kinds::rulebook::{RulebookDoc, Status};

use super::drafts::may;
use super::edit::{href, kept};
use crate::component::{Look, Press, glyph};
use crate::data::{Data, use_data};
use crate::route::router;
use crate::text::staff::edit as e;
use crate::text::{t, told};

/// Opens a new draft that begins as this rulebook.
fn begin_from(data: Data, from: RulebookId) {
    router().go(&href(RulebookId(data.new_id()), Some(from)));
}

/// What was not saved, and a draft from the rulebook in force.
#[component]
pub fn Begin() -> impl IntoView {
    let data = use_data();
    let person = Memo::new(move |_| data.session().with(|session| session.actor().map(|actor| actor.person)));
    let in_force = Memo::new(move |_| {
        let version = data.rules().with(|rules| rules.version);
        let is_it =
            |doc: &&RulebookDoc| matches!(doc.status, Status::Published { version: known, .. } if known == version);
        data.rulebooks().with(|docs| docs.iter().find(is_it).map(|doc| doc.id))
    });
    let unfinished = move || {
        let kept = person.get().map(kept::all).unwrap_or_default();
        (!kept.is_empty()).then(|| {
            let one = |(id, kept): (RulebookId, kept::Kept)| {
                view! {
                    <li class="row between">
                        <span>{e::UNFINISHED_LINE.fill(&[&told(&kept.book.title)])}</span>
                        <Press label=e::GO_ON look=Look::Default press=move |()| router().go(&href(id, None))/>
                    </li>
                }
            };
            view! {
                <h2>{t(e::UNFINISHED)}</h2>
                <ul class="stack-s">{kept.into_iter().map(one).collect_view()}</ul>
            }
        })
    };
    let begin = move || {
        in_force.get().map(|from| {
            view! {
                <div class="row between">
                    <p class="grow faint">{t(e::BEGIN_HINT)}</p>
                    <Press label=e::BEGIN glyph=glyph::BOOK press=move |()| begin_from(data, from)/>
                </div>
            }
        })
    };
    view! {
        <section class="card stack-s begin">
            {unfinished}
            {begin}
        </section>
    }
    .into_any()
}

/// What the card of a rulebook leads to.
pub fn doors(data: Data, id: RulebookId, is_draft: bool) -> AnyView {
    let writes = may(data, Permission::DraftRules);
    let word = if writes && is_draft { e::OPEN } else { e::OPEN_READ };
    let from = writes.then(|| {
        view! { <Press label=e::BEGIN_FROM look=Look::Text glyph=glyph::COPY press=move |()| begin_from(data, id)/> }
    });
    view! {
        <Press label=word look=Look::Text glyph=glyph::BOOK press=move |()| router().go(&href(id, None))/>
        {from}
    }
    .into_any()
}
