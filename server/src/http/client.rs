//! Who is on the other end of a connection, also behind a reverse proxy.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};

use super::limit::AddressKey;
use super::{App, Settings};

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_PROTO: &str = "x-forwarded-proto";
const FORWARDED_HOST: &str = "x-forwarded-host";

/// The other end of a connection. Its address is used for limits only and never written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its address.
    pub address: IpAddr,
    /// Whether it speaks to this machine's own loopback, with nobody between.
    pub is_local: bool,
    /// Whether it speaks TLS.
    pub secure: bool,
    /// The host it asked for.
    pub host: Option<String>,
}

impl Client {
    /// What limits count it as.
    #[must_use]
    pub fn key(&self) -> AddressKey {
        self.address.into()
    }

    /// Reads it from a connection and the head of a request. Only behind a proxy are the `X-Forwarded-…` fields believed.
    /// `authority` is the one in the request's address: HTTP/2 names the host there and nowhere else.
    #[must_use]
    pub fn read(peer: IpAddr, authority: Option<&str>, headers: &HeaderMap, behind_proxy: bool, tls: bool) -> Self {
        let text = |name: &str| headers.get_all(name).iter().next_back()?.to_str().ok();
        // The proxy adds the address it saw at the end; what stands before it is whatever the client sent.
        let last = |name: &str| text(name)?.rsplit(',').next().map(str::trim);
        let host = authority.or_else(|| text(header::HOST.as_str()));
        let forwarded = headers.contains_key(FORWARDED_FOR) || headers.contains_key(header::FORWARDED);
        if !behind_proxy {
            let is_local = peer.to_canonical().is_loopback() && !forwarded;
            return Self { address: peer, is_local, secure: tls, host: host.map(str::to_owned) };
        }
        Self {
            address: last(FORWARDED_FOR).and_then(|address| address.parse().ok()).unwrap_or(peer),
            is_local: peer.to_canonical().is_loopback() && !forwarded,
            secure: tls || last(FORWARDED_PROTO) == Some("https"),
            host: last(FORWARDED_HOST).or(host).map(str::to_owned),
        }
    }
}

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let authority = parts.uri.authority().map(Authority::as_str);
        let Settings { behind_proxy, tls, .. } = app.settings;
        Ok(Self::read(peer, authority, &parts.headers, behind_proxy, tls))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn without_a_proxy_forwarded_fields_are_not_believed() {
        let sent = headers(&[(FORWARDED_FOR, "192.0.2.9"), (FORWARDED_PROTO, "https"), ("host", "weft.example")]);
        let client = Client::read(LOOPBACK, None, &sent, false, false);
        assert_eq!(client.address, LOOPBACK);
        assert!(!client.secure);
        assert!(!client.is_local, "somebody stands between");
    }

    #[test]
    fn behind_a_proxy_only_what_the_proxy_added_is_believed() {
        let sent =
            headers(&[(FORWARDED_FOR, "10.9.9.9, 192.0.2.9"), (FORWARDED_PROTO, "https"), ("host", "weft.example")]);
        let client = Client::read(LOOPBACK, None, &sent, true, false);
        assert_eq!(client.address.to_string(), "192.0.2.9");
        assert!(client.secure);
        assert_eq!(client.host.as_deref(), Some("weft.example"));
    }

    #[test]
    fn the_host_is_read_in_http_2_too() {
        let client = Client::read(LOOPBACK, Some("weft.example"), &HeaderMap::new(), false, true);
        assert_eq!(client.host.as_deref(), Some("weft.example"));
    }

    #[test]
    fn a_caller_on_the_same_machine_is_local() {
        assert!(Client::read(LOOPBACK, None, &HeaderMap::new(), true, false).is_local);
        assert!(!Client::read("192.0.2.9".parse().unwrap(), None, &HeaderMap::new(), false, false).is_local);
    }
}
