//! The pages, and which address shows which. Addresses are typed: a link is made by [`Route::href`], never written out.

pub mod account;
pub mod home;
pub mod inbox;
pub mod kiosk;
pub mod ledger;
pub mod lookup;
pub mod matter;
pub mod mine;
pub mod plain;
pub mod receipt;
pub mod report;
pub mod staff;

use leptos::prelude::*;
use weft::id::TicketId;

use crate::route::router;

pub use staff::workplace;

/// The residents' pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Four doors.
    Home,
    /// Report a matter.
    Report,
    /// The receipt of a report.
    Receipt(TicketId),
    /// A ticket and what happened to it.
    Matter(TicketId),
    /// One's own tickets.
    Mine,
    /// Look up by receipt code.
    Lookup,
    /// The public ledger.
    Ledger,
    /// Propose: not there yet, and says so.
    Propose,
    /// Settings of this browser.
    Settings,
    /// Staff sign in.
    SignIn,
    /// What was refused.
    Inbox,
    /// Nothing.
    Missing,
}

impl Route {
    /// The route of a path below the base.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let (head, tail) = path.split_once('/').unwrap_or((path, ""));
        match (head, tail) {
            ("", "") => Self::Home,
            ("report", "") => Self::Report,
            ("mine", "") => Self::Mine,
            ("lookup", "") => Self::Lookup,
            ("ledger", "") => Self::Ledger,
            ("propose", "") => Self::Propose,
            ("settings", "") => Self::Settings,
            ("sign-in", "") => Self::SignIn,
            ("inbox", "") => Self::Inbox,
            ("receipt", id) => id.parse().map_or(Self::Missing, Self::Receipt),
            ("matter", id) => id.parse().map_or(Self::Missing, Self::Matter),
            _ => Self::Missing,
        }
    }

    /// Its address.
    #[must_use]
    pub fn href(self) -> String {
        match self {
            Self::Receipt(id) => format!("/receipt/{id}"),
            Self::Matter(id) => format!("/matter/{id}"),
            plain => plain.fixed().to_owned(),
        }
    }

    const fn fixed(self) -> &'static str {
        match self {
            Self::Home | Self::Missing | Self::Receipt(_) | Self::Matter(_) => "/",
            Self::Report => "/report",
            Self::Mine => "/mine",
            Self::Lookup => "/lookup",
            Self::Ledger => "/ledger",
            Self::Propose => "/propose",
            Self::Settings => "/settings",
            Self::SignIn => "/sign-in",
            Self::Inbox => "/inbox",
        }
    }

    /// Whether the page uses the whole width of a desk.
    #[must_use]
    pub const fn is_wide(self) -> bool {
        matches!(self, Self::Home | Self::Ledger)
    }
}

/// The residents' page for where the address bar is.
pub fn resident_page() -> AnyView {
    let route = Memo::new(|_| Route::of(&router().path()));
    (move || match route.get() {
        Route::Home => view! { <home::Home/> }.into_any(),
        Route::Report => view! { <report::Report/> }.into_any(),
        Route::Receipt(id) => view! { <receipt::ReceiptPage id=id/> }.into_any(),
        Route::Matter(id) => view! { <matter::Matter id=id/> }.into_any(),
        Route::Mine => view! { <mine::Mine/> }.into_any(),
        Route::Lookup => view! { <lookup::Lookup/> }.into_any(),
        Route::Ledger => view! { <ledger::Ledger/> }.into_any(),
        Route::Propose => view! { <plain::Propose/> }.into_any(),
        Route::Settings => view! { <account::Settings/> }.into_any(),
        Route::SignIn => view! { <account::SignIn/> }.into_any(),
        Route::Inbox => view! { <inbox::Inbox/> }.into_any(),
        Route::Missing => view! { <plain::Missing/> }.into_any(),
    })
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_leads_back_to_its_page() {
        let id = TicketId::named("one");
        let all = [
            Route::Home,
            Route::Report,
            Route::Receipt(id),
            Route::Matter(id),
            Route::Mine,
            Route::Lookup,
            Route::Ledger,
            Route::Propose,
            Route::Settings,
            Route::SignIn,
            Route::Inbox,
        ];
        for route in all {
            assert_eq!(Route::of(route.href().trim_matches('/')), route);
        }
    }

    #[test]
    fn an_unknown_address_or_id_is_missing() {
        assert_eq!(Route::of("matter/not-an-id"), Route::Missing);
        assert_eq!(Route::of("report/further"), Route::Missing);
    }
}
