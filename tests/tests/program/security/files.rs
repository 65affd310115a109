//! Files: who else can read or hold them, what a copy may bring along, and what was planted.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fal_budget_tests::app::App;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::gateway::GatewayProcess;
use fal_budget_tests::tray::Panel;
use fal_budget_tests::wait;
use fal_budget_tests::window::Window;
use sqlx::{Connection, SqliteConnection};

/// Returns a command of another user's where this is root, who alone can become one.
fn as_another(program: &str) -> Command {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
    command.arg(program);
    command
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Lists everything below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            let inner = if path.is_dir() {
                below(&path)
            } else {
                Vec::new()
            };
            [vec![path], inner].concat()
        })
        .collect()
}

/// Opens the data folder and all in it to everybody, as earlier versions left it, and more.
fn open_to_all(computer: &Computer) {
    for path in below(&computer.path("config")) {
        set_mode(&path, if path.is_dir() { 0o777 } else { 0o666 });
    }
    // The folder of the test itself, so that another user gets this far.
    set_mode(&computer.path(""), 0o755);
}

fn open_modes(computer: &Computer) -> Vec<String> {
    let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
    below(&computer.data())
        .into_iter()
        .chain([computer.data()])
        .filter(|path| mode(path) & 0o077 != 0)
        .map(|path| format!("{:o} {}", mode(&path), path.display()))
        .collect()
}

/// Starts a program while the person's own habit is to leave files open to all.
fn with_open_umask(computer: &Computer, arguments: &[&str]) -> Command {
    let program = computer.program(arguments);
    let mut open = computer.command("sh");
    open.args(["-c", "umask 000; exec \"$@\"", "sh"])
        .arg(program.get_program())
        .args(program.get_args());
    open
}

#[test]
fn another_user_reads_no_file_of_the_data_folder() {
    let computer = Computer::new();
    with_open_umask(&computer, &["budget", "set", "10"])
        .output()
        .unwrap();
    assert_eq!(open_modes(&computer), [""; 0], "at first");
    for folder in ["backups", "logs"] {
        fs::create_dir(computer.data().join(folder)).unwrap();
        fs::write(computer.data().join(folder).join("old"), "7").unwrap();
    }
    open_to_all(&computer);
    computer.verb(&["status"]).success();
    assert_eq!(open_modes(&computer), [""; 0], "after it was open");
    open_to_all(&computer);
    let ports = ["gateway", "--port", "0", "--tls-port", "0"];
    let gateway =
        GatewayProcess::of(with_open_umask(&computer, &ports).stderr(computer.error_file()));
    assert_eq!(open_modes(&computer), [""; 0], "while a gateway writes");
    let shm = computer.database().with_extension("db-shm");
    assert!(
        shm.exists(),
        "whoever can open it can keep all others from writing"
    );
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        let read = as_another("cat").arg(&shm).output().unwrap();
        assert!(!read.status.success() && read.stdout.is_empty());
    }
    drop(gateway);
    let (copy, table) = (
        computer.path("home/copy.db"),
        computer.path("home/jobs.csv"),
    );
    for (verb, file) in [("backup", &copy), ("export", &table)] {
        let file = file.display().to_string();
        with_open_umask(&computer, &[verb, &file]).output().unwrap();
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600,
            "{file}"
        );
    }
}

/// Another user's program that holds a lock on a file of this user's.
struct Locker(Child);

impl Locker {
    fn start(file: &Path) -> Self {
        let held = as_another("flock")
            .args(["--exclusive", "--no-fork"])
            .arg(file)
            .args(["sh", "-c", "echo held; exec sleep 600"])
            .stdout(Stdio::piped())
            .spawn();
        let mut held = held.unwrap();
        let mut line = String::new();
        let output = std::io::BufReader::new(held.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut { output }, &mut line).unwrap();
        assert_eq!(line, "held\n", "{}", file.display());
        Self(held)
    }
}

impl Drop for Locker {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[tokio::test]
async fn who_holds_a_lock_is_named_and_not_waited_for() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let ports = ["gateway", "--port", "0", "--tls-port", "0"];
    // Makes the file that says that the database is in use.
    drop(GatewayProcess::start(&computer, &[]));
    open_to_all(&computer);
    let holder = Locker::start(&computer.database().with_extension("db.lock"));
    let named = format!("db.lock is held by process {} (sleep)", holder.0.id());
    let begin = Instant::now();
    let error = computer.verb(&["status"]).refusal(1);
    assert!(error.contains(&named), "{error}");
    assert!(begin.elapsed() < Duration::from_secs(20));
    drop(holder);

    open_to_all(&computer);
    let holder = Locker::start(&computer.database().with_extension("db.in-use"));
    let named = format!("db.in-use is held by process {} (sleep)", holder.0.id());
    let begin = Instant::now();
    let error = computer.verb(&ports).refusal(1);
    assert!(error.contains(&named), "{error}");
    assert!(begin.elapsed() < Duration::from_secs(20));
    let window = Window::open(&computer).await;
    window.sees("problem", &named).await;
    drop(holder);
    window.click("try-again").await;
    window.sees("header-balance", "Budget: €10.00").await;
}

/// Makes a copy of the database at `path`, altered by these statements.
async fn altered_copy(computer: &Computer, name: &str, statements: &str) -> String {
    let copy = computer.path(name).display().to_string();
    computer.verb(&["backup", &copy]).success();
    execute(Path::new(&copy), statements).await;
    copy
}

async fn execute(database: &Path, statements: &str) {
    let address = format!("sqlite:{}", database.display());
    let mut connection = SqliteConnection::connect(&address).await.unwrap();
    sqlx::raw_sql(statements)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

async fn read(database: &Path, question: &str) -> String {
    let address = format!("sqlite:{}", database.display());
    let mut connection = SqliteConnection::connect(&address).await.unwrap();
    let answer = sqlx::query_scalar(question)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    answer
}

#[tokio::test]
async fn a_copy_with_sql_of_its_own_is_refused() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    for (nth, (planted, named)) in [
        (
            "CREATE TRIGGER kind AFTER INSERT ON job BEGIN UPDATE guard SET is_on = 0; END",
            "kind",
        ),
        (
            "CREATE INDEX \"a; DROP TABLE job\" ON job (at)",
            "a; DROP TABLE job",
        ),
        ("CREATE VIEW more AS SELECT 1", "more"),
        ("CREATE TABLE more (id INTEGER)", "more"),
        ("DROP TRIGGER job_added", "job_added"),
        (
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = sql || '; ATTACH ''/tmp/planted'' AS planted'
             WHERE name = 'job_newest'",
            "job_newest",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let copy = altered_copy(&computer, &format!("{nth}.db"), planted).await;
        let error = computer.verb(&["restore", &copy]).refusal(1);
        assert!(
            error.contains(&format!(
                "{named} in it is changed or does not belong there"
            )),
            "{planted}: {error}"
        );
        assert_eq!(computer.status()["remaining"], 10.0, "nothing was touched");
    }
    // Recovery reads the database itself, which may come from anywhere just as well.
    execute(
        &computer.database(),
        "ALTER TABLE entry RENAME TO hidden; CREATE VIEW entry AS SELECT * FROM hidden",
    )
    .await;
    let folder = computer.path("home").display().to_string();
    let error = computer.verb(&["recover", &folder]).refusal(1);
    assert!(
        error.contains("in it is changed or does not belong there"),
        "{error}"
    );
}

/// Numbers of journal records beyond those to come make the gateway pass over its own.
#[tokio::test]
async fn a_copy_with_numbers_that_leave_no_room_is_refused() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["log", "--images", "1"]).success();
    for (nth, planted) in [
        "UPDATE gateway SET last_note = 9223372036854775807",
        "UPDATE gateway SET last_note = -1",
        "UPDATE job SET call = 9223372036854775806",
    ]
    .into_iter()
    .enumerate()
    {
        let copy = altered_copy(&computer, &format!("{nth}.db"), planted).await;
        let error = computer.verb(&["restore", &copy]).refusal(1);
        assert!(
            error.contains("is changed or does not belong there"),
            "{planted}: {error}"
        );
        assert_eq!(computer.status()["remaining"], 9.975, "nothing was touched");
    }
}

/// A pipe has no end until somebody writes it, and the devices of zeros have none.
#[tokio::test]
async fn what_has_no_end_is_not_put_back() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let pipe = computer.path("pipe").display().to_string();
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    for endless in [&pipe, "/dev/zero"] {
        let error = computer.verb(&["restore", endless]).refusal(1);
        assert!(
            error.contains("is not a file that can be read to its end"),
            "{error}"
        );
    }
    let files = fs::read_dir(computer.data()).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(
        names.into_iter().all(|name| !name.ends_with(".part")),
        "no draft is left"
    );
    assert_eq!(computer.status()["remaining"], 10.0);
}

/// Sums are kept beside the jobs. A copy could say of them what its jobs do not.
#[tokio::test]
async fn a_copy_says_by_its_jobs_alone_what_was_spent() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    computer.verb(&["log", "--images", "4"]).success();
    let guard = ["guard", "set", "--floor", "none", "--day", "1"];
    computer.verb(&guard).success();
    computer.verb(&["guard", "on"]).success();
    let planted = "UPDATE spent_by_quarter SET cost_nano = -1000000000000;
        UPDATE spent_by_entry SET cost_nano = -1000000000000, unpriced = 7;
        UPDATE spent_by_model SET jobs = 9, cost_nano = 9223372036854775807;
        INSERT INTO spent_by_model_day VALUES (1, 'planted', '', 20000, 1, 5, 0)";
    let copy = altered_copy(&computer, "copy.db", planted).await;
    computer.verb(&["restore", &copy]).success();
    let status = computer.status();
    assert_eq!(
        (&status["spent"], &status["remaining"]),
        (&0.1.into(), &9.9.into())
    );
    computer.verb(&["can-spend", "0.5"]).success();
    computer.verb(&["can-spend", "500"]).refusal(1);
    computer.verb(&["log", "--images", "4"]).success();
    let sums = "SELECT (SELECT group_concat(cost_nano) FROM spent_by_quarter) || ' ' ||
        (SELECT group_concat(jobs || '/' || cost_nano) FROM spent_by_model) || ' ' ||
        (SELECT group_concat(subject || jobs || '/' || cost_nano) FROM spent_by_model_day)";
    let sums = read(&computer.database(), sums).await;
    assert_eq!(sums, "200000000 2/200000000 image2/200000000");
}

/// A computed column runs SQL as soon as its table is read.
#[tokio::test]
async fn the_table_of_migrations_is_compared_before_it_is_read() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let planted = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql,
        'checksum BLOB NOT NULL', 'checksum BLOB AS (hex(zeroblob(150000000 + version)))')
        WHERE name = '_sqlx_migrations'";
    let copy = altered_copy(&computer, "copy.db", planted).await;
    let begin = Instant::now();
    computer.verb(&["restore", &copy]).refusal(1);
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "nothing was computed"
    );
    assert_eq!(computer.status()["remaining"], 10.0);
}

/// A tree of pages whose branches all lead to one leaf has the same rows without an end.
#[tokio::test]
async fn recovery_of_rows_that_come_again_ends() {
    let computer = Computer::new();
    let rows: String = (0..5000)
        .map(|nth| format!("2026-11-01T10:00:00Z,fal-ai/flux/dev,1,r-{nth}\n"))
        .collect();
    let file = computer.path("jobs.csv");
    fs::write(
        &file,
        format!("timestamp,endpoint_id,cost_total,request_id\n{rows}"),
    )
    .unwrap();
    let file = file.display().to_string();
    computer.verb(&["import", &file, "--yes"]).success();
    let database = computer.database();
    execute(&database, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let root = read(
        &database,
        "SELECT CAST(rootpage AS TEXT) FROM sqlite_schema WHERE name = 'job'",
    )
    .await;
    let mut bytes = fs::read(&database).unwrap();
    let page = (root.parse::<usize>().unwrap() - 1) * 4096;
    // The format of a page of branches: <https://www.sqlite.org/fileformat2.html#b_tree_pages>.
    assert_eq!(bytes[page], 5, "the table has branches");
    let word =
        |bytes: &[u8], at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    let cells = word(&bytes, page + 3);
    let cell = |bytes: &[u8], nth: usize| page + word(bytes, page + 12 + 2 * nth);
    let first = cell(&bytes, 0);
    let leaf: [u8; 4] = bytes[first..first + 4].try_into().unwrap();
    for nth in 1..cells {
        let at = cell(&bytes, nth);
        bytes[at..at + 4].copy_from_slice(&leaf);
    }
    bytes[page + 8..page + 12].copy_from_slice(&leaf);
    fs::write(&database, bytes).unwrap();
    let folder = computer.path("home").display().to_string();
    computer.verb(&["recover", &folder]).success();
    let rows = fs::read_dir(computer.path("home"))
        .unwrap()
        .map(|entry| {
            fs::read_to_string(entry.unwrap().path())
                .unwrap_or_default()
                .lines()
                .count()
        })
        .max();
    assert!(
        rows.is_some_and(|rows| (2..1000).contains(&rows)),
        "each once: {rows:?}"
    );
}

const ORIGINS: &str = "SELECT coalesce(group_concat(origin), 'none') FROM gateway_origin";
const GUARD: &str = "SELECT is_on || ' ' || coalesce(day_nano, 0) || ' ' || \
    coalesce(allowed_until, 'never') FROM guard";
const GUARD_OF_OTHER: &str =
    "SELECT is_on || ' ' || coalesce(day_nano, 0) FROM guard WHERE account_id = 2";
const LIMITS: &str = "SELECT group_concat(concat_ws(' ', account_id, scope, name, period, \
    amount_nano)) FROM guard_limit";
const GATEWAY: &str = "SELECT is_on || ' ' || coalesce(port, 'none') FROM gateway";

#[tokio::test]
async fn a_copy_opens_nothing_and_switches_nothing_off() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let database = computer.database();
    execute(
        &database,
        "UPDATE guard SET is_on = 1, day_nano = 5000000000;
         INSERT INTO guard_limit VALUES (1, 'project', 'film', 'day', 7);
         INSERT INTO gateway_origin VALUES (1, 'http://localhost:3000')",
    )
    .await;
    let planted = "UPDATE guard SET is_on = 0, day_nano = NULL, allowed_until = 9999999999999;
        INSERT INTO account (id, name) VALUES (2, 'planted');
        INSERT INTO guard (account_id, is_on) VALUES (2, 0);
        DELETE FROM guard_limit; INSERT INTO guard_limit VALUES (1, 'model', 'a/b', 'week', 0);
        UPDATE gateway SET is_on = 1, port = 4444, key_place = 'file';
        INSERT INTO gateway_origin VALUES (1, 'https://evil.example')";
    let copy = altered_copy(&computer, "copy.db", planted).await;
    set_mode(Path::new(&copy), 0o666);
    computer.verb(&["budget", "set", "5"]).success();
    let said = computer.verb(&["restore", &copy]).success();
    assert!(
        said.contains("Gateway, allowed web pages and guard stay as they were before."),
        "{said}"
    );
    assert_eq!(computer.status()["remaining"], 10.0, "the copy is back");
    assert_eq!(read(&database, ORIGINS).await, "http://localhost:3000");
    assert_eq!(read(&database, GUARD).await, "1 5000000000 never");
    assert_eq!(read(&database, GUARD_OF_OTHER).await, "1 5000000000");
    assert_eq!(
        read(&database, LIMITS).await,
        "1 project film day 7,2 project film day 7"
    );
    assert_eq!(read(&database, GATEWAY).await, "0 none");
    assert_eq!(
        open_modes(&computer),
        [""; 0],
        "whatever the copy's permissions"
    );

    fs::write(&database, "no database any more").unwrap();
    let said = computer.verb(&["restore", &copy]).success();
    assert!(
        said.contains("The gateway is off and no web page is allowed")
            && said.ends_with("The guard is off."),
        "{said}"
    );
    assert_eq!(read(&database, ORIGINS).await, "none");
    assert_eq!(read(&database, GUARD).await, "0 0 never");
    assert_eq!(read(&database, GATEWAY).await, "0 none");
}

/// Escape sequences in both forms, marks that turn the direction of writing, and signs that nobody
/// sees.
const FOREIGN: &str = "\u{1b}]52;c;aGFoYQ==\u{7}\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}name";

fn is_plain(text: &str) -> bool {
    let strange = |sign: char| {
        (sign.is_control() && sign != '\n')
            || "\u{ad}\u{200b}\u{200e}\u{200f}\u{202e}\u{2066}\u{feff}".contains(sign)
    };
    !text.contains(strange)
}

#[tokio::test]
async fn no_text_of_others_commands_the_terminal() {
    let computer = Computer::new();
    let file = computer.path("jobs.csv").display().to_string();
    let json = computer.path("jobs.json").display().to_string();
    fs::write(
        &file,
        format!("model,units,cost,{FOREIGN}\nfal-ai/{FOREIGN},{FOREIGN},{FOREIGN},x\n"),
    )
    .unwrap();
    let row = serde_json::json!([{FOREIGN: 1, "model": FOREIGN, "note": FOREIGN, "cost": FOREIGN}]);
    fs::write(&json, row.to_string()).unwrap();
    let said = |arguments: &[&str]| {
        let output = computer.verb(arguments);
        format!("{}{}", output.text, output.error_output)
    };
    for arguments in [
        &["import", &file, "--look"][..],
        &["import", &json, "--look"],
        &[
            "import",
            &file,
            "--map",
            &format!("cost={FOREIGN}"),
            "--look",
        ],
        &["estimate", "--model", FOREIGN, "--quantity", "1"],
        &[
            "log",
            "--model",
            "fal-ai/flux/dev",
            "--quantity",
            "1",
            "--tag",
            FOREIGN,
        ],
        &[
            "log",
            "--model",
            "fal-ai/flux/dev",
            "--quantity",
            "1",
            "--note",
            FOREIGN,
            "--json",
        ],
        &["export", FOREIGN],
        &["restore", FOREIGN],
    ] {
        let said = said(arguments);
        assert!(
            is_plain(&said) && !said.is_empty(),
            "{arguments:?}: {said:?}"
        );
    }
    // What was stored before texts were cleaned at the door.
    let old = format!("UPDATE job SET tag = '{FOREIGN}', note = '{FOREIGN}', model = '{FOREIGN}'");
    execute(&computer.database(), &old).await;
    let logged = [
        "log",
        "--model",
        "fal-ai/flux/dev",
        "--quantity",
        "1",
        "--json",
    ];
    for arguments in [&["status"][..], &["status", "--json"], &logged] {
        let said = said(arguments);
        assert!(is_plain(&said), "{arguments:?}: {said:?}");
    }
}

#[test]
fn copies_and_exports_are_written_nowhere_else() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let home = computer.path("home");
    let mine = home.join("mine");
    fs::write(&mine, "mine").unwrap();
    let text = |name: &str| home.join(name).display().to_string();

    fs::write(home.join("x.part"), "unrelated").unwrap();
    computer.verb(&["backup", &text("x.db")]).success();
    assert_eq!(fs::read(home.join("x.part")).unwrap(), b"unrelated");

    for planted in ["jobs.csv.part", "jobs.csv"] {
        symlink(&mine, home.join(planted)).unwrap();
    }
    computer.verb(&["export", &text("jobs.csv")]).success();
    let table = fs::symlink_metadata(home.join("jobs.csv")).unwrap();
    assert!(table.is_file(), "in the link's place");
    let nowhere = home.join("nowhere");
    for kind in ["jobs", "entries"] {
        symlink(
            &nowhere,
            home.join(format!("fal-budget-readable-{kind}.csv")),
        )
        .unwrap();
    }
    let said = computer
        .verb(&["recover", &home.display().to_string()])
        .success();
    assert!(said.contains("fal-budget-readable-jobs-2.csv"), "{said}");
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
    assert!(!nowhere.exists());
    let left: Vec<_> = below(&home)
        .into_iter()
        .filter(|path| path.ends_with(".part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn the_tray_writes_nothing_where_others_can_lay_links() {
    let mut computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let (shared, mine) = (computer.path("shared"), computer.path("home/mine"));
    let usual = shared.join("dev.falbudget.app");
    fs::create_dir_all(&usual).unwrap();
    fs::write(&mine, "mine").unwrap();
    symlink(&mine, usual.join("probe")).unwrap();
    computer.set("XDG_RUNTIME_DIR", "");
    computer.set("TMPDIR", &shared.display().to_string());
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let _app = App::start(&computer, &desktop, &["--hidden"]);
    let picture = panel.item().await.picture().await;
    assert!(
        !picture.starts_with(&shared.display().to_string()),
        "{picture}"
    );
    let folder = Path::new(&picture).parent().unwrap();
    assert_eq!(
        fs::metadata(folder).unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
}

#[tokio::test]
async fn a_start_says_who_has_taken_the_programs_name_and_goes_on() {
    let computer = Computer::new();
    let desktop = Desktop::new(&computer);
    let squatter = zbus::connection::Builder::address(desktop.bus.as_str());
    let name = "dev.falbudget.app.SingleInstance";
    let squatter = squatter.unwrap().name(name).unwrap();
    let squatter = squatter.build().await.unwrap();
    let said = || fs::read_to_string(computer.path("stderr")).unwrap();
    let app = App::start(&computer, &desktop, &[]);
    app.shows_a_window().await;
    let me = std::process::id();
    assert!(said().contains(&format!("Process {me} (")), "{}", said());
    drop((app, squatter));
    // With nobody else of that name, a second start finds the first.
    let first = App::start(&computer, &desktop, &[]);
    first.shows_a_window().await;
    let mut second = App::start(&computer, &desktop, &[]);
    assert_eq!(second.ends().await, Some(0));
    assert!(said().contains("fal Budget runs already"), "{}", said());
}

#[tokio::test]
async fn the_window_goes_to_no_other_page() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let window = Window::open(&computer).await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let elsewhere = format!("http://{}/", listener.local_addr().unwrap());
    for way in [
        format!("location.href = '{elsewhere}'"),
        format!("location.replace('{elsewhere}')"),
        format!("window.open('{elsewhere}')"),
        format!("const a = document.createElement('a'); a.href = '{elsewhere}'; a.click()"),
    ] {
        window.run(&way).await;
    }
    // Time for a page to be asked for; what is not asked for has no sign to wait for.
    tokio::time::sleep(Duration::from_millis(500)).await;
    // WebKit may connect while it waits for leave. Nothing is to be asked for.
    while let Ok((mut asked, _)) = listener.accept() {
        asked.set_nonblocking(true).unwrap();
        let mut request = String::new();
        let _ = asked.read_to_string(&mut request);
        assert_eq!(request, "");
    }
    window.sees("header-balance", "Budget: €10.00").await;
    wait::until("the page still works", async || {
        window
            .invoke("get_budget", serde_json::json!({}))
            .await
            .ok()
    })
    .await;
}
