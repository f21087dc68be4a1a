//! One batch: commands are carried out against the states in memory, and what they change is gathered as rows.

mod change;
mod settle;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use lru::LruCache;
use uuid::Uuid;
use weft::actor::Actor;
use weft::aggregate::{Context, Rejection};
use weft::id::{CommandId, derive};
use weft::judge::judged;
use weft::react::{REACTIONS_MAX, react};
use weft::registry::{AnyCommand, AnyEvent, AnyState, Target};
use weft::rules::{Rulebook, prove};
use weft::wire::{Envelope, Fault, Judged, Outcome, Receipt};

use crate::store::StoreError;
use crate::store::write::{Kept, PhotoUseOut, ReceiptOut, ReceiptRow, Rows, Tx};
use crate::vault::{Sealed, Vault};

use super::EngineError;
use super::world::{World, read_state};
use super::writer::{Prepared, PushJob};

/// Deepest chain of reactions to reactions.
const REACT_DEPTH_MAX: u32 = 8;
/// Marks the receipts of commands that the server itself gave.
const OWN_DIGEST: &str = "server";

/// A state as it was last committed.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub state: AnyState,
    pub version: u64,
    pub position: u64,
}

/// States as they were last committed, the recently used ones.
pub(super) type Cache = LruCache<Uuid, Arc<Held>>;

/// A thing that the batch works on.
#[derive(Clone)]
struct Work {
    before: Option<Arc<Held>>,
    /// The state now, if the batch has changed it.
    now: Option<AnyState>,
    version: u64,
    position: u64,
}

impl Work {
    fn state(&self) -> Option<&AnyState> {
        self.now.as_ref().or_else(|| self.before.as_deref().map(|held| &held.state))
    }
}

struct Known {
    digest: String,
    kept: Kept,
}

/// A command to be carried out, by whom and under which rules.
struct Order<'o> {
    actor: &'o Actor,
    id: CommandId,
    target: Uuid,
    command: &'o AnyCommand,
    rules: Arc<Rulebook>,
    depth: u32,
}

/// A batch at work.
pub(super) struct Batch<'a> {
    vault: &'a Vault,
    cache: &'a mut Cache,
    now: DateTime<Utc>,
    system: Actor,
    pub world: World,
    rules: Arc<Rulebook>,
    pub head: u64,
    work: HashMap<Uuid, Work>,
    known: HashMap<CommandId, Known>,
    /// What is due of each thing from now on: when, at which version, for which time; or nothing.
    due: HashMap<Uuid, Option<(DateTime<Utc>, u64, u32)>>,
    pub rows: Rows,
    pub sealed: Vec<Sealed>,
}

/// What the batch leaves in memory once it is committed.
pub(super) struct Changed {
    pub world: World,
    pub states: Vec<(Uuid, Arc<Held>)>,
    pub head: u64,
}

impl<'a> Batch<'a> {
    pub(super) fn new(
        vault: &'a Vault,
        cache: &'a mut Cache,
        (world, rules): (World, Arc<Rulebook>),
        head: u64,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            vault,
            cache,
            now,
            system: Actor::system(),
            world,
            rules,
            head,
            work: HashMap::new(),
            known: HashMap::new(),
            due: HashMap::new(),
            rows: Rows::default(),
            sealed: Vec::new(),
        }
    }

    /// Reads at once what these pushes will need.
    pub(super) async fn prepare(&mut self, tx: &mut Tx, pushes: &[PushJob]) -> Result<(), EngineError> {
        let commands = || pushes.iter().flat_map(|push| push.commands.iter());
        let ids: Vec<CommandId> = commands().map(|prepared| prepared.envelope.id).collect();
        for ReceiptRow { command, digest, kept } in tx.receipts(&ids).await? {
            self.known.insert(command, Known { digest, kept });
        }
        self.load(tx, commands().map(|prepared| prepared.envelope.target)).await
    }

    /// Reads states that are not at hand.
    async fn load(&mut self, tx: &mut Tx, targets: impl Iterator<Item = Uuid>) -> Result<(), EngineError> {
        let mut missing = Vec::new();
        for target in targets {
            if self.work.contains_key(&target) {
                continue;
            }
            let before = self.cache.get(&target).cloned();
            if before.is_none() {
                missing.push(target);
            }
            self.take_up(target, before);
        }
        for row in tx.states(&missing).await? {
            let (version, position) = (row.version, row.position);
            let held = Held { state: read_state(row.target.id, &row.body)?, version, position };
            self.take_up(row.target.id, Some(Arc::new(held)));
        }
        Ok(())
    }

    fn take_up(&mut self, target: Uuid, before: Option<Arc<Held>>) {
        let (version, position) = before.as_deref().map_or((0, 0), |held| (held.version, held.position));
        self.work.insert(target, Work { before, now: None, version, position });
    }

    /// Carries out one push in order.
    pub(super) async fn push(&mut self, tx: &mut Tx, push: &PushJob) -> Result<Vec<Receipt>, EngineError> {
        let mut stuck: HashMap<Uuid, CommandId> = HashMap::new();
        let mut receipts = Vec::with_capacity(push.commands.len());
        for prepared in &push.commands {
            let receipt = self.command(tx, push, prepared, &stuck).await?;
            if !receipt.outcome.is_accepted() {
                stuck.entry(prepared.envelope.target).or_insert(receipt.id);
            }
            receipts.push(receipt);
        }
        Ok(receipts)
    }

    async fn command(
        &mut self,
        tx: &mut Tx,
        push: &PushJob,
        prepared: &Prepared,
        stuck: &HashMap<Uuid, CommandId>,
    ) -> Result<Receipt, EngineError> {
        let envelope = &prepared.envelope;
        let id = envelope.id;
        let answer = |outcome| Receipt { id, outcome, duplicate: false, judged: None };
        if envelope.device != push.device {
            return Ok(answer(Outcome::Malformed { fault: Fault::OtherDevice }));
        }
        if let Some(known) = self.known.get(&id) {
            return Ok(if known.digest == prepared.digest {
                let Kept { outcome, judged } = known.kept.clone();
                Receipt { id, outcome, duplicate: true, judged }
            } else {
                answer(Outcome::Malformed { fault: Fault::IdReused })
            });
        }
        if let Some(on) = stuck.get(&envelope.target) {
            return Ok(answer(Outcome::Dependent { on: *on }));
        }
        if prepared.photo_missing {
            return Ok(answer(Outcome::Malformed { fault: Fault::PhotoMissing }));
        }
        let rules = self.world.rules_for(envelope, self.now);
        let judged = self.judged(&push.actor, envelope, &rules);
        let (actor, target, command) = (&*push.actor, envelope.target, &envelope.command);
        let outcome = self.run(tx, Order { actor, id, target, command, rules, depth: 0 }).await?;
        let kept = Kept { outcome, judged };
        self.remember(id, &prepared.digest, &kept)?;
        Ok(Receipt { id, outcome: kept.outcome, duplicate: false, judged: kept.judged })
    }

    /// What to tell whoever made a command that other rules judge than those they had before them.
    fn judged(&self, actor: &Actor, envelope: &Envelope, rules: &Rulebook) -> Option<Judged> {
        let state = self.work.get(&envelope.target).and_then(Work::state);
        let cx = Context { actor, now: self.now, rules, org: &self.world.org, prove };
        let tell = || judged(&self.world.books, envelope, state, &cx);
        catch_unwind(AssertUnwindSafe(tell)).unwrap_or_default()
    }

    /// Keeps a receipt. What is wrong with a command itself can be mended and sent again, so that it is not kept.
    fn remember(&mut self, id: CommandId, digest: &str, kept: &Kept) -> Result<(), StoreError> {
        if matches!(kept.outcome, Outcome::Malformed { .. } | Outcome::Dependent { .. }) {
            return Ok(());
        }
        let text = serde_json::to_string(kept).map_err(|error| StoreError::damaged("receipt", &error))?;
        let at = self.now.timestamp_millis();
        self.rows.receipts.push(ReceiptOut { command: id, digest: digest.to_owned(), outcome: text, at });
        self.known.insert(id, Known { digest: digest.to_owned(), kept: kept.clone() });
        Ok(())
    }

    /// Executes one command and all that follows from it, or nothing.
    async fn run(&mut self, tx: &mut Tx, order: Order<'_>) -> Result<Outcome, EngineError> {
        let Order { actor, id, target, command, depth, .. } = order;
        self.load(tx, std::iter::once(target)).await?;
        let events = match self.execute(&order) {
            Ok(events) => events,
            Err(outcome) => return Ok(outcome),
        };
        let thing = Target { kind: command.kind(), id: target };
        let reactions: Vec<_> =
            events.iter().flat_map(|event| react(thing, event).into_iter().take(REACTIONS_MAX)).collect();
        let savepoint = (!reactions.is_empty()).then(|| self.savepoint());
        if !self.apply(actor.person, id, thing, events)? {
            tracing::error!(kind = thing.kind.name(), %target, "the domain accepted a command that leads to nothing");
            return Ok(Outcome::Malformed { fault: Fault::Unreadable });
        }
        let photos = command.photos().iter().copied();
        self.rows.photos.extend(photos.map(|hash| PhotoUseOut { hash, target, kind: thing.kind.name() }));
        let (position, version) = self.work.get(&target).map_or((self.head, 0), |work| (work.position, work.version));
        for (number, (target, command)) in reactions.into_iter().enumerate() {
            let reaction = CommandId(derive(id.0, &format!("react/{number}")));
            let outcome = if depth == REACT_DEPTH_MAX {
                tracing::error!(%id, "reactions to reactions go on without end");
                Outcome::Malformed { fault: Fault::Unreadable }
            } else {
                let (actor, rules) = (&self.system.clone(), Arc::clone(&self.rules));
                let order = Order { actor, id: reaction, target, command: &command, rules, depth: depth + 1 };
                Box::pin(self.run(tx, order)).await?
            };
            if !outcome.is_accepted() {
                if let Some(savepoint) = savepoint {
                    self.back_to(savepoint);
                }
                return Ok(outcome);
            }
            self.remember(reaction, OWN_DIGEST, &outcome.into())?;
        }
        Ok(Outcome::Accepted { position, version })
    }

    /// The one door. A command that makes the domain panic is a fault of ours; it must not take the other commands with it.
    fn execute(&self, order: &Order<'_>) -> Result<Vec<AnyEvent>, Outcome> {
        let Order { actor, target, command, rules, .. } = order;
        let (target, state) = (*target, self.work.get(target).and_then(Work::state));
        let cx = Context { actor, now: self.now, rules, org: &self.world.org, prove };
        match catch_unwind(AssertUnwindSafe(|| command.execute(target, state, &cx))) {
            Ok(Ok(Ok(events))) => Ok(events),
            Ok(Ok(Err(Rejection::Forbidden { permission }))) => Err(Outcome::Forbidden { permission }),
            Ok(Ok(Err(Rejection::Refused(reason)))) => Err(Outcome::Refused { reason }),
            Ok(Err(_)) => Err(Outcome::Malformed { fault: Fault::OtherKind }),
            Err(_) => {
                tracing::error!(kind = command.kind().name(), %target, "the domain panicked on a command");
                Err(Outcome::Malformed { fault: Fault::Unreadable })
            }
        }
    }

    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        let rows = &self.rows;
        rows.events.is_empty() && rows.receipts.is_empty() && self.due.is_empty()
    }
}
