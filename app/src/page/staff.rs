//! The staff bundle: the grid member's day on a phone, the desk on a wide screen, and what keeps both going. Which pages a person finds
//! follows from their roles; what they may do there is decided by the kinds themselves.

pub mod accounts;
pub mod act;
pub mod area;
pub mod asked;
pub mod cards;
pub mod desk;
pub mod first;
pub mod grid;
pub mod intake;
pub mod kiosks;
pub mod matter;
pub mod me;
pub mod org;
pub mod parts;
pub mod rates;
pub mod reasons;
pub mod roster;
pub mod rules;
pub mod seen;
pub mod today;
mod typing;
pub mod unit_picker;

use leptos::prelude::*;
use weft::actor::{Actor, Permission, Role};
use weft::id::{TicketId, UnitId};

use crate::component::{Empty, Glyph, Loading, PageHead, Tab, glyph};
use crate::data::{Data, SessionState, use_data};
use crate::route::router;
use crate::shell::{frame, refused};
use crate::text::{Phrase, common as c, staff as s};

/// A page of the bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Whatever comes first for this person.
    Home,
    /// What waits for a grid member.
    Today,
    /// The map of one's grid.
    Grid,
    /// Report what one sees.
    Patrol,
    /// Triage.
    Desk,
    /// A call taken down.
    Call,
    /// A department's parts.
    Parts,
    /// One ticket.
    Ticket(TicketId),
    /// The three rates.
    Rates,
    /// Units, or one of them.
    Org(Option<UnitId>),
    /// The rulebook.
    Rules,
    /// Accounts.
    Accounts,
    /// Kiosks at stations.
    Kiosks,
    /// The public ledger.
    Ledger,
    /// Oneself.
    Me,
    /// What was refused.
    Inbox,
    /// The first administrator.
    First,
    /// Nothing.
    Missing,
}

impl Place {
    /// The page of a path below the base.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let (head, tail) = path.split_once('/').unwrap_or((path, ""));
        match (head, tail) {
            ("", "") => Self::Home,
            ("today", "") => Self::Today,
            ("grid", "") => Self::Grid,
            ("patrol", "") => Self::Patrol,
            ("desk", "") => Self::Desk,
            ("call", "") => Self::Call,
            ("parts", "") => Self::Parts,
            ("rates", "") => Self::Rates,
            ("org", "") => Self::Org(None),
            ("org", id) => id.parse().map_or(Self::Missing, |id| Self::Org(Some(id))),
            ("ticket", id) => id.parse().map_or(Self::Missing, Self::Ticket),
            ("rules", "") => Self::Rules,
            ("accounts", "") => Self::Accounts,
            ("kiosks", "") => Self::Kiosks,
            ("ledger", "") => Self::Ledger,
            ("me", "") => Self::Me,
            ("inbox", "") => Self::Inbox,
            ("first", "") => Self::First,
            _ => Self::Missing,
        }
    }

    /// Its tab: address, word and icon. None for a page that has no tab of its own.
    #[must_use]
    pub const fn tab(self) -> Option<(&'static str, Phrase, Glyph)> {
        Some(match self {
            Self::Today => ("/staff/today", s::NAV_TODAY, glyph::LIST),
            Self::Grid => ("/staff/grid", s::NAV_GRID, glyph::MAP),
            Self::Patrol => ("/staff/patrol", s::NAV_PATROL, glyph::REPORT),
            Self::Desk => ("/staff/desk", s::NAV_DESK, glyph::LIST),
            Self::Call => ("/staff/call", s::NAV_CALL, glyph::PHONE),
            Self::Parts => ("/staff/parts", s::NAV_PARTS, glyph::CHAT),
            Self::Rates => ("/staff/rates", s::NAV_RATES, glyph::CHART),
            Self::Org(_) => ("/staff/org", s::NAV_ORG, glyph::TREE),
            Self::Rules => ("/staff/rules", s::NAV_RULES, glyph::BOOK),
            Self::Accounts => ("/staff/accounts", s::NAV_ACCOUNTS, glyph::KEY),
            Self::Kiosks => ("/staff/kiosks", s::NAV_KIOSKS, glyph::KIOSK),
            Self::Ledger => ("/staff/ledger", s::NAV_LEDGER, glyph::LEDGER),
            Self::Me => ("/staff/me", s::NAV_ME, glyph::PERSON),
            _ => return None,
        })
    }

    /// Whether it has the width of a desk.
    const fn is_wide(self) -> bool {
        matches!(
            self,
            Self::Desk
                | Self::Call
                | Self::Rates
                | Self::Org(_)
                | Self::Rules
                | Self::Accounts
                | Self::Kiosks
                | Self::Ledger
                | Self::Parts
        )
    }
}

/// The pages of this person, the most used first. The first is where they arrive; a telephone shows the first three and the last.
#[must_use]
pub fn places(actor: &Actor) -> Vec<Place> {
    let role = |role| actor.grants.iter().any(|grant| grant.role == role);
    let may = |permission| actor.holds_somewhere(permission);
    let keeper = may(Permission::DraftRules) || may(Permission::PublishRules);
    let all = [
        (role(Role::GridMember), Place::Today),
        (role(Role::GridMember), Place::Grid),
        (role(Role::GridMember), Place::Patrol),
        (may(Permission::TriageTicket), Place::Desk),
        (may(Permission::AnswerJointTicket), Place::Parts),
        (may(Permission::TriageTicket) && may(Permission::IntakeTicket), Place::Call),
        (keeper, Place::Rules),
        (may(Permission::KeepOrg), Place::Org(None)),
        (may(Permission::ManageAccounts), Place::Accounts),
        (true, Place::Rates),
        (!may(Permission::KeepOrg), Place::Org(None)),
        (!keeper, Place::Rules),
        (may(Permission::KeepKiosks), Place::Kiosks),
        (true, Place::Ledger),
        (true, Place::Me),
    ];
    all.into_iter().filter(|(shown, _)| *shown).map(|(_, place)| place).collect()
}

/// Everything between the shell and the pages: who is signed in, and the frame that fits.
pub fn workplace() -> AnyView {
    seen::start();
    let _ = act::use_doing();
    let data = use_data();
    let pages = Memo::new(move |_| {
        data.session().with(|session| match session {
            SessionState::Unknown => None,
            SessionState::Anonymous(_) => Some(None),
            SessionState::Staff { actor, .. } => Some(Some(places(actor))),
        })
    });
    let narrow = Signal::derive(|| false);
    let wide = Signal::derive(|| Place::of(&router().path()).is_wide());
    (move || match pages.get() {
        None => frame("/staff/", Vec::new(), narrow, || view! { <Loading/> }.into_any()),
        Some(None) => frame("/staff/", Vec::new(), narrow, outside),
        Some(Some(pages)) => view! {
            <div class="workplace">{frame("/staff/", tabs(data, &pages), wide, inside)} <act::ActDialog/></div>
        }
        .into_any(),
    })
    .into_any()
}

fn tabs(data: Data, pages: &[Place]) -> Vec<Tab> {
    let count = |place: &Place| match place {
        Place::Today => Some(today::waiting_count(data)),
        Place::Parts => Some(parts::open_count(data)),
        Place::Me => Some(refused(data)),
        _ => None,
    };
    let tab = |place: &Place| {
        let (href, word, glyph) = place.tab()?;
        Some(Tab { href, word, glyph, count: count(place) })
    };
    pages.iter().filter_map(tab).collect()
}

/// What somebody who has not signed in finds.
fn outside() -> AnyView {
    let place = Memo::new(|_| Place::of(&router().path()));
    (move || match place.get() {
        Place::First => view! { <first::First/> }.into_any(),
        _ => view! { <first::Door/> }.into_any(),
    })
    .into_any()
}

/// The page for where the address bar is.
fn inside() -> AnyView {
    let place = Memo::new(|_| Place::of(&router().path()));
    (move || match place.get() {
        Place::Home => home(),
        Place::Today => view! { <today::Today/> }.into_any(),
        Place::Grid => view! { <grid::MyGrid/> }.into_any(),
        Place::Patrol => view! { <intake::Patrol/> }.into_any(),
        Place::Desk => view! { <desk::Desk/> }.into_any(),
        Place::Call => view! { <intake::Call/> }.into_any(),
        Place::Parts => view! { <parts::Parts/> }.into_any(),
        Place::Ticket(id) => view! { <matter::MatterPage id=id/> }.into_any(),
        Place::Rates => view! { <rates::RatesPage/> }.into_any(),
        Place::Org(unit) => view! { <org::OrgPage unit=unit/> }.into_any(),
        Place::Rules => view! { <rules::RulesPage/> }.into_any(),
        Place::Accounts => view! { <accounts::Accounts/> }.into_any(),
        Place::Kiosks => view! { <kiosks::Kiosks/> }.into_any(),
        Place::Ledger => view! { <super::ledger::Ledger/> }.into_any(),
        Place::Me => view! { <me::Me/> }.into_any(),
        Place::Inbox => view! { <super::inbox::Inbox back="/staff/me"/> }.into_any(),
        Place::First | Place::Missing => missing(),
    })
    .into_any()
}

/// What stands where a list will be, until the replica is there: bones, or without a network that it takes one.
pub(crate) fn awaited(data: Data, rows: u8) -> AnyView {
    if data.loaded().get() && !data.online().get() {
        return view! {
            <div class="card">
                <Empty title=c::NO_NETWORK text=c::NO_NETWORK_TEXT broken=true/>
            </div>
        }
        .into_any();
    }
    view! { <Loading rows=rows/> }.into_any()
}

/// Goes on to the first page of this person.
fn home() -> AnyView {
    let data = use_data();
    let first =
        data.session().with_untracked(|session| session.actor().and_then(|actor| places(actor).first().copied()));
    if let Some((href, _, _)) = first.and_then(Place::tab) {
        // After this page is drawn: a page must not change the address while it is being made.
        request_animation_frame(move || router().replace(href));
    }
    view! { <Loading/> }.into_any()
}

fn missing() -> AnyView {
    view! {
        <PageHead title=c::NOT_FOUND/>
        <div class="card">
            <Empty title=c::NOT_FOUND text=c::NOT_FOUND_TEXT broken=true>
                <a class="weui-btn weui-btn_primary" href="/staff/">
                    {crate::text::t(c::TO_HOME)}
                </a>
            </Empty>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use weft::id::PersonId;
    use weft::sample;

    use super::*;

    fn of(role: Role) -> Vec<Place> {
        places(&sample::staff(role, "370", PersonId::named("x")))
    }

    #[test]
    fn everybody_arrives_where_their_role_works() {
        let first = |role| of(role).first().copied();
        assert_eq!(first(Role::GridMember), Some(Place::Today));
        assert_eq!(first(Role::Desk), Some(Place::Desk));
        assert_eq!(first(Role::CommandCentre), Some(Place::Desk));
        assert_eq!(first(Role::DepartmentDesk), Some(Place::Parts));
        assert_eq!(first(Role::RuleKeeper), Some(Place::Rules));
        assert_eq!(first(Role::RuleApprover), Some(Place::Rules));
        assert_eq!(first(Role::OrgKeeper), Some(Place::Org(None)));
        assert_eq!(first(Role::Administrator), Some(Place::Accounts));
    }

    #[test]
    fn no_page_stands_twice_and_oneself_comes_last() {
        for role in Role::ALL {
            let pages = of(role);
            assert_eq!(pages.last(), Some(&Place::Me));
            for (index, page) in pages.iter().enumerate() {
                assert!(!pages[..index].contains(page), "{page:?} twice for {role:?}");
            }
        }
    }

    #[test]
    fn every_tab_leads_to_its_page() {
        for place in of(Role::Desk).into_iter().chain(of(Role::GridMember)).chain(of(Role::Administrator)) {
            let (href, _, _) = place.tab().unwrap();
            assert_eq!(Place::of(href.trim_start_matches("/staff/")), place);
        }
        let unit = sample::unit_id("370");
        assert_eq!(Place::of(&format!("org/{unit}")), Place::Org(Some(unit)));
        assert_eq!(Place::of("ticket/nothing"), Place::Missing);
    }
}
