//! Exports, byte for byte: people's spreadsheets and scripts read these columns by name and place.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::fs;

use fal_budget_store::database;
use fal_budget_transfer::export::{self, ExportFormat, ExportKind};
use sqlx::ConnectOptions;
use support::TestLedger;
use support::import_fixture::ImportFixture;

/// A job of each origin, basis and subject, with each value that could be missing, negative, very
/// fine or taken for a formula.
const JOBS: &str = "
    INSERT INTO change (id, account_id, at, kind) VALUES (1, 1, 1000, 'jobs'), (2, 1, 2000, 'balance');
    INSERT INTO entry (id, account_id, change_id, at, amount_nano, reference_nano, origin, undone_at)
      VALUES (1, 1, 2, 1789041600000, 12500000000, 20000000000, 'typed', NULL),
             (2, 1, NULL, 1789041600001, -180000001, 20000000000, 'connected', NULL),
             (3, 1, NULL, 1789041600002, 1, 1, 'topped_up', NULL),
             (4, 1, NULL, 1789041600003, 0, 0, 'disconnected', NULL),
             (5, 1, 1, 1789041600004, NULL, NULL, 'typed', 1789041600005);
    INSERT INTO job (account_id, change_id, at, operation, model, quantity_nano, unit, unit_price_nano, cost_nano,
        basis, origin, price_source, tag, note, request_id, settled_from_nano, voided_at, call, progress)
      VALUES
        (1, 1, 1789041600000, 'image', NULL, 2000000000, 'images', 25000000, 50000000,
          'estimated', 'window', 'assumed', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (1, 1, 1789041600001, 'video', NULL, 1000000000, 'videos', 50000000, 50000000,
          'estimated', 'terminal', 'assumed', '@cats', '=cmd|'' /C calc''!A0, \"quoted\" line', NULL, NULL, NULL, NULL, NULL),
        (1, 1, 1789041600250, NULL, 'fal-ai/flux/dev', 1500000000, 'megapixels', 25000000, 37500000,
          'billed', 'fal', NULL, NULL, NULL, 'r-1', 40000000, NULL, NULL, NULL),
        (1, 1, 1789041600999, NULL, 'fal-ai/veo3', 1, 'seconds', 400000000, 0,
          'billed', 'import', NULL, 'films', NULL, '-r-2', NULL, 1789041700000, NULL, NULL),
        (1, 1, 1789041601000, NULL, 'fal-ai/flux/dev', 4000000000, 'megapixels', 25000000, 100000001,
          'metered', 'gateway', 'list', NULL, 'n', 'r-3', NULL, NULL, 7, NULL),
        (1, 1, 1789041602000, NULL, 'me/model', 0, 'units', NULL, NULL,
          'unknown', 'gateway', NULL, NULL, NULL, NULL, NULL, NULL, 8, 'queued'),
        (1, 1, 1789041603000, NULL, NULL, 1000000000, 'units', NULL, -180000001,
          'correction', 'window', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (1, 1, 1789041604000, NULL, 'me/dear', 9000000000000000000, 'units', 1, 9000000000123456789,
          'metered', 'window', 'user', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (1, 1, 1789041605000, NULL, 'fal-ai/flux/dev', 1000000000, 'megapixels', 25000000, 25000000,
          'estimated', 'api', 'list', 'clips', NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO price VALUES ('fal-ai/flux/dev', 'user', 'megapixels', 31000000, 1789041600000);";

/// Exports one kind of rows in both forms, as text.
async fn exported(kind: ExportKind) -> [String; 2] {
    let test = TestLedger::new().await;
    let mut connection = database::options(&test.folder().join("fal-budget.db"))
        .connect()
        .await
        .unwrap();
    sqlx::raw_sql(JOBS).execute(&mut connection).await.unwrap();
    let mut texts = [const { String::new() }; 2];
    for (text, (name, form)) in texts
        .iter_mut()
        .zip([("a.csv", ExportFormat::Csv), ("a.json", ExportFormat::Json)])
    {
        let file = test.folder().join(name);
        export::export(&test.ledger, kind, form, &file)
            .await
            .unwrap();
        *text = fs::read_to_string(&file).unwrap();
    }
    texts
}

#[tokio::test]
async fn every_kind_of_job_is_exported_as_before() {
    let [csv, json] = exported(ExportKind::Jobs).await;
    assert_eq!(csv, include_str!("export/jobs.csv"));
    assert_eq!(json, include_str!("export/jobs.json"));
}

#[tokio::test]
async fn every_kind_of_entry_is_exported_as_before() {
    let [csv, json] = exported(ExportKind::Entries).await;
    assert_eq!(csv, include_str!("export/entries.csv"));
    assert_eq!(json, include_str!("export/entries.json"));
}

#[tokio::test]
async fn a_price_of_the_person_is_exported_as_before() {
    let [csv, json] = exported(ExportKind::Prices).await;
    let rows = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        rows(&csv)[0],
        "endpoint_id,unit,unit_price,source,as_of,note"
    );
    let row = "fal-ai/flux/dev,megapixels,0.031,user,2026-09-10,";
    assert!(rows(&csv).contains(&row.to_owned()), "{csv}");
    let object = r#"{"endpoint_id":"fal-ai/flux/dev","unit":"megapixels","unit_price":0.031,"#
        .to_owned()
        + r#""source":"user","as_of":"2026-09-10","note":""},"#;
    assert!(rows(&json).contains(&object), "{json}");
}

#[tokio::test]
async fn an_export_that_is_imported_elsewhere_is_exported_the_same_again() {
    for (name, format, text) in [
        ("a.csv", ExportFormat::Csv, include_str!("export/jobs.csv")),
        (
            "a.json",
            ExportFormat::Json,
            include_str!("export/jobs.json"),
        ),
    ] {
        let fixture = ImportFixture::new().await;
        let (_, view) = fixture.import(text).await;
        // A correction is no job of another ledger, a voided job of a request adds nothing, and no
        // import takes more than a billion.
        assert_eq!((view.new, view.known, view.refused), (6, 1, 2), "{name}");
        let file = fixture.test.folder().join(name);
        export::export(&fixture.test.ledger, ExportKind::Jobs, format, &file)
            .await
            .unwrap();
        let again = fs::read_to_string(&file).unwrap();
        let is_job = |line: &&str| {
            let other = ["correction", "r-2", "me/dear"];
            !other.iter().any(|word| line.contains(word))
        };
        let expected: Vec<_> = text.lines().filter(is_job).map(from_a_file).collect();
        let again: Vec<_> = again.lines().map(from_a_file).collect();
        assert_eq!(again, expected, "{name}");
    }
}

/// A line as it is once its job came from a file. The last object of a list has no comma.
fn from_a_file(line: &str) -> String {
    let mut line = line.trim_end_matches(',').to_owned();
    for origin in ["window", "terminal", "fal", "gateway", "api"] {
        line = line
            .replace(&format!(",{origin},"), ",import,")
            .replace(&format!("\"source\":\"{origin}\""), "\"source\":\"import\"");
    }
    line
}

#[tokio::test]
async fn jobs_of_some_days_begin_with_the_first_and_end_before_the_next() {
    let test = TestLedger::new().await;
    let mut connection = database::options(&test.folder().join("fal-budget.db"))
        .connect()
        .await
        .unwrap();
    sqlx::raw_sql(JOBS).execute(&mut connection).await.unwrap();
    let file = test.folder().join("some.csv");
    let at = |millis| chrono::DateTime::from_timestamp_millis(millis).unwrap();
    for (from, until, jobs) in [
        (1_789_041_600_000, 1_789_041_601_000, 4),
        (1_789_041_600_001, 1_789_041_601_001, 4),
        (0, 1_789_041_600_000, 0),
    ] {
        let span = (at(from), at(until));
        let written = export::export_between(&test.ledger, span, ExportFormat::Csv, &file).await;
        assert_eq!(written.unwrap(), jobs);
        let lines = fs::read_to_string(&file).unwrap().lines().count() as u64;
        assert_eq!(lines, jobs + 1, "below the headings");
    }
}
