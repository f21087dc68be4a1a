mod faults;

use super::*;
use crate::actor::Actor;
use crate::aggregate::{Context, execute, fold};
use crate::org::{Post, Unit};
use crate::rules::Rulebook;
use chrono::DateTime;

const UNITS: &str = "\
code_system,code_version,code,parent_code,tier,name_zh,name_en,compound,service,lon,lat,from
t,1,G1,C1,grid,一格,Grid one,old,,,,2025-01-01
t,1,K,,county,测试县,Test county,,,,,2025-01-01
t,1,T1,K,town,测试镇,Test town,,,,,2025-01-01
t,1,C1,T1,community,测试村,Test village,,,,,2025-01-01
t,1,G2,C1,grid,二格,Grid two,,,116.15,35.05,2025-01-01
t,1,F,K,department,测试消防,Test fire brigade,,fire,,,2025-01-01
";
const APPOINTMENTS: &str = "\
unit_code,post,name,phone,from,to,person
G1,grid_member,网格员·甲,537-0000001,2025-01-01,,p1
G1,grid_member,网格员·乙,,2025-01-01,2025-06-30,p2
C1,secretary,书记·丙,,2025-01-01,,p3
";

fn feature(code: &str, ring: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn rectangle(west: &str, east: &str) -> String {
    format!("[{west},35],[{east},35],[{east},35.1],[{west},35.1],[{west},35]")
}

fn outlines() -> Vec<String> {
    vec![
        feature("C1", &rectangle("116", "116.2")),
        feature("G1", &rectangle("116", "116.1")),
        feature("G2", &rectangle("116.1", "116.2")),
    ]
}

fn run(units: &str, outlines: &str, appointments: &str, bad_rows: BadRows) -> ImportReport {
    let files = Files {
        units: Some(units.as_bytes()),
        outlines: Some(outlines.as_bytes()),
        appointments: Some(appointments.as_bytes()),
    };
    import(files, &Directory::default(), bad_rows)
}

fn build(report: &ImportReport) -> Directory {
    let (rules, actor, now) = (Rulebook::default(), Actor::system(), DateTime::UNIX_EPOCH);
    report.commands.iter().fold(Directory::default(), |org, (id, command)| {
        let cx = Context { actor: &actor, now, rules: &rules, org: &org, prove: crate::rules::prove };
        let state = org.unit(*id).cloned();
        let events = execute::<Unit>(*id, state.as_ref(), command, &cx).unwrap();
        let unit = fold::<Unit>(state, *id, &events, actor.person, now).unwrap();
        Directory::new(org.units().filter(|other| other.id != *id).cloned().chain([unit]))
    })
}

#[test]
fn good_files_become_commands_that_the_kind_accepts_in_that_order() {
    let report = run(UNITS, &collection(&outlines()), APPOINTMENTS, BadRows::Refuse);
    assert_eq!(report.faults, []);
    assert_eq!((report.units, report.appointments), (6, 3));
    let org = build(&report);
    let grid = unit_id("t", "G2");
    assert_eq!(org.locate(Point::from((1_161_000_000, 350_500_000))), Some(grid), "a border belongs to the east");
    assert_eq!(org.path(grid), ["G2", "C1", "T1", "K"].map(|code| unit_id("t", code)));
    let day = "2025-07-01".parse().unwrap();
    let holders: Vec<_> = org.holders(unit_id("t", "G1"), Post::GridMember, day).map(|held| held.person).collect();
    assert_eq!(holders, [person_id("p1")]);
    assert_eq!(org.department("fire", grid), Some(unit_id("t", "F")));
}

#[test]
fn a_second_import_adds_to_what_is_there_and_repeats_nothing() {
    let org = build(&run(UNITS, &collection(&outlines()), APPOINTMENTS, BadRows::Refuse));
    let again = Files { units: Some(UNITS.as_bytes()), ..Files::default() };
    let report = import(again, &org, BadRows::Refuse);
    assert_eq!(report.faults.iter().filter(|found| found.fault == Fault::AlreadyThere).count(), 6);
    let heading = UNITS.lines().next().unwrap();
    let units = format!("{heading}\nt,1,G3,C1,grid,三格,Grid three,,,,,2025-01-01\n");
    let outside = collection(&[feature("G3", &rectangle("116.15", "116.3"))]);
    let posts = "unit_code,post,name,phone,from,to,person\nG2,grid_member,网格员·丁,,2025-01-01,,p4\n";
    let files = Files {
        units: Some(units.as_bytes()),
        outlines: Some(outside.as_bytes()),
        appointments: Some(posts.as_bytes()),
    };
    let faults: Vec<Fault> = import(files, &org, BadRows::Refuse).faults.into_iter().map(|found| found.fault).collect();
    let at = Point::from((1_163_000_000, 350_000_000));
    assert_eq!(faults, [Fault::OutsideParent { at }, Fault::Overlaps { other: "G2".into() }]);
    let skipped = import(files, &org, BadRows::Skip);
    assert_eq!((skipped.units, skipped.appointments), (0, 1));
    assert!(matches!(&skipped.commands[..], [(id, Command::Appoint { .. })] if *id == unit_id("t", "G2")));
}

#[test]
fn skipping_leaves_out_what_stands_under_a_bad_unit_and_says_so() {
    let units = UNITS.replace("t,1,C1,T1,community,测试村", "t,1,C1,T1,community,");
    let report = run(&units, &collection(&outlines()), APPOINTMENTS, BadRows::Skip);
    assert_eq!((report.units, report.appointments), (3, 0), "county, town and fire brigade");
    build(&report);
    let left_out = |because: &str| Fault::LeftOut { because: because.into() };
    let faults: Vec<(usize, Fault)> = report.faults.into_iter().map(|found| (found.row, found.fault)).collect();
    assert_eq!(
        faults,
        [
            (2, left_out("C1")),
            (5, Fault::Empty),
            (6, left_out("C1")),
            (2, left_out("G1")),
            (3, left_out("G1")),
            (4, left_out("C1")),
        ]
    );
}

#[test]
fn whole_file_faults_are_named() {
    let gbk = [b"code_system\n".as_slice(), &[0xB2, 0xE2]].concat();
    let report = import(Files { units: Some(&gbk), ..Files::default() }, &Directory::default(), BadRows::Refuse);
    assert_eq!(report.faults[0].fault, Fault::NotUtf8);
    let files = Files { units: Some(b"code,tier\n"), ..Files::default() };
    let report = import(files, &Directory::default(), BadRows::Refuse);
    assert_eq!(report.faults.iter().filter(|found| found.fault == Fault::NoColumn).count(), 10);
    let with_mark = format!("\u{feff}{UNITS}");
    assert_eq!(run(&with_mark, &collection(&outlines()), APPOINTMENTS, BadRows::Refuse).faults, []);
}
