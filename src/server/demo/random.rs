//! Owns the demo marketplace's random numbers: one small generator (SplitMix64) that gives the same
//! sequence for the same seed on every machine and in every version of the program.
//!
//! Must not be used for anything that has to be unguessable (tokens, cookies, ids): whoever knows the
//! seed knows every number. It reads no clock and no entropy, which is why the demo needs no dependency.

/// The golden-ratio increment of SplitMix64 (Steele, Lea, Flood 2014, as published by S. Vigna).
const INCREMENT: u64 = 0x9E37_79B9_7F4A_7C15;

/// A deterministic stream of pseudo-random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A stream that depends on nothing but `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A stream of its own for the part of the demo that `label` names.
    ///
    /// Takes nothing from this stream, so a generator that starts to draw more numbers leaves all
    /// its siblings as they were. The same label at the same point gives the same stream.
    #[must_use]
    pub fn fork(&self, label: &str) -> Self {
        let mut child = Self::new(self.state ^ fnv1a(label));
        child.state = child.next_u64();
        child
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(INCREMENT);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `n - 1`; 0 if `n` is 0.
    ///
    /// Multiplies instead of dividing (Lemire). The bias is below n / 2^64, which no demo will notice.
    pub fn below(&mut self, n: u64) -> u64 {
        let product = u128::from(self.next_u64()) * u128::from(n);
        u64::try_from(product >> 64).expect("the upper half of a 128-bit product fits in 64 bits")
    }

    /// A number from `low` to `high`, both included; `low` if the range is empty.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        if high < low {
            return low;
        }
        let width = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.below(width))
    }

    /// True in about `percent` of 100 calls: never for 0, always for 100 and more.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `items`, each as likely as the next.
    ///
    /// # Panics
    ///
    /// If `items` is empty: the demo's tables are written by hand and never are.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        *items.get(self.index(items.len())).expect("the demo picks from tables that hold at least one entry")
    }

    /// An index into something with `length` entries; 0 if it has none.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("an index below a length fits in usize")
    }

    /// Puts `items` into a random order (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }
}

/// FNV-1a over the bytes of a label: stable across versions, unlike the standard library's hasher.
fn fnv1a(label: &str) -> u64 {
    label.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_stream_is_the_published_splitmix64() {
        let mut random = Random::new(1_234_567);
        let drawn: Vec<u64> = (0..5).map(|_| random.next_u64()).collect();
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(drawn, published);
    }

    #[test]
    fn a_fork_depends_on_the_label_and_leaves_the_parent_alone() {
        let parent = Random::new(7);
        let mut untouched = parent.clone();
        let drawn = |label: &str| parent.fork(label).next_u64();
        assert_eq!(drawn("listings"), drawn("listings"));
        assert_ne!(drawn("listings"), drawn("demands"));
        assert_ne!(drawn("listings"), Random::new(8).fork("listings").next_u64());
        assert_eq!(parent.clone().next_u64(), untouched.next_u64());
    }

    #[test]
    fn below_stays_below_and_reaches_every_value() {
        let mut random = Random::new(1);
        let seen: BTreeSet<u64> = (0..500).map(|_| random.below(7)).collect();
        assert_eq!(seen, (0..7).collect());
        assert_eq!(random.below(0), 0);
        assert_eq!(random.below(1), 0);
    }

    #[test]
    fn a_range_includes_both_ends_and_an_empty_one_gives_its_low_end() {
        let mut random = Random::new(2);
        let seen: BTreeSet<i64> = (0..500).map(|_| random.range(-2, 3)).collect();
        assert_eq!(seen, (-2..=3).collect());
        assert_eq!(random.range(5, 4), 5);
        let signs: BTreeSet<i64> = (0..50).map(|_| random.range(i64::MIN, i64::MAX).signum()).collect();
        assert_eq!(signs, BTreeSet::from([-1, 1]));
    }

    #[test]
    fn a_chance_is_about_as_large_as_it_says() {
        let mut random = Random::new(3);
        let mut hits = |percent| (0..10_000).filter(|_| random.chance(percent)).count();
        assert_eq!(hits(0), 0);
        assert_eq!(hits(100), 10_000);
        assert!((2_800..=3_200).contains(&hits(30)));
    }

    #[test]
    fn shuffling_keeps_every_item() {
        let mut items: Vec<u32> = (0..40).collect();
        Random::new(4).shuffle(&mut items);
        assert_ne!(items, (0..40).collect::<Vec<u32>>());
        items.sort_unstable();
        assert_eq!(items, (0..40).collect::<Vec<u32>>());
    }

    #[test]
    fn picking_reaches_every_item() {
        let mut random = Random::new(5);
        let seen: BTreeSet<&str> = (0..100).map(|_| random.pick(&["USD", "EUR", "GBP"])).collect();
        assert_eq!(seen, BTreeSet::from(["USD", "EUR", "GBP"]));
    }
}
