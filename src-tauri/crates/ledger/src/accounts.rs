//! Accounts, and to which of them a call belongs.

use std::collections::{BTreeMap, HashMap};

use fal_budget_domain::account::{Account, AccountId};
use fal_budget_domain::gateway::call::{CallEvent, CallRef, JournalRecord};
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_store::Tx;
use fal_budget_store::tables::account;

use super::Ledger;
use crate::LedgerError;

impl Ledger {
    /// Returns the account of this ledger.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the ledger of another account.
    #[must_use]
    pub fn of(&self, account: AccountId) -> Self {
        Self {
            store: self.store.clone(),
            account,
        }
    }

    /// Returns the ledger of the account in use.
    pub async fn in_use(&self) -> Result<Self, LedgerError> {
        Ok(self.of(self.store.account_in_use().await?))
    }

    /// Lists all accounts, oldest first.
    pub async fn accounts(&self) -> Result<Vec<Account>, LedgerError> {
        Ok(account::list(&mut self.read().await?).await?)
    }

    /// Adds an account. Returns `None` if another one has the name.
    pub async fn add_account(&self, name: &str) -> Result<Option<AccountId>, LedgerError> {
        let mut tx = self.write().await?;
        if is_taken(&mut tx, name, None).await? {
            return Ok(None);
        }
        let id = account::add(&mut tx, name).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Makes an account the one in use, and shows it if it was hidden.
    pub async fn use_account(&self, id: AccountId) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        account::put_in_use(&mut tx, id).await?;
        account::set_hidden(&mut tx, id, false).await?;
        Ok(tx.commit().await?)
    }

    /// Gives an account a name. Returns `false` if another one has it.
    pub async fn rename_account(&self, id: AccountId, name: &str) -> Result<bool, LedgerError> {
        let mut tx = self.write().await?;
        if is_taken(&mut tx, name, Some(id)).await? {
            return Ok(false);
        }
        account::rename(&mut tx, id, name).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Hides an account. Returns `false` for the one in use, which is seen.
    pub async fn hide_account(&self, id: AccountId) -> Result<bool, LedgerError> {
        let mut tx = self.write().await?;
        if account::in_use(&mut tx).await? == id {
            return Ok(false);
        }
        account::set_hidden(&mut tx, id, true).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn is_taken(tx: &mut Tx, name: &str, but: Option<AccountId>) -> Result<bool, LedgerError> {
    let accounts = account::list(tx).await?;
    Ok(accounts
        .iter()
        .any(|it| it.name == name && Some(it.id) != but))
}

/// To which account calls belong: by the key that is known as an account's, else the one in use.
pub(super) struct CallAccounts {
    in_use: AccountId,
    /// Empty while there is one account, to which every call belongs.
    by_key: HashMap<String, AccountId>,
    is_single: bool,
}

impl CallAccounts {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self, LedgerError> {
        let accounts = account::list(tx).await?;
        let is_single = accounts.len() <= 1;
        let in_use = accounts.iter().find(|account| account.is_in_use);
        Ok(Self {
            in_use: in_use.map_or(AccountId::FIRST, |account| account.id),
            by_key: if is_single {
                HashMap::new()
            } else {
                account::of_keys(tx).await?
            },
            is_single,
        })
    }

    /// Returns the account that a call with this key is paid from.
    pub(super) fn of_key(&self, key: Option<&KeyId>) -> AccountId {
        let known = key.and_then(|key| self.by_key.get(key.as_str()));
        known.copied().unwrap_or(self.in_use)
    }

    /// Splits records by the account of their calls, in their order.
    pub(super) async fn split<'a>(
        &self,
        tx: &mut Tx,
        records: &[&'a JournalRecord],
    ) -> Result<BTreeMap<AccountId, Vec<&'a JournalRecord>>, LedgerError> {
        if self.is_single {
            return Ok(BTreeMap::from([(self.in_use, records.to_vec())]));
        }
        let (calls, requests) = references(records);
        let mut of_calls = account::of_calls(tx, &calls).await?;
        let mut of_requests = account::of_requests(tx, &requests).await?;
        let mut split: BTreeMap<AccountId, Vec<&JournalRecord>> = BTreeMap::new();
        for record in records {
            let known = match &record.call {
                CallRef::Call(number) => of_calls.get(number),
                CallRef::Request(request) => of_requests.get(request),
            };
            let account = match (&record.event, known) {
                (CallEvent::Began { caller, .. }, _) => self.of_key(caller.key.as_ref()),
                (_, Some(known)) => *known,
                (CallEvent::Locked { key, .. }, None) => self.of_key(key.as_ref()),
                (_, None) => self.in_use,
            };
            if let CallRef::Call(number) = &record.call {
                of_calls.insert(*number, account);
            }
            if let CallEvent::Named(request) = &record.event {
                of_requests.entry(request.clone()).or_insert(account);
            }
            split.entry(account).or_default().push(record);
        }
        Ok(split)
    }
}

/// Collects the call numbers and request ids that records refer to.
pub(super) fn references<'a>(records: &[&'a JournalRecord]) -> (Vec<i64>, Vec<&'a str>) {
    let mut calls = Vec::new();
    let mut requests = Vec::new();
    for record in records {
        match &record.call {
            CallRef::Call(number) => calls.push(*number),
            CallRef::Request(request) => requests.push(request.as_str()),
        }
        // The id may have a job without a call: one from fal's billing record.
        if let CallEvent::Named(request) = &record.event {
            requests.push(request);
        }
    }
    (calls, requests)
}
