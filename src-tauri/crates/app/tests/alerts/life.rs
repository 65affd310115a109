//! How six persons live.

use chrono::TimeDelta;
use fal_budget_domain::alerts::{AlertChoices, AlertKind, AlertMark};
use fal_budget_domain::live::sync_error::SyncError;

use crate::person::{Person, SplitMix64, cents};

/// The length of a step.
const STEP: TimeDelta = TimeDelta::minutes(30);
const STEPS: u32 = 7 * 24 * 2;

/// How a person lives.
#[derive(Clone, Copy)]
pub(crate) enum Life {
    Steady,
    Bursts,
    Hovering,
    TopUps,
    Offline,
    Locked,
}

impl Life {
    pub(crate) const ALL: [Self; 6] = [
        Self::Steady,
        Self::Bursts,
        Self::Hovering,
        Self::TopUps,
        Self::Offline,
        Self::Locked,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady use",
            Self::Bursts => "bursts",
            Self::Hovering => "hovering at the mark",
            Self::TopUps => "top-ups",
            Self::Offline => "offline for three days",
            Self::Locked => "a locked account",
        }
    }

    pub(crate) const fn says(self) -> &'static str {
        match self {
            Self::Steady => "About $1.20 a day by hand, $8 of $20 left on Monday.",
            Self::Bursts => {
                "One day in four takes $2 to $6, the others hardly anything; $14 of $40 left. Also \
                 told at $4 a day."
            }
            Self::Hovering => {
                "A balance around a quarter of $20 all week: jobs are logged, undone and logged \
                 again, and fal refunds some."
            }
            Self::TopUps => {
                "About $6 a day with a key connected; topped up by $15 to $25 whenever less than \
                 $4 is left. Also told under $2."
            }
            Self::Offline => {
                "About $1.50 a day, half of it by another computer. No network from Tuesday to \
                 Friday, while the balance falls under a quarter."
            }
            Self::Locked => {
                "About $1 a day of $10. fal locks the account at 80 cents; the network fails now \
                 and then. Topped up after a day, opened after one more."
            }
        }
    }

    /// More notifications than this in a week would nag.
    pub(crate) const fn bearable(self) -> usize {
        match self {
            Self::Hovering => 1,
            Self::Steady | Self::Offline => 2,
            Self::Locked | Self::Bursts => 4,
            Self::TopUps => 6,
        }
    }

    fn choices(self) -> AlertChoices {
        let mut choices = AlertChoices::default();
        match self {
            Self::Bursts => {
                choices.choose(AlertKind::Day, true, vec![AlertMark::Amount(cents(400))]);
            }
            Self::TopUps => {
                choices.choose(AlertKind::Amount, true, vec![AlertMark::Amount(cents(200))]);
            }
            _ => {}
        }
        choices
    }

    /// Images of one day.
    fn images(self, rng: &mut SplitMix64) -> u32 {
        match self {
            Self::Steady => 40 + rng.up_to(16),
            Self::Bursts if rng.happens(23) => 80 + rng.up_to(160),
            Self::Bursts => rng.up_to(4),
            Self::Hovering => 20 + rng.up_to(20),
            Self::TopUps => 180 + rng.up_to(120),
            Self::Offline => 25 + rng.up_to(10),
            Self::Locked => 30 + rng.up_to(20),
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
                if person.fal.unwrap() < 400 && person.rng.happens(20) {
                    let top_up = 1500 + i64::from(person.rng.up_to(10)) * 100;
                    person.spends(-top_up);
                }
                person.reads().await;
            }
            Self::Offline => {
                spends_at_fal(person, images).await;
                person.spends(i64::from(images) * 5 / 2);
                if (1..4).contains(&person.day()) {
                    person
                        .ledger
                        .record_sync_error(SyncError::Offline)
                        .await
                        .unwrap();
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
    if images > 0 && person.rng.happens(30) {
        person.spends(-(i64::from(images) * 5 / 2));
        person.ledger.undo(None, person.now).await.unwrap();
    }
    // A refund now and then keeps the balance where it is: between 23 % and 29 %.
    if person.fal.unwrap() < 470 {
        let refund = i64::from(40 + person.rng.up_to(60));
        person.spends(-refund);
    }
    person.reads().await;
}

async fn is_locked(person: &mut Person, images: u32) {
    let balance = person
        .ledger
        .balance(person.now, &chrono::Utc)
        .await
        .unwrap();
    let is_locked = balance.is_locked();
    if !is_locked {
        spends_at_fal(person, images).await;
    }
    let left = person.fal.unwrap();
    let since = balance.lock.map(|lock| person.now - lock.at);
    if left < 80 && since.is_some_and(|since| since > TimeDelta::days(1)) {
        person.spends(-1000);
    }
    let opens = since.is_some_and(|since| since > TimeDelta::days(2));
    if person.rng.happens(5) {
        person
            .ledger
            .record_sync_error(SyncError::Offline)
            .await
            .unwrap();
    } else if (left < 80 || is_locked) && !opens {
        person
            .ledger
            .record_lock(
                "User is locked. Reason: Exhausted balance.".to_owned(),
                person.now,
            )
            .await
            .unwrap();
    } else {
        if opens {
            person.ledger.end_lock().await.unwrap();
        }
        person.reads().await;
    }
}

/// Four weeks of history, and then the week whose alerts are counted.
pub(crate) async fn live(kind: Life, seed: u64) -> Person {
    let mut person = Person::new(seed).await;
    for _ in 0..28 {
        person.now += TimeDelta::hours(12);
        let images = kind.images(&mut person.rng);
        person.logs(images).await;
        person.now += TimeDelta::hours(12);
    }
    kind.begins(&mut person).await;
    person.ledger.choose_alerts(&kind.choices()).await.unwrap();
    person.evaluates(true).await;
    let (mut left_of_day, mut day) = (0, -1);
    for _ in 0..STEPS {
        person.now += STEP;
        if std::mem::replace(&mut day, person.day()) != person.day() {
            left_of_day = kind.images(&mut person.rng);
        }
        // The day's jobs in its working hours, the last of them at its end.
        let at_work = (9..18).contains(&person.hour());
        let images = match person.hour() {
            18 => left_of_day,
            _ if at_work && person.rng.happens(60) => {
                (1 + person.rng.up_to(left_of_day / 4)).min(left_of_day)
            }
            _ => 0,
        };
        left_of_day -= images;
        kind.goes_on(&mut person, images).await;
        person.evaluates(images > 0).await;
    }
    person
}
