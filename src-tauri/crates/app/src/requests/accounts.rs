//! Requests about accounts of fal.ai: which there are, and which one is spoken of.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::account::Account;
use fal_budget_domain::plain_text::plain;
use fal_budget_ledger::Ledger;
use serde::Serialize;

use super::budget;
use crate::view::BudgetView;
use crate::{Error, InputError, input};

/// An account, by the person's name of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Name of the account.
    pub name: String,
    /// True for the account that is spoken of where none is named.
    pub in_use: bool,
    /// True for an account that the person does not want to see.
    pub hidden: bool,
}

/// Status of one account among several.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccountStatus {
    /// Name of the account.
    pub account: String,
    /// Status, as that of one account.
    #[serde(flatten)]
    pub budget: BudgetView,
}

/// Lists all accounts, oldest first.
pub async fn accounts(ledger: &Ledger) -> Result<Vec<AccountView>, Error> {
    let accounts = ledger.accounts().await?;
    Ok(accounts.iter().map(view).collect())
}

fn view(account: &Account) -> AccountView {
    AccountView {
        name: plain(&account.name).into_owned(),
        in_use: account.is_in_use,
        hidden: account.is_hidden,
    }
}

/// Returns the ledger of the account with this name, or without one that of the account in use.
pub async fn in_account(ledger: &Ledger, name: Option<&str>) -> Result<Ledger, Error> {
    match name {
        None => Ok(ledger.in_use().await?),
        Some(name) => Ok(ledger.of(find(ledger, name).await?.id)),
    }
}

async fn find(ledger: &Ledger, name: &str) -> Result<Account, Error> {
    let accounts = ledger.accounts().await?;
    let names: Vec<String> = accounts
        .iter()
        .map(|account| plain(&account.name).into_owned())
        .collect();
    let found = accounts
        .into_iter()
        .find(|account| account.name == name.trim());
    found.ok_or_else(|| InputError::NoAccount(names.join(", ")).into())
}

/// Reads the status of each account that is not hidden.
pub async fn all_budgets<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Vec<AccountStatus>, Error> {
    let mut all = Vec::new();
    for account in ledger.accounts().await? {
        if account.is_hidden {
            continue;
        }
        let budget = budget(&ledger.of(account.id), now, zone).await?;
        all.push(AccountStatus {
            account: plain(&account.name).into_owned(),
            budget,
        });
    }
    Ok(all)
}

/// Adds an account without a balance, with a guard that is off.
pub async fn add_account(ledger: &Ledger, name: &str) -> Result<(), Error> {
    let added = ledger.add_account(&input::account_name(name)?).await?;
    added
        .map(|_| ())
        .ok_or_else(|| InputError::AccountTaken.into())
}

/// Makes an account the one in use.
pub async fn use_account(ledger: &Ledger, name: &str) -> Result<(), Error> {
    let id = find(ledger, name).await?.id;
    Ok(ledger.use_account(id).await?)
}

/// Gives an account another name.
pub async fn rename_account(ledger: &Ledger, name: &str, new: &str) -> Result<(), Error> {
    let id = find(ledger, name).await?.id;
    if ledger
        .rename_account(id, &input::account_name(new)?)
        .await?
    {
        return Ok(());
    }
    Err(InputError::AccountTaken.into())
}

/// Hides an account: nothing of it is deleted, and calls of its keys go on.
pub async fn hide_account(ledger: &Ledger, name: &str) -> Result<(), Error> {
    let id = find(ledger, name).await?.id;
    if ledger.hide_account(id).await? {
        return Ok(());
    }
    Err(InputError::AccountInUse.into())
}
