//! Requests to the server, each bounded in time, and what a failed one means in words.

pub use gloo_net::http::Method;
use gloo_net::http::{RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Blob, ReadableStreamDefaultReader};
use weft::text::Text;
use weft::wire::{OWN, Problem};

use crate::clock;
use crate::outbox::Account;
use crate::sync::plan::Failure;

/// Longest wait for an answer, milliseconds.
pub const REQUEST_MS_MAX: u32 = 20_000;
/// Longest wait for an upload, milliseconds: a photo over a slow mobile network.
pub const UPLOAD_MS_MAX: u32 = 120_000;

/// What to tell a person of a failure, in both languages.
pub type ProblemText = Text;

/// A request that brought no usable answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// Nothing came back: no network, or not in time.
    NoAnswer,
    /// The server says no.
    Problem {
        /// The HTTP status.
        status: u16,
        /// What the server says, if it was the server that answered.
        problem: Option<Problem>,
        /// What it asks to wait, seconds.
        retry_after_s: Option<u32>,
    },
    /// The answer is not what was expected: another version, or something in between answered.
    Unreadable,
}

impl HttpError {
    /// The HTTP status, if there was an answer.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Problem { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// What the exchange decides by.
    #[must_use]
    pub const fn failure(&self) -> Failure {
        match self {
            Self::Problem { status, problem, retry_after_s } => {
                Failure { status: Some(*status), retry_after_s: *retry_after_s, own: problem.is_some() }
            }
            Self::NoAnswer | Self::Unreadable => Failure { status: None, retry_after_s: None, own: false },
        }
    }

    /// The HTTP status, if it was the server that answered.
    #[must_use]
    pub fn own_status(&self) -> Option<u16> {
        self.status().filter(|_| self.failure().own)
    }

    /// What to tell the person.
    #[must_use]
    pub fn text(&self) -> ProblemText {
        match self {
            Self::NoAnswer => Text::new(
                "连不上服务器，请检查网络后重试。",
                "The server cannot be reached: check the network and try again.",
            ),
            Self::Unreadable => Text::new(
                "服务器的回答无法识别，请刷新页面后重试。",
                "The server's answer cannot be read: reload the page and try again.",
            ),
            Self::Problem { problem: Some(problem), retry_after_s, .. } => said(problem, *retry_after_s),
            Self::Problem { status, .. } => Text::new(
                format!("服务器暂时无法处理（{status}），请稍后再试。"),
                format!("The server cannot do this now ({status}): try again later."),
            ),
        }
    }
}

/// What the server says, and after how long it makes sense to try again.
fn said(problem: &Problem, retry_after_s: Option<u32>) -> ProblemText {
    let (zh, en) = (&problem.detail_zh, &problem.detail);
    match retry_after_s {
        Some(seconds) => Text::new(format!("{zh}（{seconds} 秒后可再试）"), format!("{en} (possible in {seconds} s)")),
        None => Text::new(zh.as_str(), en.as_str()),
    }
}

/// The body of a request.
#[derive(Debug)]
pub enum Body {
    /// None.
    Empty,
    /// JSON text.
    Json(String),
    /// A JPEG.
    Jpeg(Blob),
}

impl Body {
    /// A value as JSON.
    ///
    /// # Errors
    /// [`HttpError::Unreadable`] for a value that has no JSON form.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, HttpError> {
        json(value).map(Self::Json)
    }
}

/// A value as JSON text.
///
/// # Errors
/// [`HttpError::Unreadable`] for a value that has no JSON form.
pub fn json<T: Serialize>(value: &T) -> Result<String, HttpError> {
    serde_json::to_string(value).map_err(|_| HttpError::Unreadable)
}

/// A text as a value in an address (RFC 3986).
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// Asks for something and reads the JSON of the answer.
///
/// # Errors
/// See [`HttpError`].
pub async fn get<T: DeserializeOwned>(path: &str, account: Option<Account>) -> Result<T, HttpError> {
    read(&send(Method::GET, path, Body::Empty, account).await?)
}

/// Reads the JSON of an answer.
///
/// # Errors
/// [`HttpError::Unreadable`] when it is something else.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, HttpError> {
    weft::json::read(text).map_err(|_| HttpError::Unreadable)
}

/// Sends a request and returns the text of a successful answer. `account` is whom the request is meant to be made as: the
/// server refuses it when the browser's session is another's.
///
/// # Errors
/// See [`HttpError`].
pub async fn send(method: Method, path: &str, body: Body, account: Option<Account>) -> Result<String, HttpError> {
    answered(exchange(method, path, body, account).await.map_err(|_| HttpError::NoAnswer)?).await
}

/// As [`send`], for an answer that is a file.
///
/// # Errors
/// See [`HttpError`].
pub async fn send_for_bytes(
    method: Method,
    path: &str,
    body: Body,
    account: Option<Account>,
) -> Result<Vec<u8>, HttpError> {
    let response = exchange(method, path, body, account).await.map_err(|_| HttpError::NoAnswer)?;
    if !is_own_success(&response) {
        return answered(response).await.map(String::into_bytes);
    }
    response.binary().await.map_err(|_| HttpError::NoAnswer)
}

/// Whether the server itself says yes; [`answered`] says why not.
fn is_own_success(response: &Response) -> bool {
    response.ok() && response.headers().get(OWN).is_some()
}

/// The text of a successful answer.
async fn answered(response: Response) -> Result<String, HttpError> {
    let (status, headers) = (response.status(), response.headers());
    let (own, retry_after) = (headers.get(OWN).is_some(), headers.get("retry-after"));
    let text = response.text().await.map_err(|_| HttpError::NoAnswer)?;
    Answered { status, own, text, retry_after }.read()
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// Whether it bears the server's mark, [`OWN`].
    pub own: bool,
    /// The body.
    pub text: String,
    /// The field `Retry-After`.
    pub retry_after: Option<String>,
}

impl Answered {
    /// The text of a success. Nothing counts as one that something in between may have said.
    ///
    /// # Errors
    /// See [`HttpError`].
    pub fn read(self) -> Result<String, HttpError> {
        let Self { status, own, text, retry_after } = self;
        if (200..300).contains(&status) {
            return if own { Ok(text) } else { Err(HttpError::Unreadable) };
        }
        let problem = weft::json::read::<Problem>(&text).ok().filter(|problem| own && problem.status == status);
        let retry_after_s = retry_after.and_then(|text| text.trim().parse().ok());
        Err(HttpError::Problem { status, problem, retry_after_s })
    }
}

async fn exchange(
    method: Method,
    path: &str,
    body: Body,
    account: Option<Account>,
) -> Result<Response, gloo_net::Error> {
    let limit_ms = if matches!(body, Body::Jpeg(_)) { UPLOAD_MS_MAX } else { REQUEST_MS_MAX };
    let abort = AbortController::new().ok();
    let signal = abort.as_ref().map(AbortController::signal);
    if let Some(abort) = abort {
        // Aborting a request that has ended does nothing, so the timer need not be stopped.
        let give_up = Closure::once_into_js(move || abort.abort());
        clock::call_later(give_up.unchecked_ref(), limit_ms);
    }
    start(method, path, body, account, signal.as_ref()).await
}

/// Sends a request that ends when it is told to, or never.
async fn start(
    method: Method,
    path: &str,
    body: Body,
    account: Option<Account>,
    signal: Option<&AbortSignal>,
) -> Result<Response, gloo_net::Error> {
    let request = RequestBuilder::new(path)
        .method(method)
        .abort_signal(signal)
        .header("accept", "application/json, application/problem+json")
        .header(OWN, "1");
    let request = match account {
        None => request,
        Some(Account::Anonymous) => request.header("x-weft-account", "anonymous"),
        Some(Account::Person(person)) => request.header("x-weft-account", &person.to_string()),
    };
    let request = match body {
        Body::Empty => request.build()?,
        Body::Json(text) => request.header("content-type", "application/json").body(text)?,
        Body::Jpeg(blob) => request.header("content-type", "image/jpeg").body(blob)?,
    };
    request.send().await
}

/// Asks for something that is told bit by bit, as server-sent events, and hands on the data of each.
///
/// # Errors
/// See [`HttpError`]. What was handed on until then stands.
pub async fn events(
    path: &str,
    body: String,
    account: Option<Account>,
    signal: Option<&AbortSignal>,
    hear: &mut dyn FnMut(&str),
) -> Result<(), HttpError> {
    let lost = |_| HttpError::NoAnswer;
    let response =
        start(Method::POST, path, Body::Json(body), account, signal).await.map_err(|_| HttpError::NoAnswer)?;
    if !is_own_success(&response) {
        return answered(response).await.map(|_| ());
    }
    let stream = response.body().ok_or(HttpError::Unreadable)?;
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into().map_err(lost)?;
    let mut heard = Events::default();
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(|_| HttpError::NoAnswer)?;
        let field = |name: &str| Reflect::get(&read, &name.into()).unwrap_or_default();
        if field("done").is_truthy() {
            return Ok(());
        }
        let bytes: Uint8Array = field("value").dyn_into().map_err(|_| HttpError::Unreadable)?;
        heard.take(&bytes.to_vec(), hear);
    }
}

/// Server-sent events, as far as they have come.
#[derive(Default)]
struct Events(Vec<u8>);

impl Events {
    /// Takes what has come in, and hands on the data of each line that is whole.
    fn take(&mut self, bytes: &[u8], hear: &mut dyn FnMut(&str)) {
        self.0.extend_from_slice(bytes);
        let Some(end) = self.0.iter().rposition(|byte| *byte == b'\n') else {
            return;
        };
        let rest = self.0.split_off(end + 1);
        let whole = std::mem::replace(&mut self.0, rest);
        for line in String::from_utf8_lossy(&whole).lines() {
            if let Some(data) = line.strip_prefix("data: ") {
                hear(data);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_something_in_between_answers_is_neither_a_success_nor_the_servers_no() {
        let foreign = |status, text: &str| Answered { status, own: false, text: text.to_owned(), retry_after: None };
        assert_eq!(foreign(200, "<html>").read(), Err(HttpError::Unreadable));
        assert_eq!(foreign(204, "").read(), Err(HttpError::Unreadable));
        assert_eq!(foreign(401, "{}").read().map_err(|error| error.own_status()), Err(None));
        let own = Answered { own: true, ..foreign(204, "") };
        assert_eq!(own.read(), Ok(String::new()));
    }

    #[test]
    fn events_are_handed_on_line_by_line_however_they_are_cut() {
        let text = "data: {\"一\":1}\n\n: a comment\n\ndata: 二\n\n";
        for size in 1..text.len() {
            let (mut events, mut heard) = (Events::default(), Vec::new());
            text.as_bytes().chunks(size).for_each(|bytes| events.take(bytes, &mut |line| heard.push(line.to_owned())));
            assert_eq!(heard, ["{\"一\":1}", "二"], "{size}");
        }
    }

    #[test]
    fn what_an_address_keeps_for_itself_is_encoded() {
        assert_eq!(encoded("1.7.9.ab-_~"), "1.7.9.ab-_~");
        assert_eq!(encoded("a b&c=县"), "a%20b%26c%3D%E5%8E%BF");
    }
}
