//! Measures the estimate of a request, from the text of its body: each call waits for it. Prints
//! the table and writes it into `docs/performance.md`.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::print_stdout
)]

#[path = "../../../../tests/src/table/performance.rs"]
mod performance;

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use serde_json::json;

/// Number of estimates of each request.
const ROUNDS: usize = 501;

fn main() {
    let long = |length: usize| "word ".repeat(length / 5);
    let video = |length| json!({"prompt": long(length), "duration": "8s", "resolution": "4k", "generate_audio": true});
    let picture = json!({
        "image_url": format!("data:image/png;base64,{}", "iVBORw0K".repeat(1 << 17)),
        "image_size": {"width": 2048, "height": 2048}
    });
    let mut table = String::from("| request | bytes | median | goal |\n|---|---|---|---|\n");
    for (what, model, body, goal) in [
        ("a short prompt", "fal-ai/veo3.1", video(20), "20 µs"),
        ("no tariff", "me/my-app", video(20), "20 µs"),
        ("a prompt of 1 MiB", "fal-ai/veo3.1", video(1 << 20), "1 ms"),
        (
            "a text of 1 MiB to speak",
            "fal-ai/kokoro/british-english",
            video(1 << 20),
            "1 ms",
        ),
        (
            "a picture of 1 MiB in it",
            "fal-ai/flux-2-pro/edit",
            picture,
            "1 ms",
        ),
    ] {
        let body = body.to_string();
        let mut times: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                let input = serde_json::from_str(black_box(&body)).unwrap();
                black_box(RequestParams::of_call(model, &input));
                start.elapsed()
            })
            .collect();
        times.sort_unstable();
        let median = times[ROUNDS / 2].as_secs_f64() * 1e6;
        writeln!(
            table,
            "| {what} | {} | {median:.1} µs | {goal} |",
            body.len()
        )
        .unwrap();
    }
    println!("{table}");
    let text = format!(
        "Written by `make bench`; medians of {ROUNDS}, reading the JSON included.\n\n{table}"
    );
    performance::write("estimate", &text).unwrap();
}
