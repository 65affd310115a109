//! Files that the person asks for, in their downloads folder; copies of the database.

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

/// Writes it, and gives where it is.
#[command]
pub(crate) async fn export_file(
    state: Managed<'_, State>,
    args: Args<ExportArgs>,
) -> CommandResult<String> {
    let ExportArgs { what, form } = args.0;
    let ending = ExportFormat::of_file(&format!(".{form}"))
        .ok_or_else(|| CommandError::bad_request(&"no such form"))?;
    let wanted = ExportKind::from_name(&what)
        .ok_or_else(|| CommandError::bad_request(&"nothing of that name"))?;
    let name = format!(
        "fal-budget-{what}-{}",
        clock::now().with_timezone(&clock::zone()).date_naive()
    );
    let file = requests::free_name(&folder::downloads()?, &name, &form);
    requests::export(&state.ledger().await?, wanted, ending, &file).await?;
    Ok(file.display().to_string())
}

/// Writes what can be read of a damaged database to the downloads, and says so.
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

/// A copy that can be put back.
#[derive(Serialize)]
pub(crate) struct Copy {
    day: String,
}

/// The daily copies, the newest first; also where the database cannot be opened.
#[command]
pub(crate) async fn list_backups() -> CommandResult<Vec<Copy>> {
    let copies = backup::list(&folder::database()?)?;
    Ok(copies
        .into_iter()
        .map(|copy| Copy {
            day: copy.day.to_string(),
        })
        .collect())
}

/// Copies the database to the downloads, and gives where it is.
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

/// Puts the copy of a day back.
#[command]
pub(crate) async fn restore_backup(
    app: AppHandle,
    live: Managed<'_, LiveConnection>,
    state: Managed<'_, State>,
    args: Args<RestoreArgs>,
) -> CommandResult<Snapshot> {
    let copies = backup::list(&folder::database()?)?;
    let copy = copies
        .into_iter()
        .find(|copy| copy.day.to_string() == args.0.day);
    let copy = copy.ok_or_else(|| CommandError::bad_request(&"there is no copy of that day"))?;
    state.restore(&app, &copy.file).await?;
    live.begin_anew(&app).await;
    state.refresh(&app).await
}
