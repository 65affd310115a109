//! The hosts that run models: `fal.run` at once, `queue.fal.run` after a while.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::world::{BilledJob, World, is_api_key};
use super::{StandInRequest, json as answer_json, locked, not_found};

/// Time that a queued job waits, and then runs.
const WAITS: Duration = Duration::from_millis(100);
const TAKES: Duration = Duration::from_millis(300);
/// Run time that every job reports.
const INFERENCE_SECONDS: f64 = 3.42;

/// Answers `POST /run/{id}` and `POST /run/{id}/stream`.
pub(super) fn run(world: &mut World, request: &StandInRequest) -> Response {
    if let Some(refusal) = refusal(world, request) {
        return refusal;
    }
    let path = request.path.join("/");
    let (endpoint, streams) = path
        .strip_suffix("/stream")
        .map_or((path.as_str(), false), |id| (id, true));
    let Some(units) = units(world, endpoint, &request.body) else {
        return not_found();
    };
    let job = world.run(endpoint, units);
    if streams {
        events(&[json!({"progress": 0.5}), result(&job)])
    } else {
        metered(world, &job)
    }
}

/// Answers `POST /queue/{id}`, and everything below `/queue/{owner}/{app}/requests/{request}`.
pub(super) fn queue(world: &mut World, request: &StandInRequest) -> Response {
    if let Some(refusal) = refusal(world, request) {
        return refusal;
    }
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let Some(at) = path.iter().position(|part| *part == "requests") else {
        return submit(world, request);
    };
    // Of the id fal knows owner and app here.
    if at > 2 {
        return detail(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
    }
    let Some(nth) = world
        .jobs
        .iter()
        .position(|job| Some(&job.request.as_str()) == path.get(at + 1))
    else {
        let status = json!({"status": "NOT_FOUND"});
        return answer_json(StatusCode::NOT_FOUND, &status);
    };
    let job = world.jobs[nth].clone();
    match (&request.method, &path[at + 2..]) {
        (&Method::GET, ["status"]) => status(world, &job),
        (&Method::GET, ["status", "stream"]) => status_answer(world, &job),
        (&Method::GET, [] | ["response"]) if world.now() >= job.ended && !job.cancelled => {
            metered(world, &job)
        }
        (&Method::GET, [] | ["response"]) => {
            detail(StatusCode::BAD_REQUEST, "Request is still in progress")
        }
        (&Method::PUT, ["cancel"]) if world.now() >= job.ended => answer_json(
            StatusCode::BAD_REQUEST,
            &json!({"status": "ALREADY_COMPLETED"}),
        ),
        (&Method::PUT, ["cancel"]) => {
            // One that runs already runs on, and is billed.
            world.jobs[nth].cancelled = world.now() < job.submitted + WAITS;
            world.jobs[nth].cancelled_late = !world.jobs[nth].cancelled;
            answer_json(
                StatusCode::ACCEPTED,
                &json!({"status": "CANCELLATION_REQUESTED"}),
            )
        }
        _ => not_found(),
    }
}

/// Answers `POST /rest/storage/upload/initiate`: the address to upload a file to, and its later
/// address.
pub(super) fn upload(world: &World, request: &StandInRequest) -> Response {
    if request.path.join("/") != "storage/upload/initiate"
        || request.value("storage_type") != Some("fal-cdn-v3")
    {
        return not_found();
    }
    let at = |path: &str| format!("{}/cdn/{path}", world.address);
    answer_json(
        StatusCode::OK,
        &json!({"upload_url": at("upload"), "file_url": at("files/picture.png")}),
    )
}

/// Takes a file, as fal's CDN does from every page that has an address of it.
pub(super) fn cdn() -> Response {
    let mut answer = answer_json(StatusCode::OK, &json!({}));
    for allowed in [
        "access-control-allow-origin",
        "access-control-allow-methods",
        "access-control-allow-headers",
    ] {
        answer
            .headers_mut()
            .insert(allowed, HeaderValue::from_static("*"));
    }
    answer
}

fn refusal(world: &mut World, request: &StandInRequest) -> Option<Response> {
    if request.key() != world.account().admin_key && !is_api_key(request.key()) {
        return Some(detail(
            StatusCode::UNAUTHORIZED,
            "Cannot access application. Authentication is required.",
        ));
    }
    locked(world.account())
}

fn submit(world: &mut World, request: &StandInRequest) -> Response {
    let endpoint = request.path.join("/");
    let Some(units) =
        units(world, &endpoint, &request.body).filter(|_| request.method == Method::POST)
    else {
        return not_found();
    };
    let job = world.submit(&endpoint, units, WAITS + TAKES);
    answer_json(StatusCode::OK, &state(world, &job))
}

fn status(world: &World, job: &BilledJob) -> Response {
    let status = if world.now() >= job.ended {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    answer_json(status, &state(world, job))
}

/// Returns the state of a queued job. The sub-path of its endpoint is dropped from the addresses.
fn state(world: &World, job: &BilledJob) -> Value {
    let app: Vec<&str> = job.endpoint.split('/').take(2).collect();
    let at = format!(
        "{}/queue/{}/requests/{}",
        world.address,
        app.join("/"),
        job.request
    );
    let mut state = json!({
        "request_id": job.request, "logs": null, "metrics": {},
        "response_url": at, "status_url": format!("{at}/status"),
        "cancel_url": format!("{at}/cancel"),
    });
    if job.cancelled {
        state["status"] = json!("COMPLETED");
        state["error"] = json!("Request was cancelled.");
    } else if world.now() < job.submitted + WAITS {
        state["status"] = json!("IN_QUEUE");
        state["queue_position"] = json!(0);
    } else if world.now() < job.ended {
        state["status"] = json!("IN_PROGRESS");
        state["logs"] = json!([]);
    } else {
        state["status"] = json!("COMPLETED");
        state["logs"] = json!([]);
        state["metrics"] = json!({"inference_time": INFERENCE_SECONDS});
    }
    state
}

/// Returns the result, with the billable units in the header; jobs charged by their run time send
/// none.
fn metered(world: &World, job: &BilledJob) -> Response {
    let mut answer = answer_json(StatusCode::OK, &result(job));
    let headers = answer.headers_mut();
    headers.insert(
        "x-fal-request-id",
        HeaderValue::try_from(&job.request).unwrap(),
    );
    if world
        .price(&job.endpoint)
        .is_some_and(|(unit, _)| unit != "compute seconds")
    {
        headers.insert(
            "x-fal-billable-units",
            HeaderValue::try_from(job.units.to_string()).unwrap(),
        );
    }
    answer
}

fn result(job: &BilledJob) -> Value {
    let url = "https://v3.fal.media/files/picture.png";
    json!({
        "images": [{"url": url, "width": 1024, "height": 1024}], "request_id": job.request
    })
}

/// Returns the stream of a job's states: the one of now, and the one when it is done.
fn status_answer(world: &World, job: &BilledJob) -> Response {
    let now = state(world, job);
    let done = state(world, &job.ended());
    let wait = job.ended.saturating_sub(world.now());
    if wait.is_zero() {
        return events(&[now]);
    }
    let later =
        stream::iter([(Duration::ZERO, now), (wait, done)]).then(|(wait, event)| async move {
            tokio::time::sleep(wait).await;
            Ok::<_, Infallible>(format!("data: {event}\n\n"))
        });
    Response::builder()
        .header("content-type", "text/event-stream")
        .body(Body::from_stream(later))
        .unwrap()
}

fn events(events: &[Value]) -> Response {
    let text: String = events
        .iter()
        .map(|event| format!("data: {event}\n\n"))
        .collect();
    Response::builder()
        .header("content-type", "text/event-stream")
        .body(text.into())
        .unwrap()
}

fn detail(status: StatusCode, text: &str) -> Response {
    answer_json(status, &json!({ "detail": text }))
}

/// Returns the units that a request is charged by. `None` when there is no such endpoint.
fn units(world: &World, endpoint: &str, body: &Value) -> Option<f64> {
    let (unit, _) = world.price(endpoint)?;
    let number = |name: &str, default: f64| body[name].as_f64().unwrap_or(default);
    Some(match unit {
        "megapixels" => {
            let side = |name: &str| body["image_size"][name].as_f64().unwrap_or(1024.0);
            number("num_images", 1.0)
                * (side("width") * side("height") / 1_048_576.0)
                    .ceil()
                    .max(1.0)
        }
        "images" => number("num_images", 1.0),
        "seconds" => number("duration", 5.0),
        "1000 characters" => body["text"]
            .as_str()
            .map_or(0.0, |text| f64::from(text.chars().count() as u32) / 1000.0),
        "compute seconds" => INFERENCE_SECONDS,
        _ => 1.0,
    })
}
