//! A ticket as a matter of the past, for trying other rules on it.

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::aggregate::Aggregate;
use crate::id::UnitId;
use crate::rules::replay::{Difference, Origin, Past, Verdict};
use crate::rules::{Case, FactValue, Mode};

use super::Ticket;

impl Ticket {
    /// What is known of it, as far as rules look at that. It was settled when it was last resolved.
    #[must_use]
    pub fn past(&self) -> Past {
        let tested = self.why.iter().flat_map(|why| &why.facts);
        let emergency = FactValue::Choice(Mode::Emergency.key().to_owned());
        // A rule that looked at the mode wrote it down; where none did it made no difference then.
        let mode = match tested.into_iter().any(|(fact, value)| fact == "mode" && *value == emergency) {
            true => Mode::Emergency,
            false => Mode::Routine,
        };
        Past {
            origin: Origin::Ticket(self.id),
            case: Case { category: self.category.clone(), mode, compound: None, facts: self.facts.clone() },
            unit: self.grid().unwrap_or_else(|| UnitId::named("")),
            created: self.submitted_at,
            accepted: self.accepted_at,
            closed: self.resolution.as_ref().map(|resolution| resolution.at),
        }
    }

    /// A difference on this ticket as far as a reader may see it: without the ticket's name and without people's where the ticket is not
    /// theirs to see, and not at all where it is nobody's.
    #[must_use]
    pub fn difference_for(&self, difference: &Difference, reader: &Actor, now: DateTime<Utc>) -> Option<Difference> {
        let mut shown = difference.clone();
        if self.clone().view(reader, now).is_some() {
            return Some(shown);
        }
        self.public()?;
        shown.origin = Origin::Withheld;
        for verdict in [&mut shown.from, &mut shown.to] {
            if let Verdict::Decided(found) = verdict {
                found.person = None;
            }
        }
        Some(shown)
    }
}
