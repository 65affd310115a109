//! Tables `spent_by_model` and `spent_by_model_day`: what was spent on each model and tag, for
//! charts.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::SqliteConnection;

use super::{ACCOUNT, StoreError, moment};
use crate::domain::money::Money;
use crate::domain::spending::{Settled, Slice};

/// Milliseconds in a quarter of an hour.
const QUARTER: i64 = 900_000;
/// Quarters of a day.
const DAY: i64 = 96;

/// What was spent within each of these stretches of time, on each model and tag. Their ends are
/// quarters of an hour. A stretch is its days of UTC, less what its first day has before its begin,
/// and what its last day has before its end: each end is read once, from its day's begin or, where
/// that is nearer, from its end.
pub async fn slices(
    connection: &mut SqliteConnection,
    stretches: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Result<Vec<Slice>, StoreError> {
    let quarter = |at: DateTime<Utc>| at.timestamp_millis().div_euclid(QUARTER);
    let stretches: Vec<(i64, i64)> = stretches
        .iter()
        .map(|(from, until)| (quarter(*from), quarter(*until)))
        .collect();
    let mut ends: Vec<i64> = stretches
        .iter()
        .flat_map(|(from, until)| [*from, *until])
        .collect();
    ends.sort_unstable();
    ends.dedup();
    let is_late = |end: i64| end.rem_euclid(DAY) > DAY / 2;
    let sides: Vec<(i64, i64)> = ends
        .iter()
        .map(|end| {
            let begin = end.div_euclid(DAY) * DAY;
            if is_late(*end) {
                (*end, begin + DAY)
            } else {
                (begin, *end)
            }
        })
        .collect();
    let whole = stretches
        .iter()
        .map(|(from, until)| (from.div_euclid(DAY), until.div_euclid(DAY)));
    let last = ends.iter().map(|end| {
        (
            end.div_euclid(DAY),
            end.div_euclid(DAY) + i64::from(is_late(*end)),
        )
    });
    let days: Vec<(i64, i64)> = whole.chain(last).collect();
    let sides = sums(connection, "spent_by_model", "quarter", &sides).await?;
    let days = sums(connection, "spent_by_model_day", "day", &days).await?;

    let mut slices = Vec::new();
    let none = HashMap::new();
    // A pair may have its only jobs in a day that is read by quarters.
    let pairs: BTreeSet<&(String, String)> = days.keys().chain(sides.keys()).collect();
    for pair in pairs {
        let (subject, tag) = pair;
        let (of_days, of_sides) = (
            days.get(pair).unwrap_or(&none),
            sides.get(pair).unwrap_or(&none),
        );
        // What the day of an end has before it.
        let before = |end: i64| {
            let nth = ends.binary_search(&end).unwrap_or_default();
            let side = of_sides.get(&nth).copied().unwrap_or_default();
            let day = of_days
                .get(&(stretches.len() + nth))
                .copied()
                .unwrap_or_default();
            if is_late(end) { day.less(side) } else { side }
        };
        for (group, (from, until)) in stretches.iter().enumerate() {
            let whole = of_days.get(&group).copied().unwrap_or_default();
            let [jobs, cost, unpriced] = whole.plus(before(*until)).less(before(*from)).0;
            if [jobs, cost, unpriced] != [0; 3] {
                let cost = Money::from_nano(cost);
                slices.push(Slice {
                    group,
                    subject: subject.clone(),
                    tag: tag.clone(),
                    jobs,
                    cost,
                    unpriced,
                });
            }
        }
    }
    Ok(slices)
}

/// Jobs, their cost and those of unknown price.
#[derive(Clone, Copy, Debug, Default)]
struct Triple([i64; 3]);

impl Triple {
    fn plus(self, other: Self) -> Self {
        Self(self.each(other, i64::wrapping_add))
    }

    fn less(self, other: Self) -> Self {
        Self(self.each(other, i64::wrapping_sub))
    }

    /// Parts of a sum that fits may leave the range on the way; wrapping comes back into it.
    fn each(self, other: Self, with: fn(i64, i64) -> i64) -> [i64; 3] {
        let mut both = self.0;
        for (mine, other) in both.iter_mut().zip(other.0) {
            *mine = with(*mine, other);
        }
        both
    }
}

/// By model and tag, by place in the list of stretches.
type SumsByModel = HashMap<(String, String), HashMap<usize, Triple>>;

async fn sums(
    connection: &mut SqliteConnection,
    table: &'static str,
    unit: &'static str,
    stretches: &[(i64, i64)],
) -> Result<SumsByModel, StoreError> {
    // One scan of a stretch gives all three sums, as text.
    let statement = format!(
        "SELECT * FROM (SELECT stretch.value ->> 0, subject, tag, (
             SELECT sum(jobs) || ' ' || sum(cost_nano) || ' ' || sum(unpriced) FROM {table} AS each
             WHERE each.account_id = ?1 AND each.subject = pair.subject AND each.tag = pair.tag
               AND each.{unit} >= stretch.value ->> 1 AND each.{unit} < stretch.value ->> 2) AS sums
           FROM (SELECT DISTINCT subject, tag FROM spent_by_model_day WHERE account_id = ?1) AS pair
           CROSS JOIN json_each(?2) AS stretch)
         WHERE sums IS NOT NULL"
    );
    let places = stretches
        .iter()
        .enumerate()
        .filter(|(_, (from, until))| from < until);
    let places: Vec<_> = places
        .map(|(nth, (from, until))| json!([nth, from, until]))
        .collect();
    let rows: Vec<(i64, String, String, String)> = sqlx::query_as(&statement)
        .bind(ACCOUNT)
        .bind(json!(places).to_string())
        .fetch_all(connection)
        .await?;
    let mut found = SumsByModel::new();
    for (nth, subject, tag, sums) in rows {
        let unreadable = || StoreError::Unreadable("sum");
        let nth = usize::try_from(nth).map_err(|_| unreadable())?;
        let mut sums = sums.split(' ').map(str::parse::<i64>);
        let mut next = || sums.next().and_then(Result::ok).ok_or_else(unreadable);
        let triple = Triple([next()?, next()?, next()?]);
        found.entry((subject, tag)).or_default().insert(nth, triple);
    }
    Ok(found)
}

/// What jobs of each model were taken for, and what fal billed them at.
pub async fn settled(connection: &mut SqliteConnection) -> Result<Vec<Settled>, StoreError> {
    let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "SELECT coalesce(subject, ''), count(*), sum(settled_from_nano), sum(cost_nano) FROM job INDEXED BY job_settled
         WHERE account_id = ?1 AND settled_from_nano IS NOT NULL AND voided_at IS NULL GROUP BY subject ORDER BY 2 DESC LIMIT 20",
    )
    .bind(ACCOUNT)
    .fetch_all(connection)
    .await?;
    let settled = |(subject, jobs, estimated, billed)| Settled {
        subject,
        jobs,
        estimated: Money::from_nano(estimated),
        billed: Money::from_nano(billed),
    };
    Ok(rows.into_iter().map(settled).collect())
}

/// The newest corrections: when, and by how much.
pub async fn corrections(
    connection: &mut SqliteConnection,
    limit: u32,
) -> Result<Vec<(DateTime<Utc>, Money)>, StoreError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT at, cost_nano FROM job INDEXED BY job_corrected
         WHERE account_id = ?1 AND basis = 'correction' AND voided_at IS NULL ORDER BY at DESC LIMIT ?2",
    )
    .bind(ACCOUNT)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(at, cost)| Ok((moment(at)?, Money::from_nano(cost))))
        .collect()
}
