//! fal's own clients through the gateway: 200 jobs each, and the ledger says to the nano-dollar what the
//! stand-in bills.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::{get, post};
use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{Gateway, ask, spent, until};
use fal_budget_tests::stand_in::{API_KEY, StandIn};
use fal_budget_tests::wait;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

const JOBS: usize = 200;

struct Scene {
    computer: Computer,
    fal: StandIn,
    gateway: Gateway,
}

async fn scene(arguments: &[&str]) -> Scene {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    // Two of the models are in no list that comes with the program: their prices are asked for with this key.
    computer.set("FAL_KEY", API_KEY);
    computer.verb(&["budget", "set", "1000"]).success();
    let gateway = Gateway::start(&computer, arguments);
    Scene { computer, fal, gateway }
}

impl Scene {
    /// Runs a client's program to its end, which must be a good one.
    async fn runs(&self, program: &str, arguments: &[&str], variables: &[(&str, &str)]) {
        let mut command = tokio::process::Command::from(Command::new(clients().join(program)));
        command.args(arguments).current_dir(clients()).env("FAL_KEY", API_KEY).envs(variables.iter().copied());
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
            command.env_remove(name);
        }
        let output = command.output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The ledger has each job once, none is open, and the sum is what the stand-in bills.
    async fn is_exact(&self) {
        let (jobs, bill) = (self.fal.jobs(), self.fal.bill());
        assert_eq!(jobs, JOBS, "the client ran them all");
        until(&self.computer, "SELECT count(*) FROM job", jobs.try_into().unwrap()).await;
        until(&self.computer, "SELECT count(*) FROM job WHERE progress IN ('running', 'queued')", 0).await;
        wait::within(wait::PATIENCE, "the bill", async || {
            let now = spent(&self.computer).await;
            if now == bill { Ok(()) } else { Err((now, bill)) }
        })
        .await;
        let metered = ask(&self.computer, "SELECT count(*) FROM job WHERE basis = 'metered'").await;
        let streamed = ask(&self.computer, "SELECT count(*) FROM job WHERE basis = 'estimated'").await;
        assert_eq!((metered, streamed), (JOBS as i64 - 10, 10), "all but the streams");
        let requests = "SELECT count(DISTINCT request_id) FROM job WHERE request_id IS NOT NULL";
        assert!(ask(&self.computer, requests).await >= JOBS as i64 - 10);
    }
}

fn clients() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// A program of the system, by its path.
fn system(names: &[&str]) -> String {
    let path = std::env::var_os("PATH").unwrap();
    let mut found = names.iter().flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)));
    let file = found.find(|file| file.is_file());
    file.unwrap_or_else(|| panic!("none of {names:?} is installed: see `make system-test`")).display().to_string()
}

#[tokio::test]
async fn the_javascript_client_in_node() {
    let scene = scene(&[]).await;
    let count = JOBS.to_string();
    scene.runs(&system(&["node"]), &["node.js", &scene.gateway.at(""), &count], &[]).await;
    scene.is_exact().await;
}

/// A page that holds no key: it is let in because the person allowed it, and then gets the run key.
#[tokio::test]
async fn the_javascript_client_in_a_web_page() {
    let outcome = Arc::new(Mutex::new(None));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("page.js").display().to_string();
    let scene = scene(&["--allow-origin", &origin]).await;
    let bundle = format!("--outfile={script}");
    scene.runs("node_modules/.bin/esbuild", &["page.js", "--bundle", "--format=esm", &bundle], &[]).await;
    let script = std::fs::read_to_string(script).unwrap();
    let page = Router::new()
        .route("/", get(|| async { Html("<!doctype html><script type=module src=page.js></script>") }))
        .route("/page.js", get(|| async { ([("content-type", "text/javascript")], script) }))
        .route(
            "/outcome",
            post(|State(outcome): State<Arc<Mutex<Option<String>>>>, said: String| async move {
                *outcome.lock().await = Some(said);
            }),
        )
        .with_state(outcome.clone());
    let server = tokio::spawn(async move { axum::serve(listener, page).await.unwrap() });
    let address = format!("{origin}/?count={JOBS}&gateway={}", scene.gateway.at(""));
    let browser = system(&["chromium", "chromium-browser", "google-chrome", "chrome-headless-shell"]);
    let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        &profile,
        &address,
    ];
    let mut browser = tokio::process::Command::new(browser)
        .args(arguments)
        .kill_on_drop(true)
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let said = wait::within(std::time::Duration::from_secs(120), "the page is done", async || {
        outcome.lock().await.clone().ok_or("nothing")
    })
    .await;
    assert_eq!(said, "done");
    scene.is_exact().await;
    browser.kill().await.unwrap();
    server.abort();
}

async fn python(way: &str) {
    let scene = scene(&[]).await;
    let (run, queue) = (format!("{}/run", scene.gateway.https), format!("{}/queue", scene.gateway.https));
    let bundle = scene.gateway.bundle.display().to_string();
    let variables = [("FAL_RUN_HOST", run.as_str()), ("FAL_QUEUE_RUN_HOST", &queue), ("SSL_CERT_FILE", &bundle)];
    scene.runs(".venv/bin/python", &["jobs.py", way, &JOBS.to_string()], &variables).await;
    scene.is_exact().await;
}

#[tokio::test]
async fn the_python_client() {
    python("sync").await;
}

#[tokio::test]
async fn the_python_client_asynchronously() {
    python("async").await;
}

#[tokio::test]
async fn curl_with_the_base_address_replaced() {
    let scene = scene(&[]).await;
    let certificate = scene.gateway.certificate.display().to_string();
    let (http, https) = (scene.gateway.at(""), format!("https://{}", scene.gateway.https));
    let arguments = ["curl.sh", &http, &https, &certificate, &JOBS.to_string()];
    scene.runs(&system(&["sh"]), &arguments, &[]).await;
    scene.is_exact().await;
}
