//! What the measures share: the demo county, tables of any size, and how peers are told of them.

pub mod tables;
pub mod zen;

use anyhow::{Context as _, Result, ensure};
use weft::actor::Actor;
use weft::aggregate::{Context, execute, fold};
use weft::id::PersonId;
use weft::import::{BadRows, Files, import};
use weft::kinds::unit::{Command, NewUnit, Unit};
use weft::org::{Appointment, Directory, Post, Tier};
use weft::rules::Rulebook;
use weft::sample::{first_day, morning};

const UNITS: &[u8] = include_bytes!("../../demo/units.csv");
const OUTLINES: &[u8] = include_bytes!("../../demo/outlines.geojson");
const RULEBOOK: &str = include_str!("../../demo/rulebook.json");

/// The demo rulebook.
///
/// # Errors
/// When the file does not read.
pub fn rulebook() -> Result<Rulebook> {
    serde_json::from_str(RULEBOOK).context("demo/rulebook.json")
}

/// The units of the demo county, with every post held.
///
/// # Errors
/// When the files do not import.
pub fn county() -> Result<Directory> {
    let files = Files { units: Some(UNITS), outlines: Some(OUTLINES), appointments: None };
    let report = import(files, &Directory::default(), BadRows::Refuse);
    ensure!(report.faults.is_empty(), "the demo county has bad rows: {:?}", report.faults.first());
    let (actor, rules) = (Actor::system(), Rulebook::default());
    let mut units: Vec<Unit> = Vec::new();
    for (id, command) in report.commands {
        let Command::Create(unit) = command else { continue };
        let command = Command::Create(Box::new(with_posts(*unit)));
        // Each unit needs only those above it, which come first; the county itself is founded.
        let above = units.iter().filter(|known| known.tier <= Tier::Grid).cloned();
        let org = Directory::new(above);
        let cx = Context { actor: &actor, now: morning(), rules: &rules, org: &org, prove: weft::rules::prove };
        let events = execute::<Unit>(id, None, &command, &cx)?;
        units.extend(fold::<Unit>(None, id, &events, actor.person, morning()));
    }
    Ok(Directory::new(units))
}

fn with_posts(mut unit: NewUnit) -> NewUnit {
    let posts: &[Post] = match unit.tier {
        Tier::Grid => &[Post::GridMember],
        Tier::Station | Tier::Compound => &[],
        _ => &[Post::Secretary, Post::Desk],
    };
    let code = unit.code.value.clone();
    unit.appointments = posts
        .iter()
        .map(|post| Appointment {
            post: *post,
            person: PersonId::named(&format!("{code}/{post:?}")),
            name: "测试员".into(),
            phone: None,
            from: first_day(),
            to: None,
        })
        .collect();
    unit
}
