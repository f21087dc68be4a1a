//! The three rates: how handling is judged, by unit and month.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use weft::id::UnitId;
use weft::query::Rates;

use super::{EngineError, Shared};

fn number(month: NaiveDate) -> i64 {
    i64::from(month.year()) * 100 + i64::from(month.month())
}

fn first_day(number: i64) -> Option<NaiveDate> {
    let (year, month) = (i32::try_from(number / 100).ok()?, u32::try_from(number % 100).ok()?);
    NaiveDate::from_ymd_opt(year, month, 1)
}

impl Shared {
    /// For the unit and each one directly below it. A ticket counts where it lies, however far up it has gone since.
    pub(super) async fn three_rates(
        &self,
        unit: UnitId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Rates>, EngineError> {
        let rows = self.store.rates((number(from), number(to)), self.clock.now()).await?;
        let org = self.world().org;
        let mut sums: BTreeMap<(UnitId, NaiveDate), [u64; 7]> = BTreeMap::new();
        for row in rows {
            let path = org.path(row.unit);
            let Some(at) = path.iter().position(|above| *above == unit) else {
                continue;
            };
            let Some(month) = first_day(row.month) else {
                continue;
            };
            let below = at.checked_sub(1).and_then(|at| path.get(at)).copied();
            for unit in std::iter::once(unit).chain(below) {
                let sum = sums.entry((unit, month)).or_default();
                sum.iter_mut().zip(row.count).for_each(|(sum, count)| *sum += count);
            }
        }
        Ok(sums.into_iter().map(|((unit, month), sum)| rates(unit, month, sum)).collect())
    }
}

const fn rates(unit: UnitId, month: NaiveDate, sum: [u64; 7]) -> Rates {
    let [reported, response_due, response_met, resolution_due, resolution_met, rated, satisfied] = sum;
    Rates { unit, month, reported, response_due, response_met, resolution_due, resolution_met, rated, satisfied }
}
