//! A value axis with round numbers.

/// Lines of a plot, beside its foot.
const STEPS: u32 = 4;

/// From a value at the foot of a plot to one at its top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// For percentages: up to 100, from the round number below the smallest, so that differences near the top can be seen.
    #[must_use]
    pub fn percent(values: impl Iterator<Item = f64>) -> Self {
        let least = values.fold(100.0, f64::min).clamp(0.0, 100.0);
        let low = if least >= 80.0 {
            60.0
        } else if least >= 40.0 {
            20.0
        } else {
            0.0
        };
        Self { low, high: 100.0 }
    }

    /// Where a value lies, percent of the height from the top.
    #[must_use]
    pub fn y(self, value: f64) -> f64 {
        // Room for half a line's thickness at the top.
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        2.0 + 98.0 * (1.0 - share)
    }

    /// The values at which lines are drawn, the foot included.
    #[must_use]
    pub fn ticks(self) -> Vec<f64> {
        let step = (self.high - self.low) / f64::from(STEPS);
        (0..=STEPS).map(|index| self.low + step * f64::from(index)).collect()
    }
}

/// For counts: from 0 to the next round number that four steps divide.
#[must_use]
pub fn scale(values: impl Iterator<Item = f64>) -> Scale {
    let most = values.fold(0.0, f64::max).max(1.0);
    let step = most / f64::from(STEPS);
    let power = 10f64.powf(step.log10().floor());
    let nice = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|nice| *nice >= step - 1e-9);
    // Counts are whole: no line at a half.
    let nice = nice.unwrap_or(step).ceil().max(1.0);
    Scale { low: 0.0, high: nice * f64::from(STEPS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_axis_ends_at_a_round_whole_number_above_the_most() {
        for (most, high) in [(0.0, 4.0), (3.0, 4.0), (7.0, 8.0), (23.0, 40.0), (743.0, 800.0), (8_676.0, 10_000.0)] {
            let scale = scale([most].into_iter());
            assert_eq!(scale.ticks().last().copied(), Some(high), "{most}");
            assert!(scale.ticks().iter().all(|tick| tick.fract() == 0.0));
        }
    }

    #[test]
    fn a_percentage_axis_always_ends_at_a_hundred_and_holds_every_value() {
        for least in [0.0, 35.0, 55.0, 81.0, 99.0] {
            let scale = Scale::percent([least, 98.0].into_iter());
            assert_eq!(scale.ticks().last().copied(), Some(100.0));
            assert!(scale.ticks()[0] <= least);
        }
        assert!(Scale::percent([].into_iter()).y(100.0) < Scale::percent([].into_iter()).y(61.0));
    }
}
