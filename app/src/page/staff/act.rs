//! What a member of staff can do with a ticket. Whether they may is never decided here: each act is tried on the ticket itself, through
//! the one door that also the server uses, and offered only when it would be let in.

mod choose;
mod dialog;
mod text;

use weft::aggregate::{Context, Rejection, execute};
use weft::id::{TicketId, UnitId};
use weft::kinds::ticket::{Command, Refusal, Ticket};
use weft::org::Post;
use weft::secret::Secret;

use crate::component::{Glyph, glyph};
use crate::text::{Phrase, staff as s};

pub use choose::nearby;
pub use dialog::{ActDialog, Doing, act_button, quickly, use_doing, use_done};

/// One thing to do with a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Take it on.
    Accept,
    /// Begin.
    Start,
    /// Say what was done.
    Resolve,
    /// Ask the resident.
    Ask,
    /// Write a note.
    Note,
    /// Send it up.
    Escalate,
    /// Put the category right.
    Reroute,
    /// Hand it to another post.
    Transfer,
    /// Bring departments in.
    BringIn,
    /// Merge it into another.
    Merge,
    /// Answer a department's part.
    AnswerPart(UnitId),
    /// Let a department's part go.
    ReleasePart(UnitId),
}

impl Act {
    /// Those that need no department, in the order in which they are offered.
    pub const PLAIN: [Self; 10] = [
        Self::Accept,
        Self::Resolve,
        Self::Start,
        Self::Ask,
        Self::Note,
        Self::BringIn,
        Self::Transfer,
        Self::Escalate,
        Self::Reroute,
        Self::Merge,
    ];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> Phrase {
        match self {
            Self::Accept => s::ACCEPT,
            Self::Start => s::START,
            Self::Resolve => s::RESOLVE,
            Self::Ask => s::ASK,
            Self::Note => s::NOTE,
            Self::Escalate => s::ESCALATE,
            Self::Reroute => s::REROUTE,
            Self::Transfer => s::TRANSFER,
            Self::BringIn => s::BRING_IN,
            Self::Merge => s::MERGE,
            Self::AnswerPart(_) => s::ANSWER_PART,
            Self::ReleasePart(_) => s::RELEASE_PART,
        }
    }

    /// Its icon.
    #[must_use]
    pub const fn glyph(self) -> Glyph {
        match self {
            Self::Accept | Self::Resolve => glyph::CHECK,
            Self::Start => glyph::CLOCK,
            Self::Ask | Self::AnswerPart(_) => glyph::CHAT,
            Self::Note => glyph::LEDGER,
            Self::Escalate => glyph::UP,
            Self::Reroute | Self::ReleasePart(_) => glyph::UNDO,
            Self::Transfer => glyph::SEND,
            Self::BringIn => glyph::PLUS,
            Self::Merge => glyph::COPY,
        }
    }

    /// A command of this kind with which to ask whether the ticket would take one.
    fn probe(self, ticket: &Ticket) -> Command {
        let text = || "…".to_owned();
        match self {
            Self::Accept => Command::Accept,
            Self::Start => Command::Start,
            Self::Resolve => Command::Resolve { done: text(), photos: Vec::new() },
            Self::Ask => Command::Ask { question: text() },
            Self::Note => Command::Note { text: Secret::Clear(text()) },
            Self::Escalate => Command::Escalate { reason: text() },
            Self::Reroute => {
                Command::Reroute { category: ticket.category.clone(), facts: ticket.facts.clone(), reason: text() }
            }
            Self::Transfer => {
                let to = ticket.charge.as_ref().map(|charge| (charge.holder.unit, charge.holder.post));
                let (unit, post) = to.unwrap_or((UnitId::named("nowhere"), Post::Desk));
                Command::Transfer { unit, post, reason: text() }
            }
            Self::BringIn => Command::BringIn { services: Vec::new(), request: text() },
            Self::Merge => Command::Merge { into: TicketId::named("another") },
            Self::AnswerPart(unit) => Command::AnswerPart { unit, answer: text() },
            Self::ReleasePart(unit) => Command::ReleasePart { unit, reason: text() },
        }
    }

    /// Whether the ticket would take such a command from this actor now.
    #[must_use]
    pub fn is_open(self, ticket: &Ticket, cx: &Context<'_>) -> bool {
        match execute(ticket.id, Some(ticket), &self.probe(ticket), cx) {
            Ok(_) => true,
            Err(Rejection::Forbidden { .. }) => false,
            // What remains is about the example's content, which the form will give.
            Err(Rejection::Refused(refusal)) => matches!(
                refusal,
                Refusal::NothingChanges
                    | Refusal::NobodyThere { .. }
                    | Refusal::PartsOpen { .. }
                    | Refusal::Undecided(_)
            ),
        }
    }
}

/// All that this actor can do with a ticket now, the most likely first.
#[must_use]
pub fn offered(ticket: &Ticket, cx: &Context<'_>) -> Vec<Act> {
    let departments = ticket.parts.iter().filter(|part| part.is_open()).map(|part| part.unit);
    let parts = departments.clone().map(Act::AnswerPart).chain(departments.map(Act::ReleasePart));
    let open = |act: &Act| act.is_open(ticket, cx);
    let mut acts: Vec<Act> = parts.chain(Act::PLAIN).filter(open).collect();
    // One cannot take on what is already being resolved, and resolving counts as starting.
    if acts.contains(&Act::Accept) {
        acts.retain(|act| *act != Act::Start);
    }
    acts
}

#[cfg(test)]
mod tests {
    use weft::actor::{Actor, Role};
    use weft::aggregate::fold;
    use weft::id::PersonId;
    use weft::sample;

    use super::*;

    fn after(commands: &[(Actor, Command)]) -> Ticket {
        let (rules, org) = (sample::rulebook(), sample::directory());
        let id = TicketId::named("one");
        let mut state = None;
        for (actor, command) in commands {
            let cx = Context { actor, now: sample::morning(), rules: &rules, org: &org, prove: weft::rules::prove };
            let events = execute::<Ticket>(id, state.as_ref(), command, &cx).unwrap();
            state = fold(state, id, &events, actor.person, cx.now);
        }
        state.unwrap()
    }

    fn acts(ticket: &Ticket, actor: &Actor) -> Vec<Act> {
        let (rules, org) = (sample::rulebook(), sample::directory());
        offered(ticket, &Context { actor, now: sample::morning(), rules: &rules, org: &org, prove: weft::rules::prove })
    }

    fn report() -> (Actor, Command) {
        (sample::resident("一"), Command::Submit(sample::noise_report(0, 0)))
    }

    #[test]
    fn a_new_ticket_is_offered_to_accept_by_its_member_and_to_hand_over_by_the_desk_above() {
        let ticket = after(&[report()]);
        let member = acts(&ticket, &sample::grid_member(0, 0));
        assert_eq!(member.first(), Some(&Act::Accept));
        assert!(!member.contains(&Act::Transfer) && !member.contains(&Act::Merge));
        let desk = acts(&ticket, &sample::staff(Role::Desk, "370-01-01", PersonId::named("desk")));
        assert!(desk.contains(&Act::Transfer) && desk.contains(&Act::Merge) && desk.contains(&Act::BringIn));
        assert_eq!(acts(&ticket, &sample::grid_member(1, 0)), []);
    }

    #[test]
    fn once_accepted_it_can_be_resolved_at_once_and_once_resolved_nothing_but_notes_is_left() {
        let member = sample::grid_member(0, 0);
        let accepted = after(&[report(), (member.clone(), Command::Accept)]);
        assert_eq!(acts(&accepted, &member).first(), Some(&Act::Resolve));
        let resolved = Command::Resolve { done: "好了".into(), photos: Vec::new() };
        let ended = after(&[report(), (member.clone(), Command::Accept), (member.clone(), resolved)]);
        assert_eq!(acts(&ended, &member), [Act::Note]);
    }

    #[test]
    fn a_department_is_offered_its_own_part_only() {
        let desk = sample::staff(Role::Desk, "370-01-01", PersonId::named("desk"));
        let bring = Command::BringIn { services: vec!["fire".into()], request: "请派人".into() };
        let ticket = after(&[report(), (desk, bring)]);
        let fire = sample::staff(Role::DepartmentDesk, "fire", PersonId::named("f"));
        assert_eq!(acts(&ticket, &fire), [Act::AnswerPart(sample::unit_id("fire"))]);
        let housing = sample::staff(Role::DepartmentDesk, "housing", PersonId::named("h"));
        assert_eq!(acts(&ticket, &housing), []);
    }
}
