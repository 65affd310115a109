//! Range of local days in groups: the columns of a chart.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeZone, Utc};

use super::day;

/// Length of the groups that days are put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// Each day for itself.
    Day,
    /// Monday to Sunday.
    Week,
    /// Month of the calendar.
    Month,
}

/// Number of days that a chart looks back, today included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookback {
    /// 7 days.
    SevenDays,
    /// 30 days.
    ThirtyDays,
    /// 90 days.
    NinetyDays,
    /// 365 days.
    Year,
}

/// Local days from the first to the last, both included, and their grouping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Length of the groups.
    pub grain: Granularity,
}

/// Days of one group. The first and the last group of a period may be shorter than the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayGroup {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
}

impl Lookback {
    /// All choices, the shortest first.
    pub const ALL: [Self; 4] = [
        Self::SevenDays,
        Self::ThirtyDays,
        Self::NinetyDays,
        Self::Year,
    ];

    /// Returns the number of days.
    #[must_use]
    pub const fn days(self) -> u32 {
        match self {
            Self::SevenDays => 7,
            Self::ThirtyDays => 30,
            Self::NinetyDays => 90,
            Self::Year => 365,
        }
    }

    /// Returns the granularity that makes a readable chart: 7 to 30 columns.
    #[must_use]
    pub const fn granularity(self) -> Granularity {
        match self {
            Self::SevenDays | Self::ThirtyDays => Granularity::Day,
            Self::NinetyDays => Granularity::Week,
            Self::Year => Granularity::Month,
        }
    }

    /// Returns the period that ends today.
    #[must_use]
    pub fn ending(self, today: NaiveDate, grain: Granularity) -> Period {
        let before = Days::new(u64::from(self.days()) - 1);
        Period {
            from: today.checked_sub_days(before).unwrap_or(NaiveDate::MIN),
            until: today,
            grain,
        }
    }
}

impl Period {
    /// Returns the days of the month of `day`, up to today at most; those of the month of today if
    /// `day` is later.
    #[must_use]
    pub fn of_month(day: NaiveDate, today: NaiveDate) -> Self {
        let first = day.min(today).with_day(1).unwrap_or(today);
        Self {
            from: first,
            until: Granularity::Month.last(first).min(today),
            grain: Granularity::Day,
        }
    }

    /// Counts the days of today's month that are still to come.
    #[must_use]
    pub fn days_left_of_month(today: NaiveDate) -> u32 {
        Granularity::Month.last(today).day() - today.day()
    }

    /// Returns the month before the first day: as many days of it as this period has, or all if
    /// this period is a whole month.
    #[must_use]
    pub fn month_before(&self) -> DayGroup {
        let first = self
            .from
            .checked_sub_months(Months::new(1))
            .unwrap_or(self.from);
        let last = Granularity::Month.last(first);
        let is_whole = self.until == Granularity::Month.last(self.from);
        let so_far = first
            .checked_add_days(Days::new(u64::from(self.until.day0())))
            .unwrap_or(last);
        DayGroup {
            first,
            last: if is_whole { last } else { so_far.min(last) },
        }
    }

    /// Returns the groups in order, without gaps; no groups if the period ends before it begins.
    #[must_use]
    pub fn groups(&self) -> Vec<DayGroup> {
        let first = (self.from <= self.until).then_some(self.from);
        let firsts = std::iter::successors(first, |first| {
            self.grain
                .last(*first)
                .succ_opt()
                .filter(|first| *first <= self.until)
        });
        firsts
            .map(|first| DayGroup {
                first,
                last: self.grain.last(first).min(self.until),
            })
            .collect()
    }
}

impl DayGroup {
    /// Returns the moments at which the first day begins and the day after the last one begins, or
    /// `None` if the calendar of `zone` has no such days.
    #[must_use]
    pub fn bounds<Z: TimeZone>(&self, zone: &Z) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        // The end is computed like the next group's begin, so that no job falls between the two.
        Some((
            day::beginning(self.first, zone)?,
            day::beginning(self.last.succ_opt()?, zone)?,
        ))
    }
}

impl Granularity {
    /// Returns the last day of the group that `date` is in.
    #[must_use]
    pub fn last(self, date: NaiveDate) -> NaiveDate {
        let last = match self {
            Self::Day => Some(date),
            Self::Week => date.checked_add_days(Days::new(
                6 - u64::from(date.weekday().num_days_from_monday()),
            )),
            Self::Month => date
                .with_day(1)
                .and_then(|first| first.checked_add_months(Months::new(1)))
                .and_then(|next| next.pred_opt()),
        };
        last.unwrap_or(NaiveDate::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{FixedOffset, MappedLocalTime, NaiveDateTime};
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// The groups as text.
    fn shown(from: &str, until: &str, grain: Granularity) -> Vec<String> {
        let period = Period {
            from: date(from),
            until: date(until),
            grain,
        };
        period
            .groups()
            .iter()
            .map(|group| format!("{}/{}", group.first, group.last))
            .collect()
    }

    #[test]
    fn weeks_begin_on_monday_and_the_ends_are_cut() {
        assert_eq!(
            shown("2026-11-20", "2026-12-02", Granularity::Week),
            [
                "2026-11-20/2026-11-22",
                "2026-11-23/2026-11-29",
                "2026-11-30/2026-12-02"
            ]
        );
        assert_eq!(
            shown("2026-12-28", "2027-01-03", Granularity::Week),
            ["2026-12-28/2027-01-03"]
        );
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        assert_eq!(
            shown("2027-12-31", "2028-03-01", Granularity::Month),
            [
                "2027-12-31/2027-12-31",
                "2028-01-01/2028-01-31",
                "2028-02-01/2028-02-29",
                "2028-03-01/2028-03-01"
            ]
        );
    }

    #[test]
    fn days_are_groups_of_one_and_an_empty_period_has_none() {
        assert_eq!(
            shown("2026-11-30", "2026-12-01", Granularity::Day),
            ["2026-11-30/2026-11-30", "2026-12-01/2026-12-01"]
        );
        assert!(shown("2026-12-01", "2026-11-30", Granularity::Week).is_empty());
    }

    #[test]
    fn a_month_ends_today_at_most_and_is_compared_with_as_much_of_the_one_before() {
        for (day, today, days, before) in [
            ("2026-11-05", "2026-11-25", "11-01..11-25", "10-01..10-25"),
            ("2026-11-05", "2026-11-30", "11-01..11-30", "10-01..10-31"),
            ("2026-10-31", "2026-11-25", "10-01..10-31", "09-01..09-30"),
            ("2027-01-01", "2026-11-25", "11-01..11-25", "10-01..10-25"),
            ("2026-03-31", "2026-03-30", "03-01..03-30", "02-01..02-28"),
        ] {
            let period = Period::of_month(date(day), date(today));
            let shown = |first: NaiveDate, last: NaiveDate| {
                format!("{}..{}", first.format("%m-%d"), last.format("%m-%d"))
            };
            assert_eq!(shown(period.from, period.until), days);
            let group = period.month_before();
            assert_eq!(shown(group.first, group.last), before);
        }
    }

    #[test]
    fn a_lookback_ends_today() {
        let today = date("2026-11-23");
        let from = Lookback::ALL.map(|lookback| {
            lookback
                .ending(today, lookback.granularity())
                .from
                .to_string()
        });
        assert_eq!(
            from,
            ["2026-11-17", "2026-10-25", "2026-08-26", "2025-11-24"]
        );
        let columns = Lookback::ALL.map(|lookback| {
            lookback
                .ending(today, lookback.granularity())
                .groups()
                .len()
        });
        assert_eq!(columns, [7, 30, 14, 13]);
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        for grain in [Granularity::Day, Granularity::Week, Granularity::Month] {
            let last = Period {
                from: NaiveDate::MAX - Days::new(40),
                until: NaiveDate::MAX,
                grain,
            };
            assert_eq!(last.groups().last().unwrap().last, NaiveDate::MAX);
            assert_eq!(last.groups().last().unwrap().bounds(&Utc), None);
            assert_eq!(
                Lookback::Year.ending(NaiveDate::MIN, grain).from,
                NaiveDate::MIN
            );
        }
    }

    /// A zone whose clocks are changed once.
    #[derive(Clone, Copy, Debug)]
    struct Changing {
        at: NaiveDateTime,
        before: FixedOffset,
        after: FixedOffset,
    }

    impl Changing {
        fn new(at: &str, before: i32, after: i32) -> Self {
            let hours = |hours: i32| FixedOffset::east_opt(hours * 3600).unwrap();
            Self {
                at: utc(at).naive_utc(),
                before: hours(before),
                after: hours(after),
            }
        }
    }

    impl TimeZone for Changing {
        type Offset = FixedOffset;

        fn from_offset(_: &FixedOffset) -> Self {
            Self::new("2000-01-01T00:00:00Z", 0, 0)
        }

        fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<FixedOffset> {
            self.offset_from_local_datetime(&local.and_time(chrono::NaiveTime::MIN))
        }

        fn offset_from_local_datetime(
            &self,
            local: &NaiveDateTime,
        ) -> MappedLocalTime<FixedOffset> {
            match (
                *local - self.before < self.at,
                *local - self.after >= self.at,
            ) {
                (true, true) => MappedLocalTime::Ambiguous(self.before, self.after),
                (true, false) => MappedLocalTime::Single(self.before),
                (false, true) => MappedLocalTime::Single(self.after),
                (false, false) => MappedLocalTime::None,
            }
        }

        fn offset_from_utc_date(&self, utc: &NaiveDate) -> FixedOffset {
            self.offset_from_utc_datetime(&utc.and_time(chrono::NaiveTime::MIN))
        }

        fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> FixedOffset {
            if *utc < self.at {
                self.before
            } else {
                self.after
            }
        }
    }

    #[test]
    fn a_day_has_as_many_hours_as_its_clocks_say() {
        for (what, day, zone, hours) in [
            (
                "an ordinary day",
                "2027-03-27",
                Changing::new("2027-03-28T01:00:00Z", 1, 2),
                24,
            ),
            (
                "summer time begins",
                "2027-03-28",
                Changing::new("2027-03-28T01:00:00Z", 1, 2),
                23,
            ),
            (
                "summer time ends",
                "2027-10-31",
                Changing::new("2027-10-31T01:00:00Z", 2, 1),
                25,
            ),
            (
                "midnight is skipped",
                "2027-04-04",
                Changing::new("2027-04-04T04:00:00Z", -4, -3),
                23,
            ),
            (
                "midnight comes twice",
                "2027-11-07",
                Changing::new("2027-11-07T05:00:00Z", -4, -5),
                25,
            ),
            (
                "the day is skipped",
                "2011-12-30",
                Changing::new("2011-12-30T10:00:00Z", -10, 14),
                0,
            ),
        ] {
            let (begin, end) = DayGroup {
                first: date(day),
                last: date(day),
            }
            .bounds(&zone)
            .unwrap();
            assert_eq!((end - begin).num_minutes(), hours * 60, "{what}");
        }
    }

    fn periods() -> impl Strategy<Value = Period> {
        let grains = prop_oneof![
            Just(Granularity::Day),
            Just(Granularity::Week),
            Just(Granularity::Month)
        ];
        (0..40_000_u64, 0..800_u64, grains).prop_map(|(from, days, grain)| {
            let from = date("1999-12-30") + Days::new(from);
            Period {
                from,
                until: from + Days::new(days),
                grain,
            }
        })
    }

    proptest! {
        #[test]
        fn every_day_is_in_exactly_one_group(period in periods()) {
            let groups = period.groups();
            prop_assert_eq!(groups[0].first, period.from);
            prop_assert_eq!(groups[groups.len() - 1].last, period.until);
            for pair in groups.windows(2) {
                prop_assert_eq!(pair[0].last.succ_opt(), Some(pair[1].first));
            }
            for day in period.from.iter_days().take_while(|day| *day <= period.until) {
                let holds = |group: &&DayGroup| group.first <= day && day <= group.last;
                prop_assert_eq!(groups.iter().filter(holds).count(), 1);
            }
        }

        #[test]
        fn moments_have_no_gap_between_groups(
            period in periods(), hour in 0..24_i64, shift in prop_oneof![Just(-1), Just(1)],
        ) {
            let midnight = period.from.and_time(chrono::NaiveTime::MIN);
            let change = midnight + chrono::TimeDelta::hours(hour);
            let at = change + (period.until - period.from) / 2;
            let hours = |hours: i32| FixedOffset::east_opt(hours * 3600).unwrap();
            let zone = Changing { at, before: hours(-3), after: hours(-3 + shift) };
            let groups = period.groups();
            let bounds: Vec<_> = groups.iter().map(|group| group.bounds(&zone).unwrap()).collect();
            for pair in bounds.windows(2) {
                prop_assert_eq!(pair[0].1, pair[1].0);
            }
            let local_day = |moment: DateTime<Utc>| moment.with_timezone(&zone).date_naive();
            for (group, (begin, end)) in groups.iter().zip(&bounds) {
                prop_assert!(begin < end);
                prop_assert_eq!(local_day(*begin), group.first);
                prop_assert_eq!(local_day(*end - chrono::TimeDelta::seconds(1)), group.last);
            }
        }
    }
}
