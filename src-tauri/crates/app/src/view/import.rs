//! Rows of a file of jobs, before and after its import.

use chrono::{DateTime, Offset, TimeZone, Utc};
use fal_budget_domain::jobs::imported::{ImportedRow, RejectedRow};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_i18n::{Localize, say};
use fal_budget_ledger::ImportPreview;
use fal_budget_transfer::columns::{DayOrder, JobField, Zone};
use fal_budget_transfer::import::{ImportRequest, Mapping, RefundChoice, TextEncoding};
use serde::Serialize;
use strum::VariantNames;

use super::Amount;
use crate::format;

/// Import preview, or the result of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportView {
    /// Sentence that sums the rows up, or asks for the columns of needed fields.
    pub text: String,
    /// Label of the button, and the notice once the import is done: `Import 2 jobs`, `Imported 2
    /// jobs`.
    pub labels: [String; 2],
    /// Number of rows in words: new, known, refused.
    pub counts: [String; 3],
    /// Number of jobs that are not in the ledger.
    #[cfg_attr(test, ts(type = "number"))]
    pub new: u64,
    /// Number of jobs that are.
    #[cfg_attr(test, ts(type = "number"))]
    pub known: u64,
    /// Number of known jobs that get the cost which fal billed.
    #[cfg_attr(test, ts(type = "number"))]
    pub settled: u64,
    /// Number of rows that are no jobs.
    #[cfg_attr(test, ts(type = "number"))]
    pub refused: u64,
    /// First rows of each class: refused, new, known.
    pub rows: Vec<ImportRow>,
    /// Names of the file's columns.
    pub columns: Vec<String>,
    /// First values of each column.
    pub values: Vec<String>,
    /// Fields that can be read, with their columns.
    pub fields: Vec<FieldView>,
    /// Sentence on the columns that no field is read from. `null` if every column is read.
    pub unread: Option<String>,
    /// Sentences on how the file was read: its encoding, lines before its headers, and the zone of
    /// its times. Empty if nothing had to be chosen.
    pub notes: Vec<String>,
    /// Choices of how the file is read.
    pub choices: Vec<ImportChoice>,
}

/// Choice of how a file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportChoice {
    /// Name by which a request gives it: `encoding`, `zone`, `dates` or `refunds`.
    pub name: &'static str,
    /// Label beside it.
    pub label: String,
    /// Question that only the person can answer. `null` if there is none, or it is answered.
    pub question: Option<String>,
    /// Words to choose from, each with its label. Empty for a field to type into.
    pub options: Vec<(&'static str, String)>,
    /// Words that are offered while something is typed, beside any other.
    pub offered: Vec<&'static str>,
    /// Word that is chosen, by the person or by the file. Empty while none is.
    pub value: String,
}

/// Row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportRow {
    /// `new`, `known` or `refused`.
    pub verdict: &'static str,
    /// Number of the row in the file.
    #[cfg_attr(test, ts(type = "number"))]
    pub row: u64,
    /// Title of the job, or the reason why the row is none.
    pub text: String,
    /// Local time of the job. `null` for a refused row.
    pub time: Option<String>,
    /// Cost of the job. `null` if it is unknown, or the row is refused.
    pub cost: Option<Amount>,
}

/// Field that can be read from a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FieldView {
    /// Name by which `columns` of a request maps the field.
    pub name: &'static str,
    /// Label beside the choice of the column.
    pub label: String,
    /// A row without the field is refused.
    pub needed: bool,
    /// Column that the field is read from. `null` if from none.
    pub column: Option<String>,
}

/// Builds the view of a file. `preview` is `None` while the person must say which column or which
/// date is meant.
pub fn import<Z: TimeZone>(
    request: &ImportRequest<Z>,
    preview: Option<&ImportPreview>,
    display: MoneyFormat,
) -> Result<ImportView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let ImportRequest { file, mapping, .. } = request;
    let moment = (request.now, &request.zone);
    let count = |of: fn(&ImportPreview) -> u64| preview.map_or(0, of);
    let new = count(|preview| preview.new.count);
    let choices = choices(request, preview, display)?;
    let text = match preview {
        Some(preview) => format::preview(preview, display, moment)?,
        None if mapping.missing().is_empty() => {
            let questions = choices.iter().filter_map(|choice| choice.question.clone());
            questions.collect::<Vec<_>>().join(" ")
        }
        None => which_columns(mapping),
    };
    let rows = match preview {
        Some(preview) => rows(preview, display, moment)?,
        None => Vec::new(),
    };
    let unread = mapping.unread(file.columns());
    let values = |column: &String| file.values(column).join(" · ");
    Ok(ImportView {
        text,
        labels: format::imported(new),
        counts: preview.map(format::verdicts).unwrap_or_default(),
        new,
        known: count(|preview| preview.known.count),
        settled: count(|preview| preview.settled),
        refused: count(|preview| preview.refused.count),
        rows,
        columns: file.columns().to_vec(),
        values: file.columns().iter().map(values).collect(),
        fields: fields(mapping),
        notes: notes(request),
        choices,
        unread: (!unread.is_empty()).then(|| say!("import-not-read", columns = unread.join(", "))),
    })
}

/// Says how a file was read, as far as it could have been read otherwise.
fn notes<Z: TimeZone>(request: &ImportRequest<Z>) -> Vec<String>
where
    Z::Offset: std::fmt::Display,
{
    let ImportRequest { file, customs, .. } = request;
    let encoding = (file.encoding() != TextEncoding::Utf8).then(|| {
        let encoding: &str = file.encoding().into();
        say!("import-encoding", encoding = encoding.to_uppercase())
    });
    let skipped = (file.skipped() > 0).then(|| {
        say!(
            "import-skipped",
            lines = u64::try_from(file.skipped()).unwrap_or_default()
        )
    });
    let zone = customs.has_local.then(|| {
        let named = customs.zone.and_then(Zone::name);
        named.map_or_else(
            || {
                let here = request.now.with_timezone(&request.zone);
                let offset = here.offset().fix().to_string();
                say!("import-zone-here", zone = offset)
            },
            |zone| say!("import-zone", zone = zone),
        )
    });
    [encoding, skipped, zone].into_iter().flatten().collect()
}

/// Word of a choice, or nothing while none is made.
fn word(choice: Option<impl Into<&'static str>>) -> String {
    choice.map_or("", Into::into).to_owned()
}

/// Lists the choices that make a difference for a file.
fn choices<Z: TimeZone>(
    request: &ImportRequest<Z>,
    preview: Option<&ImportPreview>,
    display: MoneyFormat,
) -> Result<Vec<ImportChoice>, TooLarge> {
    let customs = &request.customs;
    let dates = customs.doubtful.as_ref().map(|date| ImportChoice {
        name: "dates",
        label: say!("choice-dates"),
        question: (customs.order.is_none()).then(|| say!("import-day-or-month", date = date)),
        options: vec![
            (DayOrder::DayFirst.into(), say!("choice-day-first")),
            (DayOrder::MonthFirst.into(), say!("choice-month-first")),
        ],
        offered: Vec::new(),
        value: word(customs.order),
    });
    let asked = preview.map_or((0, Money::ZERO), |preview| preview.asked_refunds);
    let question = match asked {
        (0, _) => None,
        (rows, sum) => Some(format::asked_refunds(rows, sum, display)?),
    };
    let is_of_refunds = question.is_some() || customs.refunds.is_some();
    let refunds = is_of_refunds.then(|| ImportChoice {
        name: "refunds",
        label: say!("choice-refunds"),
        question,
        options: vec![
            (RefundChoice::Take.into(), say!("choice-take")),
            (RefundChoice::Leave.into(), say!("choice-leave")),
        ],
        offered: Vec::new(),
        value: word(customs.refunds),
    });
    let zone = customs.has_local.then(|| zone(customs.zone));
    let encoding: &str = request.file.encoding().into();
    let encoding = ImportChoice {
        name: "encoding",
        label: say!("choice-encoding"),
        question: None,
        options: TextEncoding::VARIANTS
            .iter()
            .map(|name| (*name, name.to_uppercase()))
            .collect(),
        offered: Vec::new(),
        value: encoding.to_owned(),
    };
    Ok([dates, refunds, zone, Some(encoding)]
        .into_iter()
        .flatten()
        .collect())
}

fn zone(chosen: Option<Zone>) -> ImportChoice {
    ImportChoice {
        name: "zone",
        label: say!("choice-zone"),
        question: None,
        options: Vec::new(),
        offered: Zone::names().collect(),
        value: chosen.map(Zone::word).unwrap_or_default(),
    }
}

fn which_columns(mapping: &Mapping) -> String {
    let missing = mapping.missing().into_iter();
    let labels: Vec<String> = missing.map(JobField::label).collect();
    say!("import-which-columns", fields = labels.join(", "))
}

fn fields(mapping: &Mapping) -> Vec<FieldView> {
    JobField::imported()
        .map(|field| FieldView {
            name: field.name(),
            label: field.label(),
            needed: field.is_needed(),
            column: mapping.column(field).map(str::to_owned),
        })
        .collect()
}

fn rows<Z: TimeZone>(
    preview: &ImportPreview,
    display: MoneyFormat,
    moment: (DateTime<Utc>, &Z),
) -> Result<Vec<ImportRow>, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let job = |verdict| move |row| job_row(verdict, row, display, moment);
    let refused = preview.refused.first.iter().map(refused_row).map(Ok);
    let new = preview.new.first.iter().map(job("new"));
    let known = preview.known.first.iter().map(job("known"));
    // Refused rows first: they need the person.
    refused.chain(new).chain(known).collect()
}

fn refused_row(row: &RejectedRow) -> ImportRow {
    ImportRow {
        verdict: "refused",
        row: row.number,
        text: row.without_row().localized(),
        time: None,
        cost: None,
    }
}

fn job_row<Z: TimeZone>(
    verdict: &'static str,
    row: &ImportedRow,
    display: MoneyFormat,
    (now, zone): (DateTime<Utc>, &Z),
) -> Result<ImportRow, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let cost = row.what.cost.map(|cost| Amount::price(cost, display));
    Ok(ImportRow {
        verdict,
        row: row.number,
        text: format::job_title(&row.what),
        time: Some(format::moment(row.at, now, zone)),
        cost: cost.transpose()?,
    })
}
