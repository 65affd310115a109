//! Copies of the database: daily, on demand, put back by verb and from the window, also where the
//! database is damaged.

use std::fs;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;

#[test]
fn a_copy_is_made_and_put_back_by_verbs() {
    let computer = Computer::new();
    let copy = computer.path("copy.db").display().to_string();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["backup", &copy]).success();
    let complaint = computer.verb(&["backup", &copy]).refusal(1);
    assert!(complaint.contains("is there already"), "{complaint}");
    computer.verb(&["budget", "set", "5"]).success();
    let said = computer.verb(&["restore", &copy]).success();
    assert!(said.contains("What was there is kept as"), "{said}");
    assert_eq!(computer.status()["remaining"], 10.0);
    fs::write(computer.path("nonsense.db"), "no database").unwrap();
    for file in ["nonsense.db", "nowhere.db"] {
        computer.verb(&["restore", &computer.path(file).display().to_string()]).refusal(1);
        assert_eq!(computer.status()["remaining"], 10.0, "nothing was touched");
    }
}

/// Waits for the copy of today, which the window makes by itself.
async fn daily_copy(computer: &Computer) {
    let folder = computer.data().join("backups");
    wait::until("the copy of today", async || {
        let mut names = fs::read_dir(&folder).ok()?.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.find(|name| name.ends_with(".db"))
    })
    .await;
}

#[tokio::test]
async fn the_copy_of_the_day_is_put_back_in_the_window() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    daily_copy(&computer).await;
    computer.verb(&["budget", "set", "4"]).success();
    window.sees("header-balance", "Budget: €4.00").await;
    let copy = fs::read_dir(computer.data().join("backups")).unwrap().next().unwrap().unwrap().path();
    let complaint = computer.verb(&["restore", &copy.display().to_string()]).refusal(1);
    assert!(complaint.contains("fal Budget is open"), "not under the window's hands: {complaint}");
    window.click("open-settings").await;
    window.wait_for("the copies are listed", "return document.getElementById('backup-day').options.length === 1").await;
    window.click("restore-backup").await;
    window.sees("restore-question", "is kept beside it").await;
    window.picture("restore").await;
    window.click("restore-yes").await;
    window.sees_toast("is back").await;
    window.sees("header-balance", "Budget: €10.00").await;
    // And from then on it notices changes like any other window.
    computer.verb(&["log", "--images", "40"]).success();
    window.sees("header-balance", "Budget: €9.00").await;
    window.click("back-up").await;
    window.sees("export-done", "fal-budget-backup-").await;
}

#[tokio::test]
async fn a_damaged_database_gives_way_to_the_newest_copy_and_is_kept() {
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
    window.click("problem-restore").await;
    window.sees("header-balance", "Budget: €10.00").await;
    let kept = fs::read_dir(computer.data()).unwrap().map(|file| file.unwrap().path());
    let kept: Vec<_> = kept
        .filter(|file| {
            file.display().to_string().contains("before-") && file.extension().is_some_and(|ending| ending == "db")
        })
        .collect();
    assert_eq!(fs::read_to_string(&kept[0]).unwrap(), damaged, "nothing is deleted");
    computer.verb(&["log", "--images", "40"]).success();
    window.sees("header-balance", "Budget: €9.00").await;
}
