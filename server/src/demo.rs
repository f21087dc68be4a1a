//! `weft demo`: a whole county of sample data in an empty data folder.
//!
//! Units and people go through the same import as real ones, the rulebook is drafted and published by two people, and tickets
//! come from real commands under a clock that runs through the last sixty days. Everybody is evidently made up.

mod chance;
mod life;
mod matters;
mod people;
mod plan;

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use weft::actor::{Actor, Grant, Role};
use weft::id::{RulebookId, UnitId};
use weft::import::{BadRows, Files, ImportReport, person_id};
use weft::kinds::rulebook;
use weft::kinds::unit::{Command, NewUnit};
use weft::registry::AnyCommand;
use weft::rules::Rulebook;

use crate::account::password::{Cost, PasswordError, hash_now};
use crate::clock::{Clock, ManualClock, SystemClock};
use crate::config::StoreConfig;
use crate::engine::Engine;
use crate::import::{ImportError, import, open_engine, push};
use crate::store::Account;

use people::{DemoAccount, People, people};

/// The password of every demo account. Only `weft demo` ever sets it, and prints it.
pub const DEMO_PASSWORD: &str = "weft-demo-2026";
/// The file in the data folder that lists the demo accounts.
pub const ACCOUNTS_FILE: &str = "demo-accounts.txt";

const UNITS: &[u8] = include_bytes!("../../demo/units.csv");
const OUTLINES: &[u8] = include_bytes!("../../demo/outlines.geojson");
const RULEBOOK: &str = include_str!("../../demo/rulebook.json");

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// There are units already.
    #[error("there is a county already; the demo needs an empty data folder")]
    NotEmpty,
    /// The demo's own files do not import.
    #[error("the demo's files have {count} bad rows; the first: {first}")]
    BadFiles {
        /// How many.
        count: usize,
        /// The first, in words.
        first: String,
    },
    /// A demo file is not JSON of its kind.
    #[error("a demo file cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Import, engine or store.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The data folder, or progress could not be printed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Runs `weft demo`. With SQLite the folder appears under its name only when it is complete.
///
/// # Errors
/// [`DemoError::NotEmpty`], or whatever kept it from being made.
pub async fn run(config: &StoreConfig, out: &mut impl Write) -> Result<(), DemoError> {
    let now = SystemClock.now();
    if config.database.is_some() {
        return fill(config, now, plan::TICKETS, out).await;
    }
    let is_used = std::fs::read_dir(&config.data).is_ok_and(|mut entries| entries.next().is_some());
    if is_used {
        return Err(DemoError::NotEmpty);
    }
    let half = config.data.with_extension("unfinished");
    remove(&half)?;
    fill(&StoreConfig { data: half.clone(), ..config.clone() }, now, plan::TICKETS, out).await?;
    remove(&config.data)?;
    Ok(std::fs::rename(half, &config.data)?)
}

fn remove(folder: &Path) -> Result<(), std::io::Error> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Fills an empty store with everything, with so many tickets, as seen from `now`.
async fn fill(config: &StoreConfig, now: DateTime<Utc>, tickets: usize, out: &mut impl Write) -> Result<(), DemoError> {
    let now = now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now);
    let clock = Arc::new(ManualClock::at(now - TimeDelta::days(plan::DAYS + 1)));
    let engine = open_engine(config, Arc::<ManualClock>::clone(&clock)).await?;
    let filled = fill_engine(&engine, &clock, now, tickets, out).await;
    engine.shutdown().await;
    let accounts = filled?;
    let list = accounts_text(&accounts);
    std::fs::write(config.data.join(ACCOUNTS_FILE), &list)?;
    write!(out, "\n{list}")?;
    Ok(())
}

async fn fill_engine(
    engine: &Engine,
    clock: &Arc<ManualClock>,
    now: DateTime<Utc>,
    tickets: usize,
    out: &mut impl Write,
) -> Result<Vec<DemoAccount>, DemoError> {
    if !engine.org().is_empty() {
        return Err(DemoError::NotEmpty);
    }
    writeln!(out, "示例县：单位与人员 … / the demo county: units and people …")?;
    let People { appointments_csv, accounts, .. } = people(&demo_units(engine)?);
    let files = Files { units: Some(UNITS), outlines: Some(OUTLINES), appointments: Some(appointments_csv.as_bytes()) };
    let report = sound(import(engine, files, BadRows::Refuse).await?)?;
    writeln!(out, "    {} 个单位，{} 条任职 / units, appointments", report.units, report.appointments)?;
    publish_rulebook(engine).await?;
    writeln!(out, "账号 … / accounts …")?;
    put_accounts(engine, &accounts).await?;
    writeln!(out, "    {} 个 / accounts", accounts.len())?;
    writeln!(out, "近六十天的诉求 … / tickets of the last sixty days …")?;
    let matters = matters::Matters::read()?;
    let mut plans = plan::plans(&matters, &engine.org(), now);
    plans.truncate(tickets);
    let lived = life::live(engine, clock, &matters, &mut plans, now, out).await?;
    engine.index().await.map_err(ImportError::from)?;
    let (count, life::Lived { taken, refused }) = (plans.len(), lived);
    writeln!(out, "    {count} 件，{taken} 步 / tickets, steps")?;
    if refused > 0 {
        writeln!(out, "    {refused} 步未被接受 / steps refused")?;
    }
    Ok(accounts)
}

/// The units of the demo's files, to give each its people.
fn demo_units(engine: &Engine) -> Result<Vec<(UnitId, NewUnit)>, DemoError> {
    let files = Files { units: Some(UNITS), outlines: Some(OUTLINES), appointments: None };
    let report = sound(weft::import::import(files, &engine.org(), BadRows::Refuse))?;
    let creates = report.commands.into_iter().filter_map(|(id, command)| match command {
        Command::Create(unit) => Some((id, *unit)),
        _ => None,
    });
    Ok(creates.collect())
}

fn sound(report: ImportReport) -> Result<ImportReport, DemoError> {
    match report.faults.first() {
        None => Ok(report),
        Some(first) => Err(DemoError::BadFiles { count: report.faults.len(), first: first.text().en }),
    }
}

/// One person drafts, another publishes.
async fn publish_rulebook(engine: &Engine) -> Result<(), DemoError> {
    let book: Rulebook = serde_json::from_str(RULEBOOK)?;
    let id = RulebookId::named("demo/rulebook");
    let county = engine.org().root().into_iter();
    let act = |login: &str, role: Role| {
        let grants = county.clone().map(|unit| Grant { role, unit }).collect();
        Actor::staff(person_id(&format!("demo/{login}")), grants)
    };
    let draft = AnyCommand::Rulebook(rulebook::Command::Draft { book: Box::new(book) });
    push(engine, &act("guize", Role::RuleKeeper), "demo", vec![(id.into(), draft)]).await?;
    let publish = AnyCommand::Rulebook(rulebook::Command::Publish { effective_from: None });
    push(engine, &act("shenpi", Role::RuleApprover), "demo", vec![(id.into(), publish)]).await?;
    Ok(())
}

async fn put_accounts(engine: &Engine, accounts: &[DemoAccount]) -> Result<(), DemoError> {
    // One hash for all: they share a password that everybody knows.
    let password = hash_now(engine.clock().as_ref(), Cost::OWASP, DEMO_PASSWORD)?;
    let created_at = engine.clock().now();
    let accounts: Vec<Account> = accounts
        .iter()
        .map(|account| Account {
            person: account.person,
            login: account.login.clone(),
            phone: None,
            name: account.name.clone(),
            password: password.clone(),
            grants: account.grants.clone(),
            disabled: false,
            created_at,
            last_sign_in: None,
        })
        .collect();
    engine.store().put_accounts(&accounts).await.map_err(ImportError::from)?;
    Ok(())
}

/// What is printed at the end, and kept beside the data.
fn accounts_text(accounts: &[DemoAccount]) -> String {
    let mut text =
        format!("示例账号，密码都是 {DEMO_PASSWORD}\nDemo accounts, all with the password {DEMO_PASSWORD}\n\n");
    for account in accounts {
        if let Some((zh, en)) = &account.shown {
            let _ = writeln!(text, "  {:<18}{zh}\n  {:<18}{en}", account.login, "");
        }
    }
    text.push_str(
        "\n其他网格员、社区、书记、镇街：wg001–wg743、sq001–sq372、sj001–sj372、zj001–zj015、zsj001–zsj015，号码见姓名\n\
         All others likewise: grid members wg…, communities sq…, secretaries sj…, towns zj… and zsj…; the number is in the name\n",
    );
    text
}

#[cfg(test)]
mod tests;
