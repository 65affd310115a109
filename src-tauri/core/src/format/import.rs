//! The words of an import.

use chrono::{DateTime, TimeZone, Utc};

use super::number::grouped;
use super::{moment, total};
use crate::domain::currency::MoneyFormat;
use crate::domain::money::TooLarge;
use crate::ledger::ImportPreview;
use crate::say;

/// What the button does, and what it has done.
#[must_use]
pub fn imported(count: u64) -> [String; 2] {
    if count == 0 {
        return [say!("import-nothing"), say!("imported-nothing")];
    }
    let number = grouped(count.into());
    [
        say!("import-jobs", jobs = count, number = number.as_str()),
        say!("imported-jobs", jobs = count, number = number),
    ]
}

/// How many rows are new, known and refused.
#[must_use]
pub fn verdicts(looked: &ImportPreview) -> [String; 3] {
    let (new, known, refused) = (looked.new.count, looked.known.count, looked.refused.count);
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

/// What a file of jobs holds.
pub fn preview<Z: TimeZone>(
    looked: &ImportPreview,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<String, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let mut parts = match looked.span {
        None => vec![say!("looked-nothing-new")],
        Some((first, last)) => {
            let (first, last) = (moment(first, now, zone), moment(last, now, zone));
            let span = if first == last {
                first
            } else {
                say!("span", first = first, last = last)
            };
            let (new, cost) = (looked.new.count, total(looked.cost, display)?);
            vec![say!(
                "looked-new",
                jobs = new,
                number = grouped(new.into()),
                cost = cost,
                span = span
            )]
        }
    };
    if looked.unpriced > 0 {
        parts.push(say!(
            "looked-unpriced",
            jobs = looked.unpriced,
            number = grouped(looked.unpriced.into())
        ));
    }
    if let Some((count, cost)) = looked.by_hand {
        let cost = total(cost, display)?;
        parts.push(say!(
            "looked-by-hand",
            jobs = count,
            number = grouped(count.into()),
            cost = cost
        ));
    }
    if looked.known.count > 0 {
        parts.push(say!(
            "looked-known",
            jobs = looked.known.count,
            number = grouped(looked.known.count.into())
        ));
    }
    if looked.refused.count > 0 {
        parts.push(say!(
            "looked-refused",
            rows = looked.refused.count,
            number = grouped(looked.refused.count.into())
        ));
    }
    Ok(parts.join(" "))
}
