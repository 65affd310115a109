//! Exports of jobs, entries and prices, and what can be read of a damaged database.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::domain::entry::Entry;
use crate::domain::job::Job;
use crate::export::{Export, ExportFormat, ExportKind, ExportRow};
use crate::ledger::Ledger;
use crate::store::StoreError;
use crate::store::recover::RecoverySource;

/// Jobs read at a time.
const PAGE: u32 = 1000;

/// Writes an export and returns its number of rows. A file of the same name is replaced only once
/// the new one is complete.
pub async fn export(
    ledger: &Ledger,
    kind: ExportKind,
    format: ExportFormat,
    file: &Path,
) -> Result<u64, Error> {
    // Beside the file, not in a temporary folder: a rename across disks is no rename.
    let draft = with_extension_added(file, "part");
    let written = write(ledger, kind, format, &draft).await;
    let moved = written.and_then(|rows| Ok(fs::rename(&draft, file).map(|()| rows)?));
    if moved.is_err() {
        // The first error counts; the rest of a failed export is of no use to anybody.
        let _ = fs::remove_file(&draft);
    }
    moved
}

async fn write(
    ledger: &Ledger,
    kind: ExportKind,
    format: ExportFormat,
    draft: &Path,
) -> Result<u64, Error> {
    match kind {
        ExportKind::Jobs => write_jobs(ledger, format, draft).await,
        ExportKind::Entries => write_all(&ledger.entries(u32::MAX).await?, format, draft),
        ExportKind::Prices => write_all(&ledger.price_book().await?.prices, format, draft),
    }
}

async fn write_jobs(ledger: &Ledger, format: ExportFormat, draft: &Path) -> Result<u64, Error> {
    let mut export = begin(draft, format)?;
    let mut after = 0;
    loop {
        // Page by page, each a short read: writers wait for none of it.
        let jobs = ledger.jobs_from(after, PAGE).await?;
        let Some(last) = jobs.last() else { break };
        after = last.id;
        jobs.iter().try_for_each(|job| export.add(job))?;
    }
    Ok(export.end()?)
}

fn write_all<T: ExportRow>(rows: &[T], format: ExportFormat, draft: &Path) -> Result<u64, Error> {
    let mut export = begin(draft, format)?;
    rows.iter().try_for_each(|row| export.add(row))?;
    Ok(export.end()?)
}

fn begin<T: ExportRow>(
    file: &Path,
    format: ExportFormat,
) -> Result<Export<T, BufWriter<File>>, Error> {
    Ok(Export::begin(BufWriter::new(File::create(file)?), format)?)
}

/// Rows that were recovered from a damaged database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveredRows {
    /// Number of jobs.
    pub jobs: u64,
    /// Number of entries.
    pub entries: u64,
    /// Files of jobs and of entries. The jobs can be imported.
    pub files: [PathBuf; 2],
}

/// Writes the readable rows of a damaged database into two CSV files of a folder. The database
/// stays as it is.
pub async fn export_readable(
    database: &Path,
    folder: &Path,
    name: &str,
) -> Result<RecoveredRows, Error> {
    let opened = RecoverySource::open(database).await;
    let mut source = opened.map_err(|error| match error {
        StoreError::Damaged => Error::NothingReadable,
        other => other.into(),
    })?;
    let written = write_readable(&mut source, folder, name).await;
    // Before any error is returned: Windows deletes no copy that is still open.
    source.close().await;
    let recovered = written?;
    if recovered.jobs == 0 && recovered.entries == 0 {
        // Two files with nothing but headers would look like a success.
        for file in &recovered.files {
            let _ = fs::remove_file(file);
        }
        return Err(Error::NothingReadable);
    }
    Ok(recovered)
}

async fn write_readable(
    source: &mut RecoverySource,
    folder: &Path,
    name: &str,
) -> Result<RecoveredRows, Error> {
    let files = ["jobs", "entries"].map(|kind| free_name(folder, &format!("{name}-{kind}"), "csv"));
    let [jobs_file, entries_file] = &files;
    let mut jobs = begin::<Job>(jobs_file, ExportFormat::Csv)?;
    source.jobs(&mut |job| Ok(jobs.add(job)?)).await?;
    let mut entries = begin::<Entry>(entries_file, ExportFormat::Csv)?;
    source.entries(&mut |entry| Ok(entries.add(entry)?)).await?;
    Ok(RecoveredRows {
        jobs: jobs.end()?,
        entries: entries.end()?,
        files,
    })
}

/// Returns a path in a folder that no file has yet: `name.csv`, `name-2.csv`, and so on.
#[must_use]
pub fn free_name(folder: &Path, name: &str, extension: &str) -> PathBuf {
    let nth = |nth: u32| {
        if nth == 1 {
            folder.join(format!("{name}.{extension}"))
        } else {
            folder.join(format!("{name}-{nth}.{extension}"))
        }
    };
    (1..=u32::MAX)
        .map(nth)
        .find(|file| !file.exists())
        .unwrap_or_else(|| nth(1))
}

fn with_extension_added(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(extension);
    file.with_file_name(name)
}
