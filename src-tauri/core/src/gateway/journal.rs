//! The gateway's notes on their way into the ledger: a file that only grows at its end, so that a
//! call never waits for the database, and what is written survives a kill of the program. A note is
//! taken once, by its number; the file is emptied when all of it is in the ledger.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::{Mutex as AsyncMutex, Notify};

use super::private_files::restrict_permissions;
use crate::domain::call::{CallEvent, CallRef, JournalRecord};
use crate::os_error;

/// The file in the gateway's folder.
const FILE: &str = "calls.journal";
/// It is emptied when it has grown to this.
const LARGE: u64 = 1 << 20;
/// The most that is taken at a time, in bytes.
const PORTION: u64 = 256 << 10;
/// The most notes that are kept in memory while the file cannot be written.
const MOST_SPARE: usize = 20_000;
/// So many of them are tried at a time.
const SOME: usize = 100;

/// The notes that are not in the ledger yet.
#[derive(Debug)]
pub(super) struct Journal {
    inner: Mutex<Inner>,
    /// Something was noted.
    pub(super) appended: Notify,
    /// Held by whoever writes notes into the ledger: each is taken once.
    pub(super) applying: AsyncMutex<()>,
}

#[derive(Debug)]
struct Inner {
    /// Opened to append.
    file: File,
    reader: File,
    /// The number of the last note, and of the last that is in the ledger.
    last: i64,
    applied: i64,
    /// The length of the file, and how much of it is in the ledger.
    written: u64,
    checkpointed: u64,
    /// Notes that the file did not take, in order, and how many went lost beyond them.
    overflow: VecDeque<JournalRecord>,
    lost: u64,
}

/// How the notes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Notes that are not in the ledger yet.
    pub waiting: u64,
    /// The file cannot be written: they are in memory only.
    pub is_in_memory: bool,
    /// Notes that could not even be kept there.
    pub lost: u64,
}

/// Notes to be taken next.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// In order.
    pub(super) records: Vec<JournalRecord>,
    /// How much of the file they are, with lines that cannot be read.
    bytes: u64,
}

impl Journal {
    /// Opens the file in a folder. `last` is the number of the last note that is in the ledger.
    pub(super) fn open(folder: &Path, last: i64) -> io::Result<Self> {
        let path = folder.join(FILE);
        restrict_permissions(&path)?;
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        let mut reader = File::open(&path)?;
        let mut text = Vec::new();
        let mut inner = Inner {
            file,
            reader: reader.try_clone()?,
            last,
            applied: last,
            written: 0,
            checkpointed: 0,
            overflow: VecDeque::new(),
            lost: 0,
        };
        reader.read_to_end(&mut text)?;
        for line in text
            .split_inclusive(|byte| *byte == b'\n')
            .filter(|line| line.ends_with(b"\n"))
        {
            inner.written += line.len() as u64;
            if let Ok(note) = serde_json::from_slice::<JournalRecord>(line) {
                inner.last = inner.last.max(note.number);
            }
        }
        // A line that a crash has cut is none.
        inner.file.set_len(inner.written)?;
        Ok(Self {
            inner: Mutex::new(inner),
            appended: Notify::new(),
            applying: AsyncMutex::new(()),
        })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what happened to calls, all or none of it, and gives the number of the last note.
    /// Writing to a file that nobody waits to reach the disk takes microseconds, also in front of
    /// other work.
    pub(super) fn append(
        &self,
        at: DateTime<Utc>,
        what: impl IntoIterator<Item = (Option<CallRef>, CallEvent)>,
    ) -> i64 {
        let mut inner = self.inner();
        let mut notes = Vec::new();
        for (of, what) in what {
            inner.last += 1;
            let number = inner.last;
            notes.push(JournalRecord {
                number,
                at,
                call: of.unwrap_or(CallRef::Call(number)),
                event: what,
            });
        }
        inner.keep(notes);
        let last = inner.last;
        drop(inner);
        self.appended.notify_one();
        last
    }

    /// Notes that a call begins, only if the file takes it; gives its number.
    pub(super) fn append_durable(&self, at: DateTime<Utc>, began: CallEvent) -> io::Result<i64> {
        let mut inner = self.inner();
        if !inner.overflow.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let number = inner.last + 1;
        let note = JournalRecord {
            number,
            at,
            call: CallRef::Call(number),
            event: began,
        };
        inner.append(&lines([&note]))?;
        inner.last = number;
        drop(inner);
        self.appended.notify_one();
        Ok(number)
    }

    /// The number of the last note.
    pub(super) fn last(&self) -> i64 {
        self.inner().last
    }

    /// The number of the last note that is in the ledger.
    pub(super) fn applied(&self) -> i64 {
        self.inner().applied
    }

    /// Numbers go on after this one, where another database was put in place.
    pub(super) fn continue_after(&self, number: i64) {
        let mut inner = self.inner();
        inner.last = inner.last.max(number);
        inner.applied = inner.applied.max(number);
    }

    /// The next notes, oldest first; none where all are in the ledger.
    pub(super) fn next_batch(&self) -> io::Result<Batch> {
        let text = self.inner().read()?;
        let mut portion = Batch::default();
        // Read without the lock: calls go on meanwhile.
        for line in text
            .split_inclusive(|byte| *byte == b'\n')
            .filter(|line| line.ends_with(b"\n"))
        {
            portion.bytes += line.len() as u64;
            portion
                .records
                .extend(serde_json::from_slice::<JournalRecord>(line));
        }
        if text.is_empty() {
            portion.records = self.inner().overflow.iter().take(2_000).cloned().collect();
        }
        Ok(portion)
    }

    /// Those notes are in the ledger now.
    pub(super) fn checkpoint(&self, portion: &Batch) -> io::Result<()> {
        let mut inner = self.inner();
        inner.checkpointed += portion.bytes;
        if let Some(newest) = portion.records.last() {
            inner.applied = inner.applied.max(newest.number);
            // Meanwhile the file may have taken them: then they are passed over when they come
            // again.
            while inner
                .overflow
                .front()
                .is_some_and(|note| note.number <= newest.number)
            {
                inner.overflow.pop_front();
            }
        }
        if inner.checkpointed == inner.written && inner.written > LARGE {
            inner.empty()
        } else {
            Ok(())
        }
    }

    /// Empties the file where all of it is in the ledger, at an orderly end.
    pub(super) fn close(&self) -> io::Result<()> {
        let mut inner = self.inner();
        if inner.checkpointed == inner.written {
            inner.empty()
        } else {
            Ok(())
        }
    }

    /// How the notes stand.
    pub(super) fn backlog(&self) -> Backlog {
        let inner = self.inner();
        let waiting = u64::try_from(inner.last - inner.applied)
            .unwrap_or_default()
            .saturating_sub(inner.lost);
        Backlog {
            waiting,
            is_in_memory: !inner.overflow.is_empty(),
            lost: inner.lost,
        }
    }
}

impl Batch {
    /// There is nothing to take.
    pub(super) const fn is_empty(&self) -> bool {
        self.bytes == 0 && self.records.is_empty()
    }
}

impl Inner {
    fn empty(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        (self.written, self.checkpointed) = (0, 0);
        Ok(())
    }

    /// The next part of the file that is not in the ledger.
    fn read(&mut self) -> io::Result<Vec<u8>> {
        let length = (self.written - self.checkpointed).min(PORTION);
        let mut text = Vec::new();
        if length > 0 {
            self.reader.seek(SeekFrom::Start(self.checkpointed))?;
            (&self.reader).take(length).read_to_end(&mut text)?;
        }
        Ok(text)
    }

    /// Writes lines at the end, all or none of them.
    fn append(&mut self, text: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(text) {
            // What was written of a line would stand in front of the next.
            let _ = self.file.set_len(self.written);
            return Err(error);
        }
        self.written += text.len() as u64;
        Ok(())
    }

    /// Writes notes after those that wait in memory already.
    fn keep(&mut self, notes: Vec<JournalRecord>) {
        if self.overflow.is_empty() {
            match self.append(&lines(&notes)) {
                Ok(()) => return,
                Err(error) => log::error!(
                    "the gateway's notes stay in memory: {}",
                    os_error::describe(&error)
                ),
            }
            self.overflow.extend(notes);
        } else {
            self.overflow.extend(notes);
            self.write_overflow();
        }
        let surplus = self.overflow.len().saturating_sub(MOST_SPARE);
        self.lost += surplus as u64;
        self.overflow.truncate(MOST_SPARE);
    }

    /// Some at a time: where the file takes none, a call does not wait for all that were noted
    /// before it.
    fn write_overflow(&mut self) {
        while !self.overflow.is_empty() {
            let count = self.overflow.len().min(SOME);
            let text = lines(self.overflow.iter().take(count));
            if self.append(&text).is_err() {
                break;
            }
            self.overflow.drain(..count);
        }
    }
}

/// A line each. One that cannot be written is one that cannot be read: it is passed over.
fn lines<'a>(notes: impl IntoIterator<Item = &'a JournalRecord>) -> Vec<u8> {
    let mut text = Vec::with_capacity(512);
    for note in notes {
        let _ = serde_json::to_writer(&mut text, note);
        text.push(b'\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::call::Outcome;
    use crate::domain::request_params::RequestParams;

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn began() -> (Option<CallRef>, CallEvent) {
        (
            None,
            CallEvent::Began {
                endpoint: "fal-ai/flux/dev".to_owned(),
                queued: false,
                params: RequestParams::default(),
            },
        )
    }

    fn ended(call: i64) -> (Option<CallRef>, CallEvent) {
        (
            Some(CallRef::Call(call)),
            CallEvent::Ended(Outcome::Unmetered),
        )
    }

    fn numbers(journal: &Journal) -> Vec<i64> {
        journal
            .next_batch()
            .unwrap()
            .records
            .iter()
            .map(|note| note.number)
            .collect()
    }

    #[test]
    fn what_was_noted_is_there_after_a_kill_and_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 7).unwrap();
        let call = journal.append(now(), [began()]);
        journal.append(now(), [ended(call)]);
        drop(journal);
        let journal = Journal::open(folder.path(), 7).unwrap();
        let portion = journal.next_batch().unwrap();
        assert_eq!(
            portion
                .records
                .iter()
                .map(|note| note.number)
                .collect::<Vec<_>>(),
            [8, 9]
        );
        assert_eq!(portion.records[1].call, CallRef::Call(8));
        journal.checkpoint(&portion).unwrap();
        assert!(journal.next_batch().unwrap().is_empty());
        assert_eq!(journal.backlog(), Backlog::default());
        assert_eq!(
            journal.append(now(), [began()]),
            10,
            "numbers never begin anew"
        );
    }

    #[test]
    fn a_line_that_was_cut_is_none_and_the_next_begins_on_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        journal.append(now(), [began(), began()]);
        drop(journal);
        let path = folder.path().join(FILE);
        let text = std::fs::read(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 10]).unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        journal.append(now(), [began()]);
        assert_eq!(
            numbers(&journal),
            [1, 2],
            "the cut one's number was free again"
        );
    }

    #[test]
    fn a_line_that_cannot_be_read_holds_nothing_up() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "nonsense\n").unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        journal.append(now(), [began()]);
        let portion = journal.next_batch().unwrap();
        assert_eq!(portion.records.len(), 1);
        journal.checkpoint(&portion).unwrap();
        assert!(journal.next_batch().unwrap().is_empty());
    }

    #[test]
    fn it_is_emptied_when_all_of_it_is_in_the_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        let length = || std::fs::metadata(folder.path().join(FILE)).unwrap().len();
        while length() <= LARGE {
            journal.append(now(), (0..500).map(|_| began()));
        }
        let mut taken = 0;
        loop {
            let portion = journal.next_batch().unwrap();
            if portion.is_empty() {
                break;
            }
            taken += i64::try_from(portion.records.len()).unwrap();
            journal.checkpoint(&portion).unwrap();
        }
        assert_eq!(length(), 0);
        journal.append(now(), [began()]);
        assert_eq!(numbers(&journal), [taken + 1]);
    }

    /// A full disk, played by a file that is open for reading only.
    #[test]
    fn what_the_file_does_not_take_stays_in_memory_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        journal.append(now(), [began()]);
        let good = std::mem::replace(
            &mut journal.inner().file,
            File::open(folder.path().join(FILE)).unwrap(),
        );
        journal.append(now(), [began()]);
        journal.append(now(), [began()]);
        assert_eq!(
            journal.backlog(),
            Backlog {
                waiting: 3,
                is_in_memory: true,
                lost: 0
            }
        );
        let portion = journal.next_batch().unwrap();
        assert_eq!(portion.records.len(), 1, "first what the file has");
        journal.checkpoint(&portion).unwrap();
        assert_eq!(numbers(&journal), [2, 3], "then what is in memory");
        journal.inner().file = good;
        journal.append(now(), [began()]);
        assert_eq!(numbers(&journal), [2, 3, 4]);
        assert!(!journal.backlog().is_in_memory);
    }

    #[test]
    fn a_call_that_must_be_written_down_is_none_where_it_cannot_be() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        let begin = || journal.append_durable(now(), began().1);
        assert_eq!(begin().unwrap(), 1);
        let good = std::mem::replace(
            &mut journal.inner().file,
            File::open(folder.path().join(FILE)).unwrap(),
        );
        assert!(begin().is_err());
        journal.append(now(), [ended(1)]);
        journal.inner().file = good;
        assert!(begin().is_err(), "what waits in memory comes first");
        journal.append(now(), [ended(1)]);
        assert_eq!(begin().unwrap(), 4);
        assert_eq!(numbers(&journal), [1, 2, 3, 4]);
    }

    #[test]
    fn memory_is_bounded_too_and_what_is_lost_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        journal.inner().file = File::open(folder.path().join(FILE)).unwrap();
        journal.append(now(), (0..MOST_SPARE + 5).map(|_| began()));
        assert_eq!(
            journal.backlog(),
            Backlog {
                waiting: MOST_SPARE as u64,
                is_in_memory: true,
                lost: 5
            }
        );
    }
}
