//! Accounts of fal.ai.

/// Row id of an account. All that the ledger reads and writes belongs to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub i64);

impl AccountId {
    /// The account that every database has.
    pub const FIRST: Self = Self(1);
}

/// An account of fal.ai: a balance, keys and limits of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Row id.
    pub id: AccountId,
    /// The person's name of it, which no other account has.
    pub name: String,
    /// The account that is spoken of where none is named.
    pub is_in_use: bool,
    /// The person does not want to see it.
    pub is_hidden: bool,
}
