//! How long a page of a list takes at different numbers of tickets.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use uuid::Uuid;
use weft::actor::{Actor, Grant, Role};
use weft::id::{PersonId, derive};
use weft::kinds::ticket::Command;
use weft::org::Tier;
use weft::query::TicketQuery;
use weft::registry::AnyCommand;
use weft::wire::PushRequest;

use crate::config::StoreConfig;
use crate::engine::Engine;
use crate::store::write::{Rows, ScopeOut, StateOut};

use super::{device, envelope, open, submit, unit_id};

/// Tickets written in one transaction.
const FILL_TICKETS: usize = 2_000;
/// One ticket in so many is still open.
const OPEN_ONE_IN: usize = 20;
/// Time between two reports, milliseconds.
const APART_MS: i64 = 30_000;
/// Times each page is asked for.
const RUNS: usize = 51;

pub(super) async fn measure(config: &StoreConfig, counts: &[usize], out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "列表一页（50 行）的中位耗时 median time of a page of 50 rows, over {RUNS} runs")?;
    for count in counts {
        let config = StoreConfig { data: config.data.join(count.to_string()), ..config.clone() };
        let (tap, taken) = mpsc::unbounded_channel();
        let engine = open(&config, Some(tap)).await?;
        let started = Instant::now();
        let middle = fill(&engine, taken, *count, out).await?;
        writeln!(out, "{count} tickets, filled in {:.0?}", started.elapsed())?;
        pages(&engine, middle, out).await?;
        engine.shutdown().await;
        std::fs::remove_dir_all(&config.data)?;
    }
    Ok(())
}

/// One ticket with its rows, from which the others are made.
struct Pattern {
    id: Uuid,
    opened_at: i64,
    submitted_at: String,
    state: StateOut,
    scopes: Vec<ScopeOut>,
}

impl Pattern {
    fn of(rows: Rows) -> anyhow::Result<Self> {
        let state = rows.states.into_iter().next().ok_or_else(missing)?;
        let body: serde_json::Value = serde_json::from_str(&state.body)?;
        let submitted_at = body["state"]["submitted_at"].as_str().ok_or_else(missing)?;
        Ok(Self {
            id: state.target,
            opened_at: state.listing.opened_at.ok_or_else(missing)?,
            submitted_at: submitted_at.to_owned(),
            scopes: rows.scopes,
            state,
        })
    }

    /// The rows of another ticket, reported earlier.
    fn copy(&self, number: usize, into: &mut Rows) -> anyhow::Result<i64> {
        let target = derive(self.id, &number.to_string());
        let opened_at = self.opened_at - APART_MS * i64::try_from(number)?;
        let at = chrono::DateTime::from_timestamp_millis(opened_at).ok_or_else(missing)?;
        let at = serde_json::to_value(at)?;
        let at = at.as_str().ok_or_else(missing)?;
        let mut state = self.state.clone();
        state.target = target;
        state.listing.opened_at = Some(opened_at);
        state.body = state.body.replace(&self.id.to_string(), &target.to_string()).replace(&self.submitted_at, at);
        into.states.push(state);
        into.scopes.extend(self.scopes.iter().cloned().map(|mut scope| {
            scope.target = target;
            scope.opened_at = Some(opened_at);
            scope
        }));
        Ok(opened_at)
    }
}

fn missing() -> anyhow::Error {
    anyhow::anyhow!("the pattern of a ticket lacks something")
}

/// Writes tickets straight into the tables: twenty to one closed, one every half minute back in time. Gives a place in the middle.
async fn fill(
    engine: &Engine,
    mut taken: mpsc::UnboundedReceiver<(Rows, Vec<crate::vault::Sealed>)>,
    count: usize,
    out: &mut impl Write,
) -> anyhow::Result<i64> {
    while taken.try_recv().is_ok() {}
    let who = Actor::resident(PersonId::named("bench"));
    let handler =
        Actor::staff(PersonId::named("bench-Grid"), vec![Grant { role: Role::GridMember, unit: unit_id(Tier::Grid) }]);
    let open_ticket = engine.clock().new_id();
    push(engine, &who, open_ticket, submit(open_ticket)).await?;
    let (open_rows, _) = taken.recv().await.ok_or_else(missing)?;
    let closed_ticket = engine.clock().new_id();
    push(engine, &who, closed_ticket, submit(closed_ticket)).await?;
    push(engine, &handler, closed_ticket, Command::Accept).await?;
    let resolve = Command::Resolve { done: "已与舞队商定音量和时间。".to_owned(), photos: Vec::new() };
    push(engine, &handler, closed_ticket, resolve).await?;
    push(engine, &who, closed_ticket, Command::Confirm).await?;
    let mut closed_rows = Rows::default();
    while let Ok((rows, _)) = taken.try_recv() {
        closed_rows = rows;
    }
    let patterns = [Pattern::of(open_rows)?, Pattern::of(closed_rows)?];
    let (mut middle, mut rows) = (0, Rows::default());
    for number in 1..=count {
        let pattern = &patterns[usize::from(number % OPEN_ONE_IN != 0)];
        let opened_at = pattern.copy(number, &mut rows)?;
        if number == count / 2 {
            middle = opened_at;
        }
        if number % FILL_TICKETS == 0 || number == count {
            let mut tx = engine.store().begin().await?;
            tx.write(&rows).await?;
            tx.commit(0).await?;
            rows = Rows::default();
        }
        if number % 100_000 == 0 {
            writeln!(out, "  {number}/{count}")?;
        }
    }
    Ok(middle)
}

async fn push(engine: &Engine, who: &Actor, ticket: Uuid, command: Command) -> anyhow::Result<()> {
    let commands = vec![envelope(engine, ticket, AnyCommand::Ticket(command))];
    let request = PushRequest { device: device(), commands };
    let answer = engine.push(Arc::new(who.clone()), request).await?;
    let refused = answer.receipts.iter().find(|receipt| !receipt.outcome.is_accepted());
    anyhow::ensure!(refused.is_none(), "a command was refused: {refused:?}");
    Ok(())
}

async fn pages(engine: &Engine, middle: i64, out: &mut impl Write) -> anyhow::Result<()> {
    let county = unit_id(Tier::County);
    let role = Role::Desk;
    let desk = Actor::staff(PersonId::named("desk"), vec![Grant { role, unit: county }]);
    let from_middle = engine.vault().wrap(&format!("{middle}.{}", Uuid::nil()));
    let all = TicketQuery::default;
    let queries = [
        ("newest", all()),
        ("from the middle", TicketQuery { cursor: Some(from_middle), ..all() }),
        ("open only", TicketQuery { open: true, ..all() }),
        (
            "one grid, closed",
            TicketQuery { unit: Some(unit_id(Tier::Grid)), phase: Some("closed".to_owned()), ..all() },
        ),
        ("nothing fits", TicketQuery { category: Some("flood".to_owned()), ..all() }),
    ];
    for (name, query) in queries {
        let mut times = Vec::with_capacity(RUNS);
        let mut rows = 0;
        for _ in 0..RUNS {
            let started = Instant::now();
            rows = engine.tickets(&desk, &query).await?.rows.len();
            times.push(started.elapsed());
        }
        writeln!(out, "  {name:<18} {:>8.2} ms  ({rows} rows)", millis(median(times)))?;
    }
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let started = Instant::now();
        engine.ledger(&TicketQuery::default()).await?;
        times.push(started.elapsed());
    }
    writeln!(out, "  {:<18} {:>8.2} ms", "public ledger", millis(median(times)))?;
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
