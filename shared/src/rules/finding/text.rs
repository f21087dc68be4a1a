//! Findings as sentences.

use crate::calendar::COUNTY_OFFSET;
use crate::rules::{CameOut, Expected, Rulebook};
use crate::text::{Language, Text};

use super::named::{level, outcome, post_at, said};
use super::{About, Finding, Part};

impl About {
    /// What is asked, in a few words.
    #[must_use]
    pub fn title(self) -> Text {
        let (zh, en) = match self {
            Self::Gap => ("是否每种情形都有规则", "whether every case is decided"),
            Self::Overlap => ("规则之间是否重叠", "whether rules overlap"),
            Self::Masked => ("规则是否会生效", "whether a rule ever decides"),
            Self::PartlyMasked => ("规则是否被前面的规则部分取代", "whether rules before it decide some of its cases"),
            Self::Redundant => ("规则是否多余", "whether a rule could be left out"),
            Self::Mergeable => ("规则是否可以合并", "whether two rules could be one"),
            Self::Unasked => ("规则是否看了没有询问的要素", "whether a rule tests what nobody is asked for"),
            Self::Table => ("全部", "everything"),
        };
        Text::new(zh, en)
    }
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
            Self::Example => ("示例", "example"),
            Self::Charter => ("章程", "charter"),
        };
        Text::new(zh, en)
    }
}

impl Finding {
    /// The finding as a sentence, by names.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        self.sentence(None).get(language).to_owned()
    }

    /// The finding as a sentence for people: cases, posts and what is expected by the titles that the rulebook gives them.
    #[must_use]
    pub fn text_in(&self, language: Language, rules: &Rulebook) -> String {
        self.sentence(Some(rules)).get(language).to_owned()
    }

    fn sentence(&self, rules: Option<&Rulebook>) -> Text {
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
            Self::NotALevel { at, tier } => {
                let Text { zh, en } = level(*tier, rules);
                both(
                    format!("{at} 的层级 {zh} 不在小区至县区之间。"),
                    format!("{at} names {en}, which is no level between compound and county."),
                )
            }
            Self::LongGrace { max } => both(
                format!("新旧规则的过渡期超过 {max} 天。"),
                format!("Earlier rules would still judge for more than {max} days."),
            ),
            Self::StandInBelow { tier, post } => {
                let Text { zh, en } = post_at(*tier, *post, rules);
                both(format!("{zh} 的代理人不能来自下级。"), format!("A stand-in for {en} comes from a level below."))
            }
            Self::StandInCircle { tier, post } => {
                let Text { zh, en } = post_at(*tier, *post, rules);
                both(format!("{zh} 的代理顺序最终回到自身。"), format!("The stand-ins for {en} lead back to itself."))
            }
            #[cfg(feature = "deliberation")]
            Self::Charter { charter, fault } => fault.sentence(charter),
            rest => rest
                .table_sentence(rules)
                .or_else(|| rest.proof_sentence(rules))
                .or_else(|| rest.staff_sentence(rules))
                .or_else(|| rest.example_sentence(rules))
                .unwrap_or_else(|| rest.calendar_sentence()),
        }
    }

    fn table_sentence(&self, rules: Option<&Rulebook>) -> Option<Text> {
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
            Self::NoRung { rule, ladder, tier } => {
                let Text { zh, en } = level(*tier, rules);
                both(
                    format!("规则 {rule} 的升级阶梯“{ladder}”没有 {zh} 一级。"),
                    format!("Rule {rule}: ladder “{ladder}” has no rung for {en}."),
                )
            }
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

    fn proof_sentence(&self, rules: Option<&Rulebook>) -> Option<Text> {
        let both = |zh: String, en: String| Some(Text { zh, en });
        let Text { zh: case_zh, en: case_en } = self.counterexample().map(|case| said(case, rules)).unwrap_or_default();
        match self {
            Self::Gap { table, .. } => both(
                format!("决策表“{table}”没有规则适用于：{case_zh}。"),
                format!("No rule of table “{table}” decides: {case_en}."),
            ),
            Self::Overlap { table, rules: [one, two], .. } => both(
                format!("决策表“{table}”的规则 {one} 与 {two} 重叠（结论相同），例如：{case_zh}。"),
                format!("Rules {one} and {two} of table “{table}” overlap, with the same outcome, as in: {case_en}."),
            ),
            Self::Conflict { table, rules: [one, two], .. } => both(
                format!("决策表“{table}”的规则 {one} 与 {two} 冲突（结论不同），例如：{case_zh}。"),
                format!("Rules {one} and {two} of table “{table}” contradict each other, as in: {case_en}."),
            ),
            Self::Subsumed { table, rule, by, .. } => both(
                format!("决策表“{table}”的规则 {rule} 完全包含在 {by} 之内，例如：{case_zh}。"),
                format!(
                    "Rule {rule} of table “{table}” matches nothing that {by} does not match too, as in: {case_en}."
                ),
            ),
            Self::Masked { table, rule, by, .. } => both(
                format!(
                    "决策表“{table}”的规则 {rule} 永远不会生效，被前面的 {} 遮盖，例如：{case_zh}。",
                    by.join("、")
                ),
                format!(
                    "Rule {rule} of table “{table}” never decides: {} before it match all it matches, such as: {case_en}.",
                    by.join(", ")
                ),
            ),
            Self::PartlyMasked { table, rule, by, .. } => both(
                format!("决策表“{table}”的规则 {rule} 有一部分由前面的 {by} 另行决定，例如：{case_zh}。"),
                format!(
                    "Rule {by} decides some cases of rule {rule} of table “{table}” otherwise, such as: {case_en}."
                ),
            ),
            Self::Redundant { table, rule, by } => both(
                format!("决策表“{table}”的规则 {rule} 可以删去，后面的 {by} 结论相同。"),
                format!("Rule {rule} of table “{table}” can be left out: {by} after it decides the same."),
            ),
            Self::Mergeable { table, rules: [one, two], column, .. } => both(
                format!("决策表“{table}”的规则 {one} 与 {two} 只在列“{column}”上不同，可以合并。"),
                format!("Rules {one} and {two} of table “{table}” differ in column “{column}” only and could be one."),
            ),
            Self::Unasked { table, rule, column } => both(
                format!("决策表“{table}”的规则 {rule} 看“{column}”，但它的类别都不询问这一项。"),
                format!("Rule {rule} of table “{table}” tests “{column}”, for which none of its categories asks."),
            ),
            _ => self.limit_sentence(),
        }
    }

    /// What could not be found out, or is not listed.
    fn limit_sentence(&self) -> Option<Text> {
        let both = |zh: String, en: String| Some(Text { zh, en });
        match self {
            Self::Undecided { table, about, rules } => {
                let Text { zh, en } = about.title();
                let (which_zh, which_en) = match rules.as_slice() {
                    [] => (String::new(), String::new()),
                    rules => (format!("（规则 {}）", rules.join("、")), format!(" (rules {})", rules.join(", "))),
                };
                both(
                    format!("决策表“{table}”过于复杂，在限定步数内无法判定：{zh}{which_zh}。"),
                    format!("Table “{table}” is too intricate; not decided within the limit: {en}{which_en}."),
                )
            }
            Self::More { table, about, more } => {
                let Text { zh, en } = about.title();
                both(
                    format!("决策表“{table}”另有 {more} 处同类问题：{zh}。"),
                    format!("Table “{table}” has {more} more of: {en}."),
                )
            }
            Self::NotProven => both(
                "此处不带校验，请在工作台发布。".into(),
                "The proof is not carried here; publish from the staff desk.".into(),
            ),
            _ => None,
        }
    }

    fn staff_sentence(&self, rules: Option<&Rulebook>) -> Option<Text> {
        let both = |zh: String, en: String| Some(Text { zh, en });
        match self {
            Self::LimitShrinks { ladder, rung, at } => {
                let at = at.with_timezone(&COUNTY_OFFSET).format("%Y-%m-%d %H:%M");
                both(
                    format!("升级阶梯“{ladder}”第 {} 级的时限短于前一级，例如从 {at} 起算。", rung + 1),
                    format!(
                        "Rung {} of ladder “{ladder}” has less time than the one below, as when counted from {at}.",
                        rung + 1
                    ),
                )
            }
            Self::LimitNotCovered { ladder, rung, year } => both(
                format!("升级阶梯“{ladder}”第 {} 级的时限无法计算：日历没有 {year} 年。", rung + 1),
                format!(
                    "The time of rung {} of ladder “{ladder}” cannot be counted: the calendar lacks {year}.",
                    rung + 1
                ),
            ),
            Self::NoLevelThere { at, ladder, .. } => both(
                format!("{at}：升级阶梯“{ladder}”的各级都不在网格以上。"),
                format!("{at}: no level of ladder “{ladder}” is on the way from a grid up."),
            ),
            Self::Vacant { tier, post, units, at, case, .. } => {
                let post = post_at(*tier, *post, rules);
                let (case_zh, case_en) = match case.as_ref().map(|case| said(case, rules)) {
                    Some(Text { zh, en }) => (format!("，例如：{zh}"), format!(", as in: {en}")),
                    None => Default::default(),
                };
                both(
                    format!("{at} 需要的 {} 在 {units} 个单位无人任职，也无人代理{case_zh}。", post.zh),
                    format!("{at} needs {}, which nobody holds nor stands in for (units: {units}){case_en}.", post.en),
                )
            }
            _ => None,
        }
    }

    fn example_sentence(&self, rules: Option<&Rulebook>) -> Option<Text> {
        let Self::ExampleFails { example, expected, came, .. } = self else {
            return None;
        };
        let Text { zh, en } = example;
        let wanted = outcome(expected, rules);
        Some(match &**came {
            CameOut::Decided { rule, then } => {
                let then = outcome(&Expected::outcome(then), rules);
                Text {
                    zh: format!("示例“{zh}”没有按预期分派：应为{}，实际由规则 {rule} 决定（{}）。", wanted.zh, then.zh),
                    en: format!(
                        "The example “{en}” is not decided as expected: {} was expected, rule {rule} decides ({}).",
                        wanted.en, then.en
                    ),
                }
            }
            CameOut::Undecided(undecided) => Text {
                zh: format!("示例“{zh}”无法分派：应为{}，实际为 {undecided}。", wanted.zh),
                en: format!("The example “{en}” is not decided: {} was expected, but {undecided}.", wanted.en),
            },
        })
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
