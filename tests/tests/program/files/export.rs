//! Export from a terminal and from the window.

use std::fs;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::window::Window;
use serde_json::{Value, json};

fn computer_in_use() -> Computer {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer
        .verb(&["log", "--images", "2", "--videos", "1"])
        .success();
    let note = "=cmd|' /C calc'!A0, \"quoted\"\nand two lines";
    computer
        .verb(&[
            "log",
            "--model",
            "fal-ai/flux/dev",
            "--quantity",
            "4",
            "--tag",
            "@cats",
            "--note",
            note,
        ])
        .success();
    computer
        .verb(&["log", "--model", "me/model", "--quantity", "1.5"])
        .success();
    computer
}

#[test]
fn jobs_entries_and_prices_are_exported_by_a_verb() {
    let computer = computer_in_use();
    let file = |name: &str| computer.path(name).display().to_string();
    let said = computer.verb(&["export", &file("jobs.csv")]).success();
    assert_eq!(said, format!("Wrote 4 jobs to {}", file("jobs.csv")));
    let text = fs::read_to_string(file("jobs.csv")).unwrap();
    assert!(text.starts_with(
        "request_id,endpoint_id,timestamp,output_units,unit,unit_price,cost_total,basis,\
         source,tag,note,voided,key_id\n"
    ));
    assert!(
        text.contains(",fal-ai/flux/dev,")
            && text.contains(",4,megapixels,0.025,0.1,estimated,terminal,'@cats,"),
        "{text}"
    );
    assert!(
        text.contains("\"'=cmd|' /C calc'!A0, \"\"quoted\"\""),
        "no cell is a formula: {text}"
    );
    assert!(
        text.contains(",me/model,") && text.contains(",1.5,units,,,unknown,"),
        "unknown is not zero: {text}"
    );

    computer
        .verb(&["export", "--what", "entries", &file("entries.json")])
        .success();
    let entries: Value =
        serde_json::from_str(&fs::read_to_string(file("entries.json")).unwrap()).unwrap();
    assert_eq!(
        (&entries[0]["amount"], &entries[0]["source"]),
        (&json!(10), &json!("typed"))
    );
    let said = computer
        .verb(&["export", "--what", "prices", &file("prices.JSON")])
        .success();
    assert!(said.starts_with("Wrote 59 prices"), "{said}");

    let complaint = computer.verb(&["export", &file("jobs.xlsx")]).refusal(2);
    assert!(
        complaint.contains("must end in .csv or .json"),
        "{complaint}"
    );
    let complaint = computer.verb(&["export", "/nowhere/jobs.csv"]).refusal(1);
    assert!(complaint.contains("could not be written"), "{complaint}");
    assert!(!fs::exists(file("jobs.csv.part")).unwrap());
}

/// A month without jobs says so, and a page and tables for Excel come from the same verb.
#[test]
fn a_month_is_exported_for_excel_and_for_paper() {
    let mut computer = computer_in_use();
    let folder = computer.path("");
    let file = |name: &str| folder.join(name).display().to_string();
    let french = file("fr.csv");
    let said = computer
        .verb(&["export", &file("none.csv"), "--month", "2021-01"])
        .success();
    assert_eq!(
        said,
        format!("No jobs in that choice; {} is empty", file("none.csv"))
    );
    computer
        .verb(&["export", &file("page.html"), "--tag", "@cats"])
        .success();
    let page = fs::read_to_string(file("page.html")).unwrap();
    assert!(
        page.contains("<td>@cats</td>") && page.contains("&#39; /C calc"),
        "{page}"
    );
    computer.is_in("fr_FR.UTF-8");
    computer.verb(&["export", &french, "--excel"]).success();
    let text = fs::read_to_string(file("fr.csv")).unwrap();
    assert!(
        text.starts_with("\u{feff}request_id;endpoint_id;"),
        "{text}"
    );
    assert!(text.contains(";megapixels;0,025;0,1;"), "{text}");
    computer
        .verb(&["export", &file("focus.csv"), "--columns", "focus"])
        .success();
    assert!(
        fs::read_to_string(file("focus.csv"))
            .unwrap()
            .starts_with("BilledCost,")
    );
    for wrong in [
        "--columns mine",
        "--separator bar",
        "--month never",
        "--what prices --tag x",
    ] {
        let words: Vec<&str> = wrong.split(' ').collect();
        let name = file("no.csv");
        let line: Vec<&str> = ["export", &name].into_iter().chain(words).collect();
        computer.verb(&line).refusal(2);
    }
}

#[tokio::test]
async fn jobs_are_exported_from_the_window_and_nothing_is_overwritten() {
    let computer = computer_in_use();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    for name in ["jobs", "jobs"] {
        window
            .run("document.getElementById('export-done').textContent = ''")
            .await;
        window.click("export").await;
        window
            .sees("export-done", &format!("fal-budget-{name}-"))
            .await;
    }
    window.picture("export").await;
    some_jobs_are_exported(&window, &computer).await;
    let files = fs::read_dir(computer.path("home"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut exported: Vec<String> = files.filter(|name| name.ends_with(".csv")).collect();
    exported.sort();
    assert_eq!(exported.len(), 5, "{exported:?}");
}

/// Exports by project, for Excel and as a page, and a month without jobs, which says so.
async fn some_jobs_are_exported(window: &Window, computer: &Computer) {
    let form = async |form: &str| {
        window
            .press(&format!("#export-form-of option[value={form}]"))
            .await;
        window.click("export").await;
    };
    let written = async || {
        let said = window.text("export-done").await;
        fs::read_to_string(said.trim_start_matches("Written to ")).unwrap()
    };
    window.type_into("export-tag", "#@cats").await;
    form("html").await;
    window.sees("export-done", ".html").await;
    let page = written().await;
    assert!(page.contains("<td>@cats</td>") && !page.contains("me/model"));
    form("excel").await;
    window.sees("export-done", ".csv").await;
    let table = written().await;
    assert!(
        table.starts_with("\u{feff}request_id,") && !table.contains("me/model"),
        "{table}"
    );

    window.type_into("export-tag", "").await;
    window.type_into("export-from", "2021-01").await;
    window.type_into("export-to", "2021-01").await;
    form("csv").await;
    window
        .sees(
            "export-done",
            "There are no such jobs. The file is empty but for its headings",
        )
        .await;
    assert!(
        computer
            .path("home/fal-budget-jobs-2021-01-01-2021-01-31.csv")
            .exists()
    );
    window.type_into("export-to", "soon").await;
    form("csv").await;
    window.sees_toast("Give a month such as 2026-11").await;

    // Of other things there is no period, and no bill.
    window.press("#export-what option[value=entries]").await;
    window
        .wait_for(
            "no choice of jobs",
            "return document.getElementById('export-of').hidden && \
             document.querySelector('#export-form-of [value=focus]').disabled",
        )
        .await;
    form("csv").await;
    window.sees("export-done", "fal-budget-entries-").await;
}
