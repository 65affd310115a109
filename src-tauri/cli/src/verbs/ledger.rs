//! The ledger as verbs open it.

use fal_budget_domain::account::AccountId;
use fal_budget_ledger::Ledger;
use fal_budget_platform::{folder, language};
use fal_budget_store::database;

use crate::verbs::error::VerbError;

/// Opens the ledger, and speaks the language that was chosen in it.
pub(crate) async fn open() -> Result<Ledger, VerbError> {
    let ledger = Ledger::new(
        database::open(&folder::database()?).await?,
        AccountId::FIRST,
    );
    language::speak(ledger.settings().await?.language);
    Ok(ledger)
}
