//! Security headers, the content security policy, and the check that a change comes from this site's own pages.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::App;
use super::client::Client;
use super::problem::ProblemKind;

/// The field by which the app's own pages mark their requests, and the server its answers.
pub const OWN_PAGE: HeaderName = HeaderName::from_static(weft::wire::OWN);

/// The policy of everything that is not a page: it may load nothing and be framed nowhere.
pub const POLICY_DATA: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The policy of a service worker: it fetches from this site and nothing else.
pub const POLICY_WORKER: &str =
    "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const SITE_SEEN_FROM: HeaderName = HeaderName::from_static("sec-fetch-site");
const PERMISSIONS: &str = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()";

/// The policy of a page: only this site's own scripts, styles and connections, and the inline scripts that the page was built with.
#[must_use]
pub fn page_policy(html: &str) -> String {
    let mut scripts = String::from("'self' 'wasm-unsafe-eval'");
    for script in inline_scripts(html) {
        scripts.push_str(&format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes()))));
    }
    let mut styles = String::from("'self'");
    for style in inline_elements(html, "style") {
        styles.push_str(&format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(style.as_bytes()))));
    }
    format!(
        "default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data: blob:; font-src 'self' data:; \
         connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self'; base-uri 'self'; form-action 'self'; \
         frame-ancestors 'none'; object-src 'none'"
    )
}

fn inline_scripts(html: &str) -> Vec<&str> {
    inline_elements(html, "script")
}

/// The contents of each such element that has no `src`. The page is our own build's, so tags are written plainly.
fn inline_elements<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find(&open) {
        rest = &rest[start + open.len()..];
        let Some(head) = rest.find('>') else { break };
        let (attributes, after) = (&rest[..head], &rest[head + 1..]);
        let Some(end) = after.find(&close) else { break };
        if !attributes.contains(" src=") && !attributes.contains("\nsrc=") {
            found.push(&after[..end]);
        }
        rest = &after[end + close.len()..];
    }
    found
}

/// Sets the headers that every answer carries, unless a handler set its own.
pub async fn headers(State(app): State<App>, client: Client, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/") || request.uri().path() == "/metrics";
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(OWN_PAGE, "1");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::CONTENT_SECURITY_POLICY, POLICY_DATA);
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if is_api {
        set(header::CACHE_CONTROL, "no-store");
    }
    // Browsers take no notice of it without TLS, and complain.
    if client.secure {
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    }
    if client.secure && (app.settings.tls || app.settings.behind_proxy) {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// Refuses a change that a page of another site asks for in the name of whoever is signed in here.
pub async fn own_pages_only(client: Client, request: Request, next: Next) -> Response {
    let harmless = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if harmless || is_from_own_page(request.headers(), client.host.as_deref()) {
        return next.run(request).await;
    }
    ProblemKind::CrossSite.into_response()
}

fn is_from_own_page(headers: &HeaderMap, host: Option<&str>) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if text(&SITE_SEEN_FROM).is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    if let Some(origin) = text(&header::ORIGIN) {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        if authority.is_none() || authority != host {
            return false;
        }
    }
    let is_json = text(&header::CONTENT_TYPE)
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("application/json"));
    is_json || text(&OWN_PAGE) == Some("1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_allows_the_inline_scripts_of_its_page_and_no_others() {
        let html = "<script type=\"module\">\nimport a;\n</script><script src=\"/x.js\"></script><style>p{}</style>";
        let policy = page_policy(html);
        let hash = STANDARD.encode(Sha256::digest("\nimport a;\n"));
        assert!(policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}';")), "{policy}");
        assert_eq!(policy.matches("sha256-").count(), 2, "one script and one style");
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_page_without_end_is_read_without_end_of_patience() {
        assert_eq!(inline_elements("<script>never closed", "script"), Vec::<&str>::new());
        assert_eq!(inline_elements("<script", "script"), Vec::<&str>::new());
    }

    fn sent(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn own_pages_pass() {
        let host = Some("weft.example");
        assert!(is_from_own_page(&sent(&[("x-weft", "1"), ("origin", "https://weft.example")]), host));
        assert!(is_from_own_page(&sent(&[("content-type", "application/json; charset=utf-8")]), host));
        assert!(is_from_own_page(&sent(&[("x-weft", "1"), ("sec-fetch-site", "same-origin")]), host));
    }

    #[test]
    fn pages_of_other_sites_do_not() {
        let host = Some("weft.example");
        for pairs in [
            &[("content-type", "text/plain")][..],
            &[("x-weft", "1"), ("origin", "https://evil.example")],
            &[("x-weft", "1"), ("origin", "null")],
            &[("content-type", "application/json"), ("sec-fetch-site", "cross-site")],
            &[("content-type", "application/json"), ("sec-fetch-site", "same-site")],
            &[],
        ] {
            assert!(!is_from_own_page(&sent(pairs), host), "{pairs:?}");
        }
    }
}
