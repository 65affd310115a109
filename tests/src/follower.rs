//! The live poller and the stand-in's balance, second by second, on clocks that the test
//! moves.

use std::time::Duration;

use chrono::Utc;
use fal_budget_app::Error;
use fal_budget_app::clock;
use fal_budget_app::live_poller::LivePoller;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::estimate::{GenericCounts, estimate};
use fal_budget_domain::jobs::{JobOrigin, Label, NewJob};
use fal_budget_domain::live::account_lock::AccountLock;
use fal_budget_domain::live::connection::Connection;
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_domain::live::notice::Notice;
use fal_budget_domain::live::polling::{Moment, PollAction};
use fal_budget_fal::{Addresses, Client, ClientLimits, Key};
use fal_budget_ledger::Ledger;
use fal_budget_store::database;
use tempfile::TempDir;

use crate::stand_in::{ADMIN_KEY, StandIn};

/// A program without a window, connected to the stand-in.
pub struct Follower<'a> {
    fal: &'a StandIn,
    pub ledger: Ledger,
    poller: LivePoller,
    pub now: Moment,
    /// Notices that a person would have seen.
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

    /// Starts on an empty folder and connects with the right key.
    pub async fn start(fal: &'a StandIn) -> Self {
        Self::connect(fal, ADMIN_KEY).await.unwrap()
    }

    /// Starts with a client that waits only a moment for an answer.
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
        let ledger = open(&folder).await;
        let mut poller = LivePoller::new(client(fal, limits), ledger.clone());
        let now = Moment {
            wall: clock::now(),
            uptime: Duration::ZERO,
        };
        let store = async |_: &Key| Ok::<_, Error>(KeyPlace::File);
        poller
            .connect(Key::from_pasted(key).unwrap(), store, || now, 500)
            .await?;
        Ok(Self {
            fal,
            ledger,
            poller,
            now,
            notices: Vec::new(),
            is_online: true,
            folder,
        })
    }

    /// Ends the program and starts it again on the same folder, with an uptime that begins anew.
    pub async fn restart(self) -> Self {
        self.ledger.close().await;
        let ledger = open(&self.folder).await;
        let mut poller = LivePoller::new(client(self.fal, ClientLimits::default()), ledger.clone());
        poller
            .resume(Key::from_pasted(ADMIN_KEY).unwrap())
            .await
            .unwrap();
        Self {
            ledger,
            poller,
            now: Moment {
                uptime: Duration::ZERO,
                ..self.now
            },
            ..self
        }
    }

    /// Lets seconds pass, and does after each what is due.
    pub async fn seconds(&mut self, count: u32) {
        for _ in 0..count {
            self.second().await;
        }
    }

    /// Lets one second pass, and does what is due then. Returns `true` if something was.
    pub async fn second(&mut self) -> bool {
        self.fal.later(SECOND);
        self.now = Moment {
            wall: self.now.wall + SECOND,
            uptime: self.now.uptime + SECOND,
        };
        self.poll().await
    }

    /// Does what is due, without letting time pass. Returns `true` if something was.
    pub async fn poll(&mut self) -> bool {
        let due = self.poller.due(self.now, || self.is_online);
        if due == PollAction::Nothing {
            return false;
        }
        let now = self.now;
        self.notices
            .extend(self.poller.act(due, || now, 500).await.unwrap());
        true
    }

    /// Lets the computer sleep: the calendar goes on, the uptime does not.
    pub fn sleeps(&mut self, time: Duration) {
        self.fal.later(time);
        self.now.wall += time;
    }

    /// Sets the computer's clock.
    pub fn sets_the_clock(&mut self, forward: chrono::TimeDelta) {
        self.now.wall += forward;
    }

    /// Presses *Refresh*.
    pub async fn refreshes(&mut self) {
        self.poller.poll_now(self.now);
        self.poll().await;
    }

    /// Logs images at 2.5 cents each.
    pub async fn logs(&self, images: u32) {
        let counts = GenericCounts::new(images, 0).unwrap();
        let rates = self.ledger.settings().await.unwrap().rates;
        let jobs = NewJob::from_estimate(&estimate(counts, rates).unwrap(), &Label::default());
        self.ledger
            .log(&jobs, None, JobOrigin::Window, self.now.wall)
            .await
            .unwrap();
    }

    /// Reads the billing record to its end. Returns the number of pages.
    pub async fn reads_the_record(&mut self) -> Result<u32, Error> {
        let mut pages = 1;
        while !self.poller.fetch_page(self.now.wall).await? {
            pages += 1;
        }
        Ok(pages)
    }

    /// Reads one page of the billing record. Returns `true` after the last one.
    pub async fn reads_a_page(&mut self) -> Result<bool, Error> {
        self.poller.fetch_page(self.now.wall).await
    }

    /// Returns all that was spent, in nano-dollars.
    pub async fn spent(&self) -> i64 {
        self.ledger
            .balance(self.now.wall, &Utc)
            .await
            .unwrap()
            .spent
            .cost
            .nano()
    }

    /// Returns the balance that is shown, in nano-dollars.
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

    /// Says that the account's lock is over.
    pub async fn ends_lock(&self) {
        self.ledger.end_lock().await.unwrap();
    }

    /// Returns the account's lock.
    pub async fn lock(&self) -> Option<AccountLock> {
        let balance = self.ledger.balance(self.now.wall, &Utc).await;
        balance.unwrap().lock
    }

    pub async fn connection(&self) -> Connection {
        self.ledger
            .connection()
            .await
            .unwrap()
            .expect("a connection")
    }

    /// Returns the code of the sync error, `locked`, or `none`.
    pub async fn sync_error(&self) -> &'static str {
        let connection = self.connection().await;
        match (self.lock().await, connection.sync_error) {
            (Some(_), _) => "locked",
            (None, Some(error)) => error.into_str(),
            (None, None) => "none",
        }
    }
}

async fn open(folder: &TempDir) -> Ledger {
    let database = folder.path().join(database::FILE_NAME);
    Ledger::new(database::open(&database).await.unwrap(), AccountId::FIRST)
}

/// Returns a client of the stand-in.
pub fn client(fal: &StandIn, limits: ClientLimits) -> Client {
    let variables = fal.variables();
    let get = |name: &str| {
        variables
            .iter()
            .find(|(each, _)| *each == name)
            .map(|(_, value)| value.clone())
    };
    Client::new(&Addresses::from_environment(get).unwrap(), limits).unwrap()
}
