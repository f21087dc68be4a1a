//! Hit policies, and files of other programs.

use weft::rules::Finding;

use super::super::lone::lone;
use super::*;

/// The sample grid under another hit policy, with these tests of danger for its rules.
fn under(hit: &str, danger: [&str; 5]) -> Grid {
    let mut grid = grid();
    grid.hit = hit.into();
    for (line, cell) in grid.lines.iter_mut().zip(danger) {
        line.inputs = vec!["-".into(), cell.into(), "-".into()];
    }
    grid
}

#[test]
fn any_is_first_once_it_is_proved_that_overlapping_rules_agree() {
    let mut grid = under("ANY", ["true", "true", "false", "false", "true"]);
    for line in 0..5 {
        grid.lines[line].outputs = grid.lines[0].outputs.clone();
    }
    assert_eq!(table::table(&grid, &rulebook()).unwrap().hit, HitPolicy::First);
    grid.lines[4].outputs[4] = "\"ordinary\"".into();
    let faults = table::table(&grid, &rulebook()).unwrap_err();
    assert_eq!(said(&faults)[0], "决策表“ticket”：命中策略 ANY 要求重叠的规则结论相同，但规则 danger、rest 不同。");
}

#[test]
fn collect_is_unique_where_nothing_overlaps_and_refused_else() {
    let mut grid = under("COLLECT", ["true", "false", "true", "true", "true"]);
    grid.lines.truncate(2);
    assert_eq!(table::table(&grid, &rulebook()).unwrap().hit, HitPolicy::Unique);
    grid.lines[1].inputs[1] = "-".into();
    assert_eq!(table::table(&grid, &rulebook()).unwrap_err()[0].kind(), "unsupported_hit_policy");
    grid.lines.truncate(1);
    grid.aggregation = Some("COLLECT SUM".into());
    assert_eq!(said(&table::table(&grid, &rulebook()).unwrap_err()), ["决策表“ticket”：不支持命中策略“COLLECT SUM”。"]);
    grid.aggregation = None;
    grid.hit = "RULE ORDER".into();
    assert!(table::table(&grid, &rulebook()).is_err());
}

#[test]
fn priority_orders_rules_by_what_they_decide() {
    let mut grid = under("PRIORITY", ["-"; 5]);
    grid.outputs[1].values = Some("\"grid\", \"community\", \"town\"".into());
    let table = table::table(&grid, &rulebook()).unwrap();
    let ids: Vec<&str> = table.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!((table.hit, ids), (HitPolicy::First, vec!["rest", "emergency", "fire", "wall", "danger"]));
    grid.outputs[1].values = Some("\"grid\", \"community\"".into());
    let faults = table::table(&grid, &rulebook()).unwrap_err();
    assert_eq!(
        said(&faults),
        ["决策表“ticket”第1条规则『责任层级』列：命中策略 PRIORITY：没有说明取值“\"town\"”的优先次序。"]
    );
    grid.outputs[1].values = None;
    assert_eq!(table::table(&grid, &rulebook()).unwrap_err().len(), 1);
}

fn read(file: &str) -> Vec<Grid> {
    dmn::read(file.as_bytes()).unwrap()
}

fn kinds(found: &[Finding]) -> Vec<String> {
    found
        .iter()
        .map(|finding| serde_json::to_value(finding).unwrap().as_object().unwrap().keys().next().unwrap().clone())
        .collect()
}

#[test]
fn a_file_as_modellers_write_it_is_proved_with_what_the_table_itself_tells() {
    let grids = read(include_str!("../../../tests/check/fee.dmn"));
    let [grid] = grids.as_slice() else { panic!() };
    assert_eq!((grid.key.as_str(), grid.hit.as_str(), grid.lines.len()), ("充电收费 Charging fee", "UNIQUE", 4));
    let lone = lone(grid).unwrap();
    assert_eq!(lone.notes.len(), 2, "{:?}", lone.notes);
    let found = lone.prove();
    assert_eq!(kinds(&found), ["gap", "conflict"]);
    let case = found[0].counterexample().unwrap();
    assert_eq!(case.facts["功率 Power"], decimal("7"), "{case}");
    assert!(!case.to_string().contains("category"), "{case}");
}

#[test]
fn a_file_with_types_of_its_own_and_prefixes_is_read_as_well() {
    let grids = read(include_str!("../../../tests/check/risk.dmn"));
    let [risk, order] = grids.as_slice() else { panic!() };
    assert_eq!(kinds(&lone(risk).unwrap().prove()), [""; 0], "every value of its own type is decided");
    let faults = lone(order).err().unwrap();
    assert_eq!(said(&faults).len(), 3, "{:?}", said(&faults));
}

#[test]
fn rules_that_all_count_are_not_blamed_for_their_order() {
    let mut grid = under("COLLECT", ["-", "-", "true", "-", "-"]);
    grid.outputs.truncate(1);
    grid.lines.iter_mut().for_each(|line| line.outputs.truncate(1));
    let found = lone(&grid).unwrap().prove();
    assert!(!kinds(&found).iter().any(|kind| kind == "masked" || kind == "partly_masked"), "{found:?}");
}
