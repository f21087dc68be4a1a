//! Crash tests: the real `weft serve` is killed, starved and given damaged disks, and nothing that it acknowledged may be lost.
//!
//! Under `cargo xtask test` each loop takes a few turns; `cargo xtask crash --cycles N` takes as many as one likes and prints the tallies.
//! PostgreSQL is attacked when `WEFT_TEST_POSTGRES` holds an address, and killed itself when `WEFT_TEST_POSTGRES_PROGRAMS` names the folder
//! of its programs. What needs a file system of its own is mounted when we are root, as in a container.

#![expect(clippy::unwrap_used, reason = "a test that meets what it does not expect fails")]

mod cluster;
mod county;
mod damage;
mod disk;
mod kill;
mod phone;
mod process;
