//! A person with a ledger, for which alerts are evaluated as the window evaluates them.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, Timelike, Utc};
use fal_budget_app::requests::AlertEvaluator;
use fal_budget_app::view;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::estimate::{GenericCounts, estimate};
use fal_budget_domain::jobs::operation::OperationRates;
use fal_budget_domain::jobs::{JobOrigin, Label, NewJob};
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_domain::live::reading::Reading;
use fal_budget_domain::money::Money;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_ledger::{Connected, Ledger};
use fal_budget_store::database;
use tempfile::TempDir;

/// Deterministic numbers: <https://doi.org/10.1145/2714064.2660195>.
pub(crate) struct SplitMix64(u64);

impl SplitMix64 {
    pub(crate) fn up_to(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(limit + 1)).unwrap()
    }

    pub(crate) fn happens(&mut self, percent: u32) -> bool {
        self.up_to(99) < percent
    }
}

/// A person, a ledger, and the notifications that came of it.
pub(crate) struct Person {
    pub(crate) ledger: Ledger,
    evaluator: AlertEvaluator,
    pub(crate) now: DateTime<Utc>,
    pub(crate) rng: SplitMix64,
    /// Balance at fal in cents, while a key is connected.
    pub(crate) fal: Option<i64>,
    fired: BTreeMap<&'static str, u32>,
    pub(crate) notifications: Vec<(DateTime<FixedOffset>, String)>,
    _folder: TempDir,
}

pub(crate) fn cents(cents: i64) -> Money {
    Money::from_nano(cents * 10_000_000)
}

pub(crate) fn paris() -> FixedOffset {
    FixedOffset::east_opt(3600).unwrap()
}

impl Person {
    /// Begins four weeks before a Monday.
    pub(crate) async fn new(seed: u64) -> Self {
        let folder = TempDir::new().unwrap();
        let store = database::open(&folder.path().join(database::FILE_NAME))
            .await
            .unwrap();
        Self {
            ledger: Ledger::new(store, AccountId::FIRST),
            evaluator: AlertEvaluator::default(),
            now: "2026-10-25T23:00:00Z".parse().unwrap(),
            rng: SplitMix64(seed << 40),
            fal: None,
            fired: BTreeMap::new(),
            notifications: Vec::new(),
            _folder: folder,
        }
    }

    /// Logs images at 2.5 cents.
    pub(crate) async fn logs(&mut self, images: u32) {
        if images == 0 {
            return;
        }
        let job = estimate(
            GenericCounts::new(images, 0).unwrap(),
            OperationRates::default(),
        )
        .unwrap();
        let jobs = NewJob::from_estimate(&job, &Label::default());
        self.ledger
            .log(&jobs, None, JobOrigin::Window, self.now)
            .await
            .unwrap();
    }

    /// Types a balance.
    pub(crate) async fn types(&mut self, amount: i64) {
        self.ledger
            .set_budget(cents(amount), self.now)
            .await
            .unwrap();
    }

    /// Connects a key whose account has this.
    pub(crate) async fn connects(&mut self, amount: i64) {
        let new = Connected {
            username: "team",
            key_place: KeyPlace::File,
            is_demo: false,
        };
        self.fal = Some(amount);
        self.ledger
            .connect(new, self.reading().await, Duration::ZERO)
            .await
            .unwrap();
    }

    pub(crate) async fn reading(&self) -> Reading {
        let newest_job = self.ledger.newest_job().await.unwrap();
        Reading {
            asked_at: self.now,
            newest_job,
            amount: cents(self.fal.unwrap()),
        }
    }

    /// fal answers.
    pub(crate) async fn reads(&mut self) {
        self.ledger
            .record_reading("team", self.reading().await, Duration::from_mins(30))
            .await
            .unwrap();
    }

    /// Costs something at fal, by a program elsewhere.
    pub(crate) fn spends(&mut self, amount: i64) {
        self.fal = self.fal.map(|left| left - amount);
    }

    /// The hour of the day here.
    pub(crate) fn hour(&self) -> u32 {
        self.now.with_timezone(&paris()).hour()
    }

    /// The day of the week, of which Monday is 0.
    pub(crate) fn day(&self) -> i64 {
        let monday: DateTime<Utc> = "2026-11-22T23:00:00Z".parse().unwrap();
        (self.now - monday).num_days()
    }

    /// Evaluates the alerts if the window would. A reading changes what is shown by its age.
    pub(crate) async fn evaluates(&mut self, has_changed: bool) {
        if !self
            .evaluator
            .is_due(has_changed || self.fal.is_some(), self.now, &paris())
        {
            return;
        }
        let facts = self
            .evaluator
            .evaluate(&self.ledger, self.now, &paris())
            .await
            .unwrap();
        let due = self.ledger.evaluate_alerts(&facts).await.unwrap();
        for rule in &due.alerts {
            *self.fired.entry(rule.kind.into_str()).or_default() += 1;
        }
        *self.fired.entry("over again").or_default() += u32::from(!due.recovered.is_empty());
        if let Some(notification) = view::notification(&due, &facts, MoneyFormat::DOLLARS).unwrap()
        {
            let others = if due.alerts.len() + due.recovered.len() > 1 {
                notification.body
            } else {
                String::new()
            };
            let words = [notification.title, others.replace('\n', " ")].join(" ");
            self.notifications.push((
                self.now.with_timezone(&paris()),
                words.trim_end().to_owned(),
            ));
        }
    }

    pub(crate) fn count(&self, kind: &str) -> u32 {
        self.fired.get(kind).copied().unwrap_or(0)
    }
}
