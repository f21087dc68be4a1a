//! The county's server: the real one, from its router to its files, in this process. It can be cut off and started again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use chrono::{DateTime, Utc};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;
use weft::actor::{Actor, Grant};
use weft::id::{CommandId, DeviceId, PersonId};
use weft::registry::AnyCommand;
use weft::sample;
use weft::sample::commands::SplitMix64;
use weft::text::Text;
use weft::wire::{Envelope, OWN, PushRequest, Recorded};
use weft_server::account::first::FirstToken;
use weft_server::account::password::{Cost, hash_now};
use weft_server::clock::Clock;
use weft_server::config::StoreConfig;
use weft_server::engine::{Engine, EngineConfig};
use weft_server::http::limit::Allowances;
use weft_server::http::{App, Settings, router};
use weft_server::metrics::Metrics;
use weft_server::photo::Photos;
use weft_server::store::{Account, Store};
use weft_server::vault::Vault;

use crate::people::{self, STAFF};

/// The password of every account.
pub const PASSWORD: &str = "一个够长的密码啊啊啊";
/// Most bytes of an answer.
const ANSWER_BYTES_MAX: usize = 64 * 1_024 * 1_024;
/// Events read from the log at once.
const PAGE_EVENTS: usize = 2_000;

/// A request as it arrives.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Such as `POST`.
    pub method: String,
    /// With the query.
    pub path: String,
    /// What it carries, and its media type.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// The browser's cookie.
    pub cookie: Option<String>,
    /// Whom it is meant to be made as.
    pub account: Option<String>,
}

/// An answer as it leaves.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Whether it bears the server's mark.
    pub own: bool,
    /// Text.
    pub text: String,
    /// A new cookie, or one to forget.
    pub set_cookie: Option<String>,
    /// What it asks to wait.
    pub retry_after: Option<String>,
}

/// A clock that the simulation sets, with randomness from its seed.
#[derive(Debug)]
struct SetClock {
    now: Mutex<DateTime<Utc>>,
    random: Mutex<SplitMix64>,
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fill(&self, bytes: &mut [u8]) {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&random.next_u64().to_le_bytes()[..chunk.len()]);
        }
    }
}

struct Running {
    router: Router,
    engine: Engine,
}

/// See the module.
pub struct County {
    runtime: Runtime,
    running: RefCell<Option<Running>>,
    clock: Arc<SetClock>,
    folder: TempDir,
    limits: Allowances,
    /// Everything in the log, in order.
    log: RefCell<Vec<Recorded>>,
    /// Commands that it gave to itself.
    pub own: RefCell<BTreeSet<CommandId>>,
    /// Up to where everybody was told that something changed.
    pub poked: Cell<u64>,
    /// How often it was cut off.
    pub crashes: Cell<u64>,
}

/// The files of a founded county.
static TEMPLATE: OnceLock<Vec<(OsString, Vec<u8>)>> = OnceLock::new();

/// Memory if the machine has such a folder: the files are real, the disk is not what is tried here.
fn new_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    made.expect("a temporary folder")
}

fn files(folder: &Path) -> Vec<(OsString, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("the folder").flatten().filter(|entry| entry.path().is_file());
    entries.map(|entry| (entry.file_name(), std::fs::read(entry.path()).expect("a file"))).collect()
}

impl County {
    /// A founded county with its accounts.
    #[must_use]
    pub fn found(seed: u64, limits: Allowances) -> Rc<Self> {
        let template = TEMPLATE.get_or_init(|| {
            let county = Self::in_folder(new_folder(), 0, Allowances::boundless());
            county.start();
            county.fill();
            county.stop();
            files(county.folder.path())
        });
        let folder = new_folder();
        for (name, bytes) in template {
            std::fs::write(folder.path().join(name), bytes).expect("a copy of the template");
        }
        let county = Self::in_folder(folder, seed, limits);
        county.start();
        county.read_log();
        county.own.borrow_mut().extend(county.log().iter().map(|recorded| recorded.cause).collect::<Vec<_>>());
        Rc::new(county)
    }

    fn in_folder(folder: TempDir, seed: u64, limits: Allowances) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let random = Mutex::new(SplitMix64(seed ^ 0x5eed));
        let clock = Arc::new(SetClock { now: Mutex::new(sample::morning()), random });
        let (running, log) = (RefCell::default(), RefCell::default());
        Self {
            runtime,
            running,
            clock,
            folder,
            limits,
            log,
            own: RefCell::default(),
            poked: Cell::new(0),
            crashes: Cell::new(0),
        }
    }

    fn config(&self) -> StoreConfig {
        StoreConfig {
            data: self.folder.path().to_owned(),
            database: None,
            county: "370".to_owned(),
            county_name_zh: "样县".to_owned(),
            county_name_en: "Sample County".to_owned(),
            vault_key: Some("07".repeat(32)),
        }
    }

    /// Sets the clock.
    pub fn set_time(&self, now: DateTime<Utc>) {
        *self.clock.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Whether it runs.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.running.borrow().is_some()
    }

    /// Starts it on what its disk holds.
    pub fn start(&self) {
        let running = self.runtime.block_on(async {
            let store = Store::open(&self.config()).await.expect("the store opens");
            let vault = Vault::open(&self.config(), &store, self.clock.clone()).await.expect("the vault opens");
            let photos = Photos::open(&self.folder.path().join("photos")).expect("the photo folder opens");
            let metrics = Arc::new(Metrics::default());
            let config = EngineConfig { photos: Arc::new(photos.clone()), metrics: metrics.clone(), background: false };
            let engine = Engine::open(store, vault, self.clock.clone(), config).await.expect("the engine opens");
            let (first, _) = FirstToken::draw(&*self.clock);
            let settings = Settings {
                county: Text::new("样县", "Sample County"),
                cost: Cost::TRIFLING,
                allowances: self.limits,
                ..Settings::default()
            };
            let app = App::new(engine.clone(), photos, metrics, first, settings).expect("the app opens");
            Running { router: router(app).expect("the router"), engine }
        });
        *self.running.borrow_mut() = Some(running);
    }

    /// Cuts it off: nothing is finished, nothing is tidied.
    pub fn crash(&self) {
        if let Some(running) = self.running.take() {
            self.crashes.set(self.crashes.get() + 1);
            let _inside = self.runtime.enter();
            drop(running);
        }
    }

    fn stop(&self) {
        if let Some(Running { router, engine }) = self.running.take() {
            self.runtime.block_on(async {
                drop(router);
                engine.shutdown().await;
            });
        }
    }

    /// Answers a request; nothing while it is down.
    pub fn answer(&self, asked: &Asked) -> Option<Answer> {
        let router = self.running.borrow().as_ref()?.router.clone();
        let answer = self.runtime.block_on(async {
            let mut request = Request::builder().method(asked.method.as_str()).uri(&asked.path).header(OWN, "1");
            if let Some(cookie) = &asked.cookie {
                request = request.header(header::COOKIE, cookie);
            }
            if let Some(account) = &asked.account {
                request = request.header("x-weft-account", account);
            }
            let body = match &asked.body {
                Some((media_type, bytes)) => {
                    request = request.header(header::CONTENT_TYPE, *media_type);
                    Body::from(bytes.clone())
                }
                None => Body::empty(),
            };
            let response = router.oneshot(request.body(body).expect("a request")).await.expect("an answer");
            let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
            let set_cookie = text(header::SET_COOKIE).and_then(|cookie| Some(cookie.split(';').next()?.to_owned()));
            let (status, retry_after) = (response.status().as_u16(), text(header::RETRY_AFTER));
            let own = response.headers().contains_key(OWN);
            let bytes = axum::body::to_bytes(response.into_body(), ANSWER_BYTES_MAX).await.expect("a whole answer");
            Answer { status, own, text: String::from_utf8(bytes.to_vec()).expect("text"), set_cookie, retry_after }
        });
        self.read_log();
        Some(answer)
    }

    /// Runs something with the engine; nothing while it is down.
    pub fn with<T, F: Future<Output = T>>(&self, work: impl FnOnce(Engine) -> F) -> Option<T> {
        let engine = self.running.borrow().as_ref()?.engine.clone();
        let done = self.runtime.block_on(work(engine));
        self.read_log();
        Some(done)
    }

    /// Takes note of what was appended.
    fn read_log(&self) {
        let Some(engine) = self.running.borrow().as_ref().map(|running| running.engine.clone()) else {
            return;
        };
        let mut log = self.log.borrow_mut();
        while *engine.position().borrow() > log.len() as u64 {
            let after = log.len() as u64;
            let page = self.runtime.block_on(engine.store().events(after, PAGE_EVENTS)).expect("the log");
            if page.is_empty() {
                return;
            }
            log.extend(page);
        }
    }

    /// The log as it was read so far.
    pub fn log(&self) -> std::cell::Ref<'_, Vec<Recorded>> {
        self.log.borrow()
    }

    /// The newest position.
    #[must_use]
    pub fn head(&self) -> u64 {
        self.log.borrow().len() as u64
    }

    /// Runs commands of the server's own and says whether all were accepted.
    pub fn order(&self, actor: &Actor, commands: Vec<(uuid::Uuid, AnyCommand)>) -> bool {
        let device = DeviceId::named("order");
        let clock: &dyn Clock = &*self.clock;
        let envelope = |(target, command)| {
            let id = CommandId(clock.new_id());
            self.own.borrow_mut().insert(id);
            Envelope { id, device, seq: 1, issued_at: clock.now(), rules_version: 1, target, command }
        };
        let commands = commands.into_iter().map(envelope).collect();
        let actor = Arc::new(actor.clone());
        let done = self.with(|engine| async move { engine.push(actor, PushRequest { device, commands }).await });
        done.is_some_and(|answer| {
            answer.is_ok_and(|answer| answer.receipts.iter().all(|receipt| receipt.outcome.is_accepted()))
        })
    }

    /// Sets somebody's roles.
    pub fn grant(&self, person: PersonId, grants: Vec<Grant>) {
        self.with(|engine| async move {
            let account = engine.store().account(person).await.expect("the store answers").expect("an account");
            engine.store().put_account(&Account { grants, ..account }).await.expect("the store answers");
        });
    }

    /// Takes the photos away that it has.
    pub fn lose_photos(&self) {
        let photos = std::fs::read_dir(self.folder.path().join("photos")).expect("the photo folder");
        for entry in photos.flatten().filter(|entry| entry.path().is_dir()) {
            std::fs::remove_dir_all(entry.path()).expect("a folder of photos");
        }
    }

    fn fill(&self) {
        assert!(self.order(&Actor::system(), sample::founding(sample::rulebook())), "the county is founded");
        let password = hash_now(&*self.clock, Cost::TRIFLING, PASSWORD).expect("a password");
        let accounts: Vec<Account> = STAFF
            .iter()
            .map(|staff| Account {
                person: people::person(staff),
                login: staff.login.to_owned(),
                phone: None,
                name: format!("测试员·{}", staff.login),
                password: password.clone(),
                grants: people::grants(staff),
                disabled: false,
                created_at: sample::morning(),
                last_sign_in: None,
            })
            .collect();
        self.with(|engine| async move { engine.store().put_accounts(&accounts).await.expect("accounts") });
    }
}

impl Drop for County {
    fn drop(&mut self) {
        self.crash();
    }
}
