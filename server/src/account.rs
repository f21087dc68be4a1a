//! Accounts: passwords, lock-out and the first administrator.

pub mod first;
pub mod lockout;
pub mod password;

/// Most characters of a login name or a display name.
pub const NAME_CHARS_MAX: usize = 64;
/// Fewest characters of a login name.
pub const LOGIN_CHARS_MIN: usize = 2;
/// Most roles of one account.
pub const ACCOUNT_GRANTS_MAX: usize = 32;
/// Digits of a mainland mobile number.
pub const PHONE_DIGITS: usize = 11;

/// What somebody typed to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// A name, in lower case.
    Name(String),
    /// A phone number, digits only.
    Phone(String),
}

impl Login {
    /// Reads what was typed; full-width digits, spaces and `+86` do not matter.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        phone(typed).map(Self::Phone).or_else(|| login_name(typed).map(Self::Name))
    }
}

/// A mainland mobile number as 11 digits, if the text is one.
#[must_use]
pub fn phone(typed: &str) -> Option<String> {
    if typed.chars().count() > NAME_CHARS_MAX {
        return None;
    }
    let mut digits = String::with_capacity(PHONE_DIGITS + 3);
    for character in typed.chars() {
        match character {
            '0'..='9' | '+' => digits.push(character),
            '０'..='９' => digits.push(char::from_digit(u32::from(character) - u32::from('０'), 10)?),
            '-' => {}
            other if other.is_whitespace() => {}
            _ => return None,
        }
    }
    let digits = digits.strip_prefix("+86").unwrap_or(&digits);
    let fits = digits.len() == PHONE_DIGITS && digits.starts_with('1') && !digits.contains('+');
    fits.then(|| digits.to_owned())
}

/// A login name in lower case, if the text is one: begins with a letter (so that it is no phone number), has no spaces.
#[must_use]
pub fn login_name(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let count = typed.chars().take(NAME_CHARS_MAX + 1).count();
    let fits = (LOGIN_CHARS_MIN..=NAME_CHARS_MAX).contains(&count)
        && typed.starts_with(char::is_alphabetic)
        && !typed.chars().any(|character| character.is_whitespace() || character.is_control());
    fits.then(|| typed.to_lowercase())
}

/// Whether a password is long enough, not too long, and not the login itself.
#[must_use]
pub fn password_fits(password: &str, login: &str) -> bool {
    let count = password.chars().take(password::PASSWORD_CHARS_MAX + 1).count();
    (password::PASSWORD_CHARS_MIN..=password::PASSWORD_CHARS_MAX).contains(&count) && password.to_lowercase() != login
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_reads_however_it_is_typed_and_is_never_a_name() {
        for typed in ["13900000000", " 139 0000 0000", "+86 139-0000-0000", "１３９００００００００"] {
            assert_eq!(Login::read(typed), Some(Login::Phone("13900000000".to_owned())), "{typed}");
        }
        for typed in ["1390000000", "23900000000", "139+00000000", "1"] {
            assert_eq!(Login::read(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_login_name_begins_with_a_letter_and_has_no_spaces() {
        assert_eq!(login_name(" Ceshi-01 "), Some("ceshi-01".to_owned()));
        assert_eq!(login_name("测试员甲"), Some("测试员甲".to_owned()));
        for typed in ["x", "1x", "two words", "a\u{7}", &"长".repeat(NAME_CHARS_MAX + 1)] {
            assert_eq!(login_name(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_password_is_neither_short_nor_the_login() {
        assert!(password_fits("0123456789", "ceshi"));
        assert!(!password_fits("012345678", "ceshi"));
        assert!(!password_fits("Ceshi-ceshi", "ceshi-ceshi"));
        assert!(!password_fits(&"x".repeat(129), "ceshi"));
    }
}
