//! Whole files.

use rust_xlsxwriter::{Formula, Workbook};
use weft::sample::commands::SplitMix64;

use super::*;

/// Tests of one row, drawn.
fn row(random: &mut SplitMix64) -> [Test; 8] {
    let some = |all: &[&str], random: &mut SplitMix64| {
        let one = (*random.pick(all)).to_owned();
        let rest = all.iter().filter(|key| **key != one && random.one_in(3)).map(|key| (*key).to_owned());
        let keys: Vec<String> = [one.clone()].into_iter().chain(rest).collect();
        if random.one_in(3) { Test::NotIn(keys) } else { Test::In(keys) }
    };
    let range = |random: &mut SplitMix64, value: fn(u64) -> FactValue| {
        let count = 1 + random.below(3);
        let interval = |random: &mut SplitMix64| {
            let from = value(random.below(9));
            let to = (random.below(3) > 0).then(|| end(value(random.below(9)), random.one_in(2))).flatten();
            Interval { from: end(from, to.is_none() || random.one_in(2)), to }
        };
        let any = (0..count).map(|_| interval(random)).collect();
        Test::Within { any, not: random.one_in(4) }
    };
    let categories = ["noise", "noise.night", "fire", "fire.exit", "home.wall"];
    let tests = [
        some(&categories, random),
        some(&["routine", "emergency"], random),
        Test::Is(random.one_in(2)),
        Test::Between(Some(random.below(5) as i64), random.one_in(2).then_some(9)),
        range(random, |units| FactValue::Decimal {
            decimal: weft::decimal::Decimal::new(units as i64 * 7, 2).unwrap(),
        }),
        range(random, |day| date(&format!("2026-03-0{}", day + 1))),
        some(&["东街", "西 \"街\"", "a\\b", "<&>", "=SUM(A1)", "-"], random),
        some(&["a=1", "b\\2"], random),
    ];
    tests.map(|test| if random.one_in(3) { Test::Any } else { test })
}

#[test]
fn a_table_comes_back_as_it_went_from_both_kinds_of_file() {
    let book = book();
    for seed in 0..60 {
        let random = &mut SplitMix64(seed);
        let rows = (0..random.below(12)).map(|_| row(random)).collect();
        let mut wanted = table_of(rows);
        wanted.hit = if random.one_in(2) { HitPolicy::Unique } else { HitPolicy::First };
        assert_eq!(through_dmn(&wanted, &book).as_ref(), Ok(&wanted), "seed {seed}");
        assert_eq!(through_xlsx(&wanted, &book).as_ref(), Ok(&wanted), "seed {seed}");
    }
}

#[test]
fn the_sample_rulebooks_come_back_as_they_went() {
    let demo: Rulebook = serde_json::from_str(include_str!("../../../../demo/rulebook.json")).unwrap();
    for book in [demo, rulebook()] {
        assert_eq!(through_dmn(&book.tables[0], &book).as_ref(), Ok(&book.tables[0]));
        assert_eq!(through_xlsx(&book.tables[0], &book).as_ref(), Ok(&book.tables[0]));
    }
}

#[test]
fn what_is_written_is_dmn_1_3_with_titles_in_chinese() {
    let file = dmn::write(&grid());
    let document = roxmltree::Document::parse(&file).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("https://www.omg.org/spec/DMN/20191111/MODEL/"));
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len());
    let is_name = |id: &&str| id.starts_with(|letter: char| letter.is_ascii_alphabetic()) && !id.contains(':');
    assert!(ids.iter().all(is_name), "{ids:?}");
    assert!(file.contains("<input id=\"input_0\" label=\"类别\">") && file.contains("<text>danger</text>"), "{file}");
    assert!(file.contains("name=\"weight\"") && file.contains("name=\"ladder\""));
}

#[test]
fn every_cell_that_cannot_be_taken_over_is_named_at_once() {
    let book = rulebook();
    let mut bad = grid();
    bad.lines[0].inputs[0] = "\"ice\"".into();
    bad.lines[1].inputs[1] = "1 + 1".into();
    bad.lines[2].outputs[4] = "\"rope\"".into();
    bad.lines[3].outputs[1] = "\"village\"".into();
    bad.lines[4].notes[0] = "danger".into();
    let faults = table::table(&bad, &book).unwrap_err();
    assert_eq!(
        said(&faults),
        [
            "决策表“ticket”第1条规则『类别』列：“ice”不是该列的取值。",
            "决策表“ticket”第2条规则『有危险』列：与该列的类型不符，应为true 或 false。",
            "决策表“ticket”第3条规则『升级阶梯』列：“rope”不是该列的取值。",
            "决策表“ticket”第4条规则『责任层级』列：“village”不是该列的取值。",
            "决策表“ticket”第5条规则：规则编号“danger”重复。",
        ]
        .map(|text| text.replace("与该列的类型不符，应为true 或 false", "不支持第3个字符处的“+”"))
    );
    assert_eq!(faults[0].text().en, "Table “ticket”, rule 1, column “类别”: “ice” is no value of the column.");
    let mut wide = grid();
    wide.inputs[1].name = "weather".into();
    wide.inputs[2].name = "category".into();
    wide.outputs.remove(0);
    wide.lines.clear();
    let kinds: Vec<&str> = table::table(&wide, &book).unwrap_err().iter().map(Fault::kind).collect();
    assert_eq!(kinds, ["wrong_column"; 3]);
}

#[test]
fn a_cell_of_a_sheet_is_named_by_its_row_and_title() {
    let book = rulebook();
    let mut bad = grid();
    bad.lines[1].inputs[1] = "maybe".into();
    let file = xlsx::write(&bad).unwrap();
    let faults = table::table(&xlsx::read(&file).unwrap(), &book).unwrap_err();
    assert_eq!(said(&faults), ["工作表“ticket”第6行『有危险』列：不支持第1个字符处的“maybe”。"]);
}

/// A sheet with these cells in the row of its only rule, under columns of the sample table.
fn sheet(fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut file = Workbook::new();
    let sheet = file.add_worksheet();
    for (column, text) in (0..).zip(["决策表 Table", "ticket", "", "F"]) {
        sheet.write_string(0, column, text).unwrap();
    }
    let names = ["category", "danger", "floor", "→ weight", "→ tier", "→ post", "→ joint", "→ ladder"];
    for (column, name) in (0..).zip(names) {
        sheet.write_string(1, column, name).unwrap();
        sheet.write_string(2, column, if name == "floor" { "楼层" } else { name }).unwrap();
    }
    let cells = ["\"fire\"", "-", "-", "\"big\"", "\"town\"", "\"desk\"", "\"fire\"", "\"urgent\""];
    for (column, text) in (0..).zip(cells) {
        sheet.write_string(4, column, text).unwrap();
    }
    fill(sheet);
    file.save_to_buffer().unwrap()
}

#[test]
fn values_of_a_spreadsheet_are_taken_as_such_and_formulas_are_not() {
    let read = |file: &[u8]| xlsx::read(file).and_then(|grid| table::table(&grid, &rulebook()));
    let typed = sheet(|sheet| {
        sheet.write_boolean(4, 1, true).unwrap();
        sheet.write_number(4, 2, 5.0).unwrap();
    });
    let table = read(&typed).unwrap();
    assert_eq!(table.rules[0].when[1..], [Test::Is(true), Test::Between(Some(5), Some(5))]);
    assert_eq!((table.hit, table.rules[0].id.as_str()), (HitPolicy::First, "rule-1"));
    let formula = sheet(|sheet| _ = sheet.write_formula(4, 2, Formula::new("=1+1").set_result("2")).unwrap());
    assert_eq!(said(&read(&formula).unwrap_err()), ["工作表“Sheet1”第5行『楼层』列：不接受公式，请填写值。"]);
    let far = sheet(|sheet| _ = sheet.write_string(1_000_000, 16_000, "far away").unwrap());
    assert!(read(&far).is_ok(), "cells beyond what is read take no room");
}

#[test]
fn nothing_that_is_written_into_a_sheet_is_a_formula() {
    let file = xlsx::write(&table::grid(&table_of(vec![row(&mut SplitMix64(5))]), &book()).unwrap()).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet).unwrap();
    assert!(!sheet.contains("<f>") && sheet.contains("t=\"s\""));
}

#[test]
fn what_is_no_such_file_or_too_much_is_refused() {
    let kinds = |faults: Vec<Fault>| faults.iter().map(Fault::kind).collect::<Vec<_>>();
    for text in ["", "<a", "<definitions/>", "<!DOCTYPE a [<!ENTITY b \"c\">]><definitions/>"] {
        assert_eq!(kinds(dmn::read(text.as_bytes()).unwrap_err()), ["unreadable"], "{text}");
    }
    let empty = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\"/>";
    assert_eq!(kinds(dmn::read(empty.as_bytes()).unwrap_err()), ["no_table"]);
    assert_eq!(kinds(xlsx::read(b"PK not really").unwrap_err()), ["unreadable"]);
    assert_eq!(kinds(xlsx::read(&Workbook::new().save_to_buffer().unwrap()).unwrap_err()), ["no_table"]);
    let mut long = grid();
    long.lines = vec![long.lines[0].clone(); super::super::GRID_RULES_MAX + 1];
    assert_eq!(kinds(table::table(&long, &rulebook()).unwrap_err()), ["too_big"]);
}
