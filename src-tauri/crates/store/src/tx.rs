//! A transaction on one account.

use fal_budget_domain::account::AccountId;
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::error::StoreError;

/// A transaction in which the functions of the tables read and write one account. Rolled back when
/// dropped without [`Tx::commit`].
#[derive(Debug)]
pub struct Tx {
    transaction: Transaction<'static, Sqlite>,
    account: AccountId,
}

impl Tx {
    pub(super) const fn new(transaction: Transaction<'static, Sqlite>, account: AccountId) -> Self {
        Self {
            transaction,
            account,
        }
    }

    /// Returns the account that statements read and write.
    #[must_use]
    pub const fn account_id(&self) -> AccountId {
        self.account
    }

    /// Goes on with another account, in the same transaction.
    pub const fn set_account(&mut self, account: AccountId) {
        self.account = account;
    }

    /// Commits what was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    /// Connection that statements run on.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// Value of the column `account_id`, which every statement on a table that has it compares.
    // Statements that find rows along the index of another column write `+account_id`. Otherwise
    // SQLite may choose an index that begins with the account, and walk all of its jobs
    // (<https://www.sqlite.org/optoverview.html#uplus>).
    pub(super) const fn account(&self) -> i64 {
        self.account.0
    }
}
