//! Kind `rulebook` 规则手册: drafted by one person, published by another.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, ScopeKey};
use crate::id::{PersonId, RulebookId};
use crate::rules::Rulebook;

/// A rulebook with its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RulebookDoc {
    /// Its id.
    pub id: RulebookId,
    /// The rules.
    pub book: Rulebook,
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
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Drafted.
    Drafted {
        /// The rules.
        book: Box<Rulebook>,
    },
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It was drafted already.
    AlreadyThere,
}

impl Aggregate for RulebookDoc {
    const KIND: &'static str = "rulebook";
    type Id = RulebookId;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn authority(_state: Option<&Self>, _command: &Command) -> (Permission, Scope) {
        (Permission::DraftRules, Scope::Founding)
    }

    fn decide(_id: RulebookId, state: Option<&Self>, command: &Command, _cx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        let Command::Draft { book } = command;
        if state.is_some() { Err(Refusal::AlreadyThere) } else { Ok(vec![Event::Drafted { book: book.clone() }]) }
    }

    fn apply(state: Option<Self>, id: RulebookId, event: &Event, _by: PersonId, _at: DateTime<Utc>) -> Option<Self> {
        let Event::Drafted { book } = event;
        state.or_else(|| Some(Self { id, book: (**book).clone() }))
    }

    fn view(self, _reader: &Actor, _now: DateTime<Utc>) -> Option<Self> {
        Some(self)
    }

    fn scopes(&self) -> Vec<ScopeKey> {
        vec![ScopeKey::Public]
    }
}
