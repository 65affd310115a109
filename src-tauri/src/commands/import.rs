//! Commands of an import: the page hands a file over, previews it, and imports it.

use fal_budget_core::clock;
use fal_budget_core::requests::{self, ImportArgs, ImportWork};
use fal_budget_core::view::ImportView;
use serde::Serialize;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Changed, CommandResult};
use crate::error::CommandError;
use crate::import::Import;
use crate::state::State;

/// Begins a file that the page will hand over in parts.
#[command]
pub(crate) async fn begin_import(
    import: Managed<'_, Import>,
    args: Args<ImportWork>,
) -> CommandResult<()> {
    import.begin(args.0.work)
}

/// Appends a part of the file: the request's body is its bytes.
#[command]
pub(crate) async fn add_to_import(
    import: Managed<'_, Import>,
    request: Request<'_>,
) -> CommandResult<()> {
    // As raw bytes: in JSON each byte would be a number of up to three digits.
    match request.body() {
        InvokeBody::Raw(bytes) => import.add(bytes),
        InvokeBody::Json(_) => Err(CommandError::bad_request(&"these are no bytes")),
    }
}

/// Returns the preview of the file; nothing is stored.
#[command]
pub(crate) async fn preview_import(
    app: AppHandle,
    import: Managed<'_, Import>,
    state: Managed<'_, State>,
    args: Args<ImportArgs>,
) -> CommandResult<ImportView> {
    let ImportArgs { columns, work } = args.0;
    let (ledger, moment) = (state.ledger().await?, (clock::now(), clock::zone()));
    Ok(requests::preview_import(
        &ledger,
        &import.path()?,
        &columns,
        moment,
        &mut import.watch(&app, work),
    )
    .await?)
}

/// Answer of `import_jobs`: the change, and the rows as they were classified.
#[derive(Serialize)]
pub(crate) struct ImportAnswer {
    #[serde(flatten)]
    changed: Changed,
    import: ImportView,
}

/// Imports the new rows of the file.
#[command]
pub(crate) async fn import_jobs(
    app: AppHandle,
    import: Managed<'_, Import>,
    state: Managed<'_, State>,
    args: Args<ImportArgs>,
) -> CommandResult<ImportAnswer> {
    let ImportArgs { columns, work } = args.0;
    let (ledger, moment) = (state.ledger().await?, (clock::now(), clock::zone()));
    let file = import.path()?;
    let (change, seen) = requests::import_jobs(
        &ledger,
        &file,
        &columns,
        moment,
        &mut import.watch(&app, work),
    )
    .await?;
    // Only after a success: after a failure the person may map the columns anew.
    import.end(work);
    Ok(ImportAnswer {
        changed: Changed::by(change, &app, &state).await?,
        import: seen,
    })
}

/// Stops a preview or an import; the file stays.
#[command]
pub(crate) async fn stop_import(
    import: Managed<'_, Import>,
    args: Args<ImportWork>,
) -> CommandResult<()> {
    // The work notices by itself, at the next progress that it reports.
    import.stop(args.0.work);
    Ok(())
}

/// Removes the file.
#[command]
pub(crate) async fn end_import(
    import: Managed<'_, Import>,
    args: Args<ImportWork>,
) -> CommandResult<()> {
    import.end(args.0.work);
    Ok(())
}
