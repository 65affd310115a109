//! The Platform API: balance, prices, estimates, usage, billing events, catalogue.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::world::{PRICES, USERNAME, World, dollars, is_api_key};
use super::{StandInRequest, json as answer_json, locked};

/// Entries of a page when the request gives no limit.
const PAGE: usize = 50;

pub(super) fn answer(world: &mut World, request: &StandInRequest) -> Response {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let is_admin = request.key() == world.account().admin_key;
    let is_known = is_admin || is_api_key(request.key());
    let needs_admin = matches!(
        path[..],
        ["account", _] | ["keys"] | ["models", "usage" | "billing-events"]
    );
    if path != ["models"] && !is_known {
        return refused(
            StatusCode::UNAUTHORIZED,
            "authorization_error",
            "Invalid API key",
        );
    }
    if needs_admin && !is_admin {
        return refused(
            StatusCode::FORBIDDEN,
            "authorization_error",
            "This endpoint needs an Admin key",
        );
    }
    if let Some(locked) = locked(world.account()) {
        return locked;
    }
    match (&request.method, &path[..]) {
        (&Method::GET, ["account", "billing"]) => billing(world, request),
        (&Method::GET, ["models", "pricing"]) => pricing(world, request),
        (&Method::POST, ["models", "pricing", "estimate"]) => estimate(world, request),
        (&Method::GET, ["models", "usage"]) => usage(world),
        (&Method::GET, ["models", "billing-events"]) => events(world, request),
        (&Method::GET, ["keys"]) => keys(world, request),
        (&Method::GET, ["models"]) => catalogue(request),
        _ => refused(StatusCode::NOT_FOUND, "not_found", "No such endpoint"),
    }
}

fn ok(body: &Value) -> Response {
    answer_json(StatusCode::OK, body)
}

pub(super) fn refused(status: StatusCode, kind: &str, message: &str) -> Response {
    answer_json(
        status,
        &json!({"error": {"type": kind, "message": message, "request_id": "req-1"}}),
    )
}

fn billing(world: &mut World, request: &StandInRequest) -> Response {
    let mut body = json!({ "username": USERNAME });
    if request.values("expand").contains(&"credits") {
        let currency = world.account().currency;
        body["credits"] =
            json!({"current_balance": dollars(world.balance()), "currency": currency});
    }
    ok(&body)
}

fn pricing(world: &World, request: &StandInRequest) -> Response {
    let ids = request.values("endpoint_id");
    if ids.is_empty() || ids.len() > 50 {
        return refused(
            StatusCode::BAD_REQUEST,
            "validation_error",
            "endpoint_id takes 1 to 50 values",
        );
    }
    if ids.iter().any(|id| world.price(id).is_none()) {
        return refused(StatusCode::NOT_FOUND, "not_found", "Unknown endpoint");
    }
    let prices = ids.iter().filter_map(|id| {
        world
            .price(id)
            .map(|(unit, price)| (id, unit, number(&price)))
    });
    let prices: Vec<Value> = prices
        .map(|(id, unit, price)| {
            json!({"endpoint_id": id, "unit_price": price, "unit": unit, "currency": "USD"})
        })
        .collect();
    ok(&json!({"prices": prices, "next_cursor": null, "has_more": false}))
}

fn estimate(world: &World, request: &StandInRequest) -> Response {
    let kind = request.body["estimate_type"].as_str().unwrap_or_default();
    let field = if kind == "unit_price" {
        "unit_quantity"
    } else {
        "call_quantity"
    };
    let Some(endpoints) = request.body["endpoints"].as_object() else {
        return refused(
            StatusCode::BAD_REQUEST,
            "validation_error",
            "endpoints is missing",
        );
    };
    let costs = endpoints.iter().filter_map(|(id, wanted)| {
        let (_, price) = world.price(id)?;
        Some(number(&price) * wanted[field].as_f64()?)
    });
    ok(&json!({"estimate_type": kind, "total_cost": costs.sum::<f64>(), "currency": "USD"}))
}

fn usage(world: &World) -> Response {
    let results: Vec<Value> = world
        .billed()
        .iter()
        .map(|job| {
            json!({
                "endpoint_id": job.endpoint,
                "unit": world.price(&job.endpoint).map(|(unit, _)| unit),
                "quantity": job.units, "unit_price": number(&job.price), "percent_discount": null,
                "cost_subtotal": dollars(job.cost), "cost_discount": 0,
                "cost_total": dollars(job.cost), "cost": dollars(job.cost), "currency": "USD"
            })
        })
        .collect();
    let series = json!([{"bucket": world.date(std::time::Duration::ZERO), "results": results}]);
    ok(&json!({"time_series": series, "next_cursor": null, "has_more": false}))
}

fn events(world: &World, request: &StandInRequest) -> Response {
    let requests = request.values("request_id");
    let endpoints = request.values("endpoint_id");
    let (start, end) = (request.value("start"), request.value("end"));
    let by_key = request.values("expand").contains(&"auth_method_structured");
    let wanted: Vec<Value> = world
        .billed()
        .into_iter()
        .filter(|job| requests.is_empty() || requests.contains(&job.request.as_str()))
        .filter(|job| endpoints.is_empty() || endpoints.contains(&job.endpoint.as_str()))
        .map(|job| (world.date(job.ended), job))
        .filter(|(at, _)| start.is_none_or(|start| at.as_str() >= start))
        .filter(|(at, _)| end.is_none_or(|end| at.as_str() < end))
        .map(|(at, job)| {
            let mut event = json!({
                "request_id": job.request, "endpoint_id": job.endpoint, "timestamp": at,
                "output_units": job.units, "unit_price": number(&job.price),
                "percent_discount": null, "cost_subtotal": dollars(job.cost), "cost_discount": 0,
                "cost_total": dollars(job.cost), "cost_estimate_nano_usd": job.cost
            });
            if by_key && !job.key.is_empty() {
                event["auth_method_structured"] = json!({ "api_key_id": job.key });
            }
            event
        })
        .collect();
    page("billing_events", &wanted, request)
}

fn keys(world: &World, request: &StandInRequest) -> Response {
    let keys: Vec<Value> = world
        .keys
        .iter()
        .map(|(id, name)| {
            json!({
                "key_id": id, "alias": name, "scope": "API", "created_at": "2026-01-15T12:00:00Z"
            })
        })
        .collect();
    page("keys", &keys, request)
}

fn catalogue(request: &StandInRequest) -> Response {
    let models: Vec<Value> = PRICES
        .iter()
        .map(|(id, ..)| {
            let name = id.trim_start_matches("fal-ai/").replace(['/', '-'], " ");
            let metadata = json!({
                "display_name": name, "category": "text-to-image", "status": "active"
            });
            json!({"endpoint_id": id, "metadata": metadata})
        })
        .collect();
    page("models", &models, request)
}

/// Returns a page of a list, with an opaque cursor to the next.
fn page(name: &str, all: &[Value], request: &StandInRequest) -> Response {
    let limit = request
        .value("limit")
        .and_then(|limit| limit.parse().ok())
        .unwrap_or(PAGE);
    let from: usize = request
        .value("cursor")
        .and_then(|cursor| cursor.strip_prefix("page-"))
        .and_then(|at| at.parse().ok())
        .unwrap_or(0);
    let to = all.len().min(from + limit);
    let more = to < all.len();
    let next = if more {
        json!(format!("page-{to}"))
    } else {
        Value::Null
    };
    ok(&json!({name: all.get(from..to).unwrap_or_default(), "next_cursor": next, "has_more": more}))
}

fn number(price: &str) -> f64 {
    price.parse().unwrap()
}
