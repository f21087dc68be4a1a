//! Kind `body` 议事协商组织: who deliberates in a unit, by which charter; it calls its meetings and keeps the books of small works.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, ScopeKey};
use crate::calendar::county_day;
use crate::id::{BodyId, MeetingId, PersonId, ProposalId, UnitId, VenueId};
use crate::kinds::content::{ContentFault, REASON_CHARS_MAX, check_count, check_secret, check_text};
use crate::org::Post;
use crate::rules::{Key, Weight};
use crate::secret::{Secret, SecretSlot, SecretVisitor};
use crate::text::Text;

/// Most members of one body.
pub const MEMBERS_MAX: usize = 300;
/// Most proposals on one agenda.
pub const AGENDA_MAX: usize = 20;
/// Longest a meeting may be planned for, minutes.
pub const MEETING_MIN_MAX: u16 = 12 * 60;
/// Years of small works that are kept; the log keeps all.
pub const YEARS_MAX: usize = 10;

/// What somebody does in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// 召集人: leads meetings and signs their minutes.
    Chair,
    /// 秘书: writes the minutes.
    Secretary,
    /// 成员.
    Member,
    /// 列席: is asked, and does not vote.
    OnCall,
}

impl MemberRole {
    /// Whether it has a vote.
    #[must_use]
    pub const fn votes(self) -> bool {
        !matches!(self, Self::OnCall)
    }
}

/// Whose seat it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seat {
    /// Whoever holds a post.
    Post {
        /// Where.
        unit: UnitId,
        /// Which.
        post: Post,
    },
    /// A person, such as a residents' representative.
    Person {
        /// Who.
        person: PersonId,
        /// What they are called.
        name: Secret<String>,
    },
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// What they do.
    pub role: MemberRole,
    /// Whose seat it is.
    pub seat: Seat,
}

/// A member as called to a meeting: the person who held the seat then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Who.
    pub person: PersonId,
    /// What they do.
    pub role: MemberRole,
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBody {
    /// The unit it is for.
    pub unit: UnitId,
    /// Its name.
    pub name: Text,
    /// The charter it works by.
    pub charter: Key,
    /// Its members.
    pub members: Vec<Member>,
}

/// A call to a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The meeting's id, made by the device.
    pub meeting: MeetingId,
    /// Where, in words.
    pub place: String,
    /// Where, if that is a venue of the county's.
    pub venue: Option<VenueId>,
    /// When it begins.
    pub at: DateTime<Utc>,
    /// How long it should last, minutes.
    pub minutes: u16,
    /// What is on the agenda: proposals, each ordinary or weighty.
    pub agenda: Vec<(ProposalId, Weight)>,
    /// The code at the door, drawn by the device: [`crate::kinds::meeting::door`] of it, so that the log does not give it away.
    pub door: uuid::Uuid,
}

/// An intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A new body.
    Found(Box<NewBody>),
    /// Other members.
    Compose {
        /// All of them.
        members: Vec<Member>,
    },
    /// Calls a meeting.
    Convene(Box<Call>),
    /// A grid member decided a small work.
    Spend {
        /// Which.
        proposal: ProposalId,
        /// The grid where it is, with all units above it.
        place: Vec<UnitId>,
        /// The year it counts for.
        year: i32,
        /// What it may cost, yuan.
        cost_yuan: u32,
        /// The charter's limit for a year, yuan.
        year_yuan_max: u32,
    },
    /// It deliberates no more.
    Dissolve {
        /// Why.
        reason: String,
    },
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each repeats the command of the same name, fields included")]
pub enum Event {
    Founded { body: Box<NewBody>, path: Vec<UnitId> },
    Composed { members: Vec<Member> },
    Convened { call: Box<Call>, charter: Key, members: Vec<Called>, path: Vec<UnitId> },
    Spent { proposal: ProposalId, year: i32, cost_yuan: u32 },
    Dissolved { reason: String },
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such body, or no more.
    #[error("no such body")]
    NotThere,
    /// It is there already.
    #[error("already there")]
    AlreadyThere,
    /// The unit is not known.
    #[error("unknown unit")]
    UnknownUnit,
    /// The rulebook has no such charter.
    #[error("no charter {charter}")]
    NoCharter {
        /// As named.
        charter: Key,
    },
    /// A text or list is empty or too long.
    #[error("{0}")]
    Content(ContentFault),
    /// A body needs exactly one chair.
    #[error("{chairs} chairs instead of one")]
    NotOneChair {
        /// As given.
        chairs: usize,
    },
    /// Somebody has two seats.
    #[error("two seats for one")]
    TwoSeats,
    /// Nobody holds the chair's post.
    #[error("the chair is empty")]
    NoChair,
    /// It begins in the past, or lasts too long.
    #[error("no such time")]
    BadTime,
    /// A small work of another unit.
    #[error("of another unit")]
    OtherPlace,
    /// It would be more than may be spent in a year.
    #[error("{spent_yuan} yuan of {max_yuan} are spent in {year}")]
    YearSpent {
        /// The year.
        year: i32,
        /// So far, yuan.
        spent_yuan: u64,
        /// Limit, yuan.
        max_yuan: u32,
    },
}

impl From<ContentFault> for Refusal {
    fn from(fault: ContentFault) -> Self {
        Self::Content(fault)
    }
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Its id.
    pub id: BodyId,
    /// What it is.
    #[serde(flatten)]
    pub about: NewBody,
    /// Its unit with all above it.
    pub path: Vec<UnitId>,
    /// For each year, what its small works may cost together, yuan.
    pub spent_yuan: Vec<(i32, u64)>,
    /// Whether it deliberates no more.
    pub dissolved: bool,
}

type Decided = Result<Vec<Event>, Refusal>;

impl Aggregate for Body {
    const KIND: &'static str = "body";
    type Id = BodyId;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn authority(state: Option<&Self>, command: &Command) -> (Permission, Scope) {
        match command {
            Command::Found(body) => (Permission::KeepBodies, Scope::Within(body.unit)),
            Command::Spend { .. } => (Permission::RunClock, Scope::System),
            _ => (Permission::KeepBodies, Scope::Path(state.map(|body| body.path.clone()).unwrap_or_default())),
        }
    }

    fn decide(_id: BodyId, state: Option<&Self>, command: &Command, cx: &Context<'_>) -> Decided {
        if let Command::Found(about) = command {
            return match state {
                Some(_) => Err(Refusal::AlreadyThere),
                None => found(about, cx),
            };
        }
        let body = state.filter(|body| !body.dissolved).ok_or(Refusal::NotThere)?;
        match command {
            Command::Found(_) => Err(Refusal::AlreadyThere),
            Command::Compose { members } => {
                check_members(members)?;
                Ok(vec![Event::Composed { members: members.clone() }])
            }
            Command::Convene(call) => body.convene(call, cx),
            Command::Spend { proposal, place, year, cost_yuan, year_yuan_max } => {
                if !place.contains(&body.about.unit) {
                    return Err(Refusal::OtherPlace);
                }
                let spent_yuan = body.spent_in(*year);
                let (year, max_yuan) = (*year, *year_yuan_max);
                if spent_yuan + u64::from(*cost_yuan) > u64::from(max_yuan) {
                    return Err(Refusal::YearSpent { year, spent_yuan, max_yuan });
                }
                Ok(vec![Event::Spent { proposal: *proposal, year, cost_yuan: *cost_yuan }])
            }
            Command::Dissolve { reason } => {
                check_text(reason, REASON_CHARS_MAX)?;
                Ok(vec![Event::Dissolved { reason: reason.clone() }])
            }
        }
    }

    fn apply(state: Option<Self>, id: BodyId, event: &Event, _by: PersonId, _at: DateTime<Utc>) -> Option<Self> {
        match (state, event) {
            (None, Event::Founded { body, path }) => {
                Some(Self { id, about: (**body).clone(), path: path.clone(), spent_yuan: Vec::new(), dissolved: false })
            }
            (None, _) => None,
            (Some(mut body), event) => {
                match event {
                    Event::Composed { members } => body.about.members.clone_from(members),
                    Event::Spent { year, cost_yuan, .. } => {
                        let spent = body.spent_in(*year).saturating_add(u64::from(*cost_yuan));
                        body.spent_yuan.retain(|(known, _)| known != year);
                        body.spent_yuan.push((*year, spent));
                        if body.spent_yuan.len() > YEARS_MAX {
                            body.spent_yuan.remove(0);
                        }
                    }
                    Event::Dissolved { .. } => body.dissolved = true,
                    Event::Founded { .. } | Event::Convened { .. } => {}
                }
                Some(body)
            }
        }
    }

    fn view(mut self, reader: &Actor, _now: DateTime<Utc>) -> Option<Self> {
        // Who sits by post is publicly posted; who sits as a person is known to those who work with the body.
        if !reader.system && !reader.holds(Permission::ReadProposal, &self.path) {
            names(&mut self.about.members).for_each(SecretSlot::withhold);
        }
        Some(self)
    }

    fn is_absence(why: &Refusal) -> bool {
        *why == Refusal::NotThere
    }

    fn scopes(&self) -> Vec<ScopeKey> {
        self.path.iter().copied().map(ScopeKey::Unit).collect()
    }

    fn is_live(&self) -> bool {
        !self.dissolved
    }

    fn event_secrets(event: &mut Event, visit: &mut SecretVisitor<'_>) {
        match event {
            Event::Founded { body, .. } => names(&mut body.members).for_each(|name| visit(name)),
            Event::Composed { members } => names(members).for_each(|name| visit(name)),
            _ => {}
        }
    }

    fn state_secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        names(&mut self.about.members).for_each(|name| visit(name));
    }
}

fn names(members: &mut [Member]) -> impl Iterator<Item = &mut Secret<String>> {
    members.iter_mut().filter_map(|member| match &mut member.seat {
        Seat::Person { name, .. } => Some(name),
        Seat::Post { .. } => None,
    })
}

fn found(about: &NewBody, cx: &Context<'_>) -> Decided {
    check_text(&about.name.zh, REASON_CHARS_MAX)?;
    check_text(&about.name.en, REASON_CHARS_MAX)?;
    cx.org.unit(about.unit).ok_or(Refusal::UnknownUnit)?;
    if cx.rules.charter(&about.charter).is_none() {
        return Err(Refusal::NoCharter { charter: about.charter.clone() });
    }
    check_members(&about.members)?;
    Ok(vec![Event::Founded { body: Box::new(about.clone()), path: cx.org.path(about.unit) }])
}

fn check_members(members: &[Member]) -> Result<(), Refusal> {
    check_count(members.len(), MEMBERS_MAX)?;
    let chairs = members.iter().filter(|member| member.role == MemberRole::Chair).count();
    if chairs != 1 {
        return Err(Refusal::NotOneChair { chairs });
    }
    for (position, member) in members.iter().enumerate() {
        let is_same = |other: &Member| match (&other.seat, &member.seat) {
            (Seat::Person { person, .. }, Seat::Person { person: other, .. }) => person == other,
            (one, two) => one == two,
        };
        if members[..position].iter().any(is_same) {
            return Err(Refusal::TwoSeats);
        }
        if let Seat::Person { name, .. } = &member.seat {
            // A name that was sealed before stays as it is.
            if name.clear().is_some() || name.sealed().is_none() {
                check_secret(name, REASON_CHARS_MAX)?;
            }
        }
    }
    Ok(())
}

impl Body {
    /// What small works of a year may cost together so far, yuan.
    #[must_use]
    pub fn spent_in(&self, year: i32) -> u64 {
        self.spent_yuan.iter().find(|(known, _)| *known == year).map_or(0, |(_, spent)| *spent)
    }

    /// Who holds the seats today: everybody once, in their first seat.
    fn called(&self, cx: &Context<'_>) -> Vec<Called> {
        let day = county_day(cx.now);
        let mut called: Vec<Called> = Vec::with_capacity(self.about.members.len());
        for Member { role, seat } in &self.about.members {
            let person = match seat {
                Seat::Person { person, .. } => Some(*person),
                Seat::Post { unit, post } => cx.org.holder(*unit, *post, day).map(|holder| holder.person),
            };
            if let Some(person) = person.filter(|person| called.iter().all(|known| known.person != *person)) {
                called.push(Called { person, role: *role });
            }
        }
        called
    }

    fn convene(&self, call: &Call, cx: &Context<'_>) -> Decided {
        check_text(&call.place, REASON_CHARS_MAX)?;
        check_count(call.agenda.len(), AGENDA_MAX)?;
        if call.agenda.is_empty() {
            return Err(Refusal::Content(ContentFault::Empty));
        }
        if call.at <= cx.now || call.minutes == 0 || call.minutes > MEETING_MIN_MAX {
            return Err(Refusal::BadTime);
        }
        if cx.rules.charter(&self.about.charter).is_none() {
            return Err(Refusal::NoCharter { charter: self.about.charter.clone() });
        }
        let members = self.called(cx);
        if !members.iter().any(|member| member.role == MemberRole::Chair) {
            return Err(Refusal::NoChair);
        }
        let (charter, path) = (self.about.charter.clone(), self.path.clone());
        Ok(vec![Event::Convened { call: Box::new(call.clone()), charter, members, path }])
    }
}
