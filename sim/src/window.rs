//! A window: the app's own data layer, standing on the model of a browser.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use weft::aggregate::Rejection;
use weft::calendar::county_day;
use weft::id::{CommandId, PhotoHash};
use weft::kinds::rulebook::in_force;
use weft::org::Directory;
use weft::registry::{AnyCommand, AnyRefusal, AnyState, Kind, Target, Thing};
use weft::replica::{Basis, rebase};
use weft::rules::prove;
use weft::wire::Judged;
use weft_app::data::StorageError;
use weft_app::data::holding::{Holding, Rows, Touched, Write};
use weft_app::data::host::{Disk as DeviceDisk, Fresh, Host, Loaded, Memory};
use weft_app::data::http::{Answered, HttpError, Method};
use weft_app::data::shown::{County, Fetched, Shown};
use weft_app::data::window::issue::{Bench, judged};
use weft_app::outbox::plan::{self, PhotoState, Settlement};
use weft_app::outbox::{Account, Queued, Status};
use weft_app::replica::{Head, RowWrite};
use weft_app::sync::tabs::Note;

use crate::browser::Browser;
use crate::county::{Answer, Asked};
use crate::ledger::Made;
use crate::mutation::Mutation;
use crate::world::World;

/// See the module.
pub struct Window {
    /// Its number, which its tasks bear.
    pub id: u32,
    /// What it keeps in memory.
    pub memory: Memory,
    /// Whether the browser lets it stand still.
    pub frozen: Cell<bool>,
    browser: Weak<Browser>,
    world: Rc<World>,
    pub(crate) photos: RefCell<BTreeMap<PhotoHash, Rc<Vec<u8>>>>,
    pub(crate) disk: RefCell<Option<Rc<WindowDisk>>>,
    county: RefCell<Option<County>>,
    /// What its own unanswered commands lead to.
    pub shown: RefCell<Shown>,
}

/// A window's way to the browser's disk.
pub struct WindowDisk(pub(crate) Rc<Browser>);

impl Window {
    /// A window of this browser.
    #[must_use]
    pub fn new(browser: &Rc<Browser>, id: u32, memory: Memory) -> Rc<Self> {
        Rc::new(Self {
            id,
            memory,
            frozen: Cell::new(false),
            browser: Rc::downgrade(browser),
            world: Rc::clone(&browser.world),
            photos: RefCell::default(),
            disk: RefCell::new(Some(Rc::new(WindowDisk(Rc::clone(browser))))),
            county: RefCell::default(),
            shown: RefCell::default(),
        })
    }

    pub(crate) fn browser(&self) -> Rc<Browser> {
        self.browser.upgrade().expect("a window lives in a browser")
    }

    /// Keeps a photo, as `Device::add_photo` does.
    pub async fn add_photo(&self, bytes: Vec<u8>) -> PhotoHash {
        let hash = PhotoHash::of(&bytes);
        let bytes = Rc::new(bytes);
        let browser = self.browser();
        let kept = Rc::clone(&bytes);
        browser.disk.run(move |content| content.photos.insert(hash, (kept, false))).await;
        self.memory.holding.borrow_mut().photos.insert(hash, PhotoState::Local);
        self.photos.borrow_mut().insert(hash, bytes);
        hash
    }

    /// Follows a change of what the device holds, as `publish` does, and compares with a replay of the whole queue.
    fn follow(&self, holding: &Holding, touched: &Rows) {
        let today = county_day(holding.identity.now(self.clock()));
        let tickets_only =
            matches!(touched, Rows::Some(rows) if rows.iter().all(|row| row.kind == Kind::Ticket.name()));
        let held = self.county.take().filter(|county| tickets_only && county.today == today);
        let county = held.unwrap_or_else(|| county_of(holding, today));
        let mut shown = self.shown.borrow_mut();
        shown.follow(holding, &Fetched::new(), &county, touched);
        if let Some(target) = misshown(&shown, holding, &county) {
            let fault = format!("window {} shows {target:?} otherwise than its queue leads to", self.id);
            self.browser().ledger.borrow_mut().faults.push(fault);
        }
        self.county.replace(Some(county));
    }

    /// The county as the window shows it.
    fn county(&self) -> County {
        if self.county.borrow().is_none() {
            self.follow(&self.memory.holding.borrow(), &Rows::All);
        }
        self.county.borrow().clone().expect("it was followed")
    }

    async fn ask(&self, asked: Asked) -> Result<String, HttpError> {
        let browser = self.browser();
        browser.may_crash();
        let answer = browser.request(asked).await?;
        browser.may_crash();
        let Answer { status, own, text, retry_after, .. } = answer;
        Answered { status, own, text, retry_after }.read()
    }

    /// Whom a request says that it is meant for.
    fn meant(&self, account: Option<Account>) -> Option<String> {
        if self.browser().mutates(Mutation::SendsAsAnybody) {
            return None;
        }
        account.map(|account| match account {
            Account::Anonymous => "anonymous".to_owned(),
            Account::Person(person) => person.to_string(),
        })
    }
}

impl Host for Window {
    type Disk = WindowDisk;

    fn memory(&self) -> &Memory {
        &self.memory
    }

    fn disk(&self) -> Option<Rc<WindowDisk>> {
        self.disk.borrow().clone()
    }

    fn keeps_no_more(&self, error: StorageError) {
        self.world.note(|| format!("window {} keeps no more: {error}", self.id));
        self.disk.take();
        self.memory.bell.ring();
    }

    fn clock(&self) -> DateTime<Utc> {
        self.browser().clock()
    }

    fn dice(&self) -> u32 {
        u32::try_from(self.world.below(1 << 32)).unwrap_or(0)
    }

    fn new_id(&self) -> Uuid {
        self.world.new_id(self.clock())
    }

    async fn sleep(&self, ms: u32) {
        self.world.sleep(u64::from(ms)).await;
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        json: Option<String>,
        account: Option<Account>,
    ) -> Result<String, HttpError> {
        let browser = self.browser();
        let is_push = path == "/api/push";
        let json = match json {
            Some(json) if is_push => Some(browser.before_push(self, json)),
            other => other,
        };
        let sent = json.clone();
        let asked = Asked {
            method: method.as_str().to_owned(),
            path: path.to_owned(),
            body: json.map(|json| ("application/json", json.into_bytes())),
            cookie: browser.cookie.borrow().clone(),
            account: self.meant(account),
        };
        let answer = self.ask(asked).await;
        match sent {
            Some(sent) if is_push => browser.after_push(self, &sent, answer),
            _ if path.starts_with("/api/pull") => answer.map(|text| browser.after_pull(text)),
            _ => answer,
        }
    }

    fn has_photo(&self, photo: PhotoHash) -> bool {
        self.photos.borrow().contains_key(&photo)
    }

    async fn send_photo(&self, photo: PhotoHash, account: Account) -> Result<String, HttpError> {
        let bytes = self.photos.borrow().get(&photo).map(|bytes| bytes.to_vec()).unwrap_or_default();
        let asked = Asked {
            method: "PUT".to_owned(),
            path: format!("/api/photos/{photo}"),
            body: Some(("image/png", bytes)),
            cookie: self.browser().cookie.borrow().clone(),
            account: self.meant(Some(account)),
        };
        self.ask(asked).await
    }

    fn hold_photos(&self, photos: Vec<(PhotoHash, Rc<Vec<u8>>)>) {
        self.photos.borrow_mut().extend(photos);
    }

    async fn refetch(&self) {}

    fn judge(&self, target: Uuid, command: AnyCommand) -> Result<Queued, Rejection<AnyRefusal>> {
        let (county, shown) = (self.county(), self.shown.borrow());
        let holding = self.memory.holding.borrow();
        let thing = Target { kind: command.kind(), id: target };
        let confirmed = || holding.replica.row(thing).and_then(|row| row.state.as_ref());
        let state = shown.state(thing).or_else(confirmed);
        let bench = Bench { holding: &holding, rules: &county.rules, org: &county.org, state, prove: county.prove };
        let now = holding.identity.now(self.clock());
        let queued = judged(&bench, target, command, CommandId(self.new_id()), now)?;
        self.made(&queued, None);
        Ok(queued)
    }

    fn changed(&self, _before: Account, touched: &Touched) {
        let holding = self.memory.holding.borrow();
        self.photos.borrow_mut().retain(|hash, _| holding.photos.contains_key(hash));
        self.follow(&holding, &touched.rows);
        if touched.queue {
            self.world.note(|| summary(self.id, &holding));
        }
    }

    fn tell(&self, note: &Note) {
        if !self.memory.stopped.get() {
            self.browser().tell(self.id, note);
        }
    }

    fn online(&self, _online: bool) {}

    fn judged(&self, _judged: Judged) {}
}

/// The county as a device holds it.
fn county_of(holding: &Holding, today: NaiveDate) -> County {
    let states = || holding.replica.states();
    let units = states().filter_map(|state| match state {
        AnyState::Unit(unit) => Some(unit.clone()),
        _ => None,
    });
    let books = states().filter_map(|state| match state {
        AnyState::Rulebook(book) => Some(book.clone()),
        _ => None,
    });
    let books: Vec<_> = books.collect();
    let rules = Arc::new(in_force(books.iter(), today).cloned().unwrap_or_default());
    County { rules, books: Arc::new(books), org: Arc::new(Directory::new(units)), today, prove }
}

/// What is shown that a replay of the whole queue would show otherwise.
fn misshown(shown: &Shown, holding: &Holding, county: &County) -> Option<Target> {
    let County { rules, books, org, today, prove } = county;
    let basis = Basis { actor: &holding.identity.actor, rules, books, today: *today, org, prove: *prove };
    let commands =
        plan::overlay(&holding.queue, holding.account(), |target| holding.replica.row(target).map(|row| row.version));
    let whole = rebase(|target| holding.replica.row(target)?.state.as_ref(), commands, &basis).states;
    let mut all = shown.targets().chain(whole.keys().copied());
    all.find(|target| shown.state(*target) != whole.get(target))
}

fn summary(id: u32, holding: &Holding) -> String {
    let waiting = holding.queue.values().filter(|row| row.is_waiting()).count();
    let (queue, inbox) = (holding.queue.len(), holding.inbox.len());
    format!("window {id}: {waiting} of {queue} wait, {inbox} refused")
}

impl Window {
    /// Writes down that a command was made.
    pub fn made(&self, queued: &Queued, poison: Option<crate::poison::Poison>) {
        let browser = self.browser();
        let made = Made {
            browser: browser.index,
            account: queued.account,
            kept: false,
            poison,
            is_new_report: false,
            let_go: false,
            what: queued.envelope.command.read().map(what).unwrap_or_default(),
        };
        self.world.note(|| format!("window {} makes {} {}", self.id, queued.envelope.id, made.what));
        // A reused id belongs to the command that had it first.
        if poison != Some(crate::poison::Poison::IdReused) {
            browser.ledger.borrow_mut().made.insert(queued.envelope.id, made);
        }
    }
}

/// A command's name.
fn what(command: &AnyCommand) -> String {
    let text = format!("{command:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

impl DeviceDisk for WindowDisk {
    type Photo = Rc<Vec<u8>>;

    async fn load(&self, fresh: Fresh, some: Option<(u32, &[Thing])>) -> Result<Loaded<Rc<Vec<u8>>>, StorageError> {
        self.0.may_crash();
        let some = some.map(|(generation, targets)| (generation, targets.to_vec()));
        let read = self.0.disk.run(move |content| {
            content.load(fresh, some.as_ref().map(|(generation, targets)| (*generation, targets.as_slice())))
        });
        Ok(read.await)
    }

    async fn enqueue(&self, queued: &mut Queued, mended: Option<CommandId>) -> Result<(), StorageError> {
        self.0.may_crash();
        if self.0.disk.full.replace(false) {
            return self.0.disk.run(|_| Err(StorageError::Full)).await;
        }
        let row = queued.clone();
        if self.0.mutates(Mutation::KeepsInMemory) {
            queued.envelope.seq = self.0.later_on_disk(row, mended);
            return Ok(());
        }
        queued.envelope.seq = self.0.disk.run(move |content| content.enqueue(row, mended)).await;
        Ok(())
    }

    async fn make_room(&self, head: &Head) -> Result<(), StorageError> {
        let head = head.clone();
        self.0.disk.run(move |content| content.make_room(&head)).await;
        Ok(())
    }

    async fn commit(&self, head: &Head, writes: &[Write]) -> Result<(), StorageError> {
        self.0.may_crash();
        let (head, writes) = (head.clone(), mutated(self.0.mutation, writes));
        let checks_head = !self.0.mutates(Mutation::WritesOverOthers);
        if self.0.mutates(Mutation::CursorBeforeRows) {
            let heads = writes.iter().filter(|write| matches!(write, Write::Replica(RowWrite::Head(_)))).cloned();
            let (first, head) = (heads.collect::<Vec<_>>(), head.clone());
            self.0.disk.run(move |content| content.commit(&head, &first, checks_head)).await?;
            self.0.may_crash();
            return self.0.disk.run(move |content| content.commit(&content.head(), &writes, false)).await;
        }
        let empties = match self.0.mutation {
            Some(Mutation::RebuildEmptiesQueue) => writes
                .iter()
                .any(|write| matches!(write, Write::Replica(RowWrite::Head(head)) if head.growing.is_some())),
            Some(Mutation::SignOutEmptiesQueue) => {
                writes.iter().any(|write| matches!(write, Write::Identity(next) if next.name.is_none()))
            }
            _ => false,
        };
        let committed = self.0.disk.run(move |content| {
            if empties {
                content.outbox.clear();
            }
            content.commit(&head, &writes, checks_head)
        });
        committed.await
    }
}

/// The batch as a planted fault makes it.
fn mutated(mutation: Option<Mutation>, writes: &[Write]) -> Vec<Write> {
    let change = |write: &Write| match (mutation, write) {
        (Some(Mutation::DropsRefusals), Write::Settle(seq, Settlement::Refused(_))) => Some(Write::Leave(*seq)),
        (Some(Mutation::ShowsRefusedAsDelivered), Write::Settle(seq, Settlement::Refused(refused))) => {
            let row = Queued::again(refused.envelope.clone(), refused.account);
            let row = Queued { status: Status::Delivered { version: 1 }, ..row };
            Some(Write::Settle(*seq, Settlement::Delivered(row)))
        }
        (Some(Mutation::KeepsRowsOfOthers), Write::Replica(RowWrite::Drop(_))) => None,
        _ => Some(write.clone()),
    };
    writes.iter().filter_map(change).collect()
}
