//! A gateway between a program and the stand-in fal, and both their ledgers.

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;

use crate::computer::Computer;
use crate::gateway::{GatewayProcess, client, spent, until};
use crate::stand_in::{API_KEY, StandIn};

/// Model of the scene.
pub const FLUX: &str = "fal-ai/flux/dev";
/// Price of one megapixel of it, in nano-dollars.
pub const PRICE: i64 = 25_000_000;

/// A computer with a running gateway.
pub struct Scene {
    pub computer: Computer,
    pub fal: StandIn,
    pub gateway: GatewayProcess,
    pub client: reqwest::Client,
}

impl Scene {
    /// Starts the gateway with this balance, after these verbs.
    pub async fn with(balance: &str, verbs: &[&[&str]]) -> Self {
        Self::with_gateway(balance, verbs, &[]).await
    }

    /// Makes one whose gateway has these arguments.
    pub async fn with_gateway(balance: &str, verbs: &[&[&str]], arguments: &[&str]) -> Self {
        let fal = StandIn::start().await;
        let mut computer = Computer::new();
        computer.follow(&fal);
        computer.verb(&["budget", "set", balance]).success();
        for verb in verbs {
            computer.verb(verb).success();
        }
        let gateway = GatewayProcess::start(&computer, arguments);
        let client = client().build().unwrap();
        Self {
            computer,
            fal,
            gateway,
            client,
        }
    }

    /// Returns a request with fal's key.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, self.gateway.at(path))
            .header("authorization", format!("Key {API_KEY}"))
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path)
            .json(body)
            .send()
            .await
            .unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// Runs the model. Returns the status of the answer.
    pub async fn run(&self, body: &Value) -> StatusCode {
        self.post(&format!("/run/{FLUX}"), body).await.status()
    }

    /// Submits a job. Returns fal's answer.
    pub async fn submit(&self, body: &Value) -> Value {
        let answer = self.post(&format!("/queue/{FLUX}"), body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    /// Waits until the database gives this number.
    pub async fn until(&self, sql: &str, number: i64) {
        until(&self.computer, sql, number).await;
    }

    /// Waits until there are so many jobs that are not voided.
    pub async fn has_jobs(&self, count: i64) {
        self.until("SELECT count(*) FROM job WHERE voided_at IS NULL", count)
            .await;
    }

    /// Asks the database for one text.
    pub async fn text(&self, sql: &str) -> String {
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(self.computer.database())
            .read_only(true);
        let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
        sqlx::query_scalar(sql)
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }

    /// Waits until so much was spent, in nano-dollars.
    pub async fn is_spent(&self, nano: i64) {
        self.until(
            "SELECT sum(cost_nano) FROM job WHERE voided_at IS NULL",
            nano,
        )
        .await;
        assert_eq!(spent(&self.computer).await, nano);
    }
}
