//! The proxy: finds where at fal a request goes, forwards it and relays the response. Whatever is
//! not the gateway's own goes here.

mod caller;
mod disk_share;
mod forward;
mod headers;
mod path;
mod payload;
mod response;
mod rewrite;
mod route;
mod searched_body;
mod upstream_error;

pub(crate) use forward::Proxy;
