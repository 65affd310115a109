//! Jobs out of a file: looking through it, importing it, mapping its columns.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, TimeZone, Utc};
use serde::Deserialize;

use crate::Error;
use crate::import::{Field, ImportError, JobFile, Mapping};
use crate::ledger::{ImportRequest, Ledger};
use crate::view::{self, ImportView};

/// `look_through`, `import_jobs`: which column is what, beyond what the names say.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MapColumns {
    /// By the name of the field the name of its column; null where it is read from none.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<BTreeMap<String, Option<String>>>", optional))]
    pub columns: BTreeMap<String, Option<String>>,
}

/// Hears how much is done, in thousandths, and can end it.
pub trait ImportObserver: FnMut(u64) -> ControlFlow<()> {}

impl<T: FnMut(u64) -> ControlFlow<()>> ImportObserver for T {}

/// Looks through a file and stores nothing.
pub async fn preview_import<Z>(
    ledger: &Ledger,
    file: &Path,
    request: &MapColumns,
    (now, zone): (DateTime<Utc>, Z),
    watch: &mut impl ImportObserver,
) -> Result<ImportView, Error>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: std::fmt::Display + Send,
{
    let wanted = wanted(file, request, now, zone)?;
    let is_whole = wanted.mapping.missing().is_empty();
    let looked = if is_whole {
        Some(ledger.preview(&wanted, watch).await?)
    } else {
        None
    };
    let display = ledger.settings().await?.display;
    Ok(view::import(
        (&wanted.source, &wanted.mapping),
        looked.as_ref(),
        display,
        (now, &wanted.zone),
    )?)
}

/// Imports what is new in a file, all of it or nothing. Gives the change that undoes it, none where
/// nothing is new, and what the file held.
pub async fn import_jobs<Z>(
    ledger: &Ledger,
    file: &Path,
    request: &MapColumns,
    (now, zone): (DateTime<Utc>, Z),
    watch: &mut impl ImportObserver,
) -> Result<(Option<i64>, ImportView), Error>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: std::fmt::Display + Send,
{
    let wanted = wanted(file, request, now, zone)?;
    if let Some(field) = wanted.mapping.missing().first() {
        return Err(ImportError::Unmapped(field.label().to_lowercase()).into());
    }
    let (change, looked) = ledger.import(&wanted, watch).await?;
    let display = ledger.settings().await?.display;
    Ok((
        change,
        view::import(
            (&wanted.source, &wanted.mapping),
            Some(&looked),
            display,
            (now, &wanted.zone),
        )?,
    ))
}

fn wanted<Z>(
    file: &Path,
    request: &MapColumns,
    now: DateTime<Utc>,
    zone: Z,
) -> Result<ImportRequest<Z>, Error> {
    let source = JobFile::open(file)?;
    let mut mapping = Mapping::of_columns(source.columns());
    for (field, column) in &request.columns {
        let field = Field::from_name(field).ok_or_else(|| ImportError::NoField(field.clone()))?;
        if let Some(column) = column
            .as_ref()
            .filter(|column| !source.columns().contains(column))
        {
            return Err(ImportError::NoColumn(column.clone()).into());
        }
        mapping = mapping.with(field, column.as_deref());
    }
    Ok(ImportRequest {
        source,
        mapping,
        now,
        zone,
    })
}
