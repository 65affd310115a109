//! `kill -9` at any moment loses nothing that was confirmed.

use std::collections::HashSet;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use fal_budget_domain::account::AccountId;
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::runs::runs;
use rust_decimal::prelude::ToPrimitive;

/// Spreads the moments of death evenly over a writer's life, in an order that does not repeat.
fn moment_of_death(nth: u32, killed: u32, life: Duration) -> Duration {
    life.mul_f64(f64::from(nth * 89 % killed) / f64::from(killed) * 1.3)
}

#[tokio::test]
async fn everything_confirmed_is_there_after_kill_9_in_a_loop() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "1000000"]).success();
    let start = Instant::now();
    computer.verb(&["log", "--images", "10000"]).success();
    let life = start.elapsed();
    let killed = runs(24);

    // Each writer logs a number of its own, so that every confirmation can be looked up.
    let mut confirmed = HashSet::new();
    for nth in 1..=killed {
        let mut command = computer.program(&["log", "--images", &nth.to_string()]);
        let mut writer = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(moment_of_death(nth, killed, life)).await;
        writer.kill().unwrap();
        let mut output = String::new();
        writer
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut output)
            .unwrap();
        writer.wait().unwrap();
        if output.contains("Logged") {
            confirmed.insert(nth);
        }
    }

    let ledger = Ledger::new(
        database::open(&computer.database()).await.unwrap(),
        AccountId::FIRST,
    );
    let jobs = ledger.jobs(None, killed + 1).await.unwrap();
    let kept: HashSet<u32> = jobs
        .iter()
        .filter_map(|job| job.what.quantity.to_u32())
        .collect();
    let lost: Vec<&u32> = confirmed.difference(&kept).collect();
    println!(
        "{killed} killed, {} confirmed, {} kept",
        confirmed.len(),
        kept.len() - 1
    );
    assert!(lost.is_empty(), "confirmed and lost: {lost:?}");
    assert_eq!(kept.len(), jobs.len(), "nothing is there twice");
    assert!(
        !confirmed.is_empty() && confirmed.len() < killed as usize,
        "deaths before and after the confirmation"
    );

    let sum: i64 = jobs
        .iter()
        .filter_map(|job| job.what.cost)
        .map(|cost| cost.nano())
        .sum();
    let now = fal_budget_app::clock::now();
    let spent = ledger
        .balance(now, &fal_budget_app::clock::zone())
        .await
        .unwrap()
        .spent
        .cost
        .nano();
    assert_eq!(spent, sum, "the totals are the sum of the jobs");
}
