//! The laws of the ledger, held against a plain model after every operation.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::too_many_lines,
    reason = "the model stands beside the ledger, deed by deed"
)]

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_core::domain::balance::Balance;
use fal_budget_core::domain::estimate::{GenericCounts, estimate};
use fal_budget_core::domain::job::{Basis, JobOrigin, Label, NewJob, Subject};
use fal_budget_core::domain::level::Level;
use fal_budget_core::domain::money::Money;
use fal_budget_core::domain::operation::OperationRates;
use fal_budget_core::ledger::{ChangeDetails, Ledger};
use fal_budget_core::store::database;
use proptest::prelude::*;
use rust_decimal::Decimal;
use sqlx::ConnectOptions;
use tempfile::TempDir;

/// A ledger in a folder of its own, and a clock that the test turns.
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
            ledger: Ledger::new(store),
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
    let books = ModelLedger::new().await;
    let balance = books.balance().await;
    assert_eq!(balance.remaining(), Ok(None));
    assert_eq!(balance.spent.cost, Money::ZERO);
    assert_eq!(balance.level(), Ok(Level::None));
}

#[tokio::test]
async fn a_top_up_shows_exactly_the_number_typed_and_keeps_what_was_spent() {
    let mut books = ModelLedger::new().await;
    books.enter(1000).await;
    books.log(25).await;
    assert_eq!(books.remaining_cents().await, Some(750));
    books.enter(2000).await;
    assert_eq!(books.remaining_cents().await, Some(2000));
    assert_eq!(books.balance().await.spent.cost, cents_of(250));
}

#[tokio::test]
async fn retyping_a_lower_balance_keeps_the_mark() {
    let mut books = ModelLedger::new().await;
    books.enter(1000).await;
    books.enter(180).await;
    let balance = books.balance().await;
    assert_eq!(balance.reference(), Some(cents_of(1000)));
    assert_eq!(balance.level(), Ok(Level::Low));
    let now = books.later();
    books.ledger.mark_as_full(now).await.unwrap();
    assert_eq!(books.balance().await.level(), Ok(Level::High));
    assert_eq!(books.undo().await, ChangeDetails::Reference(cents_of(1000)));
    assert_eq!(books.balance().await.reference(), Some(cents_of(1000)));
}

#[tokio::test]
async fn after_a_clear_the_first_amount_is_the_mark() {
    let mut books = ModelLedger::new().await;
    books.enter(1000).await;
    books.clear().await;
    assert_eq!(books.remaining_cents().await, None);
    books.enter(300).await;
    assert_eq!(books.balance().await.reference(), Some(cents_of(300)));
}

#[tokio::test]
async fn undoing_a_clear_or_an_entry_brings_the_one_before_back_with_the_jobs_since() {
    let mut books = ModelLedger::new().await;
    books.enter(1000).await;
    books.clear().await;
    books.log(5).await;
    assert!(matches!(books.undo().await, ChangeDetails::Jobs(jobs) if jobs.len() == 1));
    assert_eq!(books.undo().await, ChangeDetails::Clear);
    assert_eq!(books.remaining_cents().await, Some(1000));

    books.enter(5000).await;
    books.log(10).await;
    let changes = books.ledger.entries(10).await.unwrap();
    let now = books.later();
    books
        .ledger
        .undo(changes[0].origin.change_id(), now)
        .await
        .unwrap();
    assert_eq!(
        books.remaining_cents().await,
        Some(900),
        "the job counts against the entry before"
    );
}

#[tokio::test]
async fn a_job_before_the_entry_counts_in_spent_only() {
    let mut books = ModelLedger::new().await;
    let before = books.now - TimeDelta::hours(2);
    books.enter(1000).await;
    books.log_at(30, before).await;
    assert_eq!(books.remaining_cents().await, Some(1000));
    assert_eq!(books.balance().await.spent.cost, cents_of(300));
}

#[tokio::test]
async fn a_job_between_two_entries_counts_against_the_first() {
    let mut books = ModelLedger::new().await;
    books.enter(1000).await;
    let between = books.now + TimeDelta::seconds(30);
    books.enter(800).await;
    books.log_at(10, between).await;
    assert_eq!(books.remaining_cents().await, Some(800));
    books.undo().await;
    books.undo().await;
    books.log_at(10, between).await;
    assert_eq!(books.remaining_cents().await, Some(900));
}

#[tokio::test]
async fn undo_takes_a_whole_batch_once() {
    let mut books = ModelLedger::new().await;
    let counts = estimate(GenericCounts::new(2, 1).unwrap(), OperationRates::default()).unwrap();
    let now = books.later();
    let change = books
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
        books.balance().await.spent.cost,
        Money::from_nano(100_000_000)
    );
    books.ledger.undo(Some(change), now).await.unwrap();
    assert_eq!(books.balance().await.spent.cost, Money::ZERO);
    assert_eq!(
        books
            .ledger
            .undo(Some(change), now)
            .await
            .unwrap_err()
            .code(),
        "nothing_to_undo"
    );
    assert_eq!(
        books.ledger.undo(None, now).await.unwrap_err().code(),
        "nothing_to_undo"
    );
}

#[tokio::test]
async fn a_job_of_unknown_price_is_counted_apart_and_never_zero() {
    let mut books = ModelLedger::new().await;
    books.enter(1000).await;
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
    let now = books.later();
    books
        .ledger
        .log(&[unknown], None, JobOrigin::Terminal, now)
        .await
        .unwrap();
    let balance = books.balance().await;
    assert_eq!(
        (balance.since.unpriced, balance.since.cost),
        (1, Money::ZERO)
    );
    books.undo().await;
    assert_eq!(books.balance().await.spent.unpriced, 0);
}

#[tokio::test]
async fn a_sum_that_does_not_fit_is_refused_and_nothing_is_stored() {
    let mut books = ModelLedger::new().await;
    let dear = |count: u32| NewJob {
        cost: Some(Money::from_nano(i64::MAX / 2)),
        ..images_of(count).remove(0)
    };
    let now = books.later();
    books
        .ledger
        .log(&[dear(1)], None, JobOrigin::Window, now)
        .await
        .unwrap();
    let error = books
        .ledger
        .log(&[dear(1), dear(2)], None, JobOrigin::Window, now)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "too_large");
    assert_eq!(
        books.balance().await.spent.cost,
        Money::from_nano(i64::MAX / 2)
    );
    assert_eq!(books.ledger.jobs(None, 10).await.unwrap().len(), 1);
}

/// What later versions will do to jobs, done here by hand: the database itself keeps the totals
/// right.
#[tokio::test]
async fn the_totals_follow_a_job_that_is_settled_or_removed() {
    let mut books = ModelLedger::new().await;
    books.enter(1000).await;
    books.log(10).await;
    books.log(20).await;
    let mut connection = database::options(&books.folder.path().join("fal-budget.db"))
        .connect()
        .await
        .unwrap();
    for (statement, spent) in [
        (
            "UPDATE job SET cost_nano = 500000000, basis = 'billed' WHERE quantity_nano = 10000000000",
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
        let balance = books.balance().await;
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
    let mut books = ModelLedger::new().await;
    for count in 1..=7 {
        books.log(count).await;
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = books.ledger.jobs(after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(fal_budget_core::store::job::After {
            at: last.at,
            id: last.id,
        });
        seen.extend(page.into_iter().map(|job| job.what.quantity));
    }
    assert_eq!(seen, (1..=7).rev().map(Decimal::from).collect::<Vec<_>>());
}

/// What a person does, and how far back a dated job lies, in minutes.
#[derive(Clone, Debug)]
enum Deeds {
    Enter(i64),
    Clear,
    Log(u32),
    LogAt(u32, i64),
    MarkAsFull,
    UndoLast,
    UndoOne(usize),
}

fn deeds() -> impl Strategy<Value = Deeds> {
    prop_oneof![
        2 => (0_i64..5000).prop_map(Deeds::Enter),
        1 => Just(Deeds::Clear),
        4 => (1_u32..20).prop_map(Deeds::Log),
        2 => (1_u32..20, 1_i64..40).prop_map(|(count, ago)| Deeds::LogAt(count, ago)),
        1 => Just(Deeds::MarkAsFull),
        2 => Just(Deeds::UndoLast),
        1 => (0_usize..10).prop_map(Deeds::UndoOne),
    ]
}

/// The plain model: lists, searched from the start each time.
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

async fn follow(deeds: Vec<Deeds>) {
    let mut books = ModelLedger::new().await;
    let mut model = Model::default();
    for deed in deeds {
        let now = books.later();
        match deed {
            Deeds::Enter(cents) => {
                books.ledger.set_budget(cents_of(cents), now).await.unwrap();
                model.enter(now, Some(cents_of(cents)));
            }
            Deeds::Clear => {
                books.ledger.clear_budget(now).await.unwrap();
                if model
                    .newest(None)
                    .is_some_and(|entry| model.entries[entry].2.is_some())
                {
                    model.enter(now, None);
                }
            }
            Deeds::Log(count) => {
                books
                    .ledger
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
            Deeds::LogAt(count, ago) => {
                let at = now - TimeDelta::minutes(ago);
                books
                    .ledger
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
            Deeds::MarkAsFull => {
                if books.ledger.mark_as_full(now).await.is_ok() {
                    model.change();
                }
            }
            Deeds::UndoLast => {
                if let Ok(change) = books.ledger.undo(None, now).await {
                    model.undo(change.id);
                }
            }
            Deeds::UndoOne(nth) => {
                let entries = books.ledger.entries(20).await.unwrap();
                if let Some(entry) = entries.get(nth) {
                    let _ = books.ledger.undo(entry.origin.change_id(), now).await;
                    model.undo(entry.origin.change_id().unwrap());
                }
            }
        }
        let balance = books.balance().await;
        assert_eq!(balance.spent.cost, model.spent(), "spent is the plain sum");
        assert_eq!(
            balance.since.cost,
            model.since(),
            "spent since is the plain sum"
        );
        assert_eq!(
            balance.budget(),
            model.newest(None).and_then(|entry| model.entries[entry].2)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_totals_equal_the_plain_sums_after_every_operation(deeds in prop::collection::vec(deeds(), 1..40)) {
        tokio::runtime::Runtime::new().unwrap().block_on(follow(deeds));
    }
}
