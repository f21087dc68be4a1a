//! Decimal numbers, exact: a whole number of units of the last place.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Most places behind the point.
pub const PLACES_MAX: u8 = 9;

/// A decimal number with at most [`PLACES_MAX`] places. `2.50` and `2.5` are the same number; on the wire it is a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Decimal {
    units: i64,
    /// Never more than it needs.
    places: u8,
}

/// A text that is no decimal number, or has too many digits or places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number of at most {PLACES_MAX} places")]
pub struct BadDecimal;

impl Decimal {
    /// So many units of 10 to the power of `-places`, unless that needs more than [`PLACES_MAX`] places.
    #[must_use]
    pub const fn new(mut units: i64, mut places: u8) -> Option<Self> {
        while places > 0 && units % 10 == 0 {
            units /= 10;
            places -= 1;
        }
        if places > PLACES_MAX { None } else { Some(Self { units, places }) }
    }

    /// So many units, if there is such a number.
    #[must_use]
    pub fn scaled(mut units: i128, mut places: u8) -> Option<Self> {
        while places > 0 && units % 10 == 0 {
            units /= 10;
            places -= 1;
        }
        Self::new(units.try_into().ok()?, places)
    }

    /// How many places it needs.
    #[must_use]
    pub const fn places(self) -> u8 {
        self.places
    }

    /// How many units of 10 to the power of `-places` it is, rounded down, and whether that is exact; none beyond what can be counted.
    #[must_use]
    pub fn floor(self, places: u8) -> Option<(i128, bool)> {
        let units = i128::from(self.units);
        match places.checked_sub(self.places) {
            Some(more) => Some((units.checked_mul(10_i128.checked_pow(more.into())?)?, true)),
            None => {
                let divisor = 10_i128.pow((self.places - places).into());
                Some((units.div_euclid(divisor), units.rem_euclid(divisor) == 0))
            }
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scaled = |number: &Self| i128::from(number.units) * 10_i128.pow((PLACES_MAX - number.places).into());
        scaled(self).cmp(&scaled(other))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:0width$}", self.units.unsigned_abs(), width = usize::from(self.places) + 1);
        let (whole, rest) = digits.split_at(digits.len() - usize::from(self.places));
        let sign = if self.units < 0 { "-" } else { "" };
        let point = if rest.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{rest}")
    }
}

impl FromStr for Decimal {
    type Err = BadDecimal;

    fn from_str(text: &str) -> Result<Self, BadDecimal> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.trim_start_matches('-').is_empty() || !digits(rest) || (rest.is_empty() && text.contains('.')) {
            return Err(BadDecimal);
        }
        let rest = rest.trim_end_matches('0');
        let places = u8::try_from(rest.len()).map_err(|_| BadDecimal)?;
        let units = format!("{whole}{rest}").parse().map_err(|_| BadDecimal)?;
        if whole.starts_with('+') { None } else { Self::new(units, places) }.ok_or(BadDecimal)
    }
}

impl TryFrom<String> for Decimal {
    type Error = BadDecimal;

    fn try_from(text: String) -> Result<Self, BadDecimal> {
        text.parse()
    }
}

impl From<Decimal> for String {
    fn from(number: Decimal) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_number_is_the_same_however_many_noughts_it_is_written_with() {
        for (text, written) in [
            ("0", "0"),
            ("-0", "0"),
            ("2.50", "2.5"),
            ("-0.05", "-0.05"),
            ("007", "7"),
            ("120", "120"),
            ("0.000000001", "0.000000001"),
            ("9223372036854775807", "9223372036854775807"),
        ] {
            assert_eq!(read(text).to_string(), written);
            assert_eq!(serde_json::to_string(&read(text)).unwrap(), format!("\"{written}\""));
        }
        assert_eq!(Decimal::new(250, 2), Some(read("2.5")));
    }

    #[test]
    fn what_is_no_number_or_too_fine_is_refused() {
        for text in
            ["", "-", ".5", "1.", "1.-5", "1e3", "+1", "--1", "1,5", " 1", "0.0000000001", "9223372036854775808"]
        {
            assert!(text.parse::<Decimal>().is_err(), "{text:?}");
        }
        assert_eq!(Decimal::new(1, 10), None);
        assert_eq!(Decimal::new(10, 10), Decimal::new(1, 9));
    }

    #[test]
    fn numbers_are_ordered_by_value_and_not_by_digits() {
        let ordered =
            ["-9223372036854775808", "-1.5", "-1.45", "0", "0.000000001", "0.1", "0.25", "1", "9223372036854775807"];
        assert!(ordered.map(read).is_sorted_by(|one, two| one < two));
    }

    #[test]
    fn a_number_between_two_units_is_rounded_down() {
        assert_eq!(read("2.55").floor(1), Some((25, false)));
        assert_eq!(read("-2.55").floor(1), Some((-26, false)));
        assert_eq!(read("-2.5").floor(1), Some((-25, true)));
        assert_eq!(read("3").floor(2), Some((300, true)));
        assert_eq!(read("3").floor(40), None);
    }
}
