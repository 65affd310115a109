//! Notices for the person, published for whoever has a page to show them.

use fal_budget_app::view::NoticeView;
use fal_budget_domain::live::notice::Notice;
use tokio::sync::watch;

/// Notices that nobody has seen yet.
#[derive(Default)]
pub(crate) struct Notices {
    pending: watch::Sender<Vec<Notice>>,
    passing: watch::Sender<Option<NoticeView>>,
}

impl Notices {
    /// Shows notices in the page, now or once there is one.
    pub(crate) fn add(&self, notices: Vec<Notice>) {
        if !notices.is_empty() {
            self.pending.send_modify(|pending| pending.extend(notices));
        }
    }

    /// Shows a notice that concerns only the person at the page, if there is one now.
    pub(crate) fn pass(&self, notice: NoticeView) {
        self.passing.send_replace(Some(notice));
    }

    /// Returns a receiver of the notices that wait for a page, told of each new one.
    pub(crate) fn pending(&self) -> watch::Receiver<Vec<Notice>> {
        self.pending.subscribe()
    }

    /// Returns a receiver of each notice that does not wait.
    pub(crate) fn passing(&self) -> watch::Receiver<Option<NoticeView>> {
        self.passing.subscribe()
    }

    /// Returns `true` if notices wait for a page.
    pub(crate) fn are_pending(&self) -> bool {
        !self.pending.borrow().is_empty()
    }

    /// Takes the notices that wait, because a page shows them or their ledger was erased.
    pub(crate) fn take(&self) -> Vec<Notice> {
        let mut taken = Vec::new();
        self.pending.send_if_modified(|pending| {
            taken = std::mem::take(pending);
            // Nobody needs to be told that nothing waits.
            false
        });
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_waits_until_it_is_taken_and_is_taken_once() {
        let notices = Notices::default();
        let mut told = notices.pending();
        notices.add(Vec::new());
        assert!(!told.has_changed().unwrap(), "nothing to tell");
        notices.add(vec![Notice::Locked]);
        notices.add(vec![Notice::KeyRejected]);
        assert!(told.has_changed().unwrap() && notices.are_pending());
        told.mark_unchanged();
        assert_eq!(notices.take(), [Notice::Locked, Notice::KeyRejected]);
        assert_eq!(notices.take(), []);
        assert!(!told.has_changed().unwrap(), "taking tells nobody");
    }
}
