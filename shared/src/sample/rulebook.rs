//! The sample county's rulebook: five rules in one table.

use crate::calendar::{Calendar, Limit, LimitUnit, Year};
use crate::org::{Post, Tier};
use crate::rules::{
    Category, Choice, DecisionTable, FactDef, FactKind, HitPolicy, Ladder, Outcome, Question, Rule, Rulebook, Rung,
    Service, Settings, StandIn, Test, Weight,
};

use super::{first_day, text};

fn category(key: &str, parent: Option<&str>, zh: &str, en: &str, facts: &[&str]) -> Category {
    let question =
        |fact: &&str| Question { fact: (*fact).into(), ask: text("请填写", "Please fill in"), required: true };
    Category {
        key: key.into(),
        parent: parent.map(Into::into),
        title: text(zh, en),
        hint: text("样本类别", "A sample category"),
        questions: facts.iter().map(question).collect(),
    }
}

fn year(year: i32) -> Year {
    Year { year, notice: "样本通知".into(), provisional: false, holidays: Vec::new(), make_up: Vec::new() }
}

fn service(key: &str, zh: &str) -> Service {
    Service { key: key.into(), title: text(zh, key) }
}

fn rung(tier: Tier, post: Post, acknowledge: u32, resolve: u32, unit: LimitUnit) -> Rung {
    Rung { tier, post, acknowledge: Limit { amount: acknowledge, unit }, resolve: Limit { amount: resolve, unit } }
}

fn ladder(key: &str, hours: [u32; 4], unit: LimitUnit) -> Ladder {
    let levels = [
        (Tier::Grid, Post::GridMember),
        (Tier::Community, Post::Desk),
        (Tier::Town, Post::Desk),
        (Tier::County, Post::Desk),
    ];
    let rungs = levels.iter().zip(hours).map(|((tier, post), hours)| rung(*tier, *post, hours, hours * 8, unit));
    Ladder { key: key.into(), title: text(key, key), rungs: rungs.collect() }
}

fn rule(id: &str, when: [Test; 3], weight: Weight, tier: Tier, joint: &[&str], ladder: &str) -> Rule {
    let post = if tier == Tier::Grid { Post::GridMember } else { Post::Desk };
    let joint = joint.iter().map(|service| (*service).into()).collect();
    Rule {
        id: id.into(),
        when: when.into(),
        then: Outcome { weight, tier, post, joint, ladder: ladder.into() },
        note: text("样本规则", "sample rule"),
    }
}

/// The rulebook: version 1, one table with the hit policy First.
#[must_use]
pub fn rulebook() -> Rulebook {
    let is = |keys: &[&str]| Test::In(keys.iter().map(|key| (*key).into()).collect());
    let any = || Test::Any;
    let rules = vec![
        rule("danger", [any(), Test::Is(true), any()], Weight::Big, Tier::Town, &["fire"], "urgent"),
        rule("emergency", [any(), any(), is(&["emergency"])], Weight::Big, Tier::Community, &[], "urgent"),
        rule("fire", [is(&["fire"]), any(), any()], Weight::Big, Tier::Community, &[], "urgent"),
        rule("wall", [is(&["home.wall"]), any(), any()], Weight::Small, Tier::Community, &["housing"], "ordinary"),
        rule("rest", [any(), any(), any()], Weight::Small, Tier::Grid, &[], "ordinary"),
    ];
    let floors =
        FactDef { key: "floor".into(), title: text("楼层", "Floor"), kind: FactKind::Integer { min: -3, max: 60 } };
    let danger = FactDef { key: "danger".into(), title: text("有危险", "Danger"), kind: FactKind::Boolean };
    let options = ["day", "night"].map(|key| Choice { key: key.into(), title: text(key, key) }).into();
    let hour = FactDef { key: "hour".into(), title: text("时段", "Time"), kind: FactKind::Choice { options } };
    Rulebook {
        version: 1,
        title: text("样本规则手册", "Sample rulebook"),
        effective_from: first_day(),
        calendar: Calendar { years: (2025..=2027).map(year).collect(), ..Calendar::default() },
        services: vec![service("fire", "消防"), service("housing", "住建")],
        categories: vec![
            category("noise", None, "噪声", "Noise", &[]),
            category("noise.night", Some("noise"), "夜间噪声", "Noise at night", &["hour"]),
            category("fire", None, "消防", "Fire", &[]),
            category("fire.exit", Some("fire"), "通道堵塞", "Blocked exit", &["danger", "floor"]),
            category("home", None, "房屋", "Home", &[]),
            category("home.wall", Some("home"), "墙体开裂", "Cracked wall", &["danger"]),
        ],
        facts: [danger, floors, hour].into_iter().chain(super::charters::facts()).collect(),
        tables: vec![
            DecisionTable {
                key: "ticket".into(),
                hit: HitPolicy::First,
                columns: vec!["category".into(), "danger".into(), "mode".into()],
                rules,
            },
            super::charters::table(),
        ],
        ladders: vec![
            ladder("ordinary", [24, 48, 72, 96], LimitUnit::Hours),
            ladder("urgent", [10, 20, 30, 40], LimitUnit::Minutes),
        ],
        stand_ins: vec![StandIn {
            tier: Tier::Grid,
            post: Post::GridMember,
            instead: vec![(Tier::Community, Post::Desk), (Tier::Community, Post::Secretary)],
        }],
        settings: Settings::default(),
        charters: super::charters::charters(),
        ..Rulebook::default()
    }
}
