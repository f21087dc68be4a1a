//! Identifiers: one newtype for each thing that is named, so that they cannot be mixed up.
//!
//! Ids are UUIDs (RFC 9562). Those made for a new thing are version 7 and come from the caller's clock and randomness;
//! those that follow from something else are version 8, derived by SHA-256, so that the same cause always gives the same id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// Derives a UUID (version 8) from a parent id and a label: the same input always gives the same id.
#[must_use]
pub fn derive(parent: Uuid, label: &str) -> Uuid {
    let mut hasher = Sha256::new();
    hasher.update(parent.as_bytes());
    hasher.update(label.as_bytes());
    let digest = hasher.finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// An id that follows from this text alone (for imports and sample data).
            #[must_use]
            pub fn named(label: &str) -> Self {
                Self(derive(Uuid::nil(), label))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

id! {
    /// One command, named by the device that made it. The server applies each id once.
    CommandId;
    /// A browser profile, phone or kiosk that holds a queue.
    DeviceId;
    /// A person, or an anonymous reporter known only by their device.
    PersonId;
    /// A node of the unit tree.
    UnitId;
    /// A ticket.
    TicketId;
    /// A rulebook document.
    RulebookId;
    /// A proposal.
    ProposalId;
    /// A body that deliberates.
    BodyId;
    /// A meeting of a body.
    MeetingId;
    /// A place where bodies meet.
    VenueId;
    /// A ballot.
    BallotId;
    /// A row of the vault.
    SecretId;
}

/// The SHA-256 of a stored photo, in lower-case hexadecimal on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhotoHash(pub [u8; 32]);

/// A text that is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a photo hash is 64 hexadecimal digits")]
pub struct NotAPhotoHash;

impl PhotoHash {
    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PhotoHash {
    type Err = NotAPhotoHash;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(NotAPhotoHash);
        }
        let mut bytes = [0u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NotAPhotoHash)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAPhotoHash)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for PhotoHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PhotoHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_depend_on_parent_and_label() {
        let parent = Uuid::from_u128(7);
        assert_eq!(derive(parent, "a"), derive(parent, "a"));
        assert_ne!(derive(parent, "a"), derive(parent, "b"));
        assert_ne!(derive(parent, "a"), derive(Uuid::from_u128(8), "a"));
    }

    #[test]
    fn photo_hash_text_reads_back_and_rejects_other_lengths() {
        let hash = PhotoHash::of(b"photo");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("ab".parse::<PhotoHash>(), Err(NotAPhotoHash));
        assert_eq!("é".repeat(32).parse::<PhotoHash>(), Err(NotAPhotoHash));
    }
}
