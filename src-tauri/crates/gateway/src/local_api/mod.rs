//! The local API: balance, jobs and estimates over HTTP, for whoever has the token.

mod jobs_query;
mod json_body;
mod routes;

pub(crate) use routes::LocalApi;
