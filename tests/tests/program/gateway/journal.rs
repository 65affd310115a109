//! The journal while the ledger cannot be written: a disk that is full or read-only, a database
//! that is held or damaged. Calls go on, and each reaches the ledger later, once.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use fal_budget_tests::computer::{Computer, inside};
use fal_budget_tests::gateway::{GatewayProcess, client, spent, until};
use fal_budget_tests::ports::free_port;
use fal_budget_tests::stand_in::{API_KEY, StandIn};
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use serde_json::json;

const RUN: &str = "/run/fal-ai/flux/dev";
/// Price of one megapixel, in nano-dollars.
const PRICE: i64 = 25_000_000;
/// More than any call waits for anything but fal.
const AT_ONCE: Duration = Duration::from_secs(3);

/// Makes a computer with a database, whose programs take the stand-in for fal.
fn computer(fal: &StandIn) -> Computer {
    let mut computer = Computer::new();
    computer.follow(fal);
    computer.verb(&["budget", "set", "100"]).success();
    computer
}

/// Makes so many calls, and checks that none of them waits.
async fn calls(gateway: &str, times: usize) {
    let client = client().build().unwrap();
    for _ in 0..times {
        let began = Instant::now();
        let request = client
            .post(format!("http://{gateway}{RUN}"))
            .header("authorization", format!("Key {API_KEY}"));
        assert_eq!(request.json(&json!({})).send().await.unwrap().status(), 200);
        assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    }
}

async fn has_heard(computer: &Computer, sentence: &str) {
    wait::within(wait::PATIENCE, sentence, async || {
        let error_output = computer.error_output();
        if error_output.contains(sentence) {
            Ok(())
        } else {
            Err(error_output)
        }
    })
    .await;
}

/// Asks the database of a running program for a number, on the disk that the program sees.
fn on_the_disk(computer: &Computer, process: u32, sql: &str) -> i64 {
    let mut sqlite = inside(process, "sqlite3");
    let output = sqlite
        .arg("-readonly")
        .arg(computer.database())
        .arg(sql)
        .stderr(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap_or(-1)
}

async fn has_jobs_on_the_disk(computer: &Computer, process: u32, jobs: i64) {
    wait::within(wait::PATIENCE, "all jobs on the disk", async || {
        let found = on_the_disk(
            computer,
            process,
            "SELECT count(*) FROM job WHERE basis = 'metered'",
        );
        if found == jobs {
            Ok(())
        } else {
            Err((found, computer.error_output()))
        }
    })
    .await;
}

#[tokio::test]
async fn on_a_full_disk_calls_go_on_and_are_written_when_there_is_room() {
    let fal = StandIn::start().await;
    let mut computer = computer(&fal);
    computer.has_a_small_disk();
    let gateway = GatewayProcess::start(&computer, &[]);
    calls(&gateway.http, 1).await;
    has_jobs_on_the_disk(&computer, gateway.number(), 1).await;
    computer.fills_the_disk_of(gateway.number());
    calls(&gateway.http, 40).await;
    has_heard(
        &computer,
        "their costs are kept in memory only: free some space before you end the program",
    )
    .await;
    assert!(on_the_disk(&computer, gateway.number(), "SELECT count(*) FROM job") < 41);
    computer.makes_room_on_the_disk_of(gateway.number());
    has_jobs_on_the_disk(&computer, gateway.number(), 41).await;
    has_heard(&computer, "written as they come again").await;
    assert_eq!(
        on_the_disk(
            &computer,
            gateway.number(),
            "SELECT sum(cost_nano) FROM job"
        ),
        fal.bill()
    );
    calls(&gateway.http, 1).await;
    has_jobs_on_the_disk(&computer, gateway.number(), 42).await;
    assert!(
        !computer.error_output().contains("panicked"),
        "{}",
        computer.error_output()
    );
    assert!(gateway.end());
}

#[tokio::test]
async fn the_window_says_that_costs_are_in_memory_only() {
    let fal = StandIn::start().await;
    let mut computer = computer(&fal);
    computer.has_a_small_disk();
    let window = Window::open(&computer).await;
    window.click("nav-guard").await;
    window.find("gateway-port").await;
    window
        .run("for (const fold of document.querySelectorAll('details')) fold.open = true")
        .await;
    let port = free_port();
    window.type_into("gateway-port", &port.to_string()).await;
    window.click("set-port").await;
    window.sees_toast("The port is kept").await;
    window.click("gateway-switch").await;
    window
        .sees("gateway-status", "Running. No calls yet.")
        .await;
    computer.fills_the_disk_of(window.process());
    calls(&format!("127.0.0.1:{port}"), 40).await;
    window
        .sees(
            "gateway-error",
            "Calls go on, but their costs are kept in memory only",
        )
        .await;
    window.picture("gateway-disk-full").await;
    computer.makes_room_on_the_disk_of(window.process());
    window.sees("header-balance", "Budget: €99.00").await;
    wait::until("the trouble is gone", async || {
        window.text("gateway-error").await.is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn in_a_read_only_folder_it_does_not_start() {
    let fal = StandIn::start().await;
    let mut computer = computer(&fal);
    computer.make_data_read_only();
    let error = computer.verb(&["gateway", "--port", "0"]).refusal(1);
    assert!(error.contains("read-only. Allow writing there"), "{error}");
}

#[tokio::test]
async fn a_database_held_for_long_gets_it_all_later_and_once() {
    let fal = StandIn::start().await;
    let computer = computer(&fal);
    let gateway = GatewayProcess::start(&computer, &[]);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(computer.database());
    let mut holder = sqlx::ConnectOptions::connect(&options).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut holder)
        .await
        .unwrap();
    calls(&gateway.http, 5).await;
    has_heard(
        &computer,
        "what they cost is kept to be written later. Another program is holding the database",
    )
    .await;
    calls(&gateway.http, 5).await;
    sqlx::query("ROLLBACK").execute(&mut holder).await.unwrap();
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'metered'",
        10,
    )
    .await;
    has_heard(&computer, "written as they come again").await;
    assert_eq!(
        (spent(&computer).await, fal.bill()),
        (10 * PRICE, 10 * PRICE)
    );
    assert_eq!(
        computer.error_output().lines().count(),
        2,
        "{}",
        computer.error_output()
    );
}

/// The file is spoiled under the running gateway; a backup is put back, and gets the calls as well.
#[tokio::test]
async fn a_damaged_database_stops_no_call_and_loses_none() {
    let fal = StandIn::start().await;
    let computer = computer(&fal);
    let gateway = GatewayProcess::start(&computer, &[]);
    calls(&gateway.http, 3).await;
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'metered'",
        3,
    )
    .await;
    // Another program writes, so that the gateway has to read the file again.
    computer.verb(&["budget", "set", "50"]).success();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(computer.database());
    let mut other = sqlx::ConnectOptions::connect(&options).await.unwrap();
    let copy = computer.path("home").join("copy.db");
    sqlx::query(&format!("VACUUM INTO '{}'", copy.display()))
        .execute(&mut other)
        .await
        .unwrap();
    sqlx::Connection::close(other).await.unwrap();
    for ending in ["", "-wal"] {
        let file = computer
            .database()
            .with_file_name(format!("fal-budget.db{ending}"));
        let length = usize::try_from(fs::metadata(&file).unwrap().len()).unwrap();
        // In place, as a failing disk does it.
        let mut spoiled = fs::OpenOptions::new().write(true).open(file).unwrap();
        std::io::Write::write_all(&mut spoiled, &vec![0xff; length]).unwrap();
    }
    calls(&gateway.http, 5).await;
    has_heard(&computer, "what they cost is kept to be written later").await;
    calls(&gateway.http, 5).await;
    gateway.kill();
    let error = computer.verb(&["gateway", "--port", "0"]).refusal(1);
    assert!(error.contains("damaged"), "{error}");
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(
            computer
                .database()
                .with_file_name(format!("fal-budget.db{ending}")),
        );
    }
    fs::copy(copy, computer.database()).unwrap();
    let gateway = GatewayProcess::start(&computer, &[]);
    until(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'metered'",
        13,
    )
    .await;
    assert_eq!(
        (spent(&computer).await, fal.bill()),
        (13 * PRICE, 13 * PRICE)
    );
    assert!(gateway.end());
}
