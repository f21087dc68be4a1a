//! The kinds of things, one file each.

pub mod rulebook;
pub mod ticket;
pub mod unit;
