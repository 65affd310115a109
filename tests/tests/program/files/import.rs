//! Import from a terminal and in the window.

use std::fmt::Write;
use std::fs;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::json;

/// Columns of [`TABLE`] as `--look` shows them.
const COLUMNS: &str = "
  request_id → request_id: r-1 · r-2 · r-3
  endpoint_id → endpoint_id: fal-ai/flux/dev · fal-ai/veo3 · fal-ai/veo3
  timestamp → timestamp: 2026-11-01T10:00:00Z · 2026-11-02T10:00:00Z · 2026-11-02T10:00:00Z
  output_units → output_units: 4 · 8 · -8
  unit → unit: megapixels · seconds · seconds
  unit_price → unit_price: 0.025 · 0.4 · 0.4
  cost_total → cost_total: 0.1 · 3.2 · 3.2
  colour: red · blue · blue";

const TABLE: &str =
    "request_id,endpoint_id,timestamp,output_units,unit,unit_price,cost_total,colour
r-1,fal-ai/flux/dev,2026-11-01T10:00:00Z,4,megapixels,0.025,0.1,red
r-2,fal-ai/veo3,2026-11-02T10:00:00Z,8,seconds,0.4,3.2,blue
r-3,fal-ai/veo3,2026-11-02T10:00:00Z,-8,seconds,0.4,3.2,blue
";

fn table(computer: &Computer, name: &str, text: &str) -> String {
    let file = computer.path(name);
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[test]
fn a_verb_previews_a_file_and_imports_it_only_with_consent() {
    let computer = Computer::new();
    let file = table(&computer, "events.csv", TABLE);
    let looked = "2 new jobs, €3.30 in all, 1 Nov, 11:00 to 2 Nov, 11:00. 1 row cannot be \
     read.\nNot read: colour.\n  Row 4: output_units, “-8”: An amount cannot be below zero. \
     Type 0 or more, for example 10.50.";
    assert_eq!(
        computer.verb(&["import", &file, "--look"]).success(),
        format!("{looked}{COLUMNS}")
    );
    let asked = computer.verb(&["import", &file]);
    assert_eq!(
        asked.text, "Nothing was imported.",
        "nobody is at the terminal to be asked"
    );
    assert!(
        asked.error_output.contains("--yes"),
        "{}",
        asked.error_output
    );
    assert_eq!(computer.status()["spent"], json!(0.0));
    let done = computer.verb(&["import", &file, "--yes"]).success();
    assert_eq!(
        done,
        format!("{looked}\nImported. `fal-budget undo` takes it back whole.")
    );
    assert_eq!(computer.status()["spent"], json!(3.3));
    let again = computer.verb(&["import", &file, "--yes"]).success();
    assert!(
        again.starts_with("Nothing new. 2 jobs are known already.")
            && again.ends_with("Nothing was imported."),
        "{again}"
    );

    let sheet = table(
        &computer,
        "sheet.csv",
        "jour;outil;prix\n2026-11-03;fal-ai/flux/dev;0,05\n",
    );
    let complaint = computer.verb(&["import", &sheet, "--yes"]).refusal(2);
    assert!(
        complaint.contains("Say which column is when it ran."),
        "{complaint}"
    );
    let map = [
        "import",
        &sheet,
        "--yes",
        "--map",
        "timestamp=jour",
        "--map",
        "endpoint_id=outil",
        "--map",
        "cost_total=prix",
    ];
    computer.verb(&map).success();
    assert_eq!(computer.status()["spent"], json!(3.35));
    let complaint = computer
        .verb(&["import", "/nowhere.csv", "--yes"])
        .refusal(2);
    assert!(complaint.contains("The file cannot be read"), "{complaint}");
}

#[test]
fn rows_that_cannot_be_read_are_saved_mended_and_imported() {
    let computer = Computer::new();
    let file = table(&computer, "events.csv", TABLE);
    let refused = computer.path("refused.csv").display().to_string();
    let done = computer
        .verb(&["import", &file, "--yes", "--refused", &refused])
        .success();
    assert!(
        done.contains("1 row that cannot be read is saved in "),
        "{done}"
    );
    let saved = fs::read_to_string(&refused).unwrap();
    assert_eq!(saved.lines().count(), 2, "{saved}");
    fs::write(&refused, saved.replace("-8", "8")).unwrap();
    computer.verb(&["import", &refused, "--yes"]).success();
    assert_eq!(computer.status()["spent"], json!(6.5));
}

#[test]
#[cfg(unix)]
fn a_pipe_waits_for_its_writer_says_so_and_does_not_wait_for_ever() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let computer = Computer::new();
    let pipe = computer.path("pipe").display().to_string();
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let begun = Instant::now();
    let complaint = computer.verb(&["import", &pipe, "--yes"]).refusal(2);
    assert!(
        complaint.contains("Waiting for somebody to write to"),
        "{complaint}"
    );
    assert!(
        complaint.contains("Nobody writes to this pipe."),
        "{complaint}"
    );
    assert!(begun.elapsed() < Duration::from_secs(30));

    let mut writer = Command::new("sh")
        .args([
            "-c",
            "sleep 3; printf '%s' \"$1\" > \"$2\"",
            "sh",
            TABLE,
            &pipe,
        ])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let done = computer.verb(&["import", &pipe, "--yes"]).success();
    assert!(done.contains("2 new jobs"), "{done}");
    assert!(writer.wait().unwrap().success());
}

async fn choose(window: &Window, file: &str) {
    window
        .find("import-file")
        .await
        .send_keys(file)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_file_is_previewed_imported_and_undone_in_the_window() {
    let computer = Computer::new();
    let file = table(&computer, "events.csv", TABLE);
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    choose(&window, &file).await;
    window
        .sees("import-title", "Import jobs from events.csv")
        .await;
    window.sees("import-text", "2 new jobs, €3.30 in all").await;
    window
        .sees(
            "import-rows",
            "output_units, “-8”: An amount cannot be below zero",
        )
        .await;
    window.picture("import-refused").await;
    window.press("#import-verdicts label:first-of-type").await;
    window.sees("import-rows", "fal-ai/veo3, 8 seconds").await;
    window.picture("import-new").await;
    assert_eq!(
        computer.status()["spent"],
        json!(0.0),
        "a preview stores nothing"
    );
    window.click("import-go").await;
    window.sees_toast("Imported 2 jobs").await;
    window.sees("total-spent", "€3.30").await;

    choose(&window, &file).await;
    window
        .sees(
            "import-text",
            "Nothing new. 2 jobs are known already. 1 row cannot be read.",
        )
        .await;
    assert!(!window.find("import-go").await.is_enabled().await.unwrap());
    window.click("import-close").await;
    window.click("nav-overview").await;
    window.click("undo").await;
    window.sees_toast("Undone: importing").await;
    window.sees("header-balance", "Spent: €0.00").await;
}

#[tokio::test]
async fn columns_are_mapped_and_a_file_that_is_no_table_is_refused_in_the_window() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    choose(
        &window,
        &table(
            &computer,
            "sheet.csv",
            "jour;outil;prix\n2026-11-03;fal-ai/flux/dev;0,05\n",
        ),
    )
    .await;
    window
        .sees("import-text", "Say which column is: When it ran, Model.")
        .await;
    window.picture("import-columns").await;
    for (field, column) in [
        ("timestamp", "jour"),
        ("endpoint_id", "outil"),
        ("cost_total", "prix"),
    ] {
        window
            .press(&format!("[data-field={field}] option[value={column}]"))
            .await;
        window
            .wait_for(
                "it is read from there",
                &format!(
                    "return \
             document.querySelector('[data-field={field}]').value === '{column}' && \
             document.getElementById('import-progress').hidden"
                ),
            )
            .await;
    }
    window
        .sees("import-text", "1 new job, €0.05 in all, 3 Nov, 00:00.")
        .await;
    window.click("import-close").await;
    choose(&window, &table(&computer, "picture.csv", "\u{0}\u{1}\u{2}")).await;
    window.sees("import-error", "This is not a table").await;
    window.click("import-close").await;
    assert_eq!(computer.status()["spent"], json!(0.0));
}

#[tokio::test]
async fn what_a_file_leaves_open_is_chosen_in_the_window() {
    let computer = Computer::new();
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    let text = "Date;Model;Cost\n03/04/2026 10:00;fal-ai/flux/dev;1,00\n05/06/2026 10:00;\
     fal-ai/flux/dev;-0,25\n06/07/2026 10:00;fal-ai/flux/dev;one\n";
    choose(&window, &table(&computer, "sheet.csv", text)).await;
    window
        .sees(
            "import-text",
            "Either number of 03/04/2026 10:00 can be the day.",
        )
        .await;
    window.picture("import-asked").await;
    assert!(!window.find("import-go").await.is_enabled().await.unwrap());
    window
        .press("[data-choice=dates] option[value=day-first]")
        .await;
    window
        .sees("import-text", "1 new job, €1.00 in all, 3 Apr, 10:00.")
        .await;
    window
        .sees("import-text", "1 row is below zero without a request")
        .await;
    window
        .press("[data-choice=refunds] option[value=take]")
        .await;
    window.sees("import-text", "2 new jobs, €0.75 in all").await;
    window
        .sees("import-text", "1 of them is a refund of −€0.25.")
        .await;
    window
        .run("document.getElementById('import-columns').open = true")
        .await;
    window
        .sees("import-fields", "03/04/2026 10:00 · 05/06/2026 10:00")
        .await;
    let offered = "return [...document.querySelector('[data-choice=zone]').list.options] \
        .filter(({ value }) => ['local', 'UTC', 'America/New_York'].includes(value)).length";
    assert_eq!(window.run(offered).await, json!(3), "zones are offered");
    let zone = "const zone = document.querySelector('[data-choice=zone]'); zone.value = \
     'America/New_York'; zone.dispatchEvent(new Event('change'))";
    window.run(zone).await;
    window
        .sees("import-unread", "read in America/New_York.")
        .await;
    window
        .press("[data-choice=encoding] option[value=windows-1252]")
        .await;
    window
        .sees("import-unread", "It is read as WINDOWS-1252.")
        .await;
    window.picture("import-choices").await;
    window.click("import-save-refused").await;
    window
        .sees("import-saved", "1 row that cannot be read is saved in ")
        .await;
    window.click("import-go").await;
    window.sees_toast("Imported 2 jobs").await;
    assert_eq!(computer.status()["spent"], json!(0.75));
}

#[tokio::test]
async fn a_long_import_shows_its_progress_and_is_stopped_without_a_trace() {
    let mut computer = Computer::new();
    fs::create_dir(computer.path("tmp")).unwrap();
    computer.set("TMPDIR", &computer.path("tmp").display().to_string());
    let mut text = TABLE.lines().next().unwrap().to_owned();
    for nth in 0..30_000 {
        write!(
            text,
            "\nlong-{nth},fal-ai/flux/dev,2026-11-01T10:00:00Z,4,megapixels,0.025,0.1,red"
        )
        .unwrap();
    }
    let file = table(&computer, "long.csv", &text);
    let window = Window::open(&computer).await;
    window.click("open-settings").await;
    window
        .run(
            "window.shares = new Set(); new MutationObserver(() => \
     shares.add(document.getElementById('import-progress')?.value)).observe(document.body, \
     { attributes: true, subtree: true, attributeFilter: ['value'] })",
        )
        .await;
    choose(&window, &file).await;
    window.sees("import-text", "30,000 new jobs").await;
    assert!(
        window.run("return shares.size").await.as_u64().unwrap() > 10,
        "it shows its progress"
    );
    window
        .run(
            "document.getElementById('import-go').click(); \
     document.getElementById('import-stop').click()",
        )
        .await;
    window
        .sees("import-error", "Stopped. Nothing was stored.")
        .await;
    assert_eq!(computer.status()["spent"], json!(0.0));
    window.click("import-go").await;
    window.sees_toast("Imported 30,000 jobs").await;
    wait::until("all of it is there", async || {
        (computer.status()["spent"] == json!(3000.0)).then_some(())
    })
    .await;
    let left = fs::read_dir(computer.path("tmp"))
        .unwrap()
        .map(|file| file.unwrap().file_name());
    let left: Vec<_> = left
        .filter(|name| name.to_string_lossy().starts_with("fal-budget-"))
        .collect();
    assert!(left.is_empty(), "no copy of the file is left: {left:?}");
}
