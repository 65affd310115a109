//! Measures the time of `status`, as a status bar asks for it, beside `/bin/true` and one query of
//! `sqlite3` on the same database, in turn within one run. Run by `make bench` on release builds;
//! writes its table into `docs/performance.md`.

use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use fal_budget_tests::computer::{Computer, binary};
use fal_budget_tests::table::performance;

/// Starts of each, in turn.
const STARTS: usize = 100;
/// Jobs in the database.
const JOBS: usize = 10_000;

fn main() {
    let computer = in_use();
    let ours = binary();
    let query = [
        "-readonly",
        &computer.database().display().to_string(),
        "SELECT sum(cost_nano) FROM spent_by_entry",
    ];
    let bar = ["status", "--format", "waybar"];
    let subjects: [(&str, Command, Option<f64>); 3] = [
        ("/bin/true", started(&computer, "/bin/true", &[]), None),
        (
            "sqlite3, one query",
            started(&computer, "sqlite3", &query),
            None,
        ),
        (
            "status",
            started(&computer, &ours.display().to_string(), &bar),
            Some(20.0),
        ),
    ];
    let mut times = subjects.map(|(name, command, goal)| (name, command, goal, Vec::new()));
    for _ in 0..STARTS {
        for (_, command, _, times) in &mut times {
            let start = Instant::now();
            assert!(command.status().unwrap().success());
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let table = table(times.map(|(name, _, goal, times)| (name, goal, times)));
    println!("{table}");
    performance::write("status", &table).unwrap();
}

/// Makes a computer with a balance, and jobs since.
fn in_use() -> Computer {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "1000"]).success();
    let mut jobs = "timestamp,endpoint_id,cost_total,output_units,unit".to_owned();
    for nth in 0..JOBS {
        write!(
            jobs,
            "\n2026-0{}-{:02}T10:{:02}:00Z,fal-ai/flux/dev,0.025,1,megapixels",
            1 + nth % 6,
            1 + nth % 28,
            nth % 60
        )
        .unwrap();
    }
    let file = computer.path("jobs.csv");
    std::fs::write(&file, jobs).unwrap();
    computer
        .verb(&["import", &file.display().to_string(), "--yes"])
        .success();
    computer
}

fn started(computer: &Computer, program: &str, arguments: &[&str]) -> Command {
    let mut command = computer.command(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

fn table(times: [(&str, Option<f64>, Vec<f64>); 3]) -> String {
    let mut table = format!(
        "Written by `make bench` from release builds: {STARTS} starts of each program in turn, on \
         a database of {JOBS} jobs. Milliseconds from start to end.\n\n\
         | | median | fastest | nine of ten within | × sqlite3 | goal |\n\
         |---|---|---|---|---|---|\n"
    );
    let middle = |times: &[f64]| times[times.len() / 2];
    let sorted = times.map(|(name, goal, mut times)| {
        times.sort_by(f64::total_cmp);
        (name, goal, times)
    });
    let beside = middle(&sorted[1].2);
    for (name, goal, times) in &sorted {
        let (median, most) = (middle(times), times[times.len() * 9 / 10]);
        let goal = goal.map(|goal| format!("≤ {goal:.0}")).unwrap_or_default();
        writeln!(
            table,
            "| {name} | {median:.1} | {:.1} | {most:.1} | {:.1} | {goal} |",
            times[0],
            median / beside
        )
        .unwrap();
    }
    table
}
