//! A county under faults, in one process and on one clock.
//!
//! Residents, grid members, desks and kiosks work on devices that run the app's own code over a model of a browser ([`browser`],
//! [`disk`]); their requests go through a network that loses, doubles, delays and reorders ([`network`]) to the real server, from its
//! HTTP router down to its SQLite files ([`county`]). Everything that is left to chance is drawn from one seed, so that a failure found
//! once is found again. [`check`] says what must be true in the end, [`mutation`] plants the faults that it must find.

pub mod browser;
pub mod check;
pub mod county;
pub mod disk;
pub mod ledger;
pub mod life;
pub mod lost;
pub mod mutation;
pub mod network;
pub mod people;
pub mod poison;
pub mod run;
pub mod scenario;
pub mod storm;
pub mod window;
pub mod world;

pub use mutation::Mutation;
pub use run::{Outcome, run, run_as};
