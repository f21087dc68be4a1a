//! How long the real server takes to start on logs of different lengths.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use tokio::sync::mpsc;
use tokio::time::Instant;
use uuid::Uuid;
use weft::actor::Actor;
use weft::id::{CommandId, PersonId, derive};
use weft::registry::AnyCommand;
use weft::wire::PushRequest;

use crate::config::StoreConfig;
use crate::engine::Engine;
use crate::store::write::Rows;

use super::{device, envelope, open, submit};

/// Times each start is measured.
const RUNS: usize = 5;
/// Tickets written in one transaction.
const FILL_TICKETS: usize = 2_000;
/// Longest wait for the server to say what it must.
const SAY_MAX: Duration = Duration::from_secs(600);
/// What the server says once it takes requests, and once it has looked at every page.
const LISTENS: &str = "Weft 经纬: ";
const LOOKED: &str = "every page of the database was looked at";

pub(super) async fn measure(config: &StoreConfig, counts: &[usize], out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "启动到可接收请求的中位耗时 median time until requests are taken, over {RUNS} starts")?;
    for count in counts {
        let config = StoreConfig { data: config.data.join(count.to_string()), ..config.clone() };
        let events = fill(&config, *count).await?;
        let bytes = std::fs::metadata(config.data.join("weft.sqlite3"))?.len();
        writeln!(out, "{events} events, {} MB", bytes / 1_000_000)?;
        let (stopped, killed) = (starts(&config, End::Stop)?, starts(&config, End::Kill)?);
        for (name, started) in [("after a stop", stopped), ("after a kill", killed)] {
            let (listens, looked) = (millis(started.listens), millis(started.looked));
            writeln!(out, "  {name:<14} {listens:>8.0} ms, every page looked at behind that after {looked:.0} ms")?;
        }
        std::fs::remove_dir_all(&config.data)?;
    }
    Ok(())
}

/// Makes a county whose log has at least so many events: one ticket's rows, written again and again under other ids.
async fn fill(config: &StoreConfig, count: usize) -> anyhow::Result<u64> {
    let (tap, mut taken) = mpsc::unbounded_channel();
    let engine = open(config, Some(tap)).await?;
    while taken.try_recv().is_ok() {}
    let ticket = engine.clock().new_id();
    let commands = vec![envelope(&engine, ticket, AnyCommand::Ticket(submit(ticket)))];
    let who = Arc::new(Actor::resident(PersonId::named("bench")));
    engine.push(who, PushRequest { device: device(), commands }).await?;
    let (pattern, _) = taken.recv().await.context("the ticket was committed")?;
    let head = write_copies(&engine, &pattern, ticket, count).await?;
    // A server that has run all the time has its search index up to date.
    engine.vault().index(&[], head).await?;
    engine.shutdown().await;
    Ok(head)
}

async fn write_copies(engine: &Engine, pattern: &Rows, ticket: Uuid, count: usize) -> anyhow::Result<u64> {
    let mut head = *engine.position().borrow();
    let per_ticket = pattern.events.len().max(1) as u64;
    while head < count as u64 {
        let mut rows = Rows::default();
        for _ in 0..FILL_TICKETS {
            copy(pattern, ticket, (engine.clock().new_id(), head), &mut rows);
            head += per_ticket;
        }
        let mut tx = engine.store().begin().await?;
        tx.write(&rows).await?;
        tx.commit(head).await?;
    }
    Ok(head)
}

/// The rows of another ticket of this id, its events from this position on.
fn copy(pattern: &Rows, ticket: Uuid, (id, head): (Uuid, u64), into: &mut Rows) {
    for (event, position) in pattern.events.iter().cloned().zip(head + 1..) {
        let cause = CommandId(derive(id, "command"));
        into.events.push(crate::store::write::EventOut { target: id, position, cause, ..event });
    }
    let position = head + pattern.events.len() as u64;
    into.states.extend(pattern.states.iter().cloned().map(|mut state| {
        state.body = state.body.replace(&ticket.to_string(), &id.to_string());
        (state.target, state.position) = (id, position);
        state
    }));
    into.scopes.extend(pattern.scopes.iter().cloned().map(|mut scope| {
        (scope.target, scope.position) = (id, position);
        scope
    }));
    into.receipts.extend(pattern.receipts.iter().cloned().map(|mut receipt| {
        receipt.command = CommandId(derive(id, "command"));
        receipt
    }));
    // Nothing falls due while starts are measured.
    let year = TimeDelta::days(365).num_milliseconds();
    into.due.extend(pattern.due.iter().cloned().map(|mut due| {
        (due.target, due.at) = (id, due.at + year);
        due
    }));
}

/// How a server that was started is ended.
#[derive(Clone, Copy)]
enum End {
    Stop,
    Kill,
}

#[derive(Clone, Copy, Default)]
struct Started {
    listens: Duration,
    looked: Duration,
}

fn starts(config: &StoreConfig, end: End) -> anyhow::Result<Started> {
    let mut all = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        all.push(start(&config.data, &config.county, end)?);
    }
    let median = |of: fn(&Started) -> Duration| {
        let mut times: Vec<Duration> = all.iter().map(of).collect();
        times.sort_unstable();
        times.get(RUNS / 2).copied().unwrap_or_default()
    };
    Ok(Started { listens: median(|started| started.listens), looked: median(|started| started.looked) })
}

fn start(data: &Path, county: &str, end: End) -> anyhow::Result<Started> {
    let mut weft = Command::new(std::env::current_exe()?);
    weft.args(["serve", "--listen", "127.0.0.1:0", "--county", county, "--data"]).arg(data);
    weft.env("WEFT_LOG", "info").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut server = weft.spawn()?;
    let (out, err) = (server.stdout.take().context("piped")?, server.stderr.take().context("piped")?);
    let (listens, looked) = (when_said(out, LISTENS), when_said(err, LOOKED));
    let times = (listens.recv_timeout(SAY_MAX), looked.recv_timeout(SAY_MAX));
    finish(&mut server, end)?;
    Ok(Started { listens: times.0? - began, looked: times.1? - began })
}

/// Sends the moment at which a stream says this, and reads it to its end.
fn when_said(stream: impl Read + Send + 'static, text: &'static str) -> Receiver<Instant> {
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if line.contains(text) && tell.send(Instant::now()).is_err() {
                return;
            }
        }
    });
    told
}

fn finish(server: &mut Child, end: End) -> anyhow::Result<()> {
    match end {
        End::Kill => server.kill()?,
        End::Stop => {
            let asked = Command::new("kill").args(["-TERM", &server.id().to_string()]).status()?;
            anyhow::ensure!(asked.success(), "the server cannot be asked to stop");
        }
    }
    server.wait()?;
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
