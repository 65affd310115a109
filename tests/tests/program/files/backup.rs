//! Backups: daily, on demand, put back by verb and from the window, also over a damaged database.

use std::fs;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use sqlx::Connection;

#[test]
fn a_backup_is_made_and_restored_by_verbs() {
    let computer = Computer::new();
    let copy = computer.path("copy.db").display().to_string();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["backup", &copy]).success();
    let error = computer.verb(&["backup", &copy]).refusal(1);
    assert!(error.contains("is there already"), "{error}");
    computer.verb(&["budget", "set", "5"]).success();
    let output = computer.verb(&["restore", &copy]).success();
    assert!(output.contains("What was there is kept as"), "{output}");
    assert_eq!(computer.status()["remaining"], 10.0);
    fs::write(computer.path("nonsense.db"), "no database").unwrap();
    for file in ["nonsense.db", "nowhere.db"] {
        computer
            .verb(&["restore", &computer.path(file).display().to_string()])
            .refusal(1);
        assert_eq!(computer.status()["remaining"], 10.0, "nothing was touched");
    }
}

/// Waits for today's backup, which the window makes by itself.
async fn daily_copy(computer: &Computer) {
    let folder = computer.data().join("backups");
    wait::until("the copy of today", async || {
        let mut names = fs::read_dir(&folder)
            .ok()?
            .map(|file| file.unwrap().file_name().into_string().unwrap());
        names.find(|name| name.ends_with(".db"))
    })
    .await;
}

#[tokio::test]
async fn the_daily_backup_is_restored_in_the_window() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    daily_copy(&computer).await;
    computer.verb(&["budget", "set", "4"]).success();
    window.sees("header-balance", "Budget: €4.00").await;
    let copy = fs::read_dir(computer.data().join("backups"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let error = computer
        .verb(&["restore", &copy.display().to_string()])
        .refusal(1);
    assert!(
        error.contains("fal Budget is open"),
        "not under the window's hands: {error}"
    );
    window.click("open-settings").await;
    window
        .wait_for(
            "the copies are listed",
            "return document.getElementById('backup-day').options.length === 1",
        )
        .await;
    window.click("restore-backup").await;
    window.sees("restore-question", "is kept beside it").await;
    window.picture("restore").await;
    window.click("restore-yes").await;
    window.sees_toast("is back").await;
    window.sees("header-balance", "Budget: €10.00").await;
    // From then on it notices changes like any other window.
    computer.verb(&["log", "--images", "40"]).success();
    window.sees("header-balance", "Budget: €9.00").await;
    window.click("back-up").await;
    window.sees("export-done", "fal-budget-backup-").await;
}

#[tokio::test]
async fn a_damaged_database_gives_way_to_the_newest_backup_and_is_kept() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    daily_copy(&computer).await;
    window.close().await;
    let damaged = "This is no database any more. ".repeat(300);
    fs::write(computer.database(), &damaged).unwrap();
    let window = Window::open(&computer).await;
    window.sees("problem", "damaged").await;
    window.sees("problem-restore", "Put the copy of").await;
    window.picture("problem-restore").await;
    window.click("problem-export").await;
    window
        .sees_toast("Nothing can be read of the database any more")
        .await;
    window.click("problem-restore").await;
    window.sees("header-balance", "Budget: €10.00").await;
    let kept = fs::read_dir(computer.data())
        .unwrap()
        .map(|file| file.unwrap().path());
    let kept: Vec<_> = kept
        .filter(|file| {
            file.display().to_string().contains("before-")
                && file.extension().is_some_and(|ending| ending == "db")
        })
        .collect();
    assert_eq!(
        fs::read_to_string(&kept[0]).unwrap(),
        damaged,
        "nothing is deleted"
    );
    computer.verb(&["log", "--images", "40"]).success();
    window.sees("header-balance", "Budget: €9.00").await;
}

/// Overwrites the page in which a table begins.
async fn damage(computer: &Computer, table: &str) {
    let address = format!("sqlite:{}", computer.database().display());
    let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
    let page = sqlx::query_scalar("SELECT rootpage FROM sqlite_schema WHERE name = ?1").bind(table);
    let page: i64 = page.fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let mut bytes = fs::read(computer.database()).unwrap();
    let begin = usize::try_from(page - 1).unwrap() * 4096;
    bytes[begin..begin + 4096].fill(0xa5);
    fs::write(computer.database(), bytes).unwrap();
}

#[tokio::test]
async fn the_readable_rows_of_a_damaged_database_are_recovered() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["log", "--images", "4"]).success();
    damage(&computer, "spent_by_entry").await;
    let before = fs::read(computer.database()).unwrap();
    let window = Window::open(&computer).await;
    window.sees("problem", "damaged").await;
    window.click("problem-export").await;
    window
        .sees("problem-exported", "Jobs that could be read: 1, in ")
        .await;
    window
        .sees("problem-exported", "Balances entered: 1, in ")
        .await;
    window.picture("problem-export").await;
    let output = computer
        .verb(&["recover", &computer.path("home").display().to_string()])
        .success();
    assert!(
        output.starts_with("Jobs that could be read: 1, in "),
        "{output}"
    );
    assert!(
        fs::read(computer.database()).unwrap() == before,
        "nothing was changed"
    );
    let file = computer.path("home").join("fal-budget-readable-jobs.csv");
    assert!(fs::read_to_string(&file).unwrap().contains(",image,"));
    let other = Computer::new();
    other
        .verb(&["import", &file.display().to_string(), "--yes"])
        .success();
    assert_eq!(other.status()["spent"], 0.1);
}
