//! The guard in the ledger: limits, the funds that calls are held against, and refusals.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::gateway::call::JournalRecord;
use fal_budget_domain::guard::scope::{CallScopes, Period, Scope, ScopedLimit};
use fal_budget_domain::guard::{
    ALLOW_NEXT_TIMEOUT, Breach, Funds, GuardRefusal, GuardSettings, PAUSE_LENGTH, ScopedFunds,
    Verdict,
};
use fal_budget_domain::jobs::NewJob;
use fal_budget_domain::money::Money;
use fal_budget_domain::spending::day::{start_of_day, start_of_month, start_of_week};
use fal_budget_domain::tariffs::charge::likeness::LikeCosts;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_store::Tx;
use fal_budget_store::sums::spent;
use fal_budget_store::tables::{call, gateway, guard, guard_limit};

use super::accounts::CallAccounts;
use super::calls::{Costs, apply, begin, check_sums, initial_estimate, like_costs};
use super::prices::{PriceBook, prices_of};
use super::{Ledger, remaining};
use crate::LedgerError;

impl Ledger {
    /// Reads the settings of the guard.
    pub async fn guard(&self) -> Result<GuardSettings, LedgerError> {
        Ok(guard::read(&mut self.read().await?).await?)
    }

    /// Lists the limits on what keys, projects and models may spend.
    pub async fn scoped_limits(&self) -> Result<Vec<ScopedLimit>, LedgerError> {
        Ok(guard_limit::list(&mut self.read().await?).await?)
    }

    /// Sets limits of one scope, `None` removes one, and dismisses the newest refusal.
    pub async fn set_scoped_limits(
        &self,
        scope: &Scope,
        limits: &[(Period, Option<Money>)],
    ) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        for (period, most) in limits {
            guard_limit::put(&mut tx, scope, *period, *most).await?;
        }
        guard::forget_refusal(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// Reads what was spent of each limit on a key, a project or a model.
    pub async fn scoped_funds<Z: TimeZone>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Vec<ScopedFunds>, LedgerError> {
        let mut tx = self.read().await?;
        let limits = guard_limit::list(&mut tx).await?;
        scoped_funds(&mut tx, limits, now, zone).await
    }

    /// Tells whether the guard of any account is on.
    pub async fn is_any_guard_on(&self) -> Result<bool, LedgerError> {
        Ok(guard::is_on_anywhere(&mut self.read().await?).await?)
    }

    /// Finds the newest refusal. Returns `None` once the person has dismissed it.
    pub async fn refusal(&self) -> Result<Option<GuardRefusal>, LedgerError> {
        Ok(guard::refusal(&mut self.read().await?).await?)
    }

    /// Edits the settings of the guard in one transaction, and dismisses the newest refusal.
    pub async fn set_guard(
        &self,
        edit: impl FnOnce(&mut GuardSettings) + Send,
    ) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        let mut chosen = guard::read(&mut tx).await?;
        edit(&mut chosen);
        guard::write(&mut tx, &chosen).await?;
        // Whoever changes the limits has seen what they refused.
        guard::forget_refusal(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// Allows the next call that would be refused. Expires after [`ALLOWED`].
    pub async fn allow_next(&self, now: DateTime<Utc>) -> Result<(), LedgerError> {
        self.set_guard(|guard| guard.allowed_until = Some(now + ALLOW_NEXT_TIMEOUT))
            .await
    }

    /// Pauses the guard for [`PAUSE`].
    pub async fn pause_guard(&self, now: DateTime<Utc>) -> Result<(), LedgerError> {
        self.set_guard(|guard| guard.paused_until = Some(now + PAUSE_LENGTH))
            .await
    }

    /// Ends a pause of the guard and an allowance for the next call.
    pub async fn resume_guard(&self) -> Result<(), LedgerError> {
        self.set_guard(|guard| (guard.paused_until, guard.allowed_until) = (None, None))
            .await
    }

    /// Dismisses the newest refusal.
    pub async fn forget_refusal(&self) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        guard::forget_refusal(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// Ends calls of unknown cost as the person says, so that the next one may begin: the job with
    /// this id, or all. Returns their number.
    pub async fn release_unpriced(&self, job: Option<i64>) -> Result<u64, LedgerError> {
        let mut tx = self.write().await?;
        let count = call::release_unpriced(&mut tx, job).await?;
        tx.commit().await?;
        Ok(count)
    }

    /// Admits the calls that keep to the limits, in their order, in one transaction: applies the
    /// journal's records of earlier calls, judges each call with those before it counted, and makes
    /// the jobs of the admitted ones. `Err` if nothing of all that was stored. The caller makes
    /// sure that nobody else applies records meanwhile.
    pub async fn admit<Z: TimeZone>(
        &self,
        records: &[JournalRecord],
        calls: &[ProposedCall<'_>],
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Judged, LedgerError> {
        match self.try_to_admit(records, calls, now, zone).await {
            // Records whose costs do not fit must not keep all later calls out.
            Err(error) if error.is_too_large() => {
                self.apply_records(records, now).await?;
                self.try_to_admit(&[], calls, now, zone).await
            }
            done => done,
        }
    }

    async fn try_to_admit<Z: TimeZone>(
        &self,
        records: &[JournalRecord],
        calls: &[ProposedCall<'_>],
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Judged, LedgerError> {
        let mut tx = self.write().await?;
        let accounts = CallAccounts::read(&mut tx).await?;
        let applied = apply(&mut tx, records, Costs::AsRecorded, &accounts, now).await?;
        let mut guards: BTreeMap<AccountId, AccountGuard> = BTreeMap::new();
        let mut estimates = Estimates {
            prices: prices_of(&mut tx, calls.iter().map(|call| call.scopes.endpoint)).await?,
            like: HashMap::new(),
        };
        let mut verdicts = Vec::with_capacity(calls.len());
        let mut begun: BTreeMap<AccountId, Vec<(&JournalRecord, NewJob)>> = BTreeMap::new();
        for call in calls {
            let account = accounts.of_key(call.scopes.key);
            tx.set_account(account);
            let guard = match guards.entry(account) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(AccountGuard::read(&mut tx, now, zone).await?),
            };
            let what = estimates.of(&mut tx, call, now).await?;
            let verdict = guard.judge(call, &what, now)?;
            match &verdict {
                // It reads, so far: fal's response tells whether it was a call.
                Verdict::Pass if call.record.is_none() => {}
                Verdict::Pass | Verdict::PassOnce => {
                    let record = call.record.map(|record| (record, what));
                    begun.entry(account).or_default().extend(record);
                }
                Verdict::Refuse(breach) => {
                    guard::refuse(&mut tx, now, call.scopes.endpoint, breach).await?;
                }
            }
            verdicts.push(verdict);
        }
        for (account, used) in guards.iter().filter(|(_, guard)| guard.has_allowed) {
            tx.set_account(*account);
            guard::write(&mut tx, &used.limits).await?;
        }
        // The sums of the others have been counted together with their calls.
        let unjudged = applied.iter().flat_map(|applied| &applied.accounts);
        for account in unjudged.filter(|account| !guards.contains_key(account)) {
            tx.set_account(*account);
            check_sums(&mut tx, now).await?;
        }
        let numbers = calls.iter().filter_map(|call| Some(call.record?.number));
        let last = numbers.max().max(applied.map(|applied| applied.newest));
        store(tx, begun, last, now).await?;
        Ok(Judged {
            verdicts,
            is_guarded: guards.values().any(|guard| guard.limits.is_on),
        })
    }

    /// Returns the funds, and the limit that spending this amount would break. While the guard is
    /// off or paused, only the balance itself is a limit.
    pub async fn can_spend<Z: TimeZone>(
        &self,
        amount: Money,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<(Funds, Option<Breach>), LedgerError> {
        let mut tx = self.read().await?;
        let limits = guard::read(&mut tx).await?;
        let funds = funds(&mut tx, now, zone).await?;
        let limits = if limits.is_enforcing(now) {
            limits
        } else {
            GuardSettings {
                floor: Some(Money::ZERO),
                ..GuardSettings::default()
            }
        };
        Ok((funds, limits.breach(funds, Some(amount))))
    }
}

/// Adds the jobs of the calls that begin, by account, and commits with the number of the last
/// record.
async fn store(
    mut tx: Tx,
    begun: BTreeMap<AccountId, Vec<(&JournalRecord, NewJob)>>,
    last: Option<i64>,
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    for (account, begun) in begun {
        tx.set_account(account);
        begin(&mut tx, begun, now).await?;
    }
    if let Some(last) = last {
        gateway::set_last_applied(&mut tx, last).await?;
    }
    Ok(tx.commit().await?)
}

/// Calls that were judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Verdicts, in the order of the calls.
    pub verdicts: Vec<Verdict>,
    /// The guard of one of their accounts is on.
    pub is_guarded: bool,
}

/// Limits of one account, and the funds that calls are held against.
struct AccountGuard {
    limits: GuardSettings,
    funds: Funds,
    scoped: Vec<ScopedFunds>,
    /// A call has passed that the person had allowed, so that no other may.
    has_allowed: bool,
}

impl AccountGuard {
    async fn read<Z: TimeZone>(
        tx: &mut Tx,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Self, LedgerError> {
        let scoped = guard_limit::list(tx).await?;
        Ok(Self {
            limits: guard::read(tx).await?,
            funds: funds(tx, now, zone).await?,
            scoped: scoped_funds(tx, scoped, now, zone).await?,
            has_allowed: false,
        })
    }

    /// Judges a call, and counts it if it begins.
    fn judge(
        &mut self,
        call: &ProposedCall<'_>,
        what: &NewJob,
        now: DateTime<Utc>,
    ) -> Result<Verdict, LedgerError> {
        // Of an input that nobody could read, the cost is unknown.
        let cost = what.cost.filter(|_| !call.params.unread);
        let holds = |part: &&ScopedFunds| call.scopes.is_in(&part.limit.scope);
        let held: Vec<&ScopedFunds> = self.scoped.iter().filter(holds).collect();
        let verdict = self.limits.judge(self.funds, &held, cost, now);
        let begins = match &verdict {
            Verdict::Pass => call.record.is_some(),
            Verdict::PassOnce => true,
            Verdict::Refuse(_) => false,
        };
        if begins {
            self.funds = self.funds.after(cost)?;
            spend(&mut self.scoped, call.scopes, cost)?;
        }
        if verdict == Verdict::PassOnce {
            self.limits.allowed_until = None;
            self.has_allowed = true;
        }
        Ok(verdict)
    }
}

/// A call that waits for admission.
#[derive(Clone, Copy, Debug)]
pub struct ProposedCall<'a> {
    /// Model, key and project.
    pub scopes: CallScopes<'a>,
    /// Parameters of its request.
    pub params: &'a RequestParams,
    /// Record of its begin, which is applied if it is admitted; `None` for a request that may turn
    /// out to be no call.
    pub record: Option<&'a JournalRecord>,
}

async fn funds<Z: TimeZone>(
    tx: &mut Tx,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Funds, LedgerError> {
    let begins = [
        start_of_day(now, zone),
        start_of_week(now, zone),
        start_of_month(now, zone),
    ];
    let [today, week, month] = spent::charged_since(tx, begins).await?;
    Ok(Funds {
        remaining: remaining(tx).await?,
        today,
        week,
        month,
        has_unpriced_call: call::has_open_unpriced(tx).await?,
    })
}

/// Reads what was spent of some limits.
async fn scoped_funds<Z: TimeZone>(
    tx: &mut Tx,
    limits: Vec<ScopedLimit>,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Vec<ScopedFunds>, LedgerError> {
    let mut funds = Vec::with_capacity(limits.len());
    for limit in limits {
        let from = match limit.period {
            Period::Day => start_of_day(now, zone),
            Period::Week => start_of_week(now, zone),
            Period::Month => start_of_month(now, zone),
        };
        let spent = spent::of_scope(tx, &limit.scope, from).await?.cost;
        funds.push(ScopedFunds { limit, spent });
    }
    Ok(funds)
}

/// Counts a call that has begun in the scopes that it falls in.
fn spend(
    scoped: &mut [ScopedFunds],
    call: CallScopes<'_>,
    cost: Option<Money>,
) -> Result<(), LedgerError> {
    for part in scoped
        .iter_mut()
        .filter(|part| call.is_in(&part.limit.scope))
    {
        part.spent = part.spent.plus(cost.unwrap_or_default())?;
    }
    Ok(())
}

/// Estimates of calls, by the same rules as those of the jobs that are made of them: what is
/// reserved is the amount that was judged.
struct Estimates {
    prices: PriceBook,
    /// Costs of like calls, by account, model and digest, as far as they were looked up.
    like: HashMap<(AccountId, String, Option<String>), Option<LikeCosts>>,
}

impl Estimates {
    /// Estimates a call.
    async fn of(
        &mut self,
        tx: &mut Tx,
        call: &ProposedCall<'_>,
        now: DateTime<Utc>,
    ) -> Result<NewJob, LedgerError> {
        let (endpoint, params) = (call.scopes.endpoint, call.params);
        let key = (tx.account_id(), endpoint.to_owned(), params.like.clone());
        let like = if let Some(like) = self.like.get(&key) {
            like.clone()
        } else {
            let like = like_costs(tx, endpoint, params.like.as_deref(), now).await?;
            self.like.insert(key, like.clone());
            like
        };
        let price = self.prices.price(endpoint);
        Ok(initial_estimate(endpoint, params, price, like.as_ref())?)
    }
}
