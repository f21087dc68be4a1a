//! What pages read and what they call: signals over the device's replica, and [`Data::dispatch`].
//!
//! Pages never touch the database or the network. A change goes one way round: command → queue on the disk → server → pull →
//! replica → signal; until then it is shown from the queue, marked as pending.

pub mod accounts;
pub mod database;
mod device;
pub mod holding;
pub mod host;
pub mod http;
pub mod idb;
pub mod interchange;
pub mod kiosks;
mod publish;
pub mod query;
pub mod replay;
pub mod shown;
mod storage;
pub mod window;

use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use uuid::Uuid;
use weft::aggregate::{Aggregate, Rejection};
use weft::id::{CommandId, PhotoHash, TicketId};
use weft::kinds::rulebook::RulebookDoc;
use weft::kinds::ticket::Ticket;
use weft::org::Directory;
use weft::receipt::ReceiptCode;
use weft::registry::{AnyCommand, AnyRefusal};
use weft::rules::{Prover, Rulebook};
use weft::text::Text;
use weft::wire::Judged;

pub(crate) use self::device::Device;
pub use self::http::ProblemText;
pub use self::idb::StorageError;
pub(crate) use self::publish::set;
pub use self::storage::Storage;
pub use crate::outbox::{Reason, Refused};
pub use crate::photo::PhotoError;
pub use crate::session::SessionState;

use crate::clock;
use crate::data::host::Host;
use crate::sync;

/// A thing as a page shows it.
#[derive(Clone, Debug)]
pub struct Held<T: Aggregate> {
    /// Its id.
    pub id: T::Id,
    /// Its state: the server's, with this device's unanswered commands on top.
    pub state: Arc<T>,
    /// Whether a command on it has not been answered yet.
    pub pending: bool,
    /// Whether a command on it was refused and lies in the inbox.
    pub refused: bool,
    /// Whether it was fetched for a page: the replica does not keep it, lists do not show it.
    pub fetched: bool,
}

impl<T: Aggregate> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.pending == other.pending
            && self.refused == other.refused
            && self.fetched == other.fetched
            && (Arc::ptr_eq(&self.state, &other.state) || self.state == other.state)
    }
}

/// The signals that pages read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signals {
    pub(crate) loaded: RwSignal<bool>,
    pulled: RwSignal<bool>,
    tickets: RwSignal<publish::Tickets>,
    rulebooks: RwSignal<Arc<Vec<RulebookDoc>>>,
    org: RwSignal<Arc<Directory>>,
    rules: RwSignal<Arc<Rulebook>>,
    session: RwSignal<SessionState>,
    county: RwSignal<Text>,
    pub(crate) online: RwSignal<bool>,
    pub(crate) heard_at: RwSignal<Option<DateTime<Utc>>>,
    unsent: RwSignal<usize>,
    unsent_of_others: RwSignal<usize>,
    unreadable: RwSignal<usize>,
    inbox: RwSignal<Vec<Refused>>,
    pub(crate) judged: RwSignal<Option<Judged>>,
    storage: RwSignal<Storage>,
    now: RwSignal<DateTime<Utc>>,
    /// Who proves a rulebook. Never changes.
    prove: Prover,
}

impl Signals {
    fn new(prove: Prover) -> Self {
        Self {
            loaded: RwSignal::new(false),
            pulled: RwSignal::new(false),
            tickets: RwSignal::new(publish::Tickets::new()),
            rulebooks: RwSignal::new(Arc::default()),
            org: RwSignal::new(Arc::default()),
            rules: RwSignal::new(Arc::default()),
            session: RwSignal::new(SessionState::Unknown),
            county: RwSignal::new(Text::default()),
            online: RwSignal::new(true),
            heard_at: RwSignal::new(None),
            unsent: RwSignal::new(0),
            unsent_of_others: RwSignal::new(0),
            unreadable: RwSignal::new(0),
            inbox: RwSignal::new(Vec::new()),
            judged: RwSignal::new(None),
            storage: RwSignal::new(Storage::Kept),
            now: RwSignal::new(clock::now()),
            prove,
        }
    }
}

/// The data layer, as pages have it. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Data {
    signals: Signals,
    device: StoredValue<Rc<Device>, LocalStorage>,
}

/// Starts the data layer over the database of this name (also that of the lock and the channel between windows) and provides it as a
/// context.
pub fn provide_data(name: &str, prove: Prover) -> Data {
    let data = Data::start(name, prove);
    provide_context(data);
    data
}

/// The data layer of this app.
///
/// # Panics
/// Outside the app, where [`provide_data`] has not been called.
#[must_use]
pub fn use_data() -> Data {
    expect_context()
}

impl Data {
    /// Starts the data layer over the database of this name. `prove` is who proves a rulebook.
    #[must_use]
    pub fn start(name: &str, prove: Prover) -> Self {
        let signals = Signals::new(prove);
        let device = Device::new(name, signals);
        sync::start(&device);
        Self { signals, device: StoredValue::new_local(device) }
    }

    /// Who proves a rulebook in this bundle.
    #[must_use]
    pub fn prover(self) -> Prover {
        self.signals.prove
    }

    /// Stops the exchange and closes the database.
    pub fn stop(self) {
        self.device().stop();
    }

    /// Whether what the device holds has been read. Until then lists are empty for no other reason.
    #[must_use]
    pub fn loaded(self) -> Signal<bool> {
        self.signals.loaded.into()
    }

    /// Whether the replica is complete: pulled to its end at least once for this person, now or on an earlier day.
    #[must_use]
    pub fn complete(self) -> Signal<bool> {
        self.signals.pulled.into()
    }

    /// The tickets that this person sees: the replica's, and those still on their way. Ordered by id, which is by age.
    #[must_use]
    pub fn tickets(self) -> Signal<Vec<Held<Ticket>>> {
        let tickets = self.signals.tickets;
        let list = move || tickets.with(|map| map.values().filter(|held| !held.fetched).cloned().collect());
        Memo::new(move |_| list()).into()
    }

    /// One ticket, also one that was looked up or fetched.
    #[must_use]
    pub fn ticket(self, id: TicketId) -> Signal<Option<Held<Ticket>>> {
        let tickets = self.signals.tickets;
        Memo::new(move |_| tickets.with(|map| map.get(&id).cloned())).into()
    }

    /// Rulebooks that this person sees, drafts included.
    #[must_use]
    pub fn rulebooks(self) -> Signal<Arc<Vec<RulebookDoc>>> {
        self.signals.rulebooks.into()
    }

    /// The unit tree.
    #[must_use]
    pub fn org(self) -> Signal<Arc<Directory>> {
        self.signals.org.into()
    }

    /// The rulebook in force.
    #[must_use]
    pub fn rules(self) -> Signal<Arc<Rulebook>> {
        self.signals.rules.into()
    }

    /// Who uses the app.
    #[must_use]
    pub fn session(self) -> Signal<SessionState> {
        self.signals.session.into()
    }

    /// The county's name.
    #[must_use]
    pub fn county(self) -> Signal<Text> {
        self.signals.county.into()
    }

    /// Whether the server answered last time.
    #[must_use]
    pub fn online(self) -> Signal<bool> {
        self.signals.online.into()
    }

    /// When the server last answered this window.
    #[must_use]
    pub fn heard_at(self) -> Signal<Option<DateTime<Utc>>> {
        self.signals.heard_at.into()
    }

    /// How many commands of this person have not been answered.
    #[must_use]
    pub fn unsent(self) -> Signal<usize> {
        self.signals.unsent.into()
    }

    /// How many unanswered commands of others this device keeps until they sign in again.
    #[must_use]
    pub fn unsent_of_others(self) -> Signal<usize> {
        self.signals.unsent_of_others.into()
    }

    /// How many undelivered or refused commands, of this person or of nobody knows whom, a newer version wrote, so that this one cannot
    /// read them. They wait for it.
    #[must_use]
    pub fn unreadable(self) -> Signal<usize> {
        self.signals.unreadable.into()
    }

    /// The last time that something of this person came out differently because other rules judged it, until it was read.
    #[must_use]
    pub fn judged(self) -> RwSignal<Option<Judged>> {
        self.signals.judged
    }

    /// Commands of this person that were not accepted, oldest first, until mended or dismissed.
    #[must_use]
    pub fn inbox(self) -> Signal<Vec<Refused>> {
        self.signals.inbox.into()
    }

    /// What of this person's exists only on this device, as JSON: unanswered and refused commands, whole, readable or not.
    #[must_use]
    pub fn undelivered_json(self) -> String {
        self.device().undelivered_json()
    }

    /// Whether what is entered is kept on this device.
    #[must_use]
    pub fn storage(self) -> Signal<Storage> {
        self.signals.storage.into()
    }

    /// The county's time, moving once a minute.
    #[must_use]
    pub fn now(self) -> Signal<DateTime<Utc>> {
        self.signals.now.into()
    }

    /// A new id.
    #[must_use]
    pub fn new_id(self) -> Uuid {
        clock::new_id()
    }

    /// A new receipt code, which only this device knows until the report is delivered.
    #[must_use]
    pub fn draw_receipt(self) -> ReceiptCode {
        ReceiptCode::drawn(clock::random())
    }

    /// Executes a command on the device and sends it when it can. Once this returns an id, the command is on the disk (unless
    /// [`Data::storage`] warns) and will be answered.
    ///
    /// # Errors
    /// The rejection, when the device can already tell.
    pub async fn dispatch(self, target: Uuid, command: AnyCommand) -> Result<CommandId, Rejection<AnyRefusal>> {
        self.device().issue(target, command, None).await
    }

    /// Sends a mended command in place of a refused one, which leaves the inbox in the same step.
    ///
    /// # Errors
    /// The rejection; the refused command stays in the inbox then.
    pub async fn mend(
        self,
        refused: CommandId,
        target: Uuid,
        command: AnyCommand,
    ) -> Result<CommandId, Rejection<AnyRefusal>> {
        self.device().issue(target, command, Some(refused)).await
    }

    /// Takes a refused command out of the inbox for good.
    pub async fn dismiss(self, refused: CommandId) {
        self.device().dismiss(refused).await;
    }

    /// Signs in. What the device still has to send for whoever used it before is sent first, or kept for them.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn sign_in(self, login: &str, password: &str) -> Result<(), ProblemText> {
        self.device().sign_in(login, password).await.map_err(|error| error.text())
    }

    /// Signs out. What only this person may see leaves the device; what they have not sent yet stays for when they return.
    pub async fn sign_out(self) {
        self.device().sign_out().await;
    }

    /// Looks a ticket up by its receipt code; from then on this session may follow it.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn lookup(self, code: &str) -> Result<TicketId, ProblemText> {
        self.device().lookup(code).await.map_err(|error| error.text())
    }

    /// Fetches a ticket that the replica may not hold (closed, or found by a query), so that [`Data::ticket`] has it.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn fetch_ticket(self, id: TicketId) -> Result<(), ProblemText> {
        self.device().fetch_ticket(id).await.map_err(|error| error.text())
    }

    /// Re-encodes a photo without its metadata and keeps it; it is uploaded before the first command that refers to it.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub async fn add_photo(self, file: web_sys::File) -> Result<PhotoHash, PhotoError> {
        self.device().add_photo(&file).await
    }

    /// The address of a photo, wherever its bytes are.
    #[must_use]
    pub fn photo_url(self, hash: PhotoHash) -> String {
        self.device().photo_url(hash)
    }

    /// Tries the server again now instead of waiting.
    pub fn retry_now(self) {
        self.device().ask_again();
    }

    fn device(self) -> Rc<Device> {
        self.device.get_value()
    }
}
