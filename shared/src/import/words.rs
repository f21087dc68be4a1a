//! Faults in words, Chinese and English.

use super::{Fault, ImportFile, RowFault};
use crate::org::Tier;
use crate::place::{GeoJsonFault, OutlineFault, Point};
use crate::text::Text;

impl RowFault {
    /// Where and what, in words.
    #[must_use]
    pub fn text(&self) -> Text {
        let file = match self.file {
            ImportFile::Units => Text::new("单位表", "units"),
            ImportFile::Outlines => Text::new("边界文件", "outlines"),
            ImportFile::Appointments => Text::new("任职表", "appointments"),
        };
        let row = match (self.row, self.file) {
            (0, _) => Text::default(),
            (row, ImportFile::Outlines) => Text::new(format!("第 {row} 个图形"), format!(", feature {row}")),
            (row, _) => Text::new(format!("第 {row} 行"), format!(", line {row}")),
        };
        let column = self
            .column
            .as_ref()
            .map_or_else(Text::default, |column| Text::new(format!(" {column} 列"), format!(", column {column}")));
        let what = self.fault.text();
        Text::new(
            format!("{}{}{}：{}", file.zh, row.zh, column.zh, what.zh),
            format!("{}{}{}: {}", file.en, row.en, column.en, what.en),
        )
    }
}

impl Fault {
    /// What, in words.
    #[must_use]
    pub fn text(&self) -> Text {
        self.cell_text().or_else(|| self.tree_text()).unwrap_or_else(|| self.ground_text())
    }

    /// Faults of a file or a single cell.
    fn cell_text(&self) -> Option<Text> {
        Some(match self {
            Self::NotUtf8 => Text::new(
                "文件不是 UTF-8 编码（可能是 GBK，请另存为 UTF-8）",
                "the file is not UTF-8 (perhaps GBK: save it again as UTF-8)",
            ),
            Self::NotFeatures => Text::new("不是 GeoJSON 的 FeatureCollection", "not a GeoJSON FeatureCollection"),
            Self::NoColumn => Text::new("缺少此列", "the column is missing"),
            Self::TooManyRows { max } => Text::new(format!("超过 {max} 行"), format!("more than {max} rows")),
            Self::CellCount { found, expected } => {
                Text::new(format!("有 {found} 格，应为 {expected} 格"), format!("{found} cells instead of {expected}"))
            }
            Self::Empty => Text::new("不能为空", "must not be empty"),
            Self::TooLong { max } => Text::new(format!("超过 {max} 个字"), format!("longer than {max} characters")),
            Self::NotOneOf { found, allowed } => Text::new(
                format!("“{found}”不在可用值之内：{}", allowed.join("、")),
                format!("\"{found}\" is none of: {}", allowed.join(", ")),
            ),
            Self::NotDegrees { found } => Text::new(
                format!("“{found}”不是范围内的度数"),
                format!("\"{found}\" is not a number of degrees within range"),
            ),
            Self::NotADay { found } => Text::new(
                format!("“{found}”不是日期，应如 2025-01-31"),
                format!("\"{found}\" is not a day such as 2025-01-31"),
            ),
            Self::NotAPhone => Text::new("不是电话号码", "not a phone number"),
            Self::Duplicate { first } => Text::new(format!("与第 {first} 行重复"), format!("repeats row {first}")),
            _ => return None,
        })
    }

    /// Faults of the tree and of who serves in it.
    fn tree_text(&self) -> Option<Text> {
        Some(match self {
            Self::AlreadyThere => Text::new("此编码的单位已存在", "a unit of this code exists already"),
            Self::UnknownUnit { code } => {
                Text::new(format!("没有编码为 {code} 的单位"), format!("there is no unit of code {code}"))
            }
            Self::WrongTier { tier, under } => {
                let (tier, under) = (tier_text(*tier), under.map(tier_text));
                let under = under.unwrap_or_else(|| Text::new("空", "nothing"));
                Text::new(
                    format!("{}不能设在{}之下", tier.zh, under.zh),
                    format!("a {} cannot stand under {}", tier.en, under.en),
                )
            }
            Self::SecondCounty => Text::new("只能有一个县区", "there can be only one county"),
            Self::NotForTier { tier } => {
                let tier = tier_text(*tier);
                Text::new(format!("{}不填此列", tier.zh), format!("not for a {}", tier.en))
            }
            Self::ServiceTwice { other } => {
                Text::new(format!("与部门 {other} 的服务相同"), format!("department {other} has the same service"))
            }
            Self::EndsBeforeStart => Text::new("结束日期早于开始日期", "the last day is before the first"),
            Self::OtherName { first } => Text::new(
                format!("同一人员标识在第 {first} 行是另一个名字"),
                format!("the same person key has another name in row {first}"),
            ),
            Self::TooManyAppointments { max } => {
                Text::new(format!("一个单位的任职超过 {max} 条"), format!("more than {max} appointments at one unit"))
            }
            Self::LeftOut { because } => {
                Text::new(format!("因单位 {because} 未导入而跳过"), format!("left out because unit {because} was"))
            }
            _ => return None,
        })
    }

    /// Faults on the ground.
    fn ground_text(&self) -> Text {
        match self {
            Self::PointOutside => {
                Text::new("位置不在本单位边界之内", "the point lies outside of the unit's own outline")
            }
            Self::Geometry { why } => geometry_text(why),
            Self::Outline { why } => outline_text(why),
            Self::TooManyPoints { max } => {
                Text::new(format!("边界超过 {max} 个点"), format!("the outline has more than {max} points"))
            }
            Self::OutlineMissing => Text::new("网格缺少边界", "the grid has no outline"),
            Self::OutsideParent { at } => {
                let at = point_text(*at);
                Text::new(format!("边界在 {at} 处超出上级单位"), format!("the outline leaves the unit above at {at}"))
            }
            Self::Overlaps { other } => Text::new(format!("与网格 {other} 重叠"), format!("overlaps grid {other}")),
            // The other faults have words above; a new one without words shows as its name.
            other => Text::new(format!("{other:?}"), format!("{other:?}")),
        }
    }
}

fn geometry_text(why: &GeoJsonFault) -> Text {
    match why {
        GeoJsonFault::Type { expected, found } => Text::new(
            format!("图形类型为 {found}，应为 {expected}"),
            format!("the geometry is {found} instead of {expected}"),
        ),
        GeoJsonFault::Position { ring, point } => Text::new(
            format!("第 {} 环第 {} 点不是经纬度", ring + 1, point + 1),
            format!("point {} of ring {} is not a longitude and latitude", point + 1, ring + 1),
        ),
        GeoJsonFault::Open { ring } => {
            Text::new(format!("第 {} 环没有闭合", ring + 1), format!("ring {} is not closed", ring + 1))
        }
        GeoJsonFault::Short { ring } => {
            Text::new(format!("第 {} 环的点太少", ring + 1), format!("ring {} has too few points", ring + 1))
        }
    }
}

fn outline_text(why: &OutlineFault) -> Text {
    match why {
        OutlineFault::Empty => Text::new("没有边界环", "there is no ring"),
        OutlineFault::Flat { ring } => {
            Text::new(format!("第 {} 环没有面积", ring + 1), format!("ring {} encloses nothing", ring + 1))
        }
        OutlineFault::OutOfRange { at } => {
            let at = point_text(*at);
            Text::new(format!("{at} 不在地球上"), format!("{at} is not a place on the Earth"))
        }
        OutlineFault::SelfIntersecting { at } => {
            let at = point_text(*at);
            Text::new(format!("边界在 {at} 之后自相交"), format!("the outline crosses or touches itself after {at}"))
        }
    }
}

fn point_text(point: Point) -> String {
    let (lon, lat) = point.degrees();
    format!("{lon}, {lat}")
}

fn tier_text(tier: Tier) -> Text {
    match tier {
        Tier::County => Text::new("县区", "county"),
        Tier::Town => Text::new("镇街", "town"),
        Tier::Community => Text::new("社区", "community"),
        Tier::Grid => Text::new("网格", "grid"),
        Tier::Compound => Text::new("小区", "compound"),
        Tier::Department => Text::new("部门", "department"),
        Tier::Station => Text::new("驿站", "station"),
    }
}
