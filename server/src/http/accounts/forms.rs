//! What is asked and answered about accounts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use weft::actor::Grant;

use crate::http::shape;
use crate::store::Account;

/// The first administrator.
#[derive(Deserialize, ToSchema)]
pub struct First {
    /// As the server printed it at its first start.
    pub token: String,
    /// Login name.
    pub login: String,
    /// Password: 10 to 128 characters.
    pub password: String,
    /// Name to show.
    pub name: String,
}

/// A new account.
#[derive(Deserialize, ToSchema)]
pub struct NewAccount {
    /// Login name.
    pub login: String,
    /// Mobile number to sign in by, if any. Only a keyed hash of it is kept.
    #[serde(default)]
    pub phone: Option<String>,
    /// First password: 10 to 128 characters.
    pub password: String,
    /// Name to show.
    pub name: String,
    /// The person, as named by an appointment; a new one if absent.
    #[serde(default)]
    pub person: Option<Uuid>,
    /// Roles.
    #[schema(value_type = Vec<shape::Grant>)]
    pub grants: Vec<Grant>,
}

/// An account as administrators see it.
#[derive(Serialize, ToSchema)]
pub struct AccountRow {
    /// Who.
    pub person: Uuid,
    /// Login name.
    pub login: String,
    /// Whether a phone number opens it too.
    pub has_phone: bool,
    /// Name to show.
    pub name: String,
    /// Roles.
    #[schema(value_type = Vec<shape::Grant>)]
    pub grants: Vec<Grant>,
    /// Whether signing in is barred.
    pub disabled: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last signed in to.
    pub last_sign_in: Option<DateTime<Utc>>,
}

impl From<Account> for AccountRow {
    fn from(account: Account) -> Self {
        Self {
            person: account.person.0,
            login: account.login,
            has_phone: account.phone.is_some(),
            name: account.name,
            grants: account.grants,
            disabled: account.disabled,
            created_at: account.created_at,
            last_sign_in: account.last_sign_in,
        }
    }
}

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub struct AccountPage {
    /// Those that this administrator keeps.
    pub rows: Vec<AccountRow>,
    /// Where the next page starts; absent on the last one. A page may be short and still have a next one.
    pub next: Option<Uuid>,
}

/// Which accounts, and where the list goes on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// A part of the name or login; of all if absent.
    pub text: Option<String>,
    /// As `next` of the page before.
    pub after: Option<Uuid>,
}

/// A password to set.
#[derive(Deserialize, ToSchema)]
pub struct Password {
    /// 10 to 128 characters.
    pub password: String,
}

/// Roles to set.
#[derive(Deserialize, ToSchema)]
pub struct Grants {
    /// All roles from now on.
    #[schema(value_type = Vec<shape::Grant>)]
    pub grants: Vec<Grant>,
}
