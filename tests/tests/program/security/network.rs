//! Attacks from the network on the gateway, from both sides: who reaches it, whom it reaches, what
//! passes between, and what of it is kept.

use std::fs;
use std::net::{Ipv4Addr, TcpStream, UdpSocket};
use std::time::Duration;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, ask as count, client, until};
use fal_budget_tests::stand_in::{API_KEY, Fault, StandIn};
use fal_budget_tests::wire::{Bytes, RawAnswer, Then, Wire, ask, fine};
use serde_json::json;

const RUN: &str = "/run/fal-ai/flux/dev";
const QUEUE: &str = "/queue/fal-ai/flux/dev";

/// Starts a gateway in front of a fal of bytes.
async fn in_front_of(fal: &Bytes) -> (Computer, GatewayProcess) {
    let mut computer = Computer::new();
    fal.variables()
        .iter()
        .for_each(|(name, address)| computer.set(name, address));
    let gateway = GatewayProcess::start(&computer, &[]);
    (computer, gateway)
}

/// Returns the bytes of a call.
fn call(path: &str, headers: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: localhost\r\n{headers}content-length: 2\r\n\r\n{{}}")
}

/// Reads the kernel's table of listening sockets: address and port of each, as it writes them.
fn listening(table: &str) -> Vec<(String, u16)> {
    let text = fs::read_to_string(table).unwrap_or_default();
    let rows = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|fields| fields.get(3) == Some(&"0A"))
        .map(|fields| {
            let (address, port) = fields[1].split_once(':').unwrap();
            (address.to_owned(), u16::from_str_radix(port, 16).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn it_listens_to_this_computer_only() {
    let fal = Bytes::saying(&fine("{}")).await;
    let (_computer, gateway) = in_front_of(&fal).await;
    let own = format!("{:08X}", u32::from_ne_bytes(Ipv4Addr::LOCALHOST.octets()));
    for address in [&gateway.http, &gateway.https] {
        let port: u16 = address.strip_prefix("127.0.0.1:").unwrap().parse().unwrap();
        let of_port = |table: &str| {
            listening(table)
                .into_iter()
                .filter(|(_, found)| *found == port)
                .collect::<Vec<_>>()
        };
        assert_eq!(of_port("/proc/net/tcp"), [(own.clone(), port)]);
        assert_eq!(of_port("/proc/net/tcp6"), []);
        // The address by which other computers would call, if there is one. Nothing is sent to find
        // it.
        let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
        if socket.connect("192.0.2.1:9").is_ok() && !socket.local_addr().unwrap().ip().is_loopback()
        {
            let outside = (socket.local_addr().unwrap().ip(), port);
            assert!(TcpStream::connect(outside).is_err(), "{outside:?}");
        }
    }
}

/// Without the stand-in: the gateway as people have it. A proxy hears whom it wants to reach, and
/// lets nothing through.
#[tokio::test]
async fn it_reaches_fal_only_and_over_https_only() {
    let proxy =
        Bytes::start(|_, _| Then::Close(b"HTTP/1.1 502 No\r\ncontent-length: 0\r\n\r\n".to_vec()))
            .await;
    let mut computer = Computer::new();
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        computer.set(name, &format!("http://{}", proxy.address));
    }
    ["NO_PROXY", "no_proxy"]
        .iter()
        .for_each(|name| computer.set(name, ""));
    let gateway = GatewayProcess::start(&computer, &[]);
    let to = async |target: &str| {
        let header = format!("x-fal-target-url: {target}\r\nauthorization: Key a:b\r\n");
        ask(&gateway.http, call("/api/fal/proxy", &header))
            .await
            .status
    };
    for target in [
        "http://fal.run/fal-ai/flux/dev",
        "HTTP://fal.run/fal-ai/flux/dev",
        "ws://fal.run/x/y",
        "ftp://fal.run/x/y",
        "file:///etc/passwd",
        "//fal.run/x/y",
        "fal.run/x/y",
        "https://evil.example/",
        "https://fal.run.evil.example/x/y",
        "https://evil-fal.run/x/y",
        "https://fal.run./x/y",
        "https://x.fal.run/x/y",
        "https://fal.run:8443/x/y",
        "https://fal.run:80/x/y",
        "https://user@fal.run/x/y",
        "https://user:password@fal.run/x/y",
        "https://fal.run@evil.example/x/y",
        "https://fal.run:443@evil.example/x/y",
        "https://evil.example\\@fal.run/x/y",
        "https://evil.example#@fal.run/x/y",
        "https://evil.example/?https://fal.run/x/y",
        "https://127.0.0.1/x/y",
        "https://[::1]/x/y",
        "https://169.254.169.254/latest/meta-data",
        "https://api.fal.ai/v1/account/billing?expand=credits",
        "https://rest.fal.ai/storage/upload/initiate",
        "https://rest.fal.ai/storage/upload/initiate?storage_type=other",
        "",
    ] {
        assert_eq!(to(target).await, 400, "{target}");
    }
    // A key for a realtime connection, which the gateway would not see.
    for target in [
        "https://rest.fal.ai/tokens/",
        "https://rest.fal.ai/storage/upload/initiate/../../../tokens?storage_type=fal-cdn-v3",
        "https://rest.fal.ai/storage/upload/%2e%2e/%2e%2e/tokens?storage_type=fal-cdn-v3",
        "https://rest.fal.ai/tokens?x=/storage/upload/initiate&storage_type=fal-cdn-v3",
    ] {
        assert_eq!(to(target).await, 501, "{target}");
    }
    for path in [
        "/run/../../tokens",
        "/run/fal-ai/../../x",
        "/run/%2e%2e/x",
        "/run/.%2E/x",
        "/run/fal-ai/%2e/x",
        "/run/fal-ai\\..\\x",
        "/queue/fal-ai/flux/requests/../../../x",
        "/runs/x/y",
        "/run",
        "/",
        "/v1/account/billing",
        "/rest/storage/upload/initiate",
        "/api/fal/proxy",
        "/api/fal/proxy/../../run/x/y",
        "/run/https://evil.example/x",
        "/queue/evil.example@x/y",
    ] {
        assert_eq!(
            ask(&gateway.http, call(path, "")).await.status,
            400,
            "{path}"
        );
    }
    assert_eq!(proxy.seen(), [] as [&str; 0]);
    for target in [
        "https://fal.run/fal-ai/flux/dev",
        "https://FAL.RUN:443/fal-ai/flux/dev",
        "https://falrun.com/fal-ai/flux/dev",
        "https://queue.fal.run/fal-ai/flux/dev",
        "https://queue.falrun.com/fal-ai/flux/dev",
        "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3",
    ] {
        assert_eq!(to(target).await, 502, "{target}");
    }
    for path in [RUN, QUEUE, "/run//evil.example/x"] {
        assert_eq!(
            ask(&gateway.http, call(path, "")).await.status,
            502,
            "{path}"
        );
    }
    let mut wanted: Vec<String> = proxy
        .seen()
        .iter()
        .map(|text| text.lines().next().unwrap_or_default().to_owned())
        .collect();
    wanted.sort();
    wanted.dedup();
    let hosts = [
        "fal.run",
        "falrun.com",
        "queue.fal.run",
        "queue.falrun.com",
        "rest.fal.ai",
    ];
    assert_eq!(
        wanted,
        hosts.map(|host| format!("CONNECT {host}:443 HTTP/1.1"))
    );
    assert!(
        !proxy.seen().iter().any(|text| text.contains("Key a:b")),
        "the key is for fal's ears"
    );
}

#[tokio::test]
async fn a_redirect_of_fals_is_handed_on_and_not_followed() {
    let elsewhere = Bytes::saying(&fine("{}")).await;
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    let gateway = GatewayProcess::start(&computer, &[]);
    let to = format!("http://{}/steal", elsewhere.address);
    fal.fails_running(Fault::Redirect(to.clone()));
    let key = format!("authorization: Key {API_KEY}\r\n");
    for path in [RUN, QUEUE, "/run/fal-ai/flux/dev/stream"] {
        let answer = ask(&gateway.http, call(path, &key)).await;
        assert_eq!(
            (answer.status, answer.all("location")),
            (302, vec![to.as_str()]),
            "{path}"
        );
    }
    let result =
        format!("GET /queue/fal-ai/flux/requests/one HTTP/1.1\r\nhost: localhost\r\n{key}\r\n");
    assert_eq!(ask(&gateway.http, result).await.status, 302);
    assert_eq!(elsewhere.seen(), [] as [&str; 0]);
    assert_eq!(fal.requests().len(), 4, "each was asked once");
}

/// Requests that could make two servers disagree on where a request ends.
#[tokio::test]
async fn a_request_is_one_request() {
    let fal = Bytes::saying(&fine("{}")).await;
    let (_computer, gateway) = in_front_of(&fal).await;
    let hidden =
        "POST /run/fal-ai/hidden/one HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n";
    let sized = |size: usize, body: &str| format!("content-length: {size}\r\n\r\n{body}{hidden}");
    let chunked = |length: usize, headers: &str| {
        let body = format!("0\r\n\r\n{hidden}");
        format!("{headers}content-length: {length}\r\n\r\n{body}")
    };
    // HTTP decides which of those are answered at all; no answer is of the hidden request.
    for rest in [
        chunked(5, "transfer-encoding: chunked\r\n"),
        format!("content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
        chunked(5, "transfer-encoding: xchunked\r\n"),
        chunked(5, "transfer-encoding: chunked, identity\r\n"),
        chunked(5, "transfer-encoding: identity\r\n"),
        chunked(5, "transfer-encoding : chunked\r\n"),
        chunked(
            5,
            "transfer-encoding: chunked\r\ntransfer-encoding: cow\r\n",
        ),
        format!("content-length: 2\r\n{}", sized(hidden.len() + 2, "{}")),
        format!("transfer-encoding: chunked\r\n\r\n2;a=b\r\n{{}}\r\nffffffffffffffff0\r\n{hidden}"),
        format!("transfer-encoding: chunked\r\n\r\n-2\r\n{{}}\r\n0\r\n\r\n{hidden}"),
        format!("content-length: +2\r\n\r\n{{}}{hidden}"),
        format!("content-length: 2, 2\r\n\r\n{{}}{hidden}"),
        format!("content-length: 0x2\r\n\r\n{{}}{hidden}"),
        format!("content-length: -1\r\n\r\n{hidden}"),
        format!("x-folded: a\r\n b: c\r\ncontent-length: 2\r\n\r\n{{}}{hidden}"),
        format!("x-nul: a\0b\r\ncontent-length: 2\r\n\r\n{{}}{hidden}"),
        format!("x-return: a\rtransfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{{}}{hidden}"),
        format!(" content-length: 2\r\n\r\n{{}}{hidden}"),
        format!(
            "content-length: 2\r\nconnection: content-length\r\nconnection: close\r\n\r\n\
             {{}}{hidden}"
        ),
    ] {
        let mut wire = Wire::to(&gateway.http).await;
        wire.send(format!("POST {RUN} HTTP/1.1\r\nhost: localhost\r\n{rest}"))
            .await;
        let answer = wire.answer().await;
        assert!(
            [0, 200, 400].contains(&answer.status),
            "{rest}: {}",
            answer.head
        );
    }
    for text in fal.seen() {
        assert!(text.starts_with(&format!("POST {RUN} ")), "{text}");
        let answer = RawAnswer {
            head: text.split("\r\n\r\n").next().unwrap().to_owned(),
            ..RawAnswer::default()
        };
        assert_eq!(
            answer.all("content-length").len() + answer.all("transfer-encoding").len(),
            1,
            "{text}"
        );
        assert!(!text.contains("hidden"), "{text}");
    }
    assert!(!fal.seen().is_empty());
}

/// The logs in a status are the app's: it may repeat its address in them as often as it likes.
#[tokio::test]
async fn an_answer_that_repeats_its_own_address_is_not_rewritten_all_over() {
    let path = "fal-ai/flux/requests/00000000-0000-0000-0000-000000000001/status";
    let fal = Bytes::start(move |text, _| {
        let host = text
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .unwrap();
        let address = format!("http://{host}/queue/{path}");
        let logs = vec![address.as_str(); 10_000];
        let body = json!({"status": "IN_PROGRESS", "status_url": address, "logs": logs});
        Then::Say(fine(&body.to_string()).into())
    })
    .await;
    let (_computer, gateway) = in_front_of(&fal).await;
    let host = &gateway.http;
    let get = format!("GET /queue/{path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let answer = ask(host, get).await;
    let count = |host: &str| {
        let address = format!("http://{host}/queue/{path}");
        answer.body.matches(&address).count()
    };
    assert_eq!((count(host), count(&fal.address)), (1, 10_000));
}

/// Answers of a fal that was broken into, which could make a caller take one answer for two.
#[tokio::test]
async fn an_answer_is_one_answer() {
    let length = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n";
    let stolen = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nstolen";
    let broken = [
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 50\r\n\r\n{}".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\n{}".to_owned(),
        "HTTP/1.1 200 OK\r\nx-folded: a\r\n b\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
        "HTTP/1.1 200 OK\r\nx-nul: a\0b\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
        "HTTP/1.1 200 OK\r\nx-return: a\rset-cookie: b=c\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
        "HTTP/1.1 200 OK\r\nx name: a\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
        "HTTP/1.1 OK\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
        "SSH-2.0-OpenSSH_9.2\r\n\r\n".to_owned(),
        format!(
            "HTTP/1.1 200 OK\r\nx-long: {}\r\n\r\n{{}}",
            "a".repeat(1 << 20)
        ),
    ];
    let answers = broken.clone();
    let fal =
        Bytes::start(move |_, number| Then::Close(answers[number % answers.len()].clone().into()))
            .await;
    let (_computer, gateway) = in_front_of(&fal).await;
    for text in &broken {
        let answer = ask(&gateway.http, call(RUN, "")).await;
        assert_eq!(answer.status, 502, "{text:.200}");
        assert!(
            answer.body.contains("It may have worked on the request"),
            "{}",
            answer.body
        );
    }
    assert_eq!(fal.seen().len(), broken.len(), "none was sent again");

    // Two lengths: the encoding counts, and the other is not handed on.
    let both = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n17\r\n\
        {\"all\": \"of this body\"}\r\n0\r\n\r\n";
    let fal = Bytes::saying(both).await;
    let (_computer, gateway) = in_front_of(&fal).await;
    let answer = ask(&gateway.http, call(RUN, "")).await;
    assert_eq!(
        (
            answer.all("content-length"),
            answer.all("transfer-encoding")
        ),
        (vec![], vec!["chunked"])
    );
    assert!(
        answer.body.contains("{\"all\": \"of this body\"}"),
        "{}",
        answer.body
    );

    // A second answer behind the first is nobody's.
    let fal =
        Bytes::start(move |_, number| Then::Say(format!("{length}{number:02}{stolen}").into()))
            .await;
    let (_computer, gateway) = in_front_of(&fal).await;
    for number in 0..5 {
        let answer = ask(&gateway.http, call(RUN, "")).await;
        assert_eq!((answer.status, answer.body), (200, format!("{number:02}")));
    }
}

/// Keys and prompts pass through. After calls of all kinds, and all that can go wrong with them,
/// neither is in a file, in a log or in the error output.
#[tokio::test]
async fn keys_and_prompts_are_kept_nowhere() {
    const PROMPT: &str = "a-prompt-that-is-nobody-elses-business";
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    computer.set("FAL_KEY", API_KEY);
    let gateway = GatewayProcess::start(&computer, &[]);
    let http = client().timeout(Duration::from_secs(2)).build().unwrap();
    let faults = [
        None,
        Some(Fault::status(401)),
        Some(Fault::status(500)),
        Some(Fault::Cut),
        Some(Fault::Reset),
        Some(Fault::Redirect("http://127.0.0.1:9/".to_owned())),
        Some(Fault::Locked(
            axum::http::StatusCode::FORBIDDEN,
            "Exhausted balance.",
        )),
        Some(Fault::Hang),
    ];
    for fault in faults {
        fal.works();
        let waits = matches!(fault, Some(Fault::Hang));
        fault.into_iter().for_each(|fault| fal.fails_running(fault));
        for path in [
            RUN,
            QUEUE,
            "/run/fal-ai/flux/dev/stream",
            "/run/no-such/model",
            "/nowhere",
        ]
        .iter()
        .take(if waits { 1 } else { 5 })
        {
            let request = http
                .post(gateway.at(path))
                .header("authorization", format!("Key {API_KEY}"));
            let _ = request
                .json(&json!({"prompt": PROMPT, "num_images": 1}))
                .send()
                .await;
        }
    }
    fal.closes().await;
    let request = http
        .post(gateway.at(RUN))
        .header("authorization", format!("Key {API_KEY}"));
    request
        .json(&json!({"prompt": PROMPT}))
        .send()
        .await
        .unwrap();
    // Cut off in the middle of the prompt.
    let mut wire = Wire::to(&gateway.http).await;
    wire.send(format!(
        "POST {RUN} HTTP/1.1\r\nhost: localhost\r\nauthorization: Key {API_KEY}\r\n\
         content-length: 999\r\n\r\n{PROMPT}"
    ))
    .await;
    drop(wire);
    wire_nonsense(&gateway).await;
    until(&computer, "SELECT count(*) > 0 FROM job", 1).await;
    let search = |when: &str| {
        for file in files(computer.path("").as_path()) {
            let bytes = fs::read(&file).unwrap();
            for secret in ["api-key", PROMPT] {
                let is_there = bytes
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes());
                assert!(!is_there, "{when}, {} has {secret}", file.display());
            }
        }
    };
    search("while it runs");
    assert!(
        files(&computer.data())
            .iter()
            .any(|file| file.ends_with("calls.journal"))
    );
    gateway.kill();
    search("after it was killed");
    assert!(GatewayProcess::start(&computer, &[]).end());
    search("after an orderly end");
    assert!(count(&computer, "SELECT count(*) FROM job").await > 0);
}

/// Sends a key in places where none belongs.
async fn wire_nonsense(gateway: &GatewayProcess) {
    for text in [
        format!("Key {API_KEY}\r\n\r\n"),
        format!("POST {RUN} HTTP/1.1\r\nhost: {API_KEY}\r\n\r\n"),
        format!("POST {RUN} HTTP/1.1\r\nhost: localhost\r\nauthorization: Key\0{API_KEY}\r\n\r\n"),
        format!(
            "POST /api/fal/proxy HTTP/1.1\r\nhost: localhost\r\n\
             x-fal-target-url: https://{API_KEY}@fal.run/x/y\r\n\r\n"
        ),
    ] {
        let answer = ask(&gateway.http, text).await;
        assert!([0, 400, 403].contains(&answer.status), "{}", answer.head);
        assert!(!answer.body.contains("api-key"), "{}", answer.body);
    }
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
