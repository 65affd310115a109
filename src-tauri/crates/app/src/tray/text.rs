//! Text beside the tray's icon, and the first lines of its menu.

use fal_budget_domain::balance::level::Level;
use fal_budget_domain::settings::TrayText;
use fal_budget_i18n::{Language, say};

use super::icon::{IconState, Mark, STEPS};
use crate::view::Snapshot;

/// Everything that the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    /// The icon.
    pub icon: IconState,
    /// Text beside the icon, as chosen in Settings: `Budget: €7.50`, `75 % left`, `Today: €0.40`,
    /// or empty.
    pub title: String,
    /// First lines of the menu: balance and percent, spent since the entry, spent today.
    pub lines: [String; 3],
    /// Language of these lines, and so of the whole menu.
    pub language: Language,
    /// True when amounts are hidden and the menu offers to show them.
    pub is_hidden: bool,
    /// Fourth line of the menu: that all is a sample, else the most urgent alert.
    pub alert: Option<String>,
}

/// The tray for the last good snapshot. `is_stale` says that a newer one could not be read; without
/// any snapshot the balance is unknown.
#[must_use]
pub fn tray_view(last_good: Option<&Snapshot>, is_stale: bool) -> TrayView {
    let Some(snapshot) = last_good else {
        return unknown();
    };
    let (budget, shown) = (&snapshot.budget, &snapshot.budget.display);
    // A lock goes before age: an old figure can still be right, but no call runs on a locked
    // account.
    let mark = match (budget.locked, is_stale || budget.stale) {
        (true, _) => Mark::Locked,
        (false, true) => Mark::Stale,
        (false, false) => Mark::Known,
    };
    TrayView {
        icon: IconState {
            mark,
            // The exact share, and not the JSON number beside it, so that the ring agrees with
            // level and percent to the last nano-dollar.
            steps: budget.share.map_or(0, |share| share.filled(STEPS)),
            level: budget.level,
        },
        title: title(snapshot),
        language: Language::spoken(),
        is_hidden: snapshot.settings.amounts_hidden,
        lines: [
            balance_line(snapshot, mark),
            say!("tray-spent-since", amount = shown.spent_since.text.as_str()),
            say!("tray-spent-today", amount = shown.spent_today.text.as_str()),
        ],
        alert: if snapshot.sample {
            Some(say!("tray-sample"))
        } else {
            snapshot.alerts.lines.first().cloned()
        },
    }
}

/// The tray before any figure was read.
fn unknown() -> TrayView {
    TrayView {
        icon: IconState {
            mark: Mark::Unknown,
            steps: 0,
            level: Level::None,
        },
        title: say!("balance-unknown"),
        lines: [
            say!("balance-unknown"),
            say!("tray-see-why"),
            say!("tray-spent-today-unknown"),
        ],
        language: Language::spoken(),
        is_hidden: false,
        alert: None,
    }
}

/// `Budget: €7.50 · 75 % left`, with a warning when there is one.
fn balance_line(snapshot: &Snapshot, mark: Mark) -> String {
    let shown = &snapshot.budget.display;
    // One warning at most, since menus cut long lines: an account that cannot be used or a figure
    // that cannot be trusted matters more than a call that was refused.
    let warning = match mark {
        Mark::Locked => Some(say!("tray-locked")),
        Mark::Stale => Some(say!("not-up-to-date")),
        Mark::Known | Mark::Unknown => {
            let refusal = snapshot.guard.refusal.as_ref();
            let refused = refusal.map(|_| say!("tray-refused"));
            refused.or_else(|| shown.unpriced_since.clone())
        }
    };
    let parts = [Some(shown.header.clone()), shown.status.clone(), warning];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn title(snapshot: &Snapshot) -> String {
    let shown = &snapshot.budget.display;
    match snapshot.settings.tray_text {
        TrayText::Balance => shown.header.clone(),
        TrayText::Percent => shown
            .status
            .clone()
            .unwrap_or_else(|| say!("tray-no-budget")),
        TrayText::SpentToday => say!("tray-today", amount = shown.spent_today.text.as_str()),
        TrayText::None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_domain::balance::entry::{Entry, EntryOrigin};
    use fal_budget_domain::balance::{Balance, Spent};
    use fal_budget_domain::money::Money;
    use fal_budget_domain::settings::Settings;
    use fal_budget_ledger::LedgerSnapshot;

    #[test]
    fn the_ring_is_full_only_of_everything_and_empty_only_of_nothing() {
        for (balance, spent, steps, level) in [
            (None, 250, 0, Level::None),
            (Some(1000), 1500, 0, Level::Low),
            (Some(1000), 1000, 0, Level::Low),
            (Some(1000), 999, 1, Level::Low),
            (Some(1000), 751, 4, Level::Low),
            (Some(1000), 750, 5, Level::Medium),
            (Some(1000), 500, 10, Level::Medium),
            (Some(1000), 1, 19, Level::High),
            (Some(1000), 0, 20, Level::High),
            (Some(1000), -300, 20, Level::High),
        ] {
            let icon = tray_view(Some(&snapshot_of(balance, spent)), false).icon;
            assert_eq!((icon.steps, icon.level), (steps, level), "{spent}");
        }
    }

    /// The snapshot of a balance in cents, with jobs of `spent` cents since.
    fn snapshot_of(balance: Option<i64>, spent: i64) -> Snapshot {
        snapshot_with(balance, spent, Settings::default())
    }

    fn snapshot_with(balance: Option<i64>, spent: i64, settings: Settings) -> Snapshot {
        let now = chrono::DateTime::UNIX_EPOCH;
        let cents = |cents: i64| Money::from_nano(cents * 10_000_000);
        let entry = |cents| Entry {
            id: 1,
            origin: EntryOrigin::Typed { change_id: 1 },
            at: now,
            amount: Some(cents),
            reference: Some(cents),
            undone_at: None,
        };
        let spent = Spent {
            cost: cents(spent),
            unpriced: 0,
        };
        let balance = Balance {
            entry: balance.map(cents).map(entry),
            spent,
            since: spent,
            today: spent,
            live: None,
            lock: None,
        };
        let ledger = LedgerSnapshot {
            lock_events: Vec::new(),
            balance,
            record: fal_budget_domain::jobs::record::BillingRecord::default(),
            to_replace: None,
            settings,
            jobs: Vec::new(),
            last_change: None,
            gateway: fal_budget_domain::gateway::GatewayChoices::default(),
            open_calls: 0,
            has_calls: false,
            guard: fal_budget_domain::guard::GuardSettings::default(),
            refusal: None,
            alerts: fal_budget_domain::alerts::AlertChoices::default(),
        };
        let alerts = crate::view::AlertStatus::default();
        crate::view::snapshot(
            &ledger,
            &crate::view::GatewayState::Off,
            &alerts,
            false,
            8,
            now,
            &chrono::Utc,
        )
        .unwrap()
    }

    #[test]
    fn text_and_first_lines_say_what_is_known_and_how_old_it_is() {
        for (balance, spent, stale, title, line) in [
            (
                Some(1000),
                250,
                false,
                "Budget: €7.50",
                "Budget: €7.50 · 75 % left",
            ),
            (
                Some(1000),
                820,
                false,
                "Budget: €1.80",
                "Budget: €1.80 · 18 % left, low",
            ),
            (
                Some(1000),
                1200,
                false,
                "Budget: −€2.00",
                "Budget: −€2.00 · overspent",
            ),
            (
                Some(1000),
                250,
                true,
                "Budget: €7.50",
                "Budget: €7.50 · 75 % left · not up to date",
            ),
            (None, 250, false, "Spent: €2.50", "Spent: €2.50"),
        ] {
            let tray = tray_view(Some(&snapshot_of(balance, spent)), stale);
            assert_eq!((tray.title.as_str(), tray.lines[0].as_str()), (title, line));
            assert_eq!(tray.icon.mark == Mark::Stale, stale);
        }
        let mut unpriced = snapshot_of(Some(1000), 250);
        unpriced.budget.display.unpriced_since = Some("1 job of unknown cost".to_owned());
        let line = &tray_view(Some(&unpriced), false).lines[0];
        assert_eq!(line, "Budget: €7.50 · 75 % left · 1 job of unknown cost");
        let tray = tray_view(Some(&snapshot_of(Some(1000), 250)), false);
        assert_eq!(
            tray.lines[1..],
            ["Spent since: €2.50", "Spent today: €2.50"]
        );
        assert_eq!((tray.icon.steps, tray.icon.level), (15, Level::High));
    }

    #[test]
    fn the_text_is_the_one_that_was_chosen() {
        for (balance, chosen, title) in [
            (Some(1000), TrayText::Balance, "Budget: €1.80"),
            (Some(1000), TrayText::Percent, "18 % left, low"),
            (Some(1000), TrayText::SpentToday, "Today: €8.20"),
            (Some(1000), TrayText::None, ""),
            (None, TrayText::Balance, "Spent: €8.20"),
            (None, TrayText::Percent, "No budget"),
        ] {
            let settings = Settings {
                tray_text: chosen,
                ..Settings::default()
            };
            let tray = tray_view(Some(&snapshot_with(balance, 820, settings)), false);
            assert_eq!(tray.title, title);
            assert!(
                tray.lines[0].contains("€"),
                "the menu has the figures whatever stands beside the icon"
            );
        }
    }

    #[test]
    fn hidden_amounts_are_nowhere_and_the_level_stays() {
        let mut settings = Settings::default();
        settings.display.hidden = true;
        for tray_text in [TrayText::Balance, TrayText::Percent, TrayText::SpentToday] {
            let tray = tray_view(
                Some(&snapshot_with(
                    Some(1000),
                    820,
                    Settings {
                        tray_text,
                        ..settings
                    },
                )),
                false,
            );
            let all = format!("{} {}", tray.title, tray.lines.concat());
            assert!(!all.contains("1.80") && !all.contains("8.20"), "{all}");
            assert_eq!(tray.lines[0], "Budget: ••• · 18 % left, low");
            assert_eq!(
                (tray.is_hidden, tray.icon.level, tray.icon.steps),
                (true, Level::Low, 3)
            );
        }
    }

    #[test]
    fn without_any_figure_nothing_is_claimed() {
        let tray = tray_view(None, true);
        assert_eq!(tray.icon.mark, Mark::Unknown);
        assert_eq!(tray.title, "Balance unknown");
        assert!(!tray.lines.concat().contains('€'));
    }
}
