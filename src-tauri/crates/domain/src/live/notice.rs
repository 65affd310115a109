//! Notices: things that a person is told once, when they happen.

use crate::money::Money;

/// Turn in the live balance or in the state of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The account was topped up by this amount.
    TopUp(Money),
    /// fal no longer accepts the key.
    KeyRejected,
    /// fal has locked the account.
    Locked,
    /// This many jobs logged by hand were replaced by fal's billing record.
    Replaced(i64),
    /// The daily backup failed, because a part of the database cannot be read.
    Damaged,
}
