//! Tables `spent_by_model` and `spent_by_model_day`: sums by model and tag for charts, and lists of
//! settled jobs and corrections.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::money::Money;
use fal_budget_domain::spending::{ANY_MODEL, SettledEstimates, Slice};
use serde_json::json;

use crate::tables::job;
use crate::{StoreError, Tx, timestamp};

/// Milliseconds in a quarter of an hour.
const QUARTER: i64 = 900_000;
/// Quarters of an hour in a day.
const QUARTERS_A_DAY: i64 = 96;
/// Most pairs of a subject and a tag whose sums are looked up one by one.
const MOST_LOOKED_UP: i64 = 1000;

/// Sums what was spent within each time range, by model and tag. Start and end of a range must be
/// at quarters of an hour. [`Slice::group`] is the index of the range; sums of zero are left out.
// Local days begin at other moments than the UTC days of the sums. A range is therefore its UTC
// days, plus what the day of its end has before the end, less what the day of its start has before
// the start. The end of one local day is the start of the next, so each boundary is read once.
pub async fn slices(
    tx: &mut Tx,
    ranges: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Result<Vec<Slice>, StoreError> {
    let ranges: Vec<BoundaryPair> = ranges
        .iter()
        .map(|(from, until)| (Boundary::at(*from), Boundary::at(*until)))
        .collect();
    let sums = RangeSums::read(tx, &ranges).await?;
    let mut slices = Vec::new();
    for model in sums.models() {
        let of_model = sums.of_model(model);
        for (group, range) in ranges.iter().enumerate() {
            let sum = of_model.within(group, *range);
            slices.extend(sum.into_slice(model, group));
        }
    }
    Ok(slices)
}

/// Sums what was spent within each time range by the key that paid; jobs without one are left out.
/// [`Slice::group`] is the index of the range.
pub async fn slices_by_key(
    tx: &mut Tx,
    ranges: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Result<Vec<Slice>, StoreError> {
    let keys = job::keys(tx).await?;
    let ids: Vec<&str> = keys.iter().map(KeyId::as_str).collect();
    let ranges: Vec<_> = ranges
        .iter()
        .map(|(from, until)| [from.timestamp_millis(), until.timestamp_millis()])
        .collect();
    // CROSS JOIN keeps the order: each key with each range, along the index.
    let rows: Vec<(i64, String, i64, i64, i64)> = sqlx::query_as(
        "SELECT span.key, job.key_id, count(*), coalesce(sum(cost_nano), 0),
           sum(cost_nano IS NULL)
         FROM json_each(?2) AS id CROSS JOIN json_each(?3) AS span
         CROSS JOIN job INDEXED BY job_key
         WHERE account_id = ?1 AND key_id = id.value AND voided_at IS NULL
           AND at >= span.value ->> 0 AND at < span.value ->> 1
         GROUP BY span.key, job.key_id",
    )
    .bind(tx.account())
    .bind(json!(ids).to_string())
    .bind(json!(ranges).to_string())
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|(group, key, jobs, cost, unpriced)| {
            Ok(Slice {
                group: usize::try_from(group).map_err(|_| StoreError::Unreadable("sum"))?,
                subject: ANY_MODEL.to_owned(),
                tag: String::new(),
                key,
                jobs,
                cost: Money::from_nano(cost),
                unpriced,
            })
        })
        .collect()
}

/// Subject and tag that sums are kept by.
type ModelTag = (String, String);
/// Sums by index in a list of ranges. Ranges without jobs are left out.
type SumsByRange = HashMap<usize, PartialSum>;
/// Sums by subject and tag.
type SumsByModel = HashMap<ModelTag, SumsByRange>;
/// Start and end of a range.
type BoundaryPair = (Boundary, Boundary);

/// Start or end of a range, in quarters of an hour since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Boundary(i64);

impl Boundary {
    const fn at(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_millis().div_euclid(QUARTER))
    }

    /// UTC day that the boundary is in, in days since 1970.
    const fn day(self) -> i64 {
        self.0.div_euclid(QUARTERS_A_DAY)
    }

    const fn is_afternoon(self) -> bool {
        self.0.rem_euclid(QUARTERS_A_DAY) > QUARTERS_A_DAY / 2
    }

    /// Quarters of the day to be summed, end excluded: those before the boundary in the morning,
    /// those after it in the afternoon. There are never more than half a day of them.
    const fn quarters(self) -> (i64, i64) {
        let midnight = self.day() * QUARTERS_A_DAY;
        if self.is_afternoon() {
            (self.0, midnight + QUARTERS_A_DAY)
        } else {
            (midnight, self.0)
        }
    }

    /// Days to be summed, end excluded: in the afternoon the day of the boundary, from which the
    /// quarters are subtracted.
    const fn days(self) -> (i64, i64) {
        (self.day(), self.day() + self.is_afternoon() as i64)
    }
}

/// Sums of the days and quarters that ranges are put together from.
struct RangeSums {
    /// By index: the whole days of each range, then the days of each boundary.
    days: SumsByModel,
    /// By index: the quarters of each boundary.
    quarters: SumsByModel,
    /// All starts and ends in order, each once.
    boundaries: Vec<Boundary>,
    /// Number of ranges.
    ranges: usize,
}

impl RangeSums {
    async fn read(tx: &mut Tx, ranges: &[BoundaryPair]) -> Result<Self, StoreError> {
        let boundaries: BTreeSet<Boundary> = ranges
            .iter()
            .flat_map(|(from, until)| [*from, *until])
            .collect();
        let boundaries: Vec<Boundary> = boundaries.into_iter().collect();
        let quarters: Vec<_> = boundaries.iter().map(|each| each.quarters()).collect();
        let whole = ranges.iter().map(|(from, until)| (from.day(), until.day()));
        let days: Vec<_> = whole
            .chain(boundaries.iter().map(|each| each.days()))
            .collect();
        Ok(Self {
            quarters: sums(tx, "spent_by_model", "quarter", &quarters).await?,
            days: sums(tx, "spent_by_model_day", "day", &days).await?,
            boundaries,
            ranges: ranges.len(),
        })
    }

    /// Subjects and tags with any sum. Those with jobs on one day only may have none by day.
    fn models(&self) -> BTreeSet<&ModelTag> {
        self.days.keys().chain(self.quarters.keys()).collect()
    }

    fn of_model(&self, model: &ModelTag) -> ModelSums<'_> {
        ModelSums {
            days: self.days.get(model),
            quarters: self.quarters.get(model),
            all: self,
        }
    }
}

/// The sums of one subject and tag; `None` if there are none.
struct ModelSums<'a> {
    days: Option<&'a SumsByRange>,
    quarters: Option<&'a SumsByRange>,
    all: &'a RangeSums,
}

impl ModelSums<'_> {
    /// Sum of the range with this index.
    fn within(&self, nth: usize, (from, until): BoundaryPair) -> PartialSum {
        sum_at(self.days, nth)
            .plus(self.before(until))
            .minus(self.before(from))
    }

    /// Sum of the part of a boundary's day that is before the boundary.
    fn before(&self, boundary: Boundary) -> PartialSum {
        let nth = self.all.boundaries.binary_search(&boundary);
        let nth = nth.unwrap_or_default();
        let quarters = sum_at(self.quarters, nth);
        if boundary.is_afternoon() {
            sum_at(self.days, self.all.ranges + nth).minus(quarters)
        } else {
            quarters
        }
    }
}

fn sum_at(sums: Option<&SumsByRange>, nth: usize) -> PartialSum {
    let sum = sums.and_then(|sums| sums.get(&nth));
    sum.copied().unwrap_or_default()
}

/// Number of jobs, their cost in nano-dollars, and the number of jobs of unknown cost.
// Wraps around, because parts of a sum that fits may leave the range on the way and come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct PartialSum([i64; 3]);

impl PartialSum {
    fn plus(self, other: Self) -> Self {
        self.combine(other, i64::wrapping_add)
    }

    fn minus(self, other: Self) -> Self {
        self.combine(other, i64::wrapping_sub)
    }

    fn combine(mut self, other: Self, with: fn(i64, i64) -> i64) -> Self {
        for (mine, other) in self.0.iter_mut().zip(other.0) {
            *mine = with(*mine, other);
        }
        self
    }

    /// Converts the sum of a range. Returns `None` if nothing was spent in it.
    fn into_slice(self, (subject, tag): &ModelTag, group: usize) -> Option<Slice> {
        let [jobs, cost, unpriced] = self.0;
        (self != Self::default()).then(|| Slice {
            group,
            subject: subject.clone(),
            tag: tag.clone(),
            key: String::new(),
            jobs,
            cost: Money::from_nano(cost),
            unpriced,
        })
    }
}

/// Sums each range of a table by model and tag. `unit` is the column that ranges are in; their ends
/// are excluded.
async fn sums(
    tx: &mut Tx,
    table: &'static str,
    unit: &'static str,
    ranges: &[(i64, i64)],
) -> Result<SumsByModel, StoreError> {
    let pairs: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (
           SELECT DISTINCT subject, tag FROM spent_by_model_day WHERE account_id = ?1)",
    )
    .bind(tx.account())
    .fetch_one(tx.connection())
    .await?;
    let statement = if pairs > MOST_LOOKED_UP {
        by_scan(table, unit)
    } else {
        by_look_up(table, unit)
    };
    let spans: Vec<_> = ranges
        .iter()
        .enumerate()
        .filter(|(_, (from, until))| from < until)
        .map(|(nth, (from, until))| json!([nth, from, until]))
        .collect();
    let rows: Vec<(i64, String, String, String)> = sqlx::query_as(&statement)
        .bind(tx.account())
        .bind(json!(spans).to_string())
        .fetch_all(tx.connection())
        .await?;
    let mut found = SumsByModel::new();
    for (nth, subject, tag, sums) in rows {
        let (nth, sum) = usize::try_from(nth)
            .ok()
            .zip(parse_sums(&sums))
            .ok_or(StoreError::Unreadable("sum"))?;
        found.entry((subject, tag)).or_default().insert(nth, sum);
    }
    Ok(found)
}

/// Looks each range of each pair up along the primary key, which reads nothing else of a long
/// history.
// A scalar subquery may return one value only, so one scan of a range returns its three sums as
// text. CROSS JOIN keeps the order: pairs first, each with all ranges.
fn by_look_up(table: &str, unit: &str) -> String {
    format!(
        "SELECT * FROM (
           SELECT span.value ->> 0, subject, tag, (
             SELECT sum(jobs) || ' ' || sum(cost_nano) || ' ' || sum(unpriced)
             FROM {table} AS each
             WHERE each.account_id = ?1 AND each.subject = pair.subject AND each.tag = pair.tag
               AND each.{unit} >= span.value ->> 1 AND each.{unit} < span.value ->> 2) AS sums
           FROM (
             SELECT DISTINCT subject, tag FROM spent_by_model_day WHERE account_id = ?1) AS pair
           CROSS JOIN json_each(?2) AS span)
         WHERE sums IS NOT NULL"
    )
}

/// Reads the table once and puts each row into its ranges: of thousands of pairs most have nothing
/// in most ranges.
fn by_scan(table: &str, unit: &str) -> String {
    format!(
        "WITH span AS MATERIALIZED (
           SELECT value ->> 0 AS nth, value ->> 1 AS low, value ->> 2 AS high FROM json_each(?2))
         SELECT nth, subject, tag, sum(jobs) || ' ' || sum(cost_nano) || ' ' || sum(unpriced)
         FROM {table} AS each CROSS JOIN span
         WHERE each.account_id = ?1 AND each.{unit} >= low AND each.{unit} < high
         GROUP BY subject, tag, nth"
    )
}

fn parse_sums(text: &str) -> Option<PartialSum> {
    let mut sums = text.split(' ').map(str::parse::<i64>);
    let mut next = || sums.next()?.ok();
    Some(PartialSum([next()?, next()?, next()?]))
}

/// Compares estimates with what fal billed, for the 20 models with the most settled jobs.
pub async fn settled(tx: &mut Tx) -> Result<Vec<SettledEstimates>, StoreError> {
    // The hint makes the query fail rather than read a million jobs should the index change.
    let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "SELECT coalesce(subject, ''), count(*), sum(settled_from_nano), sum(cost_nano)
         FROM job INDEXED BY job_settled
         WHERE account_id = ?1 AND settled_from_nano IS NOT NULL AND voided_at IS NULL
         GROUP BY subject ORDER BY 2 DESC LIMIT 20",
    )
    .bind(tx.account())
    .fetch_all(tx.connection())
    .await?;
    let settled = |(subject, jobs, estimated, billed)| SettledEstimates {
        subject,
        jobs,
        estimated: Money::from_nano(estimated),
        settled: Money::from_nano(billed),
    };
    Ok(rows.into_iter().map(settled).collect())
}

/// Lists the time and amount of the newest corrections.
pub async fn corrections(
    tx: &mut Tx,
    limit: u32,
) -> Result<Vec<(DateTime<Utc>, Money)>, StoreError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT at, cost_nano FROM job INDEXED BY job_corrected
         WHERE account_id = ?1 AND basis = 'correction' AND voided_at IS NULL
         ORDER BY at DESC LIMIT ?2",
    )
    .bind(tx.account())
    .bind(limit)
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|(at, cost)| Ok((timestamp(at)?, Money::from_nano(cost))))
        .collect()
}
