//! What the reporter can do now: answer a question, confirm, send back, rate, add something, withdraw.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::id::TicketId;
use weft::kinds::ticket::{Command, Phase, REASON_CHARS_MAX, TEXT_CHARS_MAX, Ticket};
use weft::registry::AnyCommand;
use weft::secret::Secret;

use crate::component::{Choices, Dialog, Look, Notice, Press, Stars, TextArea, Tone, glyph, toast, toast_phrase};
use crate::data::{Data, use_data};
use crate::prefs::prefs;
use crate::text::{Phrase, common as c, matter as m, t};
use crate::when;
use crate::words;

/// Sends commands on one ticket, and says what came of it.
#[derive(Clone, Copy)]
struct Act {
    data: Data,
    id: TicketId,
    busy: RwSignal<bool>,
}

impl Act {
    fn run(self, command: Command, done: Phrase) {
        self.run_then(command, done, || {});
    }

    /// What was typed is let go of only once the command is safe.
    fn run_then(self, command: Command, done: Phrase, then: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let Self { data, id, busy } = self;
        spawn_local(async move {
            match data.dispatch(id.0, AnyCommand::Ticket(command)).await {
                Ok(_) => {
                    toast_phrase(done);
                    then();
                }
                Err(rejection) => {
                    let (rules, org) = (data.rules().get_untracked(), data.org().get_untracked());
                    toast(untrack(|| words::rejection(&rejection, &rules, &org)));
                }
            }
            busy.set(false);
        });
    }
}

/// What is being typed on this page.
#[derive(Clone, Copy, Default)]
pub struct Typed {
    reply: RwSignal<String>,
    reason: RwSignal<String>,
    comment: RwSignal<String>,
    stars: RwSignal<u8>,
    satisfied: RwSignal<Option<String>>,
}

/// What the buttons depend on. While it stays the same they stay as they are, whatever else happens to the ticket.
#[derive(Clone, Debug, PartialEq)]
enum Turn {
    /// Somebody else's ticket.
    Foreign { followed: bool },
    /// The resident is asked something.
    Asked { question: String },
    /// Done, says the handler.
    Resolved { until: Option<DateTime<Utc>> },
    /// Ended, and may still be judged.
    Ended { judged: bool },
    /// Being handled.
    Handled,
    /// Nothing can be done.
    Over,
}

fn turn(data: Data, ticket: &Ticket) -> Turn {
    let (own, followed) = data.session().with(|session| {
        let actor = session.actor();
        let own = actor.is_some_and(|actor| actor.person == ticket.owner || actor.receipts.contains(&ticket.id));
        (own, actor.is_some_and(|actor| ticket.followers.contains(&actor.person)))
    });
    let may_judge = ticket.closed.is_some_and(|(_, rate_by)| data.now().get() <= rate_by);
    match ticket.phase {
        _ if !own => Turn::Foreign { followed },
        Phase::Waiting => {
            Turn::Asked { question: ticket.pause.as_ref().map(|pause| pause.question.clone()).unwrap_or_default() }
        }
        Phase::Resolved => Turn::Resolved { until: ticket.resolution.as_ref().map(|done| done.confirm_by) },
        Phase::Closed if may_judge => Turn::Ended { judged: ticket.rating.is_some() },
        phase if phase.is_handled() => Turn::Handled,
        _ => Turn::Over,
    }
}

/// What can be done, for whoever reported it or holds its code.
#[component]
pub fn Acts(
    /// The ticket.
    ticket: Memo<Option<Arc<Ticket>>>,
    /// What is being typed.
    typed: Typed,
) -> impl IntoView {
    let data = use_data();
    let act = move |id| Act { data, id, busy: RwSignal::new(false) };
    let state = Memo::new(move |_| ticket.get().map(|ticket| (ticket.id, turn(data, &ticket))));
    let acts = move || {
        let (id, turn) = state.get()?;
        let act = act(id);
        let view = match turn {
            Turn::Foreign { followed: true } => {
                view! { <Notice tone=Tone::House>{t(m::FOLLOWING)}</Notice> }.into_any()
            }
            Turn::Foreign { .. } | Turn::Over => return None,
            Turn::Asked { question } => asked(act, question, typed),
            Turn::Resolved { until } => resolved(act, until, typed),
            Turn::Ended { judged: true } => view! { <Reopen act=act typed=typed look=Look::Text/> }.into_any(),
            Turn::Ended { .. } => view! {
                <Rate act=act typed=typed/>
                <Reopen act=act typed=typed look=Look::Text/>
            }
            .into_any(),
            Turn::Handled => view! {
                <div class="actions">
                    <Add act=act typed=typed/>
                    <Withdraw act=act/>
                </div>
            }
            .into_any(),
        };
        Some(view)
    };
    acts.into_any()
}

/// A question to the resident, with the field for the answer right below.
fn asked(act: Act, question: String, typed: Typed) -> AnyView {
    let text = typed.reply;
    view! {
        <section class="verdict stack">
            <h2>{t(m::ASKED_YOU)}</h2>
            <p class="pre">{question}</p>
            <TextArea label=m::DO_REPLY_LABEL value=text chars_max=TEXT_CHARS_MAX/>
            {send_text(act, text, m::DO_REPLY_SEND, m::DO_REPLY_DONE, |text| Command::Reply { text })}
            <Withdraw act=act/>
        </section>
    }
    .into_any()
}

/// Done, says the handler: is it?
fn resolved(act: Act, until: Option<DateTime<Utc>>, typed: Typed) -> AnyView {
    let by = move || {
        let moment = when::moment(until?, act.data.now().get(), prefs().language.get());
        Some(m::CONFIRM_BY.fill(&[&moment]))
    };
    view! {
        <section class="verdict stack">
            <h2>{t(m::CONFIRM_ASK)}</h2>
            <p class="quiet num">{by}</p>
            <div class="actions">
                <Press
                    label=m::DO_CONFIRM
                    glyph=glyph::CHECK
                    busy=act.busy
                    press=move |()| act.run(Command::Confirm, m::DO_CONFIRMED)
                />
                <Reopen act=act typed=typed look=Look::Default/>
            </div>
        </section>
    }
    .into_any()
}

/// A button that sends a text once there is one.
fn send_text(
    act: Act,
    text: RwSignal<String>,
    label: Phrase,
    done: Phrase,
    command: fn(Secret<String>) -> Command,
) -> AnyView {
    let empty = Signal::derive(move || text.with(|text| text.trim().is_empty()));
    let press = move |()| {
        let said = text.with_untracked(|text| text.trim().to_owned());
        act.run_then(command(Secret::Clear(said)), done, move || text.set(String::new()));
    };
    view! { <Press label=label glyph=glyph::SEND busy=act.busy disabled=empty press=press/> }.into_any()
}

/// Sending it back, with the reason.
#[component]
fn Reopen(act: Act, typed: Typed, look: Look) -> impl IntoView {
    let open = RwSignal::new(false);
    let text = typed.reason;
    view! {
        <Press label=m::DO_REOPEN look=look glyph=glyph::UNDO press=move |()| open.set(true)/>
        <Dialog open=open title=m::DO_REOPEN>
            <div class="stack">
                <TextArea label=m::DO_REOPEN_WHY value=text chars_max=TEXT_CHARS_MAX/>
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    {send_text(act, text, m::DO_REOPEN_SEND, m::DO_REOPENED, |reason| Command::Reopen { reason })}
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Adding something of one's own accord.
#[component]
fn Add(act: Act, typed: Typed) -> impl IntoView {
    let open = RwSignal::new(false);
    let text = typed.reply;
    view! {
        <Press label=m::DO_REPLY look=Look::Default glyph=glyph::CHAT press=move |()| open.set(true)/>
        <Dialog open=open title=m::DO_REPLY>
            <div class="stack">
                <TextArea label=m::DO_REPLY_LABEL value=text chars_max=TEXT_CHARS_MAX/>
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    {send_text(act, text, m::DO_REPLY_SEND, m::DO_REPLY_DONE, |text| Command::Reply { text })}
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Taking the report back.
#[component]
fn Withdraw(act: Act) -> impl IntoView {
    let open = RwSignal::new(false);
    let go = move |()| {
        open.set(false);
        act.run(Command::Withdraw, m::DO_WITHDRAW_DONE);
    };
    view! {
        <Press label=m::DO_WITHDRAW look=Look::Text press=move |()| open.set(true)/>
        <Dialog open=open title=m::DO_WITHDRAW>
            <div class="stack">
                <p>{t(m::DO_WITHDRAW_SURE)}</p>
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    <Press label=m::DO_WITHDRAW look=Look::Warn press=go/>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Stars, satisfied or not, a word.
#[component]
fn Rate(act: Act, typed: Typed) -> impl IntoView {
    let Typed { stars, satisfied, comment, .. } = typed;
    let options = Signal::derive(|| {
        [("yes", m::DO_RATE_YES), ("no", m::DO_RATE_NO)]
            .map(|(key, word)| (key.to_owned(), word.now().to_owned()))
            .to_vec()
    });
    let incomplete = Signal::derive(move || stars.get() == 0 || satisfied.with(Option::is_none));
    let send = move |()| {
        let said = comment.with_untracked(|text| text.trim().to_owned());
        let command = Command::Rate {
            stars: stars.get_untracked(),
            satisfied: satisfied.with_untracked(|key| key.as_deref() == Some("yes")),
            comment: (!said.is_empty()).then_some(Secret::Clear(said)),
        };
        act.run(command, m::DO_RATE_DONE);
    };
    view! {
        <section class="verdict stack">
            <div>
                <h2>{t(m::DO_RATE)}</h2>
                <p class="quiet">{t(m::DO_RATE_LINE)}</p>
            </div>
            <Stars legend=m::DO_RATE_STARS value=stars/>
            <Choices legend=m::DO_RATE_SATISFIED options=options value=satisfied/>
            <TextArea label=m::DO_RATE_COMMENT value=comment chars_max=REASON_CHARS_MAX optional=true/>
            <Press label=m::DO_RATE_SEND busy=act.busy disabled=incomplete press=send/>
        </section>
    }
    .into_any()
}
