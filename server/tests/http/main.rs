//! The server as its clients see it: a real one on a port of its own, spoken to over HTTP.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod accounts;
mod edges;
mod fault;
mod harness;
mod interchange;
mod kiosk;
mod live;
mod photos;
mod push;
mod queries;
mod replay;
mod session;
mod visibility;
