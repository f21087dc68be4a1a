//! The server of Weft: HTTP, engine and store around the shared crate. It adds no business rule of its own.
//!
//! Data goes one way: [`engine`] takes commands, runs them through `weft`'s one door, keeps them in the [`store`] and the [`vault`],
//! and answers readers with what `weft` lets them see.

pub mod account;
pub mod bench;
pub mod check;
pub mod clock;
pub mod config;
pub mod demo;
mod due;
pub mod engine;
pub mod http;
pub mod import;
pub mod interchange;
pub mod kiosk;
pub mod live;
pub mod metrics;
pub mod photo;
pub mod replay;
pub mod session;
pub mod store;
pub mod trouble;
pub mod vault;
pub mod verify;
