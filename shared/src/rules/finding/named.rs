//! What findings speak of: by names, as files have them, or by the titles that a rulebook gives them.

use crate::org::{Post, Tier};
use crate::rules::why::words;
use crate::rules::{Case, Expected, Key, Rulebook};
use crate::text::{Language, Text};

/// A text that is the same in both languages: names.
fn named(name: String) -> Text {
    Text::new(name.clone(), name)
}

/// A case.
pub(super) fn said(case: &Case, rules: Option<&Rulebook>) -> Text {
    match rules {
        Some(rules) => Text::new(case.text(Language::Zh, rules), case.text(Language::En, rules)),
        None => named(case.to_string()),
    }
}

/// A level.
pub(super) fn level(tier: Tier, rules: Option<&Rulebook>) -> Text {
    if rules.is_some() { words::tier(tier) } else { named(format!("{tier:?}")) }
}

/// A post at a level.
pub(super) fn post_at(tier: Tier, post: Post, rules: Option<&Rulebook>) -> Text {
    if rules.is_none() {
        return named(format!("{tier:?}/{post:?}"));
    }
    if post == Post::GridMember {
        return words::post(post);
    }
    let (tier, post) = (words::tier(tier), words::post(post));
    Text::new(format!("{}{}", tier.zh, post.zh), format!("{} {}", tier.en, post.en))
}

/// What is expected, or came of it.
pub(super) fn outcome(expected: &Expected, rules: Option<&Rulebook>) -> Text {
    let Some(rules) = rules else {
        return named(names(expected));
    };
    let services = |keys: &[Key]| {
        let title = |key: &Key| {
            let service = rules.services.iter().find(|service| service.key == *key);
            service.map_or_else(|| named(key.clone()), |service| service.title.clone())
        };
        let titles: Vec<Text> = keys.iter().map(title).collect();
        let all = |language, between| titles.iter().map(|title| title.get(language)).collect::<Vec<_>>().join(between);
        Text::new(all(Language::Zh, "、"), all(Language::En, ", "))
    };
    let ladder = |key: &Key| rules.ladder(key).map_or_else(|| named(key.clone()), |ladder| ladder.title.clone());
    let parts = [
        expected.rule.as_ref().map(|rule| Text::new(format!("规则 {rule}"), format!("rule {rule}"))),
        match (expected.tier, expected.post) {
            (Some(tier), Some(post)) => Some(post_at(tier, post, Some(rules))),
            (Some(tier), None) => Some(words::tier(tier)),
            (None, post) => post.map(words::post),
        },
        expected
            .ladder
            .as_ref()
            .map(ladder)
            .map(|Text { zh, en }| Text::new(format!("路径“{zh}”"), format!("ladder “{en}”"))),
        expected.joint.as_deref().map(|joint| match services(joint) {
            _ if joint.is_empty() => Text::new("不会同部门", "no departments"),
            Text { zh, en } => Text::new(format!("会同{zh}"), format!("with {en}")),
        }),
    ];
    let parts: Vec<Text> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return Text::new("能分派即可", "any decision");
    }
    let all = |language, between| parts.iter().map(|part| part.get(language)).collect::<Vec<_>>().join(between);
    Text::new(all(Language::Zh, "、"), all(Language::En, ", "))
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
