//! A week of six persons, on a ledger that is looked at as the window looks at it: how many alerts each would have
//! got, kept with their words in `alerts.md`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta, Timelike, Utc};
use fal_budget_core::domain::alert::{Choices, Kind};
use fal_budget_core::domain::connection::KeyPlace;
use fal_budget_core::domain::currency::Display;
use fal_budget_core::domain::estimate::{Counts, estimate};
use fal_budget_core::domain::job::{Label, NewJob, Origin};
use fal_budget_core::domain::money::Money;
use fal_budget_core::domain::operation::OperationRates;
use fal_budget_core::domain::reading::Reading;
use fal_budget_core::domain::trouble::Trouble;
use fal_budget_core::ledger::{Connected, Ledger};
use fal_budget_core::requests::Lookout;
use fal_budget_core::store::database;
use fal_budget_core::view;
use tempfile::TempDir;

const TEXT: &str = "\
How many alerts a person gets in a week, with what is on by default and as said below. Each of six weeks comes after
four weeks of the same kind and runs on a ledger in steps of half an hour. Shown are the alerts of the fullest of six
such weeks, with every notification that it brought. Written by `alerts.rs`.";

/// The length of a step.
const STEP: TimeDelta = TimeDelta::minutes(30);
const STEPS: u32 = 7 * 24 * 2;
/// Of each kind so many weeks.
const WEEKS: u64 = 6;

/// Deterministic numbers (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn up_to(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(limit + 1)).unwrap()
    }

    fn happens(&mut self, percent: u32) -> bool {
        self.up_to(99) < percent
    }
}

/// A person, a ledger, and what was told.
struct Person {
    ledger: Ledger,
    lookout: Lookout,
    now: DateTime<Utc>,
    chance: Chance,
    /// What fal says is left, in cents, while a key is connected.
    fal: Option<i64>,
    alerts: BTreeMap<&'static str, u32>,
    notices: Vec<(DateTime<FixedOffset>, String)>,
    _folder: TempDir,
}

fn cents(cents: i64) -> Money {
    Money::from_nano(cents * 10_000_000)
}

fn paris() -> FixedOffset {
    FixedOffset::east_opt(3600).unwrap()
}

impl Person {
    /// Begins four weeks before a Monday.
    async fn new(seed: u64) -> Self {
        let folder = TempDir::new().unwrap();
        let store = database::open(&folder.path().join(database::FILE_NAME)).await.unwrap();
        Self {
            ledger: Ledger::new(store),
            lookout: Lookout::default(),
            now: "2026-10-25T23:00:00Z".parse().unwrap(),
            chance: Chance(seed << 40),
            fal: None,
            alerts: BTreeMap::new(),
            notices: Vec::new(),
            _folder: folder,
        }
    }

    /// Logs images at 2.5 cents.
    async fn logs(&mut self, images: u32) {
        if images == 0 {
            return;
        }
        let job = estimate(Counts::new(images, 0).unwrap(), OperationRates::default()).unwrap();
        let jobs = NewJob::from_estimate(&job, &Label::default());
        self.ledger.log(&jobs, None, Origin::Window, self.now).await.unwrap();
    }

    /// Types a balance.
    async fn types(&mut self, amount: i64) {
        self.ledger.set_budget(cents(amount), self.now).await.unwrap();
    }

    /// Connects a key whose account has this.
    async fn connects(&mut self, amount: i64) {
        let new = Connected { username: "team", key_place: KeyPlace::File, is_demo: false };
        self.fal = Some(amount);
        self.ledger.connect(new, self.reading().await, Duration::ZERO).await.unwrap();
    }

    async fn reading(&self) -> Reading {
        let newest_job = self.ledger.newest_job().await.unwrap();
        Reading { asked_at: self.now, newest_job, amount: cents(self.fal.unwrap()) }
    }

    /// fal answers.
    async fn reads(&mut self) {
        self.ledger.take_reading("team", self.reading().await, Duration::from_mins(30)).await.unwrap();
    }

    /// Costs something at fal, by a program elsewhere.
    fn spends(&mut self, amount: i64) {
        self.fal = self.fal.map(|left| left - amount);
    }

    /// The hour of the day here.
    fn hour(&self) -> u32 {
        self.now.with_timezone(&paris()).hour()
    }

    /// The day of the week, of which Monday is 0.
    fn day(&self) -> i64 {
        let monday: DateTime<Utc> = "2026-11-22T23:00:00Z".parse().unwrap();
        (self.now - monday).num_days()
    }

    /// Looks as the window does after something has changed.
    async fn looks(&mut self) {
        let facts = self.lookout.look(&self.ledger, 0, self.now, &paris()).await.unwrap();
        let due = self.ledger.take_alerts(&facts).await.unwrap();
        for watch in &due.alerts {
            *self.alerts.entry(watch.kind().name()).or_default() += 1;
        }
        *self.alerts.entry("over again").or_default() += u32::from(!due.recovered.is_empty());
        if let Some(notice) = view::notice(&due, &facts, Display::DOLLARS).unwrap() {
            let others = if due.alerts.len() + due.recovered.len() > 1 { notice.body } else { String::new() };
            let words = [notice.title, others.replace('\n', " ")].join(" ");
            self.notices.push((self.now.with_timezone(&paris()), words.trim_end().to_owned()));
        }
    }

    fn count(&self, kind: &str) -> u32 {
        self.alerts.get(kind).copied().unwrap_or(0)
    }
}

/// How a person lives.
#[derive(Clone, Copy)]
enum Kinds {
    Steady,
    Bursts,
    Hovering,
    TopUps,
    Offline,
    Locked,
}

impl Kinds {
    const ALL: [Self; 6] = [Self::Steady, Self::Bursts, Self::Hovering, Self::TopUps, Self::Offline, Self::Locked];

    const fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady use",
            Self::Bursts => "bursts",
            Self::Hovering => "hovering at the mark",
            Self::TopUps => "top-ups",
            Self::Offline => "offline for three days",
            Self::Locked => "a locked account",
        }
    }

    const fn says(self) -> &'static str {
        match self {
            Self::Steady => "About $1.20 a day by hand, $8 of $20 left on Monday.",
            Self::Bursts => {
                "One day in four takes $2 to $6, the others hardly anything; $14 of $40 left. Also told at $4 a day."
            }
            Self::Hovering => {
                "A balance around a quarter of $20 all week: jobs are logged, undone and logged again, and fal refunds some."
            }
            Self::TopUps => {
                "About $6 a day with a key connected; topped up by $15 to $25 whenever less than $4 is left. Also told under $2."
            }
            Self::Offline => {
                "About $1.50 a day, half of it by another computer. No network from Tuesday to Friday, while the balance falls under a quarter."
            }
            Self::Locked => {
                "About $1 a day of $10. fal locks the account at 80 cents; the network fails now and then. Topped up after a day, opened after one more."
            }
        }
    }

    /// More notifications than this in a week would nag.
    const fn bearable(self) -> usize {
        match self {
            Self::Hovering => 1,
            Self::Steady | Self::Offline => 2,
            Self::Locked | Self::Bursts => 4,
            Self::TopUps => 6,
        }
    }

    fn choices(self) -> Choices {
        let mut choices = Choices::default();
        match self {
            Self::Bursts => {
                choices.kinds.insert(Kind::Day);
                choices.day = Some(cents(400));
            }
            Self::TopUps => {
                choices.kinds.insert(Kind::Amount);
                choices.amounts = vec![cents(200)];
            }
            _ => {}
        }
        choices
    }

    /// Images of one day.
    fn images(self, chance: &mut Chance) -> u32 {
        match self {
            Self::Steady => 40 + chance.up_to(16),
            Self::Bursts if chance.happens(23) => 80 + chance.up_to(160),
            Self::Bursts => chance.up_to(4),
            Self::Hovering => 20 + chance.up_to(20),
            Self::TopUps => 180 + chance.up_to(120),
            Self::Offline => 25 + chance.up_to(10),
            Self::Locked => 30 + chance.up_to(20),
        }
    }

    async fn begins(self, person: &mut Person) {
        let (full, left) = match self {
            Self::Steady => (2000, 800),
            Self::Bursts => (4000, 1400),
            Self::Hovering => (2000, 520),
            Self::TopUps => (2000, 1500),
            Self::Offline => (2000, 900),
            Self::Locked => (1000, 290),
        };
        person.types(full).await;
        match self {
            Self::Steady | Self::Bursts => person.types(left).await,
            _ => person.connects(left).await,
        }
    }

    /// What happens in one step beside the jobs of the day, which are logged between nine and six.
    async fn goes_on(self, person: &mut Person, images: u32) {
        match self {
            Self::Steady | Self::Bursts => person.logs(images).await,
            Self::Hovering => hovers(person, images).await,
            Self::TopUps => {
                spends_at_fal(person, images).await;
                if person.fal.unwrap() < 400 && person.chance.happens(20) {
                    let top_up = 1500 + i64::from(person.chance.up_to(10)) * 100;
                    person.spends(-top_up);
                }
                person.reads().await;
            }
            Self::Offline => {
                spends_at_fal(person, images).await;
                person.spends(i64::from(images) * 5 / 2);
                if (1..4).contains(&person.day()) {
                    person.ledger.note_trouble(Trouble::Offline).await.unwrap();
                } else {
                    person.reads().await;
                }
            }
            Self::Locked => is_locked(person, images).await,
        }
    }
}

/// A job of this program that fal charges at once.
async fn spends_at_fal(person: &mut Person, images: u32) {
    person.logs(images).await;
    person.spends(i64::from(images) * 5 / 2);
}

async fn hovers(person: &mut Person, images: u32) {
    spends_at_fal(person, images).await;
    if images > 0 && person.chance.happens(30) {
        person.spends(-(i64::from(images) * 5 / 2));
        person.ledger.undo(None, person.now).await.unwrap();
    }
    // A refund now and then keeps the balance where it is: between 23 % and 29 %.
    if person.fal.unwrap() < 470 {
        let refund = i64::from(40 + person.chance.up_to(60));
        person.spends(-refund);
    }
    person.reads().await;
}

async fn is_locked(person: &mut Person, images: u32) {
    let is_locked = person.ledger.connection().await.unwrap().unwrap().lock.is_some();
    if !is_locked {
        spends_at_fal(person, images).await;
    }
    let left = person.fal.unwrap();
    let since = person.ledger.connection().await.unwrap().unwrap().lock.map(|lock| person.now - lock.at);
    if left < 80 && since.is_some_and(|since| since > TimeDelta::days(1)) {
        person.spends(-1000);
    }
    let opens = since.is_some_and(|since| since > TimeDelta::days(2));
    if person.chance.happens(5) {
        person.ledger.note_trouble(Trouble::Offline).await.unwrap();
    } else if (left < 80 || is_locked) && !opens {
        person.ledger.note_lock("User is locked. Reason: Exhausted balance.".to_owned(), person.now).await.unwrap();
    } else {
        person.reads().await;
    }
}

/// Four weeks, and then the one that is looked at.
async fn live(kind: Kinds, seed: u64) -> Person {
    let mut person = Person::new(seed).await;
    for _ in 0..28 {
        person.now += TimeDelta::hours(12);
        let images = kind.images(&mut person.chance);
        person.logs(images).await;
        person.now += TimeDelta::hours(12);
    }
    kind.begins(&mut person).await;
    person.ledger.choose_alerts(&kind.choices()).await.unwrap();
    person.looks().await;
    let (mut left_of_day, mut day) = (0, -1);
    for _ in 0..STEPS {
        person.now += STEP;
        if std::mem::replace(&mut day, person.day()) != person.day() {
            left_of_day = kind.images(&mut person.chance);
        }
        // The day's jobs in its working hours, the last of them at its end.
        let at_work = (9..18).contains(&person.hour());
        let images = match person.hour() {
            18 => left_of_day,
            _ if at_work && person.chance.happens(60) => (1 + person.chance.up_to(left_of_day / 4)).min(left_of_day),
            _ => 0,
        };
        left_of_day -= images;
        kind.goes_on(&mut person, images).await;
        person.looks().await;
    }
    person
}

const COLUMNS: [(&str, &str); 6] = [
    ("share", "share"),
    ("amount", "amount"),
    ("runs_out", "runs out"),
    ("day", "day"),
    ("unusual", "unusual"),
    ("locked", "locked"),
];

fn row(kind: Kinds, person: &Person, others: &str) -> String {
    let mut cells = vec![kind.name().to_owned()];
    cells.extend(COLUMNS.iter().map(|(name, _)| person.count(name).to_string()));
    cells.push(person.count("over again").to_string());
    cells.push(person.notices.len().to_string());
    cells.push(others.to_owned());
    format!("| {} |", cells.join(" | "))
}

fn diary(kind: Kinds, person: &Person) -> String {
    let mut text = format!("\n**{}.** {}\n\n", kind.name(), kind.says());
    for (at, words) in &person.notices {
        writeln!(text, "- {}: {words}", at.format("%a %H:%M")).unwrap();
    }
    text
}

fn keep(now: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/alerts.md");
    if fs::read_to_string(path).unwrap_or_default() != now {
        fs::write(path, now).unwrap();
        panic!("tests/alerts.md was out of date and has been written anew: look at it and commit it");
    }
}

#[tokio::test]
async fn a_week_of_six_persons() {
    let heads: Vec<&str> = COLUMNS.iter().map(|(_, head)| *head).collect();
    let mut text =
        format!("{TEXT}\n\n| person | {} | over again | notifications | in all weeks |\n", heads.join(" | "));
    writeln!(text, "| --- |{}", " ---: |".repeat(COLUMNS.len() + 3)).unwrap();
    let mut diaries = String::new();
    for kind in Kinds::ALL {
        let mut weeks = Vec::new();
        for seed in 1..=WEEKS {
            weeks.push(live(kind, seed).await);
        }
        weeks.sort_by_key(|week| week.notices.len());
        let (fewest, fullest) = (weeks[0].notices.len(), weeks.last().unwrap());
        let most = fullest.notices.len();
        assert!(most <= kind.bearable(), "{}: {most} notifications in a week", kind.name());
        writeln!(text, "{}", row(kind, fullest, &format!("{fewest}–{most}"))).unwrap();
        diaries.push_str(&diary(kind, fullest));
    }
    keep(&format!("{text}{diaries}"));
}
