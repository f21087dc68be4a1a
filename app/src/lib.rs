//! The browser app: pages that read signals from the replica and dispatch commands, nothing else. Three bundles share it, for
//! residents, staff and kiosks; what a bundle does not use, the linker leaves out.

pub mod clock;
pub mod component;
pub mod data;
pub mod kiosk;
pub mod map;
pub mod outbox;
pub mod page;
pub mod photo;
pub mod prefs;
pub mod replica;
pub mod route;
pub mod session;
pub mod shell;
pub mod sync;
pub mod text;
pub mod when;
pub mod words;
pub mod worker;
