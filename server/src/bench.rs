//! `weft bench-store`: what the engine makes durable beside what SQLite alone could, and how long lists take.

mod lists;
mod rate;
mod startup;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::Args;
use uuid::Uuid;
use weft::actor::Actor;
use weft::calendar::county_day;
use weft::id::{CommandId, DeviceId, PersonId, PhotoHash, RulebookId, UnitId, derive};
use weft::kinds::ticket::{self, Contact, Source, Submission};
use weft::kinds::unit::NewUnit;
use weft::kinds::{rulebook, unit};
use weft::org::{Appointment, Post, Tier, UnitCode};
use weft::place::{Outline, Point};
use weft::receipt::ReceiptCode;
use weft::registry::AnyCommand;
use weft::rules::{Facts, Rulebook};
use weft::secret::Secret;
use weft::text::Text;
use weft::wire::{Envelope, PushRequest};

use crate::clock::{Clock, SystemClock};
use crate::config::StoreConfig;
use crate::engine::{Engine, EngineConfig, PhotoStore, Tap, Waiting};
use crate::metrics::Metrics;
use crate::store::Store;
use crate::vault::Vault;

/// Side of the one grid, 10⁻⁷ degree.
const SIDE_E7: i32 = 1_000_000;
const CORNER: Point = Point { lon_e7: 1_164_000_000, lat_e7: 357_000_000 };

/// Settings of `weft bench-store`.
#[derive(Args, Clone, Debug)]
pub struct BenchConfig {
    /// Connections that push at the same time, each waiting for its answer before it sends again.
    #[arg(long, default_value_t = 64)]
    pub connections: usize,
    /// Time given to the engine, in slices of one second with SQLite alone in between.
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// Measure lists instead, at so many tickets each, such as `100000,1000000`.
    #[arg(long, value_delimiter = ',')]
    pub lists: Vec<usize>,
    /// Measure starts instead, on logs of so many events each, such as `10000,1000000`.
    #[arg(long, value_delimiter = ',')]
    pub startup: Vec<usize>,
}

/// Runs the measurement in a new folder inside the data folder, which is removed afterwards.
///
/// # Errors
/// When the folder or the store cannot be used.
pub async fn run(config: &StoreConfig, bench: &BenchConfig, out: &mut impl Write) -> anyhow::Result<()> {
    let clock: &dyn Clock = &SystemClock;
    let folder = Folder(config.data.join(format!("bench-{}", clock.new_id())));
    let config = StoreConfig { data: folder.0.clone(), database: None, vault_key: None, ..config.clone() };
    if !bench.startup.is_empty() {
        startup::measure(&config, &bench.startup, out).await
    } else if bench.lists.is_empty() {
        rate::measure(&config, bench, out).await
    } else {
        lists::measure(&config, &bench.lists, out).await
    }
}

/// A folder that is removed when it is no longer needed.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "the folder of the measurement stays");
        }
    }
}

/// There are no photos here.
struct NoPhotos;

impl PhotoStore for NoPhotos {
    fn has(&self, _photo: PhotoHash) -> Waiting<'_, bool> {
        Box::pin(std::future::ready(false))
    }
}

/// An engine on a county of one grid.
pub(crate) async fn open(config: &StoreConfig, tap: Option<Tap>) -> anyhow::Result<Engine> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let store = Store::open(config).await?;
    let vault = Vault::open(config, &store, Arc::clone(&clock)).await?;
    let engine = EngineConfig { photos: Arc::new(NoPhotos), metrics: Arc::new(Metrics::default()), background: false };
    let engine = Engine::open_tapped(store, vault, clock, engine, tap).await?;
    found(&engine).await?;
    Ok(engine)
}

pub(crate) fn device() -> DeviceId {
    DeviceId::named("bench")
}

pub(crate) fn envelope(engine: &Engine, target: Uuid, command: AnyCommand) -> Envelope {
    let clock = engine.clock();
    Envelope {
        id: CommandId(clock.new_id()),
        device: device(),
        seq: 0,
        issued_at: clock.now(),
        rules_version: 1,
        target,
        command,
    }
}

/// A county of one grid, with the demo county's rulebook.
async fn found(engine: &Engine) -> anyhow::Result<()> {
    let mut commands = Vec::new();
    let tiers = [Tier::County, Tier::Town, Tier::Community, Tier::Grid];
    let mut parent = None;
    let first_day = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
    for tier in tiers {
        let unit = new_unit(tier, parent, first_day);
        parent = Some(unit_id(tier));
        let create = unit::Command::Create(Box::new(unit));
        commands.push(envelope(engine, unit_id(tier).0, AnyCommand::Unit(create)));
    }
    let mut book: Rulebook = serde_json::from_str(include_str!("../../demo/rulebook.json"))?;
    book.effective_from = book.effective_from.min(county_day(engine.clock().now()));
    let id = RulebookId::named("bench").0;
    let draft = rulebook::Command::Draft { book: Box::new(book) };
    let publish = rulebook::Command::Publish { effective_from: None };
    for command in [draft, publish] {
        commands.push(envelope(engine, id, AnyCommand::Rulebook(command)));
    }
    let request = PushRequest { device: device(), commands };
    let answer = engine.push(Arc::new(Actor::system()), request).await?;
    match answer.receipts.iter().find(|receipt| !receipt.outcome.is_accepted()) {
        Some(refused) => anyhow::bail!("the county cannot be founded: {:?}", refused.outcome),
        None => Ok(()),
    }
}

fn unit_id(tier: Tier) -> UnitId {
    UnitId::named(&format!("bench-{tier:?}"))
}

fn new_unit(tier: Tier, parent: Option<UnitId>, from: NaiveDate) -> NewUnit {
    let corner =
        |right: i32, up: i32| Point { lon_e7: CORNER.lon_e7 + right * SIDE_E7, lat_e7: CORNER.lat_e7 + up * SIDE_E7 };
    let post = if tier == Tier::Grid { Post::GridMember } else { Post::Desk };
    NewUnit {
        parent,
        tier,
        name: Text::new("测试单位", "Test unit"),
        code: UnitCode { system: "bench".to_owned(), version: "1".to_owned(), value: format!("{tier:?}") },
        outline: Outline(vec![vec![corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)]]),
        point: None,
        compound: None,
        service: None,
        appointments: vec![Appointment {
            post,
            person: PersonId::named(&format!("bench-{tier:?}")),
            name: "网格员·测试一".to_owned(),
            phone: None,
            from,
            to: None,
        }],
        from,
    }
}

/// A resident's report as it comes in daily: a text, an address, a name and a phone number, all of them secrets.
pub(crate) fn submit(ticket: Uuid) -> ticket::Command {
    let receipt = ReceiptCode::drawn(derive(ticket, "receipt").as_u64_pair().0.to_be_bytes());
    ticket::Command::Submit(Submission {
        receipt,
        category: "noise.music".to_owned(),
        facts: Facts::new(),
        point: Some(Point { lon_e7: CORNER.lon_e7 + SIDE_E7 / 2, lat_e7: CORNER.lat_e7 + SIDE_E7 / 2 }),
        unit: unit_id(Tier::Grid),
        address: Some(Secret::Clear("3号楼2单元".to_owned())),
        text: Secret::Clear("晚上广场舞音响太大，孩子写不了作业，请协调调小音量。".to_owned()),
        contact: Some(Contact {
            name: Secret::Clear("居民测试甲".to_owned()),
            phone: Secret::Clear("13900000001".to_owned()),
        }),
        photos: Vec::new(),
        source: Source::Web,
    })
}
