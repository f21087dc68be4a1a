//! What may be longer than the house rules say, and why. A line that is no longer needed is a finding too.

/// A file or a function that may be longer.
pub struct Exception {
    /// Path from the root.
    pub path: &'static str,
    /// The function; empty for the file itself.
    pub function: &'static str,
    /// How many lines it may have.
    pub lines_max: usize,
    /// Why it is better long.
    pub reason: &'static str,
}

/// All of them.
pub const EXCEPTIONS: &[Exception] = &[];
