//! What people do with their devices, and what happens to them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::TimeDelta;
use weft::actor::{Actor, Grant};
use weft::calendar::county_day;
use weft::id::{CommandId, RulebookId, TicketId};
use weft::kinds::rulebook;
use weft::kinds::ticket::{Command, Phase, Source};
use weft::kinds::unit;
use weft::registry::{AnyCommand, AnyState, Kind};
use weft::sample::{self, commands::Life};
use weft::text::Text;
use weft_app::data::holding::Write;
use weft_app::data::host::Host;
use weft_app::data::window::{account, issue, settle};
use weft_app::outbox::Account;
use weft_app::outbox::plan::unsent;

use crate::browser::{Browser, Shared};
use crate::county::PASSWORD;
use crate::people::{self, STAFF, Staff};
use crate::poison::{self, Poison};
use crate::scenario::Scenario;
use crate::window::Window;

/// Who works on a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Somebody without an account.
    Resident,
    /// A kiosk at a station.
    Kiosk,
    /// Somebody with an account.
    Staff(Staff),
}

impl Person {
    /// What to call their browser.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Kiosk => "kiosk",
            Self::Staff(staff) => staff.login,
        }
    }
}

/// Everything one person's browser is put through.
struct Course {
    browser: Rc<Browser>,
    person: Person,
    scenario: Scenario,
    life: Rc<RefCell<Life>>,
}

/// Begins what a person does.
pub fn begin(browser: &Rc<Browser>, person: Person, scenario: &Scenario, life: &Rc<RefCell<Life>>) {
    let course = Course { browser: Rc::clone(browser), person, scenario: scenario.clone(), life: Rc::clone(life) };
    browser.world.spawn(None, async move { live(course).await });
}

async fn live(course: Course) {
    let Course { browser, person, scenario, life } = course;
    let world = Rc::clone(&browser.world);
    drop(browser.open().await);
    if let Person::Staff(staff) = person {
        sign_in(&browser, staff);
        world.sleep(3_000).await;
    }
    if scenario.windows {
        drop(browser.open().await);
    }
    let each = (scenario.storm_ms * 9 / 10) / (scenario.acts + 1);
    for number in 0..scenario.acts {
        world.sleep(world.below(2 * each)).await;
        if world.now_ms() >= i64::try_from(scenario.storm_ms).unwrap_or(i64::MAX) {
            return;
        }
        trouble(&browser, &scenario, number, each);
        if scenario.switches && world.one_in(4) {
            switch(&browser);
            // Somebody goes on in the meantime.
            world.sleep(world.below(1_200)).await;
        }
        let Some(window) = browser.front() else { continue };
        let (life, poison) = (Rc::clone(&life), scenario.poison);
        let source = if person == Person::Kiosk { Source::Kiosk } else { Source::Web };
        let (doing, browser) = (Rc::clone(&window), Rc::clone(&browser));
        world.spawn(Some(window.id), async move { act(&browser, &doing, &life, source, poison).await });
    }
}

/// What befalls a browser beside the weather.
fn trouble(browser: &Rc<Browser>, scenario: &Scenario, number: u64, each: u64) {
    let world = &browser.world;
    if scenario.partitions && world.one_in(3) {
        let long = if scenario.kiosks > 0 && number == 0 { scenario.storm_ms } else { world.below(4 * each) };
        browser.offline.set(true);
        let back = Rc::clone(browser);
        world.after(long, move || back.offline.set(false));
    }
    if scenario.kiosks > 0 && number == 0 {
        browser.offline.set(true);
    }
    if scenario.crashes > 0 && world.one_in(12) {
        browser.disk.full.set(true);
    }
    if scenario.windows && world.one_in(3) {
        freeze_leader(browser);
    }
    if scenario.windows && world.one_in(6) {
        let last = browser.front();
        last.into_iter().for_each(|window| browser.close(&window));
    }
    if scenario.windows && world.one_in(4) && browser.windows.borrow().len() < 3 {
        let opens = Rc::clone(browser);
        world.spawn(None, async move { drop(opens.open().await) });
    }
    if scenario.loses_disk && world.one_in(3) {
        browser.lose_disk(world.one_in(2));
    }
    // Once in a county's life: a command's photos go up again once, and then it is the inbox's.
    if scenario.loses_photos && number == 3 && browser.index == 0 {
        browser.county.lose_photos();
    }
}

fn freeze_leader(browser: &Rc<Browser>) {
    let leader = browser.windows.borrow().iter().find(|window| window.memory.leads.get()).cloned();
    let Some(leader) = leader.filter(|leader| !leader.frozen.get() && browser.windows.borrow().len() > 1) else {
        return;
    };
    let world = &browser.world;
    world.note(|| format!("{} window {} freezes", browser.name, leader.id));
    leader.frozen.set(true);
    world.freeze(leader.id, true);
    let thaws = Rc::clone(browser);
    world.after(world.below(90_000), move || thaws.thaw(&leader));
}

fn sign_in(browser: &Rc<Browser>, staff: Staff) {
    let Some(window) = browser.front() else { return };
    let doing = Rc::clone(&window);
    browser.world.note(|| format!("{} signs in as {}", browser.name, staff.login));
    browser.world.spawn(Some(window.id), async move {
        // Somebody who cannot sign in goes on as they are.
        let _ = account::sign_in(&*doing, staff.login, PASSWORD).await;
    });
}

fn switch(browser: &Rc<Browser>) {
    let Some(window) = browser.front() else { return };
    if browser.world.one_in(2) {
        return sign_in(browser, browser.world.pick(&STAFF));
    }
    browser.world.note(|| format!("{} signs out", browser.name));
    let doing = Rc::clone(&window);
    browser.world.spawn(Some(window.id), async move { account::sign_out(&*doing).await });
}

/// One thing that a person does.
async fn act(browser: &Rc<Browser>, window: &Rc<Window>, life: &RefCell<Life>, source: Source, poison: u64) {
    let world = &browser.world;
    if poison > 0 && world.one_in(poison) {
        return spoilt(browser, window, life).await;
    }
    let refused = window.memory.holding.borrow().inbox.keys().next().copied();
    if let Some(refused) = refused.filter(|_| world.one_in(4)) {
        return answer_refusal(browser, window, life, refused, source).await;
    }
    let ticket = chosen(window, |of| world.below(of));
    let (target, phase) = match ticket {
        Some((id, phase)) if !world.one_in(3) => (id, Some(phase)),
        _ if source == Source::Web && world.one_in(6) => (guessed(browser), Some(Phase::Routed)),
        _ => (TicketId(window.new_id()), None),
    };
    let mut command = life.borrow_mut().thought(phase);
    if let Command::Submit(submission) = &mut command {
        submission.source = source;
        if phase.is_none() && world.one_in(5) {
            submission.photos = vec![window.add_photo(drawing(world.below(256))).await];
        }
        if phase.is_none() && window.memory.holding.borrow().identity.name.is_some() && world.one_in(2) {
            submission.source = Source::Patrol;
            command = Command::Intake(submission.clone());
        }
    }
    issue(browser, window, (target, phase.is_none()), command, None).await;
}

/// A ticket that the window shows.
fn chosen(window: &Window, below: impl Fn(u64) -> u64) -> Option<(TicketId, Phase)> {
    let shown = window.shown.borrow();
    let holding = window.memory.holding.borrow();
    let held = holding.replica.things();
    let states = held.chain(shown.targets().filter_map(|target| Some((target, shown.state(target)?))));
    let tickets: Vec<(TicketId, Phase)> = states
        .filter_map(|(target, state)| match state {
            AnyState::Ticket(ticket) => Some((TicketId(target.id), ticket.phase)),
            _ => None,
        })
        .collect();
    let place = usize::try_from(below(tickets.len().max(1) as u64)).unwrap_or(0);
    tickets.get(place).copied()
}

/// A ticket that the device need not hold.
fn guessed(browser: &Browser) -> TicketId {
    let log = browser.county.log();
    let tickets: BTreeSet<_> =
        log.iter().filter(|recorded| recorded.target.kind == Kind::Ticket).map(|recorded| recorded.target.id).collect();
    let tickets: Vec<_> = tickets.into_iter().collect();
    if tickets.is_empty() { TicketId::named("none") } else { TicketId(browser.world.pick(&tickets)) }
}

async fn issue(
    browser: &Rc<Browser>,
    window: &Rc<Window>,
    (target, is_new): (TicketId, bool),
    command: Command,
    mended: Option<CommandId>,
) {
    mended.into_iter().for_each(|mended| let_go(browser, mended));
    let is_new = matches!(command, Command::Submit(_)) && is_new;
    let issued = issue::issue(&**window, target.0, AnyCommand::Ticket(command), mended).await;
    if let Ok(id) = issued {
        kept(browser, window, id, is_new);
        browser.call(window);
    }
}

/// The device has said that a command is kept.
fn kept(browser: &Browser, window: &Window, id: CommandId, is_new: bool) {
    let row = window.memory.holding.borrow().queue.values().find(|row| row.envelope.id == id).map(|row| row.kept);
    if let Some(made) = browser.ledger.borrow_mut().made.get_mut(&id) {
        // It may have been delivered already.
        made.kept = row.unwrap_or(true);
        made.is_new_report = is_new;
    }
}

/// Somebody asks that a refused command leave the inbox.
fn let_go(browser: &Browser, refused: CommandId) {
    let mut ledger = browser.ledger.borrow_mut();
    ledger.reused.retain(|(_, id)| *id != refused);
    if let Some(made) = ledger.made.get_mut(&refused) {
        made.let_go = true;
    }
}

/// Somebody mends what was refused, or lets it be.
async fn answer_refusal(
    browser: &Rc<Browser>,
    window: &Rc<Window>,
    life: &RefCell<Life>,
    refused: CommandId,
    source: Source,
) {
    if browser.world.one_in(2) {
        let_go(browser, refused);
        settle(&**window, |_| vec![Write::Dismiss(refused)]).await;
        return;
    }
    let mut command = life.borrow_mut().thought(None);
    if let Command::Submit(submission) = &mut command {
        submission.source = source;
    }
    issue(browser, window, (TicketId(window.new_id()), true), command, Some(refused)).await;
}

/// A bad command comes into the queue.
async fn spoilt(browser: &Rc<Browser>, window: &Rc<Window>, life: &RefCell<Life>) {
    let world = &browser.world;
    let Command::Submit(submission) = life.borrow_mut().thought(None) else { return };
    let Ok(queued) = window.judge(window.new_id(), AnyCommand::Ticket(Command::Submit(submission))) else { return };
    let poison = world.pick(&Poison::ALL);
    let used = {
        let ledger = browser.ledger.borrow();
        let others =
            ledger.acknowledged.keys().find(|id| ledger.made.get(id).is_some_and(|made| made.browser != browser.index));
        others.copied()
    };
    let Some(used) = used.or((poison != Poison::IdReused).then(|| CommandId::named("none"))) else { return };
    let queued = poison::spoil(browser, window, queued, poison, (used, world.below(u64::MAX)));
    let id = issue::keep(&**window, queued, None).await;
    // A reused id is that of another device's command, which is kept there.
    if poison == Poison::IdReused {
        browser.ledger.borrow_mut().reused.push((browser.index, id));
    } else {
        kept(browser, window, id, false);
    }
    browser.call(window);
}

/// A small picture.
#[must_use]
pub fn drawing(shade: u64) -> Vec<u8> {
    let shade = u8::try_from(shade).unwrap_or(0);
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(2, 2, image::Rgb([shade, 7, 9]));
    image::DynamicImage::ImageRgb8(picture).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// What happens in the county by itself: time asks, and those in charge change things.
pub fn county(shared: &Shared, scenario: &Scenario) {
    let (ticking, changing) = (shared.clone(), shared.clone());
    let (storm_ms, changes) = (scenario.storm_ms, scenario.changes);
    shared.world.spawn(None, async move {
        for _ in 0..8 {
            ticking.world.sleep(ticking.world.below(storm_ms / 5)).await;
            ticking.county.set_time(ticking.world.now());
            ticking.county.with(|engine| async move { engine.tick().await.expect("what is due runs") });
            poke(&ticking);
        }
    });
    if changes {
        shared.world.spawn(None, async move {
            for number in 0..8 {
                changing.world.sleep(changing.world.below(storm_ms / 5)).await;
                changing.county.set_time(changing.world.now());
                change(&changing, number);
                poke(&changing);
            }
        });
    }
}

fn poke(shared: &Shared) {
    let first = shared.all.borrow().first().and_then(std::rc::Weak::upgrade);
    if let Some(first) = first {
        first.poke_all();
    }
}

fn change(shared: &Shared, number: u64) {
    let world = &shared.world;
    let staff = world.pick(&STAFF);
    let what = world.below(8);
    world.note(|| format!("the county changes: {what} {}", staff.login));
    let system = Actor::system();
    let unit = |code: &str, command: unit::Command| vec![(sample::unit_id(code).0, AnyCommand::Unit(command))];
    match what {
        0 => {
            let grid =
                sample::grid(i32::try_from(world.below(3)).unwrap_or(0), i32::try_from(world.below(2)).unwrap_or(0));
            shared.county.grant(people::person(&staff), vec![Grant { role: staff.role, unit: grid }]);
        }
        1 => shared.county.grant(people::person(&staff), Vec::new()),
        2 | 3 => shared.county.grant(people::person(&staff), people::grants(&staff)),
        4 => {
            let parent = sample::unit_id(world.pick(&["370-01-01", "370-01-02"]));
            shared.county.order(&system, unit(world.pick(&["grid-0-0", "grid-1-0"]), unit::Command::Move { parent }));
        }
        5 => {
            let emergency = world.one_in(2);
            shared.county.order(&system, unit("370-01", unit::Command::SwitchMode { emergency }));
        }
        6 => {
            let name = Text::new(format!("改名{number}"), format!("Renamed {number}"));
            shared.county.order(&system, unit("grid-2-1", unit::Command::Rename { name }));
        }
        _ => {
            let book = Box::new(sample::rulebook());
            let id = RulebookId::named(&format!("book {number}")).0;
            let from = county_day(world.now() + TimeDelta::days(i64::try_from(world.below(2)).unwrap_or(0)));
            let publish = rulebook::Command::Publish { effective_from: Some(from) };
            let commands = [rulebook::Command::Draft { book }, publish];
            shared
                .county
                .order(&system, commands.into_iter().map(|command| (id, AnyCommand::Rulebook(command))).collect());
        }
    }
}

/// After the storm: everybody who left something on this browser comes back to it, until nothing is left.
pub async fn deliver(browser: &Rc<Browser>) {
    const LOOK_MS: u64 = 3_000;
    loop {
        let waiting: BTreeSet<Account> =
            browser.disk.content.borrow().queue().filter(|row| row.is_waiting()).map(|row| row.account).collect();
        let Some(window) = without_disk(browser).or_else(|| browser.front()) else {
            browser.world.sleep(LOOK_MS).await;
            continue;
        };
        let current = window.memory.holding.borrow().account();
        if window.disk().is_none() {
            // What is in memory only is delivered first; then the person opens the app anew.
            if unsent(&window.memory.holding.borrow().queue, current) == 0 {
                browser.close(&window);
            }
            browser.world.sleep(LOOK_MS).await;
            continue;
        }
        if !waiting.is_empty() && !waiting.contains(&current) {
            match waiting.first() {
                Some(Account::Person(person)) => {
                    let login = STAFF.iter().find(|staff| people::person(staff) == *person).map(|staff| staff.login);
                    // Tried again at the next look.
                    let _ = account::sign_in(&*window, login.unwrap_or_default(), PASSWORD).await;
                }
                _ => account::sign_out(&*window).await,
            }
        }
        if waiting.is_empty() && browser.disk.content.borrow().outbox.is_empty() {
            return;
        }
        browser.world.sleep(LOOK_MS).await;
    }
}

/// A window that keeps nothing any more.
fn without_disk(browser: &Browser) -> Option<Rc<Window>> {
    browser.windows.borrow().iter().find(|window| window.disk().is_none()).cloned()
}
