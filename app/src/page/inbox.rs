//! What the server did not accept: why, what it held, and sending it again. Nothing leaves this list by itself.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::kinds::ticket::{Command, Submission};
use weft::registry::AnyCommand;

use crate::component::{Dialog, Empty, Look, Notice, PageHead, Press, Tone, glyph, toast};
use crate::data::{Refused, use_data};
use crate::prefs::prefs;
use crate::text::{Phrase, common as c, matter as m, report as r, staff, t};
use crate::when;
use crate::words;

/// The page.
#[component]
pub fn Inbox(
    /// Where "back" leads.
    #[prop(default = "/settings")]
    back: &'static str,
) -> impl IntoView {
    let data = use_data();
    let list = move || {
        let refused = data.inbox().get();
        if refused.is_empty() {
            return view! {
                <div class="card">
                    <Empty title=c::INBOX_EMPTY text=c::INBOX_EMPTY_TEXT/>
                </div>
            }
            .into_any();
        }
        view! {
            <div class="stack">
                <p class="quiet">{t(c::INBOX_TEXT)}</p>
                {refused.into_iter().map(item).collect_view()}
            </div>
        }
        .into_any()
    };
    view! {
        <PageHead title=c::INBOX back=back/>
        {list}
    }
    .into_any()
}

fn item(refused: Refused) -> AnyView {
    let data = use_data();
    let sure = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let (id, at) = (refused.id(), refused.at);
    let command = refused.envelope.command.read();
    let phrase = command.map_or(staff::OTHER_CHANGE, command_words);
    let content = command.and_then(content);
    let reason = refused.reason.clone();
    let why = move || words::reason(&reason, &data.rules().get(), &data.org().get());
    // What this page can read only in part another one of this device has to send again.
    let whole = refused.envelope.command.whole().cloned();
    let target = refused.envelope.target;
    let again = move |command: AnyCommand| {
        busy.set(true);
        spawn_local(async move {
            if let Err(rejection) = data.mend(id, target, command).await {
                let (rules, org) = (data.rules().get_untracked(), data.org().get_untracked());
                toast(untrack(|| words::rejection(&rejection, &rules, &org)));
            }
            busy.set(false);
        });
    };
    let dismiss = move |()| {
        sure.set(false);
        spawn_local(async move { data.dismiss(id).await });
    };
    view! {
        <article class="card stack-s">
            <div class="row between">
                <h2>{t(phrase)}</h2>
                <span class="faint num">{move || when::moment(at, data.now().get(), prefs().language.get())}</span>
            </div>
            <Notice tone=Tone::Bad>{why}</Notice>
            {content.map(|content| view! { <blockquote class="pre">{content}</blockquote> })}
            <div class="actions">
                {whole
                    .map(|command| {
                        let press = move |()| again(command.clone());
                        view! { <Press label=c::SEND_AGAIN glyph=glyph::SEND busy=busy press=press/> }
                    })}
                <Press label=c::DISMISS look=Look::Warn press=move |()| sure.set(true)/>
            </div>
            <Dialog open=sure title=c::DISMISS>
                <div class="stack">
                    <p>{t(c::DISMISS_SURE)}</p>
                    <div class="actions">
                        <Press label=c::CANCEL look=Look::Default press=move |()| sure.set(false)/>
                        <Press label=c::DISMISS look=Look::Warn press=dismiss/>
                    </div>
                </div>
            </Dialog>
        </article>
    }
    .into_any()
}

/// What a command was for.
fn command_words(command: &AnyCommand) -> Phrase {
    let AnyCommand::Ticket(command) = command else {
        return staff::OTHER_CHANGE;
    };
    match command {
        Command::Submit(_) | Command::Intake(_) => r::REPORT,
        Command::Reply { .. } => m::DO_REPLY,
        Command::Confirm => m::DO_CONFIRM,
        Command::Reopen { .. } => m::DO_REOPEN,
        Command::Rate { .. } => m::DO_RATE,
        Command::Withdraw => m::DO_WITHDRAW,
        Command::Follow => r::DUPLICATE_FOLLOW,
        Command::Accept => staff::ACCEPT,
        Command::Start => staff::START,
        Command::Resolve { .. } => staff::RESOLVE,
        Command::Note { .. } => staff::NOTE,
        Command::Ask { .. } => staff::ASK,
        Command::Transfer { .. } => staff::TRANSFER,
        Command::Reroute { .. } => staff::REROUTE,
        Command::Escalate { .. } => staff::ESCALATE,
        Command::BringIn { .. } => staff::BRING_IN,
        Command::AnswerPart { .. } => staff::ANSWER_PART,
        Command::ReleasePart { .. } => staff::RELEASE_PART,
        Command::Merge { .. } => staff::MERGE,
        _ => staff::OTHER_CHANGE,
    }
}

/// What a command said.
fn content(command: &AnyCommand) -> Option<String> {
    let AnyCommand::Ticket(command) = command else {
        return None;
    };
    match command {
        Command::Submit(Submission { text, .. })
        | Command::Intake(Submission { text, .. })
        | Command::Reply { text }
        | Command::Note { text }
        | Command::Reopen { reason: text } => text.clear().cloned(),
        Command::Rate { comment, .. } => comment.as_ref()?.clear().cloned(),
        Command::Resolve { done: text, .. }
        | Command::Ask { question: text }
        | Command::Transfer { reason: text, .. }
        | Command::Reroute { reason: text, .. }
        | Command::Escalate { reason: text }
        | Command::AnswerPart { answer: text, .. }
        | Command::ReleasePart { reason: text, .. } => Some(text.clone()),
        _ => None,
    }
}
