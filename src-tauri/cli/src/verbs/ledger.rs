//! The ledger as verbs open it.

use fal_budget_domain::account::AccountId;
use fal_budget_ledger::Ledger;
use fal_budget_platform::{folder, language, locale};
use fal_budget_store::database;

use crate::verbs::error::VerbError;

/// Opens the ledger, a new one in the currency of the system's locale, and speaks the language that
/// was chosen in it.
pub(crate) async fn open() -> Result<Ledger, VerbError> {
    let path = folder::database()?;
    let is_new = !path.exists();
    let ledger = Ledger::new(database::open(&path).await?, AccountId::FIRST);
    if is_new {
        ledger.start_in(locale::currency()).await?;
    }
    language::speak(ledger.settings().await?.language);
    Ok(ledger)
}
