//! What a kiosk and the server say to each other: the enrolment code, reports sealed to the server, how the kiosk fares.
//!
//! A kiosk stands unattended in a public room. It seals each report to the server's public key the moment it is made (an X25519
//! sealed box, as libsodium's `crypto_box_seal`) and keeps only what it cannot read.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chrono::{DateTime, Utc};
use crypto_box::aead::rand_core::{CryptoRng, Error, RngCore};
use crypto_box::{PublicKey, SecretKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::id::{CommandId, DeviceId, UnitId};
use crate::receipt::{ReceiptFault, check_digit};
use crate::wire::Envelope;

/// Most reports that a kiosk keeps until it can send them.
pub const KIOSK_QUEUE_MAX: usize = 10_000;
/// How long a kiosk is meant to work without a network, days. After that it says so to whoever stands before it, and goes on.
pub const KIOSK_OFFLINE_DAYS_MAX: i64 = 30;
/// Most reports that a kiosk sends at once.
pub const KIOSK_PUSH_MAX: usize = 100;
/// How long an enrolment code may be used, minutes.
pub const ENROL_MINUTES: i64 = 30;
/// Digits of an enrolment code, check digit included.
pub const ENROL_DIGITS: usize = 10;
/// Most bytes of one sealed report.
pub const SEALED_BYTES_MAX: usize = 32 * 1_024;

const PIN_ROUNDS: u32 = 20_000;
const FREE_CODES: u64 = 1_000_000_000;

/// A key of the sealed box, 32 bytes.
pub type BoxKey = [u8; 32];

/// A one-time code that a desk reads out and somebody types into a kiosk: ten digits, the last a check digit as on a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnrolCode(u64);

impl EnrolCode {
    /// A code from random bytes.
    #[must_use]
    pub fn drawn(random: [u8; 8]) -> Self {
        let free = u64::from_be_bytes(random) % FREE_CODES;
        Self(free * 10 + check_digit(digits_of(free)))
    }
}

fn digits_of(free: u64) -> impl Iterator<Item = u64> {
    (0..ENROL_DIGITS as u32 - 1).rev().map(move |place| free / 10u64.pow(place) % 10)
}

impl fmt::Display for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:010}", self.0);
        write!(f, "{} {}", &digits[..5], &digits[5..])
    }
}

impl FromStr for EnrolCode {
    type Err = ReceiptFault;

    fn from_str(text: &str) -> Result<Self, ReceiptFault> {
        let digits: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ReceiptFault::NotDigits);
        }
        if digits.len() != ENROL_DIGITS {
            return Err(ReceiptFault::WrongLength);
        }
        let code: u64 = digits.parse().map_err(|_| ReceiptFault::NotDigits)?;
        match check_digit(digits_of(code / 10)) == code % 10 {
            true => Ok(Self(code)),
            false => Err(ReceiptFault::WrongCheckDigit),
        }
    }
}

/// What a kiosk learns when it is enrolled, and keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Its id.
    pub device: DeviceId,
    /// Where it stands.
    pub unit: UnitId,
    /// What the desk calls it.
    pub name: String,
    /// The server's public key, base64.
    pub public_key: String,
}

impl Enrolled {
    /// The server's public key.
    #[must_use]
    pub fn key(&self) -> Option<BoxKey> {
        BASE64.decode(&self.public_key).ok()?.try_into().ok()
    }
}

/// A report that only the server can read. This, and nothing else of the person, is kept on the kiosk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The command's id.
    pub id: CommandId,
    /// An [`Envelope`] in a sealed box, base64.
    pub sealed: String,
}

/// How a kiosk fares, as it says itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// Reports not delivered yet.
    pub queue: u32,
    /// When the oldest of them was made.
    pub oldest_at: Option<DateTime<Utc>>,
    /// Storage in use, bytes.
    pub storage_used_bytes: u64,
    /// Storage that the browser grants, bytes.
    pub storage_quota_bytes: u64,
    /// The app's version.
    pub version: String,
}

/// `POST /api/kiosk/push`, and the file that `weft import-queue` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskPush {
    /// The kiosk.
    pub device: DeviceId,
    /// How it fares.
    #[serde(default)]
    pub health: Health,
    /// At most [`KIOSK_PUSH_MAX`] over the network, any number in a file; none is a sign of life.
    pub sealed: Vec<Sealed>,
}

/// Seals a report. `random` must be fresh and unguessable: the box is opened by whoever knows it.
///
/// None only when `random` was never filled, or the report has no JSON form.
#[must_use]
pub fn seal(envelope: &Envelope, server: BoxKey, random: [u8; 32]) -> Option<Sealed> {
    if random == [0; 32] {
        return None;
    }
    let text = serde_json::to_vec(envelope).ok()?;
    let sealed = PublicKey::from(server).seal(&mut Stream::of(random), &text).ok()?;
    Some(Sealed { id: envelope.id, sealed: BASE64.encode(sealed) })
}

/// Opens a sealed report with the server's secret key. None when it was sealed to another, or not one byte of it is as it was.
#[must_use]
pub fn open(sealed: &Sealed, secret: BoxKey) -> Option<Envelope> {
    if sealed.sealed.len() > SEALED_BYTES_MAX * 2 {
        return None;
    }
    let bytes = BASE64.decode(&sealed.sealed).ok()?;
    let text = SecretKey::from(secret).unseal(&bytes).ok()?;
    let envelope: Envelope = serde_json::from_slice(&text).ok()?;
    (envelope.id == sealed.id).then_some(envelope)
}

/// The hash of an operator's PIN under the kiosk's own salt. Slow on purpose; six digits can still be tried out by whoever has the
/// kiosk's disk, who finds there only what is sealed.
#[must_use]
pub fn pin_hash(salt: DeviceId, pin: &str) -> String {
    let mut digest: [u8; 32] =
        Sha256::new_with_prefix(salt.0.as_bytes()).chain_update(pin.as_bytes()).finalize().into();
    for _ in 0..PIN_ROUNDS {
        digest = Sha256::new_with_prefix(salt.0.as_bytes()).chain_update(digest).finalize().into();
    }
    BASE64.encode(digest)
}

/// The public key of a secret one, as [`Enrolled::public_key`] has it.
#[must_use]
pub fn public_key(secret: BoxKey) -> String {
    BASE64.encode(SecretKey::from(secret).public_key().as_bytes())
}

/// Given random bytes as the generator that the box asks for, drawn out by hashing as long as it asks.
struct Stream {
    seed: [u8; 32],
    count: u64,
}

impl Stream {
    const fn of(seed: [u8; 32]) -> Self {
        Self { seed, count: 0 }
    }
}

impl RngCore for Stream {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let mut hasher = Sha256::new();
            hasher.update(self.seed);
            hasher.update(self.count.to_le_bytes());
            chunk.copy_from_slice(&hasher.finalize()[..chunk.len()]);
            self.count += 1;
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Stream {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::ticket::Command;
    use crate::registry::AnyCommand;

    fn envelope() -> Envelope {
        Envelope {
            id: CommandId::named("report"),
            device: DeviceId::named("kiosk"),
            seq: 1,
            issued_at: crate::sample::morning(),
            rules_version: 1,
            target: CommandId::named("ticket").0,
            command: AnyCommand::Ticket(Command::Submit(crate::sample::noise_report(0, 0))),
        }
    }

    fn server_key() -> BoxKey {
        BASE64.decode(public_key([7; 32])).unwrap().try_into().unwrap()
    }

    #[test]
    fn only_the_servers_key_opens_a_sealed_report() {
        let sealed = seal(&envelope(), server_key(), [9; 32]).unwrap();
        assert_eq!(open(&sealed, [7; 32]), Some(envelope()));
        assert_eq!(open(&sealed, [8; 32]), None);
        assert_ne!(sealed, seal(&envelope(), server_key(), [10; 32]).unwrap());
    }

    #[test]
    fn one_changed_byte_or_another_id_opens_nothing() {
        let sealed = seal(&envelope(), server_key(), [9; 32]).unwrap();
        let bytes = BASE64.decode(&sealed.sealed).unwrap();
        for place in [0, 31, 32, bytes.len() / 2, bytes.len() - 1] {
            let mut tampered = bytes.clone();
            tampered[place] ^= 1;
            assert_eq!(open(&Sealed { id: sealed.id, sealed: BASE64.encode(tampered) }, [7; 32]), None, "{place}");
        }
        assert_eq!(open(&Sealed { id: CommandId::named("other"), ..sealed }, [7; 32]), None);
    }

    #[test]
    fn a_pin_hashes_by_kiosk_and_by_digit() {
        let (one, other) = (DeviceId::named("one"), DeviceId::named("other"));
        assert_eq!(pin_hash(one, "246810"), pin_hash(one, "246810"));
        assert_ne!(pin_hash(one, "246810"), pin_hash(one, "246811"));
        assert_ne!(pin_hash(one, "246810"), pin_hash(other, "246810"));
    }

    #[test]
    fn nothing_is_sealed_without_randomness() {
        assert_eq!(seal(&envelope(), server_key(), [0; 32]), None);
    }

    #[test]
    fn an_enrolment_code_reads_back_and_a_wrong_digit_is_noticed() {
        let code = EnrolCode::drawn([1, 2, 3, 4, 5, 6, 7, 8]);
        let text = code.to_string();
        assert_eq!(text.parse(), Ok(code));
        assert_eq!(text.replace(' ', "").parse(), Ok(code));
        for place in text.char_indices().filter(|(_, letter)| letter.is_ascii_digit()).map(|(place, _)| place) {
            let mut wrong = text.clone().into_bytes();
            wrong[place] = b'0' + (wrong[place] - b'0' + 1) % 10;
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(wrong.parse::<EnrolCode>(), Err(ReceiptFault::WrongCheckDigit), "{wrong}");
        }
        assert_eq!("123".parse::<EnrolCode>(), Err(ReceiptFault::WrongLength));
        assert_eq!("12345 6789x".parse::<EnrolCode>(), Err(ReceiptFault::NotDigits));
    }
}
