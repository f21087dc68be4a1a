//! What cannot be taken over from a file, and where it is.

use serde::Serialize;
use weft::text::Text;

use super::feel::FeelFault;

/// Where something is in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The table, by name.
    pub table: String,
    /// Whether lines are rows of a sheet.
    #[serde(skip)]
    pub is_sheet: bool,
    /// The rule, from 1, or the row.
    pub line: Option<usize>,
    /// The column, as people call it.
    pub column: Option<String>,
}

/// Something that cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What.
    #[serde(skip)]
    pub what: What,
}

/// What cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// No file of this kind.
    Unreadable(String),
    /// More bytes, rules or columns than are read.
    TooBig {
        /// Of what.
        of: &'static str,
        /// At most.
        max: usize,
    },
    /// There is no decision table in it, or not the wanted one.
    NoTable,
    /// There are several, and it is not said which is wanted.
    Several(Vec<String>),
    /// The cell cannot be read.
    Feel(FeelFault),
    /// The cell is of another type than its column.
    WrongType(&'static str),
    /// A name that the column does not have.
    UnknownValue(String),
    /// A column that the rulebook does not know.
    UnknownColumn,
    /// A column that appears twice.
    TwiceColumn,
    /// A column that is needed and missing.
    MissingColumn(&'static str),
    /// Another number of cells than columns.
    CellCount,
    /// A rule name that appears twice.
    TwiceRule(String),
    /// A hit policy that has no counterpart.
    Hit(String),
    /// Rules that overlap although the hit policy lets them only if they agree.
    Conflict(String, Vec<String>),
    /// It was not decided whether rules overlap.
    Unproven(String),
    /// The order of priority of a value is not said.
    Priority(String),
    /// A formula.
    Formula,
    /// A test for which the notation has no words.
    NotWritable,
    /// The cells of a column are of different types.
    Mixed,
    /// The type of a column has no counterpart.
    Type(String),
}

impl Place {
    /// The place in words, with what follows them.
    fn text(&self) -> Text {
        let column = |zh: &mut String, en: &mut String| {
            if let Some(column) = &self.column {
                zh.push_str(&format!("『{column}』列"));
                en.push_str(&format!(", column “{column}”"));
            }
        };
        let (mut zh, mut en) = match (self.is_sheet, self.table.as_str()) {
            (true, "") => ("工作表".to_owned(), "Sheet".to_owned()),
            (true, table) => (format!("工作表“{table}”"), format!("Sheet “{table}”")),
            (false, "") => ("文件".to_owned(), "File".to_owned()),
            (false, table) => (format!("决策表“{table}”"), format!("Table “{table}”")),
        };
        if let Some(line) = self.line {
            let (unit, word) = if self.is_sheet { ("行", "row") } else { ("条规则", "rule") };
            zh.push_str(&format!("第{line}{unit}"));
            en.push_str(&format!(", {word} {line}"));
        }
        column(&mut zh, &mut en);
        Text { zh, en }
    }
}

impl Fault {
    /// The name of what is wrong, for programs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match &self.what {
            What::Unreadable(_) => "unreadable",
            What::TooBig { .. } => "too_big",
            What::NoTable => "no_table",
            What::Several(_) => "several_tables",
            What::Feel(_) | What::Formula => "unsupported_cell",
            What::WrongType(_) | What::Mixed | What::Type(_) => "wrong_type",
            What::UnknownValue(_) => "unknown_value",
            What::UnknownColumn | What::TwiceColumn | What::MissingColumn(_) => "wrong_column",
            What::CellCount => "cell_count",
            What::TwiceRule(_) => "twice",
            What::Hit(_) | What::Conflict(..) | What::Unproven(_) | What::Priority(_) => "unsupported_hit_policy",
            What::NotWritable => "not_writable",
        }
    }

    /// The fault as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let (Text { zh, en }, place) = (self.what.text(), self.place.text());
        Text { zh: format!("{}：{zh}。", place.zh), en: format!("{}: {en}.", place.en) }
    }
}

impl What {
    fn text(&self) -> Text {
        let both = |zh: String, en: String| Text { zh, en };
        match self {
            Self::Unreadable(why) => both(format!("无法读取（{why}）"), format!("cannot be read ({why})")),
            Self::TooBig { of, max } => both(format!("过大，{of} 最多 {max}"), format!("too big: at most {max} {of}")),
            Self::NoTable => both("没有所需的决策表".into(), "the decision table wanted is not in it".into()),
            Self::Several(names) => both(
                format!("有多个决策表，请指明一个：{}", names.join("、")),
                format!("several decision tables, say which: {}", names.join(", ")),
            ),
            Self::Feel(fault) => fault.text(),
            Self::WrongType(expected) => both(
                format!("与该列的类型不符，应为{}", expected_zh(expected)),
                format!("does not fit the type of the column, which is {expected}"),
            ),
            Self::UnknownValue(name) => {
                both(format!("“{name}”不是该列的取值"), format!("“{name}” is no value of the column"))
            }
            Self::CellCount => {
                both("单元格数与列数不同".into(), "has another number of cells than the table has columns".into())
            }
            Self::TwiceRule(id) => both(format!("规则编号“{id}”重复"), format!("the rule “{id}” appears twice")),
            Self::Formula => both("不接受公式，请填写值".into(), "formulas are not taken; write the value".into()),
            Self::NotWritable => both(
                "这个条件没有对应的 S-FEEL 写法".into(),
                "this test has no counterpart in the notation of S-FEEL".into(),
            ),
            Self::Mixed => both("单元格的类型不一致".into(), "the cells are of different types".into()),
            Self::Type(name) => both(format!("不支持类型“{name}”"), format!("the type “{name}” is not supported")),
            rest => rest.column_text().unwrap_or_else(|| rest.hit_text()),
        }
    }

    fn column_text(&self) -> Option<Text> {
        let both = |zh: String, en: String| Some(Text { zh, en });
        match self {
            Self::UnknownColumn => both("规则手册没有这个要素".into(), "the rulebook has no fact of this name".into()),
            Self::TwiceColumn => both("该列出现两次".into(), "the column appears twice".into()),
            Self::MissingColumn(name) => both(format!("缺少“{name}”列"), format!("the column “{name}” is missing")),
            _ => None,
        }
    }

    fn hit_text(&self) -> Text {
        let both = |zh: String, en: String| Text { zh, en };
        match self {
            Self::Conflict(hit, rules) => both(
                format!("命中策略 {hit} 要求重叠的规则结论相同，但规则 {} 不同", rules.join("、")),
                format!("{hit} wants rules that overlap to agree, and {} do not", rules.join(" and ")),
            ),
            Self::Unproven(hit) => both(
                format!("命中策略 {hit}：无法证明规则互不冲突"),
                format!("{hit}: it could not be proved that no rules contradict each other"),
            ),
            Self::Priority(value) => both(
                format!("命中策略 PRIORITY：没有说明取值“{value}”的优先次序"),
                format!("PRIORITY: the outputs do not say where “{value}” stands"),
            ),
            Self::Hit(hit) => {
                both(format!("不支持命中策略“{hit}”"), format!("the hit policy “{hit}” is not supported"))
            }
            _ => Text::default(),
        }
    }
}

fn expected_zh(expected: &str) -> &str {
    match expected {
        "a text" => "带引号的文字",
        "true or false" => "true 或 false",
        "a whole number" => "整数",
        "a number" => "数",
        "a date" => "date(\"年-月-日\")",
        other => other,
    }
}
