//! Jobs out of a file: handing it over, looking through it, importing it.

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

/// Begins to hand a file over.
#[command]
pub(crate) async fn begin_import(
    import: Managed<'_, Import>,
    args: Args<ImportWork>,
) -> CommandResult<()> {
    import.begin(args.0.work)
}

/// Hands a part of it over: the bytes as they are.
#[command]
pub(crate) async fn add_to_import(
    import: Managed<'_, Import>,
    request: Request<'_>,
) -> CommandResult<()> {
    match request.body() {
        InvokeBody::Raw(bytes) => import.add(bytes),
        InvokeBody::Json(_) => Err(CommandError::bad_request(&"these are no bytes")),
    }
}

/// Says what it holds; nothing is stored.
#[command]
pub(crate) async fn look_through(
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

/// What was imported.
#[derive(Serialize)]
pub(crate) struct Imported {
    #[serde(flatten)]
    changed: Changed,
    import: ImportView,
}

/// Imports what is new in it.
#[command]
pub(crate) async fn import_jobs(
    app: AppHandle,
    import: Managed<'_, Import>,
    state: Managed<'_, State>,
    args: Args<ImportArgs>,
) -> CommandResult<Imported> {
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
    import.end(work);
    Ok(Imported {
        changed: Changed::by(change, &app, &state).await?,
        import: seen,
    })
}

/// Stops looking or importing; the file stays.
#[command]
pub(crate) async fn stop_import(
    import: Managed<'_, Import>,
    args: Args<ImportWork>,
) -> CommandResult<()> {
    import.stop(args.0.work);
    Ok(())
}

/// Gives the file up.
#[command]
pub(crate) async fn end_import(
    import: Managed<'_, Import>,
    args: Args<ImportWork>,
) -> CommandResult<()> {
    import.end(args.0.work);
    Ok(())
}
