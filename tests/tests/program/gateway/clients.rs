//! Clients of fal through the gateway: twenty jobs each, of every kind, and the ledger has to the
//! nano-dollar what the stand-in bills.

use std::path::{Path, PathBuf};
use std::process::Command;

use fal_budget_tests::chromium::{Page, system};
use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, ask, spent, until};
use fal_budget_tests::runs::runs;
use fal_budget_tests::stand_in::{API_KEY, StandIn};
use fal_budget_tests::wait;

/// Number of jobs. Of twenty, one is a stream.
fn jobs() -> u32 {
    runs(20)
}

struct ClientScene {
    computer: Computer,
    fal: StandIn,
    gateway: GatewayProcess,
}

async fn scene(arguments: &[&str]) -> ClientScene {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    // Two of the models are not on the price list: their prices are asked for with this key.
    computer.set("FAL_KEY", API_KEY);
    computer.verb(&["budget", "set", "1000"]).success();
    let gateway = GatewayProcess::start(&computer, arguments);
    ClientScene {
        computer,
        fal,
        gateway,
    }
}

impl ClientScene {
    /// Runs a client's program to its end, which must be a good one.
    async fn runs(
        &self,
        program: impl AsRef<Path>,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) {
        let mut command = tokio::process::Command::from(Command::new(clients().join(program)));
        command
            .args(arguments)
            .current_dir(clients())
            .env("FAL_KEY", API_KEY)
            .envs(variables.iter().copied());
        for name in [
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "http_proxy",
            "https_proxy",
            "all_proxy",
        ] {
            command.env_remove(name);
        }
        let output = command.output().await.unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Checks that the ledger has each job once, that none is open, and that the sum is what the
    /// stand-in bills.
    async fn is_exact(&self, streams: u32) {
        // Of both it is not said what they cost.
        let late = i64::try_from(self.fal.cancelled_late()).unwrap();
        let streams = i64::from(streams) + late;
        let bill = self.fal.bill();
        let jobs = i64::from(jobs());
        assert_eq!(
            i64::try_from(self.fal.jobs()),
            Ok(jobs),
            "the client ran them all"
        );
        until(&self.computer, "SELECT count(*) FROM job", jobs).await;
        until(
            &self.computer,
            "SELECT count(*) FROM job WHERE progress IN ('running', 'queued')",
            // They may go on at fal.
            late,
        )
        .await;
        wait::within(wait::PATIENCE, "the bill", async || {
            let now = spent(&self.computer).await;
            if now == bill {
                Ok(())
            } else {
                Err((now, bill))
            }
        })
        .await;
        // All but the streams and those that were cancelled too late. A metered cost that equals
        // the estimate changes no sum.
        until(
            &self.computer,
            "SELECT count(*) FROM job WHERE basis = 'metered'",
            jobs - streams,
        )
        .await;
        until(
            &self.computer,
            "SELECT count(*) FROM job WHERE basis = 'estimated'",
            streams,
        )
        .await;
        let requests = "SELECT count(DISTINCT request_id) FROM job WHERE request_id IS NOT NULL";
        assert!(ask(&self.computer, requests).await >= jobs - streams);
    }
}

fn clients() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("clients")
}

async fn node(script: &str, client: &str, streams: u32) {
    let scene = scene(&[]).await;
    let count = jobs().to_string();
    let arguments = [script, &scene.gateway.at(""), &count, client];
    scene.runs(&system(&["node"]), &arguments, &[]).await;
    scene.is_exact(streams).await;
}

#[tokio::test]
async fn the_javascript_client_in_node() {
    node("node.js", "@fal-ai/client", jobs() / 20).await;
}

/// Before 1.10.0 `proxyUrl` does nothing in Node.
#[tokio::test]
async fn the_oldest_javascript_client_in_node() {
    node("node.js", "@fal-ai/client-oldest", jobs() / 20).await;
}

#[tokio::test]
async fn vercels_sdk() {
    node("ai.js", "@ai-sdk/fal", 0).await;
}

/// The page holds no key: it is let in because the person allowed it, and gets the run key then.
#[tokio::test]
async fn the_javascript_client_in_a_web_page() {
    let page = Page::start().await;
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("page.js").display().to_string();
    let scene = scene(&["--allow-origin", &page.origin, "--lend-key"]).await;
    let bundle = format!("--outfile={script}");
    scene
        .runs(
            "node_modules/.bin/esbuild",
            &["page.js", "--bundle", "--format=esm", &bundle],
            &[],
        )
        .await;
    let script = std::fs::read_to_string(script).unwrap();
    let outcome = page
        .runs(
            script,
            &format!("count={}&gateway={}", jobs(), scene.gateway.at("")),
        )
        .await;
    assert_eq!(outcome, "done");
    scene.is_exact(jobs() / 20).await;
}

async fn python(environment: &str, way: &str) {
    let scene = scene(&[]).await;
    let (run, queue) = (
        format!("{}/run", scene.gateway.https),
        format!("{}/queue", scene.gateway.https),
    );
    let bundle = scene.gateway.bundle.display().to_string();
    let variables = [
        ("FAL_RUN_HOST", run.as_str()),
        ("FAL_QUEUE_RUN_HOST", &queue),
        ("SSL_CERT_FILE", &bundle),
    ];
    scene
        .runs(
            format!("{environment}/bin/python"),
            &["jobs.py", way, &jobs().to_string()],
            &variables,
        )
        .await;
    scene.is_exact(jobs() / 20).await;
}

#[tokio::test]
async fn the_python_client() {
    python(".venv", "sync").await;
}

#[tokio::test]
async fn the_python_client_asynchronously() {
    python(".venv", "async").await;
}

/// Versions from 0.5.9 to 0.10.0 look up `queue.127.0.0.1`.
#[tokio::test]
async fn the_oldest_python_client() {
    python(".venv-oldest", "sync").await;
}

#[tokio::test]
async fn curl_with_the_base_address_replaced() {
    let scene = scene(&[]).await;
    let certificate = scene.gateway.certificate.display().to_string();
    let (http, https) = (
        scene.gateway.at(""),
        format!("https://{}", scene.gateway.https),
    );
    let arguments = ["curl.sh", &http, &https, &certificate, &jobs().to_string()];
    scene.runs(&system(&["sh"]), &arguments, &[]).await;
    scene.is_exact(jobs() / 20).await;
}
