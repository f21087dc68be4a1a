//! What the engine cannot go on from. It says so, and whoever serves stops: a process started again reads what is on the disk.

use std::sync::{Arc, Weak};

use tokio::task::JoinHandle;

use crate::trouble::Trouble;

use super::{EngineError, Shared};

/// Why the engine cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The writer is gone, and with it the knowledge of what it had half done in memory. What was acknowledged is on the disk.
    #[error("the writer panicked; what was acknowledged is on the disk, and the next start goes on from there")]
    WriterPanicked,
    /// The store does not hold what was written to it.
    #[error("{what}")]
    Damaged {
        /// Where and what.
        what: String,
    },
}

impl Fault {
    /// What is wrong with the place where the data is, if it is that.
    #[must_use]
    pub const fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::WriterPanicked => None,
            Self::Damaged { .. } => Some(Trouble::Damaged),
        }
    }
}

impl Shared {
    /// Says that the engine cannot go on. The first reason counts.
    fn fail(&self, fault: Fault) {
        tracing::error!(%fault, "the engine cannot go on");
        self.fault.send_if_modified(|held| {
            let is_first = held.is_none();
            if is_first {
                *held = Some(fault);
            }
            is_first
        });
    }

    /// Notes an error that shows the store to be damaged.
    pub(super) fn heed(&self, error: &EngineError) {
        if error.trouble() == Some(Trouble::Damaged) {
            self.fail(Fault::Damaged { what: error.to_string() });
        }
    }
}

/// Waits for the writer's end and says so if it was a panic.
pub(super) async fn attend(writer: JoinHandle<()>, shared: Arc<Shared>) {
    if writer.await.is_err_and(|error| error.is_panic()) {
        shared.fail(Fault::WriterPanicked);
    }
}

/// Looks once at every page, behind what is served: it takes the longer the more there is, and starting must not.
pub(super) async fn check_pages(shared: Weak<Shared>) {
    let Some((store, vault)) = shared.upgrade().map(|shared| (shared.store.clone(), shared.vault.clone())) else {
        return;
    };
    let checked = match store.check_pages().await {
        Ok(()) => vault.check_pages().await,
        damaged => damaged,
    };
    match (checked, shared.upgrade()) {
        (Err(error), Some(shared)) => {
            let error = EngineError::from(error);
            tracing::error!(%error, "the look at every page of the database");
            shared.heed(&error);
        }
        (Ok(()), _) => tracing::info!("every page of the database was looked at"),
        (Err(_), None) => {}
    }
}
