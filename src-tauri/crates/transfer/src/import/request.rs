//! Everything that an import reads by, as a source of rows for the ledger.

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::message::ToMessage;
use fal_budget_ledger::{RowSource, RowStream};

use super::customs::Customs;
use super::file::JobFile;
use super::mapping::Mapping;

/// Everything that an import reads by.
#[derive(Clone, Debug)]
pub struct ImportRequest<Z> {
    /// File of the jobs.
    pub file: JobFile,
    /// Column of each field.
    pub mapping: Mapping,
    /// Readings that the file does not fix itself.
    pub customs: Customs,
    /// Moment of the import; jobs that ran later are rejected.
    pub now: DateTime<Utc>,
    /// Zone of local times in the file.
    pub zone: Z,
}

impl<Z> RowSource for ImportRequest<Z>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: Send,
{
    fn rows(&self) -> RowStream {
        let request = self.clone();
        RowStream::spawn(move |rows| {
            let moment = (request.now, &request.zone);
            let size = request.file.size();
            let visit = |read, row| rows.send(thousandths(read, size), row);
            let read = request
                .file
                .rows(&request.mapping, &request.customs, moment, visit);
            read.map_err(|error| error.to_message())
        })
    }
}

fn thousandths(read: u64, size: u64) -> u64 {
    (read.saturating_mul(1000))
        .checked_div(size)
        .unwrap_or(1000)
        .min(1000)
}
