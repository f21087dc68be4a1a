//! Personal data: in clear only on the device that wrote it and for a reader who may see it.
//!
//! A command carries [`Secret::Clear`]. Before an event is appended the engine moves each clear value into the vault and leaves
//! [`Secret::Sealed`]. A state handed to a reader has the secrets it may see opened again, the others [`Secret::Withheld`].
//! Erasing the vault row turns the secret into [`Secret::Erased`] for everyone, and the log stays whole.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::id::SecretId;

/// A value of personal data in one of its four forms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret<T> {
    /// The value itself.
    Clear(T),
    /// The value is in the vault under this id.
    Sealed(SecretId),
    /// There is a value, which this reader may not see.
    Withheld,
    /// The value was erased from the vault.
    Erased,
}

impl<T> Secret<T> {
    /// The value, if it is in clear.
    pub fn clear(&self) -> Option<&T> {
        match self {
            Self::Clear(value) => Some(value),
            _ => None,
        }
    }
}

/// What the engine does with a secret whatever its type: the value travels as JSON text.
pub trait SecretSlot {
    /// The value as JSON, if it is in clear.
    fn clear_json(&self) -> Option<String>;
    /// The vault id, if it is sealed.
    fn sealed(&self) -> Option<SecretId>;
    /// Replaces the value by a reference to the vault.
    fn seal(&mut self, id: SecretId);
    /// Puts the value back; a value that does not read as `T` (or none) counts as erased.
    fn open(&mut self, json: Option<&str>);
    /// Hides the value from a reader.
    fn withhold(&mut self);
}

impl<T: Serialize + DeserializeOwned> SecretSlot for Secret<T> {
    fn clear_json(&self) -> Option<String> {
        self.clear().and_then(|value| serde_json::to_string(value).ok())
    }

    fn sealed(&self) -> Option<SecretId> {
        match self {
            Self::Sealed(id) => Some(*id),
            _ => None,
        }
    }

    fn seal(&mut self, id: SecretId) {
        *self = Self::Sealed(id);
    }

    fn open(&mut self, json: Option<&str>) {
        *self = match json.and_then(|json| crate::json::read(json).ok()) {
            Some(value) => Self::Clear(value),
            None => Self::Erased,
        };
    }

    fn withhold(&mut self) {
        *self = Self::Withheld;
    }
}

/// A function that is shown every secret of a thing, one after the other, in a fixed order.
pub type SecretVisitor<'a> = dyn FnMut(&mut dyn SecretSlot) + 'a;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_to_what_it_was_and_to_erased_without_its_row() {
        let mut phone = Secret::Clear("13900000000".to_owned());
        let json = phone.clear_json();
        phone.seal(SecretId::named("row"));
        assert_eq!(phone.clear(), None);
        let mut erased = phone.clone();
        phone.open(json.as_deref());
        assert_eq!(phone, Secret::Clear("13900000000".to_owned()));
        erased.open(None);
        assert_eq!(erased, Secret::Erased);
    }
}
