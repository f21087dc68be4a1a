//! Time, chance, and what happens next: events in the order of a virtual clock, and the futures that wait for them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};
use weft::sample;
use weft::sample::commands::SplitMix64;

/// Lines of the trace that are kept for whoever looks into a failure.
const TRACE_LINES_KEPT: usize = 120;

/// Something that will happen.
type Event = Box<dyn FnOnce()>;

/// Which window a task belongs to; what the simulation does by itself belongs to none.
pub type Owner = Option<u32>;

struct Task {
    owner: Owner,
    future: Pin<Box<dyn Future<Output = ()>>>,
}

#[derive(Default)]
struct Ready(Mutex<VecDeque<u64>>);

struct TaskWaker {
    task: u64,
    ready: Arc<Ready>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(self.task);
    }
}

/// See the module.
pub struct World {
    now_ms: Cell<i64>,
    next: Cell<u64>,
    events: RefCell<BTreeMap<(i64, u64), Event>>,
    tasks: RefCell<BTreeMap<u64, Task>>,
    ready: Arc<Ready>,
    frozen: RefCell<BTreeSet<u32>>,
    waiting_frozen: RefCell<VecDeque<u64>>,
    random: RefCell<SplitMix64>,
    trace: RefCell<Trace>,
}

/// What happened, as lines of which the last are kept and all are hashed.
struct Trace {
    last: VecDeque<String>,
    digest: Sha256,
    lines: u64,
    loud: bool,
}

impl World {
    /// A world at the sample county's morning.
    #[must_use]
    pub fn new(seed: u64, loud: bool) -> Rc<Self> {
        Rc::new(Self {
            now_ms: Cell::new(0),
            next: Cell::new(0),
            events: RefCell::default(),
            tasks: RefCell::default(),
            ready: Arc::default(),
            frozen: RefCell::default(),
            waiting_frozen: RefCell::default(),
            random: RefCell::new(SplitMix64(seed)),
            trace: RefCell::new(Trace { last: VecDeque::new(), digest: Sha256::new(), lines: 0, loud }),
        })
    }

    /// The time since the beginning, milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.now_ms.get()
    }

    /// The true time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        sample::morning() + TimeDelta::milliseconds(self.now_ms.get())
    }

    /// A number below `bound`.
    pub fn below(&self, bound: u64) -> u64 {
        self.random.borrow_mut().below(bound)
    }

    /// Whether an event of one chance in `of` happens.
    pub fn one_in(&self, of: u64) -> bool {
        self.random.borrow_mut().one_in(of)
    }

    /// One of these.
    pub fn pick<T: Clone>(&self, from: &[T]) -> T {
        self.random.borrow_mut().pick(from).clone()
    }

    /// A new id of version 7 by a clock that stands at this time.
    pub fn new_id(&self, at: DateTime<Utc>) -> Uuid {
        let mut random = self.random.borrow_mut();
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&random.next_u64().to_le_bytes());
        bytes[8..].copy_from_slice(&random.next_u64().to_le_bytes()[..2]);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// Lets something happen after this many milliseconds.
    pub fn after(&self, ms: u64, event: impl FnOnce() + 'static) {
        let at = self.now_ms.get() + i64::try_from(ms).unwrap_or(i64::MAX / 2);
        self.events.borrow_mut().insert((at, self.number()), Box::new(event));
    }

    fn number(&self) -> u64 {
        let number = self.next.get();
        self.next.set(number + 1);
        number
    }

    /// Waits this many milliseconds.
    pub async fn sleep(&self, ms: u64) {
        let over = Slot::default();
        let filled = over.clone();
        self.after(ms, move || filled.fill(()));
        over.await
    }

    /// Starts a task.
    pub fn spawn(&self, owner: Owner, future: impl Future<Output = ()> + 'static) {
        let id = self.number();
        self.tasks.borrow_mut().insert(id, Task { owner, future: Box::pin(future) });
        self.ready.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(id);
    }

    /// Ends all tasks of a window, wherever they wait.
    pub fn kill(&self, owner: u32) {
        let gone: Vec<Task> =
            self.tasks.borrow_mut().extract_if(.., |_, task| task.owner == Some(owner)).map(|(_, task)| task).collect();
        self.frozen.borrow_mut().remove(&owner);
        drop(gone);
    }

    /// Lets a window's tasks stand still, or run again.
    pub fn freeze(&self, owner: u32, frozen: bool) {
        if frozen {
            self.frozen.borrow_mut().insert(owner);
            return;
        }
        self.frozen.borrow_mut().remove(&owner);
        let waiting = std::mem::take(&mut *self.waiting_frozen.borrow_mut());
        self.ready.0.lock().unwrap_or_else(PoisonError::into_inner).extend(waiting);
    }

    /// Runs what is ready, then the events in order, until `until_ms`. Returns whether anything is left to happen.
    pub fn run_until(&self, until_ms: i64) -> bool {
        loop {
            self.run_ready();
            let next = self.events.borrow().first_key_value().map(|(key, _)| *key);
            match next {
                Some((at, _)) if at <= until_ms => {
                    let event = self.events.borrow_mut().pop_first();
                    self.now_ms.set(at.max(self.now_ms.get()));
                    if let Some((_, event)) = event {
                        event();
                    }
                }
                left => {
                    self.now_ms.set(until_ms.max(self.now_ms.get()));
                    return left.is_some();
                }
            }
        }
    }

    fn run_ready(&self) {
        loop {
            let Some(id) = self.ready.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front() else {
                return;
            };
            let Some(mut task) = self.tasks.borrow_mut().remove(&id) else {
                continue;
            };
            if task.owner.is_some_and(|owner| self.frozen.borrow().contains(&owner)) {
                self.waiting_frozen.borrow_mut().push_back(id);
                self.tasks.borrow_mut().insert(id, task);
                continue;
            }
            let waker = Waker::from(Arc::new(TaskWaker { task: id, ready: Arc::clone(&self.ready) }));
            if task.future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
                self.tasks.borrow_mut().insert(id, task);
            }
        }
    }

    /// Ends everything.
    pub fn end(&self) {
        let events = std::mem::take(&mut *self.events.borrow_mut());
        let tasks = std::mem::take(&mut *self.tasks.borrow_mut());
        drop((events, tasks));
    }

    /// Notes what happens.
    pub fn note(&self, line: impl FnOnce() -> String) {
        let mut trace = self.trace.borrow_mut();
        let line = format!("{:>10} {}", self.now_ms.get(), line());
        trace.digest.update(line.as_bytes());
        trace.lines += 1;
        if trace.loud {
            println!("{line}");
        }
        if trace.last.len() == TRACE_LINES_KEPT {
            trace.last.pop_front();
        }
        trace.last.push_back(line);
    }

    /// The digest of all that happened.
    #[must_use]
    pub fn digest(&self) -> String {
        let digest = self.trace.borrow().digest.clone().finalize();
        digest.iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The last lines of the trace.
    #[must_use]
    pub fn last_lines(&self) -> Vec<String> {
        self.trace.borrow().last.iter().cloned().collect()
    }
}

/// A value that will be there later. The first to fill it wins.
pub struct Slot<T>(Rc<RefCell<Inside<T>>>);

struct Inside<T> {
    value: Option<T>,
    filled: bool,
    waker: Option<Waker>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Rc::new(RefCell::new(Inside { value: None, filled: false, waker: None })))
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> Slot<T> {
    /// Gives the value, unless there was one.
    pub fn fill(&self, value: T) {
        let mut inside = self.0.borrow_mut();
        if inside.filled {
            return;
        }
        inside.filled = true;
        inside.value = Some(value);
        if let Some(waker) = inside.waker.take() {
            waker.wake();
        }
    }
}

impl<T> Future for Slot<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let mut inside = self.0.borrow_mut();
        match inside.value.take() {
            Some(value) => Poll::Ready(value),
            None => {
                inside.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> Slot<T> {
    /// Whether nobody has filled it yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.0.borrow().filled
    }
}
