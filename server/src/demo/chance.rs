//! The demo's chance: numbers that follow from a name, so that the same demo comes out on every machine and in every order.

use uuid::Uuid;
use weft::id::derive;

/// Numbers that follow from a name.
pub struct Chance {
    name: String,
    drawn: u32,
}

impl Chance {
    /// The numbers of this name.
    pub fn of(name: impl Into<String>) -> Self {
        Self { name: name.into(), drawn: 0 }
    }

    /// A whole number below `limit`, which is above 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.drawn += 1;
        let bits = derive(Uuid::nil(), &format!("demo/{}/{}", self.name, self.drawn)).as_u64_pair();
        // The first half of a derived id is random but for its four version bits.
        (bits.0 ^ bits.1.rotate_left(17)) % limit
    }

    /// Whether something with this likelihood happens.
    pub fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A place in a list of this length, which is above 0.
    pub fn place(&mut self, count: usize) -> usize {
        usize::try_from(self.below(u64::try_from(count).unwrap_or(u64::MAX))).unwrap_or_default()
    }

    /// A place in a list whose items have these weights.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u64> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum::<u64>().max(1));
        weights
            .take_while(|weight| {
                let is_before = left >= *weight;
                left = left.saturating_sub(*weight);
                is_before
            })
            .count()
    }
}
