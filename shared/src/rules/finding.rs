//! What can be wrong with a rulebook: data, with a sentence for people.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::org::{Post, Tier};
use crate::text::{Language, Text};

use super::Key;

/// A part of a rulebook whose members have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Services of departments.
    Service,
    /// Categories.
    Category,
    /// Facts.
    Fact,
    /// Values of a choice, a mode or a kind of compound.
    Value,
    /// Decision tables.
    Table,
    /// Columns of a table.
    Column,
    /// Rules of a table.
    Rule,
    /// Ladders.
    Ladder,
    /// Stand-ins of a post.
    StandIn,
    /// Years of the calendar.
    Year,
}

/// One thing that is wrong with a rulebook. `at` and `rule` say where, as a path of names such as `ticket/R-012`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Two members of a part have the same name.
    Duplicate {
        /// The part.
        part: Part,
        /// The name.
        name: Key,
    },
    /// A name that nothing has.
    Dangling {
        /// What it should name.
        part: Part,
        /// The name.
        name: Key,
        /// Where it is used.
        at: String,
    },
    /// A part has more members than are allowed.
    TooMany {
        /// The part.
        part: Part,
        /// How many may be.
        max: usize,
    },
    /// A text is empty in one of the languages.
    MissingText {
        /// Where.
        at: String,
    },
    /// There is no table `ticket`.
    NoTicketTable,
    /// A rule has another number of tests than its table has columns.
    TestCount {
        /// The rule.
        rule: String,
        /// Columns.
        columns: usize,
        /// Tests.
        tests: usize,
    },
    /// A test does not fit the type of its column.
    TestType {
        /// The rule.
        rule: String,
        /// The column.
        column: Key,
    },
    /// A test that no value passes.
    EmptyTest {
        /// The rule.
        rule: String,
        /// The column.
        column: Key,
    },
    /// A rule's ladder has no rung for the rule's level.
    NoRung {
        /// The rule.
        rule: String,
        /// The ladder.
        ladder: Key,
        /// The level.
        tier: Tier,
    },
    /// A ladder without rungs.
    EmptyLadder {
        /// The ladder.
        ladder: Key,
    },
    /// A rung that is not above the one before.
    RungNotAbove {
        /// The ladder.
        ladder: Key,
        /// The rung, from 0.
        rung: usize,
    },
    /// A limit of nothing, or longer than can be meant.
    BadLimit {
        /// The ladder.
        ladder: Key,
        /// The rung, from 0.
        rung: usize,
    },
    /// A tier that is no level between compound and county.
    NotALevel {
        /// Where.
        at: String,
        /// The tier.
        tier: Tier,
    },
    /// A fact whose range or choice is empty.
    EmptyFact {
        /// The fact.
        fact: Key,
    },
    /// A category below one that is itself second-level, or whose name does not begin with that of its parent.
    CategoryMisplaced {
        /// The category.
        category: Key,
    },
    /// No rule can ever match this category.
    CategoryUnreached {
        /// The category.
        category: Key,
    },
    /// A stand-in from a level below: it could not act for the unit above.
    StandInBelow {
        /// The level of the empty post.
        tier: Tier,
        /// The empty post.
        post: Post,
    },
    /// Followed to its last stand-in, and on from there, the post comes back to itself.
    StandInCircle {
        /// The level of the empty post.
        tier: Tier,
        /// The empty post.
        post: Post,
    },
    /// Working hours are missing, empty or out of order.
    BadHours,
    /// A year without the number of its notice.
    NoNotice {
        /// The year.
        year: i32,
    },
    /// A holiday ends before it begins, is too long or overlaps another.
    BadHoliday {
        /// Its first day.
        from: NaiveDate,
    },
    /// A make-up day that is a holiday, or a working day anyway.
    BadMakeUp {
        /// The day.
        day: NaiveDate,
    },
    /// What was done under earlier rules would be judged by them for longer than is allowed.
    LongGrace {
        /// Most days.
        max: u16,
    },
    /// The calendar does not cover the year in which the rulebook begins.
    YearNotCovered {
        /// The year.
        year: i32,
    },
}

impl Part {
    /// Its title.
    #[must_use]
    pub fn title(self) -> Text {
        let (zh, en) = match self {
            Self::Service => ("部门服务", "service"),
            Self::Category => ("类别", "category"),
            Self::Fact => ("要素", "fact"),
            Self::Value => ("取值", "value"),
            Self::Table => ("决策表", "table"),
            Self::Column => ("列", "column"),
            Self::Rule => ("规则", "rule"),
            Self::Ladder => ("升级阶梯", "ladder"),
            Self::StandIn => ("代理顺序", "stand-ins"),
            Self::Year => ("年度", "year"),
        };
        Text::new(zh, en)
    }
}

impl Finding {
    /// The finding as a sentence.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        self.sentence().get(language).to_owned()
    }

    fn sentence(&self) -> Text {
        let both = |zh: String, en: String| Text { zh, en };
        match self {
            Self::Duplicate { part, name } => {
                let Text { zh, en } = part.title();
                both(format!("{zh}“{name}”重复。"), format!("The {en} “{name}” appears twice."))
            }
            Self::Dangling { part, name, at } => {
                let Text { zh, en } = part.title();
                both(
                    format!("{at} 引用的{zh}“{name}”不存在。"),
                    format!("{at} names the {en} “{name}”, which does not exist."),
                )
            }
            Self::TooMany { part, max } => {
                let Text { zh, en } = part.title();
                both(format!("{zh}超过 {max} 项。"), format!("More than {max} of: {en}."))
            }
            Self::MissingText { at } => {
                both(format!("{at} 缺少中文或英文文字。"), format!("{at} lacks its Chinese or English text."))
            }
            Self::EmptyFact { fact } => {
                both(format!("要素“{fact}”没有可取的值。"), format!("The fact “{fact}” has no possible value."))
            }
            Self::CategoryMisplaced { category } => both(
                format!("类别“{category}”应为“上级.下级”两级结构。"),
                format!("The category “{category}” must be `first.second`, two levels only."),
            ),
            Self::CategoryUnreached { category } => both(
                format!("没有规则适用于类别“{category}”。"),
                format!("No rule can match the category “{category}”."),
            ),
            Self::NotALevel { at, tier } => both(
                format!("{at} 的层级 {tier:?} 不在小区至县区之间。"),
                format!("{at} names {tier:?}, which is no level between compound and county."),
            ),
            Self::LongGrace { max } => both(
                format!("新旧规则的过渡期超过 {max} 天。"),
                format!("Earlier rules would still judge for more than {max} days."),
            ),
            Self::StandInBelow { tier, post } => both(
                format!("{tier:?}/{post:?} 的代理人不能来自下级。"),
                format!("A stand-in for {tier:?}/{post:?} comes from a level below."),
            ),
            Self::StandInCircle { tier, post } => both(
                format!("{tier:?}/{post:?} 的代理顺序最终回到自身。"),
                format!("The stand-ins for {tier:?}/{post:?} lead back to itself."),
            ),
            table => table.table_sentence().unwrap_or_else(|| self.calendar_sentence()),
        }
    }

    fn table_sentence(&self) -> Option<Text> {
        let both = |zh: String, en: String| Some(Text { zh, en });
        match self {
            Self::NoTicketTable => both("缺少决策表“ticket”。".into(), "There is no table “ticket”.".into()),
            Self::TestCount { rule, columns, tests } => both(
                format!("规则 {rule} 有 {tests} 个条件，应为 {columns} 个。"),
                format!("Rule {rule} has {tests} tests for {columns} columns."),
            ),
            Self::TestType { rule, column } => both(
                format!("规则 {rule} 的条件与列“{column}”的类型不符。"),
                format!("A test of rule {rule} does not fit the type of column “{column}”."),
            ),
            Self::EmptyTest { rule, column } => both(
                format!("规则 {rule} 在列“{column}”上的条件永远不成立。"),
                format!("No value passes the test of rule {rule} on column “{column}”."),
            ),
            Self::NoRung { rule, ladder, tier } => both(
                format!("规则 {rule} 的升级阶梯“{ladder}”没有 {tier:?} 一级。"),
                format!("Rule {rule}: ladder “{ladder}” has no rung for {tier:?}."),
            ),
            Self::EmptyLadder { ladder } => {
                both(format!("升级阶梯“{ladder}”没有任何层级。"), format!("Ladder “{ladder}” has no rungs."))
            }
            Self::RungNotAbove { ladder, rung } => both(
                format!("升级阶梯“{ladder}”第 {} 级没有高于前一级。", rung + 1),
                format!("Rung {} of ladder “{ladder}” is not above the one before.", rung + 1),
            ),
            Self::BadLimit { ladder, rung } => both(
                format!("升级阶梯“{ladder}”第 {} 级的时限为零或过长。", rung + 1),
                format!("A limit of rung {} of ladder “{ladder}” is zero or too long.", rung + 1),
            ),
            _ => None,
        }
    }

    fn calendar_sentence(&self) -> Text {
        let both = |zh: String, en: String| Text { zh, en };
        match self {
            Self::NoNotice { year } => both(
                format!("{year} 年没有注明放假通知文号。"),
                format!("The year {year} lacks the number of its notice."),
            ),
            Self::BadHoliday { from } => both(
                format!("自 {from} 起的假期起止不当、过长或与其他假期重叠。"),
                format!("The holiday from {from} is reversed, too long or overlaps another."),
            ),
            Self::BadMakeUp { day } => both(
                format!("调休上班日 {day} 是假日，或本来就上班。"),
                format!("The make-up day {day} is a holiday, or worked anyway."),
            ),
            Self::YearNotCovered { year } => both(
                format!("日历没有规则手册生效的 {year} 年。"),
                format!("The calendar does not cover {year}, when the rulebook begins."),
            ),
            _ => both(
                "工作时间缺失、为空或顺序不当。".into(),
                "Working hours are missing, empty or out of order.".into(),
            ),
        }
    }
}
