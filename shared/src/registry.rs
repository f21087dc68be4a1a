//! THE list of kinds. Everything that must know all of them is made here, from one line each. A kind behind a feature is not carried by
//! a build without it, which keeps things of that kind as they were told: see [`Thing`].

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, Rejection, ScopeKey, execute, fold};
use crate::id::{PersonId, PhotoHash};
use crate::kinds::rulebook::RulebookDoc;
use crate::kinds::ticket::Ticket;
use crate::kinds::unit::Unit;
#[cfg(feature = "deliberation")]
use crate::kinds::{ballot::Ballot, body::Body, meeting::Meeting, proposal::Proposal, venue::Venue};
use crate::secret::SecretVisitor;

/// One thing: its kind and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// What it is.
    pub kind: Kind,
    /// Which one.
    pub id: Uuid,
}

/// One thing of whatever kind, also of one that this build does not know. It is written as [`Target`] is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Thing {
    /// Which one.
    pub id: Uuid,
    /// What it is, by [`Kind::name`].
    pub kind: Cow<'static, str>,
}

impl Thing {
    /// The same, if this build knows the kind.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        Kind::named(&self.kind).map(|kind| Target { kind, id: self.id })
    }
}

impl From<Target> for Thing {
    fn from(target: Target) -> Self {
        Self { id: target.id, kind: target.kind.name().into() }
    }
}

/// A command's state and kind do not belong together. Only a damaged store or a wrong caller brings it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the state is of another kind than the command")]
pub struct KindMismatch;

/// Reads a tagged value: its kind, then its content by `serde_json`, so that each kind's reader is generated once.
macro_rules! read_tagged {
    ($name:ident, $content:literal, $($(#[cfg($cfg:meta)])? $variant:ident),+) => {
        read_content!($name, $($(#[cfg($cfg)])? $variant),+);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(Deserialize)]
                struct Tagged {
                    kind: Kind,
                    #[serde(rename = $content)]
                    content: Value,
                }
                let Tagged { kind, content } = Tagged::deserialize(deserializer)?;
                Self::read(kind, content).map_err(D::Error::custom)
            }
        }
    };
}

/// Reads what a kind says, once that is known.
macro_rules! read_content {
    ($name:ident, $($(#[cfg($cfg:meta)])? $variant:ident),+) => {
        impl $name {
            /// Reads the content of this kind.
            ///
            /// # Errors
            /// In what it differs from that kind's.
            pub fn read(kind: Kind, content: Value) -> Result<Self, serde_json::Error> {
                match kind { $($(#[cfg($cfg)])? Kind::$variant => crate::json::from_value(content).map(Self::$variant),)+ }
            }
        }
    };
}

macro_rules! registry {
    ($($(#[doc = $doc:literal])+ $(#[cfg($cfg:meta)])? $variant:ident($aggregate:ty);)+) => {
        /// The kinds of things.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[doc = $doc])+ $(#[cfg($cfg)])? $variant,)+ }

        impl Kind {
            /// Every kind, in order.
            pub const ALL: &'static [Self] = &[$($(#[cfg($cfg)])? Self::$variant,)+];

            /// Its name on the wire and in the store.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(#[cfg($cfg)])? Self::$variant => <$aggregate as Aggregate>::KIND,)+ }
            }

            /// The kind of this name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }
        }

        /// A command of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(tag = "kind", content = "do", rename_all = "snake_case")]
        pub enum AnyCommand { $($(#[doc = $doc])+ $(#[cfg($cfg)])? $variant(<$aggregate as Aggregate>::Command),)+ }

        read_tagged!(AnyCommand, "do", $($(#[cfg($cfg)])? $variant),+);

        /// An event of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(tag = "kind", content = "event", rename_all = "snake_case")]
        pub enum AnyEvent { $($(#[doc = $doc])+ $(#[cfg($cfg)])? $variant(<$aggregate as Aggregate>::Event),)+ }

        read_tagged!(AnyEvent, "event", $($(#[cfg($cfg)])? $variant),+);

        /// A state of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(tag = "kind", content = "state", rename_all = "snake_case")]
        // On 32 bits proposals are so big themselves that the lint finds tickets no longer out of proportion.
        #[cfg_attr(
            not(all(feature = "deliberation", target_pointer_width = "32")),
            expect(clippy::large_enum_variant, reason = "nearly all states are tickets; a box would cost each an allocation")
        )]
        pub enum AnyState { $($(#[doc = $doc])+ $(#[cfg($cfg)])? $variant($aggregate),)+ }

        read_tagged!(AnyState, "state", $($(#[cfg($cfg)])? $variant),+);

        /// A refusal of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(tag = "kind", content = "why", rename_all = "snake_case")]
        pub enum AnyRefusal {
            $($(#[doc = $doc])+ $(#[cfg($cfg)])? $variant(<$aggregate as Aggregate>::Refusal),)+
            /// One that this build cannot read, as it was told: of a kind that it does not know, or for a reason that it does not.
            #[serde(untagged)]
            Foreign(Value),
        }

        read_content!(AnyRefusal, $($(#[cfg($cfg)])? $variant),+);

        impl<'de> Deserialize<'de> for AnyRefusal {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let told = Value::deserialize(deserializer)?;
                let kind = told.get("kind").and_then(Value::as_str).ok_or_else(|| D::Error::missing_field("kind"))?;
                let why = told.get("why").ok_or_else(|| D::Error::missing_field("why"))?;
                let read = Kind::named(kind).and_then(|kind| Self::read(kind, why.clone()).ok());
                Ok(read.unwrap_or(Self::Foreign(told)))
            }
        }

        impl AnyCommand {
            /// The kind it is for.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $($(#[cfg($cfg)])? Self::$variant(_) => Kind::$variant,)+ }
            }

            /// The permission it needs, and where.
            ///
            /// # Errors
            /// [`KindMismatch`] when the state is of another kind.
            pub fn authority(&self, state: Option<&AnyState>) -> Result<(Permission, Scope), KindMismatch> {
                match self { $($(#[cfg($cfg)])? Self::$variant(command) => {
                    let state = match state {
                        None => None,
                        Some(AnyState::$variant(state)) => Some(state),
                        Some(_) => return Err(KindMismatch),
                    };
                    Ok(<$aggregate as Aggregate>::authority(state, command))
                })+ }
            }

            /// The photos that must be stored before.
            #[must_use]
            pub fn photos(&self) -> &[PhotoHash] {
                match self { $($(#[cfg($cfg)])? Self::$variant(command) => <$aggregate as Aggregate>::command_photos(command),)+ }
            }

            /// [`execute`] for any kind.
            ///
            /// # Errors
            /// The rejection; a state of another kind counts as forbidden to nobody and is reported by [`KindMismatch`].
            pub fn execute(
                &self,
                id: Uuid,
                state: Option<&AnyState>,
                cx: &Context<'_>,
            ) -> Result<Result<Vec<AnyEvent>, Rejection<AnyRefusal>>, KindMismatch> {
                match self { $($(#[cfg($cfg)])? Self::$variant(command) => {
                    let state = match state {
                        None => None,
                        Some(AnyState::$variant(state)) => Some(state),
                        Some(_) => return Err(KindMismatch),
                    };
                    Ok(match execute::<$aggregate>(id.into(), state, command, cx) {
                        Ok(events) => Ok(events.into_iter().map(AnyEvent::$variant).collect()),
                        Err(Rejection::Forbidden { permission }) => Err(Rejection::Forbidden { permission }),
                        Err(Rejection::Refused(why)) => Err(Rejection::Refused(AnyRefusal::$variant(why))),
                    })
                })+ }
            }
        }

        impl AnyRefusal {
            /// Whether it is refused because there is no such thing: a device that does not hold it cannot tell.
            #[must_use]
            pub fn is_absence(&self) -> bool {
                match self {
                    $($(#[cfg($cfg)])? Self::$variant(why) => <$aggregate as Aggregate>::is_absence(why),)+
                    Self::Foreign(_) => false,
                }
            }
        }

        impl AnyEvent {
            /// The kind it happened to.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $($(#[cfg($cfg)])? Self::$variant(_) => Kind::$variant,)+ }
            }

            /// Shows every secret, always in the same order.
            pub fn secrets(&mut self, visit: &mut SecretVisitor<'_>) {
                match self { $($(#[cfg($cfg)])? Self::$variant(event) => <$aggregate as Aggregate>::event_secrets(event, visit),)+ }
            }

            /// The state after this event. An event of another kind than the state leaves it as it is.
            #[must_use]
            pub fn apply(&self, id: Uuid, state: Option<AnyState>, by: PersonId, at: DateTime<Utc>) -> Option<AnyState> {
                match self { $($(#[cfg($cfg)])? Self::$variant(event) => {
                    let inner = match state {
                        None => None,
                        Some(AnyState::$variant(inner)) => Some(inner),
                        other => return other,
                    };
                    fold::<$aggregate>(inner, id.into(), [event], by, at).map(AnyState::$variant)
                })+ }
            }
        }

        impl AnyState {
            /// What it is.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $($(#[cfg($cfg)])? Self::$variant(_) => Kind::$variant,)+ }
            }

            /// What this reader may see of it.
            #[must_use]
            pub fn view(self, reader: &Actor, now: DateTime<Utc>) -> Option<Self> {
                match self { $($(#[cfg($cfg)])? Self::$variant(state) => state.view(reader, now).map(Self::$variant),)+ }
            }

            /// Where it is listed.
            #[must_use]
            pub fn scopes(&self) -> Vec<ScopeKey> {
                match self { $($(#[cfg($cfg)])? Self::$variant(state) => state.scopes(),)+ }
            }

            /// Whether devices should hold it.
            #[must_use]
            pub fn is_live(&self) -> bool {
                match self { $($(#[cfg($cfg)])? Self::$variant(state) => state.is_live(),)+ }
            }

            /// What time itself will ask of it, and when.
            #[must_use]
            pub fn due(&self) -> Option<(DateTime<Utc>, AnyCommand)> {
                match self { $($(#[cfg($cfg)])? Self::$variant(state) => {
                    state.due().map(|(at, command)| (at, AnyCommand::$variant(command)))
                })+ }
            }

            /// Shows every secret, always in the same order.
            pub fn secrets(&mut self, visit: &mut SecretVisitor<'_>) {
                match self { $($(#[cfg($cfg)])? Self::$variant(state) => state.state_secrets(visit),)+ }
            }

            /// The photos it shows.
            #[must_use]
            pub fn photos(&self) -> Vec<PhotoHash> {
                match self { $($(#[cfg($cfg)])? Self::$variant(state) => state.photos(),)+ }
            }
        }
    };
}

registry! {
    /// 诉求、隐患、求助.
    Ticket(Ticket);
    /// 层级单位.
    Unit(Unit);
    /// 规则手册.
    Rulebook(RulebookDoc);
    /// 议题.
    #[cfg(feature = "deliberation")]
    Proposal(Proposal);
    /// 议事协商组织.
    #[cfg(feature = "deliberation")]
    Body(Body);
    /// 议事会议.
    #[cfg(feature = "deliberation")]
    Meeting(Meeting);
    /// 议事场所.
    #[cfg(feature = "deliberation")]
    Venue(Venue);
    /// 表决.
    #[cfg(feature = "deliberation")]
    Ballot(Ballot);
}
