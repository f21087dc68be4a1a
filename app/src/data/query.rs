//! Questions to the server about what a replica does not hold: lists, the public ledger, rates, history, accounts.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use weft::actor::Grant;
use weft::id::{PersonId, TicketId, UnitId};
use weft::place::Point;
use weft::query::{Candidate, LedgerPage, Rates, TicketPage, TicketQuery};
use weft::wire::Recorded;

use super::http::{self, ProblemText};
use super::{Data, Device};

/// The parameters of a question, as they stand in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(&'static str, String)>);

impl Params {
    /// With one more, if it has a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.0.extend(value.map(|value| (name, value.to_string())));
        self
    }

    /// The address of a question with these parameters; `encode` escapes a value.
    #[must_use]
    pub fn address(&self, path: &str, encode: impl Fn(&str) -> String) -> String {
        let mut address = path.to_owned();
        for (index, (name, value)) in self.0.iter().enumerate() {
            address.push(if index == 0 { '?' } else { '&' });
            address.push_str(name);
            address.push('=');
            address.push_str(&encode(value));
        }
        address
    }
}

/// An account as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AccountRow {
    /// Who.
    pub person: PersonId,
    /// Login name.
    pub login: String,
    /// Whether a phone number opens it too.
    pub has_phone: bool,
    /// Name to show.
    pub name: String,
    /// Roles.
    pub grants: Vec<Grant>,
    /// Whether signing in is barred.
    pub disabled: bool,
    /// When it was last signed in to.
    pub last_sign_in: Option<DateTime<Utc>>,
}

/// A page of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AccountPage {
    /// Those that this administrator keeps.
    pub rows: Vec<AccountRow>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<PersonId>,
}

impl From<&TicketQuery> for Params {
    fn from(query: &TicketQuery) -> Self {
        Self::default()
            .with("unit", query.unit)
            .with("category", query.category.as_ref())
            .with("phase", query.phase.as_ref())
            .with("open", query.open.then_some(true))
            .with("overdue", query.overdue.then_some(true))
            .with("text", query.text.as_ref())
            .with("from", query.from.map(|at| at.to_rfc3339()))
            .with("to", query.to.map(|at| at.to_rfc3339()))
            .with("cursor", query.cursor.as_ref())
            .with("limit", query.limit)
    }
}

impl Data {
    /// A page of tickets that this person may see, newest first.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn find_tickets(self, query: &TicketQuery) -> Result<TicketPage, ProblemText> {
        self.ask("/api/query/tickets", &query.into()).await
    }

    /// A page of the public ledger, newest first.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn ledger(self, query: &TicketQuery) -> Result<LedgerPage, ProblemText> {
        self.ask("/api/query/ledger", &query.into()).await
    }

    /// Where the ledger of this query is offered as CSV.
    #[must_use]
    pub fn ledger_csv_url(self, query: &TicketQuery) -> String {
        Params::from(query).address("/api/query/ledger.csv", encode)
    }

    /// Matters already reported near this spot in this category.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn duplicates(self, category: &str, point: Point) -> Result<Vec<Candidate>, ProblemText> {
        let params = Params::default()
            .with("category", Some(category))
            .with("lon_e7", Some(point.lon_e7))
            .with("lat_e7", Some(point.lat_e7));
        self.ask("/api/query/duplicates", &params).await
    }

    /// The three rates of a unit and of each unit directly below it, month by month.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn rates(self, unit: UnitId, from: NaiveDate, to: NaiveDate) -> Result<Vec<Rates>, ProblemText> {
        let params = Params::default().with("unit", Some(unit)).with("from", Some(from)).with("to", Some(to));
        self.ask("/api/query/rates", &params).await
    }

    /// Everything that happened to a ticket, oldest first.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn history(self, id: TicketId) -> Result<Vec<Recorded>, ProblemText> {
        self.ask(&format!("/api/query/ticket/{id}/history"), &Params::default()).await
    }

    /// A page of the accounts that this administrator keeps.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn accounts(self, text: &str, after: Option<PersonId>) -> Result<AccountPage, ProblemText> {
        let text = Some(text).filter(|text| !text.is_empty());
        self.ask("/api/accounts", &Params::default().with("text", text).with("after", after)).await
    }

    async fn ask<T: DeserializeOwned>(self, path: &str, params: &Params) -> Result<T, ProblemText> {
        let text = self.device().ask(params.address(path, encode)).await?;
        http::read(&text).map_err(|error| error.text())
    }
}

impl Device {
    /// Asks as the present account. Apart from [`Data::ask`] so that it is compiled once, not for each answer.
    async fn ask(&self, address: String) -> Result<String, ProblemText> {
        self.ready().await;
        let account = self.holding.borrow().account();
        http::send(http::Method::GET, &address, http::Body::Empty, Some(account)).await.map_err(|error| error.text())
    }
}

fn encode(value: &str) -> String {
    js_sys::encode_uri_component(value).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_only_the_filters_that_are_set_and_escapes_them() {
        let query =
            TicketQuery { text: Some("路 灯".to_owned()), open: true, limit: Some(20), ..TicketQuery::default() };
        let address = Params::from(&query).address("/api/query/tickets", |value| value.replace(' ', "%20"));
        assert_eq!(address, "/api/query/tickets?open=true&text=路%20灯&limit=20");
        assert_eq!(Params::default().address("/x", str::to_owned), "/x");
    }
}
