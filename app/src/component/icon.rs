//! Icons and the woven motif, drawn here: 24 × 24, one stroke.

use leptos::prelude::*;

/// An icon's outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph(&'static str);

/// The icons.
#[expect(missing_docs, reason = "each is named after what it shows")]
pub mod glyph {
    use super::Glyph;

    pub const BACK: Glyph = Glyph("M15 5l-7 7 7 7");
    pub const FORWARD: Glyph = Glyph("M9 5l7 7-7 7");
    pub const HOME: Glyph = Glyph("M4 11.5L12 4l8 7.5M6 10v9.5h12V10M10 19.5V14h4v5.5");
    pub const LIST: Glyph = Glyph("M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01");
    pub const LEDGER: Glyph = Glyph("M5 4h14v16H5zM9 9h6M9 13h6M9 17h3");
    pub const GEAR: Glyph = Glyph(
        "M12 8.8a3.2 3.2 0 100 6.4 3.2 3.2 0 000-6.4zM12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.6 5.6l1.8 1.8M16.6 16.6l1.8 1.8M5.6 18.4l1.8-1.8M16.6 7.4l1.8-1.8",
    );
    pub const REPORT: Glyph = Glyph("M4 10v4a1 1 0 001 1h2l8 4V5L7 9H5a1 1 0 00-1 1zM8 15v4.5M18.5 9.5a4 4 0 010 5");
    pub const PROPOSE: Glyph = Glyph("M4 5h11v8H8.5L5 16v-3H4zM18 9h2v8h-1v3l-3.5-3H10v-1");
    pub const SEARCH: Glyph = Glyph("M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L20 20");
    pub const CHECK: Glyph = Glyph("M5 12.5l4.5 4.5L19 7.5");
    pub const CROSS: Glyph = Glyph("M6 6l12 12M18 6L6 18");
    pub const WARN: Glyph = Glyph("M12 4L2.8 19.5h18.4zM12 10v4.5M12 17.2h.01");
    pub const INFO: Glyph = Glyph("M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM12 11v5M12 8h.01");
    pub const CLOCK: Glyph = Glyph("M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM12 7.5V12l3 2");
    pub const PIN: Glyph =
        Glyph("M12 21s7-6.3 7-11.5a7 7 0 10-14 0C5 14.7 12 21 12 21zM12 7a2.5 2.5 0 100 5 2.5 2.5 0 000-5z");
    pub const TARGET: Glyph = Glyph("M12 6a6 6 0 100 12 6 6 0 000-12zM12 2.5V6M12 18v3.5M2.5 12H6M18 12h3.5");
    pub const PLUS: Glyph = Glyph("M12 5v14M5 12h14");
    pub const MINUS: Glyph = Glyph("M5 12h14");
    pub const FIT: Glyph = Glyph("M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5");
    pub const CAMERA: Glyph = Glyph("M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.5 3.5 0 100 7 3.5 3.5 0 000-7z");
    pub const PRINT: Glyph = Glyph("M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z");
    pub const COPY: Glyph = Glyph("M9 9h11v11H9zM15 9V4H4v11h5");
    pub const SEND: Glyph = Glyph("M4 12l16-8-6 16-3-7zM11 13l9-9");
    pub const CLOUD: Glyph =
        Glyph("M7 18a4 4 0 01-.5-8 6 6 0 0111.3 1.5A3.3 3.3 0 0117.5 18zM12 17v-5M9.8 13.8L12 11.6l2.2 2.2");
    pub const OFFLINE: Glyph = Glyph("M7 18a4 4 0 01-.5-8 6 6 0 0111.3 1.5A3.3 3.3 0 0117.5 18zM4 4l16 16");
    pub const PERSON: Glyph = Glyph("M12 4a4 4 0 100 8 4 4 0 000-8zM4.5 20a7.5 7.5 0 0115 0");
    pub const STAR: Glyph = Glyph("M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9L12 16.8l-5.3 2.9 1.1-5.9L3.5 9.7l5.9-.8z");
    pub const SUN: Glyph = Glyph(
        "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
    );
    pub const MOON: Glyph = Glyph("M19.5 14.5A8 8 0 019.5 4.5a8 8 0 1010 10z");
    pub const LETTERS: Glyph = Glyph("M3 18L8 6l5 12M4.7 14h6.6M15 18l3-7 3 7M16 15.8h4");
    pub const FILTER: Glyph = Glyph("M4 6h16M7 12h10M10 18h4");
    pub const MAP: Glyph = Glyph("M9 5L4 7v12l5-2 6 2 5-2V5l-5 2zM9 5v12M15 7v12");
    pub const DOWNLOAD: Glyph = Glyph("M12 4v11M7.5 11L12 15.5 16.5 11M5 19.5h14");
    pub const UNDO: Glyph = Glyph("M8 5L4 9l4 4M4 9h10a5.5 5.5 0 010 11H9");
    pub const CHAT: Glyph = Glyph("M4 5h16v11h-8l-4.5 3.5V16H4z");
    pub const DOOR: Glyph = Glyph("M6 20V4h9v16M4 20h16M12 12h.01");

    pub const UP: Glyph = Glyph("M12 20V5M6 11l6-6 6 6");
    pub const REFRESH: Glyph = Glyph("M20 12a8 8 0 11-2.500-5.800M20 3.500V8h-4.500");
    pub const PHONE: Glyph = Glyph(
        "M6.500 4h3l1.500 4-2 1.500a11 11 0 005.500 5.500l1.500-2 4 1.500v3a2 2 0 01-2.200 2A16 16 0 014.500 6.200 2 2 0 016.500 4z",
    );
    pub const CHART: Glyph = Glyph("M4 20h16M7 20v-7M12 20V5M17 20v-10");
    pub const TREE: Glyph = Glyph("M9.500 4h5v4h-5zM3.500 16h5v4h-5zM15.500 16h5v4h-5zM12 8v4M6 16v-4h12v4");
    pub const BOOK: Glyph = Glyph(
        "M12 6.500C10 5 7 4.500 4 5v13.500c3-.5 6 0 8 1.500 2-1.500 5-2 8-1.500V5c-3-.5-6 0-8 1.500zM12 6.500V20",
    );
    pub const KIOSK: Glyph = Glyph("M7 3h10v13H7zM9.500 19.500h5M12 16v3.500M10 6.500h4");
    pub const KEY: Glyph = Glyph("M8 11a4 4 0 100 8 4 4 0 000-8zM11 12.500L20 4M16.500 7.500l2.500 2.500");
    pub const GRIP: Glyph = Glyph("M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01");
    pub const BOLT: Glyph = Glyph("M13 3L6 13.500h5L10.500 21 18 10h-5.500z");
    pub const KEYBOARD: Glyph =
        Glyph("M3 7h18v10H3zM6.500 10.500h.01M10 10.500h.01M13.500 10.500h.01M17 10.500h.01M8 14h8");

    const PROPERTY: Glyph = Glyph("M5 20V5h9v15M14 10h5v10M3.5 20h17M8 9h3M8 13h3M8 17h3");
    const NOISE: Glyph = Glyph("M4 10v4h3l5 4V6L7 10zM15.5 9a4 4 0 010 6M18 6.5a8 8 0 010 11");
    const CLEAN: Glyph = Glyph("M5 7h14M9 7V4.5h6V7M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5");
    const ROAD: Glyph = Glyph("M8 4L4 20M16 4l4 16M12 5v2.5M12 11v2.5M12 17v2.5");
    const WATER: Glyph = Glyph("M12 3.5s6 6.6 6 11a6 6 0 01-12 0c0-4.4 6-11 6-11zM9.5 15a2.7 2.7 0 002.5 2.5");
    const FIRE: Glyph =
        Glyph("M12 3c1 3.5 5.5 5.5 5.5 10.5a5.5 5.5 0 01-11 0C6.5 11 8 9.5 8.5 8c1 1 1.5 2 1.5 3 1.5-1.5 2.5-4.5 2-8z");
    const DISPUTE: Glyph = Glyph(
        "M8 5a2.5 2.5 0 100 5 2.5 2.5 0 000-5zM16 5a2.5 2.5 0 100 5 2.5 2.5 0 000-5zM3.5 19a4.5 4.5 0 018-2.800M20.5 19a4.5 4.5 0 00-8-2.800M12 19v-8",
    );
    const ELDER: Glyph = Glyph(
        "M10 4a2.2 2.2 0 100 4.400A2.2 2.2 0 0010 4zM7 20l2-5.500L8.5 11 11 10.500l1.5 2.500H15M11.5 15.500L13 20M17 11v9M17 11h1.5",
    );
    const GREEN: Glyph =
        Glyph("M12 20v-7M12 13c-5 0-7-3-7-8 5 0 7 3 7 8zM12 15c0-4 2-6.5 7-6.5 0 4.5-2.5 6.5-7 6.500z");
    const PARKING: Glyph = Glyph("M5 4h14v16H5zM10 16.500V8h3a2.5 2.5 0 010 5h-3");
    const LIGHT: Glyph = Glyph("M13 3L6 13.500h5L10.5 21 18 10h-5.500z");
    const SHIELD: Glyph = Glyph("M12 3.500l7 2.500v5.500c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z");
    const BUILD: Glyph = Glyph("M4 20h16M6 20v-9l6-5 6 5v9M10 20v-5h4v5M15 5h2.500v3");
    const HEART: Glyph = Glyph("M12 20S4 15 4 9.500A4 4 0 0112 7.500a4 4 0 018 2C20 15 12 20 12 20z");
    const MARKET: Glyph = Glyph("M5 9h14l-1 11H6zM8.5 9V7.5a3.5 3.5 0 017 0V9");
    const FLOOD: Glyph = Glyph(
        "M3 9c1.5-1.5 3-1.5 4.5 0s3 1.5 4.5 0 3-1.5 4.5 0 3 1.5 4.5 0M3 14c1.5-1.5 3-1.5 4.5 0s3 1.5 4.5 0 3-1.5 4.5 0 3 1.5 4.5 0M3 19c1.5-1.5 3-1.5 4.5 0s3 1.5 4.5 0 3-1.5 4.5 0 3 1.5 4.5 0",
    );
    const ANIMAL: Glyph = Glyph(
        "M12 12c-3 0-5.5 3-5.5 5.5 0 1.5 1 2.5 2.5 2.5 1.200 0 2-.5 3-.5s1.800.5 3 .5c1.5 0 2.5-1 2.5-2.5C17.5 15 15 12 12 12zM6 9.5v.01M9.5 5.5v.01M14.5 5.5v.01M18 9.5v.01",
    );
    const HEALTH: Glyph = Glyph("M9.5 4h5v5.5H20v5h-5.5V20h-5v-5.5H4v-5h5.5z");
    const BUS: Glyph = Glyph("M5 5h14v12H5zM5 11h14M8 17v2.5M16 17v2.5M8 14h.01M16 14h.01");
    pub const DOTS: Glyph = Glyph("M6 12h.01M12 12h.01M18 12h.01");

    /// The icon of a category, by its first level.
    #[must_use]
    pub fn category(key: &str) -> Glyph {
        const BY_WORD: [(&[&str], Glyph); 19] = [
            (&["market", "food"], MARKET),
            (&["flood"], FLOOD),
            (&["animal"], ANIMAL),
            (&["health"], HEALTH),
            (&["transport"], BUS),
            (&["property"], PROPERTY),
            (&["noise"], NOISE),
            (&["sanit", "clean", "garbage", "waste", "environment"], CLEAN),
            (&["road", "traffic"], ROAD),
            (&["water", "heat", "drain"], WATER),
            (&["fire"], FIRE),
            (&["dispute", "neighbour", "neighbor"], DISPUTE),
            (&["elder", "aged"], ELDER),
            (&["green", "tree", "farm"], GREEN),
            (&["park"], PARKING),
            (&["power", "light", "electric", "utilit"], LIGHT),
            (&["secur", "safety", "hazard", "police"], SHIELD),
            (&["build", "hous", "construct"], BUILD),
            (&["help", "welfare", "care", "civil"], HEART),
        ];
        let first = key.split('.').next().unwrap_or(key);
        BY_WORD
            .iter()
            .find(|(words, _)| words.iter().any(|word| first.contains(word)))
            .map_or(DOTS, |(_, glyph)| *glyph)
    }
}

/// An icon beside a word: hidden from screen readers.
pub fn icon(glyph: Glyph) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=glyph.0></path>
        </svg>
    }
    .into_any()
}

/// The brand mark: three warp threads and three wefts, woven plainly.
pub fn brand_mark() -> AnyView {
    view! {
        <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="8" fill="currentColor"></rect>
            <path
                d="M4 9h1.8M12.2 9h7.6M26.2 9H28M4 16h8.8M19.2 16H28M4 23h1.8M12.2 23h7.6M26.2 23H28M9 4v8.8M9 19.2V28M16 4v1.8M16 12.2v7.6M16 26.2V28M23 4v8.8M23 19.2V28"
                fill="none"
                stroke="var(--card)"
                stroke-width="2.6"
                stroke-linecap="round"
            ></path>
        </svg>
    }
    .into_any()
}

/// A plain weave that fills its box.
pub fn weave() -> AnyView {
    view! {
        <svg class="weave" aria-hidden="true" focusable="false">
            <defs>
                <pattern id="weave" width="48" height="48" patternUnits="userSpaceOnUse" patternTransform="rotate(-18)">
                    <path
                        d="M12 0v4M12 20v28M36 0v28M36 44v4M0 12h28M44 12h4M0 36h4M20 36h28"
                        fill="none"
                        stroke="currentColor"
                        stroke-width="5"
                        stroke-linecap="round"
                    ></path>
                </pattern>
            </defs>
            <rect width="100%" height="100%" fill="url(#weave)"></rect>
        </svg>
    }
    .into_any()
}
