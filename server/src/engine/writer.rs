//! The writer: the one task that changes a county's log. It gathers what is waiting, commits it as one, and answers.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};
use weft::actor::Actor;
use weft::id::{DeviceId, SecretId};
use weft::registry::{Kind, Target};
use weft::wire::{Envelope, PushResponse};

use crate::store::StoreError;
use crate::store::write::{Rows, Tx};
use crate::trouble::Trouble;
use crate::vault::Sealed;

use super::batch::{Batch, Cache, Changed};
use super::world::{World, read_state};
use super::{Busy, EngineError, Shared};

/// Most commands in one transaction.
pub(super) const BATCH_COMMANDS_MAX: usize = 1_024;
/// Most due commands in one transaction.
const DUE_COMMANDS_MAX: usize = 200;
/// Most states kept in memory.
const CACHE_STATES: NonZeroUsize = match NonZeroUsize::new(20_000) {
    Some(count) => count,
    None => NonZeroUsize::MIN,
};
/// Most secrets of failed batches that are remembered for erasing.
const ORPHANS_MAX: usize = 100_000;
/// Times the writer lets others run before it closes a batch that is still growing.
const GATHER_ROUNDS_MAX: usize = 8;

/// A command, with what could be found out about it before its turn.
pub(super) struct Prepared {
    pub envelope: Envelope,
    /// Keyed hash of its target and body.
    pub digest: String,
    pub photo_missing: bool,
}

/// A push on its way.
pub(super) struct PushJob {
    pub actor: Arc<Actor>,
    pub device: DeviceId,
    pub commands: Vec<Prepared>,
    pub reply: oneshot::Sender<Result<PushResponse, Busy>>,
    /// Its place in the queue, given back when it is answered.
    pub _place: OwnedSemaphorePermit,
}

/// What the writer can be asked.
pub(super) enum Job {
    Push(PushJob),
    /// Run what is due.
    Tick(oneshot::Sender<Result<usize, EngineError>>),
    /// Another process may have written.
    CatchUp,
    /// Finish and stop.
    Stop(oneshot::Sender<()>),
}

/// The writer's own memory.
pub(super) struct Writer {
    shared: Arc<Shared>,
    cache: Cache,
    world: World,
    head: u64,
    /// Secrets that a failed batch may have left in the vault.
    orphans: HashSet<SecretId>,
}

/// What is waiting, sorted.
#[derive(Default)]
struct Gathered {
    pushes: Vec<PushJob>,
    commands: usize,
    ticks: Vec<oneshot::Sender<Result<usize, EngineError>>>,
    catch_up: bool,
    stop: Option<oneshot::Sender<()>>,
}

impl Gathered {
    fn take(&mut self, job: Job) {
        match job {
            Job::Push(push) => {
                self.commands += push.commands.len();
                self.pushes.push(push);
            }
            Job::Tick(reply) => self.ticks.push(reply),
            Job::CatchUp => self.catch_up = true,
            Job::Stop(reply) => self.stop = Some(reply),
        }
    }

    /// Takes all that is in the queue now; says whether there was anything and more may be taken.
    fn drain(&mut self, jobs: &mut mpsc::Receiver<Job>) -> bool {
        let before = self.commands;
        while self.commands < BATCH_COMMANDS_MAX && self.stop.is_none() {
            match jobs.try_recv() {
                Ok(job) => self.take(job),
                Err(_) => break,
            }
        }
        self.commands > before && self.commands < BATCH_COMMANDS_MAX && self.stop.is_none()
    }
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, world: World, head: u64) -> Self {
        Self { shared, cache: LruCache::new(CACHE_STATES), world, head, orphans: HashSet::new() }
    }

    /// Works until it is told to stop or nobody is left to ask.
    pub(super) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(job) = jobs.recv().await {
            let mut gathered = Gathered::default();
            gathered.take(job);
            gathered.drain(&mut jobs);
            for _ in 0..GATHER_ROUNDS_MAX {
                // Those who were just answered are about to send again: one turn of the scheduler makes batches whole.
                tokio::task::yield_now().await;
                if !gathered.drain(&mut jobs) {
                    break;
                }
            }
            self.work(&mut gathered).await;
            if let Some(stopped) = gathered.stop {
                jobs.close();
                self.drain_rest(&mut jobs).await;
                let _ = stopped.send(());
                return;
            }
        }
    }

    /// What was in the queue when it was closed is still carried out.
    async fn drain_rest(&mut self, jobs: &mut mpsc::Receiver<Job>) {
        let mut gathered = Gathered::default();
        while let Some(job) = jobs.recv().await {
            gathered.take(job);
        }
        self.work(&mut gathered).await;
    }

    async fn work(&mut self, gathered: &mut Gathered) {
        let pushes = std::mem::take(&mut gathered.pushes);
        if !pushes.is_empty() || gathered.catch_up {
            let metrics = Arc::clone(&self.shared.metrics);
            let started = tokio::time::Instant::now();
            match self.commit(&pushes).await {
                Ok(answers) => {
                    metrics.commit_seconds.observe(started.elapsed().as_secs_f64());
                    metrics.commit_commands.observe(gathered.commands as f64);
                    for (push, answer) in pushes.into_iter().zip(answers) {
                        let _ = push.reply.send(Ok(answer));
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "a batch was not committed; nobody in it was told that it was");
                    self.shared.heed(&error);
                    let is_full = error.trouble() == Some(Trouble::Full);
                    let busy = if is_full { Busy::DISK_FULL } else { Busy::PASSING };
                    for push in pushes {
                        let _ = push.reply.send(Err(busy));
                    }
                }
            }
        }
        if !gathered.ticks.is_empty() {
            let mut done = self.tick().await.inspect_err(|error| self.shared.heed(error));
            for reply in gathered.ticks.drain(..) {
                let answer = std::mem::replace(&mut done, Ok(0));
                let _ = reply.send(answer);
            }
        }
    }

    async fn commit(&mut self, pushes: &[PushJob]) -> Result<Vec<PushResponse>, EngineError> {
        let mut tx = self.begin().await?;
        let shared = Arc::clone(&self.shared);
        let now = shared.clock.now();
        let rules = self.world.rules_at(now);
        let mut batch = Batch::new(&shared.vault, &mut self.cache, (self.world.clone(), rules), self.head, now);
        batch.prepare(&mut tx, pushes).await?;
        let mut answers = Vec::with_capacity(pushes.len());
        for push in pushes {
            answers.push(PushResponse { receipts: batch.push(&mut tx, push).await? });
        }
        let finished = if batch.is_empty() { None } else { Some(batch.finish()?) };
        match finished {
            Some((rows, sealed, changed)) => {
                self.write(tx, &rows, &sealed, changed.head).await?;
                self.adopt(changed);
            }
            None => tx.commit(self.head).await?,
        }
        Ok(answers)
    }

    /// Runs what is due, batch by batch, until nothing is.
    async fn tick(&mut self) -> Result<usize, EngineError> {
        let mut done = 0;
        loop {
            let mut tx = self.begin().await?;
            let shared = Arc::clone(&self.shared);
            let now = shared.clock.now();
            let due = tx.due(now, DUE_COMMANDS_MAX).await?;
            if due.is_empty() {
                return Ok(done);
            }
            let rules = self.world.rules_at(now);
            let mut batch = Batch::new(&shared.vault, &mut self.cache, (self.world.clone(), rules), self.head, now);
            for row in &due {
                batch.due(&mut tx, *row).await?;
            }
            let (rows, sealed, changed) = batch.finish()?;
            self.write(tx, &rows, &sealed, changed.head).await?;
            self.adopt(changed);
            done += due.len();
        }
    }

    /// Begins a transaction, and learns what other processes have written since.
    async fn begin(&mut self) -> Result<Tx, EngineError> {
        let mut tx = self.shared.store.begin().await?;
        let head = tx.head().await?;
        if head == self.head {
            return Ok(tx);
        }
        let changed: Vec<Target> = tx.changed_since(self.head).await?;
        let of_world = |target: &&Target| matches!(target.kind, Kind::Unit | Kind::Rulebook);
        let ids: Vec<_> = changed.iter().filter(of_world).map(|target| target.id).collect();
        for row in tx.states(&ids).await? {
            self.world.put(&read_state(row.target.id, &row.body)?);
        }
        for target in &changed {
            self.cache.pop(&target.id);
        }
        self.head = head;
        // Perhaps a batch was committed although its commit was reported as failed: then its secrets are no orphans.
        self.orphans.clear();
        self.publish();
        Ok(tx)
    }

    /// Writes rows and secrets and commits. Secrets are durable before, or at the same moment as, the events that refer to them.
    async fn write(&mut self, mut tx: Tx, rows: &Rows, sealed: &[Sealed], head: u64) -> Result<(), EngineError> {
        let vault = &self.shared.vault;
        let written = async {
            tx.write(rows).await?;
            vault.keep_within(&mut tx.inner, sealed).await
        };
        let (written, kept): (Result<(), StoreError>, _) = tokio::join!(written, vault.keep(sealed));
        let committed = match (written, kept) {
            (Ok(()), Ok(())) => tx.commit(head).await.map_err(EngineError::from),
            (Err(error), _) => Err(error.into()),
            (_, Err(error)) => Err(error.into()),
        };
        if let (Ok(()), Some(tap)) = (&committed, &self.shared.tap) {
            let _ = tap.send((rows.clone(), sealed.to_vec()));
        }
        match &committed {
            Ok(()) => self.erase_orphans(sealed).await,
            Err(_) if vault.is_apart() && self.orphans.len() < ORPHANS_MAX => {
                self.orphans.extend(sealed.iter().map(Sealed::id));
            }
            Err(_) => {}
        }
        committed
    }

    /// After a failed commit the vault may hold secrets to which no event refers. They are erased only behind the next commit that
    /// succeeds: until then a crash could still bring the failed one back, which may be whole in the database's own log.
    async fn erase_orphans(&mut self, kept: &[Sealed]) {
        if self.orphans.is_empty() {
            return;
        }
        for secret in kept {
            self.orphans.remove(&secret.id());
        }
        let ids: Vec<SecretId> = self.orphans.drain().collect();
        if let Err(error) = self.shared.vault.erase(&ids).await {
            tracing::warn!(%error, count = ids.len(), "secrets of failed batches stay in the vault, without an event");
        }
    }

    fn adopt(&mut self, changed: Changed) {
        for (target, held) in changed.states {
            self.cache.put(target, held);
        }
        self.world = changed.world;
        self.head = changed.head;
        self.publish();
    }

    fn publish(&mut self) {
        self.shared.set_world(&self.world);
        self.shared.metrics.position.set(self.head);
        self.shared.position.send_replace(self.head);
    }
}

#[cfg(test)]
mod tests {
    use sqlx::AssertSqlSafe;
    use uuid::Uuid;
    use weft::id::PersonId;
    use weft::registry::AnyCommand;
    use weft::wire::PushRequest;

    use super::*;
    use crate::bench::{device, envelope, open, submit};
    use crate::config::StoreConfig;
    use crate::engine::Engine;
    use crate::store::db::{Db, on};

    const REPORTS: usize = 50;
    /// Address, text, name and number.
    const SECRETS: i64 = 4 * REPORTS as i64;

    fn reports(engine: &Engine) -> PushRequest {
        let report = |ticket: Uuid| envelope(engine, ticket, AnyCommand::Ticket(submit(ticket)));
        let commands = (0..REPORTS).map(|_| report(engine.clock().new_id())).collect();
        PushRequest { device: device(), commands }
    }

    /// Lets the log's file grow to so many pages.
    async fn limit(engine: &Engine, pages: u32) {
        let Db::Sqlite { writer, .. } = &engine.store().db else { panic!("it is SQLite") };
        sqlx::query(AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"))).execute(writer).await.unwrap();
    }

    async fn secrets(engine: &Engine) -> i64 {
        let count = "SELECT count(*) FROM secret";
        on!(read engine.vault().db(), |c| sqlx::query_scalar(count).fetch_one(c).await).unwrap()
    }

    #[tokio::test]
    async fn secrets_of_a_batch_that_failed_are_erased_only_behind_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let config = StoreConfig {
            data: folder.path().to_owned(),
            database: None,
            county: "370".to_owned(),
            county_name_zh: "样县".to_owned(),
            county_name_en: "Sample County".to_owned(),
            vault_key: None,
        };
        let engine = open(&config, None).await.unwrap();
        let who = Arc::new(Actor::resident(PersonId::named("甲")));
        let (first, second) = (reports(&engine), reports(&engine));
        limit(&engine, 1).await;
        let busy = engine.push(Arc::clone(&who), first.clone()).await.unwrap_err();
        assert!(busy.disk_full);
        assert_eq!(secrets(&engine).await, SECRETS, "a crash could still bring the batch back");
        limit(&engine, 1_000_000).await;
        engine.push(Arc::clone(&who), second).await.unwrap();
        assert_eq!(secrets(&engine).await, SECRETS, "of the second, not of the first");
        let answer = engine.push(who, first).await.unwrap();
        assert!(answer.receipts.iter().all(|receipt| receipt.outcome.is_accepted() && !receipt.duplicate));
        assert_eq!(secrets(&engine).await, 2 * SECRETS);
    }
}
