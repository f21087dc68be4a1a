//! `weft verify` and `weft export`: the log read from the start, and held against what the tables say.

use std::collections::BTreeMap;
use std::io::Write;

use uuid::Uuid;
use weft::registry::{AnyState, Kind};
use weft::wire::Recorded;

use crate::engine::{Engine, EngineError};
use crate::store::StoreError;

/// Events read at once.
const PAGE_EVENTS: usize = 2_000;
/// States read at once.
const PAGE_STATES: usize = 1_000;
/// Most faults listed; one is enough to act.
const FAULTS_MAX: usize = 100;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Events read.
    pub events: u64,
    /// Things they made.
    pub things: u64,
    /// Of those, tickets.
    pub tickets: u64,
    /// What is wrong, at most the first hundred.
    pub faults: Vec<String>,
}

impl Report {
    fn fault(&mut self, fault: String) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        }
    }
}

struct Folded {
    state: Option<AnyState>,
    version: u64,
    position: u64,
}

/// Replays the log and compares: positions and versions without gap, no secret in clear, every state row what its events make of it.
///
/// # Errors
/// When the store cannot be read.
pub async fn verify(engine: &Engine) -> Result<Report, EngineError> {
    let mut report = Report::default();
    let mut folded: BTreeMap<Uuid, Folded> = BTreeMap::new();
    let mut expected = 0;
    loop {
        let events = engine.store().events(expected, PAGE_EVENTS).await?;
        if events.is_empty() {
            break;
        }
        for recorded in events {
            report.events += 1;
            expected += 1;
            if recorded.position != expected {
                report.fault(format!("position {} follows {}", recorded.position, expected - 1));
                expected = recorded.position;
            }
            fold(recorded, &mut folded, &mut report);
        }
    }
    compare(engine, folded, &mut report).await?;
    Ok(report)
}

fn fold(mut recorded: Recorded, folded: &mut BTreeMap<Uuid, Folded>, report: &mut Report) {
    let target = recorded.target;
    let mut clear = 0;
    recorded.event.secrets(&mut |slot| clear += usize::from(slot.clear_json().is_some()));
    if clear > 0 {
        report.fault(format!("event {} holds {clear} secrets in clear", recorded.position));
    }
    let thing = folded.entry(target.id).or_insert(Folded { state: None, version: 0, position: 0 });
    if recorded.version != thing.version + 1 {
        report.fault(format!("{}: version {} follows {}", target.id, recorded.version, thing.version));
    }
    thing.state = recorded.event.apply(target.id, thing.state.take(), recorded.by, recorded.at);
    thing.version = recorded.version;
    thing.position = recorded.position;
}

async fn compare(engine: &Engine, mut folded: BTreeMap<Uuid, Folded>, report: &mut Report) -> Result<(), EngineError> {
    let mut after = None;
    loop {
        let rows = engine.store().all_states(after, PAGE_STATES).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.target.id);
        for row in rows {
            let id = row.target.id;
            report.things += 1;
            report.tickets += u64::from(row.target.kind == Kind::Ticket);
            let Some(thing) = folded.remove(&id) else {
                report.fault(format!("{id}: a state without events"));
                continue;
            };
            let state: AnyState =
                serde_json::from_str(&row.body).map_err(|error| StoreError::damaged("state", &error))?;
            if thing.state.as_ref() != Some(&state) {
                report.fault(format!("{id}: the state is not what its events make of it"));
            }
            if (thing.version, thing.position) != (row.version, row.position) {
                report.fault(format!("{id}: version or position differ from the last event"));
            }
        }
    }
    for id in folded.into_keys() {
        report.fault(format!("{id}: events without a state"));
    }
    Ok(())
}

/// Writes the whole log as JSON lines, secrets sealed; says how many events.
///
/// # Errors
/// When the store cannot be read or the lines cannot be written.
pub async fn export(engine: &Engine, into: &mut (dyn Write + Send)) -> anyhow::Result<u64> {
    let mut after = 0;
    let mut count = 0;
    loop {
        let events = engine.store().events(after, PAGE_EVENTS).await?;
        let Some(last) = events.last() else { break };
        after = last.position;
        for recorded in &events {
            serde_json::to_writer(&mut *into, recorded)?;
            into.write_all(b"\n")?;
            count += 1;
        }
    }
    into.flush()?;
    Ok(count)
}
