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
