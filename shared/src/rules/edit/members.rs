//! Steps on the members of a rulebook's parts: services, categories, facts, ladders, stand-ins, years and charters.

use crate::calendar::Year;
use crate::org::{Post, Tier};
use crate::rules::{Category, FactDef, Key, Ladder, Part, Rulebook, Service, StandIn};

use super::EditRefused;

/// A member, whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Member {
    /// A service of departments.
    Service(Service),
    /// A category with its questions.
    Category(Category),
    /// A fact.
    Fact(FactDef),
    /// A ladder with its rungs.
    Ladder(Ladder),
    /// The stand-ins of a post.
    StandIn(StandIn),
    /// A year of the calendar.
    Year(Year),
    /// A charter.
    #[cfg(feature = "deliberation")]
    Charter(Box<crate::rules::Charter>),
}

/// Which member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberName {
    /// A service of departments.
    Service(Key),
    /// A category.
    Category(Key),
    /// A fact.
    Fact(Key),
    /// A ladder.
    Ladder(Key),
    /// The stand-ins of a post.
    StandIn(Tier, Post),
    /// A year of the calendar.
    Year(i32),
    /// A charter.
    #[cfg(feature = "deliberation")]
    Charter(Key),
}

impl MemberName {
    fn not_there(&self) -> EditRefused {
        let (part, name) = match self {
            Self::Service(key) => (Part::Service, key.clone()),
            Self::Category(key) => (Part::Category, key.clone()),
            Self::Fact(key) => (Part::Fact, key.clone()),
            Self::Ladder(key) => (Part::Ladder, key.clone()),
            Self::StandIn(tier, post) => (Part::StandIn, format!("{tier:?}/{post:?}")),
            Self::Year(year) => (Part::Year, year.to_string()),
            #[cfg(feature = "deliberation")]
            Self::Charter(key) => (Part::Charter, key.clone()),
        };
        EditRefused::NotThere { part, name }
    }
}

/// Puts a member in the place of the one that `is_same`, or at the end.
fn put<T: Clone>(members: &mut Vec<T>, member: &T, is_same: impl Fn(&T) -> bool) {
    match members.iter_mut().find(|known| is_same(known)) {
        Some(known) => *known = member.clone(),
        None => members.push(member.clone()),
    }
}

/// Takes the member that `is_it` out. Says whether there was one.
fn take<T>(members: &mut Vec<T>, is_it: impl Fn(&T) -> bool) -> bool {
    let place = members.iter().position(is_it);
    place.map(|place| members.remove(place)).is_some()
}

/// Changes the member that `is_it` with the next one up or down that is `alike`. Says whether it is there.
fn shift<T>(members: &mut [T], up: bool, is_it: impl Fn(&T) -> bool, alike: impl Fn(&T, &T) -> bool) -> bool {
    let Some(place) = members.iter().position(is_it) else {
        return false;
    };
    let fits = |other: &usize| alike(&members[*other], &members[place]);
    let other = if up { (0..place).rev().find(fits) } else { (place + 1..members.len()).find(fits) };
    if let Some(other) = other {
        members.swap(place, other);
    }
    true
}

impl Rulebook {
    pub(super) fn put(&mut self, member: &Member) {
        match member {
            Member::Service(service) => put(&mut self.services, service, |known| known.key == service.key),
            Member::Category(category) => put(&mut self.categories, category, |known| known.key == category.key),
            Member::Fact(fact) => put(&mut self.facts, fact, |known| known.key == fact.key),
            Member::Ladder(ladder) => put(&mut self.ladders, ladder, |known| known.key == ladder.key),
            Member::StandIn(empty) => {
                put(&mut self.stand_ins, empty, |known| (known.tier, known.post) == (empty.tier, empty.post));
            }
            Member::Year(year) => {
                put(&mut self.calendar.years, year, |known| known.year == year.year);
                self.calendar.years.sort_by_key(|year| year.year);
            }
            #[cfg(feature = "deliberation")]
            Member::Charter(charter) => put(&mut self.charters, charter.as_ref(), |known| known.key == charter.key),
        }
    }

    pub(super) fn remove(&mut self, name: &MemberName) -> Result<(), EditRefused> {
        let was_there = match name {
            MemberName::Service(key) => take(&mut self.services, |known| known.key == *key),
            MemberName::Category(key) => take(&mut self.categories, |known| known.key == *key),
            MemberName::Fact(key) => take(&mut self.facts, |known| known.key == *key),
            MemberName::Ladder(key) => take(&mut self.ladders, |known| known.key == *key),
            MemberName::StandIn(tier, post) => {
                take(&mut self.stand_ins, |known| (known.tier, known.post) == (*tier, *post))
            }
            MemberName::Year(year) => take(&mut self.calendar.years, |known| known.year == *year),
            #[cfg(feature = "deliberation")]
            MemberName::Charter(key) => take(&mut self.charters, |known| known.key == *key),
        };
        if was_there { Ok(()) } else { Err(name.not_there()) }
    }

    pub(super) fn shift(&mut self, name: &MemberName, up: bool) -> Result<(), EditRefused> {
        let was_there = match name {
            MemberName::Service(key) => shift(&mut self.services, up, |known| known.key == *key, |_, _| true),
            MemberName::Category(key) => {
                shift(&mut self.categories, up, |known| known.key == *key, |one, two| one.parent == two.parent)
            }
            MemberName::Fact(key) => shift(&mut self.facts, up, |known| known.key == *key, |_, _| true),
            MemberName::Ladder(key) => shift(&mut self.ladders, up, |known| known.key == *key, |_, _| true),
            MemberName::StandIn(tier, post) => {
                let is_it = |known: &StandIn| (known.tier, known.post) == (*tier, *post);
                shift(&mut self.stand_ins, up, is_it, |_, _| true)
            }
            // Years are in their own order.
            MemberName::Year(year) => self.calendar.covers(*year),
            #[cfg(feature = "deliberation")]
            MemberName::Charter(key) => shift(&mut self.charters, up, |known| known.key == *key, |_, _| true),
        };
        if was_there { Ok(()) } else { Err(name.not_there()) }
    }
}
