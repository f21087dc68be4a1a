//! Reports from kiosks: opened, carried out like any push, and kept when they were not accepted.
//!
//! A kiosk deletes a report once it is answered, so that one that cannot be opened or is refused must stay here: somebody was handed a
//! receipt for it. Over the network and by `weft import-queue` a report takes the same way, and so happens once.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use futures_util::future::join_all;
use sha2::{Digest, Sha256};
use uuid::Builder;
use weft::actor::Actor;
use weft::id::{CommandId, DeviceId, PersonId};
use weft::kiosk::{KIOSK_PUSH_MAX, KioskPush, Sealed};
use weft::wire::{Envelope, Fault, Outcome, PushRequest, Receipt};

use crate::clock::SystemClock;
use crate::config::StoreConfig;
use crate::engine::{Busy, Engine};
use crate::import::{ImportError, open_engine};
use crate::session::hex;
use crate::store::StoreError;
use crate::store::kiosk::Kept;
use crate::vault::Vault;

/// Why reports were not taken in; all of them are safe to send again.
#[derive(Debug, thiserror::Error)]
pub enum TakeInError {
    /// The engine's queue is full.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Carries out the reports of a kiosk and answers with a receipt for each, in order, once all of them are durable.
///
/// # Errors
/// See [`TakeInError`].
pub async fn take_in(engine: &Engine, kiosk: DeviceId, sealed: Vec<Sealed>) -> Result<Vec<Receipt>, TakeInError> {
    // At the same time, so that they go to the disk together; each has a person of its own.
    let answers = join_all(sealed.iter().map(|sealed| carry_out(engine, kiosk, sealed))).await;
    let receipts = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
    let at = engine.clock().now();
    let refused = sealed.into_iter().zip(&receipts).filter(|(_, receipt)| !receipt.outcome.is_accepted());
    let kept: Vec<Kept> = refused
        .map(|(sealed, receipt)| {
            let digest = hex(&Sha256::digest(sealed.sealed.as_bytes()));
            let outcome = serde_json::to_string(&receipt.outcome).unwrap_or_default();
            Kept { digest, kiosk, sealed, outcome, at }
        })
        .collect();
    engine.store().keep_of_kiosk(&kept).await?;
    Ok(receipts)
}

async fn carry_out(engine: &Engine, kiosk: DeviceId, sealed: &Sealed) -> Result<Receipt, Busy> {
    let Some(envelope) = engine.vault().open_kiosk(sealed) else {
        let outcome = Outcome::Malformed { fault: Fault::Unreadable };
        return Ok(Receipt { id: sealed.id, outcome, duplicate: false, judged: None });
    };
    let actor = Arc::new(Actor::resident(reporter(engine.vault(), envelope.id)));
    let request = PushRequest { device: kiosk, commands: vec![envelope] };
    let mut response = engine.push(actor, request).await?;
    response.receipts.pop().ok_or(Busy::PASSING)
}

/// Whoever made this report: a person known by nothing else, the same each time it comes, and nobody who can be foretold.
fn reporter(vault: &Vault, report: CommandId) -> PersonId {
    let keyed = vault.keyed_bytes("kiosk/reporter", report.0.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&keyed[..16]);
    PersonId(Builder::from_custom_bytes(bytes).into_uuid())
}

/// Settings of `weft import-queue`.
#[derive(Args, Clone, Debug)]
pub struct ImportQueueConfig {
    /// The file that a kiosk's operator page exported.
    pub file: PathBuf,
}

/// Runs `weft import-queue`: carries out the reports of an exported queue. What came or will come over the network too happens once.
///
/// # Errors
/// When the file cannot be read, or the engine fails; running it again is safe.
pub async fn import_queue(
    store: &StoreConfig,
    config: &ImportQueueConfig,
    out: &mut impl Write,
) -> Result<(), ImportQueueError> {
    let push = read(&config.file)?;
    let engine = open_engine(store, Arc::new(SystemClock)).await?;
    let counted = import(&engine, push).await;
    engine.shutdown().await;
    let Counted { accepted, known, kept } = counted?;
    writeln!(out, "新受理 {accepted} 条；此前已受理 {known} 条；未受理、留存待查 {kept} 条")?;
    writeln!(out, "    {accepted} accepted, {known} were here before, {kept} not accepted and kept")?;
    Ok(())
}

/// What became of the reports of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Accepted now.
    pub accepted: usize,
    /// Accepted before.
    pub known: usize,
    /// Not accepted, and kept.
    pub kept: usize,
}

/// Carries out an exported queue.
///
/// # Errors
/// See [`TakeInError`].
pub async fn import(engine: &Engine, push: KioskPush) -> Result<Counted, TakeInError> {
    let mut counted = Counted::default();
    for sealed in push.sealed.chunks(KIOSK_PUSH_MAX) {
        for receipt in take_in(engine, push.device, sealed.to_vec()).await? {
            match (receipt.outcome.is_accepted(), receipt.duplicate) {
                (true, false) => counted.accepted += 1,
                (true, true) => counted.known += 1,
                (false, _) => counted.kept += 1,
            }
        }
    }
    Ok(counted)
}

/// Why a queue was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportQueueError {
    /// The file cannot be read.
    #[error("{path}: {why}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// The file is no exported queue.
    #[error("{path}: not a queue that a kiosk exported: {why}")]
    NotAQueue {
        /// Which.
        path: PathBuf,
        /// Why.
        why: serde_json::Error,
    },
    /// The data folder.
    #[error(transparent)]
    Open(#[from] ImportError),
    /// The reports.
    #[error(transparent)]
    TakeIn(#[from] TakeInError),
    /// The result could not be printed.
    #[error(transparent)]
    Print(#[from] std::io::Error),
}

fn read(path: &Path) -> Result<KioskPush, ImportQueueError> {
    let text = std::fs::read(path).map_err(|why| ImportQueueError::File { path: path.to_owned(), why })?;
    serde_json::from_slice(&text).map_err(|why| ImportQueueError::NotAQueue { path: path.to_owned(), why })
}

/// Runs `weft kiosk-kept`: writes the reports that were not accepted as JSON lines, opened where they open, for whoever keeps the
/// vault's key. It is the only way to read them.
///
/// # Errors
/// When the data folder cannot be used or the lines cannot be written.
pub async fn print_kept(store: &StoreConfig, out: &mut impl Write) -> Result<(), ImportQueueError> {
    #[derive(serde::Serialize)]
    struct Line<'a> {
        kiosk: DeviceId,
        at: chrono::DateTime<chrono::Utc>,
        outcome: serde_json::Value,
        report: Option<Envelope>,
        sealed: &'a Sealed,
    }
    let engine = open_engine(store, Arc::new(SystemClock)).await?;
    let kept = engine.store().kept().await;
    for row in kept.map_err(TakeInError::Store)? {
        let outcome = serde_json::from_str(&row.outcome).unwrap_or_default();
        let report = engine.vault().open_kiosk(&row.sealed);
        let line = Line { kiosk: row.kiosk, at: row.at, outcome, report, sealed: &row.sealed };
        writeln!(out, "{}", serde_json::to_string(&line).unwrap_or_default())?;
    }
    engine.shutdown().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use weft::id::TicketId;
    use weft::kinds::ticket;
    use weft::kiosk::{Enrolled, seal};
    use weft::registry::AnyCommand;
    use weft::sample;

    use super::*;

    fn store(folder: &Path) -> StoreConfig {
        StoreConfig {
            data: folder.join("data"),
            database: None,
            county: "370830".to_owned(),
            county_name_zh: "测试县".to_owned(),
            county_name_en: "Test county".to_owned(),
            vault_key: None,
        }
    }

    /// One report sealed to the key of this data folder.
    async fn exported(store: &StoreConfig) -> KioskPush {
        let engine = open_engine(store, Arc::new(SystemClock)).await.unwrap();
        let public_key = engine.vault().kiosk_key();
        engine.shutdown().await;
        let device = DeviceId::named("kiosk");
        let enrolled = Enrolled { device, unit: sample::grid(0, 0), name: "测试".to_owned(), public_key };
        let envelope = Envelope {
            id: CommandId::named("report"),
            device,
            seq: 0,
            issued_at: sample::morning(),
            rules_version: 1,
            target: TicketId::named("ticket").0,
            command: AnyCommand::Ticket(ticket::Command::Submit(sample::noise_report(0, 0))),
        };
        let sealed = vec![seal(&envelope, enrolled.key().unwrap(), [3; 32]).unwrap()];
        KioskPush { device, health: weft::kiosk::Health::default(), sealed }
    }

    #[tokio::test]
    async fn a_file_is_imported_and_what_is_not_accepted_can_be_read_by_the_keeper_of_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let file = folder.path().join("queue.json");
        std::fs::write(&file, serde_json::to_vec(&exported(&store).await).unwrap()).unwrap();
        let config = ImportQueueConfig { file };
        // A county without units accepts nothing, and keeps it once.
        for _ in 0..2 {
            let mut out = Vec::new();
            import_queue(&store, &config, &mut out).await.unwrap();
            let printed = String::from_utf8(out).unwrap();
            assert!(printed.contains("0 accepted, 0 were here before, 1 not accepted and kept"), "{printed}");
        }
        let mut out = Vec::new();
        print_kept(&store, &mut out).await.unwrap();
        let printed = String::from_utf8(out).unwrap();
        assert_eq!(printed.lines().count(), 1);
        let line: serde_json::Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(line["report"]["command"]["kind"], "ticket");
        assert_eq!(line["outcome"]["outcome"], "refused");
    }

    #[tokio::test]
    async fn a_file_that_is_no_queue_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("other.json");
        std::fs::write(&file, "{}").unwrap();
        let config = ImportQueueConfig { file };
        let failed = import_queue(&store(folder.path()), &config, &mut Vec::new()).await;
        assert!(matches!(failed, Err(ImportQueueError::NotAQueue { .. })), "{failed:?}");
    }
}
