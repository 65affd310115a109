//! Pages of the job list by filter and order, read along an index however many jobs there are.
//!
//! A search is a union of selects, each of which one index returns in the order of the list; SQLite
//! merges them lazily (<https://www.sqlite.org/lang_select.html#orderby>). A page in the second
//! half of the list is read from the end.

use chrono::{DateTime, Utc};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::Basis;
use sqlx::Arguments;
use sqlx::sqlite::SqliteArguments;

use crate::{StoreError, Tx};

/// Conditions that listed jobs meet, all of them at once. `None` sets no condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Typed search that the job matches.
    pub any: Option<Search>,
    /// Endpoint id of a model, or name of an operation.
    pub subject: Option<String>,
    /// Tag; empty for jobs without one.
    pub tag: Option<String>,
    /// Id of the key; empty for jobs without one.
    pub key: Option<String>,
    /// Basis of the cost.
    pub basis: Option<Basis>,
    /// Earliest time.
    pub from: Option<DateTime<Utc>>,
    /// Time before which the job ran.
    pub until: Option<DateTime<Utc>>,
}

/// Meanings of a typed search. A job matches if it has one of the subjects, one of the tags, or the
/// text in its note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Subjects that fit the text.
    pub subjects: Vec<String>,
    /// Tags that contain the text.
    pub tags: Vec<String>,
    /// Text to be found in notes. Empty searches no notes.
    pub note: String,
}

/// Order of the job list. Jobs that are equal in it are ordered by their id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By time, newest first.
    #[default]
    Newest,
    /// By time, oldest first.
    Oldest,
    /// By cost, highest first, unknown costs last.
    CostDescending,
    /// By cost, lowest first, unknown costs first.
    CostAscending,
}

impl Order {
    /// Column to sort by, and `true` for descending.
    const fn sort_key(self) -> (&'static str, bool) {
        match self {
            Self::Newest => ("at", true),
            Self::Oldest => ("at", false),
            Self::CostDescending => ("cost_nano", true),
            Self::CostAscending => ("cost_nano", false),
        }
    }
}

/// Most selects of a union. SQLite takes 500.
const MAX_SELECTS: usize = 400;

/// Counts the jobs of a filter, including voided ones.
pub async fn count(tx: &mut Tx, filter: &Filter) -> Result<i64, StoreError> {
    let mut query = Query::default();
    let Some(union) = query.union(tx.account(), filter, "id") else {
        return Ok(0);
    };
    let statement = format!("SELECT count(*) FROM ({union})");
    Ok(sqlx::query_scalar_with(&statement, query.arguments)
        .fetch_one(tx.connection())
        .await?)
}

/// Sums the known costs of the jobs of a filter, without voided ones, in nano-dollars.
pub async fn cost(tx: &mut Tx, filter: &Filter) -> Result<i64, StoreError> {
    let mut query = Query::default();
    let Some(union) = query.union(tx.account(), filter, "id, cost_nano, voided_at") else {
        return Ok(0);
    };
    let statement =
        format!("SELECT coalesce(sum(cost_nano), 0) FROM ({union}) WHERE voided_at IS NULL");
    Ok(sqlx::query_scalar_with(&statement, query.arguments)
        .fetch_one(tx.connection())
        .await?)
}

/// Returns the ids of the jobs on a page, in order. `place.total` must be what [`count`] returned.
pub async fn ids(
    tx: &mut Tx,
    filter: &Filter,
    order: Order,
    place: Place,
) -> Result<Vec<i64>, StoreError> {
    let (offset, limit) = place.clamped();
    let (key, descending) = order.sort_key();
    // SQLite steps over each row before the offset, so the last page of a million jobs would be the
    // slowest. Read from the end in reverse order, it is as fast as the first.
    let from_end = place.offset > place.total / 2;
    let (offset, descending) = if from_end {
        (place.total - offset - limit, !descending)
    } else {
        (offset, descending)
    };
    let mut query = Query::default();
    let Some(union) = query.union(tx.account(), filter, &format!("id, {key} AS key")) else {
        return Ok(Vec::new());
    };
    let direction = if descending { "DESC" } else { "ASC" };
    let offset = offset.max(0);
    // Ids alone: a row that is skipped need not be read whole.
    let statement = format!(
        "SELECT id FROM (
           {union} ORDER BY key {direction}, id {direction} LIMIT {limit} OFFSET {offset})"
    );
    let mut ids: Vec<i64> = sqlx::query_scalar_with(&statement, query.arguments)
        .fetch_all(tx.connection())
        .await?;
    if from_end {
        ids.reverse();
    }
    Ok(ids)
}

/// Position of a page within a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of jobs before the page.
    pub offset: i64,
    /// Number of jobs on the page.
    pub limit: i64,
    /// Number of jobs in the list.
    pub total: i64,
}

impl Place {
    /// Offset and limit without the part beyond the end of the list.
    fn clamped(self) -> (i64, i64) {
        let offset = self.offset.clamp(0, self.total.max(0));
        (offset, self.limit.clamp(0, self.total - offset))
    }
}

/// Escapes the wildcards of `LIKE`.
fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|sign| {
            if matches!(sign, '%' | '_' | '\\') {
                vec!['\\', sign]
            } else {
                vec![sign]
            }
        })
        .collect()
}

/// A statement that is being built, with its values.
#[derive(Default)]
struct Query<'a> {
    arguments: SqliteArguments<'a>,
    count: usize,
}

impl Query<'_> {
    /// Adds a value and returns its placeholder. The same placeholder may be used several times.
    fn bind<V>(&mut self, value: V) -> String
    where
        V: for<'q> sqlx::Encode<'q, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + 'static,
    {
        // Encoding numbers and text cannot fail.
        let _ = self.arguments.add(value);
        self.count += 1;
        format!("?{}", self.count)
    }

    /// Builds the union that selects the jobs of a filter. Returns `None` for a search that matches
    /// nothing.
    fn union(&mut self, account: i64, filter: &Filter, columns: &str) -> Option<String> {
        let account = self.bind(account);
        let conditions = self.conditions(filter);
        let matches = match &filter.any {
            None => vec![String::new()],
            Some(search) => self.matches(search),
        };
        // UNION and not OR: with OR SQLite walks all jobs in the order of the list, and looks each
        // of them up in the table.
        let selects: Vec<String> = matches
            .iter()
            .map(|one| {
                format!("SELECT {columns} FROM job WHERE account_id = {account}{one}{conditions}")
            })
            .collect();
        (!selects.is_empty()).then(|| selects.join(" UNION "))
    }

    /// Conditions of which a job must meet one to match a search.
    fn matches(&mut self, search: &Search) -> Vec<String> {
        let mut matches = Vec::new();
        for subject in search.subjects.iter().take(MAX_SELECTS) {
            matches.push(format!(" AND subject = {}", self.bind(subject.clone())));
        }
        let rest = MAX_SELECTS.saturating_sub(matches.len());
        for tag in search.tags.iter().take(rest) {
            matches.push(format!(" AND tag = {}", self.bind(tag.clone())));
        }
        if !search.note.is_empty() {
            // The first condition allows the index of jobs with a note, which few jobs have.
            matches.push(format!(
                " AND note IS NOT NULL AND note LIKE '%' || {} || '%' ESCAPE '\\'",
                self.bind(escaped(&search.note))
            ));
        }
        matches
    }

    /// Conditions that a job must meet, whatever matches the search.
    fn conditions(&mut self, filter: &Filter) -> String {
        let subject = filter
            .subject
            .clone()
            .map(|subject| format!(" AND subject = {}", self.bind(subject)));
        let tag = filter.tag.clone().map(|tag| {
            if tag.is_empty() {
                " AND tag IS NULL".to_owned()
            } else {
                format!(" AND tag = {}", self.bind(tag))
            }
        });
        let key = filter.key.clone().map(|key| {
            if key.is_empty() {
                " AND key_id IS NULL".to_owned()
            } else {
                format!(" AND key_id = {}", self.bind(key))
            }
        });
        let basis = filter
            .basis
            .map(|basis| format!(" AND basis = {}", self.bind(basis.into_str().to_owned())));
        let from = filter
            .from
            .map(|from| format!(" AND at >= {}", self.bind(from.timestamp_millis())));
        let until = filter
            .until
            .map(|until| format!(" AND at < {}", self.bind(until.timestamp_millis())));
        [subject, tag, key, basis, from, until]
            .into_iter()
            .flatten()
            .collect()
    }
}
