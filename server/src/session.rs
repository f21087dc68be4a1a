//! Sessions: opaque tokens in a cookie, only their hashes in the store.
//!
//! A browser without an account gets a session of its own, with a person of its own, when it first sends something. Signing in begins
//! a new session. What the anonymous session could open (its own tickets and shown receipts) is carried over only to an account
//! without roles: staff must not become owners of tickets they handle, on a telephone that a resident reported with.

use std::fmt::Write;

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use sha2::{Digest, Sha256};
use weft::id::{PersonId, TicketId};

use crate::clock::Clock;
use crate::store::Session;

/// The cookie's name.
pub const COOKIE: &str = "weft_session";
/// The name of a kiosk's cookie.
pub const KIOSK_COOKIE: &str = "weft_kiosk";
/// Where a kiosk's cookie is sent to.
pub const KIOSK_PATH: &str = "/api/kiosk";
/// How long a kiosk's cookie lasts without contact, days: the longest that browsers allow. The server itself sets no end.
pub const KIOSK_DAYS: i64 = 400;
/// How long an anonymous session lasts without use, days.
pub const ANONYMOUS_DAYS: i64 = 365;
/// How long a signed-in session lasts without use, days.
pub const SIGNED_IN_DAYS: i64 = 30;
/// The use of a session is written down at most this often, hours.
pub const SEEN_EVERY_HOURS: i64 = 24;
/// Most tickets a session remembers the receipts of; the one shown longest ago goes first.
pub const RECEIPTS_MAX: usize = 200;
const TOKEN_BYTES: usize = 32;

/// Bytes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What the cookie holds: 256 bits nobody can guess.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// A new token.
    #[must_use]
    pub fn draw(clock: &dyn Clock) -> Self {
        Self(hex(&clock.random::<TOKEN_BYTES>()))
    }

    /// The token in the cookies of a request; anything that cannot be one is none.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        Self::named(COOKIE, headers)
    }

    /// The token of a kiosk in the cookies of a request.
    #[must_use]
    pub fn of_kiosk(headers: &HeaderMap) -> Option<Self> {
        Self::named(KIOSK_COOKIE, headers)
    }

    fn named(name: &str, headers: &HeaderMap) -> Option<Self> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .find(|cookie| cookie.name() == name)
            .map(|cookie| cookie.value().to_owned())
            .filter(|value| value.len() == TOKEN_BYTES * 2 && value.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .map(Self)
    }

    /// What the store keeps.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }

    /// The cookie that makes a browser keep the token for as long as the session may last.
    #[must_use]
    pub fn cookie(&self, signed_in: bool, secure: bool) -> HeaderValue {
        write_cookie(COOKIE, "/", self.0.clone(), Duration::days(days(signed_in)), secure)
    }

    /// The cookie that makes a kiosk keep its token, sent to the kiosks' endpoints alone: whatever else is done in its browser is
    /// nobody's.
    #[must_use]
    pub fn kiosk_cookie(&self, secure: bool) -> HeaderValue {
        write_cookie(KIOSK_COOKIE, KIOSK_PATH, self.0.clone(), Duration::days(KIOSK_DAYS), secure)
    }
}

/// The cookie that makes a browser forget its token.
#[must_use]
pub fn forget_cookie(secure: bool) -> HeaderValue {
    write_cookie(COOKIE, "/", String::new(), Duration::ZERO, secure)
}

fn write_cookie(name: &'static str, path: &'static str, value: String, age: Duration, secure: bool) -> HeaderValue {
    let cookie = Cookie::build((name, value))
        .path(path)
        .http_only(true)
        // Requests made by this site's own pages carry it all the same; no other site can make the browser send it.
        .same_site(SameSite::Strict)
        .secure(secure)
        .max_age(age);
    HeaderValue::from_str(&cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}

const fn days(signed_in: bool) -> i64 {
    if signed_in { SIGNED_IN_DAYS } else { ANONYMOUS_DAYS }
}

/// A new session for this person, and its token.
#[must_use]
pub fn begin(clock: &dyn Clock, person: PersonId, account: bool, receipts: Vec<TicketId>) -> (Session, Token) {
    let token = Token::draw(clock);
    let now = clock.now();
    let session = Session {
        hash: token.hash(),
        person,
        account,
        receipts,
        created_at: now,
        seen_at: now,
        expires_at: now + TimeDelta::days(days(account)),
    };
    (session, token)
}

/// Notes that the session is used now; says whether that is worth writing down.
pub fn touch(session: &mut Session, clock: &dyn Clock) -> bool {
    let now = clock.now();
    if now - session.seen_at < TimeDelta::hours(SEEN_EVERY_HOURS) {
        return false;
    }
    session.seen_at = now;
    session.expires_at = now + TimeDelta::days(days(session.account));
    true
}

/// Adds a ticket whose receipt was shown; says whether it is new to the session.
pub fn show_receipt(session: &mut Session, ticket: TicketId) -> bool {
    if session.receipts.contains(&ticket) {
        return false;
    }
    if session.receipts.len() >= RECEIPTS_MAX {
        session.receipts.remove(0);
    }
    session.receipts.push(ticket);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{ManualClock, SystemClock};

    fn cookies(text: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(text).unwrap())])
    }

    #[test]
    fn a_token_reads_back_from_its_cookie_among_others() {
        let token = Token::draw(&SystemClock);
        let cookie = token.cookie(false, true).to_str().unwrap().to_owned();
        let pair = cookie.split(';').next().unwrap();
        assert_eq!(Token::of(&cookies(&format!("other=1; {pair}; x=y"))), Some(token));
        assert_eq!(Token::of(&cookies("weft_session=short")), None);
        assert_eq!(Token::of(&HeaderMap::new()), None);
    }

    #[test]
    fn the_cookie_is_hidden_from_scripts_and_other_sites() {
        let cookie = Token::draw(&SystemClock).cookie(true, true).to_str().unwrap().to_owned();
        for flag in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/", "Max-Age=2592000"] {
            assert!(cookie.contains(flag), "{flag} in {cookie}");
        }
        assert!(!Token::draw(&SystemClock).cookie(true, false).to_str().unwrap().contains("Secure"));
    }

    #[test]
    fn the_store_never_gets_the_token() {
        let (session, token) = begin(&SystemClock, PersonId::named("a"), false, Vec::new());
        assert_eq!(session.hash, token.hash());
        assert_ne!(session.hash, token.0);
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn use_prolongs_a_session_once_a_day() {
        let clock = ManualClock::at(chrono::DateTime::UNIX_EPOCH);
        let (mut session, _) = begin(&clock, PersonId::named("a"), true, Vec::new());
        assert!(!touch(&mut session, &clock));
        clock.advance(TimeDelta::hours(SEEN_EVERY_HOURS));
        assert!(touch(&mut session, &clock));
        assert_eq!(session.expires_at, clock.now() + TimeDelta::days(SIGNED_IN_DAYS));
    }

    #[test]
    fn remembered_receipts_are_bounded_and_not_doubled() {
        let (mut session, _) = begin(&SystemClock, PersonId::named("a"), false, Vec::new());
        for number in 0..=RECEIPTS_MAX {
            assert!(show_receipt(&mut session, TicketId::named(&number.to_string())));
        }
        assert!(!show_receipt(&mut session, TicketId::named("1")));
        assert_eq!(session.receipts.len(), RECEIPTS_MAX);
        assert!(!session.receipts.contains(&TicketId::named("0")));
    }
}
