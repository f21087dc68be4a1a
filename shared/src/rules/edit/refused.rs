//! Why a step of editing is refused.

use crate::rules::{Finding, Key, Part, Rulebook};
use crate::text::{Language, Text};

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditRefused {
    /// What it changes is not there (any more).
    NotThere {
        /// The part.
        part: Part,
        /// The name.
        name: Key,
    },
    /// References would no longer be whole.
    Breaks {
        /// Where, at least one.
        findings: Vec<Finding>,
    },
    /// A name that nothing may have: empty, or with spaces or a stroke in it.
    BadName {
        /// The name.
        name: Key,
    },
    /// A rule cannot be split so: nothing would be left for one of the two, or the rest is not one test.
    NoSplit,
    /// A column that rules still test.
    Tested {
        /// The column.
        column: Key,
        /// The first rule that does.
        rule: Key,
    },
    /// The day's year is not in the calendar.
    NoYear {
        /// The year.
        year: i32,
    },
    /// The rulebook has changed since the repair was suggested.
    Stale,
}

impl EditRefused {
    /// The reason as a sentence.
    #[must_use]
    pub fn text(&self, language: Language, book: &Rulebook) -> String {
        self.sentence(book, language).get(language).to_owned()
    }

    fn sentence(&self, book: &Rulebook, language: Language) -> Text {
        match self {
            Self::NotThere { part, name } => {
                let Text { zh, en } = part.title();
                Text::new(format!("{zh}“{name}”已经不在了。"), format!("The {en} “{name}” is not there any more."))
            }
            Self::Breaks { findings } => breaks(findings, language),
            Self::BadName { name } => Text::new(
                format!("名称“{name}”不能用：不能为空，也不能含空格或斜线。"),
                format!("“{name}” cannot be a name: it may not be empty nor hold spaces or strokes."),
            ),
            Self::NoSplit => Text::new(
                "这样拆分不成两条规则：其中一条会没有情形可用，或者余下的部分写不成一个条件。",
                "That makes no two rules: one would be left without a case, or the rest is not one condition.",
            ),
            Self::Tested { column, rule } => {
                let title = book.fact(column).map_or_else(|| Text::new(column, column), |fact| fact.title.clone());
                Text::new(
                    format!("规则 {rule} 还在使用“{}”一列，请先改为不限。", title.zh),
                    format!("Rule {rule} still tests “{}”: set it to any first.", title.en),
                )
            }
            Self::NoYear { year } => Text::new(
                format!("日历里还没有 {year} 年，请先添加该年度。"),
                format!("The calendar has no {year} yet: add the year first."),
            ),
            Self::Stale => Text::new(
                "规则已经改过，这条建议不再适用。",
                "The rules have changed: the suggestion does not fit any more.",
            ),
        }
    }
}

fn breaks(findings: &[Finding], language: Language) -> Text {
    let more = findings.len().saturating_sub(1);
    let (also, among) = match more {
        0 => (String::new(), String::new()),
        more => (format!("（另有 {more} 处）"), format!(" ({more} more)")),
    };
    match findings.first() {
        Some(Finding::Dangling { part, name, at }) => {
            let Text { zh, en } = part.title();
            Text::new(
                format!("“{at}”要用到{zh}“{name}”，不能没有它{also}。"),
                format!("“{at}” needs the {en} “{name}”, which cannot be missing{among}."),
            )
        }
        Some(other) => {
            let said = other.text(language);
            Text::new(format!("{said}{also}"), format!("{said}{among}"))
        }
        None => Text::default(),
    }
}
