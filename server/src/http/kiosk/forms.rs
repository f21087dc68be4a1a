//! What is asked and answered about kiosks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use weft::kiosk::Health;

use crate::http::shape;
use crate::store::kiosk::Kiosk;

/// A code to be made.
#[derive(Deserialize, ToSchema)]
pub struct NewCode {
    /// Where the kiosk will stand.
    pub unit: Uuid,
    /// What to call it.
    pub name: String,
}

/// A code that was made. It is shown once.
#[derive(Serialize, ToSchema)]
pub struct CodeMade {
    /// Ten digits.
    pub code: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// The code typed into a kiosk.
#[derive(Deserialize, ToSchema)]
pub struct Enrol {
    /// Ten digits, however spaced.
    pub code: String,
}

/// Kiosks.
#[derive(Serialize, ToSchema)]
pub struct KioskList {
    /// By name.
    pub rows: Vec<KioskRow>,
}

/// A kiosk as its desk sees it.
#[derive(Serialize, ToSchema)]
pub struct KioskRow {
    /// Which.
    pub id: Uuid,
    /// Where it stands.
    pub unit: Uuid,
    /// What the desk calls it.
    pub name: String,
    /// When it was enrolled.
    pub created_at: DateTime<Utc>,
    /// Since when it may not be used any more.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it last spoke to the server.
    pub seen_at: Option<DateTime<Utc>>,
    /// How it fared then.
    #[schema(value_type = shape::KioskHealth)]
    pub health: Health,
    /// Reports of it that were not accepted and are kept on the server.
    pub kept: u64,
}

impl KioskRow {
    /// A kiosk of which so many reports are kept.
    pub fn new(kiosk: Kiosk, kept: u64) -> Self {
        Self {
            id: kiosk.id.0,
            unit: kiosk.unit.0,
            name: kiosk.name,
            created_at: kiosk.created_at,
            revoked_at: kiosk.revoked_at,
            seen_at: kiosk.seen_at,
            health: kiosk.health,
            kept,
        }
    }
}
