//! Sentences about an import.

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_i18n::say;
use fal_budget_ledger::ImportPreview;

use super::number::grouped;
use super::{moment, total};

/// Returns the label of the button, and the notice once the import is done.
#[must_use]
pub fn imported(jobs: u64) -> [String; 2] {
    if jobs == 0 {
        return [say!("import-nothing"), say!("imported-nothing")];
    }
    let number = grouped(jobs.into());
    [
        say!("import-jobs", jobs = jobs, number = number.as_str()),
        say!("imported-jobs", jobs = jobs, number = number),
    ]
}

/// Returns the number of new, known and refused rows in words.
#[must_use]
pub fn verdicts(preview: &ImportPreview) -> [String; 3] {
    let (new, known) = (preview.new.count, preview.known.count);
    let refused = preview.refused.count;
    [
        say!("rows-new", rows = new, number = grouped(new.into())),
        say!("rows-known", rows = known, number = grouped(known.into())),
        say!(
            "rows-refused",
            rows = refused,
            number = grouped(refused.into())
        ),
    ]
}

/// Sums the rows of a file up, in a sentence for each class that has any.
pub fn preview<Z: TimeZone>(
    preview: &ImportPreview,
    display: MoneyFormat,
    moment: (DateTime<Utc>, &Z),
) -> Result<String, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let sentences = [
        Some(new_jobs(preview, display, moment)?),
        if_any(preview.unpriced, |jobs, number| {
            say!("looked-unpriced", jobs = jobs, number = number)
        }),
        by_hand(preview, display)?,
        if_any(preview.known.count, |jobs, number| {
            say!("looked-known", jobs = jobs, number = number)
        }),
        if_any(preview.settled, |jobs, number| {
            say!("looked-settled", jobs = jobs, number = number)
        }),
        if_any(preview.refused.count, |rows, number| {
            say!("looked-refused", rows = rows, number = number)
        }),
    ];
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    Ok(sentences.join(" "))
}

fn if_any(count: u64, sentence: impl FnOnce(u64, String) -> String) -> Option<String> {
    (count > 0).then(|| sentence(count, grouped(count.into())))
}

/// Names the jobs logged by hand in the same time. The person decides on them: no rule tells
/// whether both are the same calls.
fn by_hand(preview: &ImportPreview, display: MoneyFormat) -> Result<Option<String>, TooLarge> {
    let Some((jobs, cost)) = preview.by_hand else {
        return Ok(None);
    };
    let (number, cost) = (grouped(jobs.into()), total(cost, display)?);
    Ok(Some(say!(
        "looked-by-hand",
        jobs = jobs,
        number = number,
        cost = cost
    )))
}

fn new_jobs<Z: TimeZone>(
    preview: &ImportPreview,
    display: MoneyFormat,
    (now, zone): (DateTime<Utc>, &Z),
) -> Result<String, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let Some((first, last)) = preview.span else {
        return Ok(say!("looked-nothing-new"));
    };
    let (first, last) = (moment(first, now, zone), moment(last, now, zone));
    // Compared as shown: two moments of the same minute would read as a span of nothing.
    let span = if first == last {
        first
    } else {
        say!("span", first = first, last = last)
    };
    let (jobs, cost) = (preview.new.count, total(preview.cost, display)?);
    Ok(say!(
        "looked-new",
        jobs = jobs,
        number = grouped(jobs.into()),
        cost = cost,
        span = span
    ))
}
