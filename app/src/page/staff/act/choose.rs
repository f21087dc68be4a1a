//! Acts that need something chosen: a unit, a category, departments, another ticket.

use std::sync::Arc;

use leptos::prelude::*;
use weft::calendar::county_day;
use weft::id::{TicketId, UnitId};
use weft::kinds::ticket::{Command, REASON_CHARS_MAX, Ticket};
use weft::org::{Post, Tier};
use weft::query::Candidate;

use super::dialog::{Doing, Sending, templates};
use crate::component::{Checks, Choices, Empty, Loading, Look, Press, Select, TextArea};
use crate::data::{Data, use_data};
use crate::page::report::{Draft, Fault, Form, question_fields};
use crate::page::staff::asked::Asked;
use crate::page::staff::unit_picker::UnitPicker;
use crate::prefs::prefs;
use crate::text::staff::act as a;
use crate::text::{Phrase, common as c, report as r, t, told};
use crate::when;
use crate::words;

/// The first of the tickets, as it is when the form opens.
fn first(data: Data, doing: &Doing) -> Option<Arc<Ticket>> {
    let id = *doing.tickets.first()?;
    data.ticket(id).get_untracked().map(|held| held.state)
}

/// A reason: its field, what is wrong with it, and its text.
#[derive(Clone, Copy)]
struct Reason {
    text: RwSignal<String>,
    tried: RwSignal<bool>,
}

impl Reason {
    fn new() -> Self {
        Self { text: RwSignal::new(String::new()), tried: RwSignal::new(false) }
    }

    fn field(self, label: Phrase, hint: Phrase, ready: &'static [Phrase]) -> AnyView {
        let error = MaybeProp::derive(move || {
            let missing = self.tried.get() && self.text.with(|text| text.trim().is_empty());
            missing.then(|| c::REQUIRED.now().to_owned())
        });
        view! {
            <TextArea label=label hint=hint value=self.text chars_max=REASON_CHARS_MAX error=error/>
            {templates(self.text, ready)}
        }
        .into_any()
    }

    /// The reason, if there is one; else its field says so.
    fn take(self) -> Option<String> {
        self.tried.set(true);
        let text = self.text.with_untracked(|text| text.trim().to_owned());
        (!text.is_empty()).then_some(text)
    }
}

/// Handing it to a post at another unit.
#[component]
pub fn TransferForm(
    /// What, and to which.
    doing: Doing,
    /// The dialog.
    open: RwSignal<bool>,
) -> impl IntoView {
    let data = use_data();
    let (unit, post) = (RwSignal::new(None::<UnitId>), RwSignal::new(None::<String>));
    let reason = Reason::new();
    let sending = Sending::new(open);
    let near = first(data, &doing).map(|ticket| near(data, &ticket)).unwrap_or_default();
    let posts = Memo::new(move |_| unit.get().map(|unit| posts(data, unit)).unwrap_or_default());
    Effect::new(move || post.set(posts.with(|posts| posts.first().map(|(key, _, _)| key.clone()))));
    let options = Signal::derive(move || posts.get().into_iter().map(|(key, title, _)| (key, title)).collect());
    let nobody = move || unit.get().is_some() && posts.with(Vec::is_empty);
    let missing = MaybeProp::derive(move || {
        if nobody() {
            return Some(a::TRANSFER_NOBODY.now().to_owned());
        }
        (reason.tried.get() && unit.with(Option::is_none)).then(|| c::CHOOSE_ONE.now().to_owned())
    });
    let press = move |()| {
        let chosen = posts.with_untracked(|posts| {
            let key = post.get_untracked()?;
            posts.iter().find(|(other, _, _)| *other == key).map(|(_, _, post)| *post)
        });
        if let (Some(reason), Some(unit), Some(post)) = (reason.take(), unit.get_untracked(), chosen) {
            sending.send(doing.clone(), Command::Transfer { unit, post, reason });
        }
    };
    view! {
        <div class="stack">
            <UnitPicker label=a::TRANSFER_UNIT chosen=unit near=near error=missing/>
            <Show when=move || posts.with(|posts| !posts.is_empty())>
                <Choices legend=a::TRANSFER_POST options=options value=post/>
            </Show>
            {reason.field(a::TRANSFER_REASON, a::TRANSFER_HINT, &[a::TRANSFER_1])}
            {sending.foot(a::DO_SEND.into(), Some(Callback::new(press)))}
        </div>
    }
    .into_any()
}

/// The units a ticket is most often handed to: where it lies, level by level, and the departments.
fn near(data: Data, ticket: &Ticket) -> Vec<UnitId> {
    data.org().with_untracked(|org| {
        let departments = org.units().filter(|unit| unit.tier == Tier::Department && unit.to.is_none());
        let place = ticket
            .place
            .iter()
            .copied()
            .filter(|unit| ticket.charge.as_ref().is_none_or(|charge| charge.holder.unit != *unit));
        place.chain(departments.map(|unit| unit.id)).collect()
    })
}

/// The posts held at a unit today: key, title with the holder's name, post.
fn posts(data: Data, unit: UnitId) -> Vec<(String, String, Post)> {
    let today = county_day(data.now().get_untracked());
    let org = data.org().get();
    let held = Post::ALL.into_iter().filter_map(|post| Some((post, org.holder(unit, post, today)?)));
    held.map(|(post, holder)| {
        let title = format!("{} {}", words::post(post).now(), holder.name);
        (format!("{post:?}"), title, post)
    })
    .collect()
}

/// Putting the category right.
#[component]
pub fn RerouteForm(
    /// What, and to which.
    doing: Doing,
    /// The dialog.
    open: RwSignal<bool>,
) -> impl IntoView {
    let data = use_data();
    let ticket = first(data, &doing);
    let (first_level, facts) = ticket.map_or_else(Default::default, |ticket| {
        let first = ticket.category.split('.').next().unwrap_or_default().to_owned();
        (first, ticket.facts.clone())
    });
    let form = Form::of(Draft { facts, ..Draft::default() });
    let (first_level, second_level) = (RwSignal::new(first_level), RwSignal::new(String::new()));
    let reason = Reason::new();
    let sending = Sending::new(open);
    let under = move |parent: Option<String>| {
        data.rules().with(|rules| {
            let title = |category: &weft::rules::Category| (category.key.clone(), told(&category.title));
            rules.categories_under(parent.as_deref()).map(title).collect::<Vec<_>>()
        })
    };
    let seconds = Memo::new(move |_| under(Some(first_level.get())));
    // A first-level category without any below it is chosen by itself.
    Effect::new(move || {
        let chosen = if seconds.with(Vec::is_empty) { first_level.get() } else { second_level.get() };
        form.category.set((!chosen.is_empty()).then_some(chosen));
        let fitting = data.rules().with_untracked(|rules| form.read_untracked().fitting(rules));
        form.facts.set(fitting.facts);
    });
    Effect::new(move |before: Option<String>| {
        let now = first_level.get();
        if before.is_some_and(|before| before != now) {
            second_level.set(String::new());
        }
        now
    });
    let faults = crate::page::report::faults_of(form, u8::MAX);
    let missing = MaybeProp::derive(move || {
        let missing = form.tried.get() && form.category.with(Option::is_none);
        missing.then(|| c::CHOOSE_ONE.now().to_owned())
    });
    let press = move |()| {
        form.tried.set(true);
        let open = faults
            .with_untracked(|faults| faults.iter().any(|fault| matches!(fault, Fault::Category | Fault::Fact(_))));
        if let (Some(reason), Some(category), false) = (reason.take(), form.category.get_untracked(), open) {
            sending.send(doing.clone(), Command::Reroute { category, facts: form.facts.get_untracked(), reason });
        }
    };
    view! {
        <div class="stack">
            <Select label=a::REROUTE_FIRST options=Signal::derive(move || under(None)) value=first_level/>
            <Show when=move || seconds.with(|seconds| !seconds.is_empty())>
                <Select label=a::REROUTE_SECOND options=seconds value=second_level error=missing/>
            </Show>
            {question_fields(form, faults)} {reason.field(a::REROUTE_REASON, a::REROUTE_HINT, &[a::REROUTE_1])}
            {sending.foot(a::DO_SEND.into(), Some(Callback::new(press)))}
        </div>
    }
    .into_any()
}

/// Bringing departments in.
#[component]
pub fn BringInForm(
    /// What, and to which.
    doing: Doing,
    /// The dialog.
    open: RwSignal<bool>,
) -> impl IntoView {
    let data = use_data();
    let services = RwSignal::new(Vec::<String>::new());
    let reason = Reason::new();
    let sending = Sending::new(open);
    let options = Signal::derive(move || {
        data.rules().with(|rules| {
            rules.services.iter().map(|service| (service.key.clone(), told(&service.title))).collect::<Vec<_>>()
        })
    });
    let missing = MaybeProp::derive(move || {
        let missing = reason.tried.get() && services.with(Vec::is_empty);
        missing.then(|| c::CHOOSE_ONE.now().to_owned())
    });
    let press = move |()| {
        let chosen = services.get_untracked();
        if let (Some(request), false) = (reason.take(), chosen.is_empty()) {
            sending.send(doing.clone(), Command::BringIn { services: chosen, request });
        }
    };
    view! {
        <div class="stack">
            <Checks legend=a::BRING_SERVICES options=options value=services error=missing/>
            {reason.field(a::BRING_REQUEST, a::BRING_HINT, &[a::BRING_1])}
            {sending.foot(a::DO_SEND.into(), Some(Callback::new(press)))}
        </div>
    }
    .into_any()
}

/// Merging it into another one nearby.
#[component]
pub fn MergeForm(
    /// What, and to which.
    doing: Doing,
    /// The dialog.
    open: RwSignal<bool>,
) -> impl IntoView {
    let data = use_data();
    let sending = Sending::new(open);
    let ticket = first(data, &doing);
    let Some((ticket, point)) = ticket.and_then(|ticket| Some((ticket.clone(), ticket.point?))) else {
        return view! { <div class="stack"><p>{t(a::MERGE_NO_SPOT)}</p> {sending.foot(c::CLOSE.into(), None)}</div> }
            .into_any();
    };
    let (own, category) = (ticket.id, ticket.category.clone());
    let near = Asked::new(move || {
        let category = category.clone();
        async move { data.duplicates(&category, point).await }
    });
    let list = move |candidates: Vec<Candidate>| {
        let others: Vec<_> = candidates.into_iter().filter(|candidate| candidate.id != own).collect();
        if others.is_empty() {
            return view! { <Empty title=a::MERGE_NONE text=a::MERGE_NONE_TEXT/> }.into_any();
        }
        let doing = doing.clone();
        let row = move |candidate: Candidate| {
            let (doing, into) = (doing.clone(), candidate.id);
            let press = move |()| sending.send(doing.clone(), Command::Merge { into });
            view! {
                <li class="row between">
                    {nearby(data, candidate)} <Press label=a::MERGE_GO look=Look::Default press=press/>
                </li>
            }
        };
        view! { <ul class="nears">{others.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="stack">
            <p class="quiet">{t(a::MERGE_LINE)}</p>
            {near.shown(|| view! { <Loading rows=2/> }.into_any(), list)} {sending.foot(a::MERGE_GO.into(), None)}
        </div>
    }
    .into_any()
}

/// A ticket nearby in a few words.
pub fn nearby(data: Data, candidate: Candidate) -> AnyView {
    let Candidate { id, category, phase, reported_at, distance_m } = candidate;
    let title = move || words::category(&category, &data.rules().get());
    let state = words::phase_named(&phase).map(|phase| move || words::phase_for_staff(phase).now());
    let line = move || {
        let ago = when::ago(reported_at, data.now().get(), prefs().language.get());
        format!("{} · {ago}", r::DISTANCE.fill(&[&distance_m.to_string()]))
    };
    view! {
        <div class="grow">
            <b><a href=format!("/staff/ticket/{id}")>{title}</a></b>
            <div class="faint num">{line} " · " {state}</div>
            {excerpt(data, id)}
        </div>
    }
    .into_any()
}

/// What it says, if this device holds it.
fn excerpt(data: Data, id: TicketId) -> impl IntoView {
    let held = data.ticket(id);
    let text = move || held.get().and_then(|held| held.state.text.clear().cloned());
    view! { <div class="clip">{text}</div> }
}
