//! Following step by step comes to the same as replaying everything.

use std::rc::Rc;

use weft::calendar::county_day;
use weft::id::{DeviceId, PersonId};
use weft::sample::commands::{Life, SplitMix64};
use weft::wire::Outcome;

use crate::replica::Told;

use super::*;
use crate::data::holding::Write;
use crate::outbox::plan::Settlement;
use crate::outbox::{Account, Queued, Reason, Status};
use crate::session::Identity;

const STEPS: usize = 250;

fn county(life: &Life) -> County {
    County {
        rules: Arc::new(life.rules.clone()),
        books: Arc::default(),
        org: Arc::new(life.org.clone()),
        today: county_day(life.now),
        prove: weft::rules::prove,
    }
}

fn states(shown: &Shown) -> BTreeMap<Target, AnyState> {
    shown.targets().filter_map(|target| Some((target, shown.state(target)?.clone()))).collect()
}

/// A resident's device and the server that it works with.
struct Pair {
    life: Life,
    held: Holding,
    random: SplitMix64,
}

impl Pair {
    fn new(seed: u64) -> Self {
        let identity = Identity::anonymous(PersonId::named("reporter"));
        let held = Holding::new(DeviceId::named("device"), identity);
        Self { life: Life::new(seed), held, random: SplitMix64(seed) }
    }

    /// Something new is queued, an old one is answered, or a row is pulled. Returns the rows that changed.
    fn step(&mut self) -> Vec<Target> {
        let tried = self.life.next_try();
        if tried.actor.person == self.held.identity.actor.person {
            self.held.identity.actor = tried.actor.clone();
            self.held.enqueue(Queued::new(tried.envelope, Account::Anonymous));
        } else {
            self.life.run(&tried);
        }
        let waiting = self.held.queue.values().find(|row| row.is_waiting()).cloned();
        match (self.random.below(4), waiting) {
            (0, Some(row)) => self.answer(row),
            (1, _) => return self.pull(),
            _ => {}
        }
        Vec::new()
    }

    fn answer(&mut self, row: Queued) {
        let seq = row.seq();
        let settlement = if self.random.one_in(4) {
            let (at, reason) = (self.life.now, Reason::Dependent(row.envelope.id));
            Settlement::Refused(Refused { envelope: row.envelope, account: row.account, reason, at })
        } else {
            Settlement::Delivered(Queued { status: Status::Delivered { version: self.random.below(6) }, ..row })
        };
        self.held.apply(vec![Write::Settle(seq, settlement)]);
    }

    fn pull(&mut self) -> Vec<Target> {
        let all: Vec<_> = self.life.states.iter().map(|(target, state)| (*target, state.clone())).collect();
        let (target, state) = self.random.pick(&all).clone();
        let version = self.held.replica.row(target).map_or(0, |row| row.version) + 1;
        let row = Told::of(Row { id: target.id, version, position: version, state });
        self.held.replica.rows.insert(target.into(), Rc::new(row));
        vec![target]
    }
}

#[test]
fn what_is_shown_is_the_same_as_if_everything_were_replayed_and_whatever_moves_is_named() {
    for seed in 0..4 {
        let mut pair = Pair::new(seed);
        let (mut shown, fetched) = (Shown::default(), Fetched::new());
        let mut same_county = county(&pair.life);
        let mut most = 0;
        for step in 0..STEPS {
            let before = (states(&shown), shown.lines.keys().copied().collect::<BTreeSet<_>>(), shown.refused.clone());
            let rows = pair.step();
            if step % 97 == 0 || rows.iter().any(|row| row.kind != weft::registry::Kind::Ticket) {
                same_county = county(&pair.life);
            }
            let moved = shown.follow(
                &pair.held,
                &fetched,
                &same_county,
                &Rows::Some(rows.iter().copied().map(Thing::from).collect()),
            );
            let mut anew = Shown::default();
            anew.follow(&pair.held, &fetched, &same_county, &Rows::All);
            assert_eq!((&shown.lines, &shown.refused), (&anew.lines, &anew.refused), "seed {seed}, step {step}");
            for target in
                before.0.keys().chain(&before.1).chain(&before.2).chain(shown.lines.keys()).chain(&shown.refused)
            {
                let was = (before.0.get(target), before.1.contains(target), before.2.contains(target));
                let is = (shown.state(*target), shown.is_pending(*target), shown.is_refused(*target));
                assert!(was == is || moved.contains(target), "seed {seed}, step {step}: {target:?} moved unnamed");
            }
            most = most.max(shown.lines.len());
        }
        assert!(most > 3 && !shown.refused.is_empty(), "seed {seed} tries nothing: {most}");
    }
}

#[test]
fn an_answer_that_changes_nothing_that_is_shown_moves_nothing() {
    let mut pair = Pair::new(1);
    while pair.held.queue.len() < 5 {
        pair.step();
    }
    let (mut shown, fetched, county) = (Shown::default(), Fetched::new(), county(&pair.life));
    shown.follow(&pair.held, &fetched, &county, &Rows::All);
    let id = pair.held.queue.values().find(|row| row.is_waiting()).map(|row| row.envelope.id).expect("one waits");
    let outcome = Outcome::Accepted { position: 9, version: u64::MAX };
    let receipt = weft::wire::Receipt { id, outcome, duplicate: false, judged: None };
    let writes = pair.held.after_push(&[receipt], pair.life.now);
    let touched = pair.held.apply(writes);
    assert!(touched.queue);
    assert!(shown.follow(&pair.held, &fetched, &county, &touched.rows).is_empty());
}
