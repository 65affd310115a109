//! Files of exports: jobs, entries and prices of a ledger, and what can be read of a damaged database.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use fal_budget_domain::balance::entry::Entry;
use fal_budget_domain::jobs::Job;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_i18n::say;
use fal_budget_ledger::{Ledger, LedgerError};
use fal_budget_store::StoreError;
use fal_budget_store::database::recover::RecoverySource;

use super::{Export, ExportFormat, ExportKind, ExportRow};

/// Jobs read at a time.
const PAGE: u32 = 1000;

/// Reason why an export was not written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum ExportError {
    /// A file could not be written.
    File(#[from] io::Error),
    /// Nothing of a damaged database can be read.
    NothingReadable,
    /// The ledger could not be read.
    Ledger(#[from] LedgerError),
}

impl ToMessage for ExportError {
    fn to_message(&self) -> Message {
        match self {
            Self::File(error) => message!("file-unwritable", reason = error),
            Self::NothingReadable => message!("database-nothing-readable"),
            Self::Ledger(error) => error.to_message(),
        }
    }
}

impl From<StoreError> for ExportError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

/// Writes an export and returns its number of rows. A file of the same name is replaced only once
/// the new one is complete.
pub async fn export(
    ledger: &Ledger,
    kind: ExportKind,
    format: ExportFormat,
    file: &Path,
) -> Result<u64, ExportError> {
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
) -> Result<u64, ExportError> {
    match kind {
        ExportKind::Jobs => write_jobs(ledger, format, draft).await,
        ExportKind::Entries => write_all(&ledger.entries(u32::MAX).await?, format, draft),
        ExportKind::Prices => write_all(&ledger.price_book().await?.prices, format, draft),
    }
}

async fn write_jobs(
    ledger: &Ledger,
    format: ExportFormat,
    draft: &Path,
) -> Result<u64, ExportError> {
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

fn write_all<T: ExportRow>(
    rows: &[T],
    format: ExportFormat,
    draft: &Path,
) -> Result<u64, ExportError> {
    let mut export = begin(draft, format)?;
    rows.iter().try_for_each(|row| export.add(row))?;
    Ok(export.end()?)
}

fn begin<T: ExportRow>(
    file: &Path,
    format: ExportFormat,
) -> Result<Export<T, BufWriter<File>>, ExportError> {
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

impl RecoveredRows {
    /// Says how much could be recovered, and into which files.
    #[must_use]
    pub fn sentence(&self) -> String {
        let [jobs, entries] = &self.files;
        say!(
            "readable",
            jobs = self.jobs.to_string(),
            jobs_file = jobs.display().to_string(),
            entries = self.entries.to_string(),
            entries_file = entries.display().to_string()
        )
    }
}

/// Writes the readable rows of a damaged database into two CSV files of a folder. The database
/// stays as it is.
pub async fn export_readable(
    database: &Path,
    folder: &Path,
    name: &str,
) -> Result<RecoveredRows, ExportError> {
    let opened = RecoverySource::open(database).await;
    let mut source = opened.map_err(|error| match error {
        StoreError::Damaged => ExportError::NothingReadable,
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
        return Err(ExportError::NothingReadable);
    }
    Ok(recovered)
}

async fn write_readable(
    source: &mut RecoverySource,
    folder: &Path,
    name: &str,
) -> Result<RecoveredRows, ExportError> {
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
