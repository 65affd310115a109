//! Readings of a file that it does not fix itself: a person's choices, and what its rows show.

use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use fal_budget_domain::spending::day;
use rust_decimal::Decimal;
use strum::{EnumString, IntoStaticStr};

use crate::columns::{DayOrder, When, Zone, written};

/// Meaning of amounts below zero that name no request, and of a column of refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum RefundChoice {
    /// They lower what was spent.
    Take,
    /// They are left out.
    Leave,
}

/// Readings of a file that it does not fix itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customs {
    /// Zone of times that name none; `None` for this computer's.
    pub zone: Option<Zone>,
    /// Order of day and month; `None` while nobody has said it and the file does not show it.
    pub order: Option<DayOrder>,
    /// Meaning of what may be a refund; `None` while nobody has said it.
    pub refunds: Option<RefundChoice>,
    /// Euros for one dollar; `None` if the person has set no rate.
    pub euro_rate: Option<Decimal>,
    /// Some times name no zone.
    pub has_local: bool,
    /// First date of which either number can be the day.
    pub doubtful: Option<String>,
}

impl Customs {
    /// Returns a date by which a person is asked for the order of day and month, if they must be.
    #[must_use]
    pub fn asks_for_order(&self) -> Option<&str> {
        self.doubtful.as_deref().filter(|_| self.order.is_none())
    }
}

/// Summary of the times of a file.
#[derive(Debug, Default)]
pub(super) struct TimeSurvey {
    has_local: bool,
    /// Latest local time, as a moment in this computer's zone and in UTC.
    latest: Option<(DateTime<Utc>, DateTime<Utc>)>,
    has_day_first: bool,
    has_month_first: bool,
    doubtful: Option<String>,
}

impl TimeSurvey {
    pub(super) fn add<Z: TimeZone>(&mut self, text: &str, zone: &Z) {
        let Ok(written) = written(text) else { return };
        match slashed(text) {
            Some((first, _)) if first > 12 => self.has_day_first = true,
            Some((_, second)) if second > 12 => self.has_month_first = true,
            _ => {}
        }
        let local = match written.when {
            When::Local(time) => Some(time),
            When::Day(date) => Some(date.and_time(NaiveTime::MIN)),
            When::Doubtful(..) => {
                self.doubtful.get_or_insert_with(|| text.trim().to_owned());
                None
            }
            When::Exact(_) => return,
        };
        if written.is_zoned() {
            return;
        }
        self.has_local = true;
        let Some(local) = local else { return };
        if let (Some(here), Some(utc)) = (day::local(local, zone), day::local(local, &Utc)) {
            let (latest, latest_utc) = self.latest.unwrap_or((here, utc));
            self.latest = Some((latest.max(here), latest_utc.max(utc)));
        }
    }

    /// Chooses this computer's zone unless times would lie in the future by it that do not in UTC,
    /// and the order of day and month that the file shows without a contradiction.
    pub(super) fn customs(self, chosen: &Customs, now: DateTime<Utc>) -> Customs {
        let needs_utc = self
            .latest
            .is_some_and(|(here, in_utc)| here > now && in_utc <= now);
        let shown = match (self.has_day_first, self.has_month_first) {
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            _ => None,
        };
        Customs {
            zone: chosen.zone.or(Some(Zone::UTC).filter(|_| needs_utc)),
            order: chosen.order.or(shown),
            has_local: self.has_local,
            doubtful: self.doubtful,
            ..chosen.clone()
        }
    }
}

/// Returns the first two numbers of a date with slashes or dashes.
fn slashed(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().split(['/', '-']);
    let mut next = || parts.next()?.trim().parse().ok();
    let (first, second) = (next()?, next()?);
    (first <= 31 && second <= 31).then_some((first, second))
}
