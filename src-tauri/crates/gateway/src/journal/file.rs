//! The journal's append-only file. What was written survives a kill of the program. A record is
//! applied once, by its number; the file is emptied when all of it is in the ledger.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use fal_budget_domain::gateway::Backlog;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, JournalRecord};
use fal_budget_i18n::os_error;
use tokio::sync::futures::Notified;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncMutexGuard, Notify};

use crate::private_files::restrict_permissions;

/// Name of the file in the gateway's folder.
const FILE: &str = "calls.journal";
/// Bytes from which a file that is in the ledger is emptied.
const LARGE: u64 = 1 << 20;
/// Bytes of the file in one batch at most.
const BATCH_BYTES: u64 = 256 << 10;
/// Records of the overflow buffer in one batch at most.
const BATCH_RECORDS: usize = 2_000;
/// Records in the overflow buffer at most; further ones are lost.
const MAX_OVERFLOW: usize = 20_000;
/// Records of the overflow buffer that are written to the file at a time.
const FLUSH_RECORDS: usize = 100;

/// The journal's file, and in memory what it could not take.
#[derive(Debug)]
pub(crate) struct Journal {
    inner: Mutex<Inner>,
    /// Notified when there is something new: a record, or a change that the window should show.
    appended: Notify,
    /// Held from reading a batch to its checkpoint, so that each batch is applied by one task.
    applying: AsyncMutex<()>,
}

#[derive(Debug)]
struct Inner {
    /// Opened to append.
    file: File,
    /// Opened to read: appending does not move its position.
    reader: File,
    /// Number of the newest record.
    last: i64,
    /// Number of the newest record that is in the ledger.
    applied: i64,
    /// Length of the file in bytes.
    written: u64,
    /// Bytes at the file's beginning that are in the ledger.
    checkpointed: u64,
    /// Records that the file did not take, in order.
    overflow: VecDeque<JournalRecord>,
    /// Number of records that the overflow buffer did not take either.
    lost: u64,
}

/// Records that are applied to the ledger in one transaction.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The records, oldest first.
    pub(crate) records: Vec<JournalRecord>,
    /// Bytes of the file that the batch covers, lines that cannot be parsed included.
    bytes: u64,
}

impl Journal {
    /// Opens the journal in a folder. `applied` is the number of the last record in the ledger.
    pub(crate) fn open(folder: &Path, applied: i64) -> io::Result<Self> {
        let (file, mut reader) = open_file(&folder.join(FILE))?;
        let mut text = Vec::new();
        reader.read_to_end(&mut text)?;
        let (mut last, mut written) = (applied, 0);
        for line in whole_lines(&text) {
            written += line.len() as u64;
            if let Ok(record) = serde_json::from_slice::<JournalRecord>(line) {
                last = last.max(record.number);
            }
        }
        // A last line without its end was cut by a crash: the next record must not continue it.
        file.set_len(written)?;
        let inner = Inner {
            file,
            reader,
            last,
            applied,
            written,
            // From the beginning: the ledger passes over the records that it has.
            checkpointed: 0,
            overflow: VecDeque::new(),
            lost: 0,
        };
        Ok(Self {
            inner: Mutex::new(inner),
            appended: Notify::new(),
            applying: AsyncMutex::new(()),
        })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends what happened to calls, all or none of it, and returns the number of the last
    /// record. An event without a call begins one, whose number is that of its record.
    pub(crate) fn append(
        &self,
        at: DateTime<Utc>,
        events: impl IntoIterator<Item = (Option<CallRef>, CallEvent)>,
    ) -> i64 {
        // Blocking, on async threads too: the write goes into the system's cache, where it takes
        // microseconds, and is not synced.
        let mut inner = self.inner();
        let mut records = Vec::new();
        for (call, event) in events {
            inner.last += 1;
            let number = inner.last;
            records.push(JournalRecord {
                number,
                at,
                call: call.unwrap_or(CallRef::Call(number)),
                event,
            });
        }
        inner.append_or_buffer(records);
        let last = inner.last;
        drop(inner);
        self.appended.notify_one();
        last
    }

    /// Reads what is not in the ledger, as [`Self::next_batch`] does, and takes `count` numbers
    /// after it for calls that begin in the same transaction. `None` if there is more than one
    /// batch, and `Err` if records are in memory only: the file took none of them, and a call that
    /// cannot be recorded must not begin. The caller holds [`Self::begin_applying`].
    pub(crate) fn take_numbers(&self, count: usize) -> io::Result<Option<(Batch, i64)>> {
        let mut inner = self.inner();
        if !inner.overflow.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        if inner.written - inner.checkpointed > BATCH_BYTES {
            return Ok(None);
        }
        let text = inner.read()?;
        // Before the lock is open again: a record that another call appends meanwhile must have a
        // higher number, or the ledger would pass over it.
        let first = inner.last + 1;
        let last = i64::try_from(count)
            .ok()
            .and_then(|count| inner.last.checked_add(count));
        inner.last = last.ok_or(io::ErrorKind::InvalidData)?;
        drop(inner);
        Ok(Some((parse(&text), first)))
    }

    /// Moves the checkpoint past a batch, and past `count` numbers from `first` on, which are in
    /// the ledger now or belong to no call.
    pub(crate) fn checkpoint_with(
        &self,
        batch: &Batch,
        first: i64,
        count: usize,
    ) -> io::Result<()> {
        let last = first - 1 + i64::try_from(count).unwrap_or_default();
        let mut inner = self.inner();
        inner.applied = inner.applied.max(last);
        drop(inner);
        self.checkpoint(batch)?;
        self.appended.notify_one();
        Ok(())
    }

    /// Gives numbers back that no call has got, unless later ones were given since.
    pub(crate) fn return_numbers(&self, first: i64, count: usize) {
        let mut inner = self.inner();
        let next = first + i64::try_from(count).unwrap_or_default();
        if inner.last + 1 == next {
            inner.last = first - 1;
        }
    }

    /// Waits for something new: a record, or what [`Self::notify`] announces.
    pub(crate) fn notified(&self) -> Notified<'_> {
        self.appended.notified()
    }

    /// Announces a change that the window should show, and that wrote no record.
    pub(crate) fn notify(&self) {
        self.appended.notify_one();
    }

    /// Waits until no other task applies records. Further ones wait while the guard is held.
    pub(crate) async fn begin_applying(&self) -> AsyncMutexGuard<'_, ()> {
        self.applying.lock().await
    }

    /// Returns the number of the newest record.
    pub(crate) fn last(&self) -> i64 {
        self.inner().last
    }

    /// Returns the number of the newest record that is in the ledger.
    pub(crate) fn applied(&self) -> i64 {
        self.inner().applied
    }

    /// Continues the numbering after `number`, the last record in another database that was put in
    /// place.
    pub(crate) fn continue_after(&self, number: i64) {
        let mut inner = self.inner();
        inner.last = inner.last.max(number);
        inner.applied = inner.applied.max(number);
    }

    /// Reads the oldest records that are not in the ledger. The batch is empty if there are none.
    pub(crate) fn next_batch(&self) -> io::Result<Batch> {
        let text = self.inner().read()?;
        let mut batch = parse(&text);
        // Memory last: its records are newer than any in the file.
        if text.is_empty() {
            let inner = self.inner();
            batch.records = inner.overflow.iter().take(BATCH_RECORDS).cloned().collect();
        }
        Ok(batch)
    }

    /// Moves the checkpoint past a batch that is in the ledger now, and empties the file if that
    /// was all of it.
    pub(crate) fn checkpoint(&self, batch: &Batch) -> io::Result<()> {
        let mut inner = self.inner();
        inner.checkpointed += batch.bytes;
        if let Some(newest) = batch.records.last() {
            inner.applied = inner.applied.max(newest.number);
            // The file may have taken these records since the batch was read. Then they come again,
            // and the ledger passes over them.
            while inner
                .overflow
                .front()
                .is_some_and(|record| record.number <= newest.number)
            {
                inner.overflow.pop_front();
            }
        }
        // Not after every batch, which would truncate the file for nearly every call.
        if inner.checkpointed == inner.written && inner.written > LARGE {
            inner.empty()
        } else {
            Ok(())
        }
    }

    /// Empties the file at an orderly end, if all of it is in the ledger.
    pub(crate) fn close(&self) -> io::Result<()> {
        let mut inner = self.inner();
        if inner.checkpointed == inner.written {
            inner.empty()
        } else {
            Ok(())
        }
    }

    /// Counts the records that are not in the ledger.
    pub(crate) fn backlog(&self) -> Backlog {
        let inner = self.inner();
        // Lost records have had their numbers, too.
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

/// Parses the lines of a batch.
fn parse(text: &[u8]) -> Batch {
    let mut batch = Batch::default();
    // Parsed without the journal's lock: calls go on meanwhile.
    for line in whole_lines(text) {
        batch.bytes += line.len() as u64;
        // A line that cannot be parsed is passed over, or nothing after it would be applied.
        batch
            .records
            .extend(serde_json::from_slice::<JournalRecord>(line));
    }
    batch
}

impl Batch {
    /// Tells whether the journal had nothing to apply.
    pub(crate) const fn is_empty(&self) -> bool {
        // A batch of unreadable lines has bytes to pass over, and is not empty.
        self.bytes == 0 && self.records.is_empty()
    }
}

impl Inner {
    fn empty(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        (self.written, self.checkpointed) = (0, 0);
        Ok(())
    }

    /// Reads the file from the checkpoint on, up to [`BATCH_BYTES`].
    fn read(&mut self) -> io::Result<Vec<u8>> {
        let length = (self.written - self.checkpointed).min(BATCH_BYTES);
        let mut text = Vec::new();
        if length > 0 {
            self.reader.seek(SeekFrom::Start(self.checkpointed))?;
            (&self.reader).take(length).read_to_end(&mut text)?;
        }
        Ok(text)
    }

    /// Writes lines at the end of the file, all or none of them.
    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(text) {
            // Half a line would swallow the beginning of the next.
            let _ = self.file.set_len(self.written);
            return Err(error);
        }
        self.written += text.len() as u64;
        Ok(())
    }

    /// Appends records to the file, or to the overflow buffer if the file takes none or others are
    /// buffered already.
    fn append_or_buffer(&mut self, records: Vec<JournalRecord>) {
        if self.overflow.is_empty() {
            match self.write(&to_lines(&records)) {
                Ok(()) => return,
                Err(error) => log::error!(
                    "the journal's records stay in memory: {}",
                    os_error::describe(&error)
                ),
            }
            self.overflow.extend(records);
        } else {
            self.overflow.extend(records);
            self.flush_overflow();
        }
        // The newest are dropped, never the oldest: a call whose begin is known can still be
        // billed, an end without a begin means nothing.
        let surplus = self.overflow.len().saturating_sub(MAX_OVERFLOW);
        self.lost += surplus as u64;
        self.overflow.truncate(MAX_OVERFLOW);
    }

    /// Moves records from the overflow buffer to the file until the file takes no more.
    fn flush_overflow(&mut self) {
        while !self.overflow.is_empty() {
            // Few at a time: on a full disk, each new call pays for one failed write of these, and
            // not of all that are buffered.
            let count = self.overflow.len().min(FLUSH_RECORDS);
            let text = to_lines(self.overflow.iter().take(count));
            if self.write(&text).is_err() {
                break;
            }
            self.overflow.drain(..count);
        }
    }
}

/// Opens a private file twice: to append, and to read.
fn open_file(path: &Path) -> io::Result<(File, File)> {
    restrict_permissions(path)?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok((options.open(path)?, File::open(path)?))
}

/// Splits into lines with their ends. A last line without its end is left out.
fn whole_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
        .filter(|line| line.ends_with(b"\n"))
}

/// Serializes records, one JSON object a line.
fn to_lines<'a>(records: impl IntoIterator<Item = &'a JournalRecord>) -> Vec<u8> {
    let mut text = Vec::with_capacity(512);
    for record in records {
        // Cannot fail for these types; half a line would be passed over when it is read.
        let _ = serde_json::to_writer(&mut text, record);
        text.push(b'\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_domain::gateway::call::{Caller, Outcome};
    use fal_budget_domain::tariffs::charge::request_params::RequestParams;

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
                caller: Caller::default(),
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
            .map(|record| record.number)
            .collect()
    }

    #[test]
    fn records_survive_a_kill_and_are_applied_once() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 7).unwrap();
        let call = journal.append(now(), [began()]);
        journal.append(now(), [ended(call)]);
        drop(journal);
        let journal = Journal::open(folder.path(), 7).unwrap();
        let batch = journal.next_batch().unwrap();
        assert_eq!(
            batch
                .records
                .iter()
                .map(|record| record.number)
                .collect::<Vec<_>>(),
            [8, 9]
        );
        assert_eq!(batch.records[1].call, CallRef::Call(8));
        journal.checkpoint(&batch).unwrap();
        assert!(journal.next_batch().unwrap().is_empty());
        assert_eq!(journal.backlog(), Backlog::default());
        assert_eq!(
            journal.append(now(), [began()]),
            10,
            "numbers never begin anew"
        );
    }

    #[test]
    fn a_line_that_was_cut_is_dropped_and_the_next_begins_on_its_own() {
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
    fn a_line_that_cannot_be_parsed_holds_nothing_up() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "nonsense\n").unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        journal.append(now(), [began()]);
        let batch = journal.next_batch().unwrap();
        assert_eq!(batch.records.len(), 1);
        journal.checkpoint(&batch).unwrap();
        assert!(journal.next_batch().unwrap().is_empty());
    }

    #[test]
    fn the_file_is_emptied_when_all_of_it_is_in_the_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        let length = || std::fs::metadata(folder.path().join(FILE)).unwrap().len();
        while length() <= LARGE {
            journal.append(now(), (0..500).map(|_| began()));
        }
        let mut applied = 0;
        loop {
            let batch = journal.next_batch().unwrap();
            if batch.is_empty() {
                break;
            }
            applied += i64::try_from(batch.records.len()).unwrap();
            journal.checkpoint(&batch).unwrap();
        }
        assert_eq!(length(), 0);
        journal.append(now(), [began()]);
        assert_eq!(numbers(&journal), [applied + 1]);
    }

    /// A full disk, played by a file that is open for reading only.
    #[test]
    fn records_that_the_file_does_not_take_stay_in_memory_and_in_order() {
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
        let batch = journal.next_batch().unwrap();
        assert_eq!(batch.records.len(), 1, "first what the file has");
        journal.checkpoint(&batch).unwrap();
        assert_eq!(numbers(&journal), [2, 3], "then what memory has");
        journal.inner().file = good;
        journal.append(now(), [began()]);
        assert_eq!(numbers(&journal), [2, 3, 4]);
        assert!(!journal.backlog().is_in_memory);
    }

    #[test]
    fn a_call_that_must_be_recorded_does_not_begin_if_it_cannot_be() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        let begin = || journal.take_numbers(1);
        let (_, first) = begin().unwrap().unwrap();
        assert_eq!(first, 1);
        journal.append(now(), [ended(1)]);
        let good = std::mem::replace(
            &mut journal.inner().file,
            File::open(folder.path().join(FILE)).unwrap(),
        );
        journal.append(now(), [ended(1)]);
        assert!(begin().is_err(), "what waits in memory comes first");
        journal.inner().file = good;
        journal.append(now(), [ended(1)]);
        let (batch, first) = begin().unwrap().unwrap();
        assert_eq!((batch.records.len(), first), (3, 5));
        journal.append(now(), [ended(1)]);
        assert_eq!(
            numbers(&journal),
            [2, 3, 4, 6],
            "later ones have higher numbers"
        );
        journal.checkpoint_with(&batch, first, 1).unwrap();
        assert_eq!(journal.applied(), 5);
        let (_, first) = begin().unwrap().unwrap();
        journal.return_numbers(first, 1);
        assert_eq!(
            journal.last(),
            6,
            "a number that no call has got is free again"
        );
    }

    #[test]
    fn memory_is_bounded_too_and_lost_records_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        journal.inner().file = File::open(folder.path().join(FILE)).unwrap();
        journal.append(now(), (0..MAX_OVERFLOW + 5).map(|_| began()));
        assert_eq!(
            journal.backlog(),
            Backlog {
                waiting: MAX_OVERFLOW as u64,
                is_in_memory: true,
                lost: 5
            }
        );
    }
}
