//! Imports of jobs out of a file: mapping its columns, previewing it, importing it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, FixedOffset, TimeZone, Utc};
use fal_budget_ledger::{ImportPreview, Ledger};
use fal_budget_transfer::columns::{DayOrder, JobField, offset};
use fal_budget_transfer::import::{
    ImportError, ImportRequest, JobFile, Mapping, TextEncoding, TimeCustoms,
};
use serde::Deserialize;

use crate::view::{self, ImportView};
use crate::{Error, InputError};

/// Arguments of `preview_import` and `import_jobs`: changes to the mapping that the headers give.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MapColumns {
    /// Column by the name of the field. `None`: the field is read from no column.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<BTreeMap<String, Option<String>>>", optional))]
    pub columns: BTreeMap<String, Option<String>>,
    /// Encoding of the file: `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`. By default as it
    /// looks.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub encoding: Option<String>,
    /// Zone of times that name none: `UTC`, or an offset such as `+02:00`. By default this
    /// computer's, or UTC where times would lie in the future.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub zone: Option<String>,
    /// Order of dates such as `04/05/2026`: `day-first` or `month-first`. By default as the file
    /// shows it.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub dates: Option<String>,
}

impl MapColumns {
    fn encoding(&self) -> Result<Option<TextEncoding>, InputError> {
        let read = |word: &String| word.parse().map_err(|_| InputError::Choice);
        self.encoding.as_ref().map(read).transpose()
    }

    fn customs(&self) -> Result<TimeCustoms, InputError> {
        let zone = match self.zone.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(word) if word.eq_ignore_ascii_case("utc") => FixedOffset::east_opt(0),
            Some(word) => Some(offset(word).ok_or(InputError::Choice)?),
        };
        let order = match self.dates.as_deref() {
            None | Some("") => None,
            Some("day-first") => Some(DayOrder::DayFirst),
            Some("month-first") => Some(DayOrder::MonthFirst),
            Some(_) => return Err(InputError::Choice),
        };
        Ok(TimeCustoms {
            zone,
            order,
            has_local: false,
        })
    }
}

/// Observer of an import: takes the progress in thousandths, and can stop it.
pub trait ImportObserver: FnMut(u64) -> ControlFlow<()> {}

impl<T: FnMut(u64) -> ControlFlow<()>> ImportObserver for T {}

/// Reads a file and classifies its rows. Stores nothing. While a needed field has no column, the
/// view has no rows and asks for the column.
pub async fn preview_import<Z>(
    ledger: &Ledger,
    file: &Path,
    columns: &MapColumns,
    (now, zone): (DateTime<Utc>, Z),
    observer: &mut impl ImportObserver,
) -> Result<ImportView, Error>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: std::fmt::Display + Send,
{
    let request = import_request(file, columns, (now, zone))?;
    let preview = if request.mapping.missing().is_empty() {
        Some(ledger.preview(&request, observer).await?)
    } else {
        None
    };
    view_of(ledger, &request, preview.as_ref()).await
}

/// Imports the new rows of a file, all of them or nothing. Returns the change that undoes the
/// import, or `None` if no row was new, and the rows of the file.
pub async fn import_jobs<Z>(
    ledger: &Ledger,
    file: &Path,
    columns: &MapColumns,
    (now, zone): (DateTime<Utc>, Z),
    observer: &mut impl ImportObserver,
) -> Result<(Option<i64>, ImportView), Error>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: std::fmt::Display + Send,
{
    let request = import_request(file, columns, (now, zone))?;
    // A caller without a preview gets an error where the window shows the choice of columns.
    if let Some(field) = request.mapping.missing().first() {
        return Err(ImportError::Unmapped(field.label().to_lowercase()).into());
    }
    let (change, preview) = ledger.import(&request, observer, request.now).await?;
    let view = view_of(ledger, &request, Some(&preview)).await?;
    Ok((change, view))
}

async fn view_of<Z: TimeZone>(
    ledger: &Ledger,
    request: &ImportRequest<Z>,
    preview: Option<&ImportPreview>,
) -> Result<ImportView, Error>
where
    Z::Offset: std::fmt::Display,
{
    let display = ledger.settings().await?.display;
    Ok(view::import(
        (&request.file, &request.mapping, request.customs),
        preview,
        display,
        (request.now, &request.zone),
    )?)
}

fn import_request<Z: TimeZone>(
    file: &Path,
    columns: &MapColumns,
    (now, zone): (DateTime<Utc>, Z),
) -> Result<ImportRequest<Z>, Error> {
    let file = JobFile::open(file, columns.encoding()?)?;
    let mut mapping = Mapping::of_columns(file.columns());
    for (name, column) in &columns.columns {
        let field = JobField::from_name(name).ok_or_else(|| ImportError::NoField(name.clone()))?;
        // Refused here: read from a column that is not there, the field would silently be empty.
        if let Some(column) = column.as_ref().filter(|it| !file.columns().contains(it)) {
            return Err(ImportError::NoColumn(column.clone()).into());
        }
        mapping = mapping.with(field, column.as_deref());
    }
    let mut customs = columns.customs()?;
    if mapping.column(JobField::Time).is_some() {
        customs = file.survey(&mapping, customs, (now, &zone))?;
    }
    Ok(ImportRequest {
        file,
        mapping,
        customs,
        now,
        zone,
    })
}
