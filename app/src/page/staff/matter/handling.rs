//! How it is handled: who answers and why, departments' parts, what came of it, notes, and what may be the same.

use leptos::prelude::*;
use weft::id::TicketId;
use weft::kinds::ticket::{Note, Part, Ticket};
use weft::query::Candidate;

use super::super::act::{Act, act_button, nearby};
use super::super::asked::Asked;
use super::super::reasons;
use super::super::rules::{book_of, reaches, rule_href};
use crate::component::{Look, Photos, glyph, icon, satisfied_word, stars_shown};
use crate::data::Data;
use crate::prefs::prefs;
use crate::text::staff::{act as a, try_it as y};
use crate::text::{matter as m, t};
use crate::when;
use crate::words;

/// Who answers, who looks on, and why.
pub fn standing(data: Data, ticket: &Ticket) -> Option<AnyView> {
    let charge = ticket.charge.clone()?;
    let org = data.org();
    let stand_in = charge.stand_in.then(|| view! { <span class="badge">{t(m::STAND_IN)}</span> });
    let supervisor = ticket.supervisor.clone().map(|above| {
        view! { <p class="quiet">{move || m::MATTER_SUPERVISOR.fill(&[&words::holder(&above, &org.get())])}</p> }
    });
    let why = ticket.why.clone().map(|why| {
        let charge = charge.clone();
        let (category, facts, grid) = (ticket.category.clone(), ticket.facts.clone(), ticket.grid());
        let href = rule_href(&why.rule, why.rules_version);
        let body = move || {
            let (language, org) = (prefs().language.get(), org.get());
            let rules = book_of(data, why.rules_version);
            let otherwise = grid.and_then(|grid| why.otherwise(&rules, &category, &facts, grid, &org));
            let text = reasons::lines(why.lines(language, &charge, &rules, &org));
            view! { {text} {otherwise.map(|otherwise| reaches(&otherwise, &rules))} }
        };
        view! {
            <details>
                <summary>{t(m::MATTER_WHY)}</summary>
                {body}
                <p><a href=href>{t(y::OPEN_RULE)}</a></p>
            </details>
        }
    });
    let (accept, resolve) = (charge.acknowledge_by, charge.resolve_by);
    let moment = move |at| when::moment(at, data.now().get(), prefs().language.get());
    let limits = ticket.phase.is_handled().then(|| {
        view! {
            <dl class="facts">
                <dt>{t(crate::text::report::VERDICT_ACK)}</dt>
                <dd class="num">{move || moment(accept)}</dd>
                <dt>{t(crate::text::report::VERDICT_WHEN)}</dt>
                <dd class="num">{move || moment(resolve)}</dd>
            </dl>
        }
    });
    let view = view! {
        <section class="card stack-s">
            <h2>{t(m::MATTER_WHO)}</h2>
            <p class="row-tight">
                {icon(glyph::PERSON)} <b>{move || words::holder(&charge.holder, &org.get())}</b> {stand_in}
            </p>
            {supervisor}
            {limits}
            {why}
        </section>
    };
    Some(view.into_any())
}

/// The departments' parts, each with what can be done about it.
pub fn parts(data: Data, ticket: &Ticket, acts: &[Act]) -> Option<AnyView> {
    if ticket.parts.is_empty() {
        return None;
    }
    let id = ticket.id;
    let one = |part: &Part| part_row(data, id, part.clone(), acts);
    let view = view! {
        <section class="card">
            <h2>{t(m::MATTER_PARTS)}</h2>
            <ul class="parts">{ticket.parts.iter().map(one).collect_view()}</ul>
        </section>
    };
    Some(view.into_any())
}

fn part_row(data: Data, id: TicketId, part: Part, acts: &[Act]) -> AnyView {
    let unit = part.unit;
    let open = part.is_open();
    let own = [(Act::AnswerPart(unit), Look::Primary), (Act::ReleasePart(unit), Look::Default)];
    let buttons = own.into_iter().filter(|(act, _)| open && acts.contains(act));
    let buttons = buttons.map(|(act, look)| act_button(data, act, id, look)).collect_view();
    let asked = part.request.clone().map_or_else(
        || view! { <div class="quiet">{t(a::PART_BY_RULE)}</div> }.into_any(),
        |request| view! { <div class="quiet">{move || a::PART_ASKED.fill(&[&request])}</div> }.into_any(),
    );
    let said = match (part.answer, part.released) {
        (Some(answer), _) => view! { <blockquote class="pre">{answer}</blockquote> }.into_any(),
        (None, Some(reason)) => view! { <div>{move || m::PART_RELEASED.fill(&[&reason])}</div> }.into_any(),
        (None, None) => view! { <span class="badge amber">{icon(glyph::CLOCK)} {t(m::PART_OPEN)}</span> }.into_any(),
    };
    view! {
        <li class="stack-s">
            <b>{move || words::unit(unit, &data.org().get())}</b>
            {asked}
            {said}
            <div class="actions">{buttons}</div>
        </li>
    }
    .into_any()
}

/// What was done, and what the resident says of it.
pub fn outcome(ticket: &Ticket) -> Option<AnyView> {
    let done = ticket.resolution.clone()?;
    let photos = (!done.photos.is_empty()).then(|| view! { <Photos photos=done.photos.clone()/> });
    let rating = ticket.rating.clone().map(|rating| {
        let comment =
            rating.comment.map(|text| view! { <blockquote class="pre">{move || words::secret(&text)}</blockquote> });
        view! {
            <h3>{t(a::RATED)}</h3>
            <div class="row-tight">{stars_shown(rating.stars)} <b>{satisfied_word(rating.satisfied)}</b></div>
            {comment}
        }
    });
    let view = view! {
        <section class="card stack-s">
            <h2>{t(m::MATTER_DONE)}</h2>
            <p class="pre">{done.done}</p>
            {photos}
            {rating}
        </section>
    };
    Some(view.into_any())
}

/// Internal notes.
pub fn notes(data: Data, ticket: &Ticket, acts: &[Act]) -> Option<AnyView> {
    let may = acts.contains(&Act::Note);
    if ticket.notes.is_empty() && !may {
        return None;
    }
    let one = move |note: Note| {
        let (at, text) = (note.at, note.text);
        let moment = move || when::moment(at, data.now().get(), prefs().language.get());
        view! {
            <li>
                <time class="faint num">{moment}</time>
                <p class="pre">{move || words::secret(&text)}</p>
            </li>
        }
    };
    let none = ticket.notes.is_empty().then(|| view! { <p class="quiet">{t(a::NOTES_NONE)}</p> });
    let add = may.then(|| act_button(data, Act::Note, ticket.id, Look::Text));
    let notes = ticket.notes.iter().rev().cloned().map(one).collect_view();
    let view = view! {
        <section class="card">
            <div class="card-head">
                <h2>{t(a::NOTES)}</h2>
                {add}
            </div>
            {none}
            <ul class="notes">{notes}</ul>
        </section>
    };
    Some(view.into_any())
}

/// What may be the same matter, for those who could merge it.
pub fn near(data: Data, ticket: &Ticket, acts: &[Act]) -> Option<AnyView> {
    let point = ticket.point.filter(|_| acts.contains(&Act::Merge))?;
    let (own, category, id) = (ticket.id, ticket.category.clone(), ticket.id);
    let near = Asked::new(move || {
        let category = category.clone();
        async move { data.duplicates(&category, point).await }
    });
    // Nothing nearby, or no network to ask: then there is nothing to say.
    let list = move || {
        let others: Vec<Candidate> = near.get()?.into_iter().filter(|candidate| candidate.id != own).collect();
        (!others.is_empty()).then(|| {
            let rows = others.into_iter().map(|candidate| view! { <li>{nearby(data, candidate)}</li> }).collect_view();
            view! {
                <section class="card">
                    <div class="card-head">
                        <h2>{t(a::NEAR)}</h2>
                        {act_button(data, Act::Merge, id, Look::Text)}
                    </div>
                    <ul class="nears">{rows}</ul>
                </section>
            }
        })
    };
    Some(list.into_any())
}
