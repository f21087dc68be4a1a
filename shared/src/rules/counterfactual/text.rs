//! Counterfactuals as sentences.

use crate::rules::Rulebook;
use crate::rules::index::BUILT_IN;
use crate::rules::why::{ground, words};
use crate::text::Language;

use super::{Change, Changed, Reach};

impl Reach {
    /// The change as a sentence; none where there is none.
    #[must_use]
    pub fn text(&self, language: Language, rules: &Rulebook) -> Option<String> {
        match self {
            Self::By(change) => Some(change.text(language, rules)),
            Self::Never | Self::Open => None,
        }
    }
}

impl Change {
    /// The change and what would follow, as a sentence.
    #[must_use]
    pub fn text(&self, language: Language, rules: &Rulebook) -> String {
        let facts: Vec<String> = self.facts.iter().map(|changed| changed.text(language, rules)).collect();
        let tier = words::tier(self.tier);
        let (tier, rule) = (tier.get(language), &self.rule);
        match language {
            Language::Zh => format!("若{}，则由{tier}负责（规则 {rule}）。", facts.join("，且")),
            Language::En => format!("If {}, the {tier} would be responsible (rule {rule}).", facts.join(" and ")),
        }
    }
}

impl Changed {
    fn text(&self, language: Language, rules: &Rulebook) -> String {
        if BUILT_IN.contains(&self.fact.as_str()) || self.to == self.until {
            return ground(&self.fact, &self.to, rules, language);
        }
        let name = rules.fact(&self.fact).map_or(self.fact.as_str(), |fact| fact.title.get(language));
        let (to, until) = (self.to.to_string(), self.until.to_string());
        let rises = self.to < self.until;
        let (low, high) = if rises { (&to, &until) } else { (&until, &to) };
        match (language, self.to_the_end, rises) {
            (Language::Zh, true, true) => format!("“{name}”达到{to}及以上"),
            (Language::Zh, true, false) => format!("“{name}”不超过{to}"),
            (Language::Zh, false, _) => format!("“{name}”为{low}至{high}"),
            (Language::En, true, true) => format!("“{name}” is {to} or more"),
            (Language::En, true, false) => format!("“{name}” is {to} or less"),
            (Language::En, false, _) => format!("“{name}” is {low} to {high}"),
        }
    }
}
