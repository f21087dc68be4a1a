//! The pieces that pages are made of. Each keeps to the accessibility figures in `style/`: targets of 44 px (60 px in elder mode), a
//! visible focus ring, a label on every control, and never colour alone.

mod badge;
mod bar;
pub mod chart;
mod choice;
mod code;
mod device;
mod dialog;
mod download;
mod field;
mod icon;
mod paper;
mod photos;
mod press;
mod qr;
mod stars;
mod states;
mod switches;
mod timeline;
mod toast;

pub use badge::{Due, PendingMark, PhaseBadge, badge};
pub use bar::{Door, PageHead, Tab, TopBar};
pub use choice::{Checks, Choices, Option2, Segment, Select};
pub use code::{CodeField, grouped};
pub use device::DeviceCard;
pub use dialog::Dialog;
pub use download::{JSON, download};
pub use field::{TextArea, TextField, fresh_id};
pub use icon::{Glyph, glyph, icon, weave};
pub use paper::{PaperHead, stamp};
pub use photos::{PhotoPicker, Photos};
pub use press::{Look, Press};
pub use qr::Qr;
pub use stars::{STARS_MAX, Stars, satisfied_word, stars_shown};
pub use states::{Emergency, Empty, Loading, Notice, Tone};
pub use switches::{Preferences, QuickSwitches, SwitchRow};
pub use timeline::Timeline;
pub use toast::{Toasts, toast, toast_phrase};
