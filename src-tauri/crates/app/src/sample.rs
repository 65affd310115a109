//! Sample: sixty days of jobs to look around in, for those who have none of their own yet.

use std::fmt::Write;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use rust_decimal::Decimal;

/// Days that the sample goes back.
const DAYS: u32 = 60;
/// Day with many more jobs than the others, counted back from today.
const DEAR_DAY: u32 = 20;
/// Models with their cost in thousandths of a dollar and their project.
const MODELS: [(&str, i64, &str); 5] = [
    ("fal-ai/flux/dev", 25, "site"),
    ("fal-ai/nano-banana-pro", 150, "campaign"),
    ("fal-ai/veo3.1/fast", 800, "campaign"),
    ("fal-ai/recraft-v3", 40, "site"),
    (
        "fal-ai/kling-video/v2.1/standard/image-to-video",
        280,
        "clips",
    ),
];

/// Writes the jobs as a table that can be imported: more on working days, and one dear day.
#[must_use]
pub fn table(now: DateTime<Utc>) -> String {
    let mut table = "timestamp,endpoint_id,cost_total,tag\n".to_owned();
    for day in (1..=DAYS).rev() {
        let at = now - TimeDelta::days(day.into());
        for nth in 0..jobs_of(day, at) {
            let number = usize::try_from(day * 7 + nth * 3).unwrap_or_default();
            let Some((model, thousandths, tag)) = MODELS.get(number % MODELS.len()) else {
                continue;
            };
            let cost = Decimal::new(thousandths * (1 + i64::from(nth % 2)), 3);
            let at = (at + TimeDelta::minutes(i64::from(nth) * 11)).to_rfc3339();
            let _ = writeln!(table, "{at},{model},{cost},{tag}");
        }
    }
    table
}

fn jobs_of(day: u32, at: DateTime<Utc>) -> u32 {
    let is_off = at.weekday().number_from_monday() > 5;
    let usual = if is_off { 1 } else { 2 + day % 4 };
    usual + if day == DEAR_DAY { 12 } else { 0 }
}
