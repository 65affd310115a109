//! Writing jobs, entries and prices to a file.

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::export::{Export, ExportFormat, ExportKind};
use crate::ledger::Ledger;
use crate::store::StoreError;
use crate::store::recover::RecoverySource;

/// Jobs read at a time.
const PART: u32 = 1000;

/// Writes a file, in place of what was there only once it is whole. Gives how many rows it has.
pub async fn export(
    ledger: &Ledger,
    what: ExportKind,
    form: ExportFormat,
    file: &Path,
) -> Result<u64, Error> {
    let draft = with_ending(file, "part");
    let written = write(ledger, what, form, &draft).await;
    let moved = written.and_then(|rows| Ok(fs::rename(&draft, file).map(|()| rows)?));
    if moved.is_err() {
        // What is left of a failed one is of no use to anybody.
        let _ = fs::remove_file(&draft);
    }
    moved
}

async fn write(
    ledger: &Ledger,
    what: ExportKind,
    form: ExportFormat,
    draft: &Path,
) -> Result<u64, Error> {
    let mut export = Export::begin(BufWriter::new(fs::File::create(draft)?), what, form)?;
    match what {
        ExportKind::Jobs => {
            let mut after = 0;
            loop {
                let jobs = ledger.jobs_from(after, PART).await?;
                let Some(last) = jobs.last() else { break };
                after = last.id;
                jobs.iter().try_for_each(|job| export.job(job))?;
            }
        }
        ExportKind::Entries => ledger
            .entries(u32::MAX)
            .await?
            .iter()
            .try_for_each(|entry| export.entry(entry))?,
        ExportKind::Prices => ledger
            .price_book()
            .await?
            .prices
            .iter()
            .try_for_each(|price| export.price(price))?,
    }
    Ok(export.end()?)
}

/// What could be read of a damaged database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveredRows {
    /// How many jobs.
    pub jobs: u64,
    /// How many balances entered.
    pub entries: u64,
    /// The files, whose jobs can be imported.
    pub files: [PathBuf; 2],
}

/// Writes what can be read of a damaged database into two CSV files of a folder; the database stays
/// as it is.
pub async fn export_readable(
    database: &Path,
    folder: &Path,
    name: &str,
) -> Result<RecoveredRows, Error> {
    let opened = RecoverySource::open(database).await;
    let mut salvage = opened.map_err(|error| match error {
        StoreError::Damaged => Error::NothingReadable,
        other => other.into(),
    })?;
    let written = write_readable(&mut salvage, folder, name).await;
    salvage.close().await;
    let salvaged = written?;
    if salvaged.jobs == 0 && salvaged.entries == 0 {
        for file in &salvaged.files {
            let _ = fs::remove_file(file);
        }
        return Err(Error::NothingReadable);
    }
    Ok(salvaged)
}

async fn write_readable(
    salvage: &mut RecoverySource,
    folder: &Path,
    name: &str,
) -> Result<RecoveredRows, Error> {
    let files = ["jobs", "entries"].map(|what| free_name(folder, &format!("{name}-{what}"), "csv"));
    let [jobs_file, entries_file] = &files;
    let mut jobs = Export::begin(
        BufWriter::new(fs::File::create(jobs_file)?),
        ExportKind::Jobs,
        ExportFormat::Csv,
    )?;
    salvage.jobs(&mut |job| Ok(jobs.job(job)?)).await?;
    let mut entries = Export::begin(
        BufWriter::new(fs::File::create(entries_file)?),
        ExportKind::Entries,
        ExportFormat::Csv,
    )?;
    salvage
        .entries(&mut |entry| Ok(entries.entry(entry)?))
        .await?;
    Ok(RecoveredRows {
        jobs: jobs.end()?,
        entries: entries.end()?,
        files,
    })
}

/// A name in a folder that no file has yet: `name.csv`, `name-2.csv`, …
#[must_use]
pub fn free_name(folder: &Path, name: &str, ending: &str) -> PathBuf {
    let nth = |nth: u32| {
        if nth == 1 {
            format!("{name}.{ending}")
        } else {
            format!("{name}-{nth}.{ending}")
        }
    };
    let names = (1..=u32::MAX).map(|number| folder.join(nth(number)));
    names
        .into_iter()
        .find(|file| !file.exists())
        .unwrap_or_else(|| folder.join(nth(1)))
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}
