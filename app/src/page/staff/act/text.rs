//! Acts that need a text, with ready-made ones, and for a resolution photos.

use leptos::prelude::*;
use weft::kinds::ticket::{Command, PHOTOS_MAX, REASON_CHARS_MAX, TEXT_CHARS_MAX};
use weft::secret::Secret;

use super::Act;
use super::dialog::{Doing, Sending, templates};
use crate::component::{PhotoPicker, TextArea};
use crate::text::staff::act as a;
use crate::text::{Phrase, common as c};

struct Spec {
    label: Phrase,
    hint: Phrase,
    send: Phrase,
    templates: &'static [Phrase],
    chars_max: usize,
}

const fn spec(act: Act) -> Spec {
    let (label, hint, send, templates, chars_max): (_, _, _, &'static [Phrase], _) = match act {
        Act::Resolve => (
            a::RESOLVE_DONE,
            a::RESOLVE_HINT,
            a::RESOLVE_SEND,
            &[a::RESOLVE_1, a::RESOLVE_2, a::RESOLVE_3, a::RESOLVE_4],
            TEXT_CHARS_MAX,
        ),
        Act::Ask => (a::ASK_LABEL, a::ASK_HINT, a::DO_SEND, &[a::ASK_1, a::ASK_2, a::ASK_3], REASON_CHARS_MAX),
        Act::Escalate => {
            (a::ESCALATE_LABEL, a::ESCALATE_HINT, a::DO_SEND, &[a::ESCALATE_1, a::ESCALATE_2], REASON_CHARS_MAX)
        }
        Act::AnswerPart(_) => {
            (a::ANSWER_LABEL, a::ANSWER_HINT, a::DO_SEND, &[a::ANSWER_1, a::ANSWER_2], TEXT_CHARS_MAX)
        }
        Act::ReleasePart(_) => (a::RELEASE_LABEL, a::RELEASE_HINT, a::DO_SEND, &[a::RELEASE_1], REASON_CHARS_MAX),
        _ => (a::NOTE_LABEL, a::NOTE_HINT, a::DO_SEND, &[], TEXT_CHARS_MAX),
    };
    Spec { label, hint, send, templates, chars_max }
}

fn command(act: Act, text: String, photos: Vec<weft::id::PhotoHash>) -> Command {
    match act {
        Act::Resolve => Command::Resolve { done: text, photos },
        Act::Ask => Command::Ask { question: text },
        Act::Escalate => Command::Escalate { reason: text },
        Act::AnswerPart(unit) => Command::AnswerPart { unit, answer: text },
        Act::ReleasePart(unit) => Command::ReleasePart { unit, reason: text },
        _ => Command::Note { text: Secret::Clear(text) },
    }
}

/// The form of an act that needs a text.
#[component]
pub fn TextForm(
    /// What, and to which.
    doing: Doing,
    /// The dialog.
    open: RwSignal<bool>,
) -> impl IntoView {
    let Spec { label, hint, send, templates: ready, chars_max } = spec(doing.act);
    let (text, photos, tried) = (RwSignal::new(String::new()), RwSignal::new(Vec::new()), RwSignal::new(false));
    let sending = Sending::new(open);
    let act = doing.act;
    let error = MaybeProp::derive(move || {
        (tried.get() && text.with(|text| text.trim().is_empty())).then(|| c::REQUIRED.now().to_owned())
    });
    let press = move |()| {
        tried.set(true);
        let said = text.with_untracked(|text| text.trim().to_owned());
        if !said.is_empty() {
            sending.send(doing.clone(), command(act, said, photos.get_untracked()));
        }
    };
    let proof = (act == Act::Resolve).then(|| view! { <PhotoPicker photos=photos photos_max=PHOTOS_MAX/> });
    view! {
        <div class="stack">
            {templates(text, ready)} <TextArea label=label hint=hint value=text chars_max=chars_max error=error/>
            {proof} {sending.foot(send.into(), Some(Callback::new(press)))}
        </div>
    }
    .into_any()
}

/// The form of an act that needs nothing more, done to several at once.
#[component]
pub fn PlainForm(
    /// What, and to which.
    doing: Doing,
    /// The dialog.
    open: RwSignal<bool>,
) -> impl IntoView {
    let sending = Sending::new(open);
    let command = if doing.act == Act::Start { Command::Start } else { Command::Accept };
    let word = doing.act.word();
    let press = Callback::new(move |()| sending.send(doing.clone(), command.clone()));
    view! { <div class="stack">{sending.foot(word.into(), Some(press))}</div> }.into_any()
}
