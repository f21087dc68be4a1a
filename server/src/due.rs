//! Time asks: a task that wakes now and then and has the engine run what is due.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::engine::WeakEngine;

/// How often what is due is looked for. A query on an index; nothing happens when nothing is due.
const DUE_EVERY: Duration = Duration::from_secs(1);

/// Runs what is due until the engine is gone. What came due while the server was down runs at the first turn.
pub(crate) async fn run(engine: WeakEngine) {
    let mut turns = interval(DUE_EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        let Some(engine) = engine.upgrade() else {
            return;
        };
        match engine.tick().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "ran what was due"),
            Err(crate::engine::EngineError::Stopped) => return,
            Err(error) => tracing::error!(%error, "what is due could not be run; it stays due"),
        }
    }
}
