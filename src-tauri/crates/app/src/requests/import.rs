//! Imports of jobs out of a file: mapping its columns, previewing it, importing it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;
use fal_budget_transfer::columns::{DayOrder, JobField, Zone};
use fal_budget_transfer::import::{
    Customs, ImportError, ImportRequest, JobFile, Mapping, TextEncoding,
};
use serde::Deserialize;

use crate::view::{self, ImportView};
use crate::{Error, InputError, format};

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
    /// Zone of times that name none: `local`, `UTC`, an offset such as `+02:00`, or a name such as
    /// `Europe/Paris`. By default this computer's, or UTC where times would lie in the future.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub zone: Option<String>,
    /// Order of dates such as `04/05/2026`: `day-first` or `month-first`. By default as the file
    /// shows it.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub dates: Option<String>,
    /// Meaning of what may be refunds: `take` or `leave`. By default the person is asked.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub refunds: Option<String>,
}

impl MapColumns {
    fn encoding(&self) -> Result<Option<TextEncoding>, InputError> {
        choice(self.encoding.as_deref(), |word| word.parse().ok())
    }

    fn customs(&self, display: MoneyFormat) -> Result<Customs, Error> {
        let zone = self.zone.as_deref().filter(|word| !word.trim().is_empty());
        let zone = zone.map(Zone::parse).transpose();
        Ok(Customs {
            zone: zone.map_err(ImportError::from)?,
            order: choice(self.dates.as_deref(), |word| word.parse::<DayOrder>().ok())?,
            refunds: choice(self.refunds.as_deref(), |word| word.parse().ok())?,
            euro_rate: display.rate.map(|rate| rate.per_dollar),
            ..Customs::default()
        })
    }
}

/// Reads the word of a choice; an empty one is none.
fn choice<T>(
    word: Option<&str>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, InputError> {
    let word = word.map(str::trim).filter(|word| !word.is_empty());
    let read = word.map(|word| read(word).ok_or(InputError::Choice));
    read.transpose()
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
    let (request, display) = import_request(ledger, file, columns, (now, zone)).await?;
    let is_asked = request.customs.asks_for_order().is_some();
    let preview = if request.mapping.missing().is_empty() && !is_asked {
        Some(ledger.preview(&request, observer).await?)
    } else {
        None
    };
    Ok(view::import(&request, preview.as_ref(), display)?)
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
    let (request, display) = answered(ledger, file, columns, (now, zone)).await?;
    let (change, preview) = ledger.import(&request, observer, request.now).await?;
    let view = view::import(&request, Some(&preview), display)?;
    Ok((change, view))
}

/// Writes the rows of a file that are refused to another file, to be mended and read again, and
/// says so. `place` chooses that file by its ending. Where no row is refused, nothing is written.
pub async fn save_refused<Z>(
    ledger: &Ledger,
    file: &Path,
    columns: &MapColumns,
    (now, zone): (DateTime<Utc>, Z),
    place: impl FnOnce(&str) -> PathBuf,
) -> Result<String, Error>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: Send,
{
    let (request, _) = answered(ledger, file, columns, (now, zone)).await?;
    let preview = ledger
        .preview(&request, &mut |_| ControlFlow::Continue(()))
        .await?;
    let rows = preview.refused.count;
    if rows == 0 {
        return Ok(say!("import-none-refused"));
    }
    let to = place(request.file.ending());
    request.file.save_rows(&preview.refused_rows, &to)?;
    Ok(format::saved_rows(rows, &to))
}

/// Reads a file whose questions are answered. A caller without a preview gets an error where the
/// window asks.
async fn answered<Z: TimeZone>(
    ledger: &Ledger,
    file: &Path,
    columns: &MapColumns,
    moment: (DateTime<Utc>, Z),
) -> Result<(ImportRequest<Z>, MoneyFormat), Error> {
    let (request, display) = import_request(ledger, file, columns, moment).await?;
    if let Some(field) = request.mapping.missing().first() {
        return Err(ImportError::Unmapped(field.label().to_lowercase()).into());
    }
    if let Some(date) = request.customs.asks_for_order() {
        return Err(ImportError::DayOrMonth(date.to_owned()).into());
    }
    Ok((request, display))
}

async fn import_request<Z: TimeZone>(
    ledger: &Ledger,
    file: &Path,
    columns: &MapColumns,
    (now, zone): (DateTime<Utc>, Z),
) -> Result<(ImportRequest<Z>, MoneyFormat), Error> {
    let display = ledger.settings().await?.display;
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
    let mut customs = columns.customs(display)?;
    if mapping.column(JobField::Time).is_some() {
        customs = file.survey(&mapping, customs, (now, &zone))?;
    }
    let request = ImportRequest {
        file,
        mapping,
        customs,
        now,
        zone,
    };
    Ok((request, display))
}
