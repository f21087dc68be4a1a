//! Durable commands a second: the engine, and SQLite alone with the same rows in the same batches, turn and turn about.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use sqlx::SqlitePool;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use weft::actor::Actor;
use weft::id::PersonId;
use weft::registry::AnyCommand;
use weft::wire::PushRequest;

use crate::config::StoreConfig;
use crate::engine::Engine;
use crate::store::db::{Db, Purpose};
use crate::store::write::Rows;
use crate::store::{Store, schema};
use crate::vault::{SECRETS, Sealed};

use super::{BenchConfig, device, envelope, open, submit};

const SLICE: Duration = Duration::from_secs(1);

/// What was done in how long.
#[derive(Clone, Copy, Default)]
struct Tally {
    commands: u64,
    batches: u64,
    bytes: u64,
    time: Duration,
}

impl Tally {
    fn per_second(self) -> f64 {
        self.commands as f64 / self.time.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

pub(super) async fn measure(config: &StoreConfig, bench: &BenchConfig, out: &mut impl Write) -> anyhow::Result<()> {
    let (tap, mut taken) = mpsc::unbounded_channel();
    let ours = StoreConfig { data: config.data.join("engine"), ..config.clone() };
    let engine = open(&ours, Some(tap)).await?;
    let same = Peer::same_tables(config).await?;
    let log = Peer::one_table(config).await?;
    while taken.try_recv().is_ok() {}
    let mut tallies = [Tally::default(); 3];
    writeln!(out, "每秒持久化的指令 durable commands per second, synchronous=FULL, {} connections", bench.connections)?;
    for slice in 1..=bench.seconds {
        push_for(&engine, bench.connections, &mut tallies[0]).await?;
        let mut batches = Vec::new();
        while let Ok(batch) = taken.try_recv() {
            batches.push(batch);
        }
        tallies[0].batches += batches.len() as u64;
        same.replay(&batches, &mut tallies[1]).await?;
        log.replay(&batches, &mut tallies[2]).await?;
        writeln!(out, "  {slice}/{}: engine {:.0}/s", bench.seconds, tallies[0].per_second())?;
    }
    engine.shutdown().await;
    report(tallies, out)
}

fn report([ours, same, log]: [Tally; 3], out: &mut impl Write) -> anyhow::Result<()> {
    let batch = ours.commands as f64 / ours.batches.max(1) as f64;
    let bytes = same.bytes / same.commands.max(1);
    writeln!(out, "batch of {batch:.0} commands on average, {bytes} bytes of rows per command")?;
    writeln!(out, "  engine: execute, seal, vault and log, 2 files       {:>9.0}/s", ours.per_second())?;
    writeln!(out, "  SQLite alone: same rows, tables, indexes and batches {:>9.0}/s", same.per_second())?;
    writeln!(out, "  SQLite alone: same bytes as one row, no other index  {:>9.0}/s", log.per_second())?;
    let ratio = |peer: Tally| 100.0 * ours.per_second() / peer.per_second();
    writeln!(out, "engine / same rows: {:.0} %, engine / bare rows: {:.0} %", ratio(same), ratio(log))?;
    Ok(())
}

/// Clients that send, wait for the answer and send again, for one slice.
async fn push_for(engine: &Engine, connections: usize, tally: &mut Tally) -> anyhow::Result<()> {
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for number in 0..connections {
        let engine = engine.clone();
        clients.spawn(async move {
            let who = Arc::new(Actor::resident(PersonId::named(&format!("bench-{number}"))));
            let mut done = 0u64;
            while started.elapsed() < SLICE {
                let ticket = engine.clock().new_id();
                let commands = vec![envelope(&engine, ticket, AnyCommand::Ticket(submit(ticket)))];
                let request = PushRequest { device: device(), commands };
                let answer = engine.push(Arc::clone(&who), request).await?;
                anyhow::ensure!(
                    answer.receipts.iter().all(|receipt| receipt.outcome.is_accepted()),
                    "a command was refused: {:?}",
                    answer.receipts
                );
                done += 1;
            }
            Ok(done)
        });
    }
    while let Some(done) = clients.join_next().await {
        tally.commands += done??;
    }
    tally.time += started.elapsed();
    Ok(())
}

/// SQLite without an engine.
enum Peer {
    /// The same tables with the same indexes, the vault's among them.
    SameTables { store: Store },
    /// One table of numbered rows.
    OneTable { writer: SqlitePool },
}

impl Peer {
    async fn same_tables(config: &StoreConfig) -> anyhow::Result<Self> {
        let config = StoreConfig { data: config.data.join("same"), ..config.clone() };
        let store = Store::open(&config).await?;
        store.db.migrate("vault", &[&schema::VAULT[0].replace("{vault}", "")]).await?;
        Ok(Self::SameTables { store })
    }

    async fn one_table(config: &StoreConfig) -> anyhow::Result<Self> {
        let db = Db::sqlite(&config.data.join("bare.sqlite3"), Purpose::Log).await?;
        let Db::Sqlite { writer, .. } = db else {
            anyhow::bail!("this measures SQLite");
        };
        sqlx::query("CREATE TABLE log (position INTEGER PRIMARY KEY, body TEXT NOT NULL)").execute(&writer).await?;
        Ok(Self::OneTable { writer })
    }

    /// Writes these batches, one transaction each. What is only formatting is done before the time is taken.
    async fn replay(&self, batches: &[(Rows, Vec<Sealed>)], tally: &mut Tally) -> anyhow::Result<()> {
        for (rows, sealed) in batches {
            let mut parts = rows.encoded()?;
            parts.push((&SECRETS, serde_json::to_string(sealed)?));
            let commands = rows.receipts.len();
            let bytes: usize = parts.iter().map(|(_, json)| json.len()).sum();
            let body = "x".repeat(bytes / commands.max(1));
            let bodies = serde_json::to_string(&vec![body; commands])?;
            let started = Instant::now();
            match self {
                Self::SameTables { store } => {
                    let mut tx = store.begin().await?;
                    for (bulk, json) in &parts {
                        bulk.insert_json(&mut tx.inner, &store.county, json).await?;
                    }
                    tx.commit(0).await?;
                }
                Self::OneTable { writer } => {
                    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
                    sqlx::query("INSERT INTO log (body) SELECT value FROM json_each($1)")
                        .bind(bodies)
                        .execute(&mut *tx)
                        .await?;
                    tx.commit().await?;
                }
            }
            tally.time += started.elapsed();
            tally.commands += commands as u64;
            tally.batches += 1;
            tally.bytes += bytes as u64;
        }
        Ok(())
    }
}
