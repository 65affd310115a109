//! State of the stand-in: the account, the prices, the jobs, the time.

use std::time::{Duration, Instant};

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use fal_budget_app::clock;
use fal_budget_domain::money::Money;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use serde_json::{Value, json};

use super::webhook::Signer;

/// Name of the account.
pub const USERNAME: &str = "my-team";
/// Key of the account with the scope Admin.
pub const ADMIN_KEY: &str = "demo:admin-key";
/// Key of the account with the scope API.
pub const API_KEY: &str = "demo:api-key";
/// Secret of the account's keys with the scope API, whatever their ids.
const API_SECRET: &str = "api-key";
/// Key that was deleted in the dashboard.
pub const REVOKED_KEY: &str = "demo:revoked-key";

/// Endpoint, unit and dollars a unit: base prices of fal's list in October 2026.
pub const PRICES: &[(&str, &str, &str)] = &[
    ("fal-ai/flux/dev", "megapixels", "0.025"),
    ("fal-ai/flux/schnell", "megapixels", "0.003"),
    ("fal-ai/flux/dev/image-to-image", "megapixels", "0.03"),
    ("fal-ai/luma-dream-machine/image-to-video", "videos", "0.5"),
    ("fal-ai/wan-effects", "seconds", "0.03"),
    ("fal-ai/minimax/speech-02-hd", "1000 characters", "0.1"),
    ("fal-ai/whisper", "compute seconds", "0.0008"),
    ("fal-ai/recraft-v3", "images", "0.04"),
    ("fal-ai/workflow-utilities", "units", "1"),
];

/// Time between a job and something that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delay {
    AtOnce,
    After(Duration),
    Never,
}

/// A request that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// Moment by the stand-in's clock.
    pub at: Duration,
    pub path: String,
    /// Status of the right answer, which a fault may have spoiled.
    pub status: StatusCode,
    pub headers: HeaderMap,
}

/// Tells whether a key of the account may run models.
pub(super) fn is_api_key(key: &str) -> bool {
    key.rsplit_once(':')
        .is_some_and(|(_, secret)| secret == API_SECRET)
}

pub(super) struct Account {
    pub admin_key: String,
    pub currency: &'static str,
    pub locked: Option<String>,
    /// Balance in nano-dollars, before the charges of jobs.
    credit: i64,
}

impl Account {
    pub fn set_balance(&mut self, dollars: &str) {
        self.credit = nano(dollars);
    }

    pub fn add(&mut self, dollars: &str) {
        self.credit += nano(dollars);
    }
}

/// Reads dollars as people write them, in nano-dollars.
fn nano(dollars: &str) -> i64 {
    Money::from_dollars_rounded(dollars.parse().unwrap())
        .unwrap()
        .nano()
}

/// A job with its cost.
#[derive(Clone, Debug)]
pub(super) struct BilledJob {
    pub request: String,
    /// Id of the key that it was submitted with.
    pub key: String,
    pub endpoint: String,
    pub units: f64,
    pub price: String,
    pub cost: i64,
    pub submitted: Duration,
    pub ended: Duration,
    charged: Option<Duration>,
    billed: Option<Duration>,
    pub cancelled: bool,
    /// A cancel was accepted while it ran.
    pub cancelled_late: bool,
}

impl BilledJob {
    /// Returns the job as it will be when it is done.
    pub fn ended(&self) -> Self {
        Self {
            submitted: Duration::ZERO,
            ended: Duration::ZERO,
            ..self.clone()
        }
    }
}

pub(super) struct World {
    pub address: String,
    pub charges: Delay,
    pub bills: Delay,
    pub fault: Option<super::Fault>,
    pub running_fault: Option<super::Fault>,
    pub seen: Vec<ReceivedRequest>,
    pub jobs: Vec<BilledJob>,
    /// Id of the key of the request that is being answered.
    pub caller: String,
    /// Ids and names of the account's keys, as its dashboard has them.
    pub keys: Vec<(String, String)>,
    /// Prices other than those of the list.
    pub raised: Vec<(String, String)>,
    /// Keys that its webhooks are signed with.
    pub signers: Vec<u8>,
    account: Account,
    began: Instant,
    began_at: DateTime<Utc>,
    moved: Duration,
    stands: bool,
}

impl World {
    pub fn new(address: String) -> Self {
        let account = Account {
            admin_key: ADMIN_KEY.to_owned(),
            currency: "USD",
            locked: None,
            credit: nano("10.00"),
        };
        Self {
            address,
            charges: Delay::AtOnce,
            bills: Delay::AtOnce,
            fault: None,
            running_fault: None,
            seen: Vec::new(),
            jobs: Vec::new(),
            caller: String::new(),
            keys: vec![("demo".to_owned(), "Laptop".to_owned())],
            raised: Vec::new(),
            signers: vec![1],
            account,
            began: Instant::now(),
            began_at: clock::now(),
            moved: Duration::ZERO,
            stands: false,
        }
    }

    pub fn account(&mut self) -> &mut Account {
        &mut self.account
    }

    pub fn stop_the_clock(&mut self) {
        self.moved = self.now();
        self.stands = true;
    }

    pub fn later(&mut self, time: Duration) {
        self.moved += time;
    }

    /// Returns the time since it began.
    pub fn now(&self) -> Duration {
        if self.stands {
            self.moved
        } else {
            self.began.elapsed() + self.moved
        }
    }

    pub fn date(&self, at: Duration) -> String {
        (self.began_at + at).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    }

    pub fn record(&mut self, path: &str, answer: &Response, headers: HeaderMap) {
        let seen = ReceivedRequest {
            at: self.now(),
            path: path.to_owned(),
            status: answer.status(),
            headers,
        };
        self.seen.push(seen);
    }

    /// Answers `GET /rest/.well-known/jwks.json`.
    pub fn public_keys(&self) -> Response {
        let keys: Vec<Value> = self
            .signers
            .iter()
            .map(|number| Signer::new(*number).public())
            .collect();
        super::json(StatusCode::OK, &json!({ "keys": keys }))
    }

    /// Returns unit and price of an endpoint, in dollars.
    pub fn price(&self, endpoint: &str) -> Option<(&'static str, String)> {
        let (_, unit, price) = PRICES.iter().find(|(id, ..)| *id == endpoint)?;
        let raised = self
            .raised
            .iter()
            .rfind(|(id, _)| id == endpoint)
            .map(|(_, price)| price.clone());
        Some((*unit, raised.unwrap_or_else(|| (*price).to_owned())))
    }

    /// Adds a job that is done at once.
    pub fn run(&mut self, endpoint: &str, units: f64) -> BilledJob {
        self.submit(endpoint, units, Duration::ZERO)
    }

    /// Adds a job that ends after some time, and is charged then.
    pub fn submit(&mut self, endpoint: &str, units: f64, takes: Duration) -> BilledJob {
        let (_, price) = self
            .price(endpoint)
            .unwrap_or_else(|| panic!("{endpoint} has no price here"));
        let dollars = Decimal::from_f64(units).unwrap() * price.parse::<Decimal>().unwrap();
        let (submitted, ended) = (self.now(), self.now() + takes);
        let follows = |delay| match delay {
            Delay::AtOnce => Some(ended),
            Delay::After(time) => Some(ended + time),
            Delay::Never => None,
        };
        let job = BilledJob {
            request: format!(
                "{:08x}-fa1b-4d9e-8000-{:012x}",
                self.jobs.len() + 1,
                self.jobs.len() + 1
            ),
            key: self.caller.clone(),
            endpoint: endpoint.to_owned(),
            units,
            price,
            cost: Money::from_dollars_rounded(dollars).unwrap().nano(),
            submitted,
            ended,
            charged: follows(self.charges),
            billed: follows(self.bills),
            cancelled: false,
            cancelled_late: false,
        };
        self.jobs.push(job.clone());
        job
    }

    /// Returns the jobs whose charges have reached the balance, or the billing events.
    fn due(
        &self,
        when: impl Fn(&BilledJob) -> Option<Duration>,
    ) -> impl Iterator<Item = &BilledJob> {
        let now = self.now();
        self.jobs
            .iter()
            .filter(move |job| !job.cancelled && when(job).is_some_and(|at| at <= now))
    }

    pub fn balance(&self) -> i64 {
        self.account.credit - self.due(|job| job.charged).map(|job| job.cost).sum::<i64>()
    }

    /// Returns the balance less all jobs that will ever be charged.
    pub fn truth(&self) -> i64 {
        let charged = self
            .jobs
            .iter()
            .filter(|job| !job.cancelled && job.charged.is_some());
        self.account.credit - charged.map(|job| job.cost).sum::<i64>()
    }

    pub fn bill(&self) -> i64 {
        let now = self.now();
        self.jobs
            .iter()
            .filter(|job| !job.cancelled && job.ended <= now)
            .map(|job| job.cost)
            .sum()
    }

    pub fn bill_again(&mut self, nth: usize, dollars: &str) {
        self.jobs[nth].cost = nano(dollars);
    }

    /// Returns the jobs with a billing event, newest first.
    pub fn billed(&self) -> Vec<&BilledJob> {
        let mut billed: Vec<&BilledJob> = self.due(|job| job.billed).collect();
        billed.reverse();
        billed
    }
}

/// Returns nano-dollars as the JSON number of dollars that fal sends.
pub(super) fn dollars(nano: i64) -> f64 {
    Money::from_nano(nano).dollars().to_f64().unwrap()
}
