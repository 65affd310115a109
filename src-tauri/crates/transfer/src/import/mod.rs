//! Jobs out of CSV and JSON files: this program's own exports, fal's billing events, and any table
//! whose columns a person maps. Read row by row: a million rows need no more memory than one.
//!
//! `file` recognizes a file and walks its rows (`table` for CSV, `objects` for JSON), `mapping`
//! assigns columns to [fields](crate::columns) by their `header`s, `row` makes a job of a row by
//! the
//! `customs` of the file. Nothing here stores
//! anything.

mod customs;
mod file;
mod header;
mod mapping;
mod objects;
mod request;
mod row;
mod source;
mod table;

pub use customs::{Customs, RefundChoice};
pub use file::{ImportError, JobFile};
pub use mapping::Mapping;
pub use request::ImportRequest;
pub use source::{Spooled, TextEncoding};
