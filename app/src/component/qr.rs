//! A QR code as one SVG path.

use fast_qr::qr::QRBuilder;
use leptos::prelude::*;

use crate::text::{common, t};

/// White modules around the code, as ISO/IEC 18004 asks for.
const QUIET_MODULES: usize = 4;

/// A QR code of a text.
#[component]
pub fn Qr(
    /// The text.
    text: String,
) -> impl IntoView {
    // Fails only for texts far longer than an address.
    let Ok(code) = QRBuilder::new(text).build() else {
        return ().into_any();
    };
    let mut path = String::new();
    for (y, row) in (0..code.size).map(|y| (y, &code.data[y * code.size..(y + 1) * code.size])) {
        for x in (0..code.size).filter(|x| row[*x].value()) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET_MODULES, y + QUIET_MODULES));
        }
    }
    let side = code.size + 2 * QUIET_MODULES;
    view! {
        <svg class="qr" role="img" aria-label=t(common::QR_LABEL) viewBox=format!("0 0 {side} {side}")>
            <path d=path fill="currentColor" shape-rendering="crispEdges"></path>
        </svg>
    }
    .into_any()
}
