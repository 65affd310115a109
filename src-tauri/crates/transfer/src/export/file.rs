//! Files of exports: jobs, entries and prices of a ledger, and what can be read of a damaged
//! database.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

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

use super::{Export, ExportFormat, ExportKind, ExportRequest, ExportRow, JobColumns};
use crate::columns::{CsvStyle, focus};

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
    request: &ExportRequest<'_>,
    file: &Path,
) -> Result<u64, ExportError> {
    // Beside the file, not in a temporary folder: a rename across disks is no rename.
    let draft = draft_beside(file)?;
    let rows = write(ledger, request, draft.as_file()).await?;
    // Takes the place of a link too, and writes nothing where it leads.
    draft.persist(file).map_err(|kept| kept.error)?;
    Ok(rows)
}

/// Writes a text into a file, as [`export`] writes rows.
pub fn write_new(file: &Path, text: &str) -> Result<(), ExportError> {
    let draft = draft_beside(file)?;
    draft.as_file().write_all(text.as_bytes())?;
    draft.persist(file).map_err(|kept| kept.error)?;
    Ok(())
}

async fn write(
    ledger: &Ledger,
    request: &ExportRequest<'_>,
    draft: &File,
) -> Result<u64, ExportError> {
    match request.kind {
        ExportKind::Jobs => write_jobs(ledger, request, draft).await,
        ExportKind::Entries => write_all(&ledger.entries(u32::MAX).await?, request, draft),
        ExportKind::Prices => write_all(&ledger.price_book().await?.prices, request, draft),
    }
}

async fn write_jobs(
    ledger: &Ledger,
    request: &ExportRequest<'_>,
    draft: &File,
) -> Result<u64, ExportError> {
    let (format, style) = (request.format, request.style);
    let is_bill = request.columns == JobColumns::Focus;
    let columns = if is_bill {
        focus::columns()
    } else {
        Job::columns()
    };
    let mut export = Export::begin(BufWriter::new(draft), format, columns, style)?;
    // No bill has what costs nothing.
    let is_taken = |job: &&Job| {
        !(is_bill && job.voided_at.is_some()) && request.takes.is_none_or(|takes| takes(job))
    };
    let mut after = 0;
    loop {
        // Page by page, each a short read: writers wait for none of it.
        let jobs = ledger.jobs_from(after, PAGE).await?;
        let Some(last) = jobs.last() else { break };
        after = last.id;
        jobs.iter()
            .filter(is_taken)
            .try_for_each(|job| export.add(job))?;
    }
    Ok(export.end()?)
}

fn write_all<T: ExportRow>(
    rows: &[T],
    request: &ExportRequest<'_>,
    draft: &File,
) -> Result<u64, ExportError> {
    let to = BufWriter::new(draft);
    let mut export = Export::begin(to, request.format, T::columns(), request.style)?;
    rows.iter().try_for_each(|row| export.add(row))?;
    Ok(export.end()?)
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
    let mut jobs = begin::<Job>(jobs_draft.as_file())?;
    source.jobs(&mut |job| Ok(jobs.add(job)?)).await?;
    let mut entries = begin::<Entry>(entries_draft.as_file())?;
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

fn begin<T: ExportRow>(file: &File) -> Result<Export<T, BufWriter<&File>>, ExportError> {
    let style = CsvStyle::default();
    let to = BufWriter::new(file);
    Ok(Export::begin(to, ExportFormat::Csv, T::columns(), style)?)
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
