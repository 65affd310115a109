//! The words of an import.

use chrono::{DateTime, TimeZone, Utc};

use super::{grouped, moment, total};
use crate::domain::currency::Display;
use crate::domain::money::TooLarge;
use crate::ledger::Looked;

/// `1 job`, `60,000 jobs`.
#[must_use]
pub fn counted_jobs(count: u64) -> String {
    if count == 1 { "1 job".to_owned() } else { format!("{} jobs", grouped(count.into())) }
}

/// How many rows are new, known and refused.
#[must_use]
pub fn verdicts(looked: &Looked) -> [String; 3] {
    let count = |count: u64, words: &str| format!("{} {words}", grouped(count.into()));
    [
        count(looked.new.count, "new"),
        count(looked.known.count, "known already"),
        count(looked.refused.count, "cannot be read"),
    ]
}

/// What a file of jobs holds.
pub fn looked<Z: TimeZone>(looked: &Looked, display: Display, now: DateTime<Utc>, zone: &Z) -> Result<String, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let number = |count: u64, one: &str, more: &str| {
        if count == 1 { format!("1 {one}") } else { format!("{} {more}", grouped(count.into())) }
    };
    let mut parts = match looked.span {
        None => vec!["Nothing new.".to_owned()],
        Some((first, last)) => {
            let cost = total(looked.cost, display)?;
            let (first, last) = (moment(first, now, zone), moment(last, now, zone));
            let span = if first == last { first } else { format!("{first} to {last}") };
            vec![format!("{}, {cost} in all, {span}.", number(looked.new.count, "new job", "new jobs"))]
        }
    };
    if looked.unpriced > 0 {
        parts.push(format!("{} without a cost.", number(looked.unpriced, "of them is", "of them are")));
    }
    if let Some((count, cost)) = looked.by_hand {
        let count = number(
            count.unsigned_abs(),
            "job logged by hand in that time stays",
            "jobs logged by hand in that time stay",
        );
        parts.push(format!("{count} and will count too, {} in all.", total(cost, display)?));
    }
    if looked.known.count > 0 {
        parts.push(format!("{} already.", number(looked.known.count, "job is known", "jobs are known")));
    }
    if looked.refused.count > 0 {
        parts.push(format!("{}.", number(looked.refused.count, "row cannot be read", "rows cannot be read")));
    }
    Ok(parts.join(" "))
}
