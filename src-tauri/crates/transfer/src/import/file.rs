//! A file of jobs: recognizing its format, and reading its rows one by one.

use std::cell::{Cell as Shared, RefCell};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::jobs::imported::RowResult;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::spending::day::TimeError;
use fal_budget_files::draft_beside;
use fal_budget_ledger::RowSet;

use super::customs::{Customs, TimeSurvey};
use super::header::Header;
use super::mapping::Mapping;
use super::row::{RowReader, shortened};
use super::source::{MAX_GIGABYTES, Source, TextEncoding};
use super::{objects, table};
use crate::columns::{Cell, Decimals, FileConventions, JobField, Zone, ZoneError, written};

/// Reason why a file cannot be read as a whole; nothing of such a file is stored.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum ImportError {
    /// No bytes, or no rows.
    Empty,
    /// A list without anything in it, as fal answers where there is nothing.
    EmptyList,
    /// Packed, and cut off before its end.
    CutOff,
    /// Packed, and damaged.
    Damaged,
    /// Longer than what is unpacked, decoded or taken of a pipe.
    TooLarge,
    /// A pipe that nobody writes to.
    NoWriter,
    /// A date of the file of which either number can be the day.
    DayOrMonth(String),
    /// Word for a zone that is none.
    Zone(#[from] ZoneError),
    /// Not text.
    Binary,
    /// The row of this number has more than 16 million bytes.
    TooLong(u64),
    /// More columns than a table of jobs has.
    TooManyColumns,
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
    /// The file for refused rows cannot be written.
    Unwritable(io::Error),
    /// The file cannot be opened or read.
    Unreadable(#[from] io::Error),
}

impl ToMessage for ImportError {
    fn to_message(&self) -> Message {
        match self {
            Self::Empty => message!("import-empty"),
            Self::EmptyList => message!("import-empty-list"),
            Self::CutOff => message!("import-cut-off"),
            Self::Damaged => message!("import-damaged"),
            Self::TooLarge => message!("import-too-large", most = MAX_GIGABYTES),
            Self::NoWriter => message!("import-no-writer"),
            Self::DayOrMonth(date) => message!("import-dates-unsaid", date = date),
            Self::Zone(error) => error.to_message(),
            Self::Binary => message!("import-binary"),
            Self::TooLong(value) => message!(
                "import-row-too-long",
                row = value.to_string(),
                most = MAX_MEGABYTES
            ),
            Self::TooManyColumns => message!("import-too-many-columns", most = MAX_COLUMNS),
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
            Self::Unwritable(error) => message!("file-unwritable", reason = error),
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
/// Columns of a file at most. Each is shown, and compared with others.
pub(super) const MAX_COLUMNS: usize = 1000;
/// Bytes from which a format is recognized.
const SAMPLE: u64 = 64 * 1024;

/// File of jobs in a known format.
#[derive(Clone, Debug)]
pub struct JobFile {
    source: Source,
    format: FileFormat,
    columns: Columns,
    size: u64,
}

/// Columns of a file, and the first values of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) values: Vec<Vec<String>>,
}

/// Values of a column that are shown.
const VALUES: usize = 3;
/// Characters of a shown value.
const MAX_VALUE: usize = 40;

impl Columns {
    /// Adds a value to those of a column, unless they are enough.
    pub(super) fn show(&mut self, column: usize, value: &str) {
        if self.values.len() < self.names.len() {
            self.values.resize(self.names.len(), Vec::new());
        }
        if let Some(values) = self.values.get_mut(column)
            && values.len() < VALUES
            && !value.trim().is_empty()
        {
            values.push(shortened(value, MAX_VALUE));
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum FileFormat {
    Csv {
        delimiter: u8,
        /// Number of the line with the headers, from 0. Those before it are no jobs.
        header: usize,
    },
    Json {
        /// A value stands on each line (<https://jsonlines.org>).
        is_lines: bool,
    },
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
            Some(b'[' | b'{') => Ok(Self::Json {
                is_lines: objects::is_lines(text),
            }),
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
            | Self::Json { .. } => Decimals::Point,
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
            columns: Columns::default(),
            size,
        };
        file.columns = match format {
            FileFormat::Csv { delimiter, header } => {
                table::columns(file.text()?, delimiter, header)?
            }
            FileFormat::Json { is_lines } => objects::columns((file.text()?, is_lines))?,
        };
        match file.columns.names.len() {
            0 => Err(ImportError::Empty),
            1..=MAX_COLUMNS => Ok(file),
            _ => Err(ImportError::TooManyColumns),
        }
    }

    /// Names of the columns: headers of CSV, names in the first objects of JSON.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns.names
    }

    /// First values of a column, shortened.
    #[must_use]
    pub fn values(&self, column: &str) -> &[String] {
        let place = self.columns.names.iter().position(|name| name == column);
        let values = place.and_then(|place| self.columns.values.get(place));
        values.map_or(&[], Vec::as_slice)
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
            FileFormat::Json { .. } => 0,
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
        mut chosen: Customs,
        (now, zone): (DateTime<Utc>, &Z),
    ) -> Result<Customs, ImportError> {
        let survey = RefCell::new(TimeSurvey::default());
        let only_times = mapping.only(JobField::Time);
        let read_time = |cell: &Cell| {
            survey.borrow_mut().add(&cell.text, zone);
            Err(TimeError::Unreadable.to_message())
        };
        let reader = RowReader::new(&only_times, self.conventions(&read_time), &chosen);
        self.walk(&reader, |_, _| ControlFlow::Continue(()))?;
        let column = mapping.column(JobField::Time);
        let of_header = column.and_then(|column| Header::of(column).zone());
        chosen.zone = chosen.zone.or(of_header);
        Ok(survey.into_inner().customs(&chosen, now))
    }

    /// Walks the rows. `visit` takes each with the number of bytes read so far, and can end the
    /// walk. What the file does not fix is read by `customs`, local times without a zone of the
    /// file in `zone`, and none may be later than `now`.
    pub fn rows<Z: TimeZone>(
        &self,
        mapping: &Mapping,
        customs: &Customs,
        (now, zone): (DateTime<Utc>, &Z),
        visit: impl FnMut(u64, RowResult) -> ControlFlow<()>,
    ) -> Result<(), ImportError> {
        let zones = (customs.zone.unwrap_or(Zone::Here), zone);
        let read_time = |cell: &Cell| {
            let moment = written(&cell.text)?.past(customs.order, now, zones);
            moment.map_err(|error| error.to_message())
        };
        let reader = RowReader::new(mapping, self.conventions(&read_time), customs);
        self.walk(&reader, visit)
    }

    fn walk(
        &self,
        reader: &RowReader<'_>,
        visit: impl FnMut(u64, RowResult) -> ControlFlow<()>,
    ) -> Result<(), ImportError> {
        let text = self.text()?;
        match self.format {
            FileFormat::Csv { delimiter, header } => {
                table::rows(text, (delimiter, header), reader, visit)
            }
            FileFormat::Json { is_lines } => objects::rows((text, is_lines), reader, visit),
        }
    }

    const fn conventions<'a>(
        &self,
        read_time: &'a dyn Fn(&Cell) -> Result<DateTime<Utc>, Message>,
    ) -> FileConventions<'a> {
        FileConventions {
            decimals: self.format.decimals(),
            read_time,
        }
    }

    /// Ending of a file of its rows.
    #[must_use]
    pub const fn ending(&self) -> &'static str {
        match self.format {
            FileFormat::Csv { .. } => "csv",
            FileFormat::Json { .. } => "jsonl",
        }
    }

    /// Writes the rows of these numbers as they are to a file of their own, to be mended and read
    /// again: a table with its headers, or an object a line.
    pub fn save_rows(&self, rows: &RowSet, to: &Path) -> Result<(), ImportError> {
        let text = self.text()?;
        let draft = draft_beside(to).map_err(ImportError::Unwritable)?;
        let file = BufWriter::new(draft.as_file());
        match self.format {
            FileFormat::Csv { delimiter, header } => {
                table::write_rows(text, (delimiter, header), rows, file)?;
            }
            FileFormat::Json { is_lines } => objects::write_rows((text, is_lines), rows, file)?,
        }
        // Takes the place of a link too, and writes nothing where it leads.
        let kept = draft.persist(to);
        kept.map_err(|kept| ImportError::Unwritable(kept.error))?;
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_domain::jobs::imported::NoJob;
    use fal_budget_i18n::{Language, Localize};

    /// Sentence that rejects the second row.
    fn rejection(tag: &str, text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("jobs.csv");
        std::fs::write(&file, text).unwrap();
        let jobs = JobFile::open(&file, None).unwrap();
        let mut rejected = None;
        let visit = |_, row: RowResult| {
            rejected = row.err();
            ControlFlow::Continue(())
        };
        jobs.rows(
            &Mapping::of_columns(jobs.columns()),
            &Customs::default(),
            (DateTime::UNIX_EPOCH, &Utc),
            visit,
        )
        .unwrap();
        let language = Language::from_tag(tag).unwrap();
        let Some(NoJob::Rejected(rejected)) = rejected else {
            panic!("it is rejected")
        };
        language.scope(|| rejected.localized())
    }

    #[test]
    fn a_file_of_more_columns_than_any_table_of_jobs_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let open = |text: &str| {
            let file = folder.path().join("jobs");
            std::fs::write(&file, text).unwrap();
            JobFile::open(&file, None)
        };
        let csv = |count: usize| {
            let names: Vec<String> = (0..count).map(|number| format!("c{number}")).collect();
            names.join(",") + "\n"
        };
        let object = |count: usize| {
            let names: Vec<String> = (0..count).map(|n| format!("\"c{n}\":1")).collect();
            format!("[{{{}}}]", names.join(","))
        };
        // No line has too many, all together have.
        let line = |nth: i32| {
            let list = object(1000).replace("\"c", &format!("\"{nth}c"));
            list.trim_matches(['[', ']']).to_owned()
        };
        let lines = (0..40).map(line).collect::<Vec<_>>().join("\n");
        for text in [
            csv(1000),
            csv(1000).replace('\n', &",".repeat(5000)),
            object(1000),
        ] {
            assert_eq!(open(&text).unwrap().columns().len(), 1000);
        }
        for text in [
            csv(1001),
            csv(200_000),
            object(1001),
            object(200_000),
            lines,
        ] {
            let error = open(&text).unwrap_err();
            assert!(matches!(error, ImportError::TooManyColumns), "{error:?}");
        }
        let said = |tag: &str| {
            let language = Language::from_tag(tag).unwrap();
            language.scope(|| ImportError::TooManyColumns.to_message().localized())
        };
        let english = "The file has more than 1000 columns: it is no table of jobs.";
        assert_eq!(said("en"), english);
        let french = "Le fichier a plus de 1000 colonnes : ce n’est pas un tableau de tâches.";
        assert_eq!(said("fr").replace(['\u{a0}', '\u{202f}'], " "), french);
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
