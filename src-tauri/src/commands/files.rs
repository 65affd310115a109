//! Commands of files: exports and backups in the downloads folder, and putting a backup back.

use fal_budget_core::clock;
use fal_budget_core::export::{ExportFormat, ExportKind};
use fal_budget_core::requests::{self, ExportArgs, RestoreArgs};
use fal_budget_core::store::backup;
use fal_budget_core::view::Snapshot;
use serde::Serialize;
use tauri::{AppHandle, State as Managed, command};

use super::CommandResult;
use super::args::Args;
use crate::cli::readable;
use crate::error::CommandError;
use crate::folder;
use crate::live::LiveConnection;
use crate::state::State;

/// Writes an export and returns its path.
#[command]
pub(crate) async fn export_file(
    state: Managed<'_, State>,
    args: Args<ExportArgs>,
) -> CommandResult<String> {
    let ExportArgs { what, form } = args.0;
    // The core knows formats by the ending of a file.
    let format = ExportFormat::of_file(&format!(".{form}"))
        .ok_or_else(|| CommandError::bad_request(&"no such form"))?;
    let kind = ExportKind::from_name(&what)
        .ok_or_else(|| CommandError::bad_request(&"nothing of that name"))?;
    let name = format!(
        "fal-budget-{what}-{}",
        clock::now().with_timezone(&clock::zone()).date_naive()
    );
    let file = requests::free_name(&folder::downloads()?, &name, &form);
    requests::export(&state.ledger().await?, kind, format, &file).await?;
    Ok(file.display().to_string())
}

/// Recovers the readable rows of a damaged database into files, and returns a sentence about them.
#[command]
pub(crate) async fn export_readable() -> CommandResult<String> {
    let name = format!(
        "fal-budget-readable-{}",
        clock::now().with_timezone(&clock::zone()).date_naive()
    );
    let done =
        requests::export_readable(&folder::database()?, &folder::downloads()?, &name).await?;
    Ok(readable(&done))
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
pub(crate) async fn back_up(state: Managed<'_, State>) -> CommandResult<String> {
    let day = clock::now().with_timezone(&clock::zone()).date_naive();
    let file = requests::free_name(
        &folder::downloads()?,
        &format!("fal-budget-backup-{day}"),
        "db",
    );
    state.ledger().await?.back_up(&file).await?;
    Ok(file.display().to_string())
}

/// Puts the backup of a day in the place of the database.
#[command]
pub(crate) async fn restore_backup(
    app: AppHandle,
    live: Managed<'_, LiveConnection>,
    state: Managed<'_, State>,
    args: Args<RestoreArgs>,
) -> CommandResult<Snapshot> {
    // The page names a day and never a path, so it can have no other file put in.
    let backups = backup::list(&folder::database()?)?;
    let backup = backups
        .into_iter()
        .find(|backup| backup.day.to_string() == args.0.day);
    let backup =
        backup.ok_or_else(|| CommandError::bad_request(&"there is no copy of that day"))?;
    state.restore(&app, &backup.file).await?;
    // The key may be connected in one of the two databases only.
    live.begin_anew(&app).await;
    state.refresh(&app).await
}
