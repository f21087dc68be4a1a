//! On PostgreSQL other servers may write to the same log: their pokes make this one catch up.

use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::mpsc::WeakSender;

use crate::store::Store;
use crate::store::db::Db;

use super::writer::Job;

/// Wait before the connection for pokes is opened again.
const RECONNECT_AFTER: Duration = Duration::from_secs(2);
/// Longest time without looking at the log, should a poke be lost.
const CATCH_UP_EVERY: Duration = Duration::from_secs(30);

/// Starts a task that listens until the engine is gone.
pub(super) fn start(store: &Store, jobs: WeakSender<Job>) {
    if let Db::Postgres { writer: pool, .. } = &store.db {
        let pool = pool.clone();
        tokio::spawn(async move {
            while jobs.upgrade().is_some() {
                match PgListener::connect_with(&pool).await {
                    Ok(listener) => {
                        if let Err(error) = follow(listener, &jobs).await {
                            tracing::warn!(%error, "the connection for pokes was lost");
                        }
                    }
                    Err(error) => tracing::warn!(%error, "no connection for pokes"),
                }
                if jobs.upgrade().is_some() {
                    tokio::time::sleep(RECONNECT_AFTER).await;
                }
            }
        });
    }
}

async fn follow(mut listener: PgListener, jobs: &WeakSender<Job>) -> Result<(), sqlx::Error> {
    listener.listen("weft").await?;
    loop {
        // What was committed before the connection stood was not heard.
        let Some(sender) = jobs.upgrade() else {
            return Ok(());
        };
        if sender.send(Job::CatchUp).await.is_err() {
            return Ok(());
        }
        drop(sender);
        if let Ok(heard) = tokio::time::timeout(CATCH_UP_EVERY, listener.recv()).await {
            heard?;
        }
    }
}
