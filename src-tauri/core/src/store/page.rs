//! Pages of jobs by filter and order: read along an index, however many jobs there are.
//!
//! A search is a union of arms, each of which one index gives in the order of the list; SQLite
//! merges them lazily (<https://www.sqlite.org/lang_select.html#orderby>). A page in the second
//! half is read from the end.

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, SqliteConnection};

use super::{ACCOUNT, StoreError};
use crate::domain::into_str::IntoStr;
use crate::domain::job::Basis;

/// Which jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Any of these subjects, tags, or notes with this text; none means all jobs.
    pub any: Option<Search>,
    /// What it was: a model, or an operation.
    pub subject: Option<String>,
    /// Its tag.
    pub tag: Option<String>,
    /// How its cost is known.
    pub basis: Option<Basis>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
}

/// What a typed word stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// These subjects.
    pub subjects: Vec<String>,
    /// These tags.
    pub tags: Vec<String>,
    /// Notes with this text.
    pub note: String,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By time, newest first.
    #[default]
    Newest,
    /// By time, oldest first.
    Oldest,
    /// By cost, highest first; unknown ones at the end.
    Dearest,
    /// By cost, lowest first; unknown ones at the start.
    Cheapest,
}

/// The most arms of a union that SQLite takes, less some.
const MOST_ARMS: usize = 400;

/// How many there are.
pub async fn count(connection: &mut SqliteConnection, filter: &Filter) -> Result<i64, StoreError> {
    let mut query = Query::default();
    let union = query.union(filter, "id");
    let statement = match union {
        None => return Ok(0),
        Some(union) => format!("SELECT count(*) FROM ({union})"),
    };
    Ok(sqlx::query_scalar_with(&statement, query.arguments)
        .fetch_one(connection)
        .await?)
}

/// The rows of so many jobs from a place of the list on; `total` is what [`count`] gave.
pub async fn rows(
    connection: &mut SqliteConnection,
    filter: &Filter,
    order: Order,
    place: Place,
) -> Result<Vec<i64>, StoreError> {
    let (offset, limit) = place.within();
    let from_end = place.offset > place.total / 2;
    let (key, descends) = match order {
        Order::Newest => ("at", true),
        Order::Oldest => ("at", false),
        Order::Dearest => ("cost_nano", true),
        Order::Cheapest => ("cost_nano", false),
    };
    let (offset, descends) = if from_end {
        (place.total - offset - limit, !descends)
    } else {
        (offset, descends)
    };
    let direction = if descends { "DESC" } else { "ASC" };
    let mut query = Query::default();
    let Some(union) = query.union(filter, &format!("id, {key} AS key")) else {
        return Ok(Vec::new());
    };
    let statement = format!(
        "SELECT id FROM ({union} ORDER BY key {direction}, id {direction} LIMIT {limit} OFFSET {})",
        offset.max(0)
    );
    let mut rows: Vec<i64> = sqlx::query_scalar_with(&statement, query.arguments)
        .fetch_all(connection)
        .await?;
    if from_end {
        rows.reverse();
    }
    Ok(rows)
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// How many stand before it.
    pub offset: i64,
    /// How many are wanted.
    pub limit: i64,
    /// How many there are in all.
    pub total: i64,
}

impl Place {
    /// The same without what is past the end.
    fn within(self) -> (i64, i64) {
        let offset = self.offset.clamp(0, self.total.max(0));
        (offset, self.limit.clamp(0, self.total - offset))
    }
}

/// A text that LIKE takes as it is.
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

/// A statement in the making, with its values.
#[derive(Default)]
struct Query<'a> {
    arguments: SqliteArguments<'a>,
    count: usize,
}

impl Query<'_> {
    /// A place for a value.
    fn value<V>(&mut self, value: V) -> String
    where
        V: for<'q> sqlx::Encode<'q, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + 'static,
    {
        // Encoding numbers and text cannot fail.
        let _ = self.arguments.add(value);
        self.count += 1;
        format!("?{}", self.count)
    }

    /// The jobs of a filter; none where a search stands for nothing.
    fn union(&mut self, filter: &Filter, columns: &str) -> Option<String> {
        let rest = self.conditions(filter);
        let arms = match &filter.any {
            None => vec![String::new()],
            Some(search) => self.arms(search),
        };
        let select = |arm: &String| {
            format!("SELECT {columns} FROM job WHERE account_id = {ACCOUNT}{arm}{rest}")
        };
        let selects: Vec<String> = arms.iter().map(select).collect();
        (!selects.is_empty()).then(|| selects.join(" UNION "))
    }

    fn arms(&mut self, search: &Search) -> Vec<String> {
        let mut arms = Vec::new();
        for subject in search.subjects.iter().take(MOST_ARMS) {
            arms.push(format!(" AND subject = {}", self.value(subject.clone())));
        }
        for tag in search
            .tags
            .iter()
            .take(MOST_ARMS.saturating_sub(arms.len()))
        {
            arms.push(format!(" AND tag = {}", self.value(tag.clone())));
        }
        if !search.note.is_empty() {
            arms.push(format!(
                " AND note IS NOT NULL AND note LIKE '%' || {} || '%' ESCAPE '\\'",
                self.value(escaped(&search.note))
            ));
        }
        arms
    }

    fn conditions(&mut self, filter: &Filter) -> String {
        let subject = filter
            .subject
            .clone()
            .map(|subject| format!(" AND subject = {}", self.value(subject)));
        let tag = filter
            .tag
            .clone()
            .map(|tag| format!(" AND tag = {}", self.value(tag)));
        let basis = filter
            .basis
            .map(|basis| format!(" AND basis = {}", self.value(basis.into_str().to_owned())));
        let from = filter
            .from
            .map(|from| format!(" AND at >= {}", self.value(from.timestamp_millis())));
        [subject, tag, basis, from].into_iter().flatten().collect()
    }
}
