//! A county of six grids and a rulebook of five rules, for tests and measurements: small enough to know by heart.
//!
//! Two communities, 东村 with two grids and 西村 with four, tile a rectangle of 0.03° × 0.02°. Every name is evidently made up.

pub mod cases;
pub mod charters;
pub mod commands;
pub mod deliberation;
mod founding;
mod rulebook;
pub mod rulebooks;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};

use crate::actor::{Actor, Grant, Role};
use crate::id::{PersonId, UnitId};
use crate::kinds::ticket::{Contact, Source, Submission};
use crate::org::{Appointment, Directory, Post, Tier, Unit, UnitCode};
use crate::place::{Outline, Point};
use crate::receipt::ReceiptCode;
use crate::rules::{FactValue, Facts};
use crate::secret::Secret;
use crate::text::Text;

pub use founding::founding;
pub use rulebook::rulebook;

/// South-west corner of the county.
pub const CORNER: Point = Point { lon_e7: 1_164_000_000, lat_e7: 357_000_000 };
/// Side of a grid, 10⁻⁷ degree.
pub const SIDE_E7: i32 = 100_000;
/// Columns and rows of grids.
pub const GRIDS: (i32, i32) = (3, 2);

/// A Wednesday morning in the county.
#[must_use]
pub fn morning() -> DateTime<Utc> {
    Utc.timestamp_opt(1_772_586_000, 0).single().unwrap_or(DateTime::UNIX_EPOCH)
}

/// The first day of every appointment.
#[must_use]
pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default()
}

/// The unit of this code: `370`, `370-01`, `370-01-02`, `grid-1-0`, `fire`, …
#[must_use]
pub fn unit_id(code: &str) -> UnitId {
    UnitId::named(code)
}

/// The grid in this column and row.
#[must_use]
pub fn grid(column: i32, row: i32) -> UnitId {
    unit_id(&format!("grid-{column}-{row}"))
}

/// The middle of a grid.
#[must_use]
pub fn middle_of(column: i32, row: i32) -> Point {
    Point {
        lon_e7: CORNER.lon_e7 + column * SIDE_E7 + SIDE_E7 / 2,
        lat_e7: CORNER.lat_e7 + row * SIDE_E7 + SIDE_E7 / 2,
    }
}

/// The person who holds a post at the unit of this code.
#[must_use]
pub fn holder_of(code: &str, post: Post) -> PersonId {
    PersonId::named(&format!("{code}/{post:?}"))
}

fn rectangle(column: i32, row: i32, columns: i32, rows: i32) -> Outline {
    let corner = |right: i32, up: i32| Point {
        lon_e7: CORNER.lon_e7 + (column + right) * SIDE_E7,
        lat_e7: CORNER.lat_e7 + (row + up) * SIDE_E7,
    };
    Outline(vec![vec![corner(0, 0), corner(columns, 0), corner(columns, rows), corner(0, rows)]])
}

fn unit(code: &str, above: &[&str], tier: Tier, name: &str, posts: &[Post], outline: Outline) -> Unit {
    let appointment = |post: &Post| Appointment {
        post: *post,
        person: holder_of(code, *post),
        name: format!("测试员·{name}"),
        phone: None,
        from: first_day(),
        to: None,
    };
    Unit {
        id: unit_id(code),
        parent: above.first().map(|code| unit_id(code)),
        above: above.iter().map(|code| unit_id(code)).collect(),
        tier,
        name: Text::new(name, code),
        code: UnitCode { system: "sample".into(), version: "1".into(), value: code.into() },
        outline,
        point: None,
        compound: None,
        service: None,
        emergency: false,
        appointments: posts.iter().map(appointment).collect(),
        from: first_day(),
        to: None,
    }
}

/// All units of the county.
#[must_use]
pub fn units() -> Vec<Unit> {
    let desk = [Post::Secretary, Post::Desk];
    let mut units = vec![
        unit("370", &[], Tier::County, "样县", &desk, rectangle(0, 0, GRIDS.0, GRIDS.1)),
        unit("370-01", &["370"], Tier::Town, "样镇", &desk, rectangle(0, 0, GRIDS.0, GRIDS.1)),
        unit("370-01-01", &["370-01", "370"], Tier::Community, "东村", &desk, rectangle(0, 0, 1, GRIDS.1)),
        unit("370-01-02", &["370-01", "370"], Tier::Community, "西村", &desk, rectangle(1, 0, 2, GRIDS.1)),
    ];
    for (column, row) in (0..GRIDS.0).flat_map(|column| (0..GRIDS.1).map(move |row| (column, row))) {
        let community = if column == 0 { "370-01-01" } else { "370-01-02" };
        let code = format!("grid-{column}-{row}");
        let name = format!("网格{}", column * GRIDS.1 + row + 1);
        let above = [community, "370-01", "370"];
        units.push(unit(&code, &above, Tier::Grid, &name, &[Post::GridMember], rectangle(column, row, 1, 1)));
    }
    for (service, name) in [("fire", "消防"), ("housing", "住建")] {
        let mut department = unit(service, &["370"], Tier::Department, name, &[Post::Desk], Outline::default());
        department.service = Some(service.into());
        units.push(department);
    }
    units
}

/// The directory of the county.
#[must_use]
pub fn directory() -> Directory {
    Directory::new(units())
}

/// A member of staff with one role at the unit of this code.
#[must_use]
pub fn staff(role: Role, code: &str, person: PersonId) -> Actor {
    Actor::staff(person, vec![Grant { role, unit: unit_id(code) }])
}

/// The grid member of a grid.
#[must_use]
pub fn grid_member(column: i32, row: i32) -> Actor {
    let code = format!("grid-{column}-{row}");
    staff(Role::GridMember, &code, holder_of(&code, Post::GridMember))
}

/// A resident without an account.
#[must_use]
pub fn resident(name: &str) -> Actor {
    Actor::resident(PersonId::named(name))
}

fn text(zh: &str, en: &str) -> Text {
    Text::new(zh, en)
}

/// A report of noise at night in the middle of a grid.
#[must_use]
pub fn noise_report(column: i32, row: i32) -> Submission {
    let spot = [b'g', b'r', b'i', b'd', 0, 0, column as u8, row as u8];
    Submission {
        receipt: ReceiptCode::drawn(spot),
        category: "noise.night".into(),
        facts: Facts::from([("hour".into(), FactValue::Choice("night".into()))]),
        point: Some(middle_of(column, row)),
        unit: grid(column, row),
        address: Some(Secret::Clear("3号楼2单元".into())),
        text: Secret::Clear("夜里十二点后楼下还在放音乐，老人睡不着。".into()),
        contact: Some(Contact {
            name: Secret::Clear("居民测试甲".into()), phone: Secret::Clear("13900000001".into())
        }),
        photos: Vec::new(),
        source: Source::Web,
    }
}
