//! Claims about evaluation and the check, on the sample rulebook and on small ones.

mod checks;
mod compares;
mod counterfactuals;
mod examples;
mod picks;
mod routes;
mod sample_book;
mod whys;

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};

use crate::calendar::COUNTY_OFFSET;
use crate::id::{PersonId, UnitId};
use crate::org::{Appointment, CompoundKind, Directory, Post, Tier, Unit, UnitCode};
use crate::place::Outline;
use crate::text::Text;

use super::{FactValue, Facts, Matter, Mode, Rulebook};

/// The sample rulebook.
fn book() -> Rulebook {
    static BOOK: LazyLock<Rulebook> =
        LazyLock::new(|| serde_json::from_str(include_str!("../../../demo/rulebook.json")).unwrap());
    BOOK.clone()
}

/// A moment in county time.
fn at(text: &str) -> DateTime<Utc> {
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    COUNTY_OFFSET.from_local_datetime(&naive).unwrap().to_utc()
}

fn id(name: &str) -> UnitId {
    UnitId::named(name)
}

fn unit(name: &str, parent: Option<&str>, tier: Tier, posts: &[(Post, &str)]) -> Unit {
    let first_day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let appointments = posts.iter().map(|(post, holder)| Appointment {
        post: *post,
        person: PersonId::named(holder),
        name: (*holder).to_owned(),
        phone: None,
        from: first_day,
        to: None,
    });
    Unit {
        id: id(name),
        parent: parent.map(id),
        above: Vec::new(),
        tier,
        name: Text::new(name, name),
        code: UnitCode { system: "test".into(), version: "1".into(), value: name.into() },
        outline: Outline::default(),
        point: None,
        compound: None,
        service: None,
        emergency: false,
        appointments: appointments.collect(),
        from: first_day,
        to: None,
    }
}

fn department(service: &str) -> Unit {
    let mut unit = unit(service, Some("县"), Tier::Department, &[]);
    unit.service = Some(service.to_owned());
    unit
}

/// County, town, community and three grids: one with a member, one without, one of an old compound.
fn units() -> Vec<Unit> {
    let mut old = unit("老旧网格", Some("社区"), Tier::Grid, &[(Post::GridMember, "王一零三")]);
    old.compound = Some(CompoundKind::Old);
    let mut units = vec![
        unit("县", None, Tier::County, &[(Post::Desk, "县一"), (Post::Secretary, "县书记")]),
        unit("镇", Some("县"), Tier::Town, &[(Post::Desk, "镇一")]),
        unit("社区", Some("镇"), Tier::Community, &[(Post::Desk, "社一"), (Post::Secretary, "书记一")]),
        unit("网格", Some("社区"), Tier::Grid, &[(Post::GridMember, "王一零一")]),
        unit("空网格", Some("社区"), Tier::Grid, &[]),
        old,
    ];
    units.extend(book().services.iter().map(|service| department(&service.key)));
    units
}

fn org() -> Directory {
    Directory::new(units())
}

fn facts<const N: usize>(pairs: [(&str, FactValue); N]) -> Facts {
    pairs.map(|(key, value)| (key.to_owned(), value)).into_iter().collect()
}

fn matter<'a>(category: &'a str, facts: &'a Facts, unit: &str) -> Matter<'a> {
    Matter { category, facts, unit: id(unit), mode: Mode::Routine, at: at("2025-09-30 10:00") }
}
