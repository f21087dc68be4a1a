//! Bad commands of every sort among a thousand good ones: these all arrive, each bad one is kept and explained, and nobody waits for it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use weft::id::CommandId;
use weft::kinds::ticket::Command;
use weft::registry::AnyCommand;
use weft::sample;
use weft::wire::PUSH_COMMANDS_MAX;
use weft_app::data::host::Host;
use weft_app::outbox::Queued;
use weft_server::http::limit::Allowances;
use weft_sim::browser::{Browser, Shared};
use weft_sim::check;
use weft_sim::county::County;
use weft_sim::ledger::Ledger;
use weft_sim::poison::{Poison, spoil};
use weft_sim::window::Window;
use weft_sim::world::World;

/// Good commands in the queue.
const GOOD: usize = 1_000;
const MINUTE_MS: i64 = 60_000;
/// Round trips by which bad commands may hold up the queue.
const HELD_UP_PUSHES_MAX: u64 = 1;
/// Pushes that it takes to find one command with which a push is no JSON at all: halves, down to it, and the good halves.
const SEARCH_PUSHES_MAX: u64 = 2 * PUSH_COMMANDS_MAX.ilog2() as u64 + 2;

/// A browser without a network, open and empty.
fn opened(shared: &Shared, name: &str) -> (Rc<Browser>, Rc<Window>) {
    let browser = Browser::new(shared, name.to_owned());
    let opens = Rc::clone(&browser);
    shared.world.spawn(None, async move { drop(opens.open().await) });
    wait(shared, 1);
    browser.offline.set(true);
    let window = browser.front().unwrap();
    (browser, window)
}

fn wait(shared: &Shared, minutes: i64) {
    shared.world.run_until(shared.world.now_ms() + minutes * MINUTE_MS);
}

/// A good report, made by the app's own code.
fn report(window: &Window) -> Queued {
    window.judge(window.new_id(), AnyCommand::Ticket(Command::Submit(sample::noise_report(0, 0)))).unwrap()
}

/// Puts a command on the disk, as if the browser had been closed right after it was made.
fn keep(browser: &Browser, queued: Queued, is_good: bool) -> CommandId {
    let id = queued.envelope.id;
    if let Some(made) = browser.ledger.borrow_mut().made.get_mut(&id).filter(|made| made.browser == browser.index) {
        (made.kept, made.is_new_report) = (true, is_good);
    }
    browser.disk.content.borrow_mut().enqueue(queued, None);
    id
}

/// The app is opened anew, with a network, and has all the time that it needs.
fn send(shared: &Shared, browser: &Rc<Browser>, window: &Rc<Window>) {
    browser.offline.set(false);
    browser.close(window);
    let mut minutes = 0;
    while browser.disk.content.borrow().queue().any(|row| row.is_waiting()) {
        wait(shared, 1);
        minutes += 1;
        assert!(minutes < 24 * 60, "the queue does not come to an end");
    }
    wait(shared, 5);
}

/// Sends a thousand good commands with so many bad ones of each of these sorts between them. Returns how many pushes it took, and how
/// many it would have taken without a bad one.
fn pushes_with(sorts: &[Poison], each: usize) -> (u64, u64) {
    let shared = Shared {
        world: World::new(7, false),
        county: County::found(7, Allowances::boundless()),
        ledger: Rc::new(RefCell::new(Ledger::default())),
        all: Rc::default(),
        mutation: None,
        next_window: Rc::new(Cell::new(1)),
    };
    let (other, window) = opened(&shared, "other");
    let made = std::iter::repeat_with(|| report(&window)).take(each);
    let used: Vec<CommandId> = made.map(|queued| keep(&other, queued, true)).collect();
    send(&shared, &other, &window);

    let (browser, window) = opened(&shared, "resident");
    let bad: Vec<(usize, Poison)> =
        (0..each).flat_map(|number| sorts.iter().map(move |sort| (number, *sort))).collect();
    let mut bad_left = bad.iter();
    for good in 0..GOOD {
        keep(&browser, report(&window), true);
        // Spread evenly, good ones before the first and after the last.
        let due = |good: usize| (good * bad.len() + GOOD / 2) / GOOD;
        let due = due(good + 1) - due(good);
        for (number, poison) in bad_left.by_ref().take(due) {
            let queued = report(&window);
            let made_as = queued.envelope.id;
            let queued = spoil(&browser, &window, queued, *poison, (used[*number], *number as u64 + 1));
            if queued.envelope.id != made_as {
                // It never existed under the id that it was made with.
                browser.ledger.borrow_mut().made.remove(&made_as);
            }
            keep(&browser, queued, false);
        }
    }
    send(&shared, &browser, &window);

    let (pushes, browsers) = (browser.pushes.get(), [other, browser]);
    assert_eq!(check::all(&shared, &browsers), Vec::<String>::new(), "{each} of {sorts:?}");
    assert_eq!(shared.ledger.borrow().faults, Vec::<String>::new());
    let counted = check::count(&shared.county, &shared.ledger.borrow(), &browsers);
    assert_eq!(counted, ((GOOD + each) as u64, bad.len() as u64), "accepted, of both browsers, and refused");
    println!("{each} each of {sorts:?} among {GOOD}: {pushes} pushes");
    (pushes, (GOOD + bad.len()).div_ceil(PUSH_COMMANDS_MAX) as u64)
}

/// Tries all sorts that the server can tell from the others of their push.
fn holds_up_nobody(each: usize) {
    let sorts: Vec<_> = Poison::ALL.into_iter().filter(|poison| *poison != Poison::Broken).collect();
    let (pushes, least) = pushes_with(&sorts, each);
    assert!(pushes <= least + HELD_UP_PUSHES_MAX, "it takes {pushes} pushes, and {least} without a bad one");
}

#[test]
fn one_bad_command_of_every_sort_among_a_thousand_holds_up_nobody() {
    holds_up_nobody(1);
}

#[test]
fn ten_bad_commands_of_every_sort_among_a_thousand_hold_up_nobody() {
    holds_up_nobody(10);
}

#[test]
fn a_hundred_bad_commands_of_every_sort_among_a_thousand_hold_up_nobody() {
    holds_up_nobody(100);
}

#[test]
fn a_command_that_makes_its_push_unreadable_is_found_by_halving_and_the_others_arrive() {
    for each in [1, 10] {
        let (pushes, least) = pushes_with(&[Poison::Broken], each);
        assert!(pushes <= least + each as u64 * SEARCH_PUSHES_MAX, "{each} of them take {pushes} pushes");
    }
}
