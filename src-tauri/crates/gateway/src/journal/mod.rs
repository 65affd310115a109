//! The journal: what happened to calls, on its way into the ledger. A call waits for no database:
//! its records go into a file at once, and into the ledger in batches.

mod applier;
mod current_ledger;
mod file;

pub use applier::JournalApplier;

pub(crate) use applier::apply_all;
pub(crate) use current_ledger::CurrentLedger;
pub(crate) use file::Journal;
