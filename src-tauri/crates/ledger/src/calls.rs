//! Calls through the gateway: applies the records of its journal to the ledger, each record once.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::balance::pending_charge::SETTLING;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, Caller, JournalRecord, Outcome};
use fal_budget_domain::gateway::{GatewayChoices, call as rule};
use fal_budget_domain::jobs::model_job::UNKNOWN_UNIT;
use fal_budget_domain::jobs::{Basis, CallProgress, Job, JobOrigin, NewJob};
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::tariffs::charge::likeness::LikeCosts;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_domain::tariffs::price::Price;
use fal_budget_store::Tx;
use fal_budget_store::tables::job_batch::{self, BatchCall, BatchJob};
use fal_budget_store::tables::{account, call, change, connection, gateway, pending_charge};
use rust_decimal::Decimal;

use super::account_lock::{self, Passed};
use super::accounts::{CallAccounts, references};
use super::prices::{PriceBook, price_book, prices_of};
use super::{Ledger, balance, commit_sums};
use crate::LedgerError;

/// Difference that the clocks of fal and of this computer may have.
const CLOCKS: TimeDelta = TimeDelta::minutes(5);
/// Time for which calls say what the next one may cost.
const LEARNING: TimeDelta = TimeDelta::days(90);

impl Ledger {
    /// Reads what a model's calls with like parameters have cost. `None` if they are too few.
    pub async fn like_costs(
        &self,
        endpoint: &str,
        likeness: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<LikeCosts>, LedgerError> {
        like_costs(&mut self.read().await?, endpoint, likeness, now).await
    }

    /// Reads the person's choices for the gateway.
    pub async fn gateway(&self) -> Result<GatewayChoices, LedgerError> {
        Ok(gateway::read(&mut self.read().await?).await?)
    }

    /// Stores the person's choices for the gateway.
    pub async fn choose_gateway(&self, choices: &GatewayChoices) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        gateway::write(&mut tx, choices).await?;
        Ok(tx.commit().await?)
    }

    /// Returns the number of the last journal record that is in the ledger, 0 before the first.
    pub async fn last_applied(&self) -> Result<i64, LedgerError> {
        Ok(gateway::last_applied(&mut self.read().await?).await?)
    }

    /// Lists the calls that have not ended, as far as is known.
    pub async fn open_calls(&self) -> Result<Vec<Job>, LedgerError> {
        Ok(call::open(&mut self.read().await?).await?)
    }

    /// Returns `true` if a request id belongs to a call through the gateway that is not voided.
    pub async fn has_request(&self, request: &str) -> Result<bool, LedgerError> {
        let mut tx = self.read().await?;
        for account in account::list(&mut tx).await? {
            tx.set_account(account.id);
            let jobs = call::find(&mut tx, &[], &[request]).await?;
            if jobs.iter().any(|job| job.call.is_some()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Lists the models of calls of unknown cost, or without a price for what fal counted, for
    /// which no price is known yet.
    pub async fn unpriced_models(&self) -> Result<Vec<String>, LedgerError> {
        let mut tx = self.read().await?;
        let prices = price_book(&mut tx).await?;
        let unmetered = call::unmetered(&mut tx).await?;
        let unpriced = call::unpriced(&mut tx).await?.into_iter().chain(unmetered);
        let mut models: Vec<String> = unpriced
            .filter_map(|job| job.what.subject.model().map(str::to_owned))
            .collect();
        models.sort_unstable();
        models.dedup();
        models.retain(|model| prices.price(model).is_none());
        Ok(models)
    }

    /// Prices the calls of unknown cost whose model has a price by now, and those whose units fal
    /// has counted before.
    pub async fn price_calls(&self, now: DateTime<Utc>) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        let prices = price_book(&mut tx).await?;
        let unmetered = call::unmetered(&mut tx).await?;
        // A price says what a unit costs, not how many a call takes that goes on.
        let unpriced = call::unpriced(&mut tx).await?.into_iter();
        for before in unpriced.filter(|job| !is_open(job)).chain(unmetered) {
            let Some(price) = price_of(&before, &prices) else {
                continue;
            };
            if let Some(job) = rule::priced(&before, price)? {
                update(&mut tx, &[(&before, &job)]).await?;
            }
        }
        commit_sums(tx, now).await
    }

    /// Marks running calls as ended, because their gateway and its callers are gone, but for those
    /// of unknown cost. Their costs stay as they are.
    pub async fn end_running_calls(&self) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        for account in account::list(&mut tx).await? {
            tx.set_account(account.id);
            call::end_running(&mut tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Applies journal records, which must be in the order of their numbers, in one transaction.
    /// Records that were applied before are skipped. Where a sum would leave 64 bits, the costs of
    /// these records are unknown: a cost that does not fit must not keep all later calls out.
    pub async fn apply_records(
        &self,
        records: &[JournalRecord],
        now: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        match self.apply_all(records, Costs::AsRecorded, now).await {
            Err(error) if error.is_too_large() => {
                self.apply_all(records, Costs::Unknown, now).await
            }
            done => done,
        }
    }

    async fn apply_all(
        &self,
        records: &[JournalRecord],
        costs: Costs,
        now: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        let accounts = CallAccounts::read(&mut tx).await?;
        let Some(applied) = apply(&mut tx, records, costs, &accounts, now).await? else {
            return Ok(());
        };
        for account in applied.accounts {
            tx.set_account(account);
            check_sums(&mut tx, now).await?;
        }
        gateway::set_last_applied(&mut tx, applied.newest).await?;
        Ok(tx.commit().await?)
    }
}

/// Costs that records bring into the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Costs {
    /// As the records say.
    AsRecorded,
    /// None: those of the records do not fit.
    Unknown,
}

/// Records that were applied.
pub(super) struct Applied {
    /// Accounts of their calls, whose sums may have left the range of money.
    pub(super) accounts: Vec<AccountId>,
    /// Number of the newest one, which the transaction has yet to store.
    pub(super) newest: i64,
}

/// Applies journal records within a transaction. Returns `None` if all were applied before.
pub(super) async fn apply(
    tx: &mut Tx,
    records: &[JournalRecord],
    costs: Costs,
    accounts: &CallAccounts,
    now: DateTime<Utc>,
) -> Result<Option<Applied>, LedgerError> {
    if records.is_empty() {
        return Ok(None);
    }
    // After a crash between this commit and the journal's checkpoint, the journal offers the same
    // records again. The number of the last one is committed together with the jobs, so no call is
    // counted twice.
    let last = gateway::last_applied(tx).await?;
    let records: Vec<&JournalRecord> = records
        .iter()
        .filter(|record| record.number > last)
        .collect();
    let Some(newest) = records.last().map(|record| record.number) else {
        return Ok(None);
    };
    let before = tx.account_id();
    let split = accounts.split(tx, &records).await?;
    let accounts = split.keys().copied().collect();
    for (account, records) in split {
        tx.set_account(account);
        apply_to_account(tx, &records, costs, now).await?;
    }
    tx.set_account(before);
    Ok(Some(Applied { accounts, newest }))
}

/// Returns an error if a sum of the transaction's account leaves the range of money.
pub(super) async fn check_sums(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), LedgerError> {
    balance(tx, now).await?.remaining()?;
    Ok(())
}

/// Adds the jobs of calls that begin, by their records and what is known of them, for the account
/// of the transaction.
pub(super) async fn begin(
    tx: &mut Tx,
    begun: Vec<(&JournalRecord, NewJob)>,
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let started = |(record, what): (&JournalRecord, NewJob)| match &record.event {
        CallEvent::Began {
            queued,
            params,
            caller,
            ..
        } => Some(CallJob::began(record, *queued, params, caller, what)),
        _ => None,
    };
    let jobs = CallJobs {
        jobs: begun.into_iter().filter_map(started).collect(),
        ..CallJobs::default()
    };
    jobs.write(tx, now).await
}

/// Applies records of calls of one account.
async fn apply_to_account(
    tx: &mut Tx,
    records: &[&JournalRecord],
    costs: Costs,
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let mut calls = CallJobs::load(tx, records).await?;
    for record in records {
        calls.apply(tx, record, now).await?;
    }
    if let Some(passed) = passed(records) {
        account_lock::pass(tx, passed).await?;
    }
    if costs == Costs::Unknown {
        calls.forget_costs();
    }
    calls.write(tx, now).await
}

/// Counts the calls that fal let run: it has named them, and did not refuse them. `None` if there
/// are none.
fn passed(records: &[&JournalRecord]) -> Option<Passed> {
    let mut passed = BTreeMap::new();
    for record in records {
        let CallRef::Call(number) = &record.call else {
            continue;
        };
        match &record.event {
            CallEvent::Named(request) => {
                passed.insert(*number, (record.at, Some(request.clone())));
            }
            CallEvent::Ended(Outcome::Metered(_)) => {
                passed.entry(*number).or_insert((record.at, None));
            }
            CallEvent::Ended(Outcome::Refused | Outcome::Failed) => {
                passed.remove(number);
            }
            _ => {}
        }
    }
    let count = i64::try_from(passed.len()).unwrap_or(i64::MAX);
    let (_, (at, request)) = passed.pop_last()?;
    Some(Passed { count, at, request })
}

/// Jobs that a batch of records is about.
// They are read at once, changed in memory and written at once. Most calls begin and end within one
// batch: their jobs are added with their final cost, and the triggers update the sums once instead
// of once a record.
#[derive(Default)]
struct CallJobs {
    jobs: Vec<CallJob>,
    /// Index of a call's job, by the number of the call.
    by_call: HashMap<i64, usize>,
    /// Index of a request's job, by fal's id of the request.
    by_request: HashMap<String, usize>,
    /// Prices of their models.
    prices: PriceBook,
    /// Costs of like calls, by model and digest, as far as they were looked up.
    like_costs: HashMap<(String, Option<String>), Option<LikeCosts>>,
}

impl CallJobs {
    /// Reads the jobs that the records refer to, by call number or request id.
    async fn load(tx: &mut Tx, records: &[&JournalRecord]) -> Result<Self, LedgerError> {
        let (calls, requests) = references(records);
        let jobs = call::find(tx, &calls, &requests).await?;
        let begun = records.iter().filter_map(|record| match &record.event {
            CallEvent::Began { endpoint, .. } => Some(endpoint.as_str()),
            CallEvent::Fetched { app, .. } => Some(app.as_str()),
            _ => None,
        });
        let stored = jobs.iter().filter_map(|job| job.what.subject.model());
        let mut all = Self {
            prices: prices_of(tx, begun.chain(stored)).await?,
            ..Self::default()
        };
        for job in jobs {
            all.add(CallJob::stored(job));
        }
        Ok(all)
    }

    fn add(&mut self, added: CallJob) {
        let index = self.jobs.len();
        if let Some(job) = &added.now {
            self.by_call.extend(job.call.map(|call| (call, index)));
            self.by_request
                .extend(job.request.clone().map(|request| (request, index)));
        }
        self.jobs.push(added);
    }

    async fn apply(
        &mut self,
        tx: &mut Tx,
        record: &JournalRecord,
        now: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        let index = match &record.call {
            CallRef::Call(number) => self.by_call.get(number),
            CallRef::Request(request) => self.by_request.get(request),
        };
        // A call without a job is one that fal refused, or a request that did not come through this
        // gateway: its status can be asked for here all the same. Neither becomes a job.
        let index = index.copied();
        match &record.event {
            CallEvent::Began {
                endpoint,
                queued,
                params,
                caller,
            } => {
                let what = self.estimate(tx, endpoint, params, record.at).await?;
                self.add(CallJob::began(record, *queued, params, caller, what));
            }
            CallEvent::Named(request) => self.set_request_id(index, request, now),
            CallEvent::Ended(outcome) => self.finish(index, outcome),
            CallEvent::Locked {
                message, request, ..
            } => {
                account_lock::hear(tx, message.clone(), request.clone(), record.at).await?;
            }
            CallEvent::Fetched { app, outcome } => {
                let index = match (index, &record.call) {
                    // A job that the person has voided stands for its request, too.
                    (None, CallRef::Request(request))
                        if matches!(outcome, Outcome::Metered(_))
                            && !call::is_known(tx, request).await? =>
                    {
                        Some(self.add_fetched(record, app, request)?)
                    }
                    (index, _) => index.and_then(|index| self.of_app(index, app)),
                };
                self.finish(index, outcome);
            }
        }
        Ok(())
    }

    /// Adds the job of a request that was submitted elsewhere, and returns its index.
    fn add_fetched(
        &mut self,
        record: &JournalRecord,
        app: &str,
        request: &str,
    ) -> Result<usize, LedgerError> {
        let params = RequestParams::unread();
        let what = initial_estimate(app, &params, None, None)?;
        let mut call = CallJob::started(record, true, what);
        if let Some(job) = &mut call.now {
            job.request = Some(request.to_owned());
        }
        self.add(call);
        Ok(self.jobs.len() - 1)
    }

    async fn estimate(
        &mut self,
        tx: &mut Tx,
        endpoint: &str,
        params: &RequestParams,
        at: DateTime<Utc>,
    ) -> Result<NewJob, LedgerError> {
        let like = self.like_costs(tx, endpoint, params, at).await?;
        let price = self.prices.price(endpoint);
        Ok(initial_estimate(endpoint, params, price, like.as_ref())?)
    }

    async fn like_costs(
        &mut self,
        tx: &mut Tx,
        endpoint: &str,
        params: &RequestParams,
        at: DateTime<Utc>,
    ) -> Result<Option<LikeCosts>, LedgerError> {
        // Looked up once a batch: a batch may have hundreds of like calls, and none of them moves
        // what the last twenty cost.
        let key = (endpoint.to_owned(), params.like.clone());
        if let Some(known) = self.like_costs.get(&key) {
            return Ok(known.clone());
        }
        let like = like_costs(tx, endpoint, params.like.as_deref(), at).await?;
        self.like_costs.insert(key, like.clone());
        Ok(like)
    }

    /// Gives the job of a call the id of its request.
    fn set_request_id(&mut self, index: Option<usize>, request: &str, now: DateTime<Utc>) {
        let Some(index) = index else { return };
        let known = self.by_request.get(request).copied();
        let known = known.filter(|known| *known != index);
        let other = known.map(|known| (known, self.billed_first(known, index)));
        let Some(call) = self.jobs.get_mut(index) else {
            return;
        };
        let Some(job) = &mut call.now else { return };
        let Some((other, was_billed_first)) = other else {
            job.request = Some(request.to_owned());
            self.by_request.insert(request.to_owned(), index);
            return;
        };
        // An app may answer with the id of any request. Its call stays a job of its own.
        if !was_billed_first {
            return;
        }
        // fal's billing record was quicker: it has become a job of this request already, with the
        // cost that fal billed. That job stands for the call from here on, because two jobs of one
        // request would count it twice.
        let (label, number) = (job.what.label.clone(), job.call);
        if let Some(number) = job.call {
            self.by_call.insert(number, other);
        }
        call.give_way(now);
        if let Some(billed) = self.jobs.get_mut(other).and_then(|call| call.now.as_mut()) {
            billed.stands_for = number;
            let billed = &mut billed.what.label;
            billed.tag = billed.tag.take().or(label.tag);
            billed.key = billed.key.take().or(label.key);
        }
    }

    /// Tells whether a job is of fal's billing record, and of the app that a call is of.
    fn billed_first(&self, known: usize, call: usize) -> bool {
        let job = |index: usize| self.jobs.get(index)?.now.as_ref();
        let (Some(known), Some(call)) = (job(known), job(call)) else {
            return false;
        };
        let models = known.what.subject.model().zip(call.what.subject.model());
        // fal bills a request when it has ended, and bills it for one call.
        let is_free = known.call.is_none() && known.stands_for.is_none();
        let is_in_time = known.at >= call.at - CLOCKS;
        is_free && is_in_time && models.is_some_and(|(known, call)| rule::is_one_app(known, call))
    }

    /// Returns the index of a request's job if it is of this app.
    fn of_app(&self, index: usize, app: &str) -> Option<usize> {
        let job = self.jobs.get(index)?.now.as_ref()?;
        rule::is_one_app(job.what.subject.model()?, app).then_some(index)
    }

    /// Settles the job of a call that has ended, or drops the job if fal refused the call.
    fn finish(&mut self, index: Option<usize>, outcome: &Outcome) {
        if let Some(call) = index.and_then(|index| self.jobs.get_mut(index))
            && let Some(job) = call.now.take()
        {
            call.now = finished(job, &self.prices, outcome);
        }
    }

    /// Leaves out the costs that these records bring.
    fn forget_costs(&mut self) {
        for call in &mut self.jobs {
            let before = call.before.as_ref().and_then(|job| job.what.cost);
            let is_new = |cost: Money| cost > Money::ZERO && before != Some(cost);
            let changed = call.now.as_mut();
            let changed = changed.filter(|job| job.what.cost.is_some_and(is_new));
            if let Some(what) = changed.map(|job| &mut job.what) {
                (what.cost, what.basis) = (None, Basis::Unknown);
                (what.unit_price, what.price_source) = (None, None);
                what.quantity = Decimal::ZERO;
                UNKNOWN_UNIT.clone_into(&mut what.unit);
            }
        }
    }

    async fn write(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), LedgerError> {
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for call in &self.jobs {
            match (&call.before, &call.now) {
                (Some(before), Some(job)) if before != job => {
                    changed.push((before, job));
                }
                (Some(before), None) => {
                    // The pending charge first: its row refers to the job's.
                    pending_charge::remove(tx, before.id).await?;
                    call::remove(tx, before.id).await?;
                }
                (None, Some(job)) => new.push((job, call.likeness.as_deref())),
                // Unchanged, or begun and refused within this batch.
                _ => {}
            }
        }
        update(tx, &changed).await?;
        if new.is_empty() {
            return Ok(());
        }
        insert(tx, &new, now).await?;
        let jobs: Vec<&Job> = new.into_iter().map(|(job, _)| job).collect();
        add_pending_charges(tx, &jobs, now).await
    }
}

/// Job of a call before and after a batch of records.
struct CallJob {
    /// State in the database. `None` for a call that begins in this batch.
    before: Option<Job>,
    /// State to be written. `None` if fal refused the call, or another job stands for it.
    now: Option<Job>,
    /// Digest of the parameters of a call that begins in this batch.
    likeness: Option<String>,
}

impl CallJob {
    fn stored(job: Job) -> Self {
        Self {
            before: Some(job.clone()),
            now: Some(job),
            likeness: None,
        }
    }

    /// Job of a call that has just begun. Row id, change and entry come with the insertion.
    fn started(record: &JournalRecord, queued: bool, what: NewJob) -> Self {
        let progress = if queued {
            CallProgress::Queued
        } else {
            CallProgress::Running
        };
        let job = Job {
            id: 0,
            change_id: 0,
            entry_id: None,
            what,
            at: record.at,
            origin: JobOrigin::Gateway,
            voided_at: None,
            replaced: false,
            request: None,
            estimated_cost: None,
            call: Some(record.number),
            stands_for: None,
            progress: Some(progress),
        };
        Self {
            before: None,
            now: Some(job),
            likeness: None,
        }
    }

    /// Job of a call that has begun through the gateway, with its key, project and likeness.
    fn began(
        record: &JournalRecord,
        queued: bool,
        params: &RequestParams,
        caller: &Caller,
        what: NewJob,
    ) -> Self {
        let label = caller.label();
        Self {
            likeness: params.like.clone(),
            ..Self::started(record, queued, NewJob { label, ..what })
        }
    }

    /// Takes the job out of the sums in favour of another job of the same request.
    fn give_way(&mut self, now: DateTime<Utc>) {
        if self.before.is_none() {
            self.now = None;
        } else if let Some(job) = &mut self.now {
            // People may have seen this job, so it stays in the list, marked as replaced.
            (job.voided_at, job.replaced, job.progress) = (Some(now), true, None);
        }
    }
}

/// Returns the job of a call after its end, or `None` if fal refused the call.
fn finished(job: Job, prices: &PriceBook, outcome: &Outcome) -> Option<Job> {
    // The price may have become known while the call ran.
    let price = price_of(&job, prices);
    let job = rule::with_price(job, price);
    // A cost beyond 64 bits leaves the job as it was. As an error, it would come back with every
    // try to apply this record, and keep all later records out of the ledger.
    let after = rule::end(&job, outcome).unwrap_or(Some(job))?;
    // An end that says nothing of the cost leaves it unknown, although the price is known by now. A
    // call that may go on stays unknown: nobody has counted what it takes.
    price
        .filter(|_| after.what.basis == Basis::Unknown && !is_open(&after))
        .and_then(|price| rule::priced(&after, price).ok()?)
        .or(Some(after))
}

/// Tells whether a job is a call that has not ended, as far as is known.
pub(super) fn is_open(job: &Job) -> bool {
    job.progress.is_some_and(CallProgress::is_open)
}

fn price_of<'a>(job: &Job, prices: &'a PriceBook) -> Option<&'a Price> {
    prices.price(job.what.subject.model()?)
}

/// Writes changed jobs over their former states. Their pending charges follow the costs.
async fn update(tx: &mut Tx, changed: &[(&Job, &Job)]) -> Result<(), LedgerError> {
    let cost = |job: &Job| job.what.cost.unwrap_or_default();
    let by = |(before, job): &(&Job, &Job)| Ok((job.id, cost(job).minus(cost(before))?));
    let differences = changed
        .iter()
        .map(by)
        .collect::<Result<Vec<_>, TooLarge>>()?;
    let jobs: Vec<&Job> = changed.iter().map(|(_, job)| *job).collect();
    call::write(tx, &jobs).await?;
    Ok(pending_charge::adjust(tx, &differences).await?)
}

async fn insert(
    tx: &mut Tx,
    new: &[(&Job, Option<&str>)],
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let change_id = change::of_record(tx, now).await?;
    // Records may be applied long after their calls, so each job counts against the entry of its
    // own time and not against the newest.
    let entries = job_batch::entries(tx).await?;
    for jobs in new.chunks(job_batch::MAX_ROWS) {
        let rows: Vec<BatchJob<'_>> = jobs
            .iter()
            .map(|(job, likeness)| BatchJob {
                at: job.at,
                entry_id: job_batch::entry_at(&entries, job.at),
                request: job.request.as_deref(),
                what: &job.what,
                voided_at: None,
                call: job.call.map(|number| BatchCall {
                    number,
                    progress: job.progress,
                    likeness: *likeness,
                }),
                estimated_cost: job.estimated_cost,
            })
            .collect();
        job_batch::add(tx, change_id, JobOrigin::Gateway, &rows).await?;
    }
    Ok(())
}

/// Reads what a model's calls with like parameters have cost in the 90 days before `at`.
pub(super) async fn like_costs(
    tx: &mut Tx,
    endpoint: &str,
    likeness: Option<&str>,
    at: DateTime<Utc>,
) -> Result<Option<LikeCosts>, LedgerError> {
    let Some(likeness) = likeness else {
        return Ok(None);
    };
    let since = at - LEARNING;
    let costs = call::like_costs(tx, endpoint, likeness, since).await?;
    Ok(LikeCosts::of(costs))
}

/// Estimates a call from its request when it begins. The cost is unknown if it would not fit into
/// 64 bits.
pub(super) fn initial_estimate(
    endpoint: &str,
    params: &RequestParams,
    price: Option<&Price>,
    like: Option<&LikeCosts>,
) -> Result<NewJob, TooLarge> {
    rule::begin(endpoint, params, price, like)
        .or_else(|_| rule::begin(endpoint, params, None, None))
}

/// Adds pending charges for what fal may not have charged yet, if a key is connected.
async fn add_pending_charges(
    tx: &mut Tx,
    new: &[&Job],
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    if connection::read(tx).await?.is_none() {
        return Ok(());
    }
    let age = |job: &Job| {
        now.signed_duration_since(job.at)
            .to_std()
            .unwrap_or_default()
    };
    // A call that ended longer ago is in fal's figure already: the records may be of a gateway that
    // ran for days while nobody applied them. fal charges a call that is open when it ends.
    let is_pending = |job: &&&Job| is_open(job) || age(job) < SETTLING;
    let calls: Vec<i64> = new
        .iter()
        .filter(is_pending)
        .filter_map(|job| job.call)
        .collect();
    Ok(pending_charge::add_calls(tx, &calls, Duration::ZERO).await?)
}
