//! Receipt codes: 16 digits that open a ticket without an account, read out in groups of four.
//!
//! The last digit is a check digit by GB/T 17710—2008 (ISO/IEC 7064), system MOD 11,10, which finds every single wrong digit and
//! nearly every swap of neighbours. Fifteen free digits make guessing hopeless behind a rate limit: a code is also the key to the ticket.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Digits of a code, check digit included.
pub const RECEIPT_DIGITS: usize = 16;
const FREE_CODES: u64 = 1_000_000_000_000_000;

/// A receipt code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReceiptCode(u64);

/// Why a text is not a receipt code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptFault {
    /// Something other than digits, spaces and hyphens.
    #[error("a receipt code has only digits")]
    NotDigits,
    /// Too few or too many digits.
    #[error("a receipt code has 16 digits")]
    WrongLength,
    /// The check digit does not fit: some digit was misread.
    #[error("a digit was misread")]
    WrongCheckDigit,
}

/// The MOD 11,10 check digit of these digits.
pub(crate) fn check_digit(digits: impl Iterator<Item = u64>) -> u64 {
    let product = digits.fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        let sum = if sum == 0 { 10 } else { sum };
        (sum * 2) % 11
    });
    (11 - product) % 10
}

fn digits_of(free: u64) -> impl Iterator<Item = u64> {
    (0..RECEIPT_DIGITS as u32 - 1).rev().map(move |place| free / 10u64.pow(place) % 10)
}

impl ReceiptCode {
    /// A code from random bytes, drawn by whoever takes the report, so that a kiosk without a network can print it. Nothing else
    /// that is known of a ticket tells its code.
    #[must_use]
    pub fn drawn(random: [u8; 8]) -> Self {
        // 2⁶⁴ is 18,446 times the number of codes: taking the remainder favours none of them noticeably.
        let free = u64::from_be_bytes(random) % FREE_CODES;
        Self(free * 10 + check_digit(digits_of(free)))
    }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:016}", self.0);
        write!(f, "{} {} {} {}", &digits[..4], &digits[4..8], &digits[8..12], &digits[12..])
    }
}

impl From<ReceiptCode> for String {
    fn from(code: ReceiptCode) -> Self {
        code.to_string()
    }
}

impl TryFrom<String> for ReceiptCode {
    type Error = ReceiptFault;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for ReceiptCode {
    type Err = ReceiptFault;

    /// Reads a code as people write it: with or without spaces and hyphens, also in full-width digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut code: u64 = 0;
        let mut count = 0;
        for character in text.chars() {
            let digit = match character {
                '0'..='9' => u64::from(character) - u64::from('0'),
                '０'..='９' => u64::from(character) - u64::from('０'),
                '-' | '－' | '—' => continue,
                other if other.is_whitespace() => continue,
                _ => return Err(ReceiptFault::NotDigits),
            };
            count += 1;
            if count > RECEIPT_DIGITS {
                return Err(ReceiptFault::WrongLength);
            }
            code = code * 10 + digit;
        }
        if count != RECEIPT_DIGITS {
            return Err(ReceiptFault::WrongLength);
        }
        if check_digit(digits_of(code / 10)) != code % 10 {
            return Err(ReceiptFault::WrongCheckDigit);
        }
        Ok(Self(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_check_digit_is_that_of_the_standard() {
        // GB/T 17710—2008, example for MOD 11,10: 0794 has the check digit 5.
        assert_eq!(check_digit([0, 7, 9, 4].into_iter()), 5);
    }

    proptest! {
        #[test]
        fn a_code_reads_back_as_it_is_printed(random in any::<[u8; 8]>()) {
            let code = ReceiptCode::drawn(random);
            prop_assert_eq!(code.to_string().parse(), Ok(code));
            prop_assert_eq!(code.to_string().replace(' ', "－").parse(), Ok(code));
        }

        #[test]
        fn one_misread_digit_is_always_noticed(random in any::<[u8; 8]>(), place in 0usize..16, by in 1u32..10) {
            let code = ReceiptCode::drawn(random);
            let mut digits: Vec<u32> = code.to_string().chars().filter_map(|c| c.to_digit(10)).collect();
            digits[place] = (digits[place] + by) % 10;
            let wrong: String = digits.iter().map(u32::to_string).collect();
            prop_assert_eq!(wrong.parse::<ReceiptCode>(), Err(ReceiptFault::WrongCheckDigit));
        }
    }
}
