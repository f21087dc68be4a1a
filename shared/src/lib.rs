//! Weft 经纬: the civic grid of a county. Domain, rules, replica and wire, without I/O, clock or randomness.
//!
//! Floors, lower ones never import higher ones:
//! 1. words: [`id`] [`json`] [`text`] [`secret`] [`cached`] [`calendar`] [`decimal`] [`place`] [`actor`] [`org`] [`receipt`]
//! 2. kernel: [`aggregate`] [`rules`]
//! 3. [`kinds`], one file each
//! 4. [`registry`], the list of kinds
//! 5. over all kinds: [`wire`] [`judge`] [`query`] [`react`] [`replica`] [`kiosk`] [`import`]

pub mod actor;
pub mod aggregate;
pub mod cached;
pub mod calendar;
pub mod decimal;
pub mod id;
pub mod import;
pub mod json;
pub mod judge;
pub mod kinds;
pub mod kiosk;
pub mod org;
pub mod place;
pub mod query;
pub mod react;
pub mod receipt;
pub mod registry;
pub mod replica;
pub mod rules;
#[cfg(any(test, feature = "sample"))]
pub mod sample;
pub mod secret;
pub mod text;
pub mod wire;
