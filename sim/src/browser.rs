//! A browser: a disk, a cookie, a clock that may be wrong, and windows that come and go.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::{Rc, Weak};

use chrono::{DateTime, TimeDelta, Utc};
use weft::id::{CommandId, PhotoHash};
use weft_app::data::holding::Holding;
use weft_app::data::host::{Fresh, Host, Loaded, Memory};
use weft_app::session::Identity;
use weft_app::sync::exchange;
use weft_app::sync::plan::POKE_MS_MAX;
use weft_app::sync::tabs::{ANSWER_MS_MAX, Note};

use crate::county::County;
use crate::disk::Disk;
use crate::ledger::Ledger;
use crate::mutation::Mutation;
use crate::network::Weather;
use crate::poison::Poison;
use crate::window::Window;
use crate::world::World;

/// How long after it was decided a browser is cut off, at most.
pub const CUT_OFF_MS_MAX: u64 = 600;

/// See the module.
pub struct Browser {
    /// What to call it.
    pub name: String,
    /// Its place among the browsers.
    pub index: usize,
    /// Time and chance.
    pub world: Rc<World>,
    /// The server.
    pub county: Rc<County>,
    /// What devices were told and said.
    pub ledger: Rc<RefCell<Ledger>>,
    /// All browsers of the county, for pokes.
    pub all: Rc<RefCell<Vec<Weak<Browser>>>>,
    /// Its disk.
    pub disk: Rc<Disk>,
    /// Its session.
    pub cookie: RefCell<Option<String>>,
    /// Its network.
    pub weather: Cell<Weather>,
    /// Whether it has none.
    pub offline: Cell<bool>,
    /// How much its clock is wrong.
    pub clock_off: Cell<TimeDelta>,
    /// One chance in so many that a push brings the server down.
    pub server_crashes: Cell<u64>,
    /// One chance in so many that a wait is the last.
    pub crashes: Cell<u64>,
    /// At which wait it is certainly cut off.
    pub crash_at: Cell<Option<u64>>,
    /// Waits so far at which it could have been cut off.
    pub waits: Cell<u64>,
    /// A planted fault.
    pub mutation: Option<Mutation>,
    /// Open windows.
    pub windows: RefCell<Vec<Rc<Window>>>,
    /// The window that holds the lock, as the browser knows it; a frozen one that lost it still takes itself for the leader.
    pub holder: Cell<Option<u32>>,
    /// Commands that this browser writes in a form of its own.
    pub garbled: RefCell<Vec<(CommandId, Poison)>>,
    /// How many pushes it has sent.
    pub pushes: Cell<u64>,
    /// Commands that a forgetful server has seen.
    pub seen: RefCell<BTreeSet<CommandId>>,
    next_window: Rc<Cell<u32>>,
}

/// What all browsers of a county share.
#[derive(Clone)]
pub struct Shared {
    /// Time and chance.
    pub world: Rc<World>,
    /// The server.
    pub county: Rc<County>,
    /// What devices were told and said.
    pub ledger: Rc<RefCell<Ledger>>,
    /// All browsers.
    pub all: Rc<RefCell<Vec<Weak<Browser>>>>,
    /// A planted fault.
    pub mutation: Option<Mutation>,
    /// Numbers for windows.
    pub next_window: Rc<Cell<u32>>,
}

impl Browser {
    /// A new browser.
    #[must_use]
    pub fn new(shared: &Shared, name: String) -> Rc<Self> {
        let index = shared.all.borrow().len();
        let browser = Rc::new(Self {
            name,
            index,
            disk: Disk::new(&shared.world),
            world: Rc::clone(&shared.world),
            county: Rc::clone(&shared.county),
            ledger: Rc::clone(&shared.ledger),
            all: Rc::clone(&shared.all),
            cookie: RefCell::default(),
            weather: Cell::new(Weather::FAIR),
            offline: Cell::new(false),
            clock_off: Cell::new(TimeDelta::zero()),
            server_crashes: Cell::new(0),
            crashes: Cell::new(0),
            crash_at: Cell::new(None),
            waits: Cell::new(0),
            mutation: shared.mutation,
            windows: RefCell::default(),
            holder: Cell::new(None),
            garbled: RefCell::default(),
            pushes: Cell::new(0),
            seen: RefCell::default(),
            next_window: Rc::clone(&shared.next_window),
        });
        shared.all.borrow_mut().push(Rc::downgrade(&browser));
        browser
    }

    /// Whether this fault was planted.
    #[must_use]
    pub fn mutates(&self, mutation: Mutation) -> bool {
        self.mutation == Some(mutation)
    }

    /// What its clock says.
    #[must_use]
    pub fn clock(&self) -> DateTime<Utc> {
        self.world.now() + self.clock_off.get()
    }

    /// Opens a window, which reads the disk and then exchanges when it leads.
    pub async fn open(self: &Rc<Self>) -> Rc<Window> {
        let fresh =
            Fresh { device: self.world.new_id(self.clock()).into(), person: self.world.new_id(self.clock()).into() };
        let read = self.disk.run(move |content| content.load(fresh, None)).await;
        self.opened(read)
    }

    /// A window over what was read.
    fn opened(self: &Rc<Self>, read: Loaded<Rc<Vec<u8>>>) -> Rc<Window> {
        let id = self.next_window.get();
        self.next_window.set(id + 1);
        let window = Window::new(self, id, Memory::new(read.holding));
        window.hold_photos(read.photos);
        self.world.note(|| format!("{} opens window {id}", self.name));
        self.windows.borrow_mut().push(Rc::clone(&window));
        if self.holder.get().is_none() {
            self.holder.set(Some(id));
            window.memory.leads.set(true);
        }
        let running = Rc::clone(&window);
        self.world.spawn(Some(id), async move { exchange::run(&*running).await });
        window
    }

    /// The window that people use.
    #[must_use]
    pub fn front(&self) -> Option<Rc<Window>> {
        self.windows.borrow().iter().rfind(|window| !window.frozen.get()).cloned()
    }

    /// Cuts the browser off: what was in memory is gone.
    pub fn crash(self: &Rc<Self>) {
        let windows = std::mem::take(&mut *self.windows.borrow_mut());
        if windows.is_empty() {
            return;
        }
        self.holder.set(None);
        self.ledger.borrow_mut().crashes += 1;
        self.world.note(|| format!("{} is cut off", self.name));
        for window in windows {
            window.memory.stopped.set(true);
            self.world.kill(window.id);
        }
        self.disk.crash();
        let browser = Rc::clone(self);
        self.world.after(self.world.below(5_000), move || browser.reopen());
    }

    /// Closes a window; if it exchanged, another does so from now on.
    pub fn close(self: &Rc<Self>, window: &Rc<Window>) {
        self.world.note(|| format!("{} closes window {}", self.name, window.id));
        window.memory.stopped.set(true);
        self.world.kill(window.id);
        self.windows.borrow_mut().retain(|other| other.id != window.id);
        if self.holder.get() == Some(window.id) {
            self.holder.set(None);
            self.front().iter().for_each(|next| self.take_lead(next));
        }
        self.reopen();
    }

    /// Opens a window again, unless there is one.
    pub fn reopen(self: &Rc<Self>) {
        if self.windows.borrow().is_empty() {
            let browser = Rc::clone(self);
            self.world.spawn(None, async move { drop(browser.open().await) });
        }
    }

    /// One more moment at which the browser can be cut off. It happens a little later, so that whoever waits now waits then.
    pub fn may_crash(self: &Rc<Self>) {
        let waits = self.waits.get() + 1;
        self.waits.set(waits);
        let chosen = self.crash_at.get() == Some(waits);
        if chosen || (self.crashes.get() > 0 && self.world.one_in(self.crashes.get())) {
            let (browser, soon) = (Rc::clone(self), self.world.pick(&[3, 30, CUT_OFF_MS_MAX]));
            self.world.after(self.world.below(soon), move || browser.crash());
        }
    }

    /// Tells the other windows.
    pub fn tell(self: &Rc<Self>, from: u32, note: &Note) {
        for window in self.windows.borrow().iter().filter(|window| window.id != from) {
            let (window, note) = (Rc::clone(window), note.clone());
            let world = Rc::clone(&self.world);
            world.clone().after(world.below(4), move || {
                let hears = Rc::clone(&window);
                if !window.memory.stopped.get() {
                    world.spawn(Some(window.id), async move { weft_app::data::window::hear(&*hears, note).await });
                }
            });
        }
    }

    /// Tells whoever exchanges; a window that does not answer is frozen, and this one takes its place.
    pub fn call(self: &Rc<Self>, window: &Rc<Window>) {
        if window.exchanges() {
            return window.memory.bell.ring();
        }
        window.memory.awake.hush();
        self.tell(window.id, &Note::Wake);
        let (browser, window) = (Rc::clone(self), Rc::clone(window));
        let owner = window.id;
        self.world.spawn(Some(owner), async move {
            let over = browser.world.sleep(u64::from(ANSWER_MS_MAX));
            if !window.memory.awake.wait_until(over).await && !window.exchanges() {
                browser.take_lead(&window);
            }
        });
    }

    /// This window exchanges from now on; the one that did learns of it when it wakes up.
    pub fn take_lead(self: &Rc<Self>, window: &Rc<Window>) {
        self.world.note(|| format!("{} window {} takes the lead", self.name, window.id));
        self.holder.set(Some(window.id));
        for other in self.windows.borrow().iter().filter(|other| other.id != window.id) {
            if !other.frozen.get() {
                other.memory.leads.set(false);
            }
        }
        let leads = Rc::clone(window);
        self.world.spawn(Some(window.id), async move { weft_app::data::window::lead(&*leads).await });
    }

    /// A frozen window wakes up, and learns who holds the lock only once it runs: what it was in the middle of goes on.
    pub fn thaw(self: &Rc<Self>, window: &Rc<Window>) {
        window.frozen.set(false);
        self.world.freeze(window.id, false);
        let (browser, window) = (Rc::clone(self), Rc::clone(window));
        self.world.after(5, move || match browser.holder.get() {
            None if !window.memory.stopped.get() => browser.take_lead(&window),
            holder => window.memory.leads.set(holder == Some(window.id)),
        });
    }

    /// The server says that something changed.
    pub fn poke_all(&self) {
        if self.county.poked.replace(self.county.head()) == self.county.head() {
            return;
        }
        let all: Vec<_> = self.all.borrow().iter().filter_map(Weak::upgrade).collect();
        for browser in all {
            let losing = browser.weather.get().lose;
            if browser.offline.get() || (losing > 0 && self.world.one_in(losing)) {
                continue;
            }
            let ms = self.world.below(u64::from(POKE_MS_MAX));
            self.world.after(ms, move || {
                for window in browser.windows.borrow().iter().filter(|window| window.memory.leads.get()) {
                    window.memory.ask_pull.set(true);
                    window.memory.bell.ring();
                }
            });
        }
    }

    /// Everything that the disk holds, as a window would read it.
    #[must_use]
    pub fn on_disk(&self) -> Holding {
        let mut content = self.disk.content.borrow().clone();
        let nobody = Identity::anonymous(weft::actor::Actor::nobody().person);
        let fresh = Fresh { device: weft::id::DeviceId::named("none"), person: nobody.actor.person };
        content.load(fresh, None).holding
    }

    /// Photos on the disk.
    #[must_use]
    pub fn photos(&self) -> Vec<PhotoHash> {
        self.disk.content.borrow().photos.keys().copied().collect()
    }
}
