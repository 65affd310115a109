//! Imports, and the ledger after them.
#![allow(
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test tells one story, and fails by panicking"
)]

mod support;

use std::fmt::Write;
use std::fs;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use fal_budget_app::requests::{self, JobRequest, MapColumns};
use fal_budget_domain::jobs::JobOrigin;
use fal_budget_domain::jobs::record::BillingEvent;
use fal_budget_domain::money::Money;
use fal_budget_transfer::export::{self, ExportFormat, ExportKind, ExportRequest};
use serde_json::json;
use support::import_fixture::{HEAD, ImportFixture, now, paris};

#[tokio::test]
async fn billing_events_become_jobs_once_however_often_they_are_imported() {
    let fixture = ImportFixture::new().await;
    let table = format!(
        "{HEAD}\nr-1,fal-ai/flux/dev,2026-11-01T10:00:00Z,4,megapixels,0.025,0.1\nr-2,\
         fal-ai/veo3,2026-11-02T10:00:00Z,8,seconds,0.4,3.2\n"
    );
    let seen = fixture.look(&table).await.unwrap();
    assert_eq!((seen.new, seen.known, seen.refused), (2, 0, 0));
    assert_eq!(
        seen.text,
        "2 new jobs, €3.30 in all, 1 Nov, 11:00 to 2 Nov, 11:00."
    );
    assert_eq!(fixture.jobs().await, [], "a preview stores nothing");

    let (change, _) = fixture.import(&table).await;
    assert_eq!(fixture.spent().await, Money::from_nano(3_300_000_000));
    let (again, seen) = fixture.import(&table).await;
    assert_eq!(
        (again, seen.known, seen.text.as_str()),
        (None, 2, "Nothing new. 2 jobs are known already.")
    );
    let events = json!({"billing_events": [
        {"request_id": "r-1", "endpoint_id": "fal-ai/flux/dev", "timestamp": "2026-11-01T10:\
         00:00Z", "output_units": 4, "unit_price": 0.025, "percent_discount": null,
         "cost_total": 0.1},
        {"request_id": "r-3", "endpoint_id": "fal-ai/flux/dev", "timestamp": "2026-11-03T10:\
         00:00Z", "output_units": null, "unit_price": null,
         "cost_estimate_nano_usd": 2_525_000_000_i64},
    ], "next_cursor": null, "has_more": false});
    let (_, seen) = fixture.import(events.to_string()).await;
    assert_eq!(
        (seen.new, seen.known),
        (1, 1),
        "fal's own answer, the old shape too"
    );
    assert_eq!(fixture.spent().await, Money::from_nano(5_825_000_000));

    fixture.test.ledger.undo(change, now()).await.unwrap();
    assert_eq!(
        fixture.spent().await,
        Money::from_nano(2_525_000_000),
        "undone whole, and nothing else with it"
    );
    let (_, seen) = fixture.import(&table).await;
    assert_eq!(
        (seen.new, seen.known),
        (2, 0),
        "what was undone can come again"
    );
    assert_eq!(fixture.spent().await, Money::from_nano(5_825_000_000));
}

#[tokio::test]
async fn our_own_export_adds_nothing_to_the_ledger_it_comes_from_and_all_to_another() {
    let fixture = ImportFixture::new().await;
    let log = |request: JobRequest| {
        let ledger = fixture.test.ledger.clone();
        async move {
            requests::log_job(&ledger, &request, JobOrigin::Window, now(), &paris())
                .await
                .unwrap()
        }
    };
    log(JobRequest {
        images: Some(json!(2)),
        ..JobRequest::default()
    })
    .await;
    log(JobRequest {
        images: Some(json!(2)),
        ..JobRequest::default()
    })
    .await;
    let flux = JobRequest {
        model: Some(json!("fal-ai/flux/dev")),
        quantity: Some(json!("3")),
        tag: Some(json!("=tag")),
        note: Some(json!("two\nlines, \"quoted\"")),
        at: Some(json!("2026-11-20 09:00")),
        ..JobRequest::default()
    };
    let logged = log(flux).await;
    let unknown = JobRequest {
        model: Some(json!("my/model")),
        quantity: Some(json!("1")),
        ..JobRequest::default()
    };
    log(unknown).await;
    for (name, form) in [("a.csv", ExportFormat::Csv), ("a.json", ExportFormat::Json)] {
        let file = fixture.test.folder().join(name);
        export::export(
            &fixture.test.ledger,
            &ExportRequest::all(ExportKind::Jobs, form),
            &file,
        )
        .await
        .unwrap();
        let seen = fixture.look(fs::read(&file).unwrap()).await.unwrap();
        assert_eq!(
            (seen.new, seen.known, seen.refused),
            (0, 4, 0),
            "{name}: {:?}",
            seen.rows
        );
        let other = ImportFixture::new().await;
        let (_, seen) = other.import(fs::read(&file).unwrap()).await;
        assert_eq!(
            (seen.new, seen.unread.as_deref()),
            (4, Some("Not read: source.")),
            "{name}"
        );
        assert_eq!(other.spent().await, fixture.spent().await);
        let (here, there) = (fixture.jobs().await, other.jobs().await);
        for (here, there) in here.iter().zip(&there) {
            assert_eq!(
                (here.at, &here.what.subject, here.what.basis),
                (there.at, &there.what.subject, there.what.basis)
            );
            assert_eq!(
                (&here.what.label, here.what.quantity, here.what.cost),
                (&there.what.label, there.what.quantity, there.what.cost)
            );
        }
    }
    // A correction after the export does not make the exported row a new job.
    let table = fs::read(fixture.test.folder().join("a.csv")).unwrap();
    let job = logged.jobs[0].id;
    let correction = fal_budget_ledger::Correction {
        quantity: Some(9.into()),
        ..Default::default()
    };
    fixture
        .test
        .ledger
        .correct_job(job, correction, now())
        .await
        .unwrap();
    assert_eq!(fixture.look(table).await.unwrap().new, 0);
}

#[tokio::test]
async fn rows_that_are_the_same_are_as_many_jobs_as_there_are_rows() {
    let fixture = ImportFixture::new().await;
    let row = "fal-ai/flux/dev,2026-11-01,1,0.025\n";
    let table = |count: usize| format!("model,date,units,cost\n{}", row.repeat(count));
    let (_, seen) = fixture.import(table(2)).await;
    assert_eq!(seen.new, 2);
    let (_, seen) = fixture.import(table(3)).await;
    assert_eq!((seen.new, seen.known), (1, 2));
    assert_eq!(fixture.spent().await, Money::from_nano(75_000_000));
}

#[tokio::test]
async fn a_bulk_load_keeps_the_sums_is_undone_whole_and_leaves_no_trace_when_stopped() {
    let fixture = ImportFixture::new().await;
    fixture
        .import(format!(
            "{HEAD}\nold,fal-ai/flux/dev,2026-11-01T10:00:00Z,1,megapixels,0.025,0.025\n"
        ))
        .await;
    let schema = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
    let before = fixture.test.sql(schema).await;
    let mut table = HEAD.to_owned();
    for nth in 0..25_000 {
        let minute = nth % 60;
        write!(
            table,
            "\nr-{nth},fal-ai/flux/dev,2026-10-{:02}T10:{minute:02}:00Z,1,megapixels,0.025,0.025",
            nth % 28 + 1
        )
        .unwrap();
    }
    let file = fixture.file("many.csv", &table);
    let zone = (now(), paris());
    for last in [1, 300, 400, 700, 999] {
        let mut stop = |done| {
            if done >= last {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let stopped = requests::import_jobs(
            &fixture.test.ledger,
            &file,
            &MapColumns::default(),
            zone,
            &mut stop,
        )
        .await;
        assert_eq!(stopped.unwrap_err().code(), "stopped");
        assert_eq!(fixture.jobs().await.len(), 1);
    }
    let mut heard = Vec::new();
    let mut watch = |done| {
        heard.push(done);
        ControlFlow::Continue(())
    };
    let (change, _) = requests::import_jobs(
        &fixture.test.ledger,
        &file,
        &MapColumns::default(),
        zone,
        &mut watch,
    )
    .await
    .unwrap();
    assert!(heard.is_sorted() && heard.len() > 50 && heard.iter().all(|done| *done <= 1000));
    fixture.test.check_sums().await;
    assert_eq!(fixture.spent().await, Money::from_nano(25_001 * 25_000_000));
    fixture.test.ledger.undo(change, now()).await.unwrap();
    fixture.test.check_sums().await;
    assert_eq!(fixture.spent().await, Money::from_nano(25_000_000));
    assert_eq!(
        before,
        fixture.test.sql(schema).await,
        "indexes and triggers are as they were"
    );
}

#[tokio::test]
async fn an_imported_job_counts_against_the_entry_of_its_time() {
    let fixture = ImportFixture::new().await;
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    fixture
        .test
        .ledger
        .set_budget(Money::from_nano(10_000_000_000), at("2026-11-10T00:00:00Z"))
        .await
        .unwrap();
    fixture
        .import(format!(
            "{HEAD}\nr-1,fal-ai/flux/dev,2026-11-09T10:00:00Z,1,megapixels,\
     0.025,1\nr-2,fal-ai/flux/dev,2026-11-11T10:00:00Z,1,megapixels,0.025,2\n"
        ))
        .await;
    let balance = fixture.test.ledger.balance(now(), &paris()).await.unwrap();
    assert_eq!(
        balance.remaining().unwrap(),
        Some(Money::from_nano(8_000_000_000)),
        "the older one was gone from it already"
    );
}

#[tokio::test]
async fn what_fal_has_confirmed_outlives_the_undoing_of_its_import() {
    let fixture = ImportFixture::new().await;
    let rows = "r-1,fal-ai/flux/dev,2026-11-01T10:00:00Z,4,megapixels,0.025,0.1\nr-2,\
     fal-ai/flux/dev,2026-11-02T10:00:00Z,4,megapixels,0.025,0.1\n";
    let (change, _) = fixture.import(format!("{HEAD}\n{rows}")).await;
    let event = BillingEvent {
        request: "r-1".to_owned(),
        key: None,
        endpoint: "fal-ai/flux/dev".to_owned(),
        at: "2026-11-01T10:00:00Z".parse().unwrap(),
        units: None,
        unit_price: None,
        cost: Money::from_nano(100_000_000),
    };
    let run = fixture.test.ledger.record().await.unwrap().next_run(now());
    fixture
        .test
        .ledger
        .apply_events(&run, &[event], None, now())
        .await
        .unwrap();
    assert_eq!(fixture.jobs().await.len(), 2, "it is the same job");
    fixture.test.ledger.undo(change, now()).await.unwrap();
    assert_eq!(fixture.spent().await, Money::from_nano(100_000_000));
    fixture.test.check_sums().await;
}

#[tokio::test]
async fn voided_rows_neither_hide_others_nor_come_again() {
    let fixture = ImportFixture::new().await;
    let table = format!(
        "{HEAD},voided\nr-1,fal-ai/flux/dev,2026-11-01T10:00:00Z,4,megapixels,0.025,0.1,yes\n\
         r-1,fal-ai/flux/dev,2026-11-01T10:00:00Z,4,megapixels,0.025,0.1,no\n,fal-ai/flux/dev,\
         2026-11-02T10:00:00Z,4,megapixels,0.025,0.1,yes\n"
    );
    let (_, seen) = fixture.import(&table).await;
    assert_eq!((seen.new, seen.known, seen.refused), (2, 1, 0));
    assert_eq!(fixture.spent().await, Money::from_nano(100_000_000));
    let (change, seen) = fixture.import(&table).await;
    assert_eq!((change, seen.known), (None, 3));
}

#[tokio::test]
async fn jobs_logged_by_hand_beside_fals_events_are_named() {
    let fixture = ImportFixture::new().await;
    for origin in [JobOrigin::Window, JobOrigin::Terminal, JobOrigin::Api] {
        let request = JobRequest {
            images: Some(json!(40)),
            at: Some(json!("2026-11-01 12:00")),
            ..JobRequest::default()
        };
        requests::log_job(&fixture.test.ledger, &request, origin, now(), &Utc)
            .await
            .unwrap();
    }
    let rows = "r-1,fal-ai/flux/dev,2026-11-01T10:00:00Z,4,megapixels,0.025,0.1\nr-2,\
     fal-ai/flux/dev,2026-11-02T10:00:00Z,4,megapixels,0.025,0.1\n";
    let seen = fixture.look(format!("{HEAD}\n{rows}")).await.unwrap();
    assert!(
        seen.text
            .ends_with("3 jobs logged by hand in that time stay and will count too, €3.00 in all."),
        "{}",
        seen.text
    );
}
