//! Requests for files: tables of jobs, entries and prices, and jobs as a page to print.

use std::fmt::Display;
use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use fal_budget_domain::jobs::Job;
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;
use fal_budget_store::tables::page::{Order, Place};
use fal_budget_transfer::columns::{CsvStyle, DecimalSign, Separator};
use fal_budget_transfer::export::{
    self, ExportFormat, ExportKind, ExportRequest, JobColumns, SpentPart,
};
use serde::Deserialize;

use super::select::{JobFilter, JobSelection};
use crate::input::TypedPeriod;
use crate::printable::{Printable, Sums};
use crate::view::BreakdownView;
use crate::{Error, InputError};

/// Most jobs that a page lists: some eighty sheets of paper.
const MAX_LISTED: i64 = 4000;
/// Jobs read at a time.
const PAGE: u32 = 1000;

/// Form of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportForm {
    /// Table for a spreadsheet or a program.
    Table(ExportFormat),
    /// Page to print, one file without scripts.
    Page,
}

/// Content of an export and its writing, in a caller's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportChoice {
    /// `jobs`, `entries` or `prices`.
    pub what: String,
    /// Choice of jobs.
    pub selection: JobSelection,
    /// Columns of jobs: `own` or `focus`.
    pub columns: Option<String>,
    /// Writes a table that Excel opens by a double click.
    pub is_for_excel: bool,
    /// `comma`, `semicolon` or `tab`.
    pub separator: Option<String>,
    /// Decimal sign: `point` or `comma`.
    pub decimal: Option<String>,
}

/// `export_file`: writes an export to the downloads folder.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ExportArgs {
    /// `jobs`, `entries` or `prices`.
    pub what: String,
    /// `csv`, `excel`, `focus`, `json` or `html`.
    pub form: String,
    /// Day or month from which jobs are written; all when empty.
    pub from: Option<String>,
    /// Day or month up to which jobs are written.
    pub to: Option<String>,
    /// Tag of the jobs; any when empty.
    pub tag: Option<String>,
}

impl ExportArgs {
    /// Reads what is to be written, and how.
    pub fn read(self) -> Result<(ExportChoice, ExportForm), InputError> {
        let word = match self.form.as_str() {
            "excel" | "focus" => "csv",
            other => other,
        };
        let form = ExportForm::from_name(word).ok_or(InputError::Choice)?;
        let typed = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let choice = ExportChoice {
            what: self.what,
            selection: JobSelection {
                period: TypedPeriod {
                    month: None,
                    from: typed(self.from),
                    to: typed(self.to),
                },
                tag: typed(self.tag),
                ..JobSelection::default()
            },
            columns: (self.form == "focus").then(|| "focus".to_owned()),
            is_for_excel: self.form == "excel",
            ..ExportChoice::default()
        };
        choice.kind()?;
        Ok((choice, form))
    }
}

impl ExportForm {
    /// Returns the extension of a file of this form.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Table(ExportFormat::Csv) => "csv",
            Self::Table(ExportFormat::Json) => "json",
            Self::Page => "html",
        }
    }

    /// Reads the name of a form, such as `csv`. Returns `None` for any other word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("html") {
            return Some(Self::Page);
        }
        ExportFormat::from_name(name).map(Self::Table)
    }

    /// Reads the extension of a file's name. Returns `None` for one that is no form.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        Self::from_name(name.rsplit_once('.')?.1)
    }
}

impl ExportChoice {
    /// Makes the name of a file for this choice, without its ending. It has the days of the
    /// period, or today's; nothing else that was typed becomes a part of it.
    #[must_use]
    pub fn file_name(&self, today: NaiveDate) -> String {
        let days = self.selection.period.days();
        let days = days.map_or_else(
            || today.to_string(),
            |days| format!("{}-{}", days.first, days.last),
        );
        format!("fal-budget-{}-{days}", self.what)
    }

    fn kind(&self) -> Result<ExportKind, InputError> {
        ExportKind::from_name(&self.what).ok_or(InputError::Choice)
    }

    fn style(&self) -> Result<CsvStyle, InputError> {
        let decimal = word(self.decimal.as_deref())?;
        // Excel reads numbers as its language writes them.
        let is_comma = self.is_for_excel && say!("number-decimal") == ",";
        let usual = if is_comma {
            DecimalSign::Comma
        } else {
            DecimalSign::Point
        };
        let decimal = decimal.unwrap_or(usual);
        let usual = match decimal {
            DecimalSign::Comma => Separator::Semicolon,
            DecimalSign::Point => Separator::Comma,
        };
        let separator = word(self.separator.as_deref())?.unwrap_or(usual);
        if (separator, decimal) == (Separator::Comma, DecimalSign::Comma) {
            return Err(InputError::CommaTwice);
        }
        Ok(CsvStyle {
            separator,
            decimal,
            is_for_excel: self.is_for_excel,
        })
    }

    fn is_of_all_rows(&self) -> bool {
        self.selection == JobSelection::default() && self.columns.is_none()
    }
}

fn word<T: std::str::FromStr>(word: Option<&str>) -> Result<Option<T>, InputError> {
    let read = word.map(|word| word.parse().map_err(|_| InputError::Choice));
    read.transpose()
}

/// Writes an export and returns its number of rows.
pub async fn export_file<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    choice: &ExportChoice,
    (form, file): (ExportForm, &Path),
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<u64, Error> {
    let kind = choice.kind()?;
    let is_page = form == ExportForm::Page;
    if kind != ExportKind::Jobs && (is_page || !choice.is_of_all_rows()) {
        return Err(InputError::OnlyJobs.into());
    }
    let filter = choice.selection.filter(&ledger.key_names().await?, zone)?;
    match form {
        ExportForm::Page => {
            let period = choice.selection.period.days();
            let (jobs, text) = page(ledger, &filter, period, now, zone).await?;
            export::write_new(file, &text)?;
            Ok(jobs)
        }
        ExportForm::Table(format) => {
            let takes = |job: &Job| filter.takes(job);
            let request = ExportRequest {
                kind,
                format,
                columns: word::<JobColumns>(choice.columns.as_deref())?.unwrap_or_default(),
                style: choice.style()?,
                takes: Some(&takes),
            };
            Ok(export::export(ledger, &request, file).await?)
        }
    }
}

/// Makes a page of the chosen jobs. Returns their number beside it.
async fn page<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    filter: &JobFilter,
    period: Option<fal_budget_domain::spending::period::DayGroup>,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<(u64, String), Error> {
    let mut sums = Sums::default();
    let mut after = 0;
    loop {
        let jobs = ledger.jobs_from(after, PAGE).await?;
        let Some(last) = jobs.last() else { break };
        after = last.id;
        for job in jobs.iter().filter(|job| filter.takes(job)) {
            sums.add(job, zone)?;
        }
    }
    let listed = filter.listed();
    let total = ledger.count_jobs(&listed).await?;
    let place = Place {
        offset: 0,
        limit: MAX_LISTED,
        total,
    };
    let jobs = ledger.find_jobs(&listed, Order::Oldest, place).await?;
    let mut display = ledger.settings().await?.display;
    // A file keeps its amounts, whoever looks at the screen.
    display.hidden = false;
    let printable = Printable {
        period,
        tag: filter.tag(),
        sums: &sums,
        jobs: &jobs,
        is_cut: total > MAX_LISTED,
        display,
    };
    Ok((sums.jobs(), printable.html(now, zone)?))
}

/// Writes what was spent as comma-separated values, a line for each part.
pub fn breakdown_csv(found: &BreakdownView) -> Result<String, Error> {
    let parts = found.rows.iter().map(|row| SpentPart {
        name: row.name.clone(),
        cost: row.exact.clone(),
        jobs: row.jobs,
        share: row.share.to_string(),
    });
    let text = export::parts_csv(&parts.collect::<Vec<_>>());
    Ok(text.map_err(export::ExportError::from)?)
}
