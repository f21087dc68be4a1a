//! What came of a comparison, for people or for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};
use weft::id::UnitId;
use weft::rules::replay::{Breaches, Difference, Load, Seat, Summary, Verdict};

use super::{Compared, Format};

/// Most rows of each list, for people.
const ROWS_MAX: usize = 10;

/// Writes the differences that were asked for, then the summary: as lines of JSON, or as text.
///
/// # Errors
/// When it cannot be written.
pub fn write(format: Format, compared: &Compared, out: &mut impl Write) -> io::Result<()> {
    let summary = compared.replay.summary();
    let all = compared.replay.differences().iter().filter(|difference| compared.filter.fits(difference));
    let listed = all.take(compared.list);
    match format {
        Format::Json => {
            for difference in listed {
                writeln!(out, "{}", json!({ "difference": difference }))?;
            }
            let units: BTreeMap<UnitId, &str> = compared.county.code_of();
            writeln!(out, "{}", line(&summary, compared.bad_rows, &units)?)
        }
        Format::Text => {
            text(compared, &summary, out)?;
            listed.into_iter().try_for_each(|difference| writeln!(out, "  {}", said(difference, compared)))
        }
    }
}

/// The summary as a line of JSON, with the codes of the units that it names.
fn line(summary: &Summary, bad_rows: u64, codes: &BTreeMap<UnitId, &str>) -> io::Result<Value> {
    let loads = summary.loads.iter().chain(summary.heaviest.iter().flatten()).map(|load| load.unit);
    let named = loads.chain(summary.places.iter().map(|place| place.unit));
    let units: BTreeMap<String, &str> = named.filter_map(|unit| Some((unit.to_string(), *codes.get(&unit)?))).collect();
    Ok(json!({ "summary": serde_json::to_value(summary)?, "bad_rows": bad_rows, "units": units }))
}

fn text(compared: &Compared, summary: &Summary, out: &mut impl Write) -> io::Result<()> {
    let Summary { matters, differing, kept, .. } = summary;
    writeln!(out, "事项 / matters: {matters}")?;
    writeln!(out, "不同 / differing: {differing} ({})", share(*differing, *matters))?;
    writeln!(out, "跳过的坏行 / bad rows left out: {}", compared.bad_rows)?;
    for (change, count) in &summary.changes {
        writeln!(out, "  {}: {count}", name(change)?)?;
    }
    writeln!(out, "承办岗位 / who answers:")?;
    for one in summary.moves.iter().filter(|one| one.from != one.to).take(ROWS_MAX) {
        writeln!(out, "  {} → {}: {}", seat(one.from)?, seat(one.to)?, one.count)?;
    }
    writeln!(out, "超时 / limits missed:")?;
    for (side, breaches) in [("from", &summary.from), ("to", &summary.to)] {
        let Breaches { accepted, accepted_late, settled, missed } = breaches;
        let late = breaches.late();
        writeln!(
            out,
            "  {side}: {late} / {settled} ({}), {missed:?}; {accepted_late} / {accepted}",
            share(late, *settled)
        )?;
    }
    let codes = compared.county.code_of();
    let load = |load: &Load| -> io::Result<String> {
        let post = load.post.as_ref().map_or(Ok("+".to_owned()), name)?;
        let unit = codes.get(&load.unit).copied().unwrap_or_default();
        Ok(format!("{unit} {post}: {} → {}", load.from, load.to))
    };
    if !summary.loads.is_empty() {
        writeln!(out, "工作量变化 / load, by change:")?;
        for one in summary.loads.iter().filter(|load| load.from != load.to).take(ROWS_MAX) {
            writeln!(out, "  {}", load(one)?)?;
        }
        for one in summary.heaviest.iter().flatten() {
            writeln!(out, "  最多 / heaviest: {}", load(one)?)?;
        }
    }
    for (side, reasons) in [("from", &summary.undecided_from), ("to", &summary.undecided_to)] {
        for (why, count) in reasons.iter().take(ROWS_MAX) {
            writeln!(out, "无法判定 / undecided ({side}): {why}: {count}")?;
        }
    }
    if compared.list > 0 && *kept > 0 {
        writeln!(out, "明细 / differences ({kept} kept):")?;
    }
    Ok(())
}

/// One difference as a line.
fn said(difference: &Difference, compared: &Compared) -> String {
    let at = match difference.origin {
        weft::rules::replay::Origin::Line(line) => line.to_string(),
        _ => String::new(),
    };
    let verdict = |verdict: &Verdict| match verdict {
        Verdict::Undecided(why) => why.to_string(),
        Verdict::Decided(found) => {
            let seat = seat(Some(Seat { tier: found.tier, post: found.post })).unwrap_or_default();
            let until = found.dues.first().map(|due| due.resolve_by.with_timezone(&weft::calendar::COUNTY_OFFSET));
            let until = until.map(|until| until.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
            format!("{} {seat} {until}", found.rule)
        }
    };
    let (from, to) = (verdict(&difference.from), verdict(&difference.to));
    let title = compared.from.category(&difference.category).map_or("", |category| &category.title.zh);
    format!("{at} {} {title}: {from} → {to} {:?}", difference.category, difference.changes)
}

fn seat(seat: Option<Seat>) -> io::Result<String> {
    Ok(match seat {
        None => "—".to_owned(),
        Some(Seat { tier, post }) => format!("{}/{}", name(&tier)?, name(&post)?),
    })
}

/// A word as it stands on the wire.
fn name(word: &impl serde::Serialize) -> io::Result<String> {
    Ok(serde_json::to_value(word)?.as_str().unwrap_or_default().to_owned())
}

/// A share in tenths of a percent.
fn share(part: u64, whole: u64) -> String {
    let permille = (part * 1_000 + whole / 2) / whole.max(1);
    format!("{}.{} %", permille / 10, permille % 10)
}
