//! A browser as a kiosk: what it keeps, how it comes to the server, and how it forgets whoever stood before it.
//!
//! The kiosk does not dispatch as other devices do. Its reports pass the same `execute`, and are then sealed to the server's key and kept
//! in a database of their own; nothing readable of a person is ever written down.

mod exchange;
pub mod plan;
pub mod queue;
mod wipe;

use std::rc::Rc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde_json::json;
use weft::actor::Actor;
use weft::aggregate::{Context, Rejection};
use weft::id::{CommandId, PersonId};
use weft::kinds::ticket::{Command, Submission, Ticket};
use weft::kiosk::{Enrolled, Health, KIOSK_QUEUE_MAX, KioskPush, pin_hash, seal};
use weft::registry::{AnyCommand, AnyRefusal, AnyState};
use weft::rules::unproven;
use weft::text::Text;
use weft::wire::{Envelope, Row};

use crate::clock;
use crate::data::http::{self, Body, HttpError, Method};
use crate::data::{Data, ProblemText, StorageError};
use crate::sync::bell::Bell;

pub use plan::{Idle, Room};
pub use queue::{About, QueueStore};
pub use wipe::{keep_watch, wipe};

/// The name of the kiosk's database.
const NAME: &str = "weft-kiosk";

/// How the server took it last time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Contact {
    /// Not asked yet since the page was opened.
    #[default]
    Unknown,
    /// It answered.
    Good,
    /// It did not answer.
    None,
    /// It said no: such as that the kiosk was revoked.
    Refused(Text),
}

/// Why a report was not taken.
#[derive(Clone, Debug)]
pub enum NotTaken {
    /// The rules or the ticket itself say no.
    Rejected(Rejection<AnyRefusal>),
    /// The queue is full.
    Full,
    /// The kiosk's storage fails.
    Storage(StorageError),
    /// The kiosk has no key, or no randomness to seal with.
    NotSealed,
}

/// What the kiosk's pages read. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Kiosk {
    /// Whether the database has been read.
    pub loaded: RwSignal<bool>,
    /// What the kiosk knows of itself; none before it is enrolled.
    pub about: RwSignal<Option<About>>,
    /// Reports not delivered yet.
    pub queued: RwSignal<usize>,
    /// When the oldest of them was made.
    pub oldest_at: RwSignal<Option<DateTime<Utc>>>,
    /// How the server took it last time.
    pub contact: RwSignal<Contact>,
    /// Storage in use and granted, bytes.
    pub storage: RwSignal<(u64, u64)>,
    /// Why nothing can be kept, if nothing can.
    pub broken: RwSignal<Option<StorageError>>,
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

struct Inner {
    data: Data,
    store: std::cell::RefCell<Option<Rc<QueueStore>>>,
    /// Rung when there is something to send.
    bell: Bell,
}

/// Starts the kiosk over the app's data and provides it as a context.
pub fn provide_kiosk(data: Data) -> Kiosk {
    let inner = Inner { data, store: std::cell::RefCell::default(), bell: Bell::default() };
    let kiosk = Kiosk {
        loaded: RwSignal::new(false),
        about: RwSignal::new(None),
        queued: RwSignal::new(0),
        oldest_at: RwSignal::new(None),
        contact: RwSignal::new(Contact::Unknown),
        storage: RwSignal::new((0, 0)),
        broken: RwSignal::new(None),
        inner: StoredValue::new_local(Rc::new(inner)),
    };
    provide_context(kiosk);
    exchange::start(kiosk);
    kiosk
}

/// The kiosk of this app.
///
/// # Panics
/// Outside the kiosks' bundle.
#[must_use]
pub fn use_kiosk() -> Kiosk {
    expect_context()
}

impl Kiosk {
    fn data(self) -> Data {
        self.inner.with_value(|inner| inner.data)
    }

    fn store(self) -> Option<Rc<QueueStore>> {
        self.inner.with_value(|inner| inner.store.borrow().clone())
    }

    /// Whether there is room for another report.
    #[must_use]
    pub fn room(self) -> Room {
        plan::room(self.queued.get(), self.oldest_at.get(), self.data().now().get())
    }

    /// Makes this browser a kiosk. Whoever was signed in here is signed out: a kiosk is nobody's.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn enrol(self, code: &str, pin: &str) -> Result<(), ProblemText> {
        let store = self.store().ok_or_else(|| storage_text(&StorageError::Unavailable))?;
        if self.data().session().get_untracked().is_signed_in() {
            self.data().sign_out().await;
        }
        let body = Body::json(&json!({ "code": code })).map_err(|error| error.text())?;
        let answer = http::send(Method::POST, "/api/kiosk/enrol", body, None).await.map_err(|error| error.text())?;
        let enrolled: Enrolled = http::read(&answer).map_err(|error| error.text())?;
        let pin = pin_hash(enrolled.device, pin);
        let about = About { enrolled, pin, contact_at: Some(clock::now()) };
        store.set_about(&about).await.map_err(|error| storage_text(&error))?;
        self.about.set(Some(about));
        self.ring();
        Ok(())
    }

    /// Whether this is the operator's PIN.
    #[must_use]
    pub fn opens(self, pin: &str) -> bool {
        self.about.with_untracked(|about| {
            about.as_ref().is_some_and(|about| pin_hash(about.enrolled.device, pin) == about.pin)
        })
    }

    /// Takes a report: checks it as the server will, seals it and keeps it. Once this returns, it is on the disk and unreadable here.
    ///
    /// # Errors
    /// Why it was not taken; nothing of it is kept then.
    pub async fn report(self, submission: Submission) -> Result<Ticket, NotTaken> {
        if self.room_untracked() == Room::Full {
            return Err(NotTaken::Full);
        }
        let about = self.about.get_untracked().ok_or(NotTaken::NotSealed)?;
        let store = self.store().ok_or(NotTaken::Storage(StorageError::Unavailable))?;
        let key = about.enrolled.key().ok_or(NotTaken::NotSealed)?;
        let (data, target) = (self.data(), clock::new_id());
        let now = data.now().get_untracked();
        let command = AnyCommand::Ticket(Command::Submit(submission));
        let ticket = tried(data, target, &command, now)?;
        let envelope = Envelope {
            id: CommandId(clock::new_id()),
            device: about.enrolled.device,
            // The order of a kiosk's reports means nothing: each is somebody else's.
            seq: 0,
            issued_at: now,
            rules_version: data.rules().with_untracked(|rules| rules.version),
            target,
            command,
        };
        let sealed = seal(&envelope, key, clock::random()).ok_or(NotTaken::NotSealed)?;
        store.add(&sealed).await.map_err(NotTaken::Storage)?;
        self.queued.update(|queued| *queued += 1);
        self.oldest_at.update(|oldest| *oldest = oldest.or(Some(now)));
        self.ring();
        Ok(ticket)
    }

    fn room_untracked(self) -> Room {
        untrack(|| self.room())
    }

    /// Looks a ticket up by its receipt code. Nothing of it is kept anywhere.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn lookup(self, code: &str) -> Result<Ticket, ProblemText> {
        let body = Body::json(&json!({ "code": code })).map_err(|error| error.text())?;
        let answer = http::send(Method::POST, "/api/kiosk/lookup", body, None).await.map_err(|error| {
            if error == HttpError::NoAnswer {
                self.contact.set(Contact::None);
            }
            error.text()
        })?;
        let row: Row = http::read(&answer).map_err(|error| error.text())?;
        match row.state {
            AnyState::Ticket(ticket) => Ok(ticket),
            _ => Err(HttpError::Unreadable.text()),
        }
    }

    /// The whole queue as a file for `weft import-queue`. None of it leaves the kiosk by this.
    ///
    /// # Errors
    /// What to tell the operator.
    pub async fn export(self) -> Result<String, ProblemText> {
        let store = self.store().ok_or_else(|| storage_text(&StorageError::Unavailable))?;
        let device =
            self.about.get_untracked().map(|about| about.enrolled.device).unwrap_or(weft::id::DeviceId::named(""));
        let sealed = store.oldest(KIOSK_QUEUE_MAX).await.map_err(|error| storage_text(&error))?;
        let file = KioskPush { device, health: self.health(), sealed };
        serde_json::to_string(&file).map_err(|_| HttpError::Unreadable.text())
    }

    /// How the kiosk fares.
    #[must_use]
    pub fn health(self) -> Health {
        let (storage_used_bytes, storage_quota_bytes) = self.storage.get_untracked();
        Health {
            queue: u32::try_from(self.queued.get_untracked()).unwrap_or(u32::MAX),
            oldest_at: self.oldest_at.get_untracked(),
            storage_used_bytes,
            storage_quota_bytes,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Has the queue sent now instead of waiting.
    pub fn ring(self) {
        self.inner.with_value(|inner| inner.bell.ring());
    }
}

/// What becomes of a report by the rules and units on the kiosk, as somebody known by nothing else.
fn tried(data: Data, target: uuid::Uuid, command: &AnyCommand, now: DateTime<Utc>) -> Result<Ticket, NotTaken> {
    let actor = Actor::resident(PersonId(target));
    let (rules, org) = (data.rules().get_untracked(), data.org().get_untracked());
    let cx = Context { actor: &actor, now, rules: &rules, org: &org, prove: unproven };
    let events = match command.execute(target, None, &cx) {
        Ok(result) => result.map_err(NotTaken::Rejected)?,
        Err(_) => return Err(NotTaken::NotSealed),
    };
    let mut state = None;
    for event in &events {
        state = event.apply(target, state, actor.person, now);
    }
    match state {
        Some(AnyState::Ticket(ticket)) => Ok(ticket),
        _ => Err(NotTaken::NotSealed),
    }
}

/// What to tell the person of storage that fails.
#[must_use]
pub fn storage_text(error: &StorageError) -> Text {
    match error {
        StorageError::Full => Text::new(
            "本机存储空间已满，这次没有保存。请告诉驿站工作人员。",
            "The kiosk's storage is full and nothing was saved. Please tell the station's staff.",
        ),
        _ => Text::new(
            "本机存储出错，这次没有保存。请告诉驿站工作人员。",
            "The kiosk's storage fails and nothing was saved. Please tell the station's staff.",
        ),
    }
}
