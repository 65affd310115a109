//! Faults of the database, the disk and the desktop: each gets a clear sentence, and nothing is
//! overwritten.

use std::fs;
use std::path::Path;

use fal_budget_store::database;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

/// Makes a computer with a balance of €10.
fn computer_in_use() -> Computer {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer
}

async fn connect(path: &Path) -> SqliteConnection {
    database::options(path).connect().await.unwrap()
}

async fn execute(path: &Path, statement: &str) {
    let mut connection = connect(path).await;
    sqlx::query(statement)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

/// Checks that window and verbs both say this, and that the file is byte for byte what it was.
async fn is_refused_and_left_alone(computer: &Computer, code: &str, sentence: &str) {
    let before = fs::read(computer.database()).unwrap();
    for verb in [
        &["status"][..],
        &["budget", "set", "5"],
        &["log", "--images", "1"],
    ] {
        let error = computer.verb(verb).refusal(1);
        assert!(
            error.contains(sentence) && error.contains("fal-budget.db"),
            "{error}"
        );
    }
    let window = Window::open(computer).await;
    window.sees("problem", sentence).await;
    assert_eq!(
        window.attribute("problem", "data-code").await.as_deref(),
        Some(code)
    );
    window.sees("header-balance", "Balance unknown").await;
    window.picture(&format!("fault-{code}")).await;
    drop(window);
    assert!(
        fs::read(computer.database()).unwrap() == before,
        "the file was changed"
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let computer = Computer::new();
    fs::create_dir_all(computer.data()).unwrap();
    fs::write(
        computer.database(),
        "This was never a database. ".repeat(100),
    )
    .unwrap();
    is_refused_and_left_alone(&computer, "database_damaged", "damaged").await;
}

#[tokio::test]
async fn a_database_damaged_in_its_first_page_is_refused_and_left_alone() {
    let computer = computer_in_use();
    let mut bytes = fs::read(computer.database()).unwrap();
    bytes[100..4096].fill(0xff);
    fs::write(computer.database(), bytes).unwrap();
    is_refused_and_left_alone(&computer, "database_damaged", "damaged").await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let computer = computer_in_use();
    execute(
        &computer.database(),
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
         execution_time) VALUES (9999, 'future', 1, x'00', 0)",
    )
    .await;
    is_refused_and_left_alone(&computer, "database_newer", "newer fal Budget").await;
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_alone() {
    let computer = Computer::new();
    fs::create_dir_all(computer.data()).unwrap();
    execute(
        &computer.database(),
        "CREATE TABLE bookmarks (address TEXT)",
    )
    .await;
    is_refused_and_left_alone(
        &computer,
        "database_foreign",
        "does not belong to fal Budget",
    )
    .await;
}

#[tokio::test]
async fn a_read_only_folder_is_named() {
    let mut computer = computer_in_use();
    computer.make_data_read_only();
    is_refused_and_left_alone(&computer, "database_read_only", "read-only").await;
}

#[tokio::test]
async fn a_full_disk_is_named_and_what_was_there_stays() {
    let mut computer = computer_in_use();
    computer.fill_the_disk();
    let error = computer.verb(&["log", "--images", "1"]).refusal(1);
    assert!(error.contains("disk is full"), "{error}");
    fs::remove_dir_all(computer.path("kept")).unwrap();
    let window = Window::open(&computer).await;
    window.sees("problem", "disk is full").await;
    window.picture("fault-disk_full").await;
}

#[tokio::test]
async fn a_full_disk_at_the_very_first_start_is_named() {
    let mut computer = Computer::new();
    fs::create_dir_all(computer.data()).unwrap();
    computer.fill_the_disk();
    let error = computer.verb(&["budget", "set", "10"]).refusal(1);
    assert!(error.contains("disk is full"), "{error}");
}

#[tokio::test]
async fn a_database_held_at_the_start_opens_on_another_try() {
    let computer = computer_in_use();
    let mut holder = connect(&computer.database()).await;
    sqlx::query("PRAGMA locking_mode = EXCLUSIVE")
        .execute(&mut holder)
        .await
        .unwrap();
    sqlx::query("BEGIN EXCLUSIVE")
        .execute(&mut holder)
        .await
        .unwrap();
    let error = computer.verb(&["status"]).refusal(1);
    assert!(
        error.contains("Another program is holding the database"),
        "{error}"
    );
    let window = Window::open(&computer).await;
    window
        .sees("problem", "Another program is holding the database")
        .await;
    sqlx::query("ROLLBACK").execute(&mut holder).await.unwrap();
    holder.close().await.unwrap();
    window.click("try-again").await;
    window.sees("header-balance", "Budget: €10.00").await;
    // From then on it notices changes like any other window.
    computer.verb(&["budget", "set", "9"]).success();
    window.sees("header-balance", "Budget: €9.00").await;
}

#[tokio::test]
async fn a_database_held_while_saving_keeps_what_was_typed() {
    let computer = computer_in_use();
    let window = Window::open(&computer).await;
    let mut holder = connect(&computer.database()).await;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut holder)
        .await
        .unwrap();
    window.click("open-settings").await;
    window.type_into("budget-input", "12.50").await;
    window.click("save-budget").await;
    window
        .wait_for(
            "a spinner turns",
            "return document.getElementById('save-budget').getAttribute('aria-busy') === 'true'",
        )
        .await;
    window.picture("fault-saving").await;
    window
        .sees("budget-error", "Another program is holding the database")
        .await;
    assert_eq!(
        window
            .run("return document.getElementById('budget-input').value")
            .await,
        "12.50"
    );
    sqlx::query("ROLLBACK").execute(&mut holder).await.unwrap();
    window.click("save-budget").await;
    window.sees("header-balance", "Budget: €12.50").await;
}

#[tokio::test]
async fn figures_that_can_no_longer_be_read_are_marked_and_come_back() {
    let computer = computer_in_use();
    let window = Window::open(&computer).await;
    execute(
        &computer.database(),
        "ALTER TABLE spent_by_entry RENAME TO hidden",
    )
    .await;
    window.sees("trouble", "The figures below may be old").await;
    window.sees("header-provenance", "not up to date").await;
    window.sees("header-balance", "Budget: €10.00").await;
    window.picture("fault-stale").await;
    execute(
        &computer.database(),
        "ALTER TABLE hidden RENAME TO spent_by_entry",
    )
    .await;
    wait::until("the mark goes", async || {
        (!window.is_shown("trouble").await).then_some(())
    })
    .await;
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let computer = Computer::new();
    fs::remove_dir(computer.path("config")).unwrap();
    fs::write(computer.path("config"), "a file where the folder should be").unwrap();
    let error = computer.verb(&["status"]).refusal(1);
    assert!(error.contains("cannot be opened"), "{error}");
}

#[test]
fn without_a_display_the_window_says_so() {
    let computer = Computer::new();
    let error = computer.verb(&[]).refusal(1);
    assert!(error.contains("needs a desktop"), "{error}");
    assert!(error.contains("fal-budget --help"), "{error}");
}
