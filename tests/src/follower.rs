//! The core following the stand-in's balance, second by second, on clocks that the test moves.

use std::time::Duration;

use chrono::Utc;
use fal_budget_core::domain::connection::{Connection, KeyPlace};
use fal_budget_core::domain::estimate::{GenericCounts, estimate};
use fal_budget_core::domain::into_str::IntoStr;
use fal_budget_core::domain::job::{JobOrigin, Label, NewJob};
use fal_budget_core::domain::notice::Notice;
use fal_budget_core::domain::polling::{Moment, PollAction};
use fal_budget_core::fal::{Addresses, Client, ClientLimits, Key};
use fal_budget_core::ledger::Ledger;
use fal_budget_core::live_poller::LivePoller;
use fal_budget_core::store::database;
use fal_budget_core::{Error, clock};
use tempfile::TempDir;

use crate::stand_in::{ADMIN_KEY, StandIn};

/// A program without a window, connected to the stand-in.
pub struct Follower<'a> {
    fal: &'a StandIn,
    pub ledger: Ledger,
    refresh: LivePoller,
    pub now: Moment,
    /// What a person would have been told.
    pub notices: Vec<Notice>,
    pub is_online: bool,
    folder: TempDir,
}

const SECOND: Duration = Duration::from_secs(1);

impl<'a> Follower<'a> {
    /// Starts on an empty folder and connects with this key.
    pub async fn connect(fal: &'a StandIn, key: &str) -> Result<Self, Error> {
        Self::with(fal, key, ClientLimits::default()).await
    }

    /// The same with the right key.
    pub async fn start(fal: &'a StandIn) -> Self {
        Self::connect(fal, ADMIN_KEY).await.unwrap()
    }

    /// One that waits for an answer only a moment.
    pub async fn impatient(fal: &'a StandIn) -> Self {
        Self::with(
            fal,
            ADMIN_KEY,
            ClientLimits {
                timeout: Duration::from_millis(400),
                ..ClientLimits::default()
            },
        )
        .await
        .unwrap()
    }

    async fn with(fal: &'a StandIn, key: &str, limits: ClientLimits) -> Result<Self, Error> {
        fal.stops_the_clock();
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::new(
            database::open(&folder.path().join(database::FILE_NAME))
                .await
                .unwrap(),
        );
        let mut refresh = LivePoller::new(client(fal, limits), ledger.clone());
        let now = Moment {
            wall: clock::now(),
            uptime: Duration::ZERO,
        };
        let store = async |_: &Key| Ok::<_, Error>(KeyPlace::File);
        refresh
            .connect(Key::from_pasted(key).unwrap(), store, || now, 500)
            .await?;
        Ok(Self {
            fal,
            ledger,
            refresh,
            now,
            notices: Vec::new(),
            is_online: true,
            folder,
        })
    }

    /// Ends the program and starts it again on the same folder, on a clock that begins anew.
    pub async fn restart(self) -> Self {
        self.ledger.close().await;
        let ledger = Ledger::new(
            database::open(&self.folder.path().join(database::FILE_NAME))
                .await
                .unwrap(),
        );
        let mut refresh =
            LivePoller::new(client(self.fal, ClientLimits::default()), ledger.clone());
        refresh
            .resume(Key::from_pasted(ADMIN_KEY).unwrap())
            .await
            .unwrap();
        Self {
            ledger,
            refresh,
            now: Moment {
                uptime: Duration::ZERO,
                ..self.now
            },
            ..self
        }
    }

    /// Lets time pass, and does each second what is due.
    pub async fn seconds(&mut self, count: u32) {
        for _ in 0..count {
            self.second().await;
        }
    }

    /// One second; what is due is done at its end. Says whether something was.
    pub async fn second(&mut self) -> bool {
        self.fal.later(SECOND);
        self.now = Moment {
            wall: self.now.wall + SECOND,
            uptime: self.now.uptime + SECOND,
        };
        self.poll().await
    }

    /// Looks whether something is due, without time passing.
    pub async fn poll(&mut self) -> bool {
        let due = self.refresh.due(self.now, || self.is_online);
        if due == PollAction::Nothing {
            return false;
        }
        let now = self.now;
        self.notices
            .extend(self.refresh.act(due, || now, 500).await.unwrap());
        true
    }

    /// The computer sleeps: only the calendar goes on.
    pub fn sleeps(&mut self, time: Duration) {
        self.fal.later(time);
        self.now.wall += time;
    }

    /// The person sets the clock.
    pub fn sets_the_clock(&mut self, forward: chrono::TimeDelta) {
        self.now.wall += forward;
    }

    /// The person presses *Refresh*.
    pub async fn refreshes(&mut self) {
        self.refresh.poll_now(self.now);
        self.poll().await;
    }

    /// The person logs images at 2.5 cents each.
    pub async fn logs(&self, images: u32) {
        let counts = GenericCounts::new(images, 0).unwrap();
        let rates = self.ledger.settings().await.unwrap().rates;
        let jobs = NewJob::from_estimate(&estimate(counts, rates).unwrap(), &Label::default());
        self.ledger
            .log(&jobs, None, JobOrigin::Window, self.now.wall)
            .await
            .unwrap();
    }

    /// Reads the billing record to its end, and gives how many pages that took.
    pub async fn reads_the_record(&mut self) -> Result<u32, Error> {
        let mut pages = 1;
        while !self.refresh.fetch_page(self.now.wall).await? {
            pages += 1;
        }
        Ok(pages)
    }

    /// Reads one page of it.
    pub async fn reads_a_page(&mut self) -> Result<bool, Error> {
        self.refresh.fetch_page(self.now.wall).await
    }

    /// All that was spent, in nano-dollars.
    pub async fn spent(&self) -> i64 {
        self.ledger
            .balance(self.now.wall, &Utc)
            .await
            .unwrap()
            .spent
            .cost
            .nano()
    }

    /// What is shown as left, in nano-dollars.
    pub async fn shown(&self) -> i64 {
        self.ledger
            .balance(self.now.wall, &Utc)
            .await
            .unwrap()
            .remaining()
            .unwrap()
            .unwrap()
            .nano()
    }

    pub async fn connection(&self) -> Connection {
        self.ledger
            .connection()
            .await
            .unwrap()
            .expect("a connection")
    }

    /// The code of what is wrong, `locked`, or `none`.
    pub async fn sync_error(&self) -> &'static str {
        let connection = self.connection().await;
        match (connection.lock, connection.sync_error) {
            (Some(_), _) => "locked",
            (None, Some(trouble)) => trouble.into_str(),
            (None, None) => "none",
        }
    }
}

fn client(fal: &StandIn, limits: ClientLimits) -> Client {
    let variables = fal.variables();
    let get = |name: &str| {
        variables
            .iter()
            .find(|(each, _)| *each == name)
            .map(|(_, value)| value.clone())
    };
    Client::new(&Addresses::from_environment(get).unwrap(), limits).unwrap()
}
