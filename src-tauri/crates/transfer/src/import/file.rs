//! A file of jobs: recognizing its format, and reading its rows one by one.

use std::cell::{Cell as Shared, RefCell};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use chrono::{DateTime, FixedOffset, NaiveTime, TimeZone, Utc};
use fal_budget_domain::jobs::imported::RowResult;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::spending::day::{self, TimeError};

use super::mapping::Mapping;
use super::row::RowReader;
use super::source::{Source, TextEncoding};
use super::{objects, table};
use crate::columns::{DayOrder, Decimals, FileConventions, JobField, WrittenTime, written};

/// Reason why a file cannot be read as a whole; nothing of such a file is stored.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum ImportError {
    /// No bytes, or no rows.
    Empty,
    /// Not text.
    Binary,
    /// The row of this number has more than 16 million bytes.
    TooLong(u64),
    /// Not JSON.
    Json {
        /// Line of the mistake, from 1.
        line: usize,
        /// Column in that line, from 1.
        column: usize,
        /// The JSON reader's words, in English.
        reason: String,
    },
    /// A needed field, named by its label, has no column.
    Unmapped(String),
    /// No imported field has this name.
    NoField(String),
    /// The file has no column of this name.
    NoColumn(String),
    /// The file cannot be opened or read.
    Unreadable(#[from] io::Error),
}

impl ToMessage for ImportError {
    fn to_message(&self) -> Message {
        match self {
            Self::Empty => message!("import-empty"),
            Self::Binary => message!("import-binary"),
            Self::TooLong(value) => message!(
                "import-row-too-long",
                row = value.to_string(),
                most = MAX_MEGABYTES
            ),
            Self::Json {
                column,
                line,
                reason,
            } => message!(
                "import-json",
                line = line.to_string(),
                column = column.to_string(),
                reason = reason
            ),
            Self::Unmapped(value) => message!("import-unmapped", field = value),
            Self::NoField(value) => message!("import-no-field", field = value, all = field_names()),
            Self::NoColumn(value) => message!("import-no-column", column = value),
            Self::Unreadable(value) => message!("import-unreadable", reason = value),
        }
    }
}

fn field_names() -> String {
    let names: Vec<_> = JobField::imported().map(JobField::name).collect();
    names.join(", ")
}

/// Longest row in bytes. A quote that is never closed would make one row of the rest of the file.
const MAX_ROW: u64 = MAX_MEGABYTES as u64 * 1_000_000;
const MAX_MEGABYTES: u32 = 16;
/// Bytes from which a format is recognized.
const SAMPLE: u64 = 64 * 1024;

/// File of jobs in a known format.
#[derive(Clone, Debug)]
pub struct JobFile {
    source: Source,
    format: FileFormat,
    columns: Vec<String>,
    size: u64,
}

#[derive(Clone, Copy, Debug)]
enum FileFormat {
    Csv {
        delimiter: u8,
        /// Number of the line with the headers, from 0. Those before it are no jobs.
        header: usize,
    },
    Json,
}

impl FileFormat {
    /// Recognizes the format by the beginning of a file.
    fn of(begin: &[u8]) -> Result<Self, ImportError> {
        if begin.contains(&0) {
            return Err(ImportError::Binary);
        }
        let text = without_byte_order_mark(begin);
        match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => Err(ImportError::Empty),
            Some(b'[' | b'{') => Ok(Self::Json),
            Some(_) => {
                let delimiter = table::delimiter(text);
                let header = table::header(text, delimiter);
                Ok(Self::Csv { delimiter, header })
            }
        }
    }

    /// Decimal mark of the format: a point where commas separate the values.
    const fn decimals(self) -> Decimals {
        match self {
            Self::Csv {
                delimiter: b',', ..
            }
            | Self::Json => Decimals::Point,
            Self::Csv { .. } => Decimals::Comma,
        }
    }
}

impl JobFile {
    /// Recognizes a file, or the standard input for `-`, and reads the names of its columns.
    /// `encoding` is the person's word for it, which goes before what the file looks like.
    pub fn open(path: &Path, encoding: Option<TextEncoding>) -> Result<Self, ImportError> {
        let mut begin = Vec::new();
        let source = Source::open(path, encoding)?;
        let file = source.file()?;
        let size = file.metadata()?.len();
        file.take(SAMPLE).read_to_end(&mut begin)?;
        let format = FileFormat::of(&begin)?;
        let mut file = Self {
            source,
            format,
            columns: Vec::new(),
            size,
        };
        file.columns = match format {
            FileFormat::Csv { delimiter, header } => {
                table::columns(file.text()?, delimiter, header)?
            }
            FileFormat::Json => objects::columns(file.text()?)?,
        };
        if file.columns.is_empty() {
            Err(ImportError::Empty)
        } else {
            Ok(file)
        }
    }

    /// Names of the columns: headers of CSV, names in the first objects of JSON.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Encoding in which the file was found.
    #[must_use]
    pub const fn encoding(&self) -> TextEncoding {
        self.source.encoding
    }

    /// Tells whether the file was packed.
    #[must_use]
    pub const fn is_packed(&self) -> bool {
        self.source.is_packed
    }

    /// Number of lines before the headers, which are no jobs.
    #[must_use]
    pub const fn skipped(&self) -> usize {
        match self.format {
            FileFormat::Csv { header, .. } => header,
            FileFormat::Json => 0,
        }
    }

    /// Size in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Looks at the times of all rows, and chooses how to read them where they do not say it
    /// themselves. `chosen` is the person's word.
    pub fn survey<Z: TimeZone>(
        &self,
        mapping: &Mapping,
        chosen: TimeCustoms,
        (now, zone): (DateTime<Utc>, &Z),
    ) -> Result<TimeCustoms, ImportError> {
        let survey = RefCell::new(TimeSurvey::default());
        let only_times = mapping.only(JobField::Time);
        let reader = RowReader {
            mapping: &only_times,
            conventions: FileConventions {
                decimals: self.format.decimals(),
                read_time: &|cell| {
                    survey.borrow_mut().add(&cell.text, zone);
                    Err(TimeError::Unreadable)
                },
            },
        };
        let visit = |_, _| ControlFlow::Continue(());
        match self.format {
            FileFormat::Csv { delimiter, header } => {
                table::rows(self.text()?, (delimiter, header), &reader, visit)?;
            }
            FileFormat::Json => objects::rows(self.text()?, &reader, visit)?,
        }
        Ok(survey.into_inner().customs(chosen, now))
    }

    /// Walks the rows. `visit` takes each with the number of bytes read so far, and can end the
    /// walk. Times are read by `customs`, local ones without a zone of the file in `zone`, and none
    /// may be later than `now`.
    pub fn rows<Z: TimeZone>(
        &self,
        mapping: &Mapping,
        customs: TimeCustoms,
        (now, zone): (DateTime<Utc>, &Z),
        visit: impl FnMut(u64, RowResult) -> ControlFlow<()>,
    ) -> Result<(), ImportError> {
        let reader = RowReader {
            mapping,
            conventions: FileConventions {
                decimals: self.format.decimals(),
                read_time: &|cell| {
                    let written = written(&cell.text).ok_or(TimeError::Unreadable)?;
                    match customs.zone {
                        Some(offset) => written.past(customs.order, now, &offset),
                        None => written.past(customs.order, now, zone),
                    }
                },
            },
        };
        match self.format {
            FileFormat::Csv { delimiter, header } => {
                table::rows(self.text()?, (delimiter, header), &reader, visit)
            }
            FileFormat::Json => objects::rows(self.text()?, &reader, visit),
        }
    }

    /// Opens the file behind its byte order mark.
    fn text(&self) -> Result<RowLimit, ImportError> {
        let mut file = self.source.file()?;
        let mut begin = Vec::new();
        Read::by_ref(&mut file).take(3).read_to_end(&mut begin)?;
        let mark = begin.len() - without_byte_order_mark(&begin).len();
        file.seek(SeekFrom::Start(u64::try_from(mark).unwrap_or_default()))?;
        Ok(RowLimit {
            file: BufReader::new(file),
            progress: ReadProgress::default(),
        })
    }
}

/// Cuts off the byte order mark of UTF-8, which would become a part of the first header.
fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes)
}

/// Bytes read of a file: in all, and since the end of the last row. Shared between the file, which
/// counts, and the walk, which knows the rows.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadProgress(Rc<Shared<(u64, u64)>>);

impl ReadProgress {
    /// Ends a row. Returns the number of bytes read in all.
    pub(super) fn row_ends(&self) -> u64 {
        let (all, _) = self.0.get();
        self.0.set((all, 0));
        all
    }

    /// Returns `true` once the current row is too long.
    pub(super) fn is_over(&self) -> bool {
        self.0.get().1 > MAX_ROW
    }
}

/// File whose reading fails when a row is too long.
pub(super) struct RowLimit {
    file: BufReader<File>,
    pub(super) progress: ReadProgress,
}

impl Read for RowLimit {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(to)?;
        let (all, row) = self.progress.0.get();
        let more = u64::try_from(count).unwrap_or_default();
        self.progress.0.set((all + more, row + more));
        if self.progress.is_over() {
            // The CSV and JSON readers hold a whole row in memory: ended here, it stays bounded.
            Err(io::Error::other("too long"))
        } else {
            Ok(count)
        }
    }
}

/// Reading of times that do not say their zone or their order of day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeCustoms {
    /// Zone of local times; `None` for this computer's.
    pub zone: Option<FixedOffset>,
    /// Order of day and month; `None` while nobody has said it and the file does not show it.
    pub order: Option<DayOrder>,
    /// Some times name no zone.
    pub has_local: bool,
}

/// What the times of a file show together.
#[derive(Debug, Default)]
struct TimeSurvey {
    has_local: bool,
    /// Latest local time, as a moment in this computer's zone and in UTC.
    latest: Option<(DateTime<Utc>, DateTime<Utc>)>,
    has_day_first: bool,
    has_month_first: bool,
}

impl TimeSurvey {
    fn add<Z: TimeZone>(&mut self, text: &str, zone: &Z) {
        let local = match written(text) {
            Some(WrittenTime::Local(time)) => time,
            Some(WrittenTime::Day(date)) => date.and_time(NaiveTime::MIN),
            _ => return,
        };
        self.has_local = true;
        if let (Some(here), Some(utc)) = (day::local(local, zone), day::local(local, &Utc)) {
            let (latest, latest_utc) = self.latest.unwrap_or((here, utc));
            self.latest = Some((latest.max(here), latest_utc.max(utc)));
        }
        match slashed(text) {
            Some((first, _)) if first > 12 => self.has_day_first = true,
            Some((_, second)) if second > 12 => self.has_month_first = true,
            _ => {}
        }
    }

    /// Chooses this computer's zone unless times would lie in the future by it that do not in UTC,
    /// and the order of day and month that the file shows without a contradiction.
    fn customs(&self, chosen: TimeCustoms, now: DateTime<Utc>) -> TimeCustoms {
        let utc = FixedOffset::east_opt(0);
        let needs_utc = self
            .latest
            .is_some_and(|(here, in_utc)| here > now && in_utc <= now);
        let shown = match (self.has_day_first, self.has_month_first) {
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            _ => None,
        };
        TimeCustoms {
            zone: chosen.zone.or(utc.filter(|_| needs_utc)),
            order: chosen.order.or(shown),
            has_local: self.has_local,
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

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_i18n::{Language, Localize};

    /// Sentence that rejects the second row.
    fn rejection(tag: &str, text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("jobs.csv");
        std::fs::write(&file, text).unwrap();
        let jobs = JobFile::open(&file, None).unwrap();
        let mut rejected = None;
        let visit = |_, row: RowResult| {
            rejected = Some(row.unwrap_err());
            ControlFlow::Continue(())
        };
        jobs.rows(
            &Mapping::of_columns(jobs.columns()),
            TimeCustoms::default(),
            (DateTime::UNIX_EPOCH, &Utc),
            visit,
        )
        .unwrap();
        let language = Language::from_tag(tag).unwrap();
        language.scope(|| rejected.unwrap().localized())
    }

    #[test]
    fn one_value_and_many_are_said_as_people_say_them() {
        for (tag, text, begin) in [
            (
                "en",
                "a,b\nx\n",
                "Row 2: It has 1 value where the first line has 2. ",
            ),
            (
                "en",
                "a,b\nx,y,z\n",
                "Row 2: It has 3 values where the first line has 2. ",
            ),
            (
                "fr",
                "a,b\nx\n",
                "Ligne 2\u{a0}: Elle a 1 valeur, alors que la première ligne en a 2. ",
            ),
            (
                "fr",
                "a,b\nx,y,z\n",
                "Ligne 2\u{a0}: Elle a 3 valeurs, alors que la première ligne en a 2. ",
            ),
        ] {
            let said = rejection(tag, text);
            assert!(said.starts_with(begin), "{said}");
        }
    }
}
