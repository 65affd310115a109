//! Attacks of a web page on the gateway of the same computer, at the real socket; and the table of
//! all attacks, which names the test of each.

use std::fs;
use std::io::Write;

use fal_budget_tests::chromium::Page;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, ask as count};
use fal_budget_tests::stand_in::{ADMIN_KEY, API_KEY, StandIn};
use fal_budget_tests::table;
use fal_budget_tests::threats::THREATS;
use fal_budget_tests::wire::{Bytes, RawAnswer, Then, ask, fine};
use flate2::Compression;
use flate2::write::GzEncoder;

/// The page that the person has allowed.
const PAGE: &str = "http://localhost:3000";
/// Status of an answer without a head.
const BREAKS_OFF: u16 = 0;

struct SecurityScene {
    computer: Computer,
    fal: StandIn,
    gateway: GatewayProcess,
}

/// Starts a gateway with a run key and one allowed page.
async fn scene() -> SecurityScene {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    computer.set("FAL_KEY", API_KEY);
    let gateway = GatewayProcess::start(&computer, &["--allow-origin", PAGE, "--lend-key"]);
    SecurityScene {
        computer,
        fal,
        gateway,
    }
}

/// Returns the bytes of a call, with these headers.
fn call(headers: &str) -> String {
    format!("POST /run/fal-ai/flux/dev HTTP/1.1\r\n{headers}content-length: 2\r\n\r\n{{}}")
}

impl SecurityScene {
    async fn ask(&self, request: impl AsRef<[u8]>) -> RawAnswer {
        ask(&self.gateway.http, request).await
    }

    /// Checks that a call with these headers is turned away, by an answer that no page can read.
    async fn refuses(&self, headers: &str) {
        let answer = self.ask(call(headers)).await;
        assert_eq!(answer.status, 403, "{headers:.200}");
        assert!(
            !answer.head.contains("access-control-"),
            "{headers}: {}",
            answer.head
        );
    }

    /// Checks that nothing has reached fal, and that no record was written.
    async fn has_sent_nothing(&self) {
        assert_eq!(self.fal.requests(), []);
        assert_eq!(count(&self.computer, "SELECT count(*) FROM job").await, 0);
    }

    /// Returns the keys that reached fal.
    fn keys(&self) -> Vec<String> {
        let key = |headers: &axum::http::HeaderMap| {
            headers
                .get("authorization")
                .map_or("none".to_owned(), |key| key.to_str().unwrap().to_owned())
        };
        self.fal
            .requests()
            .iter()
            .map(|seen| key(&seen.headers))
            .collect()
    }
}

#[test]
fn each_threat_names_the_test_that_it_is_held_by() {
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/program");
    let all: String = ["gateway", "security"]
        .iter()
        .flat_map(|folder| fs::read_dir(format!("{tests}/{folder}")).unwrap())
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let rows: Vec<Vec<String>> = THREATS
        .iter()
        .map(|threat| {
            assert!(
                all.contains(&format!("fn {}()", threat.test)),
                "there is no test {}",
                threat.test
            );
            vec![
                threat.who.to_owned(),
                threat.tries.to_owned(),
                threat.held_by.to_owned(),
                format!("`{}`", threat.test),
            ]
        })
        .collect();
    let text = "What can be tried with the gateway, and what comes of it. Where something is \
        left, the table says so.\n\
        The tests are in `tests/program/security`, some in `tests/program/gateway`. Written by\n\
        `tests/program/security/pages.rs`.";
    table::keep(
        "gateway-security",
        text,
        &["who", "tries", "what comes of it", "test"],
        &rows,
    );
}

/// A page elsewhere has pointed its own name at this computer, so that the browser takes the
/// gateway for the page's own server. Only `Host` tells.
#[tokio::test]
async fn a_name_that_was_pointed_here_is_refused() {
    let scene = scene().await;
    let port = scene.gateway.http.rsplit(':').next().unwrap();
    for host in [
        "evil.example",
        &format!("evil.example:{port}"),
        "localhost.evil.example",
        "localhost.",
        "127.0.0.1.",
        "127.0.0.1.evil.example",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "0.0.0.0",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::1]evil.example",
        "::1",
        &format!("localhost:{port}@evil.example"),
        &format!("evil.example:{port}@localhost"),
        "localhost:evil.example",
        "localhost evil.example",
        "localhost, evil.example",
        "localhost/evil.example",
        &format!("localhost:{}", "1".repeat(15_000)),
        "localhost:65536",
        "localhost:",
        "",
    ] {
        scene.refuses(&format!("host: {host}\r\n")).await;
    }
    scene.refuses("").await;
    scene
        .refuses("host: localhost\r\nhost: evil.example\r\n")
        .await;
    scene
        .refuses("host: evil.example\r\nhost: localhost\r\n")
        .await;
    scene
        .refuses("host: localhost\r\nhost: localhost\r\n")
        .await;
    // An address in the first line goes before the header.
    for (line, host) in [
        ("POST http://evil.example/run/fal-ai/flux/dev", "localhost"),
        (
            "POST http://localhost@evil.example/run/fal-ai/flux/dev",
            "localhost",
        ),
        ("POST http://localhost/run/fal-ai/flux/dev", "evil.example"),
        ("POST https://fal.run/fal-ai/flux/dev", "fal.run"),
        ("CONNECT fal.run:443", "fal.run:443"),
        ("CONNECT evil.example:443", "localhost"),
    ] {
        let answer = scene
            .ask(format!("{line} HTTP/1.1\r\nhost: {host}\r\n\r\n"))
            .await;
        assert_eq!(answer.status, 403, "{line}");
    }
    let old = scene.ask("GET /run/fal-ai/flux/dev HTTP/1.0\r\n\r\n").await;
    assert_eq!(old.status, 403, "a request of old that names no host");
    scene.has_sent_nothing().await;
    for host in ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "127.0.0.2"] {
        let answer = scene
            .ask(call(&format!(
                "host: {host}:{port}\r\nauthorization: Key {API_KEY}\r\n"
            )))
            .await;
        assert_eq!(answer.status, 200, "{host}");
    }
}

/// The browser says which page asks, and no page can change that.
#[tokio::test]
async fn a_page_that_nobody_allowed_is_refused() {
    let scene = scene().await;
    for origin in [
        "https://evil.example",
        "null",
        "*",
        "",
        "http://localhost",
        "http://localhost:3001",
        "https://localhost:3000",
        "http://LOCALHOST:3000",
        "http://localhost:3000/",
        "http://localhost:30000",
        "http://localhost:3000.evil.example",
        "http://localhost:3000@evil.example",
        "http://evil.example/http://localhost:3000",
        "http://localhost:3000, https://evil.example",
        "http://127.0.0.1:3000",
        // The gateway's own address: a page there would be one of fal's answers.
        &format!("http://{}", scene.gateway.http),
    ] {
        // A form of a page can be sent without asking first.
        scene
            .refuses(&format!(
                "host: localhost\r\norigin: {origin}\r\ncontent-type: text/plain\r\n"
            ))
            .await;
    }
    scene
        .refuses(&format!(
            "host: localhost\r\norigin: {PAGE}\r\norigin: https://evil.example\r\n"
        ))
        .await;
    scene
        .refuses(&format!(
            "host: localhost\r\norigin: https://evil.example\r\norigin: {PAGE}\r\n"
        ))
        .await;
    // A picture, a script, a frame or a followed link comes without an origin.
    for site in [
        "cross-site",
        "same-site",
        "Cross-Site",
        "",
        "none, cross-site",
    ] {
        let answer = scene
            .ask(format!(
                "GET /run/fal-ai/flux/dev HTTP/1.1\r\nhost: localhost\r\n\
                 sec-fetch-site: {site}\r\n\r\n"
            ))
            .await;
        assert_eq!(answer.status, 403, "{site}");
    }
    scene.has_sent_nothing().await;
}

#[tokio::test]
async fn a_browsers_question_is_answered_for_allowed_pages_only() {
    let scene = scene().await;
    let question = |origin: &str, more: &str| {
        format!(
            "OPTIONS /api/fal/proxy HTTP/1.1\r\nhost: localhost\r\norigin: {origin}\r\n\
             access-control-request-method: POST\r\n\
             access-control-request-headers: authorization,x-fal-target-url\r\n{more}\r\n"
        )
    };
    let answer = scene.ask(question(PAGE, "")).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.all("access-control-allow-origin"), [PAGE]);
    assert_eq!(answer.all("vary"), ["origin"]);
    assert_eq!(
        answer.all("access-control-allow-headers"),
        ["authorization,x-fal-target-url"]
    );
    assert!(
        !answer.has("access-control-allow-credentials")
            && !answer.has("access-control-allow-private-network")
    );
    assert!(!answer.head.contains('*'), "{}", answer.head);
    let private = scene
        .ask(question(
            PAGE,
            "access-control-request-private-network: true\r\n",
        ))
        .await;
    assert_eq!(
        private.all("access-control-allow-private-network"),
        ["true"]
    );
    for origin in ["https://evil.example", "null", "http://localhost:3001"] {
        let answer = scene
            .ask(question(
                origin,
                "access-control-request-private-network: true\r\n",
            ))
            .await;
        assert_eq!(answer.status, 403);
        assert!(!answer.head.contains("access-control-"), "{}", answer.head);
    }
    scene.has_sent_nothing().await;
}

/// fal allows pages for its own hosts: here its `*` would open the gateway to all of them.
#[tokio::test]
async fn what_fal_allows_pages_is_not_passed_on() {
    let open = "HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\n\
        access-control-allow-credentials: true\r\n\
        access-control-allow-private-network: true\r\nvary: accept-encoding\r\n\
        content-length: 2\r\n\r\n{}";
    let fal = Bytes::saying(open).await;
    let mut computer = Computer::new();
    fal.variables()
        .iter()
        .for_each(|(name, address)| computer.set(name, address));
    let gateway = GatewayProcess::start(&computer, &["--allow-origin", PAGE, "--lend-key"]);
    let answer = ask(
        &gateway.http,
        call(&format!("host: localhost\r\norigin: {PAGE}\r\n")),
    )
    .await;
    assert_eq!(answer.all("access-control-allow-origin"), [PAGE]);
    assert_eq!(answer.all("vary"), ["accept-encoding", "origin"]);
    assert!(
        !answer.has("access-control-allow-credentials")
            && !answer.has("access-control-allow-private-network")
    );
}

#[tokio::test]
async fn the_run_key_is_for_allowed_pages_and_in_no_answer() {
    let scene = scene().await;
    let mut answers = String::new();
    for (headers, status) in [
        // A program brings a key of its own.
        ("", 401),
        // An allowed page needs none.
        ("origin: http://localhost:3000\r\n", 200),
        // And may bring one.
        (
            &format!("origin: http://localhost:3000\r\nauthorization: Key {ADMIN_KEY}\r\n"),
            200,
        ),
        ("origin: http://localhost:3000\r\nauthorization: \r\n", 401),
        // A key that is named as a header of this connection alone goes nowhere, and ours does not
        // take its place.
        (
            &format!(
                "origin: {PAGE}\r\nconnection: authorization\r\nauthorization: Key {ADMIN_KEY}\r\n"
            ),
            401,
        ),
    ] {
        let answer = scene
            .ask(call(&format!("host: localhost\r\n{headers}")))
            .await;
        assert_eq!(answer.status, status, "{headers}");
        answers += &format!("{}\n{}\n", answer.head, answer.body);
    }
    let keys = [
        "none".to_owned(),
        format!("Key {API_KEY}"),
        format!("Key {ADMIN_KEY}"),
        "none".to_owned(),
        "none".to_owned(),
    ];
    assert_eq!(scene.keys(), keys);
    for (headers, status) in [
        ("origin: http://localhost:3001\r\n", 403),
        (
            "origin: http://localhost:3000\r\nupgrade: websocket\r\nconnection: upgrade\r\n",
            501,
        ),
    ] {
        let answer = scene
            .ask(call(&format!("host: localhost\r\n{headers}")))
            .await;
        assert_eq!(answer.status, status, "{headers}");
        answers += &format!("{}\n{}\n", answer.head, answer.body);
    }
    assert!(!answers.contains("api-key"), "{answers}");
    assert_eq!(scene.keys(), keys);
}

/// Makes an answer with this body, packed.
fn packed(body: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(body.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let length = packed.len();
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), &packed].concat()
}

/// An app sees the headers of its calls. One that answers with them would show a page the key.
#[tokio::test]
async fn an_app_that_answers_with_the_lent_key_shows_it_to_no_page() {
    let key = "00000000-0000-0000-0000-000000000000:0123456789abcdef0123456789abcdef";
    let secret = "0123456789abcdef0123456789abcdef";
    let chunks = |parts: &[&str]| {
        let chunk = |part: &&str| format!("{:x}\r\n{part}\r\n", part.len());
        let body: String = parts.iter().map(chunk).collect();
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{body}0\r\n\r\n")
    };
    let answers = [
        (
            "in a short body",
            fine(&format!("{{\"a\": \"Key {key}\"}}")),
            502,
        ),
        (
            "its secret half",
            fine(&format!("{{\"a\": \"{secret}\"}}")),
            502,
        ),
        (
            "in a header",
            format!("HTTP/1.1 200 OK\r\nx-echo: {key}\r\ncontent-length: 2\r\n\r\n{{}}"),
            502,
        ),
        (
            "packed in a way that is not known",
            "HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
            502,
        ),
        (
            "in one part of a stream",
            chunks(&["data: ", secret, "\n\n"]),
            BREAKS_OFF,
        ),
        (
            "over three parts of a stream",
            chunks(&["x", &secret[..9], &secret[9..]]),
            BREAKS_OFF,
        ),
        (
            "of a refusal",
            fine(secret).replace("200 OK", "403 Forbidden"),
            502,
        ),
        ("nothing", fine("{\"a\": 1}"), 200),
        (
            "nothing, in parts",
            chunks(&["one ", &secret[..9], " two"]),
            200,
        ),
    ];
    let mut answers = answers
        .map(|(place, answer, status)| (place, answer.into_bytes(), status))
        .to_vec();
    let begin = " ".repeat(5 << 20);
    answers.push(("packed, at its end", packed(&(begin + key)), 502));
    answers.push(("packed", packed(secret), 502));
    answers.push(("packed, nothing", packed("{}"), 200));
    let said: Vec<Vec<u8>> = answers
        .iter()
        .map(|(_, answer, _)| answer.clone())
        .collect();
    let fal = Bytes::start(move |_, number| Then::Close(said[number].clone())).await;
    let mut computer = Computer::new();
    for (name, address) in fal.variables() {
        computer.set(name, &address);
    }
    computer.set("FAL_KEY", key);
    let lending = ["--allow-origin", PAGE, "--lend-key", "--lend-to", "me/app"];
    let gateway = GatewayProcess::start(&computer, &lending);
    let headers = format!("host: localhost\r\norigin: {PAGE}\r\n");
    for (place, _, status) in &answers {
        let answer = ask(&gateway.http, call(&headers)).await;
        // One that breaks off has a head if it was sent before.
        let is_broken = *status == BREAKS_OFF && answer.status == 200;
        assert!(
            is_broken || answer.status == *status,
            "{place}: {}",
            answer.head
        );
        let text = answer.head.clone() + answer.body.as_str();
        assert!(!text.contains(secret), "{place}: {text}");
    }
    let last = ask(
        &gateway.http,
        call(&headers).replace("fal-ai/flux/dev", "evil/app"),
    )
    .await;
    assert_eq!(last.status, 401, "{}", last.body);
    let seen = fal.seen();
    assert_eq!(
        seen.len(),
        answers.len(),
        "an app that nobody has named was not asked"
    );
    assert!(seen.iter().all(|seen| seen.contains(secret)), "{seen:?}");
    assert!(gateway.end());
}

#[tokio::test]
async fn what_is_between_a_page_and_this_computer_is_not_sent_to_fal() {
    let scene = scene().await;
    let private = "cookie: session=of-another-server\r\n\
        referer: http://localhost:3000/my-secret-page\r\n\
        sec-fetch-site: same-site\r\nsec-ch-ua: x\r\nproxy-authorization: Basic x\r\n\
        te: trailers\r\n\
        keep-alive: timeout=5\r\nx-of-this-hop: 1\r\nconnection: keep-alive, x-of-this-hop\r\n\
        expect: 100-continue\r\n";
    let answer = scene
        .ask(call(&format!(
            "host: localhost\r\norigin: {PAGE}\r\nx-fal-hint: kept\r\n{private}"
        )))
        .await;
    assert_eq!(answer.status, 200);
    let headers = scene.fal.requests().remove(0).headers;
    let mut names: Vec<&str> = headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "accept",
            "accept-encoding",
            "authorization",
            "content-length",
            "host",
            "x-fal-hint"
        ]
    );
}

#[tokio::test]
async fn a_realtime_connection_is_refused_and_says_why() {
    let scene = scene().await;
    let upgrade = "GET /run/fal-ai/flux/dev/realtime HTTP/1.1\r\nhost: localhost\r\n\
        connection: Upgrade\r\n\
        upgrade: websocket\r\nsec-websocket-version: 13\r\n\
        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let answer = scene.ask(format!("{upgrade}\r\n")).await;
    assert_eq!(answer.status, 501);
    assert!(
        answer.body.contains("They are not metered"),
        "{}",
        answer.body
    );
    let answer = scene.ask(format!("{upgrade}origin: {PAGE}\r\n\r\n")).await;
    assert_eq!(answer.status, 501);
    // No browser asks before it opens a WebSocket.
    let answer = scene
        .ask(format!("{upgrade}origin: https://evil.example\r\n\r\n"))
        .await;
    assert_eq!(answer.status, 403);
    scene.has_sent_nothing().await;
}

/// Everything that a page can send without asking, by a real browser.
#[tokio::test]
async fn a_browser_sends_nothing_of_a_foreign_page() {
    let scene = scene().await;
    let page = Page::start().await;
    let script = r#"
        const gateway = new URLSearchParams(location.search).get('gateway');
        const outcomes = [];
        const tries = async (name, attempt) => {
            const late = new Promise((resolve) => setTimeout(() => resolve('nothing'), 3000));
            const outcome = attempt().catch((error) => error.name);
            outcomes.push(`${name}: ${await Promise.race([outcome, late])}`);
        };
        const loads = (element, attribute, address) => () => new Promise((resolve) => {
            const made = document.createElement(element);
            made.onload = () => resolve('loaded');
            made.onerror = () => resolve('failed');
            made[attribute] = address;
            document.body.append(made);
        });
        const body = '{"prompt": "spend"}';
        for (const host of [gateway, gateway.replace('127.0.0.1', 'localhost')]) {
            const run = `${host}/run/fal-ai/flux/dev`;
            await tries('simple', () => fetch(run, { method: 'POST', body }).then(() => 'read'));
            await tries('blind', () =>
                fetch(run, { method: 'POST', body, mode: 'no-cors' }).then(({ type }) => type));
            await tries('cookies', () => fetch(run, { credentials: 'include' }).then(() => 'read'));
            await tries('target', () => fetch(`${host}/api/fal/proxy`, { method: 'POST', body,
                headers: { 'x-fal-target-url': 'https://fal.run/fal-ai/flux/dev' } })
                .then(() => 'read'));
            await tries('beacon', async () => navigator.sendBeacon(run, body));
            await tries('picture', loads('img', 'src', run));
            await tries('script', loads('script', 'src', run));
            await tries('socket', () => new Promise((resolve) => {
                const socket = new WebSocket(run.replace('http', 'ws'));
                socket.onopen = () => resolve('open');
                socket.onerror = () => resolve('failed');
            }));
            await tries('form', () => new Promise((resolve) => {
                const frame = document.createElement('iframe');
                frame.name = `frame-${host}`;
                document.body.append(frame);
                const form = document.createElement('form');
                const target = frame.name;
                Object.assign(form, { method: 'post', enctype: 'text/plain', action: run, target });
                document.body.append(form);
                frame.onload = () => resolve('loaded');
                form.submit();
            }));
        }
        await fetch('/outcome', { method: 'POST', body: outcomes.join('\n') });
    "#;
    let outcomes = page
        .runs(
            script.to_owned(),
            &format!("gateway={}", scene.gateway.at("")),
        )
        .await;
    println!("{outcomes}");
    for outcome in [
        "simple: TypeError",
        "cookies: TypeError",
        "target: TypeError",
        "picture: failed",
        "socket: failed",
    ] {
        assert_eq!(outcomes.matches(outcome).count(), 2, "{outcomes}");
    }
    assert_eq!(outcomes.lines().count(), 18, "{outcomes}");
    scene.has_sent_nothing().await;
}

/// A page of the gateway's own address would be one of this computer's, beside those of other
/// ports.
#[tokio::test]
async fn no_answer_is_shown_as_a_page_of_this_computer() {
    let scene = scene().await;
    for headers in [
        "sec-fetch-mode: navigate\r\nsec-fetch-dest: document\r\nsec-fetch-site: none\r\n",
        "sec-fetch-mode: navigate\r\nsec-fetch-dest: iframe\r\nsec-fetch-site: same-origin\r\n",
        "sec-fetch-mode: same-origin\r\nsec-fetch-dest: worker\r\nsec-fetch-site: same-origin\r\n",
        "service-worker: script\r\n",
    ] {
        let answer = scene
            .ask(format!(
                "GET /run/fal-ai/flux/dev HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n"
            ))
            .await;
        assert_eq!(answer.status, 403, "{headers:.200}");
        assert_eq!(answer.all("x-content-type-options"), ["nosniff"]);
        assert_eq!(
            answer.all("content-security-policy"),
            ["sandbox; default-src 'none'"]
        );
    }
    scene.has_sent_nothing().await;
    let answer = scene
        .ask(call(&format!("host: localhost\r\norigin: {PAGE}\r\n")))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.all("x-content-type-options"), ["nosniff"]);
}
