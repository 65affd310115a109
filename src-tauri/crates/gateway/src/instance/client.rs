//! The HTTP client that reaches fal.

use fal_budget_fal::Addresses;
use reqwest::redirect;

use crate::error::GatewayError;
use crate::server::ServerLimits;

/// Makes the client that forwards calls. It adds no header of its own, follows no redirect, and
/// uses https unless fal is played by a stand-in.
pub(crate) fn client(
    fal: &Addresses,
    limits: ServerLimits,
) -> Result<reqwest::Client, GatewayError> {
    let has_stand_in = [&fal.run, &fal.queue, &fal.rest]
        .iter()
        .any(|url| Addresses::is_stand_in(url));
    let builder = reqwest::Client::builder()
        .connect_timeout(limits.handshake_timeout)
        .read_timeout(limits.upstream_timeout)
        .https_only(!has_stand_in)
        // A redirect would take the caller's key along.
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(limits.max_connections)
        // Closed before fal does it: a call on a connection that fal has just closed would fail.
        .pool_idle_timeout(limits.pool_idle_timeout)
        .tcp_nodelay(true);
    // A system's proxy leads away from this computer, where a stand-in is.
    let builder = if has_stand_in {
        builder.no_proxy()
    } else {
        builder
    };
    builder.build().map_err(|error| {
        log::warn!("no HTTP client: {error}");
        GatewayError::Client
    })
}
