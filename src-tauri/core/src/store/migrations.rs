//! The one list of migrations: for sqlx's own migrator (verbs, tests) and for the window's plugin.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};

/// One step of the schema, never edited once released.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its place in the order.
    pub version: i64,
    /// What it brings.
    pub description: &'static str,
    /// The statements.
    pub sql: &'static str,
}

/// All steps, oldest first.
pub const STEPS: &[Step] = &[
    Step {
        version: 1,
        description: "ledger",
        sql: include_str!("../../migrations/0001_ledger.sql"),
    },
    Step {
        version: 2,
        description: "live",
        sql: include_str!("../../migrations/0002_live.sql"),
    },
    Step {
        version: 3,
        description: "prices",
        sql: include_str!("../../migrations/0003_prices.sql"),
    },
    Step {
        version: 4,
        description: "record",
        sql: include_str!("../../migrations/0004_record.sql"),
    },
    Step {
        version: 5,
        description: "spending",
        sql: include_str!("../../migrations/0005_spending.sql"),
    },
    Step {
        version: 6,
        description: "gateway",
        sql: include_str!("../../migrations/0006_gateway.sql"),
    },
    Step {
        version: 7,
        description: "guard",
        sql: include_str!("../../migrations/0007_guard.sql"),
    },
    Step {
        version: 8,
        description: "alerts",
        sql: include_str!("../../migrations/0008_alerts.sql"),
    },
    Step {
        version: 9,
        description: "alert kinds",
        sql: include_str!("../../migrations/0009_alert_kinds.sql"),
    },
];

/// The steps for sqlx, with the same checksums that the plugin computes.
pub(super) fn migrator() -> Migrator {
    Migrator {
        migrations: Cow::Owned(STEPS.iter().map(sqlx_migration).collect()),
        ..Migrator::DEFAULT
    }
}

fn sqlx_migration(step: &Step) -> Migration {
    Migration::new(
        step.version,
        step.description.into(),
        MigrationType::ReversibleUp,
        step.sql.into(),
        false,
    )
}
