//! The ledger as verbs open it.

use fal_budget_app::requests;
use fal_budget_domain::account::AccountId;
use fal_budget_ledger::Ledger;
use fal_budget_platform::{folder, language, locale};
use fal_budget_store::database;

use crate::verbs::error::VerbError;

/// Opens the ledger of an account, or without a name that of the account in use: a new one in the
/// currency of the system's locale. Speaks the language that was chosen in it.
pub(crate) async fn open(account: Option<&str>) -> Result<Ledger, VerbError> {
    let path = folder::database()?;
    let is_new = !path.exists();
    let ledger = Ledger::new(database::open(&path).await?, AccountId::FIRST);
    if is_new {
        ledger.start_in(locale::currency()).await?;
    }
    language::speak(ledger.settings().await?.language);
    Ok(requests::in_account(&ledger, account).await?)
}
