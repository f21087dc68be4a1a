//! Who a request is from: the session of its cookie, and the actor it stands for.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use weft::actor::{Actor, Grant};
use weft::id::{PersonId, UnitId};
use weft::org::Directory;

use super::App;
use super::client::Client;
use super::problem::{Failure, ProblemKind};
use crate::session::{self, Token};
use crate::store::{Account, Session};

/// The field by which a device says whose request it is: an account's person, or `anonymous`.
pub const MEANT_ACCOUNT: HeaderName = HeaderName::from_static("x-weft-account");

/// A role at this unit counts as one at the county, whichever unit that turns out to be: the first administrator is made before any
/// unit is.
#[must_use]
pub fn whole_county() -> UnitId {
    UnitId::named("the whole county")
}

/// Who a request is from.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The session, if the browser has one.
    pub session: Option<Session>,
    /// The account that is signed in.
    pub account: Option<Account>,
    /// Who acts. Without a session somebody who owns nothing and may see what is public.
    pub actor: Arc<Actor>,
}

impl Reader {
    /// A browser without a session.
    #[must_use]
    pub fn nobody() -> Self {
        Self { session: None, account: None, actor: Arc::new(Actor::nobody()) }
    }

    /// The reader of a session and, if signed in, its account.
    #[must_use]
    pub fn new(session: Session, account: Option<Account>, org: &Directory) -> Self {
        let grants = account.iter().flat_map(|account| anchored(&account.grants, org)).collect();
        let mut actor = Actor::staff(session.person, grants);
        actor.receipts.clone_from(&session.receipts);
        Self { session: Some(session), account, actor: Arc::new(actor) }
    }

    /// Whether the request was meant to be made as this reader. A device that keeps commands of several people says whose they are;
    /// when another has signed in or out in the meantime, they must not be taken for theirs.
    fn is_meant(&self, headers: &HeaderMap) -> bool {
        let Some(meant) = headers.get(MEANT_ACCOUNT) else {
            return true;
        };
        match &self.account {
            Some(account) => account.person.to_string().as_bytes() == meant.as_bytes(),
            None => meant.as_bytes() == b"anonymous",
        }
    }

    /// Whoever is signed in.
    ///
    /// # Errors
    /// [`ProblemKind::SignInRequired`].
    pub fn signed_in(&self) -> Result<&Account, Failure> {
        self.account.as_ref().ok_or_else(|| ProblemKind::SignInRequired.into())
    }
}

/// The roles with those at [`whole_county`] put at the county.
pub fn anchored(grants: &[Grant], org: &Directory) -> impl Iterator<Item = Grant> {
    let root = org.root().unwrap_or_else(whole_county);
    grants.iter().map(move |grant| match grant.unit == whole_county() {
        true => Grant { unit: root, ..*grant },
        false => *grant,
    })
}

impl FromRequestParts<App> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let reader = Self::of(&parts.headers, app).await?;
        match reader.is_meant(&parts.headers) {
            true => Ok(reader),
            false => Err(ProblemKind::OtherAccount.into()),
        }
    }
}

impl Reader {
    async fn of(headers: &HeaderMap, app: &App) -> Result<Self, Failure> {
        let Some(token) = Token::of(headers) else {
            return Ok(Self::nobody());
        };
        let found = app.engine.store().session_by_hash(&token.hash()).await.map_err(Failure::store)?;
        let Some(session) = found.filter(|session| app.now() < session.expires_at) else {
            return Ok(Self::nobody());
        };
        if !session.account {
            return Ok(Self::new(session, None, &app.engine.org()));
        }
        let account = app.engine.store().account(session.person).await.map_err(Failure::store)?;
        match account.filter(|account| !account.disabled) {
            Some(account) => Ok(Self::new(session, Some(account), &app.engine.org())),
            None => Ok(Self::nobody()),
        }
    }
}

/// A reader who certainly has a session, and the cookie to send along if it was begun just now.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who.
    pub reader: Reader,
    /// The cookie of a new session.
    pub cookie: Option<HeaderValue>,
}

impl Known {
    /// The reader, with an anonymous session and a person of their own if they had none. It is durable when this returns.
    ///
    /// # Errors
    /// When this address begins too many sessions, or the store fails.
    pub async fn or_begin(app: &App, client: &Client, reader: Reader) -> Result<Self, Failure> {
        if reader.session.is_some() {
            return Ok(Self { reader, cookie: None });
        }
        app.limits.sessions.pass(&client.key())?;
        let clock = app.engine.clock();
        let (session, token) = session::begin(&**clock, PersonId(clock.new_id()), false, Vec::new());
        app.engine.store().put_session(&session).await.map_err(Failure::store)?;
        let cookie = token.cookie(false, client.secure);
        Ok(Self { reader: Reader::new(session, None, &app.engine.org()), cookie: Some(cookie) })
    }

    /// An answer that carries the cookie of a new session.
    pub fn answer(self, answer: impl IntoResponse) -> Response {
        let mut response = answer.into_response();
        if let Some(cookie) = self.cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_meant_for_another_account_is_not_this_reader_s() {
        let meant = |value: &'static str| {
            let value = HeaderValue::from_static(value);
            Reader::nobody().is_meant(&HeaderMap::from_iter([(MEANT_ACCOUNT, value)]))
        };
        assert!(Reader::nobody().is_meant(&HeaderMap::new()));
        assert!(meant("anonymous"));
        assert!(!meant("00000000-0000-0000-0000-000000000007"));
    }
}
