//! A server in the page: takes the place of `fetch`, executes commands as the real one does, and can be made to fail.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use serde_json::Value;
use uuid::Uuid;
use wasm_bindgen::prelude::*;
use web_sys::{Response, ResponseInit};
use weft::actor::{Actor, Role};
use weft::aggregate::{Context, Rejection};
use weft::id::{CommandId, PersonId, RulebookId, TicketId, UnitId};
use weft::kinds::rulebook::{RulebookDoc, Status};
use weft::kinds::ticket::Command;
use weft::org::Post;
use weft::registry::{AnyCommand, AnyEvent, AnyState, Target};
use weft::sample;
use weft::text::Text;
use weft::wire::{Envelope, OWN, Outcome, Problem, PullResponse, PushRequest, PushResponse, Receipt, Row, SessionInfo};

/// How the network and the server behave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weather {
    /// Everything arrives.
    #[default]
    Fair,
    /// Nothing arrives.
    Offline,
    /// Pushes are carried out, their answers are lost.
    AnswersLost,
    /// Pushes are turned away for a while.
    Busy,
    /// Pulls are turned away for a while.
    NoPulls,
}

/// Live streams that open at once and say nothing by themselves.
const STREAMS: &str = "
    globalThis.streams = new Set();
    globalThis.EventSource = class extends EventTarget {
        constructor() {
            super();
            streams.add(this);
            queueMicrotask(() => this.onopen?.(new Event('open')));
        }
        close() {
            streams.delete(this);
        }
    };
";

/// `fetch` as the app calls it: with a request whose body has to be read first.
const FETCH: &str = "
    globalThis.fetch = async (request) => {
        const url = new URL(request.url);
        const body = await request.text();
        return answer(request.method, url.pathname + url.search, request.headers.get('x-weft-account'), body);
    };
";

/// See the module.
#[derive(Default)]
pub struct Server {
    pub weather: Cell<Weather>,
    /// The browser's session: none, an anonymous one, or staff.
    pub session: RefCell<Option<(Actor, Option<String>)>>,
    /// Commands carried out, in order, each once.
    pub carried_out: RefCell<Vec<CommandId>>,
    /// Method and path of every request that arrived.
    pub requests: RefCell<Vec<String>>,
    /// Whether the next pull of a cursor that is not empty asks for a rebuild.
    pub rebuild: Cell<bool>,
    /// Hashes of uploaded photos.
    pub photos: RefCell<Vec<String>>,
    /// Rows and fields that a later version's server would tell, put into every whole pull.
    pub later: RefCell<Vec<Value>>,
    /// Commands of kinds that only a later version's server knows, as they arrived.
    pub foreign: RefCell<Vec<Value>>,
    receipts: RefCell<BTreeMap<CommandId, Outcome>>,
    rows: RefCell<BTreeMap<Target, Row>>,
    position: Cell<u64>,
}

impl Server {
    /// Puts a server with the sample county in the place of `fetch`.
    pub fn start() -> Rc<Self> {
        let server = Rc::new(Self::default());
        for unit in sample::units() {
            server.put(unit.id.into(), AnyState::Unit(unit));
        }
        let id = RulebookId::named("sample");
        server.put(id.into(), AnyState::Rulebook(rulebook(id)));
        js_sys::eval(STREAMS).unwrap();
        let takes = Rc::clone(&server);
        let answer = Closure::<dyn Fn(String, String, Option<String>, String) -> Promise>::new(
            move |method: String, path: String, claims: Option<String>, body: String| {
                takes.answer(&method, &path, claims, &body)
            },
        );
        Reflect::set(&js_sys::global(), &"answer".into(), &answer.into_js_value()).unwrap();
        js_sys::eval(FETCH).unwrap();
        server
    }

    /// The account that signs in as `grid-1-0`.
    pub fn grid_member() -> (Actor, Option<String>) {
        (sample::grid_member(1, 0), Some("网格员·测试员甲".to_owned()))
    }

    /// How often a request like this arrived.
    pub fn count(&self, request: &str) -> usize {
        self.requests.borrow().iter().filter(|seen| seen.starts_with(request)).count()
    }

    /// Tells every open live stream that something changed.
    pub fn poke(&self) {
        js_sys::eval("for (const stream of streams) stream.dispatchEvent(new MessageEvent('poke', { data: '{}' }))")
            .unwrap();
    }

    /// A desk of the community gives a ticket to another post.
    pub fn transfer(&self, ticket: TicketId, unit: UnitId, post: Post) {
        let desk = sample::staff(Role::Desk, "370-01-02", PersonId::named("desk"));
        let reason = "测试转交".to_owned();
        let command = AnyCommand::Ticket(Command::Transfer { unit, post, reason });
        let target = Target { kind: command.kind(), id: ticket.into() };
        let done = self.execute(target, &command, &desk);
        assert!(matches!(done, Outcome::Accepted { .. }), "{done:?}");
    }

    /// The county no longer has this unit, and no pull says so but a whole one.
    pub fn forget(&self, unit: UnitId) {
        self.rows.borrow_mut().retain(|target, _| target.id != unit.0);
    }

    fn answer(&self, method: &str, path: &str, claims: Option<String>, body: &str) -> Promise {
        if self.weather.get() == Weather::Offline {
            return Promise::reject(&js_sys::TypeError::new("Failed to fetch"));
        }
        self.requests.borrow_mut().push(format!("{method} {path}"));
        if claims.is_some_and(|claim| claim != self.account()) {
            return problem(409);
        }
        let route = path.split('?').next().unwrap();
        match (method, route) {
            ("GET", "/api/session") => json(&self.info()),
            ("POST", "/api/session") => {
                self.session.replace(Some(Self::grid_member()));
                json(&self.info())
            }
            ("DELETE", "/api/session") => {
                self.session.replace(None);
                json(&())
            }
            ("POST", "/api/push") => self.push(body),
            ("GET", "/api/pull") => self.pull(path.split("cursor=").nth(1).unwrap()),
            ("PUT", photo) => {
                self.photos.borrow_mut().push(photo.rsplit('/').next().unwrap().to_owned());
                json(&())
            }
            _ => problem(404),
        }
    }

    fn account(&self) -> String {
        match &*self.session.borrow() {
            Some((actor, Some(_))) => actor.person.to_string(),
            _ => "anonymous".to_owned(),
        }
    }

    fn info(&self) -> SessionInfo {
        let (actor, name) = self.session.borrow().clone().unwrap_or((Actor::nobody(), None));
        SessionInfo { actor, name, now: sample::morning(), county: Text::new("测试县", "Test County") }
    }

    fn push(&self, body: &str) -> Promise {
        if self.weather.get() == Weather::Busy {
            return problem(503);
        }
        let stranger = || (sample::resident("stranger"), None);
        let actor = self.session.borrow_mut().get_or_insert_with(stranger).0.clone();
        let request: PushRequest<Value> = serde_json::from_str(body).unwrap();
        let receipts = request.commands.iter().map(|envelope| {
            let known = self.receipts.borrow().get(&envelope.id).cloned();
            let duplicate = known.is_some();
            let outcome = known.unwrap_or_else(|| match serde_json::from_value(envelope.command.clone()) {
                Ok(command) => self.carry_out(&envelope.with(command), &actor),
                Err(_) => {
                    self.foreign.borrow_mut().push(envelope.command.clone());
                    Outcome::Accepted { position: self.position.get(), version: 1 }
                }
            });
            Receipt { id: envelope.id, outcome, duplicate, judged: None }
        });
        let answer = PushResponse { receipts: receipts.collect() };
        if self.weather.get() == Weather::AnswersLost {
            return Promise::reject(&js_sys::TypeError::new("Failed to fetch"));
        }
        json(&answer)
    }

    fn carry_out(&self, envelope: &Envelope, actor: &Actor) -> Outcome {
        let outcome = self.execute(envelope.target(), &envelope.command, actor);
        if outcome.is_accepted() {
            self.carried_out.borrow_mut().push(envelope.id);
        }
        self.receipts.borrow_mut().insert(envelope.id, outcome.clone());
        outcome
    }

    fn execute(&self, target: Target, command: &AnyCommand, actor: &Actor) -> Outcome {
        let (rules, org) = (sample::rulebook(), sample::directory());
        let cx = Context { actor, now: sample::morning(), rules: &rules, org: &org, prove: weft::rules::prove };
        let before = self.rows.borrow().get(&target).map(|row| row.state.clone());
        match command.execute(target.id, before.as_ref(), &cx).unwrap() {
            Ok(events) => {
                let apply = |state, event: &AnyEvent| event.apply(target.id, state, actor.person, cx.now);
                let version = self.put(target.id, events.iter().fold(before, apply).unwrap());
                Outcome::Accepted { position: self.position.get(), version }
            }
            Err(Rejection::Refused(reason)) => Outcome::Refused { reason },
            Err(Rejection::Forbidden { permission }) => Outcome::Forbidden { permission },
        }
    }

    fn put(&self, id: Uuid, state: AnyState) -> u64 {
        let position = self.position.get() + 1;
        self.position.set(position);
        let target = Target { kind: state.kind(), id };
        let mut rows = self.rows.borrow_mut();
        let version = rows.get(&target).map_or(0, |row| row.version) + 1;
        rows.insert(target, Row { id, version, position, state });
        version
    }

    fn pull(&self, cursor: &str) -> Promise {
        if self.weather.get() == Weather::NoPulls {
            return problem(503);
        }
        if !cursor.is_empty() && self.rebuild.take() {
            return json(&PullResponse { rebuild: true, ..PullResponse::default() });
        }
        let since: u64 = cursor.parse().unwrap_or(0);
        let reader = self.info().actor;
        let rows = self.rows.borrow();
        let changed = rows.values().filter(|row| row.position > since).cloned().filter_map(|row| {
            let state = row.state.view(&reader, sample::morning())?;
            Some(Row { state, ..row })
        });
        let answer = PullResponse {
            rows: changed.collect(),
            cursor: self.position.get().to_string(),
            ..PullResponse::default()
        };
        let mut answer = serde_json::to_value(answer).unwrap();
        let rows = answer["rows"].as_array_mut().unwrap();
        for later in self.later.borrow().iter().filter(|_| since == 0) {
            rows.retain(|row| row["id"] != later["id"]);
            rows.push(later.clone());
        }
        json(&answer)
    }
}

fn rulebook(id: RulebookId) -> RulebookDoc {
    let book = sample::rulebook();
    let keeper = PersonId::named("keeper");
    let published = Status::Published {
        version: book.version,
        effective_from: book.effective_from,
        published_by: PersonId::named("approver"),
        at: sample::morning(),
    };
    RulebookDoc {
        id,
        county: vec![sample::unit_id("370")],
        book,
        drafted_by: keeper,
        drafted_at: sample::morning(),
        revised_by: Vec::new(),
        status: published,
    }
}

fn json<T: serde::Serialize>(value: &T) -> Promise {
    respond(200, &serde_json::to_string(value).unwrap())
}

fn problem(status: u16) -> Promise {
    let problem = Problem {
        kind: "/problems/test".to_owned(),
        title: "Test".to_owned(),
        status,
        detail_zh: "测试".to_owned(),
        detail: "Test".to_owned(),
    };
    respond(status, &serde_json::to_string(&problem).unwrap())
}

fn respond(status: u16, text: &str) -> Promise {
    let init = ResponseInit::new();
    init.set_status(status);
    let marked = Object::new();
    Reflect::set(&marked, &OWN.into(), &"1".into()).unwrap();
    init.set_headers(&marked);
    let response = Response::new_with_opt_str_and_init(Some(text), &init).unwrap();
    Promise::resolve(&response).unchecked_into()
}
