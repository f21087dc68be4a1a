//! Kind `venue` 议事场所: a place where people meet, with its bookings and its recurring reception and market days.
//!
//! A booking belongs to the venue, so that whether two collide is decided in one place.

mod feed;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, ScopeKey};
use crate::id::{MeetingId, PersonId, UnitId, VenueId};
use crate::kinds::content::{ContentFault, REASON_CHARS_MAX, check_count, check_text};
use crate::text::Text;

pub use feed::{Occurrence, PRODUCT};

/// Most bookings kept; those that are over make room.
pub const BOOKINGS_MAX: usize = 400;
/// Most recurring days of one venue.
pub const ROUTINES_MAX: usize = 30;
/// Longest booking, hours.
pub const BOOKING_HOURS_MAX: i64 = 24;
/// How far ahead can be booked, days.
pub const AHEAD_DAYS_MAX: i64 = 400;

/// What sort of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VenueSort {
    /// 驿站.
    Station,
    /// 凉亭、长廊.
    Pavilion,
    /// 物业接待室.
    PropertyOffice,
    /// 广场.
    Square,
    /// 会议室.
    Room,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVenue {
    /// The unit it belongs to.
    pub unit: UnitId,
    /// Its name.
    pub name: Text,
    /// What sort.
    pub sort: VenueSort,
    /// Where, in words.
    pub address: String,
    /// How many can sit there.
    pub seats: u16,
}

/// What a place is booked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A meeting.
    Meeting(MeetingId),
    /// Something else, in words that everybody may read.
    Other(String),
}

/// A booking, from a moment until another that no longer belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it is over.
    pub to: DateTime<Utc>,
    /// What for.
    pub purpose: Purpose,
}

impl Booking {
    /// Whether both want the place at the same moment.
    #[must_use]
    pub fn collides(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// What comes back every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routine {
    /// What, such as 物业经理接待日 or 便民大集.
    pub title: Text,
    /// On which days of the week.
    pub days: Vec<Weekday>,
    /// When it begins, county time.
    pub from: NaiveTime,
    /// When it is over, county time.
    pub to: NaiveTime,
    /// The first day on which it can be.
    pub first: NaiveDate,
    /// The last one.
    pub last: NaiveDate,
}

/// An intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A new place.
    Open(Box<NewVenue>),
    /// Other particulars; it stays with its unit.
    Revise(Box<NewVenue>),
    /// Somebody wants it.
    Book {
        /// When and what for.
        booking: Booking,
    },
    /// A booking is not needed after all.
    Release {
        /// When it would have begun.
        from: DateTime<Utc>,
        /// Why.
        reason: String,
    },
    /// What comes back every week.
    SetRoutines {
        /// All of it.
        routines: Vec<Routine>,
    },
    /// It is a meeting place no more.
    Close,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each repeats the command of the same name, fields included")]
pub enum Event {
    Opened { venue: Box<NewVenue>, path: Vec<UnitId> },
    Revised { venue: Box<NewVenue> },
    Booked { booking: Booking },
    Released { from: DateTime<Utc>, reason: String },
    RoutinesSet { routines: Vec<Routine> },
    Closed,
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such place, or no more.
    #[error("no such venue")]
    NotThere,
    /// It is there already.
    #[error("already there")]
    AlreadyThere,
    /// The unit is not known.
    #[error("unknown unit")]
    UnknownUnit,
    /// A text or list is empty or too long.
    #[error("{0}")]
    Content(ContentFault),
    /// It ends before it begins, is too long, past or too far ahead.
    #[error("no such time")]
    BadTime,
    /// Somebody else has it then.
    #[error("taken from {from} to {to}")]
    Taken {
        /// From when.
        from: DateTime<Utc>,
        /// Until when.
        to: DateTime<Utc>,
    },
    /// No booking begins then.
    #[error("no booking begins then")]
    NoBooking,
    /// Other bookings are still to come.
    #[error("{count} bookings are still to come")]
    StillBooked {
        /// How many.
        count: usize,
    },
}

impl From<ContentFault> for Refusal {
    fn from(fault: ContentFault) -> Self {
        Self::Content(fault)
    }
}

/// A venue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    /// Its id.
    pub id: VenueId,
    /// Its particulars.
    #[serde(flatten)]
    pub about: NewVenue,
    /// Its unit with all above it.
    pub path: Vec<UnitId>,
    /// Its bookings, by when they begin.
    pub bookings: Vec<Booking>,
    /// What comes back every week.
    pub routines: Vec<Routine>,
    /// Whether it is a meeting place no more.
    pub closed: bool,
}

type Decided = Result<Vec<Event>, Refusal>;

impl Aggregate for Venue {
    const KIND: &'static str = "venue";
    type Id = VenueId;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn authority(state: Option<&Self>, command: &Command) -> (Permission, Scope) {
        let scope = match command {
            Command::Open(venue) => Scope::Within(venue.unit),
            _ => Scope::Path(state.map(|venue| venue.path.clone()).unwrap_or_default()),
        };
        (Permission::KeepBodies, scope)
    }

    fn decide(_id: VenueId, state: Option<&Self>, command: &Command, cx: &Context<'_>) -> Decided {
        if let Command::Open(about) = command {
            check_about(about)?;
            return match state {
                Some(_) => Err(Refusal::AlreadyThere),
                None if cx.org.unit(about.unit).is_none() => Err(Refusal::UnknownUnit),
                None => Ok(vec![Event::Opened { venue: about.clone(), path: cx.org.path(about.unit) }]),
            };
        }
        let venue = state.filter(|venue| !venue.closed).ok_or(Refusal::NotThere)?;
        match command {
            Command::Open(_) => Err(Refusal::AlreadyThere),
            Command::Revise(about) => {
                check_about(about)?;
                if about.unit == venue.about.unit {
                    Ok(vec![Event::Revised { venue: about.clone() }])
                } else {
                    Err(Refusal::UnknownUnit)
                }
            }
            Command::Book { booking } => venue.book(booking, cx.now),
            Command::Release { from, reason } => {
                check_text(reason, REASON_CHARS_MAX)?;
                let known = venue.bookings.iter().any(|booking| booking.from == *from);
                match known {
                    true => Ok(vec![Event::Released { from: *from, reason: reason.clone() }]),
                    // A meeting that is cancelled does not need what somebody has released already.
                    false if cx.actor.system => Ok(Vec::new()),
                    false => Err(Refusal::NoBooking),
                }
            }
            Command::SetRoutines { routines } => venue.set_routines(routines, cx.now),
            Command::Close => {
                let count = venue.bookings.iter().filter(|booking| booking.to > cx.now).count();
                if count == 0 { Ok(vec![Event::Closed]) } else { Err(Refusal::StillBooked { count }) }
            }
        }
    }

    fn apply(state: Option<Self>, id: VenueId, event: &Event, _by: PersonId, at: DateTime<Utc>) -> Option<Self> {
        match (state, event) {
            (None, Event::Opened { venue, path }) => Some(Self {
                id,
                about: (**venue).clone(),
                path: path.clone(),
                bookings: Vec::new(),
                routines: Vec::new(),
                closed: false,
            }),
            (None, _) => None,
            (Some(mut venue), event) => {
                venue.change(event, at);
                Some(venue)
            }
        }
    }

    fn view(self, _reader: &Actor, _now: DateTime<Utc>) -> Option<Self> {
        Some(self)
    }

    fn is_absence(why: &Refusal) -> bool {
        *why == Refusal::NotThere
    }

    fn scopes(&self) -> Vec<ScopeKey> {
        self.path.iter().copied().map(ScopeKey::Unit).collect()
    }

    fn is_live(&self) -> bool {
        !self.closed
    }
}

fn check_about(about: &NewVenue) -> Result<(), Refusal> {
    check_text(&about.name.zh, REASON_CHARS_MAX)?;
    check_text(&about.name.en, REASON_CHARS_MAX)?;
    Ok(check_text(&about.address, REASON_CHARS_MAX)?)
}

impl Venue {
    fn book(&self, booking: &Booking, now: DateTime<Utc>) -> Decided {
        if let Purpose::Other(text) = &booking.purpose {
            check_text(text, REASON_CHARS_MAX)?;
        }
        let lasts = booking.to - booking.from;
        let is_good = lasts > TimeDelta::zero()
            && lasts <= TimeDelta::hours(BOOKING_HOURS_MAX)
            && booking.from >= now
            && booking.from <= now + TimeDelta::days(AHEAD_DAYS_MAX);
        if !is_good {
            return Err(Refusal::BadTime);
        }
        if let Some(other) = self.bookings.iter().find(|other| other.collides(booking)) {
            return Err(Refusal::Taken { from: other.from, to: other.to });
        }
        if let Some(other) = self.occurrences(booking.from, booking.to).into_iter().next() {
            return Err(Refusal::Taken { from: other.from, to: other.to });
        }
        let still = self.bookings.iter().filter(|other| other.to > now).count();
        check_count(still + 1, BOOKINGS_MAX)?;
        Ok(vec![Event::Booked { booking: booking.clone() }])
    }

    /// Routines may not collide with one another, nor with what is booked already.
    fn set_routines(&self, routines: &[Routine], now: DateTime<Utc>) -> Decided {
        check_count(routines.len(), ROUTINES_MAX)?;
        for (position, routine) in routines.iter().enumerate() {
            check_text(&routine.title.zh, REASON_CHARS_MAX)?;
            check_text(&routine.title.en, REASON_CHARS_MAX)?;
            let too_long = routine.last - routine.first > TimeDelta::days(3 * AHEAD_DAYS_MAX);
            if routine.from >= routine.to || routine.first > routine.last || routine.days.is_empty() || too_long {
                return Err(Refusal::BadTime);
            }
            let meets = |other: &&Routine| {
                let same_day = routine.days.iter().any(|day| other.days.contains(day));
                let same_time = routine.from < other.to && other.from < routine.to;
                same_day && same_time && routine.first <= other.last && other.first <= routine.last
            };
            if routines[..position].iter().any(|other| meets(&other)) {
                return Err(Refusal::BadTime);
            }
        }
        let planned = Self { routines: routines.to_vec(), ..self.clone() };
        for booking in self.bookings.iter().filter(|booking| booking.to > now) {
            if !planned.occurrences(booking.from, booking.to).is_empty() {
                return Err(Refusal::Taken { from: booking.from, to: booking.to });
            }
        }
        Ok(vec![Event::RoutinesSet { routines: routines.to_vec() }])
    }

    fn change(&mut self, event: &Event, at: DateTime<Utc>) {
        match event {
            Event::Opened { .. } => {}
            Event::Revised { venue } => self.about = (**venue).clone(),
            Event::Booked { booking } => {
                if self.bookings.len() >= BOOKINGS_MAX {
                    self.bookings.retain(|booking| booking.to > at);
                }
                self.bookings.push(booking.clone());
                self.bookings.sort_by_key(|booking| booking.from);
            }
            Event::Released { from, .. } => self.bookings.retain(|booking| booking.from != *from),
            Event::RoutinesSet { routines } => self.routines.clone_from(routines),
            Event::Closed => self.closed = true,
        }
    }
}
