//! Errors as RFC 9457 problem details, with one table of every type.
//!
//! A type is stable: an app may decide by it. What a reader may not see is `not-found`; what it sees but may not do is `forbidden`.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use weft::text::{Language, Text};
use weft::wire::Problem;

use crate::engine::{FULL_RETRY_AFTER_S, RETRY_AFTER_S};
use crate::store::StoreError;
use crate::trouble::Trouble;

/// The media type of problem details.
pub const PROBLEM_JSON: &str = "application/problem+json";

macro_rules! problems {
    ($($(#[$doc:meta])* $variant:ident $name:literal $status:ident $title:literal $zh:literal $en:literal;)+) => {
        /// Every type of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProblemKind { $($(#[$doc])* $variant,)+ }

        impl ProblemKind {
            /// Every type, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The last part of the type's address.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }

            /// A short summary in English.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// What to tell the user, Chinese and English.
            #[must_use]
            pub const fn detail(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($zh, $en),)+ }
            }
        }
    };
}

problems! {
    /// Nothing there for this reader.
    NotFound "not-found" NOT_FOUND "Not found"
        "没有找到，或者您无权查看。" "It does not exist, or you may not see it.";
    /// No endpoint of this path.
    NoSuchRoute "no-such-route" NOT_FOUND "No such address"
        "没有这个接口地址。" "There is no such address.";
    /// The endpoint knows other methods.
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "Method not allowed"
        "这个地址不支持此操作。" "This address does not support that method.";
    /// The body is not the JSON expected.
    BadBody "bad-body" BAD_REQUEST "The body cannot be read"
        "请求内容无法识别。" "The body of the request cannot be read.";
    /// A query parameter is not what is expected.
    BadQuery "bad-query" BAD_REQUEST "The query cannot be read"
        "查询条件无法识别。" "A parameter of the query cannot be read.";
    /// A part of the path is not what is expected.
    BadPath "bad-path" BAD_REQUEST "The path cannot be read"
        "地址中的编号无法识别。" "An identifier in the path cannot be read.";
    /// The cursor was not made by this server.
    BadCursor "bad-cursor" BAD_REQUEST "The cursor cannot be read"
        "翻页标记无效，请从头开始。" "The cursor is not one of this server: start again without one.";
    /// The body's media type is not the one expected.
    UnsupportedMediaType "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE "Unsupported media type"
        "请求内容的格式不受支持。" "The body must be sent as application/json.";
    /// The body is larger than the endpoint takes.
    TooLarge "too-large" PAYLOAD_TOO_LARGE "Too large"
        "请求内容过大。" "The body of the request is too large.";
    /// More commands in a push than allowed.
    TooManyCommands "too-many-commands" PAYLOAD_TOO_LARGE "Too many commands"
        "一次最多提交 200 条。" "A push holds at most 200 commands: send the others next.";
    /// The request did not arrive in time.
    TooSlow "too-slow" REQUEST_TIMEOUT "Too slow"
        "请求超时，请重试。" "The request took too long: try again.";
    /// Needs an account.
    SignInRequired "sign-in-required" UNAUTHORIZED "Sign in first"
        "请先登录。" "Please sign in first.";
    /// Login or password wrong; it is not said which.
    WrongCredentials "wrong-credentials" UNAUTHORIZED "Wrong name or password"
        "账号或密码不正确。" "The name or the password is wrong.";
    /// Too many wrong passwords.
    LockedOut "locked-out" TOO_MANY_REQUESTS "Locked out"
        "密码错误次数过多，请稍后再试。" "Too many wrong passwords: try again later.";
    /// Seen, but not allowed.
    Forbidden "forbidden" FORBIDDEN "Not allowed"
        "您没有此项权限。" "You may not do this.";
    /// The request comes from a page of another site.
    CrossSite "cross-site" FORBIDDEN "Cross-site request"
        "拒绝来自其他网站的请求。" "A request from another site is refused. Send X-Weft: 1 or a JSON body from this site's own pages.";
    /// The request was made as somebody else than whose session it comes with.
    OtherAccount "other-account" CONFLICT "Another account"
        "登录状态已变化，请重试。" "Somebody else has signed in or out in the meantime: ask for the session again.";
    /// Too many requests from this address or account.
    RateLimited "rate-limited" TOO_MANY_REQUESTS "Too many requests"
        "操作过于频繁，请稍后再试。" "Too many requests: try again later.";
    /// The write queue is full.
    Busy "busy" SERVICE_UNAVAILABLE "Busy"
        "服务器繁忙，请稍后再试；您的内容没有丢失。" "The server is busy: try again later. Nothing was taken in, nothing is lost.";
    /// No room on the disk.
    StorageFull "storage-full" INSUFFICIENT_STORAGE "The server's disk is full"
        "服务器存储空间已满，暂时无法接收；您的内容仍保存在本机，没有丢失。" "The server's disk is full: nothing was taken in, nothing is lost. Try again later.";
    /// Too many live connections.
    LiveFull "live-full" SERVICE_UNAVAILABLE "Too many live connections"
        "实时连接已满，请稍后再试。" "There are too many live connections: try again later.";
    /// No ticket has this receipt code.
    ReceiptUnknown "receipt-unknown" NOT_FOUND "No such receipt"
        "没有这个回执码。" "No ticket has this receipt code.";
    /// The receipt code is mistyped.
    ReceiptMistyped "receipt-mistyped" UNPROCESSABLE_ENTITY "Mistyped receipt code"
        "回执码有误，请核对每一位数字。" "The receipt code is mistyped: check every digit.";
    /// A decision table has a test for which the notation has no words.
    TableNotWritable "table-not-writable" UNPROCESSABLE_ENTITY "The table cannot be written"
        "这个决策表有无法写出的条件。" "The decision table has a test that cannot be written.";
    /// The photo is larger than allowed.
    PhotoTooLarge "photo-too-large" PAYLOAD_TOO_LARGE "The photo is too large"
        "照片不能超过 6 MB。" "A photo may have at most 6 MB.";
    /// The bytes do not have the hash of the path.
    PhotoHashMismatch "photo-hash-mismatch" UNPROCESSABLE_ENTITY "The photo has another hash"
        "照片传输中受损，请重新上传。" "The photo's SHA-256 is not the one in the path: send it again.";
    /// Not a JPEG, PNG or WebP, or a damaged one.
    PhotoUnreadable "photo-unreadable" UNPROCESSABLE_ENTITY "The photo cannot be read"
        "照片格式不支持或已损坏，请使用 JPEG、PNG 或 WebP。" "The photo is damaged, or no JPEG, PNG or WebP.";
    /// Wider or higher than allowed.
    PhotoDimensions "photo-dimensions" UNPROCESSABLE_ENTITY "The photo has too many pixels"
        "照片尺寸过大，边长不能超过 4096 像素。" "Each side of a photo may have at most 4096 pixels.";
    /// Carries metadata that may reveal a person or place.
    PhotoMetadata "photo-metadata" UNPROCESSABLE_ENTITY "The photo carries metadata"
        "照片含有拍摄位置、设备等信息，请去除后再上传。" "The photo carries metadata such as place or device: strip it first.";
    /// This browser has uploaded too much in the last hour.
    PhotoQuota "photo-quota" TOO_MANY_REQUESTS "Too many photos"
        "上传照片过多，请稍后再试。" "Too many photos were uploaded: try again later.";
    /// The login name is taken.
    LoginTaken "login-taken" CONFLICT "The login name is taken"
        "该登录名已被使用。" "The login name is taken.";
    /// The phone number is taken.
    PhoneTaken "phone-taken" CONFLICT "The phone number is taken"
        "该手机号已被使用。" "The phone number belongs to another account.";
    /// The login name has a wrong form.
    BadLogin "bad-login" UNPROCESSABLE_ENTITY "Unsuitable login name"
        "登录名须为 2 至 64 个字符，以字母或汉字开头，不含空格。" "A login name has 2 to 64 characters, begins with a letter and has no spaces.";
    /// The phone number has a wrong form.
    BadPhone "bad-phone" UNPROCESSABLE_ENTITY "Not a phone number"
        "手机号须为 11 位数字。" "A mobile number has 11 digits and begins with 1.";
    /// The display name has a wrong form.
    BadName "bad-name" UNPROCESSABLE_ENTITY "Unsuitable name"
        "姓名须为 1 至 64 个字符。" "A name has 1 to 64 characters.";
    /// The password is too short, too long or the login itself.
    WeakPassword "weak-password" UNPROCESSABLE_ENTITY "Unsuitable password"
        "密码须为 10 至 128 个字符，且不能与登录名相同。" "A password has 10 to 128 characters and is not the login name.";
    /// A grant names a unit that is not there.
    UnknownUnit "unknown-unit" UNPROCESSABLE_ENTITY "No such unit"
        "没有这个层级单位。" "A role is given at a unit that does not exist.";
    /// More roles than an account may have.
    TooManyGrants "too-many-grants" UNPROCESSABLE_ENTITY "Too many roles"
        "一个账号最多 32 个角色。" "An account holds at most 32 roles.";
    /// The enrolment code was never made, was used, or is too old; it is not said which.
    EnrolCodeUnknown "enrol-code-unknown" NOT_FOUND "No such enrolment code"
        "没有这个登记码，或已使用、已过期。请向值班人员再要一个。" "There is no such enrolment code, or it was used or has expired: ask the desk for a new one.";
    /// The enrolment code is mistyped.
    EnrolCodeMistyped "enrol-code-mistyped" UNPROCESSABLE_ENTITY "Mistyped enrolment code"
        "登记码有误，请核对每一位数字。" "The enrolment code is mistyped: check every digit.";
    /// The request has no kiosk's token.
    KioskUnknown "kiosk-unknown" UNAUTHORIZED "Not an enrolled kiosk"
        "本机尚未登记为终端。" "This device is not enrolled as a kiosk.";
    /// The kiosk was revoked.
    KioskRevoked "kiosk-revoked" FORBIDDEN "The kiosk was revoked"
        "本终端已被停用；未送达的内容仍保存在本机，可由维护人员导出。" "This kiosk was revoked. What it has not delivered is still on it, and can be exported by its operator.";
    /// There is an account already, or the token is wrong.
    FirstTokenRefused "first-token-refused" FORBIDDEN "The one-time token is refused"
        "一次性令牌无效或已使用。" "The one-time token is wrong or was used already.";
    /// Something of ours broke.
    Internal "internal" INTERNAL_SERVER_ERROR "Internal error"
        "服务器出错，请稍后再试。" "The server failed: try again later.";
}

impl ProblemKind {
    /// The type as it goes over the wire.
    #[must_use]
    pub fn address(self) -> String {
        format!("/problems/{}", self.name())
    }

    /// The type of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// A problem on its way to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    kind: ProblemKind,
    said: Option<Text>,
    retry_after_s: Option<u32>,
}

impl From<ProblemKind> for Failure {
    fn from(kind: ProblemKind) -> Self {
        Self { kind, said: None, retry_after_s: None }
    }
}

impl Failure {
    /// A problem with what exactly is wrong with the input, in English, for whoever wrote the client.
    pub fn saying(kind: ProblemKind, said: impl Into<String>) -> Self {
        let said = said.into();
        Self::telling(kind, Text::new(said.clone(), said))
    }

    /// A problem with what exactly is wrong, for a person.
    #[must_use]
    pub const fn telling(kind: ProblemKind, said: Text) -> Self {
        Self { kind, said: Some(said), retry_after_s: None }
    }

    /// A problem that passes; `retry_after_s` in seconds.
    #[must_use]
    pub const fn passing(kind: ProblemKind, retry_after_s: u32) -> Self {
        Self { kind, said: None, retry_after_s: Some(retry_after_s) }
    }

    /// Something of ours broke. The cause goes to the log, never to the client.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        ProblemKind::Internal.into()
    }

    /// The store failed; what that means for the client.
    pub fn store(error: StoreError) -> Self {
        match error.trouble() {
            Some(Trouble::Full) => Self::passing(ProblemKind::StorageFull, FULL_RETRY_AFTER_S),
            _ if error.may_pass() => {
                tracing::warn!(%error, "the database does not answer");
                Self::passing(ProblemKind::Busy, RETRY_AFTER_S)
            }
            _ => Self::internal(error),
        }
    }

    /// Its type.
    #[must_use]
    pub const fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// As it goes over the wire.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let (zh, en) = self.kind.detail();
        let exactly = |text: &str, language| match &self.said {
            Some(said) => format!("{text} ({})", said.get(language)),
            None => text.to_owned(),
        };
        Problem {
            kind: self.kind.address(),
            title: self.kind.title().to_owned(),
            status: self.kind.status().as_u16(),
            detail_zh: exactly(zh, Language::Zh),
            detail: exactly(en, Language::En),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut response = (self.kind.status(), [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl IntoResponse for ProblemKind {
    fn into_response(self) -> Response {
        Failure::from(self).into_response()
    }
}

/// The problem for an answer that some layer gave without one, such as a router's 405 or a limit's 413.
#[must_use]
pub fn of_status(status: StatusCode) -> Option<ProblemKind> {
    Some(match status {
        StatusCode::NOT_FOUND => ProblemKind::NoSuchRoute,
        StatusCode::METHOD_NOT_ALLOWED => ProblemKind::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => ProblemKind::TooSlow,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemKind::UnsupportedMediaType,
        StatusCode::SERVICE_UNAVAILABLE => ProblemKind::Busy,
        status if status.is_client_error() => ProblemKind::BadBody,
        status if status.is_server_error() => ProblemKind::Internal,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write;

    use super::*;

    #[test]
    fn the_table_of_problem_types_changes_only_on_purpose() {
        let mut table = String::new();
        for kind in ProblemKind::ALL {
            let (zh, en) = kind.detail();
            writeln!(table, "{} {} | {} | {zh} | {en}", kind.status().as_u16(), kind.address(), kind.title()).unwrap();
        }
        insta::assert_snapshot!("problems", table);
    }

    #[test]
    fn every_type_has_its_own_name_and_reads_back() {
        let names: BTreeSet<_> = ProblemKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), ProblemKind::ALL.len());
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::named(kind.name()), Some(*kind));
        }
    }

    #[test]
    fn a_passing_problem_says_when_to_try_again() {
        let response = Failure::passing(ProblemKind::Busy, 7).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
    }
}
