//! Findings as sentences.

use crate::calendar::COUNTY_OFFSET;
use crate::rules::{CameOut, Case, Expected};
use crate::text::{Language, Text};

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
            #[cfg(feature = "deliberation")]
            Self::Charter { charter, fault } => fault.sentence(charter),
            rest => rest
                .table_sentence()
                .or_else(|| rest.proof_sentence())
                .or_else(|| rest.staff_sentence())
                .or_else(|| rest.example_sentence())
                .unwrap_or_else(|| rest.calendar_sentence()),
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

    fn proof_sentence(&self) -> Option<Text> {
        let both = |zh: String, en: String| Some(Text { zh, en });
        match self {
            Self::Gap { table, case, .. } => both(
                format!("决策表“{table}”没有规则适用于：{case}。"),
                format!("No rule of table “{table}” decides: {case}."),
            ),
            Self::Overlap { table, rules: [one, two], case } => both(
                format!("决策表“{table}”的规则 {one} 与 {two} 重叠（结论相同），例如：{case}。"),
                format!("Rules {one} and {two} of table “{table}” overlap, with the same outcome, as in: {case}."),
            ),
            Self::Conflict { table, rules: [one, two], case } => both(
                format!("决策表“{table}”的规则 {one} 与 {two} 冲突（结论不同），例如：{case}。"),
                format!("Rules {one} and {two} of table “{table}” contradict each other, as in: {case}."),
            ),
            Self::Subsumed { table, rule, by, case } => both(
                format!("决策表“{table}”的规则 {rule} 完全包含在 {by} 之内，例如：{case}。"),
                format!("Rule {rule} of table “{table}” matches nothing that {by} does not match too, as in: {case}."),
            ),
            Self::Masked { table, rule, by, case } => both(
                format!("决策表“{table}”的规则 {rule} 永远不会生效，被前面的 {} 遮盖，例如：{case}。", by.join("、")),
                format!(
                    "Rule {rule} of table “{table}” never decides: {} before it match all it matches, such as: {case}.",
                    by.join(", ")
                ),
            ),
            Self::PartlyMasked { table, rule, by, case } => both(
                format!("决策表“{table}”的规则 {rule} 有一部分由前面的 {by} 另行决定，例如：{case}。"),
                format!("Rule {by} decides some cases of rule {rule} of table “{table}” otherwise, such as: {case}."),
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

    fn staff_sentence(&self) -> Option<Text> {
        let both = |zh: String, en: String| Some(Text { zh, en });
        let known = |case: &Option<Case>, zh: &str, en: &str| match case {
            Some(case) => (format!("{zh}{case}"), format!("{en}{case}")),
            None => Default::default(),
        };
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
                let (zh, en) = known(case, "，例如：", ", as in: ");
                both(
                    format!("{at} 需要的 {tier:?}/{post:?} 在 {units} 个单位无人任职，也无人代理{zh}。"),
                    format!("{at} needs {tier:?}/{post:?}, which nobody holds nor stands in for (units: {units}){en}."),
                )
            }
            _ => None,
        }
    }

    fn example_sentence(&self) -> Option<Text> {
        let Self::ExampleFails { example, expected, came, .. } = self else {
            return None;
        };
        let Text { zh, en } = example;
        let wanted = names(expected);
        Some(match &**came {
            CameOut::Decided { rule, then } => {
                let then = names(&Expected::outcome(then));
                Text {
                    zh: format!("示例“{zh}”没有按预期分派：应为{wanted}，实际由规则 {rule} 决定（{then}）。"),
                    en: format!(
                        "The example “{en}” is not decided as expected: {wanted} was expected, rule {rule} decides ({then})."
                    ),
                }
            }
            CameOut::Undecided(undecided) => Text {
                zh: format!("示例“{zh}”无法分派：应为{wanted}，实际为 {undecided}。"),
                en: format!("The example “{en}” is not decided: {wanted} was expected, but {undecided}."),
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

/// What is expected, by names.
fn names(expected: &Expected) -> String {
    let joint = expected.joint.as_ref().map(|joint| format!("joint={}", joint.join("+")));
    let parts = [
        expected.rule.as_ref().map(|rule| format!("rule={rule}")),
        expected.tier.map(|tier| format!("tier={tier:?}")),
        expected.post.map(|post| format!("post={post:?}")),
        expected.ladder.as_ref().map(|ladder| format!("ladder={ladder}")),
        joint,
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "rule=*".to_owned() } else { parts.join(", ") }
}
