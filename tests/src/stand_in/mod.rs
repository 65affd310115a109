//! The stand-in fal: a real HTTP server that plays fal's Platform API and its run and queue hosts,
//! with accounts, prices, jobs that cost, charges that come late, and faults on demand.
//!
//! `world` holds its state, `platform` and `running` answer as fal does, `fault` spoils answers. A
//! test reads like a story:
//!
//! ```text
//! let fal = StandIn::start().await;
//! fal.has("10.00");
//! fal.charges(Delay::After(Duration::from_secs(30)));
//! fal.runs("fal-ai/flux/dev", 4);
//! fal.fails(Fault::status(502));
//! ```

mod fault;
mod platform;
mod running;
mod webhook;
mod world;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use fault::Fault;
pub use webhook::Signer;
pub use world::{ADMIN_KEY, API_KEY, Delay, REVOKED_KEY, ReceivedRequest, USERNAME};
use world::{Account, World};

use crate::wire;

/// A running stand-in, which ends when it is dropped.
pub struct StandIn {
    world: Arc<Mutex<World>>,
    address: String,
    server: Mutex<Option<Server>>,
}

/// The server of a stand-in, which ends when it is dropped.
struct Server {
    accepting: JoinHandle<()>,
    /// Dropped to end the open connections.
    _open: watch::Sender<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl StandIn {
    /// Starts on a free port of this computer, with one account, [`USERNAME`], that has $10.00.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let world = Arc::new(Mutex::new(World::new(address.clone())));
        let server = Mutex::new(Some(serve(listener, world.clone())));
        Self {
            world,
            address,
            server,
        }
    }

    /// Stops listening, and ends the open connections.
    pub async fn closes(&self) {
        let server = self.server.lock().unwrap().take();
        if let Some(server) = server {
            server.accepting.abort();
            while !server.accepting.is_finished() {
                tokio::task::yield_now().await;
            }
        }
    }

    /// Listens again, on the same port.
    pub async fn opens(&self) {
        let port = self.address.trim_start_matches("http://");
        let listener = TcpListener::bind(port).await.unwrap();
        *self.server.lock().unwrap() = Some(serve(listener, self.world.clone()));
    }

    /// Returns the variables that point a program at the stand-in.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        wire::variables(self.address.trim_start_matches("http://"))
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// Gives the account this balance, in dollars.
    pub fn has(&self, dollars: &str) {
        self.world().account().set_balance(dollars);
    }

    /// Changes the balance by this amount, without a job and without a billing event.
    pub fn gets(&self, dollars: &str) {
        self.world().account().add(dollars);
    }

    /// Sets when the charges of later jobs reach the balance.
    pub fn charges(&self, delay: Delay) {
        self.world().charges = delay;
    }

    /// Sets when the charges of later jobs become billing events.
    pub fn bills(&self, delay: Delay) {
        self.world().bills = delay;
    }

    /// Runs a job of so many units from another program. Returns its cost in nano-dollars.
    pub fn runs(&self, endpoint: &str, units: u32) -> i64 {
        self.world().run(endpoint, f64::from(units)).cost
    }

    /// Sets the price of a unit of an endpoint, in dollars.
    pub fn quotes(&self, endpoint: &str, dollars: &str) {
        self.world()
            .raised
            .push((endpoint.to_owned(), dollars.to_owned()));
    }

    /// Changes the charge of the nth job, in dollars.
    pub fn bills_again(&self, nth: usize, dollars: &str) {
        self.world().bill_again(nth, dollars);
    }

    /// Returns the balance that is left once everything that ran is charged, in nano-dollars.
    pub fn truth(&self) -> i64 {
        self.world().truth()
    }

    /// Returns the balance that fal gives now, in nano-dollars.
    pub fn says(&self) -> i64 {
        self.world().balance()
    }

    /// Locks the account for this reason.
    pub fn locks(&self, reason: &str) {
        self.world().account().locked = Some(reason.to_owned());
    }

    /// Unlocks the account.
    pub fn unlocks(&self) {
        self.world().account().locked = None;
    }

    /// Deletes the Admin key.
    pub fn revokes_the_key(&self) {
        self.world().account().admin_key = "gone".to_owned();
    }

    /// Makes the same Admin key again.
    pub fn takes_the_key_again(&self) {
        self.world().account().admin_key = ADMIN_KEY.to_owned();
    }

    /// Lets the Platform API fail in this way.
    pub fn fails(&self, fault: Fault) {
        self.world().fault = Some(fault);
    }

    /// Lets the hosts that run models fail in this way.
    pub fn fails_running(&self, fault: Fault) {
        self.world().running_fault = Some(fault);
    }

    /// Ends every fault.
    pub fn works(&self) {
        let mut world = self.world();
        (world.fault, world.running_fault) = (None, None);
    }

    /// Returns the cost of all jobs that ran to their end, in nano-dollars.
    pub fn bill(&self) -> i64 {
        self.world().bill()
    }

    /// Returns the number of jobs whose cancel was accepted while they ran.
    pub fn cancelled_late(&self) -> usize {
        let world = self.world();
        world.jobs.iter().filter(|job| job.cancelled_late).count()
    }

    /// Returns the number of jobs so far.
    pub fn jobs(&self) -> usize {
        self.world().jobs.len()
    }

    /// Stops its clock, which goes on only by [`StandIn::later`].
    pub fn stops_the_clock(&self) {
        self.world().stop_the_clock();
    }

    /// Moves its clock on.
    pub fn later(&self, time: Duration) {
        self.world().later(time);
    }

    /// Signs its webhooks with these keys.
    pub fn signs_with(&self, numbers: &[u8]) {
        self.world().signers = numbers.to_vec();
    }

    /// Returns the requests that came so far.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.world().seen.clone()
    }
}

/// A request with its body read.
struct StandInRequest {
    method: Method,
    /// Path without its first part, which names the host.
    path: Vec<String>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Value,
}

impl StandInRequest {
    /// Returns the key of the request.
    fn key(&self) -> &str {
        let header = self
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        header
            .and_then(|value| value.strip_prefix("Key "))
            .unwrap_or_default()
    }

    /// Returns the values of a parameter, repeated or with commas.
    fn values(&self, name: &str) -> Vec<&str> {
        let named = self.query.iter().filter(|(key, _)| key == name);
        named
            .flat_map(|(_, value)| value.split(','))
            .filter(|value| !value.is_empty())
            .collect()
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.values(name).first().copied()
    }
}

fn serve(listener: TcpListener, world: Arc<Mutex<World>>) -> Server {
    let app = Router::new().fallback(answer).with_state(world);
    let (open, mut closed) = watch::channel(());
    let end = async move {
        // Fails when the sender is dropped, which is the sign.
        let _ = closed.changed().await;
    };
    let accepting = tokio::spawn(async move {
        axum::serve(listener, app)
            .with_graceful_shutdown(end)
            .await
            .unwrap();
    });
    Server {
        accepting,
        _open: open,
    }
}

async fn answer(State(world): State<Arc<Mutex<World>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    // Without the whole body nothing runs, as at fal.
    let Ok(body) = to_bytes(body, 64 << 20).await else {
        return not_found();
    };
    let mut path: Vec<String> = parts
        .uri
        .path()
        .split('/')
        .skip(1)
        .map(str::to_owned)
        .collect();
    let host = if path.is_empty() {
        String::new()
    } else {
        path.remove(0)
    };
    let request = StandInRequest {
        method: parts.method,
        path,
        query: query(parts.uri.query().unwrap_or_default()),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    let (answer, fault) = {
        let mut world = world.lock().unwrap();
        let fault = if host == "v1" {
            &world.fault
        } else {
            &world.running_fault
        }
        .clone();
        let answer = answer_of(&host, &mut world, &request, fault.as_ref());
        world.record(parts.uri.path(), &answer, request.headers);
        (answer, fault)
    };
    match fault {
        Some(fault) => fault.spoil(answer).await,
        None => answer,
    }
}

/// Reads the parameters of a query. Values have no other escapes in these tests.
fn query(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| {
            let value = value
                .replace("%2F", "/")
                .replace("%2C", ",")
                .replace("%3A", ":");
            (name.to_owned(), value)
        })
        .collect()
}

/// Returns the right answer of one of fal's hosts, which a fault may spoil afterwards.
fn answer_of(
    host: &str,
    world: &mut World,
    request: &StandInRequest,
    fault: Option<&Fault>,
) -> Response {
    world.caller = request
        .key()
        .split(':')
        .next()
        .unwrap_or_default()
        .to_owned();
    match host {
        "v1" => platform::answer(world, request),
        "run" | "queue" if fault.is_some_and(Fault::is_refusal) => not_found(),
        "run" => running::run(world, request),
        "queue" => running::queue(world, request),
        "rest" if request.path.join("/") == ".well-known/jwks.json" => world.public_keys(),
        "rest" => running::upload(world, request),
        // The CDN takes files from everybody who has an address of it.
        "cdn" => running::cdn(),
        _ => not_found(),
    }
}

fn json(status: StatusCode, body: &Value) -> Response {
    let answer = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json");
    answer.body(Body::from(body.to_string())).unwrap()
}

fn not_found() -> Response {
    json(
        StatusCode::NOT_FOUND,
        &serde_json::json!({"detail": "Not Found"}),
    )
}

/// Returns the answer of a locked account, on every host. `None` when it is open.
fn locked(account: &Account) -> Option<Response> {
    let reason = account.locked.as_ref()?;
    Some(json(
        StatusCode::FORBIDDEN,
        &serde_json::json!({"detail": format!("User is locked. Reason: {reason}")}),
    ))
}
