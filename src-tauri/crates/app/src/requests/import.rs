//! Imports of jobs out of a file: mapping its columns, previewing it, importing it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_ledger::{ImportPreview, Ledger};
use fal_budget_transfer::columns::JobField;
use fal_budget_transfer::import::{ImportError, ImportRequest, JobFile, Mapping};
use serde::Deserialize;

use crate::Error;
use crate::view::{self, ImportView};

/// Arguments of `preview_import` and `import_jobs`: changes to the mapping that the headers give.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MapColumns {
    /// Column by the name of the field. `None`: the field is read from no column.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<BTreeMap<String, Option<String>>>", optional))]
    pub columns: BTreeMap<String, Option<String>>,
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
        (&request.file, &request.mapping),
        preview,
        display,
        (request.now, &request.zone),
    )?)
}

fn import_request<Z>(
    file: &Path,
    columns: &MapColumns,
    (now, zone): (DateTime<Utc>, Z),
) -> Result<ImportRequest<Z>, Error> {
    let file = JobFile::open(file)?;
    let mut mapping = Mapping::of_columns(file.columns());
    for (name, column) in &columns.columns {
        let field = JobField::from_name(name).ok_or_else(|| ImportError::NoField(name.clone()))?;
        // Refused here: read from a column that is not there, the field would silently be empty.
        if let Some(column) = column.as_ref().filter(|it| !file.columns().contains(it)) {
            return Err(ImportError::NoColumn(column.clone()).into());
        }
        mapping = mapping.with(field, column.as_deref());
    }
    Ok(ImportRequest {
        file,
        mapping,
        now,
        zone,
    })
}
