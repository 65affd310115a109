//! A file: what it is, and its rows one by one.

use std::cell::Cell as Shared;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use chrono::{DateTime, TimeZone, Utc};

use super::cell::Decimals;
use super::field::{Field, Mapping};
use super::row::{FileConventions, ImportedRow, RejectedRow};
use super::{objects, table};
use crate::{os_error, say};

/// Why a file cannot be read as a whole; nothing of it is stored.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It has no bytes, or no rows.
    #[error("{}", say!("import-empty"))]
    Empty,
    /// Not text.
    #[error("{}", say!("import-binary"))]
    Binary,
    /// Text of another kind.
    #[error("{}", say!("import-utf16"))]
    Utf16,
    /// A row of many millions of bytes.
    #[error("{}", say!("import-row-too-long", row = .0.to_string(), most = LONGEST / 1_000_000))]
    TooLong(u64),
    /// Not JSON.
    #[error("{}", say!("import-json", line = .line.to_string(), column = .column.to_string(), reason = .reason))]
    Json {
        /// Where.
        line: usize,
        /// Where in the line.
        column: usize,
        /// The reader's words.
        reason: String,
    },
    /// JSON without a list of jobs.
    #[error("{}", say!("import-no-list"))]
    NoList,
    /// Nothing says which column is what.
    #[error("{}", say!("import-unmapped", field = .0))]
    Unmapped(String),
    /// Nothing of that name is read.
    #[error("{}", say!("import-no-field", field = .0, all = Field::ALL.map(Field::name).join(", ")))]
    NoField(String),
    /// A column that is not there.
    #[error("{}", say!("import-no-column", column = .0))]
    NoColumn(String),
    /// It cannot be opened or read.
    #[error("{}", say!("import-unreadable", reason = os_error::describe(.0)))]
    Unreadable(#[from] io::Error),
}

/// What came of a row.
pub type RowResult = Result<ImportedRow, RejectedRow>;

/// The longest row, in bytes.
const LONGEST: u64 = 16_000_000;
/// How much is looked at to tell what a file is.
const LOOK: u64 = 64 * 1024;

/// A file that can be read.
#[derive(Clone, Debug)]
pub struct JobFile {
    path: PathBuf,
    shape: Shape,
    columns: Vec<String>,
    size: u64,
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    Table { delimiter: u8 },
    Objects,
}

impl JobFile {
    /// Tells what a file is by its begin.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let mut begin = Vec::new();
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        file.take(LOOK).read_to_end(&mut begin)?;
        let text = without_mark(&begin);
        match begin.get(..2) {
            Some([0xff, 0xfe] | [0xfe, 0xff]) => return Err(ImportError::Utf16),
            _ if begin.contains(&0) => return Err(ImportError::Binary),
            _ => {}
        }
        let shape = match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => return Err(ImportError::Empty),
            Some(b'[' | b'{') => Shape::Objects,
            Some(_) => Shape::Table {
                delimiter: table::delimiter(text),
            },
        };
        let mut source = Self {
            path: path.to_owned(),
            shape,
            columns: Vec::new(),
            size,
        };
        source.columns = match shape {
            Shape::Table { delimiter } => table::columns(source.begin()?, delimiter)?,
            Shape::Objects => objects::columns(source.begin()?)?,
        };
        if source.columns.is_empty() {
            Err(ImportError::Empty)
        } else {
            Ok(source)
        }
    }

    /// The names of its columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many bytes it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Walks its rows. `each` is also told how many bytes were read, and can end the walk.
    pub fn rows<Z: TimeZone>(
        &self,
        mapping: &Mapping,
        (now, zone): (DateTime<Utc>, &Z),
        each: impl FnMut(u64, RowResult) -> ControlFlow<()>,
    ) -> Result<(), ImportError> {
        let decimals = match self.shape {
            Shape::Table { delimiter: b',' } | Shape::Objects => Decimals::Point,
            Shape::Table { .. } => Decimals::Comma,
        };
        let custom = FileConventions {
            mapping,
            decimals,
            now,
            zone,
        };
        match self.shape {
            Shape::Table { delimiter } => table::rows(self.begin()?, delimiter, &custom, each),
            Shape::Objects => objects::rows(self.begin()?, &custom, each),
        }
    }

    /// From after the byte order mark on.
    fn begin(&self) -> Result<RowLimit, ImportError> {
        let mut file = File::open(&self.path)?;
        let mut mark = Vec::new();
        Read::by_ref(&mut file).take(3).read_to_end(&mut mark)?;
        file.seek(SeekFrom::Start(
            u64::try_from(mark.len() - without_mark(&mark).len()).unwrap_or_default(),
        ))?;
        Ok(RowLimit {
            file: BufReader::new(file),
            gauge: ReadProgress::default(),
        })
    }
}

/// The byte order mark of UTF-8 says nothing.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes)
}

/// How much of a file was read, in all and since the row before.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadProgress(Rc<Shared<(u64, u64)>>);

impl ReadProgress {
    /// A row is over. Gives how many bytes were read in all.
    pub(super) fn row_ends(&self) -> u64 {
        let (all, _) = self.0.get();
        self.0.set((all, 0));
        all
    }

    /// The row under way is too long.
    pub(super) fn is_over(&self) -> bool {
        self.0.get().1 > LONGEST
    }
}

/// A file that ends with an error where a row is too long to be one.
pub(super) struct RowLimit {
    file: BufReader<File>,
    pub(super) gauge: ReadProgress,
}

impl Read for RowLimit {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(to)?;
        let (all, row) = self.gauge.0.get();
        let more = u64::try_from(count).unwrap_or_default();
        self.gauge.0.set((all + more, row + more));
        if self.gauge.is_over() {
            Err(io::Error::other("too long"))
        } else {
            Ok(count)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tests::speaking;

    /// The only sentences of the second row.
    fn refused(tag: &str, text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("jobs.csv");
        std::fs::write(&file, text).unwrap();
        let source = JobFile::open(&file).unwrap();
        let mut said = String::new();
        let read = |_, found: RowResult| {
            said = found.unwrap_err().to_string();
            ControlFlow::Continue(())
        };
        speaking(tag, || {
            source.rows(
                &Mapping::of_columns(source.columns()),
                (DateTime::UNIX_EPOCH, &Utc),
                read,
            )
        })
        .unwrap();
        said
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
            let said = refused(tag, text);
            assert!(said.starts_with(begin), "{said}");
        }
    }
}
