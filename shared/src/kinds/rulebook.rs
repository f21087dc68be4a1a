//! Kind `rulebook` 规则手册: drafted by one person, published by another.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, ScopeKey};
use crate::calendar::county_day;
use crate::id::{PersonId, RulebookId, UnitId};
use crate::rules::{Finding, Rulebook, Severity};

/// Most findings that a refusal carries; the rest is found once these are mended.
pub const FINDINGS_MAX: usize = 50;

/// A rulebook with its state. Published ones stay readable for ever, since decisions name the version that made them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RulebookDoc {
    /// Its id.
    pub id: RulebookId,
    /// The county; empty if it was drafted before there was one.
    pub county: Vec<UnitId>,
    /// The rules. Once published, with their final version and first day.
    pub book: Rulebook,
    /// Who wrote the first draft.
    pub drafted_by: PersonId,
    /// When.
    pub drafted_at: DateTime<Utc>,
    /// Who else changed it before it was published. None of these people may publish it either.
    pub revised_by: Vec<PersonId>,
    /// How far it is.
    pub status: Status,
}

/// How far a rulebook is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written.
    Draft,
    /// Published: decides from its first day until another takes over.
    Published {
        /// Its version, which decisions name.
        version: u32,
        /// First day on which it decides.
        effective_from: NaiveDate,
        /// Who published it.
        published_by: PersonId,
        /// When.
        at: DateTime<Utc>,
    },
    /// Given up before it decided anything.
    Withdrawn {
        /// By whom.
        withdrawn_by: PersonId,
        /// When.
        at: DateTime<Utc>,
    },
}

/// An intent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A new draft.
    Draft {
        /// The rules.
        book: Box<Rulebook>,
    },
    /// The draft reads otherwise.
    Revise {
        /// The rules.
        book: Box<Rulebook>,
    },
    /// The draft becomes law.
    Publish {
        /// First day on which it decides, if not the one it names itself.
        effective_from: Option<NaiveDate>,
    },
    /// The draft, or a published one that has not begun to decide, is given up.
    Withdraw,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was drafted.
    Drafted {
        /// The county.
        county: Vec<UnitId>,
        /// The rules.
        book: Box<Rulebook>,
    },
    /// The draft was changed.
    Revised {
        /// The rules.
        book: Box<Rulebook>,
    },
    /// It was published.
    Published {
        /// Its version.
        version: u32,
        /// First day on which it decides.
        effective_from: NaiveDate,
    },
    /// It was given up.
    Withdrawn,
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It was drafted already.
    AlreadyThere,
    /// There is no such rulebook.
    NotThere,
    /// It is no draft any more.
    NotADraft,
    /// Whoever wrote on a draft may not publish it: a second person must have read it.
    SamePerson,
    /// The proof found errors, see [`Severity`].
    Findings {
        /// What, at most [`FINDINGS_MAX`].
        findings: Vec<Finding>,
    },
    /// It would decide from a day that has passed, though another rulebook decided then.
    InThePast {
        /// The day it names.
        effective_from: NaiveDate,
        /// Today.
        today: NaiveDate,
    },
    /// It has begun to decide, and another must take over instead.
    InForce,
}

/// When a rulebook began to decide, and its version: what comes later in this order takes over from what comes before.
type Rank = (NaiveDate, u32);

/// The rulebooks that have begun to decide by this day.
fn begun<'a>(
    docs: impl Iterator<Item = &'a RulebookDoc>,
    day: NaiveDate,
) -> impl Iterator<Item = (Rank, &'a Rulebook)> {
    docs.filter_map(move |doc| match doc.status {
        Status::Published { version, effective_from, .. } if effective_from <= day => {
            Some(((effective_from, version), &doc.book))
        }
        _ => None,
    })
}

/// The rulebook that decides on this day: of the published ones that have begun, the one that began last; of those that began
/// on the same day, the highest version.
pub fn in_force<'a>(docs: impl Iterator<Item = &'a RulebookDoc>, day: NaiveDate) -> Option<&'a Rulebook> {
    begun(docs, day).max_by_key(|(rank, _)| *rank).map(|(_, book)| book)
}

/// The rulebook of this version, if it has begun to decide by this day.
pub fn of_version<'a>(
    docs: impl Iterator<Item = &'a RulebookDoc>,
    version: u32,
    day: NaiveDate,
) -> Option<&'a Rulebook> {
    let named = begun(docs, day).filter(|((_, named), _)| *named == version);
    named.max_by_key(|(rank, _)| *rank).map(|(_, book)| book)
}

/// The rulebook that judges on this day what somebody did who had this version before them: that one, while the grace that the
/// rulebook in force allows has not run out since it was replaced; else the one in force.
///
/// Only the server's day counts, since a device's clock may be years off. The version is the device's claim, which can bring back
/// no rules but those that were in force within the grace.
pub fn judging(docs: &[RulebookDoc], version: u32, today: NaiveDate) -> Option<&Rulebook> {
    let now = in_force(docs.iter(), today)?;
    if now.version == version {
        return Some(now);
    }
    let all = || begun(docs.iter(), today);
    let Some((rank, made_under)) = all().filter(|((_, named), _)| *named == version).max_by_key(|(rank, _)| *rank)
    else {
        return Some(now);
    };
    let replaced_on = all().map(|(other, _)| other).filter(|other| *other > rank).min().map(|(day, _)| day);
    let grace = Days::new(now.settings.grace_days.into());
    let is_graced = replaced_on.and_then(|day| day.checked_add_days(grace)).is_some_and(|end| today < end);
    Some(if is_graced { made_under } else { now })
}

impl RulebookDoc {
    /// Whether it is still being written.
    #[must_use]
    pub const fn is_draft(&self) -> bool {
        matches!(self.status, Status::Draft)
    }

    /// Whether this person wrote on it.
    #[must_use]
    pub fn was_written_by(&self, person: PersonId) -> bool {
        self.drafted_by == person || self.revised_by.contains(&person)
    }

    fn publish(&self, effective_from: Option<NaiveDate>, cx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        if self.was_written_by(cx.actor.person) && !cx.actor.system {
            return Err(Refusal::SamePerson);
        }
        let effective_from = effective_from.unwrap_or(self.book.effective_from);
        let today = county_day(cx.now);
        let is_first = cx.rules.version == 0;
        if effective_from < today && !is_first && !cx.actor.system {
            return Err(Refusal::InThePast { effective_from, today });
        }
        let version = self.book.version.max(cx.rules.version.saturating_add(1));
        let book = Rulebook { effective_from, ..self.book.clone() };
        let mut findings = (cx.prove)(&book, cx.org, effective_from.max(today));
        findings.retain(|finding| finding.severity() == Severity::Error);
        if !findings.is_empty() {
            findings.truncate(FINDINGS_MAX);
            return Err(Refusal::Findings { findings });
        }
        Ok(vec![Event::Published { version, effective_from }])
    }

    fn withdraw(&self, cx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        match self.status {
            Status::Draft => Ok(vec![Event::Withdrawn]),
            Status::Published { effective_from, .. } if effective_from > county_day(cx.now) => {
                Ok(vec![Event::Withdrawn])
            }
            Status::Published { .. } => Err(Refusal::InForce),
            Status::Withdrawn { .. } => Err(Refusal::NotADraft),
        }
    }
}

/// A draft may be wrong in every way but that it is too big to look at.
fn drafted(book: &Rulebook) -> Result<Box<Rulebook>, Refusal> {
    let findings = book.oversized();
    if findings.is_empty() { Ok(Box::new(book.clone())) } else { Err(Refusal::Findings { findings }) }
}

impl Aggregate for RulebookDoc {
    const KIND: &'static str = "rulebook";
    type Id = RulebookId;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn authority(state: Option<&Self>, command: &Command) -> (Permission, Scope) {
        let permission = match (command, state.map(|doc| &doc.status)) {
            (Command::Draft { .. } | Command::Revise { .. }, _) => Permission::DraftRules,
            (Command::Publish { .. }, _) | (Command::Withdraw, Some(Status::Published { .. })) => {
                Permission::PublishRules
            }
            (Command::Withdraw, _) => Permission::DraftRules,
        };
        let scope = match state {
            Some(doc) if !doc.county.is_empty() => Scope::Path(doc.county.clone()),
            _ => Scope::County,
        };
        (permission, scope)
    }

    fn decide(
        _id: RulebookId,
        state: Option<&Self>,
        command: &Command,
        cx: &Context<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let Some(doc) = state else {
            let Command::Draft { book } = command else {
                return Err(Refusal::NotThere);
            };
            let county = cx.org.root().into_iter().collect();
            return Ok(vec![Event::Drafted { county, book: drafted(book)? }]);
        };
        match command {
            Command::Draft { .. } => Err(Refusal::AlreadyThere),
            Command::Withdraw => doc.withdraw(cx),
            _ if !doc.is_draft() => Err(Refusal::NotADraft),
            Command::Revise { book } => Ok(vec![Event::Revised { book: drafted(book)? }]),
            Command::Publish { effective_from } => doc.publish(*effective_from, cx),
        }
    }

    fn apply(state: Option<Self>, id: RulebookId, event: &Event, by: PersonId, at: DateTime<Utc>) -> Option<Self> {
        let Some(mut doc) = state else {
            let Event::Drafted { county, book } = event else {
                return None;
            };
            return Some(Self {
                id,
                county: county.clone(),
                book: (**book).clone(),
                drafted_by: by,
                drafted_at: at,
                revised_by: Vec::new(),
                status: Status::Draft,
            });
        };
        match event {
            Event::Drafted { .. } => {}
            Event::Revised { book } if doc.is_draft() => {
                doc.book = (**book).clone();
                if !doc.was_written_by(by) {
                    doc.revised_by.push(by);
                }
            }
            Event::Published { version, effective_from } if doc.is_draft() => {
                let (version, effective_from) = (*version, *effective_from);
                doc.book.version = version;
                doc.book.effective_from = effective_from;
                doc.status = Status::Published { version, effective_from, published_by: by, at };
            }
            Event::Withdrawn => doc.status = Status::Withdrawn { withdrawn_by: by, at },
            Event::Revised { .. } | Event::Published { .. } => {}
        }
        Some(doc)
    }

    fn view(self, reader: &Actor, _now: DateTime<Utc>) -> Option<Self> {
        let is_public = matches!(self.status, Status::Published { .. });
        let may_read = is_public
            || reader.system
            || self.was_written_by(reader.person)
            || reader.holds(Permission::ReadRules, &self.county);
        may_read.then_some(self)
    }

    fn is_absence(why: &Refusal) -> bool {
        *why == Refusal::NotThere
    }

    fn scopes(&self) -> Vec<ScopeKey> {
        match self.status {
            Status::Published { .. } => vec![ScopeKey::Public],
            Status::Draft | Status::Withdrawn { .. } => {
                let units = self.county.iter().map(|unit| ScopeKey::Unit(*unit));
                units.chain([ScopeKey::Person(self.drafted_by)]).collect()
            }
        }
    }

    fn is_live(&self) -> bool {
        !matches!(self.status, Status::Withdrawn { .. })
    }
}
