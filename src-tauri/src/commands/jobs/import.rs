//! Commands of an import: the page hands a file over, previews it, and imports it.

use std::sync::Arc;

use fal_budget_app::clock;
use fal_budget_app::requests::{self, ImportArgs, ImportWork};
use fal_budget_app::view::ImportView;
use fal_budget_platform::folder;
use fal_budget_transfer::export;
use serde::Serialize;
use tauri::ipc::{InvokeBody, Request};
use tauri::{State as Managed, command};

use crate::commands::ipc::{Args, Changed};
use crate::error::{CommandError, CommandResult};
use crate::events::PageEvents;
use crate::runtime::import::Import;
use crate::runtime::ledger::HostedLedger;

/// Begins a file that the page will hand over in parts.
#[command]
pub(crate) async fn begin_import(
    import: Managed<'_, Arc<Import>>,
    args: Args<ImportWork>,
) -> CommandResult<()> {
    import.begin(args.0.work)
}

/// Appends a part of the file: the request's body is its bytes.
#[command]
pub(crate) async fn add_to_import(
    import: Managed<'_, Arc<Import>>,
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
    page: Managed<'_, Arc<PageEvents>>,
    import: Managed<'_, Arc<Import>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<ImportArgs>,
) -> CommandResult<ImportView> {
    let ImportArgs { columns, work } = args.0;
    let (ledger, moment) = (ledger.get().await?, (clock::now(), clock::zone()));
    Ok(requests::preview_import(
        &ledger,
        &import.path()?,
        &columns,
        moment,
        &mut import.watch(work, |done| page.import_progress(done)),
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
    page: Managed<'_, Arc<PageEvents>>,
    import: Managed<'_, Arc<Import>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<ImportArgs>,
) -> CommandResult<ImportAnswer> {
    let ImportArgs { columns, work } = args.0;
    let (ledger, moment) = (ledger.get().await?, (clock::now(), clock::zone()));
    let file = import.path()?;
    let (change, seen) = requests::import_jobs(
        &ledger,
        &file,
        &columns,
        moment,
        &mut import.watch(work, |done| page.import_progress(done)),
    )
    .await?;
    // Only after a success: after a failure the person may map the columns anew.
    import.end(work);
    Ok(ImportAnswer {
        changed: Changed::by(change, &page).await?,
        import: seen,
    })
}

/// Saves the rows of the file that are refused to the downloads folder, and returns a sentence.
#[command]
pub(crate) async fn save_refused(
    import: Managed<'_, Arc<Import>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<ImportArgs>,
) -> CommandResult<String> {
    let moment = (clock::now(), clock::zone());
    let folder = folder::downloads()?;
    let name = format!(
        "fal-budget-refused-{}",
        moment.0.with_timezone(&moment.1).date_naive()
    );
    let place = |ending: &str| export::free_name(&folder, &name, ending);
    let (ledger, file) = (ledger.get().await?, import.path()?);
    Ok(requests::save_refused(&ledger, &file, &args.0.columns, moment, place).await?)
}

/// Stops a preview or an import; the file stays.
#[command]
pub(crate) async fn stop_import(
    import: Managed<'_, Arc<Import>>,
    args: Args<ImportWork>,
) -> CommandResult<()> {
    // The work notices by itself, at the next progress that it reports.
    import.stop(args.0.work);
    Ok(())
}

/// Removes the file.
#[command]
pub(crate) async fn end_import(
    import: Managed<'_, Arc<Import>>,
    args: Args<ImportWork>,
) -> CommandResult<()> {
    import.end(args.0.work);
    Ok(())
}
