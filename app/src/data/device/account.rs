//! Signing in and out, and looking up by receipt code, as pages ask for it.

use serde::Serialize;
use weft::id::TicketId;
use weft::wire::Row;

use crate::data::http::{self, Body, HttpError};
use crate::data::window::account;

use super::Device;

#[derive(Serialize)]
struct Lookup<'a> {
    code: &'a str,
}

impl Device {
    /// See [`crate::data::Data::sign_in`].
    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> Result<(), HttpError> {
        self.ready().await;
        account::sign_in(self, login, password).await
    }

    /// See [`crate::data::Data::sign_out`].
    pub(crate) async fn sign_out(&self) {
        self.ready().await;
        account::sign_out(self).await;
    }

    /// See [`crate::data::Data::lookup`].
    pub(crate) async fn lookup(&self, code: &str) -> Result<TicketId, HttpError> {
        self.ready().await;
        let row: Row =
            http::read(&http::send(http::Method::POST, "/api/lookup", Body::json(&Lookup { code })?, None).await?)?;
        let id = row.id.into();
        // The session has learnt of the receipt: from here on it may act on the ticket.
        account::refresh_session(self).await?;
        self.hold_fetched(row);
        Ok(id)
    }
}
