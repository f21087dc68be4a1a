//! The values of columns that list names, with their titles.

use crate::org::CompoundKind;
use crate::rules::eval::compound_key;
use crate::rules::index::{CATEGORY, COMPOUND, MODE};
use crate::rules::{FactKind, Key, Mode, Rulebook};
use crate::text::Text;

impl Rulebook {
    /// The values that a column of names can have, with their titles, in order; those of the category on both levels.
    #[must_use]
    pub fn values_of(&self, column: &str) -> Vec<(Key, Text)> {
        let titled = |key: &str, (zh, en): (&str, &str)| (key.to_owned(), Text::new(zh, en));
        match column {
            CATEGORY => self.categories.iter().map(|known| (known.key.clone(), known.title.clone())).collect(),
            MODE => Mode::ALL.iter().map(|mode| titled(mode.key(), mode_title(*mode))).collect(),
            COMPOUND => {
                CompoundKind::ALL.iter().map(|kind| titled(compound_key(*kind), compound_title(*kind))).collect()
            }
            fact => match self.fact(fact).map(|fact| &fact.kind) {
                Some(FactKind::Choice { options }) => {
                    options.iter().map(|option| (option.key.clone(), option.title.clone())).collect()
                }
                _ => Vec::new(),
            },
        }
    }

    /// The title of a value of such a column.
    #[must_use]
    pub fn value_title(&self, column: &str, value: &str) -> Option<Text> {
        let titled = |(zh, en): (&str, &str)| Text::new(zh, en);
        match column {
            CATEGORY => self.category(value).map(|known| known.title.clone()),
            MODE => Mode::ALL.into_iter().find(|mode| mode.key() == value).map(mode_title).map(titled),
            COMPOUND => {
                let kind = CompoundKind::ALL.into_iter().find(|kind| compound_key(*kind) == value);
                kind.map(compound_title).map(titled)
            }
            fact => match self.fact(fact).map(|fact| &fact.kind) {
                Some(FactKind::Choice { options }) => {
                    options.iter().find(|option| option.key == value).map(|option| option.title.clone())
                }
                _ => None,
            },
        }
    }
}

const fn mode_title(mode: Mode) -> (&'static str, &'static str) {
    match mode {
        Mode::Routine => ("平时", "routine"),
        Mode::Emergency => ("应急", "emergency"),
    }
}

const fn compound_title(kind: CompoundKind) -> (&'static str, &'static str) {
    match kind {
        CompoundKind::New => ("新建小区", "new"),
        CompoundKind::Old => ("老旧小区", "old"),
        CompoundKind::Resettlement => ("回迁小区", "resettlement"),
        CompoundKind::Commercial => ("商住小区", "commercial"),
        CompoundKind::Village => ("村居", "village"),
    }
}
