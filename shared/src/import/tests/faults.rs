//! Every fault is found, named at its place, and said in words.

use super::*;

/// Imports the good files with one row changed and gives what is found.
fn faults_with(from: &str, to: &str) -> Vec<RowFault> {
    let outlines = collection(&outlines());
    let all = [UNITS, &outlines, APPOINTMENTS];
    assert!(all.iter().any(|file| file.contains(from)), "{from} is nowhere");
    let [units, outlines, appointments] = all.map(|file| file.replacen(from, to, 1));
    let report = run(&units, &outlines, &appointments, BadRows::Refuse);
    assert_eq!((report.commands.len(), report.units, report.appointments), (0, 0, 0), "nothing is imported");
    report.faults
}

#[track_caller]
fn check(from: &str, to: &str, expected: &[(ImportFile, usize, Option<&str>, Fault)]) {
    let found = faults_with(from, to);
    let expected: Vec<RowFault> = expected
        .iter()
        .map(|(file, row, column, fault)| RowFault {
            file: *file,
            row: *row,
            column: column.map(str::to_owned),
            fault: fault.clone(),
        })
        .collect();
    assert_eq!(found, expected);
}

/// Changes the good files once and expects this one fault in the units.
#[track_caller]
fn check_unit(from: &str, to: &str, row: usize, column: &str, fault: Fault) {
    check(from, to, &[(ImportFile::Units, row, Some(column), fault)]);
}

#[test]
fn bad_cells_are_named_with_line_and_column() {
    let not_one = |found: &str, allowed: &[&str]| Fault::NotOneOf {
        found: found.into(),
        allowed: allowed.iter().map(|name| (*name).to_owned()).collect(),
    };
    let not_degrees = |found: &str| Fault::NotDegrees { found: found.into() };
    let kinds = ["new", "old", "resettlement", "commercial", "village"];
    let kind = not_one("very_old", &kinds);
    let not_for = Fault::NotForTier { tier: Tier::Town };
    let no_day = Fault::NotADay { found: "2025-02-30".into() };
    check_unit("T1,K,town,测试镇", "T1,K,town,", 4, "name_zh", Fault::Empty);
    check_unit("t,1,F,K", "t,1,,K", 7, "code", Fault::Empty);
    check_unit("116.15,35.05", "116.15,95", 6, "lat", not_degrees("95"));
    check_unit("116.15,35.05", "NaN,35.05", 6, "lon", not_degrees("NaN"));
    check_unit("116.15,35.05", ",35.05", 6, "lon", Fault::Empty);
    check_unit("116.15,35.05", "116.05,35.05", 6, "lon", Fault::PointOutside);
    check_unit("one,old,", "one,very_old,", 2, "compound", kind);
    check_unit("Test town,,", "Test town,old,", 4, "compound", not_for.clone());
    check_unit("Test town,,,", "Test town,,fire,", 4, "service", not_for);
    check_unit("brigade,,fire,", "brigade,,,", 7, "service", Fault::Empty);
    check_unit("fire,,,2025-01-01", "fire,,,2025-02-30", 7, "from", no_day);
    let count = Fault::CellCount { found: 13, expected: 12 };
    let row = (ImportFile::Units, 7, None, count);
    check("fire,,,2025-01-01", "fire,,,2025-01-01,x", &[row]);
}

#[test]
fn faults_of_the_tree_are_named() {
    let wrong = |tier, under| Fault::WrongTier { tier, under };
    let unknown = Fault::UnknownUnit { code: "X".into() };
    check_unit("t,1,F,K,", "t,1,F,X,", 7, "parent_code", unknown);
    let low = wrong(Tier::Department, Some(Tier::Community));
    check_unit("t,1,F,K,", "t,1,F,C1,", 7, "tier", low);
    check_unit("t,1,T1,K,", "t,1,T1,,", 4, "tier", wrong(Tier::Town, None));
    let last = UNITS.lines().last().unwrap();
    let and = |cells: &str| format!("{last}\nt,1,{cells},,,2025-01-01");
    check_unit(last, &and("L,,county,又县,Other,,"), 8, "tier", Fault::SecondCounty);
    let twice = Fault::ServiceTwice { other: "F".into() };
    check_unit(last, &and("F2,K,department,又,Other,,fire"), 8, "service", twice);
    let duplicate = Fault::Duplicate { first: 4 };
    check_unit(last, &and("T1,K,town,又镇,Other,,"), 8, "code", duplicate);
}

#[test]
fn unsound_outlines_are_named() {
    let check_outline = |to: &str, fault| {
        let row = (ImportFile::Outlines, 2, Some("geometry"), fault);
        check(&rectangle("116", "116.1"), to, &[row]);
    };
    let at = Point::from((1_160_000_000, 350_000_000));
    let crossed = Fault::Outline { why: OutlineFault::SelfIntersecting { at } };
    check_outline("[116,35],[116.1,35.1],[116.1,35],[116,35.2],[116,35]", crossed);
    let open = rectangle("116", "116.1").replace(",[116,35]", "");
    check_outline(&open, Fault::Geometry { why: GeoJsonFault::Open { ring: 0 } });
}

#[test]
fn faults_on_the_ground_are_named() {
    use ImportFile::{Outlines, Units};
    let missing = |row| (Units, row, None, Fault::OutlineMissing);
    let unknown = (Outlines, 2, Some("code"), Fault::UnknownUnit { code: "G9".into() });
    check(r#""code":"G1""#, r#""code":"G9""#, &[missing(2), unknown]);
    let again = (Outlines, 3, Some("geometry"), Fault::Duplicate { first: 2 });
    check(r#""code":"G2""#, r#""code":"G1""#, &[missing(6), again]);
    let no_features = (Outlines, 0, None, Fault::NotFeatures);
    check(r#""FeatureCollection""#, r#""Feature""#, &[missing(2), missing(6), no_features]);
    let at = Point::from((1_159_000_000, 350_000_000));
    let outside = (Units, 2, None, Fault::OutsideParent { at });
    check(&rectangle("116", "116.1"), &rectangle("115.9", "116.1"), &[outside]);
    // The later row is named, though its grid begins further west.
    let overlap = (Units, 6, None, Fault::Overlaps { other: "G1".into() });
    check(&rectangle("116.1", "116.2"), &rectangle("116", "116.2"), &[overlap]);
}

#[test]
fn faults_of_appointments_are_named() {
    let check_post = |from: &str, to: &str, row, column, fault| {
        check(from, to, &[(ImportFile::Appointments, row, Some(column), fault)]);
    };
    let unknown = Fault::UnknownUnit { code: "G9".into() };
    check_post("G1,grid_member,网格员·甲", "G9,grid_member,网格员·甲", 2, "unit_code", unknown);
    check_post("537-0000001", "call me", 2, "phone", Fault::NotAPhone);
    check_post("2025-06-30", "2024-06-30", 3, "to", Fault::EndsBeforeStart);
    check_post("2025-06-30,p2", "2025-06-30,p1", 3, "name", Fault::OtherName { first: 2 });
    let (other, same) = ("乙,,2025-01-01,2025-06-30,p2", "甲,,2025-01-01,2025-06-30,p1");
    check_post(other, same, 3, "person", Fault::Duplicate { first: 2 });
    let found = faults_with("C1,secretary", "C1,emperor");
    let Fault::NotOneOf { found, allowed } = &found[0].fault else { panic!("{found:?}") };
    assert_eq!((found.as_str(), allowed.len()), ("emperor", Post::ALL.len()));
}

#[test]
fn every_fault_has_words_in_both_languages() {
    let at = Point::from((1, 2));
    let faults = [
        Fault::NotUtf8,
        Fault::NotFeatures,
        Fault::NoColumn,
        Fault::TooManyRows { max: 1 },
        Fault::CellCount { found: 1, expected: 2 },
        Fault::Empty,
        Fault::TooLong { max: 1 },
        Fault::NotOneOf { found: "x".into(), allowed: vec!["y".into()] },
        Fault::NotDegrees { found: "x".into() },
        Fault::NotADay { found: "x".into() },
        Fault::NotAPhone,
        Fault::Duplicate { first: 1 },
        Fault::AlreadyThere,
        Fault::UnknownUnit { code: "x".into() },
        Fault::WrongTier { tier: Tier::Town, under: None },
        Fault::SecondCounty,
        Fault::NotForTier { tier: Tier::Town },
        Fault::ServiceTwice { other: "x".into() },
        Fault::PointOutside,
        Fault::Geometry { why: GeoJsonFault::Open { ring: 0 } },
        Fault::Outline { why: OutlineFault::OutOfRange { at } },
        Fault::TooManyPoints { max: 1 },
        Fault::OutlineMissing,
        Fault::OutsideParent { at },
        Fault::Overlaps { other: "x".into() },
        Fault::EndsBeforeStart,
        Fault::OtherName { first: 1 },
        Fault::TooManyAppointments { max: 1 },
        Fault::LeftOut { because: "x".into() },
    ];
    for fault in faults {
        let name = format!("{fault:?}");
        let text = RowFault { file: ImportFile::Units, row: 7, column: Some("lon".into()), fault }.text();
        assert!(text.zh.starts_with("单位表第 7 行 lon 列：") && text.en.starts_with("units, line 7, column lon: "));
        assert!(!text.en.ends_with(&name), "{name} has no words");
        assert!(text.zh.chars().filter(|sign| *sign > '\u{2e80}').count() > 9, "{}", text.zh);
    }
}
