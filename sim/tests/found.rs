//! What the simulation has found, each as a case of its own.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use weft::actor::Actor;
use weft::id::TicketId;
use weft::kinds::ticket::Command;
use weft::registry::AnyCommand;
use weft::sample;
use weft_app::data::host::Host;
use weft_app::data::window::{account, issue};
use weft_server::http::limit::Allowances;
use weft_sim::browser::{Browser, Shared};
use weft_sim::check;
use weft_sim::county::{County, PASSWORD};
use weft_sim::ledger::Ledger;
use weft_sim::life::drawing;
use weft_sim::network::Weather;
use weft_sim::people::{self, STAFF};
use weft_sim::window::Window;
use weft_sim::world::World;

const MINUTE_MS: i64 = 60_000;

/// A county with one browser that has pulled everything.
fn one_browser() -> (Shared, Rc<Browser>) {
    let shared = Shared {
        world: World::new(7, false),
        county: County::found(7, Allowances::boundless()),
        ledger: Rc::new(RefCell::new(Ledger::default())),
        all: Rc::default(),
        mutation: None,
        next_window: Rc::new(Cell::new(1)),
    };
    let browser = Browser::new(&shared, "resident".to_owned());
    open(&browser);
    (shared, browser)
}

fn open(browser: &Rc<Browser>) {
    let opens = Rc::clone(browser);
    browser.world.spawn(None, async move { drop(opens.open().await) });
    browser.world.run_until(browser.world.now_ms() + MINUTE_MS);
}

/// Somebody reports something; whoever exchanges is not told.
fn report(browser: &Rc<Browser>, window: &Rc<Window>) {
    let (doing, report) = (Rc::clone(window), Command::Submit(sample::noise_report(0, 0)));
    let ticket = TicketId(window.new_id());
    browser.world.spawn(Some(window.id), async move {
        issue::issue(&*doing, ticket.0, AnyCommand::Ticket(report), None).await.unwrap();
    });
}

#[test]
fn what_a_window_wrote_before_it_was_closed_is_sent_by_the_one_that_stays() {
    let (shared, browser) = one_browser();
    open(&browser);
    let last = browser.front().unwrap();
    assert!(!last.memory.leads.get());
    report(&browser, &last);
    while browser.disk.content.borrow().outbox.is_empty() {
        shared.world.run_until(shared.world.now_ms() + 1);
    }
    browser.close(&last);
    shared.world.run_until(shared.world.now_ms() + 5 * MINUTE_MS);
    assert_eq!(check::all(&shared, std::slice::from_ref(&browser)), Vec::<String>::new());
    assert_eq!(check::count(&shared.county, &shared.ledger.borrow(), &[browser]), (1, 0));
}

#[test]
fn what_ended_while_the_disk_was_full_leaves_the_screen() {
    let (shared, browser) = one_browser();
    let window = browser.front().unwrap();
    report(&browser, &window);
    shared.world.run_until(shared.world.now_ms() + 5 * MINUTE_MS);
    let ticket = shared.county.log().last().unwrap().target.id;
    browser.offline.set(true);
    browser.disk.full.set(true);
    report(&browser, &window);
    shared.world.run_until(shared.world.now_ms() + MINUTE_MS);
    // The next pull is a whole one, which does not name what is no longer there.
    assert!(shared.county.order(&Actor::system(), vec![(ticket, AnyCommand::Ticket(Command::Withdraw))]));
    browser.offline.set(false);
    shared.world.run_until(shared.world.now_ms() + 10 * MINUTE_MS);
    assert_eq!(check::all(&shared, &[browser]), Vec::<String>::new());
}

#[test]
fn somebody_whose_session_ended_while_an_answer_was_lost_is_asked_for_again() {
    let (shared, browser) = one_browser();
    let window = browser.front().unwrap();
    report(&browser, &window);
    shared.world.run_until(shared.world.now_ms() + MINUTE_MS);
    let signs_in = Rc::clone(&window);
    shared.world.spawn(Some(window.id), async move {
        account::sign_in(&*signs_in, STAFF[0].login, PASSWORD).await.unwrap();
    });
    shared.world.run_until(shared.world.now_ms() + 5 * MINUTE_MS);
    // The browser has lost its cookie, and for a moment there is no network.
    *browser.cookie.borrow_mut() = None;
    browser.offline.set(true);
    report(&browser, &window);
    window.memory.bell.ring();
    shared.world.run_until(shared.world.now_ms() + MINUTE_MS / 2);
    browser.offline.set(false);
    shared.world.run_until(shared.world.now_ms() + 5 * MINUTE_MS);
    assert_eq!(window.memory.holding.borrow().identity.name, None);
}

#[test]
fn roles_that_change_before_the_first_pull_are_known_after_it() {
    let (shared, browser) = one_browser();
    let window = browser.front().unwrap();
    let signs_in = Rc::clone(&window);
    shared.world.spawn(Some(window.id), async move {
        account::sign_in(&*signs_in, STAFF[0].login, PASSWORD).await.unwrap();
    });
    while window.memory.holding.borrow().identity.name.is_none() {
        shared.world.run_until(shared.world.now_ms() + 1);
    }
    // The session was asked for once more; then the network is gone until the roles are others.
    shared.world.run_until(shared.world.now_ms() + 850);
    browser.offline.set(true);
    shared.county.grant(people::person(&STAFF[0]), Vec::new());
    shared.world.run_until(shared.world.now_ms() + MINUTE_MS);
    browser.offline.set(false);
    shared.world.run_until(shared.world.now_ms() + 10 * MINUTE_MS);
    assert_eq!(check::all(&shared, &[browser]), Vec::<String>::new());
}

#[test]
fn roles_that_change_and_change_back_between_two_pulls_are_known_after_the_second() {
    let (shared, browser) = one_browser();
    let window = browser.front().unwrap();
    let (person, own) = (people::person(&STAFF[0]), people::grants(&STAFF[0]));
    let signs_in = Rc::clone(&window);
    shared.world.spawn(Some(window.id), async move {
        account::sign_in(&*signs_in, STAFF[0].login, PASSWORD).await.unwrap();
    });
    shared.world.run_until(shared.world.now_ms() + 5 * MINUTE_MS);
    shared.county.grant(person, Vec::new());
    window.ask_again();
    while !window.memory.holding.borrow().identity.actor.grants.is_empty() {
        shared.world.run_until(shared.world.now_ms() + 1);
    }
    // The device has heard of it, and has no network until the roles are again those that its copy was made for.
    browser.offline.set(true);
    shared.county.grant(person, own.clone());
    shared.world.run_until(shared.world.now_ms() + MINUTE_MS);
    browser.offline.set(false);
    shared.world.run_until(shared.world.now_ms() + 10 * MINUTE_MS);
    assert_eq!(window.memory.holding.borrow().identity.actor.grants, own);
    assert_eq!(check::all(&shared, &[browser]), Vec::<String>::new());
}

#[test]
fn what_a_window_pulled_before_it_was_closed_is_seen_by_all_that_stay() {
    let (shared, browser) = one_browser();
    let first = browser.front().unwrap();
    open(&browser);
    open(&browser);
    report(&browser, &browser.front().unwrap());
    first.ask_again();
    let before = browser.on_disk().replica.head;
    while browser.on_disk().replica.head == before {
        shared.world.run_until(shared.world.now_ms() + 1);
    }
    // The rows are on the disk, and the window that wrote them has not said so.
    browser.close(&first);
    shared.world.run_until(shared.world.now_ms() + 5 * MINUTE_MS);
    assert_eq!(check::all(&shared, &[browser]), Vec::<String>::new());
}

#[test]
fn a_sign_in_page_of_the_network_delivers_nothing_and_ends_no_session() {
    let (shared, browser) = one_browser();
    let window = browser.front().unwrap();
    let signs_in = Rc::clone(&window);
    shared.world.spawn(Some(window.id), async move {
        account::sign_in(&*signs_in, STAFF[0].login, PASSWORD).await.unwrap();
    });
    shared.world.run_until(shared.world.now_ms() + 5 * MINUTE_MS);
    browser.weather.set(Weather { portal: 1, ..Weather::FAIR });
    let reports = Rc::clone(&window);
    shared.world.spawn(Some(window.id), async move {
        let mut with_photo = sample::noise_report(0, 0);
        with_photo.photos = vec![reports.add_photo(drawing(1)).await];
        let (ticket, command) = (reports.new_id(), AnyCommand::Ticket(Command::Submit(with_photo)));
        issue::issue(&*reports, ticket, command, None).await.unwrap();
    });
    window.ask_again();
    shared.world.run_until(shared.world.now_ms() + 10 * MINUTE_MS);
    assert!(window.memory.holding.borrow().identity.name.is_some(), "nobody was signed out");
    browser.weather.set(Weather::FAIR);
    shared.world.run_until(shared.world.now_ms() + 10 * MINUTE_MS);
    assert!(browser.on_disk().inbox.is_empty() && browser.on_disk().queue.is_empty());
    assert_eq!(check::count(&shared.county, &shared.ledger.borrow(), std::slice::from_ref(&browser)), (1, 0));
    browser.weather.set(Weather { portal: 1, ..Weather::FAIR });
    let signs_out = Rc::clone(&window);
    shared.world.spawn(Some(window.id), async move { account::sign_out(&*signs_out).await });
    shared.world.run_until(shared.world.now_ms() + 10 * MINUTE_MS);
    assert!(browser.on_disk().sign_out_owed, "the session is ended by the server alone");
    browser.weather.set(Weather::FAIR);
    shared.world.run_until(shared.world.now_ms() + 10 * MINUTE_MS);
    assert_eq!(check::all(&shared, &[browser]), Vec::<String>::new());
}
