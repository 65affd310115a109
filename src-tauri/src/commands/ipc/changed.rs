//! Answer of a command that changes something.

use fal_budget_app::view::BudgetView;
use serde::Serialize;

use crate::error::CommandResult;
use crate::events::PageEvents;

/// Answer of a command that changes something: the budget after it, and the number of the change,
/// by which it can be undone. `None` when nothing was different.
#[derive(Serialize)]
pub(crate) struct Changed {
    #[serde(flatten)]
    budget: BudgetView,
    change: Option<i64>,
}

impl Changed {
    /// Refreshes page and tray after a change, and makes the answer of it.
    pub(crate) async fn by(
        change: impl Into<Option<i64>>,
        page: &PageEvents,
    ) -> CommandResult<Self> {
        Ok(Self {
            budget: page.refresh().await?.budget,
            change: change.into(),
        })
    }
}
