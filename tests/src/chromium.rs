//! A web page and its server, in a browser as people have it.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinHandle;

use crate::wait;

/// Time that a script may take.
const LONG: Duration = Duration::from_secs(120);

/// A page on a port of its own.
pub struct Page {
    /// Web origin of the page, as the browser sends it.
    pub origin: String,
    listener: TcpListener,
}

impl Page {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        Self { origin, listener }
    }

    /// Opens the page in a browser. Returns what its script, a module, posts to `/outcome`.
    pub async fn runs(self, script: String, query: &str) -> String {
        self.runs_for_one_who(&[], script, query).await
    }

    /// Opens the page in a browser that is started with these switches.
    pub async fn runs_for_one_who(self, switches: &[&str], script: String, query: &str) -> String {
        let posted = Arc::new(Mutex::new(None));
        let server = serve(self.listener, script, posted.clone());
        let profile = tempfile::tempdir().unwrap();
        let mut command = Command::new(system(&[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "chrome-headless-shell",
        ]));
        command.args(switches).args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &format!("--user-data-dir={}", profile.path().display()),
            &format!("{}/?{query}", self.origin),
        ]);
        let mut browser = command
            .kill_on_drop(true)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let outcome = wait::within(LONG, "the page is done", async || {
            posted.lock().unwrap().take().ok_or("nothing")
        })
        .await;
        browser.kill().await.unwrap();
        server.abort();
        outcome
    }
}

fn serve(
    listener: TcpListener,
    script: String,
    posted: Arc<Mutex<Option<String>>>,
) -> JoinHandle<()> {
    let page = Router::new()
        .route(
            "/",
            get(|| async {
                Html("<!doctype html><body><script type=module src=page.js></script>")
            }),
        )
        .route(
            "/page.js",
            get(|| async { ([(CONTENT_TYPE, "text/javascript")], script) }),
        )
        .route(
            "/outcome",
            post(|outcome: String| async move { *posted.lock().unwrap() = Some(outcome) }),
        );
    tokio::spawn(async move { axum::serve(listener, page).await.unwrap() })
}

/// Returns the path of the first of these programs that the system has.
pub fn system(names: &[&str]) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let mut found = names
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)));
    found
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("none of {names:?} is installed: see `make system-test`"))
}
