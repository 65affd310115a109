//! Commands of the sample: looking around in it, and beginning with one's own.

use std::io::Write;
use std::sync::Arc;

use fal_budget_app::view::Snapshot;
use fal_budget_app::{clock, requests, sample};
use tauri::{State as Managed, command};
use tempfile::NamedTempFile;

use crate::error::{CommandError, CommandResult};
use crate::events::PageEvents;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::LiveConnection;

/// Fills a ledger that nobody has used with the sample.
#[command]
pub(crate) async fn begin_sample(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<Snapshot> {
    let (now, zone) = (clock::now(), clock::zone());
    let file = NamedTempFile::new().and_then(|mut file| {
        file.write_all(sample::table(now).as_bytes())?;
        Ok(file)
    });
    let file = file.map_err(|error| CommandError::file(&error))?;
    if !requests::begin_sample(&ledger.get().await?, file.path(), now, zone).await? {
        return Err(CommandError::bad_request(&"the ledger is in use"));
    }
    page.refresh().await
}

/// Moves the sample aside, with all that was done in it, and begins with an empty ledger.
#[command]
pub(crate) async fn end_sample(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    live: Managed<'_, Arc<LiveConnection>>,
) -> CommandResult<Snapshot> {
    let sample = ledger.get().await?;
    if !sample.settings().await?.is_sample {
        return Err(CommandError::bad_request(&"this is no sample"));
    }
    // The key goes with the ledger that knows it.
    if sample.connection().await?.is_some() {
        live.disconnect().await?;
    }
    ledger.begin_over().await?;
    live.begin_anew().await;
    page.refresh().await
}
