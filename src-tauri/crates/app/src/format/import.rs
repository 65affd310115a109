//! Sentences about an import.

use std::path::Path;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::jobs::imported::ChargeKind;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
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
        refunds(preview, display)?,
        if_any(preview.of_euros, |jobs, number| {
            say!("looked-euros", jobs = jobs, number = number)
        }),
        if_any(preview.rounded, |amounts, number| {
            say!("looked-rounded", amounts = amounts, number = number)
        }),
        charges(preview, display)?,
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

/// Says where the rows were saved that cannot be read.
#[must_use]
pub fn saved_rows(rows: u64, to: &Path) -> String {
    say!(
        "import-saved",
        rows = rows,
        number = grouped(rows.into()),
        file = to.display().to_string()
    )
}

/// Names the refunds among the new jobs.
fn refunds(preview: &ImportPreview, display: MoneyFormat) -> Result<Option<String>, TooLarge> {
    let (count, sum) = preview.refunds;
    let sum = total(sum, display)?;
    Ok(if_any(count, |jobs, number| {
        say!("looked-refunds", jobs = jobs, number = number, cost = sum)
    }))
}

/// Names the parts of a bill that are no jobs, each with its sum.
fn charges(preview: &ImportPreview, display: MoneyFormat) -> Result<Option<String>, TooLarge> {
    let charge = |(kind, (rows, sum)): (&ChargeKind, &(u64, Money))| {
        Ok(say!(
            "looked-charge",
            kind = kind_of_charge(*kind),
            rows = *rows,
            number = grouped((*rows).into()),
            cost = total(*sum, display)?
        ))
    };
    let charges = preview.charges.iter().map(charge);
    let charges: Vec<String> = charges.collect::<Result<_, TooLarge>>()?;
    Ok((!charges.is_empty()).then(|| say!("looked-charges", list = charges.join(", "))))
}

fn kind_of_charge(kind: ChargeKind) -> String {
    match kind {
        ChargeKind::Credit => say!("charge-credit"),
        ChargeKind::Refund => say!("charge-refund"),
        ChargeKind::Adjustment => say!("charge-adjustment"),
        ChargeKind::Discount => say!("charge-discount"),
        ChargeKind::Tax => say!("charge-tax"),
        ChargeKind::Fee => say!("charge-fee"),
        ChargeKind::Purchase => say!("charge-purchase"),
    }
}

/// Asks if amounts below zero are refunds.
pub fn asked_refunds(rows: u64, sum: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    let (number, cost) = (grouped(rows.into()), total(sum, display)?);
    Ok(say!(
        "import-refunds",
        rows = rows,
        number = number,
        cost = cost
    ))
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
