//! The words of explanations in both languages.

use chrono::Weekday;

use crate::calendar::LimitUnit;
use crate::org::{CompoundKind, Post, Tier};
use crate::rules::Mode;
use crate::text::Text;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The English name of a month, from 0.
pub(super) fn month(month0: u32) -> &'static str {
    MONTHS.get(month0 as usize).copied().unwrap_or_default()
}

pub(in crate::rules) fn post(post: Post) -> Text {
    let (zh, en) = match post {
        Post::GridMember => ("网格员", "grid member"),
        Post::Secretary => ("书记", "secretary"),
        Post::Desk => ("受理员", "desk officer"),
        Post::Liaison => ("联络员", "liaison officer"),
        Post::Reserve => ("后备人员", "reserve"),
        Post::Emergency => ("应急岗位人员", "emergency post"),
    };
    Text::new(zh, en)
}

pub(in crate::rules) fn tier(tier: Tier) -> Text {
    let (zh, en) = match tier {
        Tier::County => ("县区", "county"),
        Tier::Town => ("镇街", "town"),
        Tier::Community => ("社区或村", "community or village"),
        Tier::Grid => ("网格", "grid"),
        Tier::Compound => ("小区", "compound"),
        Tier::Department => ("部门", "department"),
        Tier::Station => ("驿站", "station"),
    };
    Text::new(zh, en)
}

pub(super) fn limit_unit(unit: LimitUnit, amount: u32) -> Text {
    let (zh, en) = match unit {
        LimitUnit::Minutes => ("分钟", "minute"),
        LimitUnit::Hours => ("小时", "hour"),
        LimitUnit::Days => ("天", "day"),
        LimitUnit::WorkingHours => ("个工作小时", "working hour"),
        LimitUnit::WorkingDays => ("个工作日", "working day"),
    };
    let plural = if amount == 1 { "" } else { "s" };
    Text::new(zh, format!("{en}{plural}"))
}

pub(super) fn mode(mode: Mode) -> Text {
    let (zh, en) = match mode {
        Mode::Routine => ("处于平时状态", "it is routine time"),
        Mode::Emergency => ("处于应急状态", "an emergency is declared"),
    };
    Text::new(zh, en)
}

pub(super) fn compound(kind: CompoundKind) -> Text {
    let (zh, en) = match kind {
        CompoundKind::New => ("地点是新建小区", "the place is a new compound"),
        CompoundKind::Old => ("地点是老旧小区", "the place is an old compound"),
        CompoundKind::Resettlement => ("地点是回迁小区", "the place is a resettlement compound"),
        CompoundKind::Commercial => ("地点是商住小区", "the place is a mixed-use compound"),
        CompoundKind::Village => ("地点是村居", "the place is a village"),
    };
    Text::new(zh, en)
}

pub(super) fn answer(answer: bool) -> Text {
    if answer { Text::new("是", "yes") } else { Text::new("否", "no") }
}

pub(super) fn weekday(day: Weekday) -> Text {
    let (zh, en) = match day {
        Weekday::Mon => ("周一", "Monday"),
        Weekday::Tue => ("周二", "Tuesday"),
        Weekday::Wed => ("周三", "Wednesday"),
        Weekday::Thu => ("周四", "Thursday"),
        Weekday::Fri => ("周五", "Friday"),
        Weekday::Sat => ("周六", "Saturday"),
        Weekday::Sun => ("周日", "Sunday"),
    };
    Text::new(zh, en)
}
