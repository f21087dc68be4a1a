//! What administrators do with accounts. Accounts are no part of the replica, so these go to the server at once, and only with a network.

use serde::Serialize;
use serde_json::json;
use weft::actor::Grant;
use weft::id::PersonId;

use super::http::{self, Body, HttpError, ProblemText};
use super::query::AccountRow;
use super::{Data, Device};

/// A new account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewAccount {
    /// Login name.
    pub login: String,
    /// Mobile number to sign in by, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// First password.
    pub password: String,
    /// Name to show.
    pub name: String,
    /// The person, as named by an appointment; a new one if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Roles.
    pub grants: Vec<Grant>,
}

impl Data {
    /// Makes an account.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn make_account(self, new: &NewAccount) -> Result<AccountRow, ProblemText> {
        self.tell(http::Method::POST, "/api/accounts".to_owned(), Body::json(new)).await
    }

    /// Bars an account, or opens it again.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn bar_account(self, person: PersonId, bar: bool) -> Result<AccountRow, ProblemText> {
        let act = if bar { "disable" } else { "enable" };
        self.tell(http::Method::POST, format!("/api/accounts/{person}/{act}"), Ok(Body::Empty)).await
    }

    /// Sets a new password for somebody.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn reset_password(self, person: PersonId, password: &str) -> Result<AccountRow, ProblemText> {
        let body = Body::json(&json!({ "password": password }));
        self.tell(http::Method::PUT, format!("/api/accounts/{person}/password"), body).await
    }

    /// Sets somebody's roles.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn regrant(self, person: PersonId, grants: &[Grant]) -> Result<AccountRow, ProblemText> {
        let body = Body::json(&json!({ "grants": grants }));
        self.tell(http::Method::PUT, format!("/api/accounts/{person}/grants"), body).await
    }

    /// Makes the very first administrator, with the token that the server printed.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn make_first(self, token: &str, login: &str, password: &str, name: &str) -> Result<(), ProblemText> {
        let first = json!({ "token": token, "login": login, "password": password, "name": name });
        let body = Body::json(&first);
        let made: Result<AccountRow, ProblemText> =
            self.tell(http::Method::POST, "/api/accounts/first".to_owned(), body).await;
        made.map(|_| ())
    }

    async fn tell(
        self,
        method: http::Method,
        path: String,
        body: Result<Body, HttpError>,
    ) -> Result<AccountRow, ProblemText> {
        let body = body.map_err(|error| error.text())?;
        let text = self.device().order(method, path, body).await?;
        http::read(&text).map_err(|error| error.text())
    }
}

impl Device {
    /// Tells the server something as the present account.
    pub(super) async fn order(&self, method: http::Method, path: String, body: Body) -> Result<String, ProblemText> {
        self.ready().await;
        let account = self.holding.borrow().account();
        http::send(method, &path, body, Some(account)).await.map_err(|error| error.text())
    }

    /// Tells the server something as the present account, and gets a file for it.
    pub(super) async fn order_file(&self, path: &str, body: Body) -> Result<Vec<u8>, ProblemText> {
        self.ready().await;
        let account = self.holding.borrow().account();
        let sent = http::send_for_bytes(http::Method::POST, path, body, Some(account));
        sent.await.map_err(|error| error.text())
    }
}
