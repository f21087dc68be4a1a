//! Rows fetched for pages, beside the replica: closed tickets, and those looked up by receipt code. In memory only.

use weft::id::TicketId;
use weft::registry::Kind;
use weft::wire::Row;

use crate::data::holding::{Rows, Touched};
use crate::data::host::Host;
use crate::data::http::{self, HttpError};
use crate::outbox::Account;

use super::Device;

/// Most rows kept beside the replica.
const FETCHED_ROWS_MAX: usize = 16;

impl Device {
    /// See [`crate::data::Data::fetch_ticket`].
    pub(crate) async fn fetch_ticket(&self, id: TicketId) -> Result<(), HttpError> {
        self.ready().await;
        let account = self.holding.borrow().account();
        let row: Row = http::get(&format!("/api/query/ticket/{id}"), Some(account)).await?;
        self.hold_fetched(row);
        Ok(())
    }

    /// The fetched things that no pull will bring up to date.
    pub(crate) fn fetched_only(&self) -> Vec<TicketId> {
        let holding = self.holding.borrow();
        let fetched = self.fetched.borrow();
        let only = fetched.keys().filter(|target| holding.replica.row(**target).is_none());
        only.filter(|target| target.kind == Kind::Ticket).map(|target| target.id.into()).collect()
    }

    /// Whoever uses the device now must not find what the one before has fetched, nor what they may not see any more.
    pub(super) fn forget_fetched_of_others(&self, account: Account, touched: &Touched) {
        let (holding, now) = (self.holding.borrow(), self.now());
        if holding.account() != account {
            self.fetched.borrow_mut().clear();
        } else if touched.session {
            let actor = &holding.identity.actor;
            self.fetched.borrow_mut().retain(|_, row| row.state.clone().view(actor, now).is_some());
        }
    }

    pub(super) fn hold_fetched(&self, row: Row) {
        let target = row.target();
        let mut rows = vec![target];
        {
            let mut fetched = self.fetched.borrow_mut();
            if fetched.len() >= FETCHED_ROWS_MAX && !fetched.contains_key(&target) {
                let oldest = fetched.iter().min_by_key(|(_, row)| row.position).map(|(target, _)| *target);
                rows.extend(oldest.filter(|oldest| fetched.remove(oldest).is_some()));
            }
            fetched.insert(target, row);
        }
        self.publish(&Touched { rows: Rows::Some(rows.into_iter().map(Into::into).collect()), ..Touched::default() });
    }
}
