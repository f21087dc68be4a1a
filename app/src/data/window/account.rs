//! Signing in and out.

use serde::Serialize;
use weft::id::PersonId;
use weft::wire::SessionInfo;

use crate::data::holding::Write;
use crate::data::host::Host;
use crate::data::http::{self, HttpError, Method};
use crate::sync::exchange::send_waiting;

use super::settle;

#[derive(Serialize)]
struct Credentials<'a> {
    login: &'a str,
    password: &'a str,
}

/// Signs in. What the device still has to send for whoever used it before is sent first, or kept for them.
///
/// # Errors
/// See [`HttpError`].
pub async fn sign_in<H: Host>(host: &H, login: &str, password: &str) -> Result<(), HttpError> {
    send_waiting(host).await;
    if host.memory().holding.borrow().sign_out_owed {
        // Otherwise it would end the session that is about to begin.
        end_session(host).await?;
    }
    let credentials = http::json(&Credentials { login, password })?;
    let info = http::read(&host.send(Method::POST, "/api/session", Some(credentials), None).await?)?;
    take_word(host, &info).await;
    host.ask_again();
    Ok(())
}

/// Signs out. What only this person may see leaves the device; what they have not sent yet stays for when they return.
pub async fn sign_out<H: Host>(host: &H) {
    send_waiting(host).await;
    // Only the server's own word ends a session; until it comes, ending it is owed.
    let owed = end_session(host).await.is_err();
    let fresh = PersonId(host.new_id());
    settle(host, |holding| holding.after_sign_out(fresh, owed, host.clock())).await;
    host.ask_again();
}

/// Asks whom the server takes this browser for, and takes its word.
///
/// # Errors
/// See [`HttpError`].
pub async fn refresh_session<H: Host>(host: &H) -> Result<(), HttpError> {
    let info = http::read(&host.send(Method::GET, "/api/session", None, None).await?)?;
    take_word(host, &info).await;
    Ok(())
}

/// Ends the session that the browser has, or finds that it has none.
///
/// # Errors
/// See [`HttpError`].
pub async fn end_session<H: Host>(host: &H) -> Result<(), HttpError> {
    match host.send(Method::DELETE, "/api/session", None, None).await {
        Err(error) if error.own_status() != Some(401) => Err(error),
        _ => {
            settle(host, |_| vec![Write::SignOutOwed(false)]).await;
            Ok(())
        }
    }
}

async fn take_word<H: Host>(host: &H, info: &SessionInfo) {
    let heard = host.clock();
    settle(host, |holding| holding.after_session(info, heard)).await;
}
