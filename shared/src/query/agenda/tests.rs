//! Claims about the ledger: what a filter lets through, and what is counted.

use chrono::TimeDelta;

use super::*;
use crate::actor::Actor;
use crate::aggregate::{Context, execute, fold};
use crate::id::ProposalId;
use crate::kinds::proposal::Command;
use crate::sample::deliberation::{draft, published};
use crate::sample::{self, grid_member, morning, resident, unit_id};

/// A proposal brought so many hours after the morning, and what became of it.
fn proposal(number: u32, commands: &[Command]) -> Proposal {
    let (org, rules) = (sample::directory(), sample::rulebook());
    let id = ProposalId::named(&number.to_string());
    let author = resident("reporter");
    let mut now = morning() + TimeDelta::hours(number.into());
    let submit = Command::Submit(Box::new(draft()));
    let mut state: Option<Proposal> = None;
    for (step, command) in std::iter::once(&submit).chain(commands).enumerate() {
        let supporter = resident(&step.to_string());
        let staff = grid_member(0, 0);
        let actor: &Actor = match command {
            Command::Submit(_) | Command::Withdraw => &author,
            Command::Accept { .. } => &staff,
            _ => &supporter,
        };
        let cx = Context { actor, now, rules: &rules, org: &org, prove: crate::rules::prove };
        let events = execute(id, state.as_ref(), command, &cx).expect("accepted");
        state = fold(state, id, &events, actor.person, now);
        now += TimeDelta::days(1);
    }
    state.expect("submitted")
}

fn accepted() -> Vec<Command> {
    vec![Command::Accept { published: published(), entitled: 40 }]
}

fn tabled() -> Vec<Command> {
    accepted().into_iter().chain(std::iter::repeat_n(Command::Support, 5)).collect()
}

#[test]
fn every_filter_lets_through_what_it_says() {
    let line = proposal(0, &tabled()).public().expect("public");
    let wants = |query: AgendaQuery| query.wants(&line);
    let any = AgendaQuery::default;
    assert!(wants(any()));
    assert!(wants(AgendaQuery { unit: Some(unit_id("370-01-01")), subject: Some("shed".into()), open: true, ..any() }));
    assert!(wants(AgendaQuery {
        stage: Some(Stage::Tabled),
        text: Some("充电".into()),
        from: Some(morning()),
        ..any()
    }));
    for other in [
        AgendaQuery { unit: Some(unit_id("370-01-02")), ..any() },
        AgendaQuery { subject: Some("wall".into()), ..any() },
        AgendaQuery { stage: Some(Stage::Gathering), ..any() },
        AgendaQuery { overdue: true, ..any() },
        AgendaQuery { text: Some("围墙".into()), ..any() },
        AgendaQuery { to: Some(morning()), ..any() },
    ] {
        assert!(!wants(other.clone()), "{other:?}");
    }
}

#[test]
fn each_unit_on_the_way_up_counts_a_proposal_once_and_one_taken_back_not_at_all() {
    let all = [proposal(0, &[]), proposal(1, &accepted()), proposal(2, &tabled()), proposal(3, &[Command::Withdraw])];
    let counts = count(&all);
    assert_eq!(counts.len(), 4, "grid, community, town, county");
    for counted in &counts {
        assert_eq!((counted.raised, counted.accepted, counted.decided, counted.done), (3, 2, 0, 0));
        assert_eq!(counted.month, NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day"));
        assert_eq!(counted.median_days.get(&Step::Screening), Some(&1));
        assert_eq!(counted.median_days.get(&Step::Gathering), Some(&5));
        assert_eq!(counted.median_days.get(&Step::Deciding), None);
    }
}
