//! What a file of jobs holds, before and after it is imported.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use crate::domain::currency::MoneyFormat;
use crate::domain::money::TooLarge;
use crate::format;
use crate::import::{Field, ImportedRow, JobFile, Mapping};
use crate::ledger::ImportPreview;
use crate::say;

use super::Amount;

/// A file, looked through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportView {
    /// What would be imported, in a sentence.
    pub text: String,
    /// What pressing *Import* would do, and what it did: `Import 2 jobs`, `Imported 2 jobs`.
    pub labels: [String; 2],
    /// How many rows of each kind, in words: new, known, refused.
    pub counts: [String; 3],
    /// How many jobs are not in the books.
    #[cfg_attr(test, ts(type = "number"))]
    pub new: u64,
    /// How many are.
    #[cfg_attr(test, ts(type = "number"))]
    pub known: u64,
    /// How many rows are no jobs.
    #[cfg_attr(test, ts(type = "number"))]
    pub refused: u64,
    /// The first of each kind: refused, new, known.
    pub rows: Vec<ImportRow>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// What can be read, and from which column it is.
    pub fields: Vec<FieldView>,
    /// Columns that nothing is read from, in a sentence; null where there are none.
    pub unread: Option<String>,
}

/// A row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportRow {
    /// `new`, `known` or `refused`.
    pub verdict: &'static str,
    /// Which row it is.
    #[cfg_attr(test, ts(type = "number"))]
    pub row: u64,
    /// The job, or why it is none.
    pub text: String,
    /// When it ran, by the local clock; null where it is no job.
    pub time: Option<String>,
    /// What it cost; null where it is not known.
    pub cost: Option<Amount>,
}

/// What can be read of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FieldView {
    /// Its name.
    pub name: &'static str,
    /// What the person reads.
    pub label: String,
    /// Without it a row is no job.
    pub needed: bool,
    /// The column it is read from; null from none.
    pub column: Option<String>,
}

/// Shows what a file holds; `looked` is none while a needed column is not mapped.
pub fn import<Z: TimeZone>(
    (source, mapping): (&JobFile, &Mapping),
    looked: Option<&ImportPreview>,
    display: MoneyFormat,
    (now, zone): (DateTime<Utc>, &Z),
) -> Result<ImportView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let text = if let Some(looked) = looked {
        format::preview(looked, display, now, zone)?
    } else {
        let labels: Vec<String> = mapping.missing().into_iter().map(Field::label).collect();
        say!("import-which-columns", fields = labels.join(", "))
    };
    let unread = mapping.unread(source.columns());
    Ok(ImportView {
        text,
        labels: format::imported(looked.map_or(0, |looked| looked.new.count)),
        counts: looked.map(format::verdicts).unwrap_or_default(),
        new: looked.map_or(0, |looked| looked.new.count),
        known: looked.map_or(0, |looked| looked.known.count),
        refused: looked.map_or(0, |looked| looked.refused.count),
        rows: looked.map_or(Ok(Vec::new()), |looked| rows(looked, display, (now, zone)))?,
        columns: source.columns().to_vec(),
        fields: Field::ALL
            .into_iter()
            .map(|field| FieldView {
                name: field.name(),
                label: field.label(),
                needed: field.is_needed(),
                column: mapping.column(field).map(str::to_owned),
            })
            .collect(),
        unread: (!unread.is_empty()).then(|| say!("import-not-read", columns = unread.join(", "))),
    })
}

fn rows<Z: TimeZone>(
    looked: &ImportPreview,
    display: MoneyFormat,
    (now, zone): (DateTime<Utc>, &Z),
) -> Result<Vec<ImportRow>, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let refused = looked.refused.first.iter().map(|refusal| {
        Ok(ImportRow {
            verdict: "refused",
            row: refusal.number,
            text: refusal.without_row(),
            time: None,
            cost: None,
        })
    });
    let job = |verdict, row: &ImportedRow| {
        Ok(ImportRow {
            verdict,
            row: row.number,
            text: format::job_title(&row.what),
            time: Some(format::moment(row.at, now, zone)),
            cost: row
                .what
                .cost
                .map(|cost| Amount::price(cost, display))
                .transpose()?,
        })
    };
    let new = looked.new.first.iter().map(|row| job("new", row));
    let known = looked.known.first.iter().map(|row| job("known", row));
    refused.chain(new).chain(known).collect()
}
