//! How the sample county comes about.

use uuid::Uuid;

use crate::id::RulebookId;
use crate::kinds::rulebook;
use crate::kinds::unit::{Command, NewUnit};
use crate::org::Unit;
use crate::registry::AnyCommand;
use crate::rules::Rulebook;

use super::units;

/// The commands that make the county's units and publish this rulebook, in order, each with what it is for.
#[must_use]
pub fn founding(book: Rulebook) -> Vec<(Uuid, AnyCommand)> {
    let id = RulebookId::named("sample").0;
    let create = |unit: Unit| (unit.id.0, AnyCommand::Unit(Command::Create(Box::new(new_unit(unit)))));
    let rules =
        [rulebook::Command::Draft { book: Box::new(book) }, rulebook::Command::Publish { effective_from: None }];
    let rules = rules.map(|command| (id, AnyCommand::Rulebook(command)));
    units().into_iter().map(create).chain(rules).collect()
}

fn new_unit(unit: Unit) -> NewUnit {
    NewUnit {
        parent: unit.parent,
        tier: unit.tier,
        name: unit.name,
        code: unit.code,
        outline: unit.outline,
        point: unit.point,
        compound: unit.compound,
        service: unit.service,
        appointments: unit.appointments,
        from: unit.from,
    }
}
