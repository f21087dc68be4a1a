//! Requests to the server, each bounded in time, and what a failed one means in words.

use js_sys::{Function, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, RequestInit, Response};
use weft::text::Text;
use weft::wire::Problem;

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
            Self::Problem {
                status,
                problem,
                retry_after_s,
            } => Failure {
                status: Some(*status),
                retry_after_s: *retry_after_s,
                own: problem.is_some(),
            },
            Self::NoAnswer | Self::Unreadable => Failure {
                status: None,
                retry_after_s: None,
                own: false,
            },
        }
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
            Self::Problem {
                problem: Some(problem),
                ..
            } => Text::new(problem.detail_zh.as_str(), problem.detail.as_str()),
            Self::Problem { status, .. } => Text::new(
                format!("服务器暂时无法处理（{status}），请稍后再试。"),
                format!("The server cannot do this now ({status}): try again later."),
            ),
        }
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
        serde_json::to_string(value)
            .map(Self::Json)
            .map_err(|_| HttpError::Unreadable)
    }
}

/// Asks for something and reads the JSON of the answer.
///
/// # Errors
/// See [`HttpError`].
pub async fn get<T: DeserializeOwned>(
    path: &str,
    account: Option<Account>,
) -> Result<T, HttpError> {
    read(&send("GET", path, Body::Empty, account).await?)
}

/// Reads the JSON of an answer.
///
/// # Errors
/// [`HttpError::Unreadable`] when it is something else.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, HttpError> {
    serde_json::from_str(text).map_err(|_| HttpError::Unreadable)
}

/// Sends a request and returns the text of a successful answer. `account` is whom the request is meant to be made as: the
/// server refuses it when the browser's session is another's.
///
/// # Errors
/// See [`HttpError`].
pub async fn send(
    method: &str,
    path: &str,
    body: Body,
    account: Option<Account>,
) -> Result<String, HttpError> {
    let response = exchange(method, path, body, account)
        .await
        .map_err(|_| HttpError::NoAnswer)?;
    let status = response.status();
    let text = match response.text() {
        Ok(text) => JsFuture::from(text)
            .await
            .map_err(|_| HttpError::NoAnswer)?
            .as_string()
            .unwrap_or_default(),
        Err(_) => String::new(),
    };
    if response.ok() {
        return Ok(text);
    }
    let retry_after = response.headers().get("retry-after").ok().flatten();
    let problem = serde_json::from_str::<Problem>(&text)
        .ok()
        .filter(|problem| problem.status == status);
    Err(HttpError::Problem {
        status,
        problem,
        retry_after_s: retry_after.and_then(|text| text.trim().parse().ok()),
    })
}

async fn exchange(
    method: &str,
    path: &str,
    body: Body,
    account: Option<Account>,
) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let headers = Object::new();
    let set = |name: &str, value: &str| Reflect::set(&headers, &name.into(), &value.into());
    set("accept", "application/json, application/problem+json")?;
    set("x-weft", "1")?;
    match account {
        None => {}
        Some(Account::Anonymous) => _ = set("x-weft-account", "anonymous")?,
        Some(Account::Person(person)) => _ = set("x-weft-account", &person.to_string())?,
    }
    let init = RequestInit::new();
    init.set_method(method);
    let limit_ms = if matches!(body, Body::Jpeg(_)) {
        UPLOAD_MS_MAX
    } else {
        REQUEST_MS_MAX
    };
    match body {
        Body::Empty => {}
        Body::Json(text) => {
            set("content-type", "application/json")?;
            init.set_body(&text.into());
        }
        Body::Jpeg(blob) => {
            set("content-type", "image/jpeg")?;
            init.set_body(&blob.into());
        }
    }
    init.set_headers(&headers);
    let abort = AbortController::new()?;
    init.set_signal(Some(&abort.signal()));
    // Aborting a request that has ended does nothing, so the timer need not be stopped.
    let give_up: Function = Reflect::get(&abort, &"abort".into())?.dyn_into()?;
    clock::call_later(&give_up.bind0(&abort), limit_ms);
    JsFuture::from(window.fetch_with_str_and_init(path, &init))
        .await?
        .dyn_into()
}
