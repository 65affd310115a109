//! The value that is published: a snapshot, numbered, or the reason why there is none.

use fal_budget_app::tray::{TrayView, tray_view};
use fal_budget_app::view::Snapshot;

use crate::error::CommandError;

/// Content of page and tray at one moment.
#[derive(Clone, Default)]
pub(crate) struct Shown {
    revision: u32,
    newest: Option<Result<Snapshot, CommandError>>,
    last_good: Option<Snapshot>,
}

impl Shown {
    /// Returns the newest snapshot, or the reason why it cannot be read. `None` before the first.
    pub(crate) const fn newest(&self) -> Option<&Result<Snapshot, CommandError>> {
        self.newest.as_ref()
    }

    /// Returns the view of the tray, which after a failure goes on showing the last good figures,
    /// marked as old.
    pub(crate) fn tray_view(&self) -> TrayView {
        tray_view(self.last_good.as_ref(), matches!(self.newest, Some(Err(_))))
    }

    /// Gives a snapshot that was just read the number of this one, so that both can be compared.
    pub(super) fn numbered(&self, read: Snapshot) -> Snapshot {
        Snapshot {
            revision: self.revision,
            ..read
        }
    }

    /// Returns `true` if something else was read than is shown.
    pub(super) fn differs_from(&self, read: &Result<Snapshot, CommandError>) -> bool {
        self.newest.as_ref() != Some(read)
    }

    /// Shows something else from now on, under the next number.
    pub(super) fn change(&mut self, read: Result<Snapshot, CommandError>) {
        self.revision += 1;
        let newest = read.map(|snapshot| self.numbered(snapshot));
        if let Ok(snapshot) = &newest {
            self.last_good = Some(snapshot.clone());
        }
        self.newest = Some(newest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use fal_budget_app::requests;
    use fal_budget_app::tray::Mark;
    use fal_budget_app::view::{AlertStatus, GatewayState};
    use fal_budget_domain::account::AccountId;
    use fal_budget_ledger::Ledger;
    use fal_budget_store::database;

    /// A snapshot of a new ledger.
    async fn snapshot() -> Snapshot {
        let folder = tempfile::tempdir().unwrap();
        let store = database::open(&folder.path().join("fal-budget.db"))
            .await
            .unwrap();
        let (gateway, alerts) = (GatewayState::Off, AlertStatus::default());
        let (ledger, at) = (Ledger::new(store, AccountId::FIRST), DateTime::UNIX_EPOCH);
        requests::snapshot(&ledger, &gateway, &alerts, false, at, &Utc)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn only_what_differs_is_shown_and_gets_the_next_number() {
        let (read, mut shown) = (snapshot().await, Shown::default());
        assert!(shown.differs_from(&Ok(shown.numbered(read.clone()))));
        shown.change(Ok(read.clone()));
        let again = Ok(shown.numbered(read.clone()));
        assert!(!shown.differs_from(&again), "the same, read a second time");
        shown.change(Err(CommandError::starting()));
        assert!(shown.differs_from(&again), "good again after a failure");
        shown.change(Ok(read));
        let newest = shown.newest().unwrap().as_ref().unwrap();
        assert_eq!(newest.revision, 3);
    }

    #[tokio::test]
    async fn after_a_failure_the_tray_keeps_its_figures_and_marks_them_as_old() {
        let mut shown = Shown::default();
        shown.change(Ok(snapshot().await));
        let good = shown.tray_view();
        shown.change(Err(CommandError::starting()));
        let old = shown.tray_view();
        assert_eq!((good.icon.mark, old.icon.mark), (Mark::Known, Mark::Stale));
        assert_eq!(good.lines[1], old.lines[1]);
    }
}
