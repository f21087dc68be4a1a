//! The JSON Schema of a rulebook, made from the types and published as `docs/rulebook.schema.json`.
#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;

use serde_json::{Value, json};

use super::Rulebook;

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rulebook.schema.json");
const SAMPLE: &str = include_str!("../../../demo/rulebook.json");

fn schema() -> Value {
    schemars::schema_for!(Rulebook).to_value()
}

fn sample() -> Value {
    serde_json::from_str(SAMPLE).unwrap()
}

/// To publish a changed schema, run this test with `UPDATE_SCHEMA=1` in the environment.
#[test]
fn the_published_schema_is_that_of_the_types() {
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        std::fs::write(Path::new(PUBLISHED), text).unwrap();
    }
    let published: Value = serde_json::from_str(&std::fs::read_to_string(PUBLISHED).unwrap()).unwrap();
    assert_eq!(published, schema(), "run this test with UPDATE_SCHEMA=1 to publish the change");
}

#[test]
fn the_sample_rulebook_is_valid() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&sample()).map(|error| format!("{} {error}", error.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn a_misspelt_field_a_missing_one_and_a_wrong_type_are_invalid() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut misspelt = sample();
    misspelt["settings"]["silence_day"] = json!(7);
    let mut missing = sample();
    missing.as_object_mut().unwrap().remove("ladders");
    let mut wrong = sample();
    wrong["ladders"][0]["rungs"][0]["tier"] = json!("village");
    for (name, invalid) in [("misspelt", misspelt), ("missing", missing), ("wrong", wrong)] {
        assert!(!validator.is_valid(&invalid), "{name}");
    }
}

#[test]
fn the_sample_rulebook_reads_and_writes_back_as_it_is() {
    let book: Rulebook = serde_json::from_str(SAMPLE).unwrap();
    assert_eq!(serde_json::to_value(&book).unwrap(), sample());
}
