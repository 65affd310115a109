//! Files of exports: jobs, entries and prices of a ledger, and what can be read of a damaged database.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use fal_budget_domain::balance::entry::Entry;
use fal_budget_domain::jobs::Job;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_files::draft_beside;
use fal_budget_i18n::say;
use fal_budget_ledger::{Ledger, LedgerError};
use fal_budget_store::StoreError;
use fal_budget_store::database::recover::RecoverySource;
use tempfile::NamedTempFile;

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
    let draft = draft_beside(file)?;
    let rows = write(ledger, kind, format, draft.as_file()).await?;
    // Takes the place of a link too, and writes nothing where it leads.
    draft.persist(file).map_err(|kept| kept.error)?;
    Ok(rows)
}

/// Writes the jobs of a time, from its begin until before its end, and returns their number.
pub async fn export_between(
    ledger: &Ledger,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    format: ExportFormat,
    file: &Path,
) -> Result<u64, ExportError> {
    let draft = draft_beside(file)?;
    let is_within = |job: &Job| from <= job.at && job.at < until;
    let rows = write_jobs(ledger, format, draft.as_file(), is_within).await?;
    draft.persist(file).map_err(|kept| kept.error)?;
    Ok(rows)
}

async fn write(
    ledger: &Ledger,
    kind: ExportKind,
    format: ExportFormat,
    draft: &File,
) -> Result<u64, ExportError> {
    match kind {
        ExportKind::Jobs => write_jobs(ledger, format, draft, |_| true).await,
        ExportKind::Entries => write_all(&ledger.entries(u32::MAX).await?, format, draft),
        ExportKind::Prices => write_all(&ledger.price_book().await?.prices, format, draft),
    }
}

async fn write_jobs(
    ledger: &Ledger,
    format: ExportFormat,
    draft: &File,
    is_wanted: impl Fn(&Job) -> bool,
) -> Result<u64, ExportError> {
    let mut export = begin(draft, format)?;
    let mut after = 0;
    loop {
        // Page by page, each a short read: writers wait for none of it.
        let jobs = ledger.jobs_from(after, PAGE).await?;
        let Some(last) = jobs.last() else { break };
        after = last.id;
        let mut wanted = jobs.iter().filter(|job| is_wanted(job));
        wanted.try_for_each(|job| export.add(job))?;
    }
    Ok(export.end()?)
}

fn write_all<T: ExportRow>(
    rows: &[T],
    format: ExportFormat,
    draft: &File,
) -> Result<u64, ExportError> {
    let mut export = begin(draft, format)?;
    rows.iter().try_for_each(|row| export.add(row))?;
    Ok(export.end()?)
}

fn begin<T: ExportRow>(
    file: &File,
    format: ExportFormat,
) -> Result<Export<T, BufWriter<&File>>, ExportError> {
    Ok(Export::begin(BufWriter::new(file), format)?)
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
    written
}

async fn write_readable(
    source: &mut RecoverySource,
    folder: &Path,
    name: &str,
) -> Result<RecoveredRows, ExportError> {
    let beside = folder.join(name);
    let (jobs_draft, entries_draft) = (draft_beside(&beside)?, draft_beside(&beside)?);
    let mut jobs = begin::<Job>(jobs_draft.as_file(), ExportFormat::Csv)?;
    source.jobs(&mut |job| Ok(jobs.add(job)?)).await?;
    let mut entries = begin::<Entry>(entries_draft.as_file(), ExportFormat::Csv)?;
    source.entries(&mut |entry| Ok(entries.add(entry)?)).await?;
    let (jobs, entries) = (jobs.end()?, entries.end()?);
    if jobs == 0 && entries == 0 {
        // Two files with nothing but headers would look like a success.
        return Err(ExportError::NothingReadable);
    }
    let keep = |draft, kind| keep_as_new(draft, folder, &format!("{name}-{kind}"));
    Ok(RecoveredRows {
        jobs,
        entries,
        files: [keep(jobs_draft, "jobs")?, keep(entries_draft, "entries")?],
    })
}

/// Gives a draft a name that no file has, and returns its path.
fn keep_as_new(mut draft: NamedTempFile, folder: &Path, name: &str) -> io::Result<PathBuf> {
    loop {
        let file = free_name(folder, name, "csv");
        match draft.persist_noclobber(&file) {
            Ok(_) => return Ok(file),
            // Somebody took the name meanwhile.
            Err(kept) if kept.error.kind() == io::ErrorKind::AlreadyExists => draft = kept.file,
            Err(kept) => return Err(kept.error),
        }
    }
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
        // A link that leads nowhere takes a name as well.
        .find(|file| file.symlink_metadata().is_err())
        .unwrap_or_else(|| nth(1))
}
