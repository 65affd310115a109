//! The gateway as a service: the verb, started and ended as one, and its traces in the ledger.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::computer::Computer;
use crate::wait;

/// A running `fal-budget gateway`, killed when it is dropped.
pub struct GatewayProcess {
    process: Child,
    /// Address and port, such as `127.0.0.1:8720`.
    pub http: String,
    pub https: String,
    /// Address for fal's webhooks, if it has one.
    pub webhook: Option<String>,
    pub certificate: PathBuf,
    pub bundle: PathBuf,
    /// File with the token of the local API.
    pub token_file: PathBuf,
}

impl GatewayProcess {
    /// Starts it on free ports. Its error output goes to the computer ([`Computer::heard`]).
    pub fn start(computer: &Computer, arguments: &[&str]) -> Self {
        let all: Vec<&str> = ["gateway", "--port", "0", "--tls-port", "0"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        Self::of(computer.program(&all).stderr(computer.error_file()))
    }

    /// Starts it by this command, which prints the line of JSON.
    pub fn of(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let announced: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let text = |name: &str| announced[name].as_str().unwrap().to_owned();
        Self {
            process,
            http: text("http"),
            https: text("https"),
            webhook: announced["webhook"].as_str().map(str::to_owned),
            certificate: text("ca").into(),
            bundle: text("bundle").into(),
            token_file: text("tokenFile").into(),
        }
    }

    /// Returns its address with this path.
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.http)
    }

    pub fn number(&self) -> u32 {
        self.process.id()
    }

    /// Kills it.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Ends it as a service manager does. Returns `true` if it ended well.
    pub fn end(mut self) -> bool {
        let number = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &number])
                .status()
                .unwrap()
                .success()
        );
        self.process.wait().unwrap().success()
    }
}

impl Drop for GatewayProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn look_into(computer: &Computer) -> SqliteConnection {
    let address = format!("sqlite:{}?mode=ro", computer.database().display());
    SqliteConnection::connect(&address).await.unwrap()
}

/// Asks the database for one number.
pub async fn ask(computer: &Computer, sql: &str) -> i64 {
    let mut connection = look_into(computer).await;
    sqlx::query_scalar(&format!("SELECT coalesce(({sql}), 0)"))
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

/// Returns fal's ids of all jobs in the ledger.
pub async fn requests(computer: &Computer) -> HashSet<String> {
    let mut connection = look_into(computer).await;
    let all = sqlx::query_scalar("SELECT request_id FROM job WHERE request_id IS NOT NULL");
    all.fetch_all(&mut connection)
        .await
        .unwrap()
        .into_iter()
        .collect()
}

/// Returns the cost of all jobs in nano-dollars, after checking that the sum of the jobs agrees
/// with the kept total.
pub async fn spent(computer: &Computer) -> i64 {
    let jobs = ask(
        computer,
        "SELECT sum(cost_nano) FROM job WHERE voided_at IS NULL",
    )
    .await;
    assert_eq!(
        ask(computer, "SELECT sum(cost_nano) FROM spent_by_entry").await,
        jobs,
        "the kept total"
    );
    jobs
}

/// Waits until the database gives this number.
pub async fn until(computer: &Computer, sql: &str, number: i64) {
    wait::within(wait::PATIENCE, sql, async || {
        let found = ask(computer, sql).await;
        if found == number { Ok(()) } else { Err(found) }
    })
    .await;
}

/// Returns a plain HTTP client that uses no proxy.
pub fn client() -> reqwest::ClientBuilder {
    // Fails when another test has installed it, which is just as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}
