//! The sample county's charters: the presets of the law, and the table that leads to them.

use crate::org::{Post, Tier};
use crate::rules::charter::{Basis, COST, Charter, REACH, SUBJECT};
use crate::rules::{Choice, DecisionTable, FactDef, FactKind, HitPolicy, Outcome, PROPOSAL_TABLE, Rule, Test, Weight};

use super::text;

/// Subjects of the agenda catalogue: charging sheds, walls between compounds, paid use of common parts, anything else.
pub const SUBJECTS: [&str; 4] = ["shed", "wall", "common", "other"];
/// How many a proposal concerns.
pub const REACHES: [&str; 4] = ["building", "compound", "community", "town"];
/// Highest cost a proposal may name, yuan.
pub const COST_YUAN_MAX: i64 = 10_000_000;

/// The facts that every proposal has.
#[must_use]
pub fn facts() -> [FactDef; 3] {
    let choice = |keys: [&str; 4]| FactKind::Choice {
        options: keys.map(|key| Choice { key: key.into(), title: text(key, key) }).into(),
    };
    let fact = |key: &str, zh: &str, kind| FactDef { key: key.into(), title: text(zh, key), kind };
    [
        fact(SUBJECT, "议题类别", choice(SUBJECTS)),
        fact(COST, "预计费用", FactKind::Integer { min: 0, max: COST_YUAN_MAX }),
        fact(REACH, "影响范围", choice(REACHES)),
    ]
}

/// The table that says at which level a proposal is decided.
#[must_use]
pub fn table() -> DecisionTable {
    let any = || Test::Any;
    let is = |key: &str| Test::In(vec![key.into()]);
    let rule = |id: &str, when: [Test; 3], weight, tier| Rule {
        id: id.into(),
        when: when.into(),
        then: Outcome {
            weight,
            tier,
            post: if tier == Tier::Grid { Post::GridMember } else { Post::Desk },
            joint: Vec::new(),
            ladder: "ordinary".into(),
        },
        note: text("样本规则", "sample rule"),
    };
    DecisionTable {
        key: PROPOSAL_TABLE.into(),
        hit: HitPolicy::First,
        columns: vec![SUBJECT.into(), COST.into(), REACH.into()],
        rules: vec![
            rule("town", [any(), any(), is("town")], Weight::Small, Tier::Town),
            rule("community", [any(), any(), is("community")], Weight::Small, Tier::Community),
            rule("common", [is("common"), any(), any()], Weight::Big, Tier::Grid),
            rule("costly", [any(), Test::Between(Some(50_000), None), any()], Weight::Big, Tier::Grid),
            rule("rest", [any(), any(), any()], Weight::Small, Tier::Grid),
        ],
    }
}

/// One charter for each law, for the places it is for.
#[must_use]
pub fn charters() -> Vec<Charter> {
    let estates = ["new", "old", "resettlement", "commercial"];
    vec![
        Basis::Owners.preset(
            "owners",
            text("业主共同决定", "Owners' joint decisions"),
            Tier::Grid,
            &estates,
            &SUBJECTS,
        ),
        Basis::VillagerRepresentatives.preset(
            "village",
            text("村民议事", "Villagers' meeting and representatives"),
            Tier::Grid,
            &["village"],
            &SUBJECTS,
        ),
        Basis::Consultation.preset("grid", text("网格协商", "Consultation in a grid"), Tier::Grid, &[], &SUBJECTS),
        Basis::Residents.preset("residents", text("居民会议", "Residents' meeting"), Tier::Community, &[], &SUBJECTS),
        Basis::Consultation.preset("town", text("镇街协商", "Consultation in a town"), Tier::Town, &[], &SUBJECTS),
    ]
}
