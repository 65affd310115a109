//! The gateway as a service: the verb, started and ended like one, and what it wrote into the
//! ledger.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::computer::Computer;
use crate::wait;

/// A running `fal-budget gateway`; killed when it is dropped.
pub struct GatewayProcess {
    process: Child,
    /// `127.0.0.1:…`
    pub http: String,
    pub https: String,
    pub certificate: PathBuf,
    pub bundle: PathBuf,
    /// The token of the local API.
    pub token_file: PathBuf,
}

impl GatewayProcess {
    /// Starts it on free ports. What it complains of is what the computer heard.
    pub fn start(computer: &Computer, arguments: &[&str]) -> Self {
        let all: Vec<&str> = ["gateway", "--port", "0", "--tls-port", "0"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        Self::of(computer.program(&all).stderr(computer.ear()))
    }

    /// Starts it by a command of one's own.
    pub fn of(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let text = |name: &str| said[name].as_str().unwrap().to_owned();
        Self {
            process,
            http: text("http"),
            https: text("https"),
            certificate: text("ca").into(),
            bundle: text("bundle").into(),
            token_file: text("tokenFile").into(),
        }
    }

    /// An address of it.
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.http)
    }

    pub fn number(&self) -> u32 {
        self.process.id()
    }

    /// Dies at once.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Ends as a service does, and says whether it ended well.
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

/// What a question to the database gives: one number.
pub async fn ask(computer: &Computer, sql: &str) -> i64 {
    let mut connection = look_into(computer).await;
    sqlx::query_scalar(&format!("SELECT coalesce(({sql}), 0)"))
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

/// fal's ids of all jobs in the ledger.
pub async fn requests(computer: &Computer) -> HashSet<String> {
    let mut connection = look_into(computer).await;
    let all = sqlx::query_scalar("SELECT request_id FROM job WHERE request_id IS NOT NULL");
    all.fetch_all(&mut connection)
        .await
        .unwrap()
        .into_iter()
        .collect()
}

/// The cost of all jobs, in nano-dollars, from the jobs themselves and from the kept total, which
/// must agree.
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

/// Waits until a question to the database is answered like this.
pub async fn until(computer: &Computer, sql: &str, number: i64) {
    wait::within(wait::PATIENCE, sql, async || {
        let found = ask(computer, sql).await;
        if found == number { Ok(()) } else { Err(found) }
    })
    .await;
}

/// A plain HTTP client that knows no proxy.
pub fn client() -> reqwest::ClientBuilder {
    // Fails where one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}

/// A port that is free, with the one after it.
pub fn free_port() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        if port < 65_000 && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}
