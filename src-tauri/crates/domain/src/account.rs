//! Identity of an account.

/// Row id of an account. All that the ledger reads and writes belongs to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(pub i64);

impl AccountId {
    /// The account that every database has.
    pub const FIRST: Self = Self(1);
}
