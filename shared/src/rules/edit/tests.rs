//! Claims about editing: references stay whole, and undo gives back what was.

mod cells;
mod parts;
mod steps;

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::calendar::{Limit, LimitUnit};
use crate::rules::{FactKind, Rule, Weight};
use crate::sample::rulebook;

const TABLE: &str = "ticket";

fn demo() -> Rulebook {
    serde_json::from_str(include_str!("../../../../demo/rulebook.json")).unwrap()
}

fn key(name: &str) -> Key {
    name.to_owned()
}

fn rules(book: &Rulebook) -> Vec<&str> {
    book.table(TABLE).unwrap().rules.iter().map(|rule| rule.id.as_str()).collect()
}

fn rule<'a>(book: &'a Rulebook, id: &str) -> &'a Rule {
    book.table(TABLE).unwrap().rules.iter().find(|rule| rule.id == id).unwrap()
}
