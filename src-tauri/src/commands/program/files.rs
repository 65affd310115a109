//! Commands of files: exports and backups in the downloads folder, and putting a backup back.

use std::sync::Arc;

use fal_budget_app::clock;
use fal_budget_app::requests::{self, ExportArgs, RestoreArgs};
use fal_budget_app::view::Snapshot;
use fal_budget_platform::folder;
use fal_budget_store::database::backup;
use fal_budget_transfer::export;
use serde::Serialize;
use tauri::{State as Managed, command};

use crate::commands::ipc::Args;
use crate::error::{CommandError, CommandResult};
use crate::events::PageEvents;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::LiveConnection;

/// File that was written.
#[derive(Serialize)]
pub(crate) struct ExportedFile {
    file: String,
    rows: u64,
}

/// Writes an export. Returns the path of the file and its number of rows.
#[command]
pub(crate) async fn export_file(
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<ExportArgs>,
) -> CommandResult<ExportedFile> {
    let read = args.0.read();
    let (choice, form) = read.map_err(|error| CommandError::bad_request(&error))?;
    let (now, zone) = (clock::now(), clock::zone());
    let name = choice.file_name(now.with_timezone(&zone).date_naive());
    let file = export::free_name(&folder::downloads()?, &name, form.ending());
    let ledger = ledger.get().await?;
    let rows = requests::export_file(&ledger, &choice, (form, &file), now, &zone).await?;
    Ok(ExportedFile {
        file: file.display().to_string(),
        rows,
    })
}

/// Recovers the readable rows of a damaged database into files, and returns a sentence about them.
#[command]
pub(crate) async fn export_readable() -> CommandResult<String> {
    let name = format!(
        "fal-budget-readable-{}",
        clock::now().with_timezone(&clock::zone()).date_naive()
    );
    let done = export::export_readable(&folder::database()?, &folder::downloads()?, &name).await?;
    Ok(done.sentence())
}

/// Daily backup that can be put back.
#[derive(Serialize)]
pub(crate) struct BackupDay {
    day: String,
}

/// Lists the daily backups, the newest first. Works without an open database.
#[command]
pub(crate) async fn list_backups() -> CommandResult<Vec<BackupDay>> {
    let backups = backup::list(&folder::database()?)?;
    Ok(backups
        .into_iter()
        .map(|backup| BackupDay {
            day: backup.day.to_string(),
        })
        .collect())
}

/// Copies the database to the downloads folder and returns the path of the copy.
#[command]
pub(crate) async fn back_up(ledger: Managed<'_, Arc<HostedLedger>>) -> CommandResult<String> {
    let day = clock::now().with_timezone(&clock::zone()).date_naive();
    let file = export::free_name(
        &folder::downloads()?,
        &format!("fal-budget-backup-{day}"),
        "db",
    );
    ledger.get().await?.back_up(&file).await?;
    Ok(file.display().to_string())
}

/// Puts the backup of a day in the place of the database.
#[command]
pub(crate) async fn restore_backup(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    live: Managed<'_, Arc<LiveConnection>>,
    args: Args<RestoreArgs>,
) -> CommandResult<Snapshot> {
    // The page names a day and never a path, so it can have no other file put in.
    let backups = backup::list(&folder::database()?)?;
    let backup = backups
        .into_iter()
        .find(|backup| backup.day.to_string() == args.0.day);
    let backup =
        backup.ok_or_else(|| CommandError::bad_request(&"there is no copy of that day"))?;
    ledger.restore(&backup.file).await?;
    // The key may be connected in one of the two databases only.
    live.begin_anew().await;
    page.refresh().await
}
