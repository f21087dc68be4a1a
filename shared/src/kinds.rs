//! The kinds of things, one file each.

#[cfg(feature = "deliberation")]
pub mod ballot;
#[cfg(feature = "deliberation")]
pub mod body;
pub mod content;
pub mod joint;
#[cfg(feature = "deliberation")]
pub mod meeting;
#[cfg(feature = "deliberation")]
pub mod proposal;
pub mod rulebook;
pub mod ticket;
pub mod unit;
#[cfg(feature = "deliberation")]
pub mod venue;
