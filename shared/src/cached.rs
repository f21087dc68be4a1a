//! A value computed from its owner once and kept beside it.

use std::fmt;
use std::sync::OnceLock;

/// An index that follows from the rest of its owner. It is no part of the owner's value: equal owners are equal whatever
/// has been computed, nothing of it is written out, and a copy starts without it, so that a copy may be changed freely.
pub struct Cached<T>(OnceLock<Box<T>>);

impl<T> Cached<T> {
    /// What was computed, computing it now if it was not yet.
    pub fn get_or_compute(&self, compute: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(|| Box::new(compute()))
    }

    /// Forgets what was computed. Whoever changes an owner in place calls this.
    pub fn forget(&mut self) {
        self.0 = OnceLock::new();
    }
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Clone for Cached<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> PartialEq for Cached<T> {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl<T> Eq for Cached<T> {}

impl<T> fmt::Debug for Cached<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cached")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_computes_once_and_a_copy_computes_anew() {
        let cached = Cached::default();
        assert_eq!(*cached.get_or_compute(|| 1), 1);
        assert_eq!(*cached.get_or_compute(|| 2), 1);
        assert_eq!(*cached.clone().get_or_compute(|| 3), 3);
    }

    #[test]
    fn it_computes_anew_once_forgotten() {
        let mut cached = Cached::default();
        cached.get_or_compute(|| 1);
        cached.forget();
        assert_eq!(*cached.get_or_compute(|| 2), 2);
    }
}
