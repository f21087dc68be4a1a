//! What the demo's residents report, and what is answered: read from `demo/tickets.json`.

use serde::Deserialize;
use weft::rules::{FactValue, Facts, Key};

use super::chance::Chance;

const TICKETS: &str = include_str!("../../../demo/tickets.json");

/// All texts.
#[derive(Deserialize)]
pub struct Matters {
    /// Kinds of matters.
    pub matters: Vec<Matter>,
    /// What each service answers to its part.
    pub parts: std::collections::BTreeMap<Key, String>,
    /// What residents are asked.
    pub questions: Vec<String>,
    /// What they reply.
    pub replies: Vec<String>,
    /// Internal notes.
    pub notes: Vec<String>,
    /// Why tickets are reopened.
    pub reopen: Vec<String>,
    /// Comments of ratings.
    pub comments: Vec<String>,
    /// Why a ticket is routed once more.
    pub reroute: String,
    /// Why a ticket is sent up by hand.
    pub escalate: String,
    /// How a second report of the same matter begins; `{t}` is the first one's text.
    pub merge_twin: String,
}

/// A kind of matter.
#[derive(Deserialize)]
pub struct Matter {
    /// Second-level category.
    pub category: Key,
    /// How often it comes.
    pub weight: u64,
    /// Answers to the category's questions.
    pub facts: std::collections::BTreeMap<Key, serde_json::Value>,
    /// What residents write.
    pub texts: Vec<String>,
    /// What is done about it.
    pub done: Vec<String>,
}

impl Matters {
    /// The texts of `demo/tickets.json`.
    ///
    /// # Errors
    /// When that file was broken at build time.
    pub fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(TICKETS)
    }

    /// A kind of matter, the frequent ones more often.
    pub fn pick(&self, chance: &mut Chance) -> &Matter {
        &self.matters[chance.weighted(self.matters.iter().map(|matter| matter.weight))]
    }
}

impl Matter {
    /// The answers as facts; what is no fact is left out, and then missed by the rulebook.
    pub fn facts(&self) -> Facts {
        let read = |value: &serde_json::Value| serde_json::from_value::<FactValue>(value.clone()).ok();
        self.facts.iter().filter_map(|(key, value)| Some((key.clone(), read(value)?))).collect()
    }

    /// What somebody writes, with numbers filled in.
    pub fn text(&self, chance: &mut Chance) -> String {
        let text = &self.texts[chance.place(self.texts.len())];
        text.replace("{b}", &(1 + chance.below(28)).to_string())
            .replace("{u}", &(1 + chance.below(4)).to_string())
            .replace("{a}", &((2 + chance.below(60)) * 100).to_string())
    }
}

/// Where a text can have been written, by its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Where there are compounds.
    Urban,
    /// In a village.
    Rural,
    /// Anywhere.
    Any,
}

impl Setting {
    /// The setting of a text.
    pub fn of(text: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if has(&["号楼", "小区", "物业", "单元", "电梯"]) {
            Self::Urban
        } else if has(&["村", "大棚", "集市", "胡同", "赶集", "院墙"]) {
            Self::Rural
        } else {
            Self::Any
        }
    }
}
