//! A server for each test, and browsers that speak to it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::Handle;
use chrono::TimeDelta;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;
use weft::actor::{Actor, Grant, Role};
use weft::id::{CommandId, DeviceId, PersonId, TicketId};
use weft::kinds::ticket::{self, Submission, Ticket};
use weft::registry::{AnyCommand, AnyState};
use weft::sample;
use weft::wire::{Envelope, PushRequest, PushResponse, Receipt, Row};
use weft_server::account::first::FirstToken;
use weft_server::account::password::{Cost, hash_now};
use weft_server::clock::{Clock, ManualClock};
use weft_server::config::StoreConfig;
use weft_server::engine::{Engine, EngineConfig};
use weft_server::http::listen::{run, stop};
use weft_server::http::{App, Settings};
use weft_server::metrics::Metrics;
use weft_server::photo::Photos;
use weft_server::store::{Account, Store};
use weft_server::vault::Vault;

/// The password of every account that a test makes.
pub const PASSWORD: &str = "一个够长的密码啊啊啊";
/// Settings under which passwords cost nothing.
pub fn settings() -> Settings {
    Settings { cost: Cost::TRIFLING, ..Settings::default() }
}

/// A server with the sample county.
pub struct Server {
    pub engine: Engine,
    pub app: App,
    pub clock: Arc<ManualClock>,
    /// The one-time token for the first administrator.
    pub token: String,
    pub base: String,
    handle: Handle<SocketAddr>,
    served: Option<tokio::task::JoinHandle<()>>,
    _folder: TempDir,
}

impl Server {
    pub async fn start() -> Self {
        Self::with(settings()).await
    }

    pub async fn with(settings: Settings) -> Self {
        Self::begin(settings, false).await
    }

    /// A server that speaks TLS with a certificate made for it.
    pub async fn secure() -> Self {
        let settings = Settings { tls: true, ..settings() };
        Self::begin(settings, true).await
    }

    async fn begin(settings: Settings, tls: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ManualClock::at(sample::morning()));
        let config = StoreConfig {
            data: folder.path().to_owned(),
            database: None,
            county: "370".to_owned(),
            county_name_zh: "样县".to_owned(),
            county_name_en: "Sample County".to_owned(),
            vault_key: None,
        };
        let store = Store::open(&config).await.unwrap();
        let vault = Vault::open(&config, &store, clock.clone()).await.unwrap();
        let photos = Photos::open(&folder.path().join("photos")).unwrap();
        let metrics = Arc::new(Metrics::default());
        let engine_config =
            EngineConfig { photos: Arc::new(photos.clone()), metrics: metrics.clone(), background: false };
        let engine = Engine::open(store, vault, clock.clone(), engine_config).await.unwrap();
        found(&engine).await;
        let (first, token) = FirstToken::draw(&*clock);
        let app = App::new(engine.clone(), photos, metrics, first, settings).unwrap();
        let handle = Handle::new();
        let certificate = tls.then(|| certificate(folder.path()));
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let running = run(app.clone(), listen, certificate, handle.clone());
        let served = tokio::spawn(async move { running.await.unwrap() });
        let address = handle.listening().await.unwrap();
        Self {
            engine,
            app,
            clock,
            token,
            base: format!("{}://{address}", if tls { "https" } else { "http" }),
            handle,
            served: Some(served),
            _folder: folder,
        }
    }

    /// A browser that knows nothing yet.
    pub fn browser(&self) -> Browser {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static("x-weft"), HeaderValue::from_static("1"));
        // Only the first test of the process sets it; the others find it set.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .tls_danger_accept_invalid_certs(true)
            .default_headers(headers)
            .build()
            .unwrap();
        let clock = self.clock.clone();
        Browser { client, base: self.base.clone(), device: DeviceId(new_id(&*clock)), clock }
    }

    /// An account of this login with these roles.
    pub async fn account(&self, login: &str, person: PersonId, grants: Vec<Grant>) {
        let account = Account {
            person,
            login: login.to_owned(),
            phone: None,
            name: format!("测试员·{login}"),
            password: hash_now(&*self.clock, Cost::TRIFLING, PASSWORD).unwrap(),
            grants,
            disabled: false,
            created_at: self.clock.now(),
            last_sign_in: None,
        };
        self.engine.store().put_account(&account).await.unwrap();
    }

    /// A browser signed in as somebody with one role at the unit of this code.
    pub async fn staff(&self, login: &str, role: Role, code: &str) -> Browser {
        let grant = Grant { role, unit: sample::unit_id(code) };
        self.account(login, PersonId::named(login), vec![grant]).await;
        let browser = self.browser();
        assert_eq!(browser.sign_in(login, PASSWORD).await.status(), StatusCode::OK);
        browser
    }

    pub fn pass(&self, time: TimeDelta) {
        assert!(self.clock.advance(time));
    }

    /// Tells it to stop and waits until it has.
    pub async fn stop(mut self) {
        stop(&self.app, &self.handle);
        self.served.take().unwrap().await.unwrap();
    }
}

/// A certificate and its key, as files.
fn certificate(folder: &Path) -> (PathBuf, PathBuf) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    (cert, key)
}

fn new_id(clock: &dyn Clock) -> Uuid {
    clock.new_id()
}

/// A browser with its cookies.
pub struct Browser {
    client: reqwest::Client,
    pub base: String,
    pub device: DeviceId,
    clock: Arc<ManualClock>,
}

impl Browser {
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub async fn get(&self, path: &str) -> Response {
        self.ask(Method::GET, path).send().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.ask(Method::POST, path).json(body).send().await.unwrap()
    }

    pub async fn put(&self, path: &str, body: &Value) -> Response {
        self.ask(Method::PUT, path).json(body).send().await.unwrap()
    }

    pub async fn json<T: DeserializeOwned>(&self, path: &str) -> T {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Response {
        self.post("/api/session", &json!({ "login": login, "password": password })).await
    }

    /// Who the server takes this browser for.
    pub async fn actor(&self) -> Actor {
        self.json::<weft::wire::SessionInfo>("/api/session").await.actor
    }

    pub fn envelope(&self, target: Uuid, command: AnyCommand) -> Envelope {
        Envelope {
            id: CommandId(new_id(&*self.clock)),
            device: self.device,
            seq: 1,
            issued_at: self.clock.now(),
            rules_version: 1,
            target,
            command,
        }
    }

    pub fn on(&self, ticket: TicketId, command: ticket::Command) -> Envelope {
        self.envelope(ticket.0, AnyCommand::Ticket(command))
    }

    /// A report that is not sent yet.
    pub fn draft(&self, submission: Submission) -> (TicketId, Envelope) {
        let ticket = TicketId(new_id(&*self.clock));
        (ticket, self.on(ticket, ticket::Command::Submit(submission)))
    }

    pub async fn push(&self, commands: Vec<Envelope>) -> Vec<Receipt> {
        self.push_as(self.device, commands).await
    }

    /// A push from the queue of this device.
    pub async fn push_as(&self, device: DeviceId, commands: Vec<Envelope>) -> Vec<Receipt> {
        let request = PushRequest { device, commands };
        let response = self.ask(Method::POST, "/api/push").json(&request).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.json::<PushResponse>().await.unwrap().receipts
    }

    /// A report of noise in a grid that is accepted.
    pub async fn report(&self, column: i32, row: i32) -> TicketId {
        let (ticket, envelope) = self.draft(sample::noise_report(column, row));
        self.accepted(envelope).await;
        ticket
    }

    pub async fn accepted(&self, envelope: Envelope) {
        let receipts = self.push(vec![envelope]).await;
        assert!(receipts[0].outcome.is_accepted(), "{receipts:?}");
    }

    /// The ticket as this browser may see it.
    pub async fn ticket(&self, ticket: TicketId) -> Option<Ticket> {
        let response = self.get(&format!("/api/query/ticket/{ticket}")).await;
        if response.status() == StatusCode::NOT_FOUND {
            return None;
        }
        Some(ticket_of(response.json().await.unwrap()))
    }
}

pub fn ticket_of(row: Row) -> Ticket {
    match row.state {
        AnyState::Ticket(ticket) => ticket,
        other => panic!("not a ticket: {other:?}"),
    }
}

/// The type of the problem that this answer is.
pub async fn problem(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let media_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(media_type, "application/problem+json", "{status}");
    let problem: weft::wire::Problem = response.json().await.unwrap();
    assert_eq!(problem.status, status.as_u16());
    assert!(!problem.detail_zh.is_empty() && !problem.detail.is_empty());
    (status, problem.kind)
}

/// Asserts that an answer is this problem.
pub async fn is_problem(response: Response, status: u16, name: &str) {
    let expected = (StatusCode::from_u16(status).unwrap(), format!("/problems/{name}"));
    assert_eq!(problem(response).await, expected);
}

/// Gives the engine the sample county's units and rules.
pub async fn found(engine: &Engine) {
    let answered = engine.push(Arc::new(Actor::system()), founding(engine)).await.unwrap();
    assert!(answered.receipts.iter().all(|receipt| receipt.outcome.is_accepted()), "{answered:?}");
}

/// The commands that make the sample county, with new ids.
pub fn founding(engine: &Engine) -> PushRequest {
    let commands = sample::founding(sample::rulebook());
    let envelopes = commands.into_iter().map(|(target, command)| Envelope {
        id: CommandId(engine.clock().new_id()),
        device: DeviceId::named("founder"),
        seq: 1,
        issued_at: engine.clock().now(),
        rules_version: 1,
        target,
        command,
    });
    PushRequest { device: DeviceId::named("founder"), commands: envelopes.collect() }
}
