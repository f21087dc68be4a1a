//! What must be true once all is calm again.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use weft::actor::Actor;
use weft::id::{CommandId, PersonId};
use weft::registry::Target;
use weft::wire::{Row, SessionInfo};
use weft_app::outbox::{Account, Refused};
use weft_app::replica::Rows;
use weft_server::verify::verify;

use crate::browser::{Browser, Shared};
use crate::county::{Asked, County};
use crate::ledger::{Ledger, Made};
use crate::people::{self, STAFF};

/// Version of the ids that devices make; what the server derives has version 8.
const DRAWN: usize = 7;

/// Every check; what is not as it must be, in words.
#[must_use]
pub fn all(shared: &Shared, browsers: &[Rc<Browser>]) -> Vec<String> {
    let county = &shared.county;
    county.set_time(shared.world.now());
    let mut faults = Vec::new();
    for browser in browsers {
        faults.extend(replica(county, browser));
    }
    faults.extend(commands(county, &shared.ledger.borrow(), browsers));
    // What was acknowledged must also be there after the server was cut off once more.
    let before = county.log().clone();
    county.crash();
    county.start();
    let (report, log) = county
        .with(|engine| async move {
            let report = verify(&engine).await.expect("the log can be read");
            (report, engine.store().events(0, usize::MAX >> 1).await.expect("the log can be read"))
        })
        .expect("the server runs");
    faults.extend(report.faults.into_iter().map(|fault| format!("log: {fault}")));
    if log != before {
        faults.push(format!("the log had {} events and has {} after a restart", before.len(), log.len()));
    }
    faults
}

/// How many of the commands were accepted, and how many lie in an inbox.
#[must_use]
pub fn count(county: &County, ledger: &Ledger, browsers: &[Rc<Browser>]) -> (u64, u64) {
    let causes: BTreeSet<CommandId> = county.log().iter().map(|recorded| recorded.cause).collect();
    let accepted = ledger.made.keys().filter(|id| causes.contains(id)).count() as u64;
    (accepted, browsers.iter().map(|browser| browser.disk.content.borrow().inbox.len() as u64).sum())
}

/// What each command came to in the log.
#[derive(Debug)]
struct Done {
    by: PersonId,
    runs: u64,
    last: u64,
}

fn done(county: &County) -> BTreeMap<CommandId, Done> {
    let mut done: BTreeMap<CommandId, Done> = BTreeMap::new();
    for recorded in county.log().iter() {
        let first = Done { by: recorded.by, runs: 0, last: 0 };
        let entry = done.entry(recorded.cause).or_insert(first);
        // The events of one command stand side by side.
        entry.runs += u64::from(entry.last == 0 || entry.last + 1 != recorded.position);
        entry.last = recorded.position;
    }
    done
}

fn commands(county: &County, ledger: &Ledger, browsers: &[Rc<Browser>]) -> Vec<String> {
    let mut faults = Vec::new();
    let done = done(county);
    let inboxes: Vec<BTreeMap<CommandId, Refused>> = browsers
        .iter()
        .map(|browser| browser.disk.content.borrow().refused().map(|refused| (refused.id(), refused)).collect())
        .collect();
    for (id, made) in &ledger.made {
        faults.extend(
            command(made, done.get(id), inboxes[made.browser].get(id))
                .map(|what| format!("{id} {} of {}: {what}", made.what, browsers[made.browser].name)),
        );
    }
    for (id, entry) in &done {
        if entry.runs > 1 {
            faults.push(format!("{id} was carried out {} times", entry.runs));
        }
        let known = ledger.made.contains_key(id) || county.own.borrow().contains(id);
        if id.0.get_version_num() == DRAWN && !known {
            faults.push(format!("{id} is in the log, and nobody made it"));
        }
    }
    for (id, position) in &ledger.acknowledged {
        if done.get(id).is_none_or(|entry| entry.last != *position) {
            faults.push(format!("{id} was acknowledged at {position} and is not there"));
        }
    }
    for (browser, id) in &ledger.reused {
        if !inboxes[*browser].contains_key(id) && ledger.made.get(id).is_none_or(|made| made.browser != *browser) {
            faults.push(format!("{id} of {}: its id was used before, and no inbox says so", browsers[*browser].name));
        }
    }
    faults
}

/// What is wrong with one command, if anything.
fn command(made: &Made, done: Option<&Done>, refused: Option<&Refused>) -> Option<String> {
    match (done, refused) {
        (Some(_), Some(refused)) => Some(format!("accepted, and in the inbox: {:?}", refused.reason)),
        (None, None) if made.kept && !made.let_go => Some("kept by the device, and lost".to_owned()),
        (Some(_), None) if made.poison.is_some() => Some(format!("{:?}, and accepted", made.poison)),
        (Some(done), None) => match made.account {
            Account::Person(person) if done.by != person => Some("carried out as somebody else".to_owned()),
            Account::Anonymous if STAFF.iter().any(|staff| people::person(staff) == done.by) => {
                Some("carried out as a member of staff, made by nobody in particular".to_owned())
            }
            _ => None,
        },
        (None, Some(refused)) => match made.poison {
            Some(poison) if !poison.is_explained_by(&refused.reason) => {
                Some(format!("{poison:?}, explained as {:?}", refused.reason))
            }
            None if made.is_new_report => Some(format!("a good report, refused: {:?}", refused.reason)),
            _ => None,
        },
        (None, None) => None,
    }
}

/// Whether the device holds exactly what its reader may see, in memory and on its disk.
fn replica(county: &County, browser: &Rc<Browser>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{}: {what}", browser.name));
    let actor = reader(county, browser);
    let rows = pulled(county, &actor);
    let on_disk = browser.on_disk();
    if !on_disk.queue.is_empty() {
        fault(format!("{} rows still in the queue", on_disk.queue.len()));
    }
    differences(&rows, &on_disk.replica.rows, "disk", &mut fault);
    let generation = on_disk.replica.head.shown.generation;
    let stray = browser.disk.content.borrow().rows.keys().filter(|(held, _)| *held != generation).count();
    if stray > 0 || on_disk.replica.head.growing.is_some() {
        fault(format!("{stray} rows of other copies are left on the disk"));
    }
    for window in browser.windows.borrow().iter() {
        let holding = window.memory.holding.borrow();
        differences(&rows, &holding.replica.rows, &format!("window {}", window.id), &mut fault);
        if (&holding.queue, &holding.inbox, &holding.photos) != (&on_disk.queue, &on_disk.inbox, &on_disk.photos) {
            fault(format!("window {} and the disk differ", window.id));
        }
        if holding.identity.mark() != actor.mark() {
            fault(format!(
                "window {} takes itself for {:?}, the server for {actor:?}",
                window.id, holding.identity.actor
            ));
        }
    }
    faults
}

/// Whom the server takes the browser for.
fn reader(county: &County, browser: &Browser) -> Actor {
    let asked = Asked {
        method: "GET".to_owned(),
        path: "/api/session".to_owned(),
        body: None,
        cookie: browser.cookie.borrow().clone(),
        account: None,
    };
    let answer = county.answer(&asked).expect("the server runs");
    weft::json::read::<SessionInfo>(&answer.text).expect("a session").actor
}

/// All that this reader may see, as a new device would pull it.
fn pulled(county: &County, actor: &Actor) -> BTreeMap<Target, Row> {
    let mut rows = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let (actor, from) = (actor.clone(), cursor.clone());
        let page = county.with(|engine| async move { engine.pull(&actor, &from).await.expect("a pull") });
        let page = page.expect("the server runs");
        rows.extend(page.rows.into_iter().map(|row| (row.target(), row)));
        cursor = page.cursor;
        if !page.more {
            return rows;
        }
    }
}

fn differences(server: &BTreeMap<Target, Row>, device: &Rows, place: &str, fault: &mut impl FnMut(String)) {
    for (thing, row) in device {
        match thing.target().and_then(|target| server.get(&target)) {
            None => fault(format!("{place} holds {thing:?}, which its reader does not see")),
            Some(right)
                if row.state.as_ref() != Some(&right.state)
                    || weft::json::read::<Row>(&row.text).ok().as_ref() != Some(right) =>
            {
                fault(format!("{place} holds {thing:?} at version {}, the server {}", row.version, right.version));
            }
            Some(_) => {}
        }
    }
    for target in server.keys().filter(|target| !device.contains_key(&(**target).into())) {
        fault(format!("{place} lacks {target:?}"));
    }
}
