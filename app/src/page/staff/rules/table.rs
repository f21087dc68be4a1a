//! The decision table, as a table.

use std::sync::Arc;

use leptos::prelude::*;
use weft::rules::{DecisionTable, End, FactKind, HitPolicy, Interval, Rule, Rulebook, TICKET_TABLE, Test, Weight};

use super::{joined, post_at, services};
use crate::component::{TextField, badge, glyph};
use crate::text::staff::{org as o, rules as w};
use crate::text::{Phrase, common as c, matter as m, t, told};

/// The row of the rule that the page was opened at.
const NAMED_ID: &str = "the-rule";

/// The table that routes tickets, with a field to find rules in it, opened at a rule if one is named.
pub fn table_view(rules: Arc<Rulebook>, at: Option<String>) -> AnyView {
    let Some(table) = rules.table(TICKET_TABLE).cloned() else {
        return ().into_any();
    };
    let text = RwSignal::new(String::new());
    let hit = if table.hit == HitPolicy::Unique { w::HIT_UNIQUE } else { w::HIT_FIRST };
    let table = StoredValue::new((table, rules));
    let heads = move || {
        table.with_value(|(table, rules)| {
            table
                .columns
                .iter()
                .map(|column| view! { <th scope="col">{column_title(rules, column)}</th> })
                .collect_view()
        })
    };
    let shown = Memo::new(move |_| {
        let wanted = text.get().trim().to_lowercase();
        table.with_value(|(table, rules)| {
            let fits = |rule: &&Rule| wanted.is_empty() || said(rules, table, rule).to_lowercase().contains(&wanted);
            table.rules.iter().enumerate().filter(|(_, rule)| fits(rule)).map(|(index, _)| index).collect::<Vec<_>>()
        })
    });
    let named = at.clone();
    let rows = move || {
        let shown = shown.get();
        let rule = |index| table.with_value(|(table, rules)| Some(row(rules, table, table.rules.get(index)?, &named)));
        shown.into_iter().filter_map(rule).collect_view()
    };
    if at.is_some() {
        request_animation_frame(|| {
            if let Some(row) = document().get_element_by_id(NAMED_ID) {
                row.scroll_into_view();
            }
        });
    }
    view! {
        <div class="card stack">
            <p class="quiet">{t(hit)}</p>
            <TextField label=w::FIND_RULE value=text kind="search" chars_max=60/>
            <p class="faint num" role="status">
                {move || w::RULES_SHOWN.fill(&[&shown.with(Vec::len).to_string()])}
            </p>
        </div>
        <div class="table-wrap" tabindex="0" role="region" aria-label=t(w::TAB_TABLE)>
            <table class="table rules-table">
                <thead>
                    <tr>
                        <th scope="col">{t(w::COL_RULE)}</th>
                        {heads}
                        <th scope="col">{t(w::COL_OUTCOME)}</th>
                        <th scope="col">{t(w::COL_LADDER)}</th>
                        <th scope="col">{t(w::COL_NOTE)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

pub(super) fn column_title(rules: &Rulebook, column: &str) -> String {
    match column {
        "category" => w::COL_CATEGORY.now().to_owned(),
        "mode" => w::COL_MODE.now().to_owned(),
        "compound" => w::COL_COMPOUND.now().to_owned(),
        fact => rules.fact(fact).map_or_else(|| fact.to_owned(), |fact| told(&fact.title)),
    }
}

fn row(rules: &Arc<Rulebook>, table: &DecisionTable, rule: &Rule, named: &Option<String>) -> AnyView {
    let is_named = named.as_ref() == Some(&rule.id);
    let cells = table.columns.iter().zip(&rule.when).map(|(column, test)| {
        let any = *test == Test::Any;
        view! { <td class:faint=any>{test_words(rules, column, test)}</td> }
    });
    let then = &rule.then;
    let (word, tone) = if then.weight == Weight::Big { (m::BIG, "amber") } else { (m::SMALL, "") };
    let weight = badge(tone, if tone.is_empty() { glyph::CHECK } else { glyph::UP }, move || word.now().to_owned());
    let joint = (!then.joint.is_empty())
        .then(|| view! { <div class="faint">{w::JOINT.fill(&[&services(rules, &then.joint)])}</div> });
    let ladder = rules.ladder(&then.ladder).map_or_else(|| then.ladder.clone(), |ladder| told(&ladder.title));
    view! {
        <tr id=is_named.then_some(NAMED_ID) class:named=is_named aria-current=is_named.then_some("true")>
            <th scope="row"><code>{rule.id.clone()}</code></th>
            {cells.collect_view()}
            <td>
                <b>{post_at(then.tier, then.post)}</b>
                " "
                {weight}
                {joint}
            </td>
            <td>{ladder}</td>
            <td>{told(&rule.note)}</td>
        </tr>
    }
    .into_any()
}

/// A rule in words, to be found by.
pub(super) fn said(rules: &Arc<Rulebook>, table: &DecisionTable, rule: &Rule) -> String {
    let tests = table.columns.iter().zip(&rule.when).map(|(column, test)| test_words(rules, column, test));
    let tests: Vec<String> = tests.collect();
    format!("{} {} {} {}", rule.id, tests.join(" "), post_at(rule.then.tier, rule.then.post), told(&rule.note))
}

pub(super) fn test_words(rules: &Rulebook, column: &str, test: &Test) -> String {
    let list = |keys: &[String]| joined(keys.iter().map(|key| value(rules, column, key)));
    match test {
        Test::Any => w::TEST_ANY.now().to_owned(),
        Test::In(keys) => list(keys),
        Test::NotIn(keys) => w::TEST_NOT.fill(&[&list(keys)]),
        Test::Between(Some(from), Some(to)) => w::TEST_BETWEEN.fill(&[&from.to_string(), &to.to_string()]),
        Test::Between(Some(from), None) => w::TEST_FROM.fill(&[&from.to_string()]),
        Test::Between(None, Some(to)) => w::TEST_TO.fill(&[&to.to_string()]),
        Test::Between(None, None) => w::TEST_KNOWN.now().to_owned(),
        Test::Is(true) => c::YES.now().to_owned(),
        Test::Is(false) => c::NO.now().to_owned(),
        Test::Within { any, not } => {
            let any = any.iter().map(interval_words).collect::<Vec<_>>().join(w::TEST_OR.now());
            if *not { w::TEST_NOT.fill(&[&any]) } else { any }
        }
    }
}

fn interval_words(interval: &Interval) -> String {
    let one =
        |end: &End, open: Phrase, closed: Phrase| (if end.open { open } else { closed }).fill(&[&end.at.to_string()]);
    let from = interval.from.as_ref().map(|end| one(end, w::TEST_ABOVE, w::TEST_FROM));
    let to = interval.to.as_ref().map(|end| one(end, w::TEST_BELOW, w::TEST_TO));
    match (&interval.from, &interval.to, from, to) {
        (Some(from), Some(to), ..) if from == to && !from.open => from.at.to_string(),
        (Some(from), Some(to), ..) if !from.open && !to.open => {
            w::TEST_BETWEEN.fill(&[&from.at.to_string(), &to.at.to_string()])
        }
        (.., Some(from), Some(to)) => w::TEST_BOTH.fill(&[&from, &to]),
        (.., Some(end), None) | (.., None, Some(end)) => end,
        (.., None, None) => w::TEST_KNOWN.now().to_owned(),
    }
}

fn value(rules: &Rulebook, column: &str, key: &str) -> String {
    let phrase = |phrase: Phrase| phrase.now().to_owned();
    match (column, key) {
        ("category", _) => rules.category(key).map_or_else(|| key.to_owned(), |category| told(&category.title)),
        ("mode", "routine") => phrase(o::MODE_ROUTINE),
        ("mode", "emergency") => phrase(o::MODE_EMERGENCY),
        ("compound", "new") => phrase(o::KIND_NEW),
        ("compound", "old") => phrase(o::KIND_OLD),
        ("compound", "resettlement") => phrase(o::KIND_RESETTLEMENT),
        ("compound", "commercial") => phrase(o::KIND_COMMERCIAL),
        ("compound", "village") => phrase(o::KIND_VILLAGE),
        (fact, _) => match rules.fact(fact).map(|fact| &fact.kind) {
            Some(FactKind::Choice { options }) => options
                .iter()
                .find(|option| option.key == key)
                .map_or_else(|| key.to_owned(), |option| told(&option.title)),
            _ => key.to_owned(),
        },
    }
}
