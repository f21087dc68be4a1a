//! Sets of small numbers: which rules, which cells.

/// Bits of a word.
const WORD_BITS: usize = u64::BITS as usize;

/// A set of numbers below a bound that is fixed when it is made. Sets that meet must be of one bound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bits(Box<[u64]>);

impl Bits {
    /// The empty set of numbers below `bound`.
    pub(super) fn none(bound: usize) -> Self {
        Self(vec![0; bound.div_ceil(WORD_BITS)].into())
    }

    /// All numbers below `count`, in a set of numbers below `bound`.
    pub(super) fn below(count: usize, bound: usize) -> Self {
        let mut bits = Self::none(bound);
        (0..count).for_each(|number| bits.insert(number));
        bits
    }

    /// How many words it takes: the cost of looking at it once.
    pub(super) const fn words(&self) -> usize {
        self.0.len()
    }

    pub(super) fn insert(&mut self, number: usize) {
        self.0[number / WORD_BITS] |= 1 << (number % WORD_BITS);
    }

    pub(super) fn remove(&mut self, number: usize) {
        self.0[number / WORD_BITS] &= !(1 << (number % WORD_BITS));
    }

    pub(super) fn contains(&self, number: usize) -> bool {
        self.0[number / WORD_BITS] >> (number % WORD_BITS) & 1 == 1
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, two)| one & two != 0)
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(one, two)| one & !two == 0)
    }

    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, two)| *one &= two);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, two)| *one |= two);
    }

    /// What is in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, two)| one & two).collect())
    }

    /// How many are in both.
    pub(super) fn count_in(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(one, two)| (one & two).count_ones()).sum()
    }

    /// What is in it, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(position, word)| numbers(position, *word))
    }

    /// What is in it and in all these others, in order.
    pub(super) fn iter_in<'b>(
        &'b self,
        others: impl Iterator<Item = &'b Self> + Clone + 'b,
    ) -> impl Iterator<Item = usize> + 'b {
        let words = self.0.iter().enumerate().filter(|(_, word)| **word != 0);
        words.flat_map(move |(position, word)| {
            let both = others.clone().fold(*word, |left, other| left & other.0[position]);
            numbers(position, both)
        })
    }

    /// The smallest in both.
    pub(super) fn first_in(&self, other: &Self) -> Option<usize> {
        let mut words = self.0.iter().zip(&other.0).enumerate();
        words.find_map(|(position, (one, two))| {
            let both = one & two;
            (both != 0).then(|| position * WORD_BITS + both.trailing_zeros() as usize)
        })
    }
}

/// The numbers that a word stands for, in order.
fn numbers(position: usize, word: u64) -> impl Iterator<Item = usize> {
    let mut left = word;
    std::iter::from_fn(move || {
        let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
        left &= left - 1;
        Some(position * WORD_BITS + bit)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sample::commands::SplitMix64;

    /// Beyond two words, and not at the end of one.
    const BOUND: usize = 150;

    fn drawn(random: &mut SplitMix64) -> (Bits, BTreeSet<usize>) {
        let one_in = 1 + random.below(40);
        let numbers: BTreeSet<usize> = (0..BOUND).filter(|_| random.one_in(one_in)).collect();
        let mut bits = Bits::none(BOUND);
        numbers.iter().for_each(|number| bits.insert(*number));
        (bits, numbers)
    }

    #[test]
    fn it_answers_as_a_set_does_in_every_word() {
        let random = &mut SplitMix64(64);
        for _ in 0..500 {
            let ((one, one_set), (two, two_set)) = (drawn(random), drawn(random));
            let both: Vec<usize> = one_set.intersection(&two_set).copied().collect();
            assert!(one.iter().eq(one_set.iter().copied()));
            assert!((0..BOUND).all(|number| one.contains(number) == one_set.contains(&number)));
            assert_eq!(one.is_empty(), one_set.is_empty());
            assert_eq!(one.is_within(&two), one_set.is_subset(&two_set));
            assert_eq!(one.meets(&two), !both.is_empty());
            assert_eq!(one.first_in(&two), both.first().copied());
            assert_eq!(one.count_in(&two) as usize, both.len());
            assert!(one.and(&two).iter().eq(both.iter().copied()));
            assert!(one.iter_in([&two].into_iter()).eq(both.iter().copied()));
            let (mut kept, mut added, mut less) = (one.clone(), one.clone(), one.clone());
            kept.keep(&two);
            added.add(&two);
            two.iter().for_each(|number| less.remove(number));
            assert!(kept.iter().eq(both.iter().copied()));
            assert!(added.iter().eq(one_set.union(&two_set).copied()));
            assert!(less.iter().eq(one_set.difference(&two_set).copied()));
        }
    }

    #[test]
    fn all_below_a_count_are_in_and_a_word_is_looked_at_for_each_64() {
        for count in [0, 1, 63, 64, 65, 128, BOUND] {
            assert!(Bits::below(count, BOUND).iter().eq(0..count), "{count}");
        }
        assert_eq!([0, 1, 64, 65, 128, 129].map(|bound| Bits::none(bound).words()), [0, 1, 1, 2, 2, 3]);
    }
}
