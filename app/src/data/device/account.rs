//! Signing in and out, and looking up by receipt code.

use serde::Serialize;
use weft::id::{PersonId, TicketId};
use weft::wire::{Row, SessionInfo};

use crate::clock;
use crate::data::holding::Write;
use crate::data::http::{self, Body, HttpError};
use crate::sync;

use super::Device;

#[derive(Serialize)]
struct Credentials<'a> {
    login: &'a str,
    password: &'a str,
}

#[derive(Serialize)]
struct Lookup<'a> {
    code: &'a str,
}

impl Device {
    /// See [`crate::data::Data::sign_in`].
    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> Result<(), HttpError> {
        self.ready().await;
        sync::send_waiting(self).await;
        if self.holding.borrow().sign_out_owed {
            // Otherwise it would end the session that is about to begin.
            self.end_session().await?;
        }
        let credentials = Body::json(&Credentials { login, password })?;
        let info = http::read(&http::send(http::Method::POST, "/api/session", credentials, None).await?)?;
        self.take_word(&info).await;
        self.ask_again();
        Ok(())
    }

    /// Asks whom the server takes this browser for, and takes its word.
    pub(crate) async fn refresh_session(&self) -> Result<(), HttpError> {
        let info = http::get("/api/session", None).await?;
        self.take_word(&info).await;
        Ok(())
    }

    async fn take_word(&self, info: &SessionInfo) {
        let heard = clock::now();
        self.settle(|holding| holding.after_session(info, heard)).await;
    }

    /// Ends the session that the browser has, or finds that it has none.
    pub(crate) async fn end_session(&self) -> Result<(), HttpError> {
        match http::send(http::Method::DELETE, "/api/session", Body::Empty, None).await {
            Err(error) if error.status() != Some(401) => Err(error),
            _ => {
                self.settle(|_| vec![Write::SignOutOwed(false)]).await;
                Ok(())
            }
        }
    }

    /// See [`crate::data::Data::sign_out`].
    pub(crate) async fn sign_out(&self) {
        self.ready().await;
        sync::send_waiting(self).await;
        // Only the server's own word ends a session; until it comes, ending it is owed.
        let owed = self.end_session().await.is_err();
        let fresh = PersonId(clock::new_id());
        self.settle(|holding| holding.after_sign_out(fresh, owed, clock::now())).await;
        self.ask_again();
    }

    /// See [`crate::data::Data::lookup`].
    pub(crate) async fn lookup(&self, code: &str) -> Result<TicketId, HttpError> {
        self.ready().await;
        let row: Row =
            http::read(&http::send(http::Method::POST, "/api/lookup", Body::json(&Lookup { code })?, None).await?)?;
        let id = row.id.into();
        // The session has learnt of the receipt: from here on it may act on the ticket.
        self.refresh_session().await?;
        self.hold_fetched(row);
        Ok(id)
    }
}
