//! What a person is told once, when it happens.

use super::money::Money;

/// A turn in the live balance, or in the state of the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The account was topped up by this much.
    TopUp(Money),
    /// fal no longer takes the key.
    KeyRejected,
    /// fal has locked the account.
    Locked,
    /// fal has opened it again.
    Unlocked,
    /// So many jobs logged by hand were replaced by fal's record.
    Replaced(i64),
    /// The copy of the day could not be made, because a part of the database cannot be read.
    Damaged,
}
