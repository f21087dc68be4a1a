//! Where an actor's roles are held, and what that makes theirs. For lists and menus: what may be done is decided by the kinds.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use weft::actor::{Actor, Permission, Role};
use weft::id::UnitId;
use weft::kinds::ticket::{Phase, Ticket};
use weft::org::{Directory, Tier};

use crate::text::{Phrase, staff as s};

/// A role.
#[must_use]
pub const fn role(role: Role) -> Phrase {
    match role {
        Role::GridMember => s::ROLE_GRID_MEMBER,
        Role::Desk => s::ROLE_DESK,
        Role::DepartmentDesk => s::ROLE_DEPARTMENT_DESK,
        Role::CommandCentre => s::ROLE_COMMAND_CENTRE,
        Role::RuleKeeper => s::ROLE_RULE_KEEPER,
        Role::RuleApprover => s::ROLE_RULE_APPROVER,
        Role::OrgKeeper => s::ROLE_ORG_KEEPER,
        Role::Administrator => s::ROLE_ADMINISTRATOR,
    }
}

/// The units at which some role of this actor permits it, as granted.
#[must_use]
pub fn units_permitting(actor: &Actor, permission: Permission) -> Vec<UnitId> {
    let held = actor.grants.iter().filter(|grant| grant.role.permits(permission));
    let mut units: Vec<UnitId> = held.map(|grant| grant.unit).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// The highest unit of which this actor reads tickets, or the county: where figures begin.
#[must_use]
pub fn top_unit(actor: &Actor, org: &Directory) -> Option<UnitId> {
    let units = units_permitting(actor, Permission::ReadTicket);
    let known = units.into_iter().filter_map(|id| org.unit(id));
    // A department stands beside the tree: its figures are those of the unit above.
    let placed = known.filter_map(|unit| if unit.tier == Tier::Department { unit.parent } else { Some(unit.id) });
    placed.min_by_key(|id| org.path(*id).len()).or_else(|| org.root())
}

/// Whether a matter waits for this actor: they hold the post that answers, or a role at the unit where it is held.
#[must_use]
pub fn answers_for(ticket: &Ticket, actor: &Actor) -> bool {
    let Some(charge) = &ticket.charge else {
        return false;
    };
    let at_unit =
        |grant: &weft::actor::Grant| grant.role.permits(Permission::HandleTicket) && grant.unit == charge.holder.unit;
    charge.holder.person == actor.person || actor.grants.iter().any(at_unit)
}

/// Whether this actor looks on after it was sent back.
#[must_use]
pub fn supervises(ticket: &Ticket, actor: &Actor) -> bool {
    let watching =
        |unit| actor.grants.iter().any(|grant| grant.role.permits(Permission::TriageTicket) && grant.unit == unit);
    ticket.phase.is_open()
        && ticket.supervisor.as_ref().is_some_and(|holder| holder.person == actor.person || watching(holder.unit))
}

/// The departments of this actor whose part in a ticket is open.
#[must_use]
pub fn open_parts(ticket: &Ticket, actor: &Actor) -> Vec<UnitId> {
    let own = |path: &[UnitId]| actor.holds(Permission::AnswerJointTicket, path);
    let open = ticket.parts.iter().filter(|part| part.is_open() && own(&part.path));
    if ticket.phase.is_open() { open.map(|part| part.unit).collect() } else { Vec::new() }
}

/// The order in which tickets are worked on: overdue first, then by their date, those of the resident's turn last.
#[must_use]
pub fn urgency(ticket: &Ticket, now: DateTime<Utc>) -> (Reverse<bool>, bool, DateTime<Utc>) {
    let resident = matches!(ticket.phase, Phase::Waiting | Phase::Resolved) || !ticket.phase.is_open();
    let until = ticket.awaiting().map_or(DateTime::<Utc>::MAX_UTC, |(_, until)| until);
    (Reverse(ticket.is_overdue(now)), resident, until)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use weft::actor::Grant;
    use weft::aggregate::{Context, execute, fold};
    use weft::id::{PersonId, TicketId};
    use weft::kinds::ticket::Command;
    use weft::sample;

    use super::*;

    fn reported() -> Ticket {
        let (rules, org, actor) = (sample::rulebook(), sample::directory(), sample::resident("一"));
        let cx = Context { actor: &actor, now: sample::morning(), rules: &rules, org: &org, prove: weft::rules::prove };
        let id = TicketId::named("one");
        let events = execute::<Ticket>(id, None, &Command::Submit(sample::noise_report(0, 0)), &cx).unwrap();
        fold(None, id, &events, actor.person, cx.now).unwrap()
    }

    #[test]
    fn a_matter_waits_for_its_holder_and_for_others_with_a_role_at_that_unit() {
        let ticket = reported();
        assert!(answers_for(&ticket, &sample::grid_member(0, 0)));
        assert!(answers_for(&ticket, &sample::staff(Role::GridMember, "grid-0-0", PersonId::named("second"))));
        assert!(!answers_for(&ticket, &sample::grid_member(1, 0)));
        assert!(!answers_for(&ticket, &sample::staff(Role::Desk, "370-01", PersonId::named("town"))));
    }

    #[test]
    fn overdue_comes_before_everything_and_the_nearest_date_next() {
        let (early, mut later) = (reported(), reported());
        if let Some(charge) = &mut later.charge {
            charge.acknowledge_by += TimeDelta::days(1);
        }
        let now = sample::morning();
        assert!(urgency(&early, now) < urgency(&later, now));
        let past = now + TimeDelta::hours(30);
        assert!(urgency(&early, past).0.0 && !urgency(&later, past).0.0);
        later.overdue = true;
        assert!(urgency(&later, now) < urgency(&early, now));
    }

    #[test]
    fn figures_begin_at_the_highest_unit_and_for_a_department_at_the_one_above() {
        let org = sample::directory();
        let desk = Actor::staff(
            PersonId::named("a"),
            vec![
                Grant { role: Role::GridMember, unit: sample::grid(0, 0) },
                Grant { role: Role::Desk, unit: sample::unit_id("370-01") },
            ],
        );
        assert_eq!(top_unit(&desk, &org), Some(sample::unit_id("370-01")));
        let fire = sample::staff(Role::DepartmentDesk, "fire", PersonId::named("b"));
        assert_eq!(top_unit(&fire, &org), Some(sample::unit_id("370")));
        let keeper = sample::staff(Role::RuleKeeper, "370-01", PersonId::named("c"));
        assert_eq!(top_unit(&keeper, &org), org.root());
    }
}
