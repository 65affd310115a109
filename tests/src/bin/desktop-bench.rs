//! Measures the program's cost for a desktop, beside a bare Tauri window of the same versions in
//! the same run: the package's size, memory of all processes, first paint, reopening, processor
//! time and tray calls at rest. Run by `make package-bench` for the installed package; writes its
//! table into `docs/performance.md`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fal_budget_tests::app::App;
use fal_budget_tests::computer::{Computer, binary};
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::table::performance;
use fal_budget_tests::tray::Panel;

/// Starts of each program, in turn.
const STARTS: usize = 7;
/// Rest before memory is read.
const SETTLE: Duration = Duration::from_secs(8);
/// Time over which processor time is read.
const REST: Duration = Duration::from_secs(300);
/// Time over which tray calls are counted.
const TRAY_REST: Duration = Duration::from_secs(600);

/// A program to measure: its file and its window's title.
#[derive(Clone, Copy)]
struct Program<'a> {
    file: &'a Path,
    title: &'a str,
}

#[tokio::main]
async fn main() {
    let ours = binary();
    let [bare, packages] = &std::env::args()
        .skip(1)
        .map(PathBuf::from)
        .collect::<Vec<_>>()[..]
    else {
        panic!("usage: desktop-bench BARE-WINDOW FOLDER-OF-PACKAGES");
    };
    let ours = Program {
        file: &ours,
        title: "fal Budget",
    };
    let bare = Program {
        file: bare,
        title: "bare",
    };

    let mut table = Table::new();
    table.ours("both packages, MB", megabytes(packages), "≤ 10");
    starts(&mut table, ours, bare).await;
    memory(&mut table, ours, bare).await;
    println!("{}", table.0);
    rest(&mut table, ours, bare).await;
    println!("{}", table.0);
    let text = format!(
        "Written by `make package-bench` for the installed package, with software rendering on a \
         virtual screen and WebKit's DMABUF renderer off. Times are medians of {STARTS} starts of \
         each program in turn. Memory is the PSS of all processes. Processor time is taken over \
         five minutes (ten in the tray) with the refresh running every 10 s.\n\n{}",
        table.0
    );
    performance::write("desktop", &text).unwrap();
}

async fn starts(table: &mut Table, ours: Program<'_>, bare: Program<'_>) {
    let (mut our_paints, mut bare_paints) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        our_paints.push(first_paint(ours).await);
        bare_paints.push(first_paint(bare).await);
    }
    let (ours, bare) = (median(our_paints), median(bare_paints));
    table.both("first paint, s", ours, bare, "≤ 1.15");
}

async fn memory(table: &mut Table, ours: Program<'_>, bare: Program<'_>) {
    let (open, closed, reopened) = open_close_reopen(ours).await;
    let bare_open = memory_open(bare).await;
    let hidden = memory_hidden(ours).await;
    table.both("memory, window open, MB", open, bare_open, "≤ 1.15");
    table.of_open("memory, closed to the tray, MB", closed, open, "≤ 0.65");
    table.of_open("memory, started hidden, MB", hidden, open, "≤ 0.45");
    table.ours("reopening, s", reopened, "< 0.5");
}

async fn rest(table: &mut Table, ours: Program<'_>, bare: Program<'_>) {
    let (window, bare_window, tray) =
        tokio::join!(rest_open(ours), rest_open(bare), rest_in_tray(ours));
    let what = "processor at rest, window open, % of a core";
    table.both(what, window, bare_window, "≤ 0.2 %");
    let what = "processor at rest, in the tray, % of a core";
    table.ours(what, tray.0, "≤ 0.2 %");
    table.ours("tray calls in ten minutes at rest", tray.1, "0");
}

/// The table of the measures, a row each.
struct Table(String);

impl Table {
    fn new() -> Self {
        Self("| | fal Budget | bare Tauri window | ratio | goal |\n|---|---|---|---|---|\n".into())
    }

    /// Adds a measure of both programs, with their ratio.
    fn both(&mut self, what: &str, ours: f64, bare: f64, goal: &str) {
        let ratio = ours / bare;
        self.add(format_args!(
            "| {what} | {ours:.2} | {bare:.2} | {ratio:.2} | {goal} |"
        ));
    }

    /// Adds a measure of ours, with its ratio to that of the open window.
    fn of_open(&mut self, what: &str, ours: f64, open: f64, goal: &str) {
        let ratio = ours / open;
        self.add(format_args!(
            "| {what} | {ours:.2} | | {ratio:.2} of open | {goal} |"
        ));
    }

    /// Adds a measure of ours alone.
    fn ours(&mut self, what: &str, ours: f64, goal: &str) {
        self.add(format_args!("| {what} | {ours:.2} | |  | {goal} |"));
    }

    fn add(&mut self, row: std::fmt::Arguments<'_>) {
        writeln!(self.0, "{row}").unwrap();
    }
}

fn megabytes(folder: &Path) -> f64 {
    let files = std::fs::read_dir(folder).unwrap();
    let sizes = files.map(|file| file.unwrap().metadata().unwrap().len());
    f64::from(u32::try_from(sizes.sum::<u64>()).unwrap()) / 1e6
}

/// Makes a computer with some history and a desktop with a panel.
async fn place() -> (Computer, Desktop, Panel) {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    for _ in 0..10 {
        computer.verb(&["log", "--images", "4"]).success();
    }
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    (computer, desktop, panel)
}

fn start(subject: Program<'_>, computer: &Computer, desktop: &Desktop, arguments: &[&str]) -> App {
    App::start_file(subject.file, subject.title, computer, desktop, arguments)
}

async fn first_paint(subject: Program<'_>) -> f64 {
    let (computer, desktop, _panel) = place().await;
    let before = Instant::now();
    let app = start(subject, &computer, &desktop, &[]);
    app.is_painted().await;
    before.elapsed().as_secs_f64()
}

async fn memory_open(subject: Program<'_>) -> f64 {
    let (computer, desktop, _panel) = place().await;
    let app = start(subject, &computer, &desktop, &[]);
    app.is_painted().await;
    tokio::time::sleep(SETTLE).await;
    app.memory()
}

async fn memory_hidden(subject: Program<'_>) -> f64 {
    let (computer, desktop, panel) = place().await;
    let app = start(subject, &computer, &desktop, &["--hidden"]);
    panel.item().await;
    tokio::time::sleep(SETTLE).await;
    app.memory()
}

async fn open_close_reopen(subject: Program<'_>) -> (f64, f64, f64) {
    let (computer, desktop, panel) = place().await;
    let app = start(subject, &computer, &desktop, &[]);
    let item = panel.item().await;
    app.is_painted().await;
    tokio::time::sleep(SETTLE).await;
    let open = app.memory();
    app.close_window().await;
    tokio::time::sleep(SETTLE).await;
    let closed = app.memory();
    let mut reopened = Vec::new();
    for _ in 0..STARTS {
        let before = Instant::now();
        item.click("Open fal Budget").await;
        app.is_painted().await;
        reopened.push(before.elapsed().as_secs_f64());
        app.close_window().await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    (open, closed, median(reopened))
}

/// Returns percent of a core over a time at rest.
async fn processor(app: &App, time: Duration) -> f64 {
    tokio::time::sleep(SETTLE).await;
    let before = app.processor_seconds();
    tokio::time::sleep(time).await;
    (app.processor_seconds() - before) / time.as_secs_f64() * 100.0
}

async fn rest_open(subject: Program<'_>) -> f64 {
    let (computer, desktop, _panel) = place().await;
    let app = start(subject, &computer, &desktop, &[]);
    app.is_painted().await;
    processor(&app, REST).await
}

async fn rest_in_tray(subject: Program<'_>) -> (f64, f64) {
    let (computer, desktop, panel) = place().await;
    let app = start(subject, &computer, &desktop, &["--hidden"]);
    let item = panel.item().await;
    tokio::time::sleep(SETTLE).await;
    let (processor, signals) =
        tokio::join!(processor(&app, TRAY_REST), item.signals_within(TRAY_REST));
    (processor, f64::from(u32::try_from(signals.len()).unwrap()))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
