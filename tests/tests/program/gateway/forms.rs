//! Forms of a call: whatever its method, path, transfer and encoding, the guard sees what it costs.

use std::io::Write;

use fal_budget_tests::runs::runs;
use fal_budget_tests::scene::Scene;
use fal_budget_tests::wire::ask;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

/// Input of a model that takes $0.15 an image, and twice that in 4K.
const DEAR: &str = r#"{"prompt": "x", "num_images": 4, "resolution": "4K"}"#;
const CHEAP: &str = r#"{"prompt": "x", "num_images": 1}"#;
const LIMIT: &[&[&str]] = &[
    &["guard", "set", "--floor", "none", "--job", "0.50"],
    &["guard", "on"],
];

/// Spellings of the model's address.
const PATHS: [&str; 10] = [
    "/run/fal-ai/nano-banana-pro",
    "/queue/fal-ai/nano-banana-pro",
    "/run/fal-ai//nano-banana-pro",
    "/run/fal-ai%2Fnano-banana-pro",
    "/queue/fal-ai/nano%2Dbanana-pro",
    "/run/%66al-ai/nano-banana-pro/",
    "/run/fal-ai/nano-banana-pro:latest",
    "/queue/fal-ai/nano-banana-pro;v=1",
    "/run/fal-ai/nano-banana-pro@v2",
    "/run/Fal-AI/Nano-Banana-Pro",
];
const METHODS: [&str; 5] = ["POST", "PUT", "PATCH", "DELETE", "GET"];

/// Encodings of a body, by their names.
const ENCODINGS: [&str; 9] = [
    "plain", "gzip", "deflate", "bom", "utf-16le", "utf-16be", "long", "form", "query",
];
/// Transfers of a body.
const TRANSFERS: [&str; 3] = ["length", "chunks", "one chunk"];

/// One way to make the same call.
#[derive(Clone, Copy, Debug)]
struct Form {
    method: &'static str,
    path: &'static str,
    encoding: &'static str,
    transfer: &'static str,
}

impl Form {
    /// Makes the request's bytes for an input in JSON.
    fn request(self, host: &str, input: &str) -> Vec<u8> {
        let (body, headers) = encoded(self.encoding, input);
        let query = if self.encoding == "query" {
            "?num_images=4&resolution=4K&prompt=x"
        } else {
            ""
        };
        let mut request = format!(
            "{} {}{query} HTTP/1.1\r\nhost: {host}\r\nauthorization: Key demo:key\r\n\
             {headers}connection: close\r\n",
            self.method, self.path
        )
        .into_bytes();
        let parts: Vec<&[u8]> = match self.transfer {
            "length" => {
                request.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes());
                request.extend(&body);
                return request;
            }
            "chunks" => body.chunks(1.max(body.len() / 7)).collect(),
            _ => vec![&body],
        };
        request.extend(b"transfer-encoding: chunked\r\n\r\n");
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            request.extend(format!("{:x}\r\n", part.len()).bytes());
            request.extend(part);
            request.extend(b"\r\n");
        }
        request.extend(b"0\r\n\r\n");
        request
    }
}

fn encoded(encoding: &str, input: &str) -> (Vec<u8>, String) {
    let json = "content-type: application/json\r\n";
    let body = input.as_bytes();
    match encoding {
        "gzip" => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(body).unwrap();
            (
                packed.finish().unwrap(),
                format!("{json}content-encoding: gzip\r\n"),
            )
        }
        "deflate" => {
            let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(body).unwrap();
            (
                packed.finish().unwrap(),
                format!("{json}content-encoding: deflate\r\n"),
            )
        }
        "bom" => ([b"\xef\xbb\xbf", body].concat(), json.to_owned()),
        "utf-16le" => (
            input.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            json.to_owned(),
        ),
        "utf-16be" => (
            input.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            json.to_owned(),
        ),
        "long" => {
            let picture = format!(
                r#"{{"image": "data:image/png;base64,{}", "#,
                "A".repeat(3 << 20)
            );
            (
                format!("{picture}{}", &input[1..]).into_bytes(),
                json.to_owned(),
            )
        }
        "form" => {
            let images = if input == DEAR { "4" } else { "1" };
            let resolution = if input == DEAR { "4K" } else { "1K" };
            (
                format!("num_images={images}&resolution={resolution}").into_bytes(),
                "content-type: application/x-www-form-urlencoded\r\n".to_owned(),
            )
        }
        "query" => (Vec::new(), String::new()),
        _ => (body.to_vec(), json.to_owned()),
    }
}

/// Counts the requests to the model that reached the stand-in.
fn reached(scene: &Scene) -> usize {
    let requests = scene.fal.requests();
    requests
        .iter()
        .filter(|request| request.path.to_lowercase().contains("nano"))
        .count()
}

#[tokio::test]
async fn a_dear_call_is_refused_in_every_form() {
    let scene = Scene::with("1000", LIMIT).await;
    let plain = Form {
        method: "POST",
        path: PATHS[0],
        encoding: "plain",
        transfer: "length",
    };
    let forms = PATHS
        .map(|path| Form { path, ..plain })
        .into_iter()
        .chain(METHODS.map(|method| Form { method, ..plain }))
        .chain(ENCODINGS.map(|encoding| Form { encoding, ..plain }))
        .chain(TRANSFERS.map(|transfer| Form { transfer, ..plain }))
        .chain(METHODS.map(|method| Form {
            method,
            path: PATHS[1],
            encoding: "query",
            ..plain
        }));
    for form in forms {
        let request = form.request(&scene.gateway.http, DEAR);
        let answer = ask(&scene.gateway.http, request).await;
        assert_eq!(answer.status, 402, "{form:?}");
        assert!(
            answer.body.contains("\"message\""),
            "{form:?}: {}",
            answer.body
        );
    }
    assert_eq!(reached(&scene), 0, "nothing reached fal");
}

/// A form in parts that costs as much as [`DEAR`].
const DEAR_PART: &str = "--B\r\ncontent-disposition: form-data; name=\"num_images\"\r\n\r\n4\r\n\
    --B\r\ncontent-disposition: form-data; name=\"resolution\"\r\n\r\n4K\r\n--B--\r\n";

/// A model may read its body, its query or both: from outside nobody can tell.
#[tokio::test]
async fn a_query_beside_a_body_makes_no_call_cheaper() {
    let scene = Scene::with("1000", LIMIT).await;
    let json = "content-type: application/json\r\n";
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let parts = "content-type: multipart/form-data; boundary=B\r\n";
    let two = format!("{json}{form}");
    let not_a_number =
        r#"{"num_images": 4, "resolution": "4K", "seed": NaN, "a": "&num_images=1&"}"#;
    let hidden = format!(
        "{DEAR}\r\n--B\r\ncontent-disposition: form-data; name=\"num_images\"\r\n\r\n1\r\n--B--\r\n"
    );
    let form_in_json = r#"{"num_images": 1, "prompt": "&num_images=4&resolution=4K&y="}"#;
    let two_names = DEAR_PART.replace("name=\"num_images\"", "name=\"zz\"; name=\"num_images\"");
    let hidden_name = DEAR_PART.replace("name=\"num_images\"", "NAME=\"num_images\"");
    let two_boundaries = "content-type: multipart/form-data; boundary=A; boundary=B\r\n";
    for (method, query, headers, body) in [
        ("POST", "num_images=1&resolution=1K", json, DEAR),
        ("POST", "num_images=4&resolution=4K", json, CHEAP),
        ("POST", "resolution=4K&num_images=4", "", CHEAP),
        ("POST", "fal_webhook=x&num_images=1", json, DEAR),
        ("GET", "num_images=4&resolution=4K", json, CHEAP),
        ("GET", "num_images=1", json, DEAR),
        ("GET", "num_images=1&num_images=4&resolution=4K", "", ""),
        ("POST", "", form, DEAR),
        ("POST", "", form, not_a_number),
        ("POST", "", &two, DEAR),
        ("POST", "", &two, "num_images=4&resolution=4K"),
        ("POST", "", form, "num_images=1&num_images=4&resolution=4K"),
        ("POST", "", form, "num_images=1;num_images=4;resolution=4K"),
        ("POST", "", form, form_in_json),
        ("POST", "", parts, &hidden),
        ("POST", "", parts, &two_names),
        ("POST", "", parts, &hidden_name),
        ("POST", "", two_boundaries, &two_names),
    ] {
        let request = format!(
            "{method} /run/fal-ai/nano-banana-pro?{query} HTTP/1.1\r\nhost: {}\r\n\
             authorization: Key demo:key\r\n{headers}content-length: {}\r\n\
             connection: close\r\n\r\n{body}",
            scene.gateway.http,
            body.len()
        );
        let answer = ask(&scene.gateway.http, request).await;
        assert_eq!(answer.status, 402, "{method} {query} {headers}{body}");
    }
    assert_eq!(reached(&scene), 0, "nothing reached fal");
}

/// Fal gets what the ledger says, whatever the forms.
#[tokio::test]
async fn random_forms_reach_fal_only_within_the_limits() {
    let scene = Scene::with("100000", LIMIT).await;
    let seed = std::env::var("FAL_BUDGET_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(|| u64::from(std::process::id()));
    println!("FAL_BUDGET_SEED={seed}");
    let mut state = seed;
    let mut next = |count: usize| {
        // Knuth's constants: any spread will do.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % count
    };
    let mut passed = 0;
    for _ in 0..runs(300) {
        let form = Form {
            method: METHODS[next(METHODS.len())],
            path: PATHS[next(PATHS.len())],
            encoding: ENCODINGS[next(ENCODINGS.len())],
            transfer: TRANSFERS[next(TRANSFERS.len())],
        };
        let is_dear = next(2) == 0 || form.encoding == "query";
        let input = if is_dear { DEAR } else { CHEAP };
        let request = form.request(&scene.gateway.http, input);
        let answer = ask(&scene.gateway.http, request).await;
        if is_dear {
            assert_eq!(answer.status, 402, "{form:?}");
        } else {
            assert_ne!(answer.status, 402, "{form:?}: {}", answer.body);
            passed += 1;
        }
        assert_eq!(reached(&scene), passed, "{form:?}");
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(body).unwrap();
    packed.finish().unwrap()
}

/// A short body may be a long one packed, or a form of very many fields.
#[tokio::test]
async fn a_body_that_takes_long_to_read_keeps_nobody_waiting() {
    let scene = Scene::with("1000", LIMIT).await;
    let field = "--B\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n\r\n";
    let form = gzip(&gzip(
        &format!("{}--B--\r\n", field.repeat(2_000_000)).into_bytes(),
    ));
    let mega = format!(
        "--B\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n{}\r\n",
        "x".repeat(1 << 20)
    );
    let wide = gzip(format!("{}--B--\r\n", mega.repeat(100)).as_bytes());
    let empty = gzip(&gzip(b"").repeat(100_000));
    let parts = "content-type: multipart/form-data; boundary=B\r\n";
    let json = "content-type: application/json\r\n";
    let bodies = [
        (parts, "gzip, gzip", form),
        (parts, "gzip", wide),
        (json, "gzip, gzip", empty),
    ];
    for (headers, encoding, body) in bodies {
        let mut request = format!(
            "POST /run/fal-ai/nano-banana-pro HTTP/1.1\r\nhost: {}\r\n{headers}\
             content-encoding: {encoding}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            scene.gateway.http,
            body.len()
        )
        .into_bytes();
        request.extend(body);
        let address = scene.gateway.http.clone();
        let slow = tokio::spawn(async move { ask(&address, request).await });
        let begin = std::time::Instant::now();
        let other = format!(
            "POST /run/fal-ai/nano-banana-pro HTTP/1.1\r\nhost: {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{DEAR}",
            scene.gateway.http,
            DEAR.len()
        );
        assert_eq!(ask(&scene.gateway.http, other).await.status, 402);
        let waited = begin.elapsed();
        assert!(waited.as_secs() < 5, "{encoding}: {waited:?}");
        let answer = slow.await.unwrap();
        assert_eq!(answer.status, 402, "unread: {}", answer.body);
    }
}

/// A text may begin as a picture does.
#[tokio::test]
async fn a_text_that_begins_as_a_picture_is_counted_whole() {
    let scene = Scene::with("1000", LIMIT).await;
    let letters = "Hello,world.this".repeat(5_000);
    for begin in [
        "data:",
        "data:text/plain,",
        "data:audio/wav;base64,",
        "DATA:",
        "",
    ] {
        let body = format!(r#"{{"text": "{begin}{letters}"}}"#);
        for packed in [false, true] {
            let (body, encoding) = if packed {
                (gzip(body.as_bytes()), "content-encoding: gzip\r\n")
            } else {
                (body.clone().into_bytes(), "")
            };
            let mut request = format!(
                "POST /run/fal-ai/elevenlabs/tts/multilingual-v2 HTTP/1.1\r\nhost: {}\r\n\
                 content-type: application/json\r\n{encoding}content-length: {}\r\n\
                 connection: close\r\n\r\n",
                scene.gateway.http,
                body.len()
            )
            .into_bytes();
            request.extend(body);
            let answer = ask(&scene.gateway.http, request).await;
            assert_eq!(answer.status, 402, "{begin} {packed}: {}", answer.body);
        }
    }
}
