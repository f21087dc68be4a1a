//! Kind `meeting` 议事会议: a session of a body, from the call to the signed minutes.
//!
//! A body calls it; whoever comes shows the code at the door; who has an interest in a matter says so and does not vote on it; every matter
//! on the agenda is decided for itself, and only what reaches the charter's quorum and majority can be adopted.

mod decide;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, ScopeKey};
use crate::id::{BodyId, MeetingId, PersonId, ProposalId, UnitId, VenueId, derive};
use crate::kinds::body::{Call, Called, MemberRole};
use crate::kinds::content::ContentFault;
use crate::kinds::proposal::Verdict;
use crate::rules::charter::{Measure, Procedure};
use crate::rules::{Key, Weight};

/// Longest minutes, characters.
pub const MINUTES_CHARS_MAX: usize = 20_000;
/// How long before it begins the door opens, and how long a meeting can be opened late, minutes.
pub const DOOR_MIN: i64 = 60;
/// How long after its planned end a meeting that was not opened, or not closed, ends by itself, hours.
pub const OVER_HOURS: i64 = 12;

/// What the code at the door is kept as: whoever has only this cannot tell the code.
#[must_use]
pub fn door(meeting: MeetingId, code: &str) -> Uuid {
    derive(meeting.0, &format!("door/{code}"))
}

/// Where a meeting is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Called.
    Called,
    /// In session.
    Open,
    /// Over; its minutes wait for the chair.
    Closed,
    /// Signed.
    Signed,
    /// Did not take place.
    Cancelled,
}

/// A matter on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The proposal.
    pub proposal: ProposalId,
    /// Ordinary or weighty.
    pub weight: Weight,
    /// How it is decided, by the charter when the meeting was called.
    pub procedure: Procedure,
    /// Who has an interest in it, and does not vote.
    pub conflicts: Vec<PersonId>,
    /// What was decided.
    pub outcome: Option<Outcome>,
}

/// What a meeting decided on a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub verdict: Verdict,
    /// Votes for it, against it and abstaining.
    pub votes: [u32; 3],
    /// How many with a vote on it were there.
    pub present: u32,
}

/// An intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A body has called it.
    Hold {
        /// The body.
        body: BodyId,
        /// The call.
        call: Box<Call>,
        /// The charter by which it decides.
        charter: Key,
        /// Who is called.
        members: Vec<Called>,
        /// The body's unit with all above it.
        path: Vec<UnitId>,
    },
    /// A member has come, and has seen the code at the door.
    CheckIn {
        /// The code.
        code: String,
    },
    /// A member has come, and the desk has seen them.
    CheckInFor {
        /// Who.
        person: PersonId,
    },
    /// A member has an interest in a matter.
    Declare {
        /// Which, from 0.
        item: u8,
        /// Who, if not oneself.
        person: Option<PersonId>,
    },
    /// The session begins.
    Open,
    /// A matter is decided.
    Settle {
        /// Which, from 0.
        item: u8,
        /// What.
        verdict: Verdict,
        /// Votes for it, against it and abstaining.
        votes: [u32; 3],
    },
    /// What is to be in the minutes.
    Minute {
        /// All of it.
        text: String,
    },
    /// The session is over; what was not decided is put off.
    Close,
    /// The chair signs the minutes.
    Sign,
    /// It does not take place.
    Cancel {
        /// Why.
        reason: String,
    },
    /// Time itself: nobody opened or closed it.
    TimeUp,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields repeat those of the command of the same name, or of the state")]
pub enum Event {
    /// It was called.
    Held { body: BodyId, call: Box<Call>, charter: Key, members: Vec<Called>, path: Vec<UnitId>, agenda: Vec<Item> },
    /// A member came.
    CheckedIn { person: PersonId },
    /// A member has an interest in a matter.
    Declared { item: u8, person: PersonId },
    /// The session began with these matters.
    Opened { agenda: Vec<ProposalId> },
    /// A matter was decided.
    Settled { item: u8, proposal: ProposalId, outcome: Outcome },
    /// The minutes as they are now.
    Minuted { text: String },
    /// The session is over; these matters are put off.
    Closed { left: Vec<ProposalId> },
    /// The chair signed.
    Signed,
    /// It did not take place; these matters are put off, and the place is free.
    Cancelled { reason: String, left: Vec<ProposalId>, venue: Option<(VenueId, DateTime<Utc>)> },
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such meeting.
    #[error("no such meeting")]
    NotThere,
    /// It was called already.
    #[error("already called")]
    AlreadyThere,
    /// Not possible in this stage.
    #[error("not possible while {stage:?}")]
    WrongStage {
        /// The stage it is in.
        stage: Stage,
    },
    /// The rulebook has no such charter.
    #[error("no charter {charter}")]
    NoCharter {
        /// As named.
        charter: Key,
    },
    /// A text is empty or too long.
    #[error("{0}")]
    Content(ContentFault),
    /// The door is not open yet.
    #[error("not before {from}")]
    TooEarly {
        /// When it opens.
        from: DateTime<Utc>,
    },
    /// That is not the code.
    #[error("not the code at the door")]
    WrongCode,
    /// Not a member.
    #[error("not a member")]
    NotAMember,
    /// Done already.
    #[error("already done")]
    Already,
    /// There is no such matter.
    #[error("no matter {item}")]
    NoItem {
        /// As given.
        item: u8,
    },
    /// Too few have come.
    #[error("{present} of {entitled} have come, {needed} are needed")]
    NoQuorum {
        /// With a vote and here.
        present: u32,
        /// With a vote.
        entitled: u32,
        /// Needed.
        needed: u64,
    },
    /// More votes than people.
    #[error("{votes} votes of {present} people")]
    TooManyVotes {
        /// As given.
        votes: u64,
        /// With a vote on it and here.
        present: u32,
    },
    /// The votes do not say so.
    #[error("{votes} of {needed} votes needed")]
    NotCarried {
        /// For it.
        votes: u32,
        /// Needed.
        needed: u64,
    },
    /// The votes are enough: it cannot be rejected.
    #[error("{votes} votes carry it")]
    Carried {
        /// For it.
        votes: u32,
    },
    /// Votes on it weigh by area, or are secret or ranked: a ballot has to decide it.
    #[error("a ballot has to decide it")]
    NeedsBallot,
    /// The limit has not passed yet.
    #[error("not due yet")]
    NotDue,
}

impl From<ContentFault> for Refusal {
    fn from(fault: ContentFault) -> Self {
        Self::Content(fault)
    }
}

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// Whose.
    pub body: BodyId,
    /// The charter by which it decides.
    pub charter: Key,
    /// The body's unit with all above it.
    pub path: Vec<UnitId>,
    /// Where, in words.
    pub place: String,
    /// The venue, if it is one of the county's.
    pub venue: Option<VenueId>,
    /// When it begins.
    pub at: DateTime<Utc>,
    /// How long it should last, minutes.
    pub minutes: u16,
    /// [`door`] of the code; only for those who keep the body.
    pub door: Option<Uuid>,
    /// Who is called.
    pub members: Vec<Called>,
    /// Who has come.
    pub present: Vec<PersonId>,
    /// What is on the agenda.
    pub agenda: Vec<Item>,
    /// Where it is in its life.
    pub stage: Stage,
    /// The minutes.
    pub minuted: String,
    /// Who signed, and when.
    pub signed: Option<(PersonId, DateTime<Utc>)>,
}

impl Aggregate for Meeting {
    const KIND: &'static str = "meeting";
    type Id = MeetingId;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn authority(state: Option<&Self>, command: &Command) -> (Permission, Scope) {
        let people = |wanted: fn(&Called) -> bool| {
            let members = state.iter().flat_map(|meeting| meeting.members.iter());
            Scope::People(members.filter(|called| wanted(called)).map(|called| called.person).collect())
        };
        match command {
            Command::Hold { .. } | Command::TimeUp => (Permission::RunClock, Scope::System),
            Command::CheckIn { .. } | Command::Declare { person: None, .. } => (Permission::TakePart, people(|_| true)),
            Command::Sign => (Permission::TakePart, people(|called| called.role == MemberRole::Chair)),
            _ => (Permission::KeepBodies, Scope::Path(state.map(|it| it.path.clone()).unwrap_or_default())),
        }
    }

    fn decide(id: MeetingId, state: Option<&Self>, command: &Command, cx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        decide::decide(id, state, command, cx)
    }

    fn apply(state: Option<Self>, id: MeetingId, event: &Event, by: PersonId, at: DateTime<Utc>) -> Option<Self> {
        match (state, event) {
            (None, Event::Held { body, call, charter, members, path, agenda }) => Some(Self {
                id,
                body: *body,
                charter: charter.clone(),
                path: path.clone(),
                place: call.place.clone(),
                venue: call.venue,
                at: call.at,
                minutes: call.minutes,
                door: Some(call.door),
                members: members.clone(),
                present: Vec::new(),
                agenda: agenda.clone(),
                stage: Stage::Called,
                minuted: String::new(),
                signed: None,
            }),
            (None, _) => None,
            (Some(mut meeting), event) => {
                meeting.change(event, by, at);
                Some(meeting)
            }
        }
    }

    fn view(mut self, reader: &Actor, _now: DateTime<Utc>) -> Option<Self> {
        if !reader.system && !reader.holds(Permission::KeepBodies, &self.path) {
            self.door = None;
        }
        Some(self)
    }

    fn is_absence(why: &Refusal) -> bool {
        *why == Refusal::NotThere
    }

    fn scopes(&self) -> Vec<ScopeKey> {
        let people = self.members.iter().map(|called| ScopeKey::Person(called.person));
        self.path.iter().copied().map(ScopeKey::Unit).chain(people).collect()
    }

    fn is_live(&self) -> bool {
        self.stage < Stage::Signed
    }

    fn due(&self) -> Option<(DateTime<Utc>, Command)> {
        matches!(self.stage, Stage::Called | Stage::Open).then(|| (self.over_at(), Command::TimeUp))
    }
}

impl Meeting {
    /// When it ends by itself.
    #[must_use]
    pub fn over_at(&self) -> DateTime<Utc> {
        self.at + TimeDelta::minutes(self.minutes.into()) + TimeDelta::hours(OVER_HOURS)
    }

    /// How many have a vote on a matter, and how many of them are here. Those with an interest in it do not count.
    #[must_use]
    pub fn quorum(&self, item: &Item) -> (u32, u32) {
        let mut entitled = 0;
        let mut present = 0;
        let voting = self.members.iter().filter(|called| called.role.votes());
        for called in voting.filter(|called| !item.conflicts.contains(&called.person)) {
            entitled += 1;
            present += u32::from(self.present.contains(&called.person));
        }
        (entitled, present)
    }

    /// Whether enough have come to decide a matter.
    #[must_use]
    pub fn has_quorum(&self, item: &Item) -> bool {
        let (entitled, present) = self.quorum(item);
        let heads = |heads: u32| Measure { heads: heads.into(), area_cm2: 0 };
        item.procedure.quorum.is_met(heads(present), heads(entitled))
    }

    fn left(&self) -> Vec<ProposalId> {
        self.agenda.iter().filter(|item| item.outcome.is_none()).map(|item| item.proposal).collect()
    }

    fn change(&mut self, event: &Event, by: PersonId, at: DateTime<Utc>) {
        match event {
            Event::Held { .. } => {}
            Event::CheckedIn { person } => {
                if !self.present.contains(person) {
                    self.present.push(*person);
                }
            }
            Event::Declared { item, person } => {
                if let Some(item) = self.agenda.get_mut(usize::from(*item)) {
                    item.conflicts.push(*person);
                }
            }
            Event::Opened { .. } => self.stage = Stage::Open,
            Event::Settled { item, outcome, .. } => {
                if let Some(item) = self.agenda.get_mut(usize::from(*item)) {
                    item.outcome = Some(outcome.clone());
                }
            }
            Event::Minuted { text } => self.minuted.clone_from(text),
            Event::Closed { .. } => self.stage = Stage::Closed,
            Event::Signed => {
                self.stage = Stage::Signed;
                self.signed = Some((by, at));
            }
            Event::Cancelled { .. } => self.stage = Stage::Cancelled,
        }
    }
}
