//! Limits of the gateway's server on its callers. The gateway runs in this process, with limits
//! short enough to be reached; those that need no waiting are tried with the program as it is.

use std::time::{Duration, Instant};

use fal_budget_domain::account::AccountId;
use fal_budget_fal::Addresses;
use fal_budget_gateway::{Gateway, GatewayConfig, PageAccess, ServerLimits};
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway as service;
use fal_budget_tests::stand_in::{API_KEY, Fault, StandIn};
use fal_budget_tests::wait;
use fal_budget_tests::wire::{Bytes, RawAnswer, Then, Wire, ask, fine};
use tempfile::TempDir;

const SHORT: Duration = Duration::from_millis(300);
/// Far more than is needed, and far less than the usual limits.
const SOON: Duration = Duration::from_secs(8);

/// A gateway in this process.
struct Here {
    folder: TempDir,
    ledger: Ledger,
    gateway: Gateway,
    http: String,
}

async fn here(variables: &[(&'static str, String)], limits: ServerLimits) -> Here {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fal-budget.db");
    let ledger = Ledger::new(database::open(&file).await.unwrap(), AccountId::FIRST);
    let address = |name: &str| {
        variables
            .iter()
            .find(|(found, _)| *found == name)
            .map(|(_, address)| address.clone())
    };
    let fal = Addresses::from_environment(address).unwrap();
    let plan = GatewayConfig {
        database: file,
        port: 0,
        tls_port: 0,
        webhooks: fal_budget_gateway::WebhookPort::Off,
        fal,
        access: PageAccess::default(),
        limits,
    };
    let gateway = Gateway::start(plan, &ledger).await.unwrap();
    let http = gateway.running().http.to_string();
    Here {
        folder,
        ledger,
        gateway,
        http,
    }
}

impl Here {
    /// Counts the calls that are jobs by now.
    async fn jobs(&self) -> i64 {
        self.gateway
            .applier()
            .apply_next(&self.ledger)
            .await
            .unwrap();
        sqlx::query_scalar("SELECT count(*) FROM job WHERE voided_at IS NULL")
            .fetch_one(&mut connection(&self.folder).await)
            .await
            .unwrap()
    }
}

async fn connection(folder: &TempDir) -> sqlx::SqliteConnection {
    let options =
        sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("fal-budget.db"));
    sqlx::ConnectOptions::connect(&options.read_only(true))
        .await
        .unwrap()
}

/// Returns the head of a call, with these headers.
fn head(headers: &str) -> String {
    format!(
        "POST /run/fal-ai/flux/dev HTTP/1.1\r\nhost: localhost\r\n\
         authorization: Key {API_KEY}\r\n{headers}\r\n"
    )
}

fn call() -> String {
    head("content-length: 2\r\n") + "{}"
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    let gateway = service::GatewayProcess::start(&computer, &[]);
    let many = |count: usize| {
        (0..count)
            .map(|number| format!("x-{number}: a\r\n"))
            .collect::<String>()
    };
    let sent = async |text: String| ask(&gateway.http, text).await;
    assert_eq!(
        sent(head(&format!("{}content-length: 2\r\n", many(96))) + "{}")
            .await
            .status,
        200,
        "99 headers"
    );
    assert_eq!(
        sent(head(&many(99))).await.status,
        431,
        "more than 100 headers"
    );
    assert_eq!(
        sent(
            head(&format!(
                "x-long: {}\r\ncontent-length: 2\r\n",
                "a".repeat(60 << 10)
            )) + "{}"
        )
        .await
        .status,
        200
    );
    assert_eq!(
        sent(head(&format!("x-long: {}\r\n", "a".repeat(64 << 10))))
            .await
            .status,
        431,
        "64 KB of head"
    );
    let path = format!(
        "GET /run/{} HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "a".repeat(70_000)
    );
    assert!(
        [414, 431].contains(&sent(path).await.status),
        "a long address"
    );
    // The size is declared: none of the body is waited for.
    let declared = sent(head(&format!("content-length: {}\r\n", (256 << 20) + 1))).await;
    assert_eq!(declared.status, 413);
    assert!(
        declared.body.contains("Upload the file to fal.ai first"),
        "{}",
        declared.body
    );
    for length in ["18446744073709551615", "18446744073709551616"] {
        let status = sent(head(&format!("content-length: {length}\r\n")))
            .await
            .status;
        assert!([0, 400, 413, 431].contains(&status), "{length}: {status}");
    }
    assert_eq!(fal.requests().len(), 2, "fal heard of the good ones");
    service::until(&computer, "SELECT count(*) FROM job", 2).await;

    // The size is not declared.
    let here = here(
        &fal.variables(),
        ServerLimits {
            max_upload_bytes: 1 << 20,
            ..ServerLimits::default()
        },
    )
    .await;
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    for (chunks, end, status) in [(15, "0\r\n\r\n", 200), (16, "", 413)] {
        let mut wire = Wire::to(&here.http).await;
        wire.send(head("transfer-encoding: chunked\r\n")).await;
        wire.send(format!("2\r\n{{}}\r\n{}{end}", chunk.repeat(chunks)))
            .await;
        assert_eq!(wire.answer().await.status, status, "{chunks} times 64 KB");
    }
    assert_eq!(here.jobs().await, 1, "what was too large is no job");
    assert_eq!(fal.jobs(), 3);
}

#[tokio::test]
async fn who_is_slow_is_not_waited_for() {
    let fal = StandIn::start().await;
    let limits = ServerLimits {
        head_timeout: SHORT,
        handshake_timeout: Duration::from_secs(1),
        stall_timeout: SHORT,
        ..ServerLimits::default()
    };
    let here = here(&fal.variables(), limits).await;
    let https = here.gateway.running().https.to_string();
    let began = Instant::now();
    // Nothing at all; half a head, a byte at a time; a handshake that does not come.
    let mut silent = Wire::to(&here.http).await;
    let mut slow = Wire::to(&here.http).await;
    let mut handshake = Wire::to(&https).await;
    let drips = tokio::spawn(async move {
        for byte in head("").into_bytes() {
            if !slow.sends([byte]).await || began.elapsed() > SOON {
                break;
            }
            tokio::time::sleep(SHORT / 6).await;
        }
        slow.rest().await
    });
    let good = ask(&here.http, call()).await;
    assert_eq!(good.status, 200, "others are served meanwhile");
    assert_eq!(silent.rest().await, "");
    assert_eq!(handshake.rest().await, "");
    assert!(!drips.await.unwrap().contains("HTTP/1.1 2"));
    // A connection after its call.
    let mut idle = Wire::to(&here.http).await;
    idle.send(call()).await;
    assert_eq!(idle.answer().await.status, 200);
    assert_eq!(idle.rest().await, "", "closed without a word");
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    assert_eq!(fal.jobs(), 2);
    // A body that stalls: one that is read for its size, one that is handed on as it comes, and one
    // of no call.
    for text in [
        head("content-length: 100\r\n") + "{",
        head("transfer-encoding: chunked\r\n") + "1\r\n{\r\n",
        head("content-length: 2000000\r\n") + "{",
        head("content-length: 100\r\n").replace(
            "/run/fal-ai/flux/dev",
            "/queue/fal-ai/flux/requests/r/other",
        ) + "{",
    ] {
        let answer = ask(&here.http, &text).await;
        assert_eq!(answer.status, 408, "{text}");
        assert!(
            answer.body.contains("Nothing runs at fal.ai"),
            "{}",
            answer.body
        );
    }
    // A caller that goes away in the middle of its body.
    for text in [
        head("content-length: 100\r\n") + "{",
        head("transfer-encoding: chunked\r\n") + "1\r\n{\r\n",
    ] {
        Wire::to(&here.http).await.send(text).await;
    }
    wait::within(SOON, "no job but the two", async || {
        match here.jobs().await {
            2 if fal.jobs() == 2 => Ok(()),
            other => Err(other),
        }
    })
    .await;
}

#[tokio::test]
async fn more_callers_than_seats_wait_for_their_turn() {
    let fal = StandIn::start().await;
    let limits = ServerLimits {
        max_connections: 2,
        head_timeout: SHORT,
        shutdown_grace: SHORT,
        ..ServerLimits::default()
    };
    let here = here(&fal.variables(), limits).await;
    // Forty at once on two seats.
    let calls = (0..40).map(|_| {
        let http = here.http.clone();
        tokio::spawn(async move { ask(&http, call()).await.status })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap(), 200);
    }
    assert_eq!((fal.jobs(), here.jobs().await), (40, 40));
    // Both seats are taken by calls that take long: the third has to wait, and gets its turn.
    fal.fails_running(Fault::Hang);
    let mut long = [Wire::to(&here.http).await, Wire::to(&here.http).await];
    for wire in &mut long {
        wire.send(call()).await;
    }
    wait::until("both are with fal", async || {
        (fal.jobs() == 42).then_some(())
    })
    .await;
    let mut third = Wire::to(&here.http).await;
    third.send(call()).await;
    let third = tokio::spawn(async move { third.answer().await.status });
    tokio::time::sleep(SHORT).await;
    assert!(!third.is_finished());
    fal.works();
    let [first, mut second] = long;
    drop(first);
    assert_eq!(third.await.unwrap(), 200);
    // With all seats taken the gateway still stops in time.
    fal.fails_running(Fault::Hang);
    let mut fourth = Wire::to(&here.http).await;
    fourth.send(call()).await;
    wait::until("it is with fal", async || (fal.jobs() == 44).then_some(())).await;
    tokio::time::timeout(SOON, here.gateway.stop(Some(&here.ledger)))
        .await
        .expect("it does not stop")
        .unwrap();
    assert_eq!(
        (second.rest().await, fourth.rest().await),
        (String::new(), String::new())
    );
}

/// The gateway reads no more of an answer than it needs, and passes all of it on.
#[tokio::test]
async fn what_is_too_long_to_be_read_passes_unread() {
    let long = format!(
        "{{\"request_id\": \"one\", \"status_url\": \"x\", \"logs\": \"{}\"}}",
        "a".repeat(3 << 20)
    );
    let answer = fine(&long).replace("x-fal-billable-units: 1\r\n", "");
    let fal = Bytes::start(move |_, _| Then::Say(answer.clone().into())).await;
    let here = here(
        &fal.variables(),
        ServerLimits {
            max_inspected_bytes: 1 << 10,
            ..ServerLimits::default()
        },
    )
    .await;
    let submit = call().replace("/run/", "/queue/");
    let answer: RawAnswer = ask(&here.http, submit).await;
    assert_eq!((answer.status, answer.body.len()), (200, long.len()));
    assert!(answer.body == long);
    assert_eq!(here.jobs().await, 1, "without a name");
}
