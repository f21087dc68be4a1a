//! The agenda ledger: proposals as open data, beside the tickets and not among them.

use chrono::{NaiveDate, TimeDelta};
use weft::actor::Actor;
use weft::id::ProposalId;
use weft::kinds::proposal::{Command, Draft, Stage};
use weft::query::TicketQuery;
use weft::query::agenda::{AgendaQuery, Step};
use weft::registry::AnyCommand;
use weft::sample::{self, deliberation as made, grid, grid_member, noise_report, resident, unit_id};
use weft_server::clock::Clock;
use weft_server::engine::Engine;

use crate::harness::{Place, county_desk};

/// A proposal brought and, if so, made public.
async fn brought(place: &Place, engine: &Engine, who: &Actor, is_public: bool) -> ProposalId {
    let clock: &dyn Clock = place.clock.as_ref();
    let id = ProposalId(clock.new_id());
    let run = |command| place.envelope(id.0, AnyCommand::Proposal(command));
    let draft = Draft { invited: Vec::new(), ..made::draft() };
    place.accepted(engine, who, run(Command::Submit(Box::new(draft)))).await;
    if is_public {
        let accept = Command::Accept { published: made::published(), entitled: 40 };
        place.accepted(engine, &grid_member(0, 0), run(accept)).await;
    }
    place.pass(TimeDelta::hours(1));
    id
}

/// All pages, one after the other.
async fn all(engine: &Engine, query: &AgendaQuery) -> Vec<ProposalId> {
    let mut query = query.clone();
    let mut found = Vec::new();
    loop {
        let page = engine.agenda(&query).await.unwrap();
        assert!(page.rows.len() <= query.limit.unwrap_or(50));
        found.extend(page.rows.iter().map(|line| line.id));
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return found,
        }
    }
}

pub async fn the_ledger_of_proposals_pages_newest_first_and_holds_what_is_public(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let mut public = Vec::new();
    for number in 0..7 {
        let id = brought(&place, &engine, &who, number % 3 != 2).await;
        public.extend((number % 3 != 2).then_some(id));
        place.report(&engine, &who, noise_report(0, 0)).await;
    }
    public.reverse();
    for limit in [1, 2, 50] {
        assert_eq!(
            all(&engine, &AgendaQuery { limit: Some(limit), ..AgendaQuery::default() }).await,
            public,
            "{limit}"
        );
    }
    let text = |text: &str| AgendaQuery { text: Some(text.to_owned()), limit: Some(1), ..AgendaQuery::default() };
    assert_eq!(all(&engine, &text("充电棚")).await, public);
    assert!(all(&engine, &text("围墙")).await.is_empty());
    let gathering = AgendaQuery { stage: Some(Stage::Gathering), unit: Some(grid(0, 0)), ..AgendaQuery::default() };
    assert_eq!(all(&engine, &gathering).await, public);
    let tabled = AgendaQuery { stage: Some(Stage::Tabled), ..AgendaQuery::default() };
    assert!(all(&engine, &tabled).await.is_empty());
    let elsewhere = AgendaQuery { unit: Some(grid(1, 0)), ..AgendaQuery::default() };
    assert!(all(&engine, &elsewhere).await.is_empty());
    // Neither list holds what belongs in the other.
    let tickets = engine.tickets(&county_desk(), &TicketQuery::default()).await.unwrap();
    assert_eq!(tickets.rows.len(), 7);
}

pub async fn a_line_of_the_agenda_shows_nobody(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    brought(&place, &engine, &who, true).await;
    let page = engine.agenda(&AgendaQuery::default()).await.unwrap();
    let text = serde_json::to_string(&page).unwrap();
    // The author's own title and text, and the author.
    for personal in ["三号楼北侧", "楼道里停电动车", &who.person.to_string()] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
}

pub async fn proposals_are_counted_by_unit_and_month_and_in_no_rate_of_tickets(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    for is_public in [true, false, true] {
        brought(&place, &engine, &who, is_public).await;
    }
    let month = |month| NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
    let county = unit_id("370");
    let this = chrono::Datelike::with_day(&weft::calendar::county_day(sample::morning()), 1).unwrap();
    let counts = engine.agenda_counts(county, this, month(12)).await.unwrap();
    let of = |unit| counts.iter().find(|count| count.unit == unit);
    let all = of(county).unwrap();
    assert_eq!((all.month, all.raised, all.accepted, all.decided), (this, 3, 2, 0));
    assert_eq!(all.median_days.get(&Step::Screening), Some(&0));
    let directly_below = engine.org().unit(grid(0, 0)).unwrap().parent.unwrap();
    assert!(
        of(grid(0, 0)).is_none() && of(directly_below).is_none(),
        "only the unit itself and those directly below it"
    );
    assert!(counts.len() > 1);
    let before = engine.agenda_counts(county, month(1), this).await.unwrap();
    assert!(before.is_empty());
    assert!(engine.three_rates(county, this, this).await.unwrap().is_empty());
}
