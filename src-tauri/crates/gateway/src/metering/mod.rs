//! Metering: what calls cost, by fal's own responses. A call is recorded when it begins, and its
//! response is observed on its way to the caller until the call's end is known.

mod call;
mod download;
pub(crate) mod meter;
mod observer;
mod recorder;
mod request_kind;

pub(crate) use call::{InFlightCall, NewCall};
pub(crate) use download::Download;
pub(crate) use observer::{ObservedResponse, StreamObserver, observe};
pub(crate) use recorder::CallRecorder;
pub(crate) use request_kind::{RequestKind, is_request_id};
