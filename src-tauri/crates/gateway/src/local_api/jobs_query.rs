//! The query of the list of jobs.

use fal_budget_app::requests::{JobPlace, ListJobs};
use fal_budget_i18n::say;

use super::json_body::bad_request;
use crate::server::ApiError;

/// Jobs on a page when the caller gives no `limit`.
const PAGE_SIZE: u32 = 50;

/// Parses the query of the list of jobs: `limit`, and `at` with `id`, which name the last job of
/// the page before.
pub(crate) fn jobs_query(query: Option<&str>) -> Result<ListJobs, ApiError> {
    let mut limit = PAGE_SIZE;
    let (mut at, mut id) = (None, None);
    // `Url` decodes the pairs, but only as part of an absolute address.
    let url = format!("relative:?{}", query.unwrap_or_default());
    let url = reqwest::Url::parse(&url).map_err(|error| bad_request(&error))?;
    for (name, value) in url.query_pairs() {
        match name.as_ref() {
            "limit" => limit = value.parse().map_err(|_| bad_request(&say!("api-limit")))?,
            "at" => at = Some(value.into_owned()),
            "id" => id = Some(value.parse().map_err(|_| bad_request(&say!("api-id")))?),
            // Read before, for each resource.
            "account" => {}
            other => return Err(bad_request(&say!("api-parameter", name = other))),
        }
    }
    // Jobs of one moment are ordered by id, so neither names a place alone.
    let after = match (at, id) {
        (Some(at), Some(id)) => Some(JobPlace { at, id }),
        (None, None) => None,
        _ => return Err(bad_request(&say!("api-place"))),
    };
    Ok(ListJobs {
        limit: Some(limit),
        after,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_jobs_is_asked_for_by_its_size_and_the_last_job_before_it() {
        assert_eq!(jobs_query(None).unwrap().limit, Some(PAGE_SIZE));
        let next = jobs_query(Some("limit=2&at=2026-11-24T12:00:00Z&id=7")).unwrap();
        assert_eq!(
            (next.limit, next.after.map(|after| after.id)),
            (Some(2), Some(7))
        );
        for query in [
            "limit=x",
            "limit=-1",
            "id=7",
            "at=2026-11-24T12:00:00Z",
            "offset=1",
        ] {
            assert!(jobs_query(Some(query)).is_err(), "{query}");
        }
    }
}
