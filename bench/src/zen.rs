//! A decision table as zen-engine takes it.

use anyhow::{Context as _, Result};
use weft::rules::{Rulebook, Test};

/// The ticket table as a graph of zen-engine, whose answer names the rule.
///
/// # Errors
/// When there is no such table.
pub fn graph(rules: &Rulebook) -> Result<serde_json::Value> {
    let table = rules.table("ticket").context("the rulebook has a ticket table")?;
    let inputs: Vec<_> = table
        .columns
        .iter()
        .enumerate()
        .map(|(place, key)| serde_json::json!({ "id": format!("c{place}"), "name": key, "field": key }))
        .collect();
    let lines: Vec<_> = table
        .rules
        .iter()
        .map(|rule| {
            let mut line = serde_json::json!({ "_id": rule.id, "out": format!("\"{}\"", rule.id) });
            for (place, test) in rule.when.iter().enumerate() {
                line[format!("c{place}")] = unary(rules, test).into();
            }
            line
        })
        .collect();
    Ok(serde_json::json!({
        "nodes": [
            { "id": "in", "type": "inputNode", "name": "in" },
            { "id": "table", "type": "decisionTableNode", "name": "table", "content": {
                "hitPolicy": "first", "inputs": inputs, "rules": lines,
                "outputs": [{ "id": "out", "name": "rule", "field": "rule" }],
            }},
            { "id": "out", "type": "outputNode", "name": "out" },
        ],
        "edges": [
            { "id": "1", "type": "edge", "sourceId": "in", "targetId": "table" },
            { "id": "2", "type": "edge", "sourceId": "table", "targetId": "out" },
        ],
    }))
}

/// A unary test in ZEN; a first-level category is spelled out, since ZEN knows no levels.
fn unary(rules: &Rulebook, test: &Test) -> String {
    let list = |keys: &[String]| {
        let below = keys.iter().flat_map(|key| {
            let children = rules.categories.iter().filter(move |category| category.parent.as_ref() == Some(key));
            std::iter::once(key.clone()).chain(children.map(|category| category.key.clone()))
        });
        below.map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", ")
    };
    match test {
        Test::Any => String::new(),
        Test::In(keys) => list(keys),
        Test::NotIn(keys) => format!("not($ in [{}])", list(keys)),
        Test::Between(Some(low), Some(high)) => format!("[{low}..{high}]"),
        Test::Between(Some(low), None) => format!(">= {low}"),
        Test::Between(None, Some(high)) => format!("<= {high}"),
        Test::Between(None, None) => String::new(),
        Test::Is(yes) => yes.to_string(),
        Test::Within { .. } => unreachable!("the tables that are compared have whole numbers only"),
    }
}
