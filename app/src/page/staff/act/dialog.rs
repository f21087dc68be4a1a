//! Asking for what an act needs, sending it, and saying what became of it.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::id::TicketId;
use weft::kinds::ticket::Command;
use weft::registry::AnyCommand;

use super::{Act, choose, text};
use crate::component::{Dialog, Look, Notice, Press, Tone, icon, toast};
use crate::data::{Data, use_data};
use crate::text::common as c;
use crate::text::staff::act as a;
use crate::words;

/// An act that is about to be done, to one ticket or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Doing {
    /// What.
    pub act: Act,
    /// To which.
    pub tickets: Vec<TicketId>,
}

/// The act in the dialog, if any; and how often something was done to several at once.
#[derive(Clone, Copy)]
struct InDialog(RwSignal<Option<Doing>>, RwSignal<u32>);

/// The act whose form is open. Set it to open a form.
#[must_use]
pub fn use_doing() -> RwSignal<Option<Doing>> {
    context().0
}

/// Changes whenever something was done to several tickets at once.
#[must_use]
pub fn use_done() -> RwSignal<u32> {
    context().1
}

fn context() -> InDialog {
    use_context().unwrap_or_else(|| {
        let context = InDialog(RwSignal::new(None), RwSignal::new(0));
        provide_context(context);
        context
    })
}

/// The dialog in which acts are done. Once per bundle, outside of the pages.
#[component]
pub fn ActDialog() -> impl IntoView {
    let doing = use_doing();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(doing.with(Option::is_some)));
    Effect::new(move || {
        if !open.get() && doing.with_untracked(Option::is_some) {
            doing.set(None);
        }
    });
    let title = Signal::derive(move || {
        doing.with(|doing| match doing {
            None => String::new(),
            Some(doing) if doing.tickets.len() == 1 => doing.act.word().now().to_owned(),
            Some(doing) => a::DO_MANY.fill(&[&doing.tickets.len().to_string(), doing.act.word().now()]),
        })
    });
    let form = move || doing.get().map(|doing| form(doing, open));
    view! {
        <Dialog open=open title=title>
            {form}
        </Dialog>
    }
    .into_any()
}

fn form(doing: Doing, open: RwSignal<bool>) -> AnyView {
    match doing.act {
        Act::Accept | Act::Start => view! { <text::PlainForm doing=doing open=open/> }.into_any(),
        Act::Transfer => view! { <choose::TransferForm doing=doing open=open/> }.into_any(),
        Act::Reroute => view! { <choose::RerouteForm doing=doing open=open/> }.into_any(),
        Act::BringIn => view! { <choose::BringInForm doing=doing open=open/> }.into_any(),
        Act::Merge => view! { <choose::MergeForm doing=doing open=open/> }.into_any(),
        _ => view! { <text::TextForm doing=doing open=open/> }.into_any(),
    }
}

/// A form that is being sent.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    data: Data,
    open: RwSignal<bool>,
    done: RwSignal<u32>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<String>>,
}

impl Sending {
    pub(super) fn new(open: RwSignal<bool>) -> Self {
        Self { data: use_data(), open, done: use_done(), busy: RwSignal::new(false), trouble: RwSignal::new(None) }
    }

    /// Does it to each ticket. The dialog closes when all went well, or when there are several and the message says which did not.
    pub(super) fn send(self, doing: Doing, command: Command) {
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let several = doing.tickets.len() > 1;
            let troubles = carry_out(self.data, &doing.tickets, command).await;
            self.busy.set(false);
            if several || troubles.is_empty() {
                tell(&doing, &troubles);
                self.open.set(false);
                if several {
                    self.done.update(|done| *done += 1);
                }
            } else {
                self.trouble.set(troubles.into_iter().next());
            }
        });
    }

    /// What went wrong, and the buttons. `press` sends; none when the form has buttons of its own.
    pub(super) fn foot(self, label: Signal<String>, press: Option<Callback<()>>) -> AnyView {
        let send = press.map(|press| view! { <Press label=label busy=self.busy press=press/> });
        let trouble = move || self.trouble.get().map(|trouble| view! { <Notice tone=Tone::Bad>{trouble}</Notice> });
        view! {
            {trouble}
            <div class="actions">
                <Press label=c::CANCEL look=Look::Default press=move |()| self.open.set(false)/>
                {send}
            </div>
        }
        .into_any()
    }
}

/// Does the same to each ticket, and says why for those that refused.
async fn carry_out(data: Data, tickets: &[TicketId], command: Command) -> Vec<String> {
    let mut troubles = Vec::new();
    for ticket in tickets {
        if let Err(rejection) = data.dispatch(ticket.0, AnyCommand::Ticket(command.clone())).await {
            let (rules, org) = (data.rules().get_untracked(), data.org().get_untracked());
            troubles.push(untrack(|| words::rejection(&rejection, &rules, &org)));
        }
    }
    troubles
}

fn tell(doing: &Doing, troubles: &[String]) {
    let word = untrack(|| doing.act.word().now());
    let done = doing.tickets.len() - troubles.len();
    let said = match (troubles.first(), doing.tickets.len()) {
        (None, 1) => untrack(|| a::DO_DONE.fill(&[word])),
        (Some(why), 1) => why.clone(),
        (None, _) => untrack(|| a::DO_DONE_MANY.fill(&[word, &done.to_string()])),
        (Some(why), _) => {
            let failed = untrack(|| a::DO_FAILED_MANY.fill(&[&troubles.len().to_string(), why]));
            format!("{} {failed}", untrack(|| a::DO_DONE_MANY.fill(&[word, &done.to_string()])))
        }
    };
    toast(said);
}

/// Does an act that needs nothing more to be said, or opens its form.
pub fn quickly(data: Data, form: RwSignal<Option<Doing>>, act: Act, tickets: Vec<TicketId>) {
    let command = match act {
        Act::Accept => Command::Accept,
        Act::Start => Command::Start,
        _ => return form.set(Some(Doing { act, tickets })),
    };
    spawn_local(async move {
        let troubles = carry_out(data, &tickets, command).await;
        tell(&Doing { act, tickets }, &troubles);
    });
}

/// A button for an act on one ticket.
pub fn act_button(data: Data, act: Act, ticket: TicketId, look: Look) -> AnyView {
    let doing = use_doing();
    let press = move |()| quickly(data, doing, act, vec![ticket]);
    view! { <Press label=act.word() glyph=act.glyph() look=look press=press/> }.into_any()
}

/// Ready-made texts that fill a field at a touch.
pub(super) fn templates(value: RwSignal<String>, phrases: &'static [crate::text::Phrase]) -> Option<AnyView> {
    if phrases.is_empty() {
        return None;
    }
    let one = |phrase: &'static crate::text::Phrase| {
        view! {
            <button type="button" class="template" on:click=move |_| value.set(phrase.now().to_owned())>
                {icon(crate::component::glyph::PLUS)}
                <span>{crate::text::t(*phrase)}</span>
            </button>
        }
    };
    Some(
        view! {
            <div class="templates" role="group" aria-label=crate::text::t(a::TEMPLATES)>
                {phrases.iter().map(one).collect_view()}
            </div>
        }
        .into_any(),
    )
}
