//! The app's three bundles, embedded: the residents' at `/`, the staff's at `/staff/`, the kiosks' at `/kiosk/`.
//!
//! Names with a content hash never change and are cached for ever; pages are asked for anew each time. A path without a file is a place
//! inside the app and gets the bundle's page.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::App;
use super::problem::ProblemKind;
use super::security::{POLICY_WORKER, page_policy};
use crate::session::hex;

/// Files smaller than this are sent as they are, bytes.
pub const PACK_BYTES_MIN: usize = 512;
/// A part of a file name is a content hash if it has at least this many hexadecimal digits and nothing else.
pub const HASH_DIGITS_MIN: usize = 12;
const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW: i32 = 22;
const PAGE: &str = "index.html";
const WORKER: &str = "sw.js";

#[derive(RustEmbed)]
#[folder = "../dist/"]
struct Resident;

#[derive(RustEmbed)]
#[folder = "../dist-staff/"]
struct Staff;

#[derive(RustEmbed)]
#[folder = "../dist-kiosk/"]
struct Kiosk;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bundle {
    Resident,
    Staff,
    Kiosk,
}

impl Bundle {
    const ALL: [Self; 3] = [Self::Resident, Self::Staff, Self::Kiosk];

    /// The bundle that answers a path, and the file's name within it.
    fn of(path: &str) -> (Self, &str) {
        if let Some(name) = path.strip_prefix("/staff/") {
            return (Self::Staff, name);
        }
        match path.strip_prefix("/kiosk/") {
            Some(name) => (Self::Kiosk, name),
            None => (Self::Resident, path.trim_start_matches('/')),
        }
    }

    fn get(self, name: &str) -> Option<EmbeddedFile> {
        match self {
            Self::Resident => Resident::get(name),
            Self::Staff => Staff::get(name),
            Self::Kiosk => Kiosk::get(name),
        }
    }

    fn names(self) -> Vec<String> {
        match self {
            Self::Resident => Resident::iter().map(Into::into).collect(),
            Self::Staff => Staff::iter().map(Into::into).collect(),
            Self::Kiosk => Kiosk::iter().map(Into::into).collect(),
        }
    }
}

/// The compressed forms of the bundles' files, by content.
#[derive(Debug, Default)]
pub struct Packed {
    forms: RwLock<HashMap<[u8; 32], Forms>>,
}

#[derive(Clone, Debug)]
struct Forms {
    brotli: Bytes,
    gzip: Bytes,
}

impl Packed {
    /// Compresses every file worth it, as tightly as can be: seconds of computing, once. Until then files go out as they are.
    ///
    /// # Errors
    /// Never in practice: writing to memory.
    pub fn pack(&self) -> std::io::Result<()> {
        for bundle in Bundle::ALL {
            for name in bundle.names() {
                let Some(file) = bundle.get(&name) else {
                    continue;
                };
                if file.data.len() < PACK_BYTES_MIN || !is_packable(&name) {
                    continue;
                }
                let forms = squeeze(&file.data)?;
                let mut kept = self.forms.write().unwrap_or_else(PoisonError::into_inner);
                kept.insert(file.metadata.sha256_hash(), forms);
            }
        }
        Ok(())
    }

    fn form(&self, hash: [u8; 32], accepted: &HeaderMap) -> Option<(&'static str, Bytes)> {
        let kept = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        let forms = kept.get(&hash)?;
        let accepts = |coding: &str| {
            let values = accepted.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
            values.flat_map(|value| value.split(',')).any(|item| {
                let mut parts = item.split(';').map(str::trim);
                parts.next() == Some(coding) && !parts.any(|part| part == "q=0")
            })
        };
        if accepts("br") {
            return Some(("br", forms.brotli.clone()));
        }
        accepts("gzip").then(|| ("gzip", forms.gzip.clone()))
    }
}

fn squeeze(data: &[u8]) -> std::io::Result<Forms> {
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: data.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*data, &mut brotli, &parameters)?;
    let mut gzip = Vec::new();
    std::io::copy(&mut flate2::read::GzEncoder::new(data, flate2::Compression::best()), &mut gzip)?;
    Ok(Forms { brotli: brotli.into(), gzip: gzip.into() })
}

fn is_packable(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    matches!(extension, Some("html" | "js" | "css" | "wasm" | "json" | "svg" | "txt" | "webmanifest" | "map" | "xml"))
}

fn is_hashed(name: &str) -> bool {
    name.split(['/', '-', '_', '.'])
        .any(|part| part.len() >= HASH_DIGITS_MIN && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Answers everything that is no endpoint.
pub async fn serve(State(app): State<App>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if path.starts_with("/api/") || path.contains("..") {
        return ProblemKind::NoSuchRoute.into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return ProblemKind::MethodNotAllowed.into_response();
    }
    if path == "/staff" || path == "/kiosk" {
        return Redirect::permanent(&format!("{path}/")).into_response();
    }
    let (bundle, name) = Bundle::of(path);
    let is_inside_the_app = !name.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let found = match bundle.get(name).filter(|_| !name.is_empty()) {
        Some(file) => Some((name, file)),
        None if is_inside_the_app => bundle.get(PAGE).map(|file| (PAGE, file)),
        None => None,
    };
    match found {
        Some((name, file)) => answer(&app.packed, name, &file, &headers),
        None => ProblemKind::NoSuchRoute.into_response(),
    }
}

fn answer(packed: &Packed, name: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let hash = file.metadata.sha256_hash();
    let form = packed.form(hash, asked);
    let coding = form.as_ref().map_or("id", |(coding, _)| coding);
    let tag = format!("\"{}-{coding}\"", hex(&hash[..12]));
    let mut head = HeaderMap::new();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            head.insert(name, value);
        }
    };
    set(header::ETAG, &tag);
    set(header::VARY, "accept-encoding");
    let is_fixed = name != PAGE && is_hashed(name);
    set(header::CACHE_CONTROL, if is_fixed { "public, max-age=31536000, immutable" } else { "no-cache" });
    if name.ends_with(".html") {
        set(header::CONTENT_SECURITY_POLICY, &page_policy(&String::from_utf8_lossy(&file.data)));
    } else if name == WORKER {
        set(header::CONTENT_SECURITY_POLICY, POLICY_WORKER);
    }
    let is_known = asked.get_all(header::IF_NONE_MATCH).iter().any(|known| known.as_bytes() == tag.as_bytes());
    if is_known {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    let media_type = mime_guess::from_path(name).first_or_octet_stream();
    let charset = if media_type.type_() == mime_guess::mime::TEXT { "; charset=utf-8" } else { "" };
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            head.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &format!("{media_type}{charset}"));
    let body = match form {
        Some((coding, bytes)) => {
            set(header::CONTENT_ENCODING, coding);
            Body::from(bytes)
        }
        None => Body::from(Bytes::copy_from_slice(&file.data)),
    };
    (head, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_content_hash_are_kept_for_ever() {
        for name in
            ["weft-3f2ab4c5d6e7f809_bg.wasm", "style-3f2ab4c5d6e7f809.css", "snippets/leptos-3f2ab4c5d6e7/inline0.js"]
        {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["index.html", "sw.js", "manifest.webmanifest", "icon-192.png", "facade-decade.css"] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn a_packed_file_unpacks_to_itself_and_only_those_who_accept_get_it() {
        let data = "经纬 ".repeat(500).into_bytes();
        let packed = Packed::default();
        packed.forms.write().unwrap().insert([1; 32], squeeze(&data).unwrap());
        let asked = |value| HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
        let (coding, form) = packed.form([1; 32], &asked("gzip, deflate, br;q=0.9")).unwrap();
        assert_eq!(coding, "br");
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &form[..], &mut back).unwrap();
        assert_eq!(back, data);
        assert!(form.len() < data.len() / 10);
        assert_eq!(packed.form([1; 32], &asked("gzip, br;q=0")).unwrap().0, "gzip");
        assert!(packed.form([1; 32], &asked("identity")).is_none());
        assert!(packed.form([2; 32], &asked("br")).is_none());
    }

    #[test]
    fn every_bundle_has_a_page() {
        assert!(Bundle::ALL.iter().all(|bundle| bundle.get(PAGE).is_some()));
    }
}
