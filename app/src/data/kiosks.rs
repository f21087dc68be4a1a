//! What a desk does with kiosks: asked of the server at once, and only with a network.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;
use weft::id::{DeviceId, UnitId};
use weft::kiosk::Health;

use super::Data;
use super::http::{self, Body, Method, ProblemText};

/// A kiosk as its desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KioskRow {
    /// Which.
    pub id: DeviceId,
    /// Where it stands.
    pub unit: UnitId,
    /// What the desk calls it.
    pub name: String,
    /// Since when it may not be used any more.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it last spoke to the server.
    pub seen_at: Option<DateTime<Utc>>,
    /// How it fared then.
    pub health: Health,
    /// Reports of it that were not accepted and are kept on the server.
    pub kept: u64,
}

/// An enrolment code, shown once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CodeMade {
    /// Ten digits.
    pub code: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct KioskList {
    rows: Vec<KioskRow>,
}

impl Data {
    /// The kiosks of one's own area.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn kiosks(self) -> Result<Vec<KioskRow>, ProblemText> {
        let text = self.device().order(Method::GET, "/api/kiosk".to_owned(), Body::Empty).await?;
        http::read::<KioskList>(&text).map(|list| list.rows).map_err(|error| error.text())
    }

    /// Makes a one-time code by which a kiosk is enrolled at this unit.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn make_kiosk_code(self, unit: UnitId, name: &str) -> Result<CodeMade, ProblemText> {
        let body = Body::json(&json!({ "unit": unit, "name": name })).map_err(|error| error.text())?;
        let text = self.device().order(Method::POST, "/api/kiosk/codes".to_owned(), body).await?;
        http::read(&text).map_err(|error| error.text())
    }

    /// Revokes a kiosk.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn revoke_kiosk(self, id: DeviceId) -> Result<(), ProblemText> {
        self.device().order(Method::POST, format!("/api/kiosk/{id}/revoke"), Body::Empty).await.map(|_| ())
    }
}
