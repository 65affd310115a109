//! Webhooks: fal's messages that a queued request is done, through a tunnel of the person's.

mod endpoint;
mod fal_keys;
mod inbox;
mod signature;

pub(crate) use endpoint::Webhook;
pub(crate) use inbox::Inbox;
