//! Shapes of answers: for the page, for the command line's JSON and for its text.
//! Numbers are US dollars and for programs; a person reads the strings beside them.
//!
//! The tests generate `ui/types.d.ts` from these types, and from those of [`crate::requests`].

mod account_lock;
mod alerts;
mod breakdown;
mod budget;
mod call_cost;
mod discrepancy;
mod estimate;
mod forecast;
mod gap;
mod gateway;
mod guard;
mod history;
mod import;
mod live;
mod prices;
mod settings;
mod snapshot;
mod spending;

pub use account_lock::{LockView, account_lock};
pub use alerts::{AlertKindView, AlertNotification, AlertStatus, AlertsView, alerts, notification};
pub use breakdown::{BreakdownView, PartView, breakdown, subject_name};
pub use budget::{Alert, BalanceSource, BudgetDisplay, BudgetView, budget};
pub use call_cost::{CallCostView, call_cost};
pub use discrepancy::{DiscrepancyView, discrepancy};
pub use estimate::{EstimateDisplay, EstimateView, LineView, estimate};
pub use forecast::{ForecastAnswer, ForecastReport, ForecastView, LargestDayView, forecast};
pub use gap::GapLine;
pub use gateway::{GatewayState, GatewayView, LinesView, gateway};
pub use guard::{GuardView, guard, limits};
pub use history::{
    ChangeView, EntryView, FoundView, JobView, JobsView, LoggedView, change, entry, job, jobs,
    logged,
};
pub use import::{FieldView, ImportChoice, ImportRow, ImportView, import};
pub use live::{LiveView, NoticeView, RecordView, SyncErrorView, live, notice};
pub use prices::{ChoiceView, PriceSetView, PriceView, RefreshedView, TierView, price, refreshed};
pub use settings::{LanguageView, SettingsView, settings};
pub(crate) use snapshot::is_new;
pub use snapshot::{Snapshot, snapshot};
pub use spending::{
    AccuracyView, ComparedView, GroupView, MonthView, SeriesView, SpendingView, TickView, spending,
};

use chrono::{DateTime, SecondsFormat, Utc};
use fal_budget_domain::balance::share::Share;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::format;

/// An amount as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Amount {
    /// Rounded, for the screen.
    pub text: String,
    /// Exact to the last digit, for hover and copy.
    pub full: String,
}

impl Amount {
    fn total(money: Money, display: MoneyFormat) -> Result<Self, TooLarge> {
        Ok(Self {
            text: format::total(money, display)?,
            full: format::exact(money, display)?,
        })
    }

    /// A difference, with its sign.
    fn change(by: Money, display: MoneyFormat) -> Result<Self, TooLarge> {
        Ok(Self {
            text: format::difference(by, display)?,
            full: format::exact(by, display)?,
        })
    }

    /// The amounts from `low` to `high`.
    fn range(low: Money, high: Money, display: MoneyFormat) -> Result<Self, TooLarge> {
        let text = format::range(low, high, display)?;
        Ok(Self {
            full: text.clone(),
            text,
        })
    }

    /// An amount that nobody knows.
    fn unknown() -> Self {
        let dash = "—".to_owned();
        Self {
            text: dash.clone(),
            full: dash,
        }
    }

    fn left(money: Money, display: MoneyFormat) -> Result<Self, TooLarge> {
        Ok(Self {
            text: format::left(money, display)?,
            full: format::exact(money, display)?,
        })
    }

    fn price(money: Money, display: MoneyFormat) -> Result<Self, TooLarge> {
        Ok(Self {
            text: format::price(money, display)?,
            full: format::exact(money, display)?,
        })
    }
}

/// Shows a sum.
pub fn amount(money: Money, display: MoneyFormat) -> Result<Amount, TooLarge> {
    Amount::total(money, display)
}

/// Dollars as a JSON number, the nearest binary one: readers of JSON know no other.
#[expect(
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    reason = "JSON numbers are binary; money never returns from here"
)]
pub(crate) fn dollars(money: Money) -> f64 {
    money.nano() as f64 / 1e9
}

/// A share as a JSON number, for the length of a bar.
#[expect(clippy::float_arithmetic, reason = "a ratio for a bar, not an amount")]
fn ratio(share: Share) -> f64 {
    (dollars(share.remaining()) / dollars(share.reference())).clamp(0.0, 1.0)
}

/// Dollars as they are typed: with two decimals, or as many more as the amount has.
fn as_typed(amount: Money) -> String {
    let mut dollars = amount.dollars().normalize();
    if dollars.scale() < 2 {
        dollars.rescale(2);
    }
    format::typed(dollars)
}

/// A decimal as a JSON number, the nearest binary one.
fn number(decimal: Decimal) -> f64 {
    // By its text: parsing rounds once, `Decimal::to_f64` several times.
    decimal.to_string().parse().unwrap_or_default()
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{input, requests};
    use fal_budget_domain::balance::level;
    use fal_budget_domain::jobs::operation;
    use fal_budget_domain::money::currency;
    use fal_budget_domain::tariffs::price;
    use fal_budget_domain::{jobs as job, settings};
    use strum::VariantArray;
    use ts_rs::{Config, TS};

    /// The TypeScript declarations of some types.
    macro_rules! declarations {
        ($($type:ty),* $(,)?) => {{
            // JSON knows one kind of number, and ids stay far below 2⁵³.
            let config = Config::new().with_large_int("number");
            [$(<$type>::decl(&config)),*]
        }};
    }

    /// Regenerates the page's types, and fails when the committed file was not what page and
    /// program send each other.
    #[test]
    fn the_page_has_the_types_of_all_that_it_sends_and_gets() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/types.d.ts");
        let mut text =
            "// Generated by the tests of crates/app from its views and requests: do not edit.\n"
                .to_owned();
        text.push_str("\n// What the program sends.\n");
        for declaration in enums().into_iter().chain(views()) {
            text.extend(["\nexport ", &declaration, "\n"]);
        }
        text.push_str("\n// What the page sends.\n");
        for declaration in requests() {
            text.extend(["\nexport ", &declaration, "\n"]);
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        if committed != text {
            std::fs::write(path, &text).unwrap();
            panic!(
                "ui/types.d.ts was out of date and has been written anew: look at it and commit it"
            );
        }
    }

    /// The domain's enums by the words that they are sent as: it knows nothing of a page.
    fn enums() -> [String; 8] {
        [
            words::<level::Level>("Level"),
            words::<currency::Currency>("Currency"),
            words::<operation::Operation>("Operation"),
            words::<job::Basis>("Basis"),
            words::<job::JobOrigin>("JobOrigin"),
            words::<price::PriceSource>("PriceSource"),
            words::<settings::Theme>("Theme"),
            words::<settings::TrayText>("TrayText"),
        ]
    }

    fn words<T: VariantArray + Serialize>(name: &str) -> String {
        let words = T::VARIANTS
            .iter()
            .map(|word| serde_json::to_string(word).unwrap());
        let words: Vec<_> = words.collect();
        format!("type {name} = {};", words.join(" | "))
    }

    fn views() -> impl IntoIterator<Item = String> {
        declarations![
            AlertKindView,
            AlertsView,
            GatewayView,
            LinesView,
            Amount,
            BalanceSource,
            Alert,
            BudgetDisplay,
            BudgetView,
            LineView,
            EstimateDisplay,
            EstimateView,
            TierView,
            ChoiceView,
            PriceView,
            PriceSetView,
            RefreshedView,
            FoundView,
            FieldView,
            ImportChoice,
            ImportRow,
            ImportView,
            AccuracyView,
            ComparedView,
            DiscrepancyView,
            ForecastView,
            GapLine,
            GroupView,
            MonthView,
            SeriesView,
            TickView,
            SpendingView,
            JobView,
            JobsView,
            LoggedView,
            EntryView,
            ChangeView,
            LanguageView,
            SettingsView,
            SyncErrorView,
            LockView,
            RecordView,
            LiveView,
            NoticeView,
            GuardView,
            Snapshot,
        ]
    }

    fn requests() -> impl IntoIterator<Item = String> {
        declarations![
            input::Typed,
            requests::SetBudget,
            requests::ListJobs,
            requests::JobPlace,
            requests::Undo,
            input::JobRequest,
            requests::FindJobs,
            requests::OneJob,
            requests::SomeJobs,
            requests::TagJobs,
            requests::CorrectJob,
            requests::FindModels,
            requests::SetPrice,
            requests::OneModel,
            requests::GetSpending,
            requests::StatedBalance,
            requests::SwitchAlerts,
            requests::ChooseAlert,
            requests::SwitchGateway,
            requests::GatewayPort,
            requests::OneOrigin,
            requests::ConnectArgs,
            requests::RunKeyArgs,
            requests::ExportArgs,
            requests::RestoreArgs,
            requests::MapColumns,
            requests::ImportArgs,
            requests::ImportWork,
            requests::StartAtLogin,
            requests::HideAmounts,
            requests::EraseArgs,
        ]
    }

    #[test]
    fn an_amount_is_shown_in_its_field_as_it_is_typed() {
        for (nano, text) in [
            (1_000_000_000, "1.00"),
            (0, "0.00"),
            (5_000_000, "0.005"),
            (12_340_000_000, "12.34"),
        ] {
            assert_eq!(as_typed(Money::from_nano(nano)), text);
        }
    }

    #[test]
    fn json_numbers_are_the_dollars_that_were_typed() {
        assert_eq!(
            serde_json::to_string(&dollars(Money::from_nano(7_475_000_000))).unwrap(),
            "7.475"
        );
        assert_eq!(
            serde_json::to_string(&number(Decimal::new(1085, 3))).unwrap(),
            "1.085"
        );
    }
}
