//! Laws of the ledger: after every operation its sums equal those of a plain model.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::too_many_lines,
    reason = "each action of the ledger stands beside the same one of the model"
)]

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::balance::Balance;
use fal_budget_domain::balance::level::Level;
use fal_budget_domain::jobs::estimate::{GenericCounts, estimate};
use fal_budget_domain::jobs::operation::OperationRates;
use fal_budget_domain::jobs::{Basis, JobOrigin, Label, NewJob, Subject};
use fal_budget_domain::money::Money;
use fal_budget_ledger::{ChangeDetails, Ledger};
use fal_budget_store::database;
use proptest::prelude::*;
use rust_decimal::Decimal;
use sqlx::ConnectOptions;
use tempfile::TempDir;

/// A ledger in a folder of its own, and a clock that advances with each action.
struct ModelLedger {
    ledger: Ledger,
    now: DateTime<Utc>,
    folder: TempDir,
}

impl ModelLedger {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = database::open(&folder.path().join("fal-budget.db"))
            .await
            .unwrap();
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        Self {
            ledger: Ledger::new(store, AccountId::FIRST),
            now,
            folder,
        }
    }

    fn later(&mut self) -> DateTime<Utc> {
        self.now += TimeDelta::minutes(1);
        self.now
    }

    async fn enter(&mut self, cents: i64) {
        let now = self.later();
        self.ledger.set_budget(cents_of(cents), now).await.unwrap();
    }

    async fn clear(&mut self) {
        let now = self.later();
        self.ledger.clear_budget(now).await.unwrap();
    }

    async fn log(&mut self, images: u32) -> i64 {
        let now = self.later();
        self.ledger
            .log(&images_of(images), None, JobOrigin::Window, now)
            .await
            .unwrap()
    }

    async fn log_at(&mut self, images: u32, at: DateTime<Utc>) {
        let now = self.later();
        self.ledger
            .log(&images_of(images), Some(at), JobOrigin::Window, now)
            .await
            .unwrap();
    }

    async fn undo(&mut self) -> ChangeDetails {
        let now = self.later();
        self.ledger.undo(None, now).await.unwrap().details
    }

    async fn balance(&self) -> Balance {
        self.ledger.balance(self.now, &Utc).await.unwrap()
    }

    async fn remaining_cents(&self) -> Option<i64> {
        self.balance()
            .await
            .remaining()
            .unwrap()
            .map(|left| left.nano() / 10_000_000)
    }
}

fn cents_of(cents: i64) -> Money {
    Money::from_nano(cents * 10_000_000)
}

/// Images at ten cents each, so that sums are easy to read.
fn images_of(count: u32) -> Vec<NewJob> {
    let rates = OperationRates {
        image: cents_of(10),
        ..OperationRates::default()
    };
    NewJob::from_estimate(
        &estimate(GenericCounts::new(count, 0).unwrap(), rates).unwrap(),
        &Label::default(),
    )
}

#[tokio::test]
async fn a_fresh_ledger_has_spent_nothing_and_knows_no_budget() {
    let test = ModelLedger::new().await;
    let balance = test.balance().await;
    assert_eq!(balance.remaining(), Ok(None));
    assert_eq!(balance.spent.cost, Money::ZERO);
    assert_eq!(balance.level(), Ok(Level::None));
}

#[tokio::test]
async fn a_top_up_shows_exactly_the_number_typed_and_keeps_what_was_spent() {
    let mut test = ModelLedger::new().await;
    test.enter(1000).await;
    test.log(25).await;
    assert_eq!(test.remaining_cents().await, Some(750));
    test.enter(2000).await;
    assert_eq!(test.remaining_cents().await, Some(2000));
    assert_eq!(test.balance().await.spent.cost, cents_of(250));
}

#[tokio::test]
async fn retyping_a_lower_balance_keeps_the_mark() {
    let mut test = ModelLedger::new().await;
    test.enter(1000).await;
    test.enter(180).await;
    let balance = test.balance().await;
    assert_eq!(balance.reference(), Some(cents_of(1000)));
    assert_eq!(balance.level(), Ok(Level::Low));
    let now = test.later();
    test.ledger.mark_as_full(now).await.unwrap();
    assert_eq!(test.balance().await.level(), Ok(Level::High));
    assert_eq!(test.undo().await, ChangeDetails::Reference(cents_of(1000)));
    assert_eq!(test.balance().await.reference(), Some(cents_of(1000)));
}

#[tokio::test]
async fn after_a_clear_the_first_amount_is_the_mark() {
    let mut test = ModelLedger::new().await;
    test.enter(1000).await;
    test.clear().await;
    assert_eq!(test.remaining_cents().await, None);
    test.enter(300).await;
    assert_eq!(test.balance().await.reference(), Some(cents_of(300)));
}

#[tokio::test]
async fn undoing_a_clear_or_an_entry_brings_the_one_before_back_with_the_jobs_since() {
    let mut test = ModelLedger::new().await;
    test.enter(1000).await;
    test.clear().await;
    test.log(5).await;
    assert!(matches!(test.undo().await, ChangeDetails::Jobs(jobs) if jobs.len() == 1));
    assert_eq!(test.undo().await, ChangeDetails::Clear);
    assert_eq!(test.remaining_cents().await, Some(1000));

    test.enter(5000).await;
    test.log(10).await;
    let changes = test.ledger.entries(10).await.unwrap();
    let now = test.later();
    test.ledger
        .undo(changes[0].origin.change_id(), now)
        .await
        .unwrap();
    assert_eq!(
        test.remaining_cents().await,
        Some(900),
        "the job counts against the entry before"
    );
}

#[tokio::test]
async fn a_job_before_the_entry_counts_in_spent_only() {
    let mut test = ModelLedger::new().await;
    let before = test.now - TimeDelta::hours(2);
    test.enter(1000).await;
    test.log_at(30, before).await;
    assert_eq!(test.remaining_cents().await, Some(1000));
    assert_eq!(test.balance().await.spent.cost, cents_of(300));
}

#[tokio::test]
async fn a_job_between_two_entries_counts_against_the_first() {
    let mut test = ModelLedger::new().await;
    test.enter(1000).await;
    let between = test.now + TimeDelta::seconds(30);
    test.enter(800).await;
    test.log_at(10, between).await;
    assert_eq!(test.remaining_cents().await, Some(800));
    test.undo().await;
    test.undo().await;
    test.log_at(10, between).await;
    assert_eq!(test.remaining_cents().await, Some(900));
}

#[tokio::test]
async fn undo_takes_a_whole_batch_once() {
    let mut test = ModelLedger::new().await;
    let counts = estimate(GenericCounts::new(2, 1).unwrap(), OperationRates::default()).unwrap();
    let now = test.later();
    let change = test
        .ledger
        .log(
            &NewJob::from_estimate(&counts, &Label::default()),
            None,
            JobOrigin::Terminal,
            now,
        )
        .await
        .unwrap();
    assert_eq!(
        test.balance().await.spent.cost,
        Money::from_nano(100_000_000)
    );
    test.ledger.undo(Some(change), now).await.unwrap();
    assert_eq!(test.balance().await.spent.cost, Money::ZERO);
    assert_eq!(
        test.ledger
            .undo(Some(change), now)
            .await
            .unwrap_err()
            .code(),
        "nothing_to_undo"
    );
    assert_eq!(
        test.ledger.undo(None, now).await.unwrap_err().code(),
        "nothing_to_undo"
    );
}

#[tokio::test]
async fn a_job_of_unknown_price_is_counted_apart_and_never_zero() {
    let mut test = ModelLedger::new().await;
    test.enter(1000).await;
    let unknown = NewJob {
        price_source: None,
        label: Label::default(),
        subject: Subject::Model("someone/new-model".to_owned()),
        quantity: Decimal::ONE,
        unit: "units".to_owned(),
        unit_price: None,
        cost: None,
        basis: Basis::Unknown,
    };
    let now = test.later();
    test.ledger
        .log(&[unknown], None, JobOrigin::Terminal, now)
        .await
        .unwrap();
    let balance = test.balance().await;
    assert_eq!(
        (balance.since.unpriced, balance.since.cost),
        (1, Money::ZERO)
    );
    test.undo().await;
    assert_eq!(test.balance().await.spent.unpriced, 0);
}

#[tokio::test]
async fn a_sum_that_does_not_fit_is_refused_and_nothing_is_stored() {
    let mut test = ModelLedger::new().await;
    let dear = |count: u32| NewJob {
        cost: Some(Money::from_nano(i64::MAX / 2)),
        ..images_of(count).remove(0)
    };
    let now = test.later();
    test.ledger
        .log(&[dear(1)], None, JobOrigin::Window, now)
        .await
        .unwrap();
    let error = test
        .ledger
        .log(&[dear(1), dear(2)], None, JobOrigin::Window, now)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "too_large");
    assert_eq!(
        test.balance().await.spent.cost,
        Money::from_nano(i64::MAX / 2)
    );
    assert_eq!(test.ledger.jobs(None, 10).await.unwrap().len(), 1);
}

/// The test itself writes to the database, whose triggers keep the sums up to date for anybody.
#[tokio::test]
async fn the_sums_follow_a_job_that_is_settled_or_removed() {
    let mut test = ModelLedger::new().await;
    test.enter(1000).await;
    test.log(10).await;
    test.log(20).await;
    let mut connection = database::options(&test.folder.path().join("fal-budget.db"))
        .connect()
        .await
        .unwrap();
    for (statement, spent) in [
        (
            "UPDATE job SET cost_nano = 500000000, basis = 'billed' \
             WHERE quantity_nano = 10000000000",
            250,
        ),
        (
            "UPDATE job SET cost_nano = NULL, basis = 'unknown' WHERE quantity_nano = 20000000000",
            50,
        ),
        ("DELETE FROM job WHERE quantity_nano = 10000000000", 0),
        ("DELETE FROM job", 0),
    ] {
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .unwrap();
        let balance = test.balance().await;
        assert_eq!(
            (balance.spent.cost, balance.since.cost, balance.today.cost),
            (cents_of(spent), cents_of(spent), cents_of(spent)),
            "{statement}"
        );
        let unknown = i64::from(
            statement.contains("unknown")
                || statement.contains("= 10000000000") && statement.starts_with("DELETE"),
        );
        assert_eq!(balance.spent.unpriced, unknown, "{statement}");
    }
}

#[tokio::test]
async fn pages_of_jobs_neither_repeat_nor_skip() {
    let mut test = ModelLedger::new().await;
    for count in 1..=7 {
        test.log(count).await;
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = test.ledger.jobs(after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(fal_budget_store::tables::job::After {
            at: last.at,
            id: last.id,
        });
        seen.extend(page.into_iter().map(|job| job.what.quantity));
    }
    assert_eq!(seen, (1..=7).rev().map(Decimal::from).collect::<Vec<_>>());
}

/// An action of a person. A dated job ran so many minutes ago.
#[derive(Clone, Debug)]
enum Action {
    Enter(i64),
    Clear,
    Log(u32),
    LogAt(u32, i64),
    MarkAsFull,
    UndoLast,
    UndoOne(usize),
}

fn actions() -> impl Strategy<Value = Action> {
    prop_oneof![
        2 => (0_i64..5000).prop_map(Action::Enter),
        1 => Just(Action::Clear),
        4 => (1_u32..20).prop_map(Action::Log),
        2 => (1_u32..20, 1_i64..40).prop_map(|(count, ago)| Action::LogAt(count, ago)),
        1 => Just(Action::MarkAsFull),
        2 => Just(Action::UndoLast),
        1 => (0_usize..10).prop_map(Action::UndoOne),
    ]
}

/// Plain model of a ledger: lists that are searched from the start each time.
#[derive(Default)]
struct Model {
    entries: Vec<(i64, DateTime<Utc>, Option<Money>, bool)>,
    jobs: Vec<(i64, Option<usize>, Money, bool)>,
    next_change: i64,
}

impl Model {
    fn newest(&self, at: Option<DateTime<Utc>>) -> Option<usize> {
        self.entries
            .iter()
            .rposition(|(_, entered, _, stands)| *stands && at.is_none_or(|at| *entered <= at))
    }

    fn change(&mut self) -> i64 {
        self.next_change += 1;
        self.next_change
    }

    fn enter(&mut self, at: DateTime<Utc>, amount: Option<Money>) {
        let change = self.change();
        self.entries.push((change, at, amount, true));
    }

    fn undo(&mut self, change: i64) {
        self.entries
            .iter_mut()
            .filter(|entry| entry.0 == change)
            .for_each(|entry| entry.3 = false);
        self.jobs
            .iter_mut()
            .filter(|job| job.0 == change)
            .for_each(|job| job.3 = false);
    }

    fn spent(&self) -> Money {
        self.sum(|_| true)
    }

    /// Jobs of an undone entry count against the one before it.
    fn since(&self) -> Money {
        let newest = self.newest(None);
        self.sum(|entry| newest.is_none() || entry >= newest)
    }

    fn sum(&self, counts: impl Fn(Option<usize>) -> bool) -> Money {
        let costs = self
            .jobs
            .iter()
            .filter(|job| job.3 && counts(job.1))
            .map(|job| job.2);
        costs.fold(Money::ZERO, |sum, cost| sum.plus(cost).unwrap())
    }
}

async fn check(actions: Vec<Action>) {
    let mut test = ModelLedger::new().await;
    let mut model = Model::default();
    for action in actions {
        let now = test.later();
        match action {
            Action::Enter(cents) => {
                test.ledger.set_budget(cents_of(cents), now).await.unwrap();
                model.enter(now, Some(cents_of(cents)));
            }
            Action::Clear => {
                test.ledger.clear_budget(now).await.unwrap();
                if model
                    .newest(None)
                    .is_some_and(|entry| model.entries[entry].2.is_some())
                {
                    model.enter(now, None);
                }
            }
            Action::Log(count) => {
                test.ledger
                    .log(&images_of(count), None, JobOrigin::Window, now)
                    .await
                    .unwrap();
                let job = (
                    model.change(),
                    model.newest(None),
                    cents_of(10 * i64::from(count)),
                    true,
                );
                model.jobs.push(job);
            }
            Action::LogAt(count, ago) => {
                let at = now - TimeDelta::minutes(ago);
                test.ledger
                    .log(&images_of(count), Some(at), JobOrigin::Window, now)
                    .await
                    .unwrap();
                let job = (
                    model.change(),
                    model.newest(Some(at)),
                    cents_of(10 * i64::from(count)),
                    true,
                );
                model.jobs.push(job);
            }
            Action::MarkAsFull => {
                if test.ledger.mark_as_full(now).await.is_ok() {
                    model.change();
                }
            }
            Action::UndoLast => {
                if let Ok(change) = test.ledger.undo(None, now).await {
                    model.undo(change.id);
                }
            }
            Action::UndoOne(nth) => {
                let entries = test.ledger.entries(20).await.unwrap();
                if let Some(entry) = entries.get(nth) {
                    let _ = test.ledger.undo(entry.origin.change_id(), now).await;
                    model.undo(entry.origin.change_id().unwrap());
                }
            }
        }
        let balance = test.balance().await;
        assert_eq!(balance.spent.cost, model.spent(), "spent in all");
        assert_eq!(
            balance.since.cost,
            model.since(),
            "spent since the newest entry"
        );
        assert_eq!(
            balance.budget(),
            model.newest(None).and_then(|entry| model.entries[entry].2)
        );
    }
}

proptest! {
    #[test]
    fn the_sums_equal_the_plain_ones_after_every_operation(
        actions in prop::collection::vec(actions(), 1..40)
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(check(actions));
    }
}
