//! The list of migrations, for sqlx's migrator (command line, tests) and the window's SQL plugin.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Step from one version of the schema to the next. Never edited after its release.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Version of the schema after the step.
    pub version: i64,
    /// Subject of the step, in one word.
    pub description: &'static str,
    /// SQL statements.
    pub sql: &'static str,
}
/// All steps in order of their versions.
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
    Step {
        version: 10,
        description: "unpriced calls and locks",
        sql: include_str!("../../migrations/0010_unpriced_calls_and_locks.sql"),
    },
    Step {
        version: 11,
        description: "debts",
        sql: include_str!("../../migrations/0011_debts.sql"),
    },
    Step {
        version: 12,
        description: "like calls",
        sql: include_str!("../../migrations/0012_like_calls.sql"),
    },
    Step {
        version: 13,
        description: "metering errors",
        sql: include_str!("../../migrations/0013_metering_errors.sql"),
    },
    Step {
        version: 14,
        description: "keys and limits",
        sql: include_str!("../../migrations/0014_keys_and_limits.sql"),
    },
    Step {
        version: 15,
        description: "accounts",
        sql: include_str!("../../migrations/0015_accounts.sql"),
    },
];

/// Builds sqlx's migrator.
pub(super) fn migrator() -> Migrator {
    Migrator {
        migrations: Cow::Owned(STEPS.iter().map(sqlx_migration).collect()),
        ..Migrator::DEFAULT
    }
}

fn sqlx_migration(step: &Step) -> Migration {
    // As the SQL plugin builds it: the checksum in the database must be the same, whichever program
    // migrated it.
    Migration::new(
        step.version,
        step.description.into(),
        MigrationType::ReversibleUp,
        step.sql.into(),
        false,
    )
}
