//! Measures the gateway's cost for a call, beside nginx and fal's own proxy in the same run: calls
//! a second, waiting, memory, and that nothing is lost. Run by `make bench` on a release build
//! without the window; writes its tables into `docs/performance.md`. All of it stays on this
//! computer.

use std::collections::HashSet;
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fal_budget_tests::computer::Computer;
use fal_budget_tests::desktop::ProcessGroup;
use fal_budget_tests::gateway::{GatewayProcess, ask, requests};
use fal_budget_tests::load::{CALLERS, Speed, Target};
use fal_budget_tests::memory;
use fal_budget_tests::nginx::{LARGE, Nginx};
use fal_budget_tests::table::performance;
use fal_budget_tests::wait;
use serde_json::Value;
use tokio::task::spawn_blocking;

/// Longer than all of it takes; something hangs then.
const LIMIT: Duration = Duration::from_mins(10);
/// Turns of each server, and the length of one in seconds.
const TURNS: usize = 3;
const SECONDS: u32 = 6;
/// Calls a second, and their number, of the paced run.
const PACE: usize = 500;
const PACED: usize = 5_000;
/// Calls after which memory is read.
const MANY: usize = 100_000;
/// Size of an upload that the gateway accepts, in bytes.
const UPLOAD: u64 = 256 << 20;
/// Time that the ledger has to catch up.
const CATCH_UP: Duration = Duration::from_mins(2);
/// Calls a second, and their number, of the paced run with the guard on.
const GUARDED_PACE: usize = 200;
const GUARDED: usize = 2_000;
/// Size of a picture in a call, in bytes.
const PICTURE: u64 = 100_000_000;
/// Path of the model that is called.
const PATH: &str = "/run/fal-ai/flux/dev";

#[tokio::main]
async fn main() {
    tokio::select! {
        () = bench() => {}
        // Whatever runs ends with the future that holds it.
        () = tokio::time::sleep(LIMIT) => panic!("still running after {LIMIT:?}"),
        _ = tokio::signal::ctrl_c() => panic!("ended by hand"),
    }
}

async fn bench() {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap();
    let load = load.split(' ').next().unwrap();
    let fal = Nginx::fal().await;
    let mut facts = Findings::default();
    let speeds = race(&fal, &mut facts).await;
    pace(&fal, &mut facts).await;
    hold_memory(&fal, &mut facts).await;
    kill(&fal, &mut facts).await;
    guard(&fal, &mut facts).await;
    let processors = std::thread::available_parallelism().unwrap();
    let text = format!(
        "Written by `make gateway-bench`: one run on one computer, everything on loopback, \
         {TURNS} turns of {SECONDS} s for each server in turn; medians. fal.ai is played by an \
         nginx that returns one fixed response with fal's headers. The gateway is the release \
         build without the window, with metering on: each call is journaled, and applied to the \
         ledger while the load lasts. wrk drives the load with one thread and {CALLERS} \
         connections, sharing {processors} processors with everything else; the load average was \
         {load} at the start. `@fal-ai/server-proxy` (1.2.1, Express 4, Node {}) calls the same \
         upstream over plain HTTP, which its own `allowedUrlPatterns` permits, and is otherwise \
         unmodified. Memory is the PSS of all processes after the turns; in the second table, \
         resident memory (RSS) and its peak.\n\n\
         {speeds}\n\
         | | | goal |\n|---|---|---|\n{}",
        node_version(),
        facts.0
    );
    println!("{text}");
    performance::write("gateway", &text).unwrap();
}

/// Findings, a line each.
#[derive(Default)]
struct Findings(String);

impl Findings {
    fn add(&mut self, what: &str, found: impl std::fmt::Display, goal: &str) {
        eprintln!("{what}: {found}");
        writeln!(self.0, "| {what} | {found} | {goal} |").unwrap();
    }
}

/// Starts the gateway in front of this fal.
fn gateway(fal: &Nginx) -> (Computer, GatewayProcess) {
    let mut computer = Computer::new();
    for name in ["API", "RUN", "QUEUE", "REST"] {
        computer.set(
            &format!("FAL_BUDGET_{name}_URL"),
            &format!("http://{}", fal.address),
        );
    }
    computer.verb(&["budget", "set", "1000000"]).success();
    let gateway = GatewayProcess::start(&computer, &[]);
    (computer, gateway)
}

/// Starts fal's own proxy, as its documentation does.
fn server_proxy(fal: &Nginx) -> (ProcessGroup, Target) {
    let mut command = Command::new("node");
    command
        .arg("server.js")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer"));
    command
        .env("UPSTREAM", &fal.address)
        .env("NODE_ENV", "production");
    let mut process = ProcessGroup::start(command.stdout(Stdio::piped()).stderr(Stdio::null()));
    let header = Some(format!(
        "x-fal-target-url: http://{}/fal-ai/flux/dev",
        fal.address
    ));
    let target = Target {
        header,
        ..Target::new(&process.first_line(), "/api/fal/proxy")
    };
    (process, target)
}

fn node_version() -> String {
    String::from_utf8(
        Command::new("node")
            .arg("--version")
            .output()
            .unwrap()
            .stdout,
    )
    .unwrap()
    .trim()
    .to_owned()
}

/// Names of the servers in the race, in this order.
const NAMES: [&str; 4] = [
    "direct",
    "nginx `proxy_pass`, one worker",
    "**the gateway**",
    "`@fal-ai/server-proxy` on Express",
];

/// Puts each server under load in turn. Returns the table of their speeds.
async fn race(fal: &Nginx, facts: &mut Findings) -> String {
    let proxy = Nginx::proxy(&fal.address).await;
    let (computer, gateway) = gateway(fal);
    let (node, by_node) = server_proxy(fal);
    let plain =
        [&fal.address, &proxy.address, &gateway.http].map(|address| Target::new(address, PATH));
    let mut turns: [Vec<Speed>; 4] = Default::default();
    let mut behind: f64 = 0.0;
    for _ in 0..TURNS {
        for (target, turns) in plain.iter().chain([&by_node]).zip(&mut turns) {
            turns.push(target.pressed(SECONDS).await);
            // No server's turn overlaps with the ledger work of another's.
            behind = behind.max(catch_up(&computer).await);
        }
    }
    let [direct, nginx, ours, express] = turns
        .each_ref()
        .map(|turns| median(turns, |speed| speed.per_second));
    let times = |number: f64| format!("{number:.2} ×");
    facts.add(
        "the gateway's calls a second, of `@fal-ai/server-proxy`'s",
        times(ours / express),
        "≥ 10 ×",
    );
    facts.add("of nginx's own answers", times(ours / direct), "≥ 0.2 ×");
    facts.add("of nginx's `proxy_pass`", times(ours / nginx), "");
    let answers = every_call_is_in_the_ledger(&computer, &turns[2]).await;
    facts.add(
        "answers of it, and calls of them in the ledger",
        format!("{answers}, all"),
        "all",
    );
    facts.add(
        "after its turn the ledger had them within, s",
        format!("{behind:.1}"),
        "",
    );
    let memories = [
        fal.memory(),
        proxy.memory(),
        memory::shared(gateway.number()),
        node.memory(),
    ];
    table(&turns, memories)
}

fn table(turns: &[Vec<Speed>], memories: [f64; 4]) -> String {
    let head = "| | calls a second | of direct | p50, ms | p99, ms | memory, MB |\n\
                |---|---|---|---|---|---|\n";
    let direct = median(&turns[0], |speed| speed.per_second);
    let lines = NAMES
        .iter()
        .zip(turns)
        .zip(memories)
        .map(|((name, turns), memory)| {
            let per_second = median(turns, |speed| speed.per_second);
            let (p50, p99) = (
                median(turns, |speed| speed.p50),
                median(turns, |speed| speed.p99),
            );
            let of_direct = per_second / direct;
            format!(
                "| {name} | {per_second:.0} | {of_direct:.3} | {p50:.2} | {p99:.2} \
                 | {memory:.1} |\n"
            )
        });
    std::iter::once(head.to_owned()).chain(lines).collect()
}

/// Checks the ledger against the answers. wrk breaks off the calls that it waits for at its end, so
/// the ledger may have those in addition.
async fn every_call_is_in_the_ledger(computer: &Computer, turns: &[Speed]) -> i64 {
    let answers = turns.iter().map(|speed| speed.answers).sum();
    let metered = ask(computer, "SELECT count(*) FROM job WHERE basis = 'metered'").await;
    let all = ask(computer, "SELECT count(*) FROM job").await;
    let most = answers + (turns.len() * CALLERS) as i64;
    assert!(
        answers <= metered && all <= most,
        "{answers} answers, {metered} metered calls of {all} in the ledger"
    );
    answers
}

/// Waits until the ledger has all records of the journal. Returns the seconds that it took.
async fn catch_up(computer: &Computer) -> f64 {
    let begin = Instant::now();
    let journal = computer.data().join("gateway/calls.journal");
    wait::within(CATCH_UP, "the ledger has all notes", async || {
        let size = std::fs::metadata(&journal).unwrap().len();
        // The journal is emptied when all of it is in the ledger, unless it is short.
        let text = if size > 2 << 20 {
            return Err(size);
        } else {
            std::fs::read_to_string(&journal).unwrap()
        };
        let last = text
            .lines()
            .last()
            .and_then(|line| serde_json::from_str::<Value>(line).ok());
        let taken = ask(computer, "SELECT last_note FROM gateway").await;
        if last.is_none_or(|record| record["number"] == taken) {
            Ok(())
        } else {
            Err(size)
        }
    })
    .await;
    begin.elapsed().as_secs_f64()
}

/// Measures how much longer a call takes through the gateway when nothing presses.
async fn pace(fal: &Nginx, facts: &mut Findings) {
    let (_computer, gateway) = gateway(fal);
    let (mut direct, mut through) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        for (address, times) in [(&fal.address, &mut direct), (&gateway.http, &mut through)] {
            let target = Target::new(address, PATH);
            times.push(
                spawn_blocking(move || target.paced(PACE, PACED))
                    .await
                    .unwrap(),
            );
        }
    }
    let [direct, through] =
        [direct, through].map(|turns| median(&turns, |times| times[times.len() * 99 / 100]));
    facts.add(
        &format!("p99 at {PACE} calls a second, direct, ms"),
        format!("{direct:.2}"),
        "",
    );
    facts.add(
        "the same through the gateway, ms",
        format!("{through:.2}"),
        "",
    );
    facts.add("p99 added, ms", format!("{:.2}", through - direct), "≤ 1");
}

/// Measures memory at rest, over many calls and with large bodies.
async fn hold_memory(fal: &Nginx, facts: &mut Findings) {
    let (computer, gateway) = gateway(fal);
    let number = gateway.number();
    let read = |facts: &mut Findings, what: &str| {
        facts.add(
            what,
            format!(
                "{:.1}, at most {:.1}",
                memory::resident(number),
                memory::most(number)
            ),
            "≤ 30",
        );
        memory::forget_most(number);
    };
    read(facts, "resident at rest, MB");
    let target = Target::new(&gateway.http, PATH);
    let answered = spawn_blocking(move || target.answered(MANY))
        .await
        .unwrap()
        .len();
    catch_up(&computer).await;
    read(facts, &format!("after {MANY} calls more"));
    let in_ledger = ask(
        &computer,
        "SELECT count(*) FROM job WHERE basis = 'metered'",
    )
    .await;
    assert_eq!(
        (answered, in_ledger),
        (MANY, MANY as i64),
        "each call is in the ledger once"
    );
    let target = Target::new(&gateway.http, "/queue/fal-ai/flux/requests/large");
    let size = spawn_blocking(move || target.download(Duration::from_secs(2)))
        .await
        .unwrap();
    assert_eq!(size, LARGE);
    read(facts, "with an answer of 1 GiB, whose reader rests for 2 s");
    let target = Target::new(&gateway.http, PATH);
    spawn_blocking(move || target.upload(UPLOAD)).await.unwrap();
    read(facts, "with an upload of 256 MiB, the most that it takes");
}

/// Measures what the guard adds: calls a second beside the same gateway without it, waiting at an
/// easy pace, and memory with pictures of 100 MB.
async fn guard(fal: &Nginx, facts: &mut Findings) {
    let (computer, gateway) = gateway(fal);
    let switch = |to: &str| {
        computer.verb(&["guard", to]).success();
    };
    computer
        .verb(&["guard", "set", "--floor", "1", "--day", "1000000"])
        .success();
    let append = durable_append(&computer);
    facts.add("one durable append, ms", format!("{append:.2}"), "");
    let target = Target::new(&gateway.http, PATH);
    for callers in [CALLERS, 4 * CALLERS] {
        let (mut off, mut on) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            for (switched, turns) in [("off", &mut off), ("on", &mut on)] {
                switch(switched);
                turns.push(target.pressed_by(callers, SECONDS).await);
                catch_up(&computer).await;
            }
        }
        let [off_rate, on_rate] = [&off, &on].map(|turns| median(turns, |speed| speed.per_second));
        let wait = (append + median(&off, |speed| speed.p50)) / 1000.0;
        let goal = (0.5 * off_rate).min(0.8 * callers as f64 / wait);
        facts.add(
            &format!("calls a second with the guard on, {callers} connections"),
            format!("{on_rate:.0} ({:.2} × of off)", on_rate / off_rate),
            &format!("≥ {goal:.0}"),
        );
    }
    switch("on");
    let (mut direct, mut through) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        for (address, times) in [(&fal.address, &mut direct), (&gateway.http, &mut through)] {
            let target = Target::new(address, PATH);
            let paced = spawn_blocking(move || target.paced(GUARDED_PACE, GUARDED));
            times.push(paced.await.unwrap());
        }
    }
    let [direct, through] =
        [direct, through].map(|turns| median(&turns, |times| times[times.len() * 99 / 100]));
    facts.add(
        &format!("p99 added at {GUARDED_PACE} calls a second with the guard on, ms"),
        format!("{:.2}", through - direct),
        &format!("≤ {:.2}", 2.0 * append + 1.0),
    );
    let number = gateway.number();
    memory::forget_most(number);
    spawn_blocking(move || (0..3).for_each(|_| target.picture(PICTURE)))
        .await
        .unwrap();
    facts.add(
        "resident after three calls with a picture of 100 MB, guard on, MB",
        format!(
            "{:.1}, at most {:.1}",
            memory::resident(number),
            memory::most(number)
        ),
        "≤ 25",
    );
}

/// Measures the median time for adding a line to a file that is on the disk then, in milliseconds.
fn durable_append(computer: &Computer) -> f64 {
    let mut file = std::fs::File::create(computer.data().join("append")).unwrap();
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            let begin = Instant::now();
            std::io::Write::write_all(&mut file, &[b'x'; 512]).unwrap();
            file.sync_data().unwrap();
            begin.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Kills the gateway under load, and checks that each answered call is in the ledger after the next
/// start.
async fn kill(fal: &Nginx, facts: &mut Findings) {
    let (computer, gateway) = gateway(fal);
    let target = Target::new(&gateway.http, PATH);
    let callers = spawn_blocking(move || target.answered(usize::MAX));
    tokio::time::sleep(Duration::from_secs(2)).await;
    gateway.kill();
    let answered: HashSet<String> = callers.await.unwrap().into_iter().collect();
    let begin = Instant::now();
    let _again = GatewayProcess::start(&computer, &[]);
    let took = begin.elapsed().as_secs_f64();
    let missing = answered.difference(&requests(&computer).await).count();
    assert_eq!(
        missing, 0,
        "calls that were answered and are not in the ledger"
    );
    let count = answered.len();
    facts.add(
        "killed under load: answers until then, and calls of them in the ledger",
        format!("{count}, all"),
        "all",
    );
    facts.add(
        "the start after it, with what was left to write, s",
        format!("{took:.1}"),
        "",
    );
}

fn median<T>(turns: &[T], of: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = turns.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
