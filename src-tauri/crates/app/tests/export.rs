//! Exports, byte for byte: people's spreadsheets and scripts read these columns by name and place.
#![allow(
    clippy::similar_names,
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::fs;

use chrono::Utc;
use fal_budget_app::requests::{
    self, ExportArgs, ExportChoice, ExportForm, JobSelection, TypedPeriod,
};
use fal_budget_domain::jobs::{Job, Subject};
use fal_budget_store::database;
use fal_budget_transfer::export::{self, ExportFormat, ExportKind, ExportRequest};
use sqlx::ConnectOptions;
use support::TestLedger;
use support::import_fixture::ImportFixture;

/// A job of each origin, basis and subject, with each value that could be missing, negative, very
/// fine or taken for a formula.
const JOBS: &str = "
    INSERT INTO change (id, account_id, at, kind)
      VALUES (1, 1, 1000, 'jobs'), (2, 1, 2000, 'balance');
    INSERT INTO entry (id, account_id, change_id, at, amount_nano, reference_nano, origin,
        undone_at)
      VALUES (1, 1, 2, 1789041600000, 12500000000, 20000000000, 'typed', NULL),
             (2, 1, NULL, 1789041600001, -180000001, 20000000000, 'connected', NULL),
             (3, 1, NULL, 1789041600002, 1, 1, 'topped_up', NULL),
             (4, 1, NULL, 1789041600003, 0, 0, 'disconnected', NULL),
             (5, 1, 1, 1789041600004, NULL, NULL, 'typed', 1789041600005);
    INSERT INTO job (account_id, change_id, at, operation, model, quantity_nano, unit,
        unit_price_nano, cost_nano, basis, origin, price_source, tag, note, request_id,
        settled_from_nano, voided_at, call, progress, key_id)
      VALUES
        (1, 1, 1789041600000, 'image', NULL, 2000000000, 'images', 25000000, 50000000,
          'estimated', 'window', 'assumed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (1, 1, 1789041600001, 'video', NULL, 1000000000, 'videos', 50000000, 50000000,
          'estimated', 'terminal', 'assumed', '@cats', '=cmd|'' /C calc''!A0, \"quoted\" line',
          NULL, NULL, NULL, NULL, NULL, NULL),
        (1, 1, 1789041600250, NULL, 'fal-ai/flux/dev', 1500000000, 'megapixels', 25000000, 37500000,
          'billed', 'fal', NULL, NULL, NULL, 'r-1', 40000000, NULL, NULL, NULL, NULL),
        (1, 1, 1789041600999, NULL, 'fal-ai/veo3', 1, 'seconds', 400000000, 0,
          'billed', 'import', NULL, 'films', NULL, '-r-2', NULL, 1789041700000, NULL, NULL, NULL),
        (1, 1, 1789041601000, NULL, 'fal-ai/flux/dev', 4000000000, 'megapixels', 25000000,
          100000001, 'metered', 'gateway', 'list', NULL, 'n', 'r-3', NULL, NULL, 7, NULL, 'k-1'),
        (1, 1, 1789041602000, NULL, 'me/model', 0, 'units', NULL, NULL,
          'unknown', 'gateway', NULL, NULL, NULL, NULL, NULL, NULL, 8, 'queued', NULL),
        (1, 1, 1789041603000, NULL, NULL, 1000000000, 'units', NULL, -180000001,
          'correction', 'window', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (1, 1, 1789041604000, NULL, 'me/dear', 9000000000000000000, 'units', 1, 9000000000123456789,
          'metered', 'window', 'user', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (1, 1, 1789041605000, NULL, 'fal-ai/flux/dev', 1000000000, 'megapixels', 25000000, 25000000,
          'estimated', 'api', 'list', 'clips', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO price VALUES ('fal-ai/flux/dev', 'user', 'megapixels', 31000000, 1789041600000);";

/// Ledger with every kind of job.
async fn ledger_of_all_kinds() -> TestLedger {
    let test = TestLedger::new().await;
    let mut connection = database::options(&test.folder().join("fal-budget.db"))
        .connect()
        .await
        .unwrap();
    sqlx::raw_sql(JOBS).execute(&mut connection).await.unwrap();
    test
}

/// Exports one kind of rows in both forms, as text.
async fn exported(kind: ExportKind) -> [String; 2] {
    let test = ledger_of_all_kinds().await;
    let mut texts = [const { String::new() }; 2];
    for (text, (name, form)) in texts
        .iter_mut()
        .zip([("a.csv", ExportFormat::Csv), ("a.json", ExportFormat::Json)])
    {
        let file = test.folder().join(name);
        export::export(&test.ledger, &ExportRequest::all(kind, form), &file)
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
        export::export(
            &fixture.test.ledger,
            &ExportRequest::all(ExportKind::Jobs, format),
            &file,
        )
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

/// Exports jobs as a caller asks for it. Returns their number and the file.
async fn chosen(test: &TestLedger, name: &str, choice: &ExportChoice) -> (u64, String) {
    let file = test.folder().join(name);
    let form = ExportForm::of_file(name).unwrap();
    let to = (form, file.as_path());
    let rows = requests::export_file(&test.ledger, choice, to, test.now, &Utc)
        .await
        .unwrap();
    (rows, fs::read_to_string(&file).unwrap())
}

fn jobs() -> ExportChoice {
    ExportChoice {
        what: "jobs".to_owned(),
        ..ExportChoice::default()
    }
}

fn of(
    month: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
    tag: Option<&str>,
) -> ExportChoice {
    let own = |text: Option<&str>| text.map(str::to_owned);
    let period = TypedPeriod {
        month: own(month),
        from: own(from),
        to: own(to),
    };
    let selection = JobSelection {
        period,
        tag: own(tag),
        model: None,
        key: None,
    };
    ExportChoice {
        selection,
        ..jobs()
    }
}

#[tokio::test]
async fn an_export_has_the_jobs_of_its_month_days_and_tag_alone() {
    let test = ledger_of_all_kinds().await;
    for (choice, expected) in [
        (jobs(), 9),
        (of(Some("2026-09"), None, None, None), 9),
        (of(Some("2026-08"), None, None, None), 0),
        (of(Some("2026-10"), None, None, None), 0),
        (of(None, Some("2026-09-10"), Some("2026-09-10"), None), 9),
        (of(None, Some("2026-09-11"), None, None), 0),
        (of(None, None, Some("2026-09-09"), None), 0),
        (of(None, Some("2026-09-10T12:00:01Z"), None, None), 5),
        (of(None, None, None, Some("films")), 1),
        (of(None, None, None, Some("")), 6),
        (of(Some("2026-10"), None, None, Some("films")), 0),
        (of(None, None, None, Some("nobody")), 0),
    ] {
        for name in ["a.csv", "a.json"] {
            let (rows, text) = chosen(&test, name, &choice).await;
            assert_eq!(rows, expected, "{choice:?}: {text}");
        }
    }
    let entries = ExportChoice {
        what: "entries".to_owned(),
        ..of(Some("2026-09"), None, None, None)
    };
    let file = test.folder().join("b.csv");
    let to = (ExportForm::of_file("b.csv").unwrap(), file.as_path());
    let refused = requests::export_file(&test.ledger, &entries, to, test.now, &Utc).await;
    assert_eq!(refused.unwrap_err().code(), "only_jobs");
}

/// The words of the window choose form, columns and jobs; the name of the file has the days, and
/// nothing else that was typed.
#[test]
fn the_window_asks_for_a_form_and_some_jobs() {
    let today = "2026-11-27".parse().unwrap();
    let args = |form: &str, [from, to, tag]: [&str; 3]| ExportArgs {
        what: "jobs".to_owned(),
        form: form.to_owned(),
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
        tag: Some(tag.to_owned()),
    };
    for (form, typed, ending, choice, name) in [
        ("csv", ["", "", ""], "csv", jobs(), "2026-11-27"),
        ("json", [" ", "", " "], "json", jobs(), "2026-11-27"),
        (
            "html",
            ["2026-10", "2026-10", "films"],
            "html",
            of(None, Some("2026-10"), Some("2026-10"), Some("films")),
            "2026-10-01-2026-10-31",
        ),
        (
            "excel",
            ["2026-10-05", "", ""],
            "csv",
            ExportChoice {
                is_for_excel: true,
                ..of(None, Some("2026-10-05"), None, None)
            },
            "2026-11-27",
        ),
        (
            "focus",
            ["", "", "../../x"],
            "csv",
            ExportChoice {
                columns: Some("focus".to_owned()),
                ..of(None, None, None, Some("../../x"))
            },
            "2026-11-27",
        ),
    ] {
        let (read, to) = args(form, typed).read().unwrap();
        assert_eq!((&read, to.ending()), (&choice, ending), "{form}");
        assert_eq!(read.file_name(today), format!("fal-budget-jobs-{name}"));
    }
    for (what, form) in [("jobs", "xlsx"), ("../jobs", "csv"), ("", "csv")] {
        let wrong = ExportArgs {
            what: what.to_owned(),
            form: form.to_owned(),
            ..ExportArgs::default()
        };
        let refused = fal_budget_app::Error::from(wrong.read().unwrap_err());
        assert_eq!(refused.code(), "invalid_choice");
    }
}

/// Excel takes a file for UTF-8 by its mark, divides lines as the computer's language does, and
/// takes a time with a zone for a text.
#[tokio::test]
async fn excel_opens_a_table_in_english_and_in_french() {
    let test = ledger_of_all_kinds().await;
    let choice = ExportChoice {
        is_for_excel: true,
        ..jobs()
    };
    let (_, english) = chosen(&test, "en.csv", &choice).await;
    assert!(
        english.starts_with("\u{feff}request_id,endpoint_id,timestamp (UTC),"),
        "{english}"
    );
    assert!(
        english.contains("2026-09-10 12:00:00.250,1.5,megapixels,0.025,0.0375,"),
        "{english}"
    );
    let french = {
        // Said by the language, not by the ledger: the scope is of this thread.
        let choice = ExportChoice {
            separator: Some("semicolon".to_owned()),
            decimal: Some("comma".to_owned()),
            ..choice.clone()
        };
        chosen(&test, "fr.csv", &choice).await.1
    };
    assert!(
        french.starts_with("\u{feff}request_id;endpoint_id;timestamp (UTC);"),
        "{french}"
    );
    assert!(
        french.contains("2026-09-10 12:00:00,250;1,5;megapixels;0,025;0,0375;"),
        "{french}"
    );
    assert!(french.contains(";'@cats;"), "{french}");
}

/// No form loses a job on its way into another ledger.
#[tokio::test]
async fn every_form_of_a_table_is_read_back_the_same() {
    let word = |text: &str| Some(text.to_owned());
    let plain = jobs();
    let tests = [
        ("a.csv", plain.clone()),
        (
            "excel.csv",
            ExportChoice {
                is_for_excel: true,
                ..jobs()
            },
        ),
        (
            "semicolon.csv",
            ExportChoice {
                separator: word("semicolon"),
                ..jobs()
            },
        ),
        (
            "french.csv",
            ExportChoice {
                is_for_excel: true,
                separator: word("semicolon"),
                decimal: word("comma"),
                ..jobs()
            },
        ),
        (
            "decimal.csv",
            ExportChoice {
                decimal: word("comma"),
                ..jobs()
            },
        ),
        (
            "tab.csv",
            ExportChoice {
                separator: word("tab"),
                decimal: word("comma"),
                ..jobs()
            },
        ),
        (
            "focus.csv",
            ExportChoice {
                columns: word("focus"),
                ..jobs()
            },
        ),
        (
            "focus.json",
            ExportChoice {
                columns: word("focus"),
                ..jobs()
            },
        ),
        (
            "focus-french.csv",
            ExportChoice {
                columns: word("focus"),
                is_for_excel: true,
                separator: word("semicolon"),
                decimal: word("comma"),
                ..jobs()
            },
        ),
    ];
    for (name, choice) in tests {
        let fixture = ImportFixture::new().await;
        let from = ledger_of_all_kinds().await;
        let (_, text) = chosen(&from, name, &choice).await;
        let (_, view) = fixture.import(&text).await;
        assert_eq!(
            view.new, 6,
            "{name}: {:?} {:?}\n{text}",
            view.text, view.rows
        );
        let read = fixture.jobs().await;
        let mut read: Vec<_> = read.iter().map(|job| (job.at, job.what.clone())).collect();
        let written = from.ledger.jobs_from(0, 100).await.unwrap();
        let is_read = |job: &&Job| {
            let is_much = job.what.quantity > 1_000_000.into();
            job.voided_at.is_none() && job.what.subject != Subject::Correction && !is_much
        };
        let written = written.iter().filter(is_read);
        let mut written: Vec<_> = written.map(|job| (job.at, job.what.clone())).collect();
        for jobs in [&mut read, &mut written] {
            for (_, job) in jobs.iter_mut() {
                // Of which list a price was is in no file.
                job.price_source = None;
                job.quantity = job.quantity.normalize();
            }
        }
        assert_eq!(read, written, "{name}");
    }
}

/// A page is opened by a double click: whatever a job says, nothing in it is markup.
#[tokio::test]
async fn a_page_to_print_has_sums_and_runs_nothing() {
    let test = TestLedger::with_ten_dollars().await;
    for (tag, note) in [
        (
            "</style><script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
        ),
        ("\" onload=\"x", "a & b"),
        ("", "'quoted'"),
    ] {
        test.log(serde_json::json!({ "images": "2", "tag": tag, "note": note }))
            .await;
    }
    test.log(serde_json::json!({ "model": "me/model", "quantity": "1" }))
        .await;
    let (jobs, page) = chosen(&test, "a.html", &of(Some("2026-11"), None, None, None)).await;
    assert_eq!(jobs, 4);
    assert!(page.contains("<h1>Spending, November 2026</h1>"), "{page}");
    assert!(
        page.contains("<p class=\"sum\">€0.15, 4 jobs, 1 of unknown price</p>"),
        "{page}"
    );
    let body = page.split("</style>").nth(1).unwrap();
    for markup in [
        "<script",
        "<img",
        "onload=\"",
        "<style",
        "a & b",
        "'quoted'",
    ] {
        assert!(!body.contains(markup), "{markup}: {body}");
    }
    assert_eq!(page.matches("</style>").count(), 1, "{page}");
    assert!(page.contains("default-src 'none'"), "{page}");
    let (none, page) = chosen(&test, "b.html", &of(Some("2026-10"), None, None, None)).await;
    assert_eq!(none, 0);
    assert!(
        page.contains("No jobs in this period.") && !page.contains("<table"),
        "{page}"
    );
    let (_, of_tag) = chosen(&test, "c.html", &of(None, None, None, Some(""))).await;
    assert!(
        of_tag.contains("<h1>Spending, all time, no tag</h1>"),
        "{of_tag}"
    );
}
