//! Two accounts in one database. Settings and prices belong to the database, all else to an
//! account.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::fs;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_app::requests::{self, JobRequest, MapColumns};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::alerts::{AlertFacts, AlertKind};
use fal_budget_domain::gateway::GatewayChoices;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, Caller, JournalRecord};
use fal_budget_domain::guard::Verdict;
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::record::BillingEvent;
use fal_budget_domain::jobs::{CallProgress, Job, JobOrigin};
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_domain::live::reading::Reading;
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_domain::money::Money;
use fal_budget_domain::spending::Split;
use fal_budget_domain::spending::period::{Granularity, Period};
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_ledger::{Connected, Correction, Ledger, ProposedCall};
use fal_budget_store::database;
use fal_budget_store::tables::page::{Filter, Order, Place};
use serde_json::{Value, json};
use sqlx::{ConnectOptions, SqliteConnection};
use support::import_fixture::{HEAD, go_on};
use tempfile::TempDir;

use fal_budget_ledger::LedgerError;

const MODEL: &str = "fal-ai/flux/dev";
const MINUTE: Duration = Duration::from_mins(1);
const LIMIT: u32 = 100;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

const fn cents(cents: i64) -> Money {
    Money::from_nano(cents * 10_000_000)
}

/// Database with two accounts, and a ledger of each.
struct TwoAccounts {
    ledgers: [Ledger; 2],
    connection: SqliteConnection,
    _folder: TempDir,
}

impl TwoAccounts {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(database::FILE_NAME);
        let store = database::open(&path).await.unwrap();
        let mut connection = database::options(&path).connect().await.unwrap();
        // As the migrations prepare the first one.
        sqlx::raw_sql(
            "INSERT INTO account (id, name) VALUES (2, 'second');
             INSERT INTO guard (account_id, floor_nano) VALUES (2, 1000000000);
             INSERT INTO api_key (account_id, id, name) VALUES (1, 'k1', 'one'), (2, 'k2', 'two');",
        )
        .execute(&mut connection)
        .await
        .unwrap();
        Self {
            ledgers: [AccountId::FIRST, AccountId(2)].map(|id| Ledger::new(store.clone(), id)),
            connection,
            _folder: folder,
        }
    }

    /// Reads what the ledger says of each account, and its rows in the database.
    async fn read(&mut self) -> [String; 2] {
        let mut all = [String::new(), String::new()];
        for (nth, text) in all.iter_mut().enumerate() {
            let figures = figures(&self.ledgers[nth]).await;
            *text = format!("{figures}\n{}", self.rows(nth + 1).await);
        }
        all
    }

    /// All rows of an account, table by table.
    async fn rows(&mut self, account: usize) -> String {
        let tables: Vec<(String, String)> = sqlx::query_as(
            "SELECT sqlite_schema.name, group_concat(quote(column.name))
             FROM sqlite_schema JOIN pragma_table_info(sqlite_schema.name) AS column
             WHERE sqlite_schema.type = 'table' GROUP BY 1 ORDER BY 1",
        )
        .fetch_all(&mut self.connection)
        .await
        .unwrap();
        let mut all = Vec::new();
        for (table, columns) in tables {
            let columns = columns.replace('\'', "\"");
            let owner = if columns.contains("\"account_id\"") {
                "account_id".to_owned()
            } else if columns.contains("\"job_id\"") {
                format!("(SELECT account_id FROM job WHERE job.id = {table}.job_id)")
            } else {
                continue;
            };
            // One gateway serves all accounts.
            if table.starts_with("gateway") {
                continue;
            }
            let statement = format!(
                "SELECT json_group_array(json_array({columns})) FROM {table}
                 WHERE {owner} = {account}"
            );
            let rows: String = sqlx::query_scalar(&statement)
                .fetch_one(&mut self.connection)
                .await
                .unwrap();
            all.push(format!("{table}: {rows}"));
        }
        all.join("\n")
    }

    /// Counts the rows that refer to a row of another account.
    async fn strays(&mut self) -> i64 {
        let strays = sqlx::query_scalar(
            "SELECT (
               SELECT count(*) FROM job JOIN change ON change.id = change_id
               WHERE job.account_id <> change.account_id) + (
               SELECT count(*) FROM job JOIN entry ON entry.id = entry_id
               WHERE job.account_id <> entry.account_id) + (
               SELECT count(*) FROM job_before AS before
               JOIN job ON job.id = job_id JOIN change ON change.id = before.change_id
               WHERE job.account_id <> change.account_id)",
        );
        strays.fetch_one(&mut self.connection).await.unwrap()
    }
}

/// Everything that is read of an account, but for settings and prices.
async fn figures(ledger: &Ledger) -> String {
    let mut snapshot = ledger.snapshot(now(), &Utc, LIMIT).await.unwrap();
    (snapshot.gateway, snapshot.has_calls) = (GatewayChoices::default(), false);
    let week = Period {
        from: now().date_naive() - TimeDelta::days(6),
        until: now().date_naive(),
        grain: Granularity::Day,
    };
    let overview = ledger.overview(&week, Split::Tag, now(), &Utc).await;
    let overview = overview.unwrap();
    let filter = Filter::default();
    let place = Place {
        offset: 0,
        limit: i64::from(LIMIT),
        total: ledger.count_jobs(&filter).await.unwrap(),
    };
    let jobs = ledger.find_jobs(&filter, Order::Newest, place).await;
    let sums = ledger.sums(now(), &Utc).await.unwrap();
    let lists = (
        ledger.entries(LIMIT).await.unwrap(),
        ledger.jobs_from(0, LIMIT).await.unwrap(),
        ledger.filters().await.unwrap(),
        ledger.models_in_use().await.unwrap(),
        ledger.open_calls().await.unwrap(),
        ledger.unpriced_models().await.unwrap(),
    );
    let numbers = (
        ledger.newest_job().await.unwrap(),
        ledger.can_spend(cents(1), now(), &Utc).await.unwrap(),
    );
    format!(
        "{snapshot:#?} {:#?} {:#?} {:#?} {:#?} {:#?} {jobs:#?} {sums:#?} {lists:#?} {numbers:#?}",
        overview.spending, overview.compared, overview.used, overview.settled, overview.corrections,
    )
}

/// Something that is done in an account, with its name.
type Step<'a> = (&'static str, Pin<Box<dyn Future<Output = ()> + 'a>>);

fn step<'a>(name: &'static str, action: impl Future<Output = ()> + 'a) -> Step<'a> {
    (name, Box::pin(action))
}

async fn log(ledger: &Ledger, request: Value) {
    let request: JobRequest = serde_json::from_value(request).unwrap();
    let logged = requests::log_job(ledger, &request, JobOrigin::Window, now(), &Utc).await;
    logged.unwrap();
}

async fn undo(ledger: &Ledger) {
    ledger.undo(None, now()).await.unwrap();
}

async fn first_job(ledger: &Ledger) -> i64 {
    ledger.jobs_from(0, 1).await.unwrap()[0].id
}

fn by_hand(ledger: &Ledger) -> Vec<Step<'_>> {
    let note = Correction {
        note: Some(Some("mine".to_owned())),
        ..Correction::default()
    };
    vec![
        step("enter a balance", async {
            ledger.set_budget(cents(1000), now()).await.unwrap();
        }),
        step("log jobs", async {
            log(ledger, json!({"images": 2, "videos": 1, "tag": "both"})).await;
        }),
        step("log a job of unknown cost", async {
            log(ledger, json!({"model": "no/price", "quantity": 1})).await;
        }),
        step("mark as full", async {
            ledger.mark_as_full(now()).await.unwrap();
        }),
        step("undo the mark", undo(ledger)),
        step("void a job", async {
            let job = first_job(ledger).await;
            ledger.void_job(job, now()).await.unwrap();
        }),
        step("undo the voiding", undo(ledger)),
        step("correct a job", async move {
            let job = first_job(ledger).await;
            ledger.correct_job(job, note, now()).await.unwrap();
        }),
        step("undo the correction", undo(ledger)),
        step("reconcile", async {
            ledger.reconcile(cents(900), now()).await.unwrap();
        }),
        step("undo the reconciliation", undo(ledger)),
        step("import", import(ledger)),
        step("undo the import", undo(ledger)),
        step("import again", import(ledger)),
    ]
}

async fn import(ledger: &Ledger) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("jobs.csv");
    let row = |id| format!("{id},{MODEL},2026-11-21T10:00:00Z,1,images,0.025,0.025");
    fs::write(&file, [HEAD, &row("imported"), &row("")].join("\n")).unwrap();
    let columns = MapColumns::default();
    let imported = requests::import_jobs(ledger, &file, &columns, (now(), Utc), &mut go_on).await;
    assert_eq!(imported.unwrap().1.new, 2, "both rows are new");
}

fn choices(ledger: &Ledger) -> Vec<Step<'_>> {
    vec![
        step("limit a day", async {
            let edit = ledger.set_guard(|guard| (guard.is_on, guard.day) = (true, Some(cents(1))));
            edit.await.unwrap();
        }),
        step("refuse a call", async {
            let (params, caller) = (RequestParams::default(), caller(ledger));
            let call = ProposedCall {
                scopes: caller.scopes(MODEL),
                params: &params,
                record: None,
            };
            let judged = ledger.admit(&[], &[call], now(), &Utc).await.unwrap();
            assert!(matches!(judged.verdicts.as_slice(), [Verdict::Refuse(_)]));
        }),
        step("dismiss the refusal", async {
            ledger.forget_refusal().await.unwrap();
        }),
        step("evaluate alerts", async {
            ledger.evaluate_alerts(&facts(1000)).await.unwrap();
        }),
        step("notify", async {
            let due = ledger.evaluate_alerts(&facts(1)).await.unwrap();
            assert!(!due.alerts.is_empty());
        }),
        step("choose alerts", async {
            let mut choices = ledger.alerts().await.unwrap();
            choices.choose(AlertKind::Share, false, Vec::new());
            ledger.choose_alerts(&choices).await.unwrap();
        }),
        step("evaluate without one kind", async {
            ledger.evaluate_alerts(&facts(1)).await.unwrap();
        }),
    ]
}

fn facts(left: i64) -> AlertFacts {
    AlertFacts {
        today: now().date_naive(),
        left: Some(cents(left)),
        reference: Some(cents(1000)),
        is_stale: false,
        is_locked: None,
        forecast: None,
        spent_today: Money::ZERO,
        spent_month: Money::ZERO,
        usual_peak: None,
        refused_today: 0,
    }
}

fn connected(ledger: &Ledger) -> Vec<Step<'_>> {
    vec![
        step("connect", connect(ledger)),
        step("log with pending charges", async {
            log(ledger, json!({"images": 1})).await;
            log(ledger, json!({"images": 2})).await;
        }),
        step("read a balance", async {
            let reading = reading(ledger, 890).await;
            let apply = ledger.record_reading("team", reading, MINUTE);
            apply.await.unwrap();
        }),
        step("fail to read one", async {
            ledger.record_sync_error(SyncError::Slow).await.unwrap();
        }),
        step("disconnect", async {
            ledger.disconnect().await.unwrap();
        }),
        step("clear the budget", async {
            ledger.clear_budget(now()).await.unwrap();
        }),
    ]
}

/// Steps through the gateway and with fal's billing record, while a key is connected.
fn calls(ledger: &Ledger) -> Vec<Step<'_>> {
    // The gateway counts the records of all accounts together.
    let before = ledger.account().0 - 1;
    vec![
        step("connect again", connect(ledger)),
        step("begin calls", async move {
            let begin = |call| {
                let number = before * 3 + call;
                record(number, number, began(caller(ledger), call == 2))
            };
            let records = [1, 2, 3].map(begin);
            ledger.apply_records(&records, now()).await.unwrap();
        }),
        step("name a call", async move {
            let named = CallEvent::Named("request-1".to_owned());
            let name = record(7 + before, before * 3 + 1, named);
            ledger.apply_records(&[name], now()).await.unwrap();
        }),
        step("bill two calls and an imported job", async {
            // Nobody has named the second call: this is found by model and time.
            let events = ["request-1", "unnamed", "imported"].map(billed);
            let run = ledger.record().await.unwrap().next_run(now());
            let apply = ledger.apply_events(&run, &events, None, now());
            apply.await.unwrap();
        }),
        step("replace jobs logged by hand", async {
            let later = now() + TimeDelta::hours(3);
            let run = ledger.record().await.unwrap().next_run(later);
            let apply = ledger.apply_events(&run, &[], None, later);
            apply.await.unwrap();
            let replaced = ledger.replace_by_record(later).await.unwrap();
            assert!(replaced.is_some());
        }),
        step("undo the replacement", undo(ledger)),
    ]
}

async fn connect(ledger: &Ledger) {
    let account = Connected {
        username: "team",
        key_place: KeyPlace::File,
        is_demo: false,
    };
    let reading = reading(ledger, 900).await;
    ledger.connect(account, reading, MINUTE).await.unwrap();
}

async fn reading(ledger: &Ledger, left: i64) -> Reading {
    Reading {
        asked_at: now(),
        newest_job: ledger.newest_job().await.unwrap(),
        amount: cents(left),
    }
}

fn record(number: i64, call: i64, event: CallEvent) -> JournalRecord {
    JournalRecord {
        number,
        at: now(),
        call: CallRef::Call(call),
        event,
    }
}

/// Whoever has the key of an account.
fn caller(ledger: &Ledger) -> Caller {
    Caller {
        key: KeyId::parse(&format!("k{}", ledger.account().0)),
        project: None,
    }
}

fn began(caller: Caller, queued: bool) -> CallEvent {
    CallEvent::Began {
        endpoint: MODEL.to_owned(),
        queued,
        params: RequestParams::default(),
        caller,
    }
}

fn billed(request: &str) -> BillingEvent {
    BillingEvent {
        request: request.to_owned(),
        key: None,
        endpoint: MODEL.to_owned(),
        at: now(),
        units: None,
        unit_price: None,
        cost: cents(7),
    }
}

/// First line in which two texts differ.
fn first_difference<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let mut lines = one.lines().zip(other.lines());
    let differing = lines.find(|(one, other)| one != other);
    differing.or_else(|| (one != other).then_some((one, other)))
}

#[tokio::test]
async fn what_is_done_in_an_account_changes_nothing_in_another() {
    let mut test = TwoAccounts::new().await;
    let [first, second] = test.ledgers.clone();
    let steps_of = |ledger| {
        let parts = [
            by_hand(ledger),
            choices(ledger),
            connected(ledger),
            calls(ledger),
        ];
        parts.into_iter().flatten()
    };
    let mut before = test.read().await;
    // One after the other takes each step, so that both have all that a step could reach.
    for (one, other) in steps_of(&first).zip(steps_of(&second)) {
        for (acting, (name, action)) in [one, other].into_iter().enumerate() {
            action.await;
            let after = test.read().await;
            assert!(before[acting] != after[acting], "{name}: nothing was done");
            let other = 1 - acting;
            let difference = first_difference(&before[other], &after[other]);
            assert_eq!(difference, None, "{name}: the other account has changed");
            before = after;
        }
    }
    // The gateway ends, and with it the running calls of all accounts.
    let running = |calls: Vec<Job>| {
        let is_running = |job: &Job| job.progress == Some(CallProgress::Running);
        calls.into_iter().any(|job| is_running(&job))
    };
    for ledger in [&first, &second] {
        assert!(running(ledger.open_calls().await.unwrap()));
    }
    first.end_running_calls().await.unwrap();
    for ledger in [&first, &second] {
        assert!(!running(ledger.open_calls().await.unwrap()));
    }
    assert_eq!(test.strays().await, 0, "rows that refer to another account");
    let spent = async |ledger: &Ledger| ledger.balance(now(), &Utc).await.unwrap().spent;
    assert_eq!(spent(&first).await, spent(&second).await);
}

#[tokio::test]
async fn an_id_of_another_account_finds_nothing() {
    let test = TwoAccounts::new().await;
    let [first, second] = &test.ledgers;
    log(first, json!({"images": 1})).await;
    let job = first.jobs_from(0, 1).await.unwrap().remove(0);
    assert_eq!(second.newest_job().await.unwrap(), 0);
    assert!(second.batch(job.change_id).await.unwrap().is_empty());
    assert!(matches!(
        second.job(job.id).await,
        Err(LedgerError::NoSuchJob)
    ));
    assert!(matches!(
        second.void_job(job.id, now()).await,
        Err(LedgerError::NoSuchJob)
    ));
    for change in [None, Some(job.change_id)] {
        assert!(matches!(
            second.undo(change, now()).await,
            Err(LedgerError::NothingToUndo)
        ));
    }
    assert_eq!(first.batch(job.change_id).await.unwrap(), [job]);
}
