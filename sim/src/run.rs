//! One run: a county, a storm, then good weather, and in the end what must be true.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chrono::TimeDelta;
use weft::sample::commands::Life;
use weft_app::data::host::Host;
use weft_server::http::limit::Allowances;

use crate::browser::{Browser, CUT_OFF_MS_MAX, Shared};
use crate::check;
use crate::county::County;
use crate::ledger::Ledger;
use crate::life::{self, Person};
use crate::mutation::Mutation;
use crate::network::Weather;
use crate::people::STAFF;
use crate::scenario::Scenario;
use crate::world::World;

/// Longest time after the storm until everything is delivered, milliseconds.
const CALM_MS_MAX: i64 = 3 * 60 * 60_000;
/// How long all rest in the end, so that each pulls once more, milliseconds.
const REST_MS: i64 = 5 * 60_000;

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Which.
    pub seed: u64,
    /// What it meant.
    pub scenario: Scenario,
    /// What must not be; empty if all is well.
    pub faults: Vec<String>,
    /// A digest of all that happened.
    pub digest: String,
    /// The last lines of what happened.
    pub last_lines: Vec<String>,
    /// Commands made.
    pub commands: u64,
    /// Of those, accepted.
    pub accepted: u64,
    /// Of those, in an inbox with a reason.
    pub refused: u64,
    /// Times a browser or the server was cut off.
    pub crashes: u64,
    /// Virtual time that passed, milliseconds.
    pub virtual_ms: i64,
}

/// Runs a seed.
#[must_use]
pub fn run(seed: u64, mutation: Option<Mutation>, loud: bool) -> Outcome {
    run_as(seed, Scenario::of(seed), mutation, loud)
}

/// Runs a seed in a scenario of its own.
#[must_use]
pub fn run_as(seed: u64, scenario: Scenario, mutation: Option<Mutation>, loud: bool) -> Outcome {
    let world = World::new(seed, loud);
    let limits = if scenario.limited { Allowances::default() } else { Allowances::boundless() };
    let county = County::found(seed, limits);
    let shared = Shared {
        world: Rc::clone(&world),
        county: Rc::clone(&county),
        ledger: Rc::new(RefCell::new(Ledger::default())),
        all: Rc::default(),
        mutation,
        next_window: Rc::new(Cell::new(1)),
    };
    let browsers = begin(seed, &scenario, &shared);
    world.run_until(i64::try_from(scenario.storm_ms).unwrap_or(i64::MAX));
    let mut faults = heal(&world, &county, &browsers);
    faults.extend(check::all(&shared, &browsers));
    let ledger = shared.ledger.borrow();
    faults.extend(ledger.faults.iter().cloned());
    let counted = check::count(&county, &ledger, &browsers);
    let outcome = Outcome {
        seed,
        faults,
        digest: world.digest(),
        last_lines: world.last_lines(),
        commands: ledger.made.len() as u64,
        accepted: counted.0,
        refused: counted.1,
        crashes: ledger.crashes + county.crashes.get(),
        virtual_ms: world.now_ms(),
        scenario,
    };
    world.end();
    for browser in &browsers {
        browser.windows.borrow_mut().clear();
    }
    world.end();
    outcome
}

fn begin(seed: u64, scenario: &Scenario, shared: &Shared) -> Vec<Rc<Browser>> {
    let world = &shared.world;
    let life = Rc::new(RefCell::new(Life::new(seed)));
    let mut browsers = Vec::new();
    let kinds = std::iter::repeat_n(Person::Resident, scenario.residents)
        .chain(std::iter::repeat_n(Person::Kiosk, scenario.kiosks))
        .chain((0..scenario.staff).map(|number| Person::Staff(STAFF[(number + world_roll(world)) % STAFF.len()])));
    for person in kinds.collect::<Vec<_>>() {
        let browser = Browser::new(shared, format!("{}{}", person.name(), browsers.len()));
        browser.weather.set(scenario.weather);
        browser.crashes.set(scenario.crashes);
        browser.disk.slow.set(scenario.slow_disk);
        browser.server_crashes.set(scenario.server_crashes);
        if browsers.is_empty() {
            browser.crash_at.set(scenario.crash_at);
        }
        let most = u64::try_from(scenario.clock_off_max.num_milliseconds()).unwrap_or(1);
        let off = i64::try_from(world.below(2 * most)).unwrap_or(0) - i64::try_from(most).unwrap_or(0);
        browser.clock_off.set(TimeDelta::milliseconds(off));
        life::begin(&browser, person, scenario, &life);
        browsers.push(browser);
    }
    life::county(shared, scenario);
    browsers
}

fn world_roll(world: &World) -> usize {
    usize::try_from(world.below(STAFF.len() as u64)).unwrap_or(0)
}

/// Good weather: everybody delivers what they have, and then rests.
fn heal(world: &Rc<World>, county: &Rc<County>, browsers: &[Rc<Browser>]) -> Vec<String> {
    world.note(|| "the storm is over".to_owned());
    if !county.is_up() {
        county.set_time(world.now());
        county.start();
    }
    for browser in browsers {
        calm(browser);
    }
    // Whoever is still to be cut off is cut off before they set about delivering.
    world.run_until(world.now_ms() + i64::try_from(CUT_OFF_MS_MAX).unwrap_or(0));
    let end = world.now_ms() + CALM_MS_MAX;
    // A window that was frozen may still write something when all seems done.
    while browsers.iter().any(|browser| !is_done(browser)) || world.now_ms() == end - CALM_MS_MAX {
        if world.now_ms() >= end {
            return vec!["the browsers do not come to rest".to_owned()];
        }
        let done = Rc::new(Cell::new(0));
        for browser in browsers {
            let (browser, done) = (Rc::clone(browser), Rc::clone(&done));
            world.spawn(None, async move {
                life::deliver(&browser).await;
                done.set(done.get() + 1);
            });
        }
        while done.get() < browsers.len() {
            if world.now_ms() >= end {
                return vec![format!(
                    "{} of {} browsers do not come to an end",
                    browsers.len() - done.get(),
                    browsers.len()
                )];
            }
            world.run_until(world.now_ms() + 10_000);
        }
        world.run_until(world.now_ms() + REST_MS);
    }
    Vec::new()
}

fn is_done(browser: &Rc<Browser>) -> bool {
    browser.disk.content.borrow().outbox.is_empty()
        && browser.windows.borrow().iter().all(|window| window.disk().is_some())
}

/// Nothing befalls this browser any more.
fn calm(browser: &Rc<Browser>) {
    browser.weather.set(Weather::FAIR);
    browser.offline.set(false);
    browser.crashes.set(0);
    browser.crash_at.set(None);
    browser.server_crashes.set(0);
    browser.disk.full.set(false);
    browser.disk.slow.set(0);
    let frozen: Vec<_> = browser.windows.borrow().iter().filter(|window| window.frozen.get()).cloned().collect();
    for window in frozen {
        browser.thaw(&window);
    }
    browser.reopen();
}
