//! Waiting for something that must come, in place of sleeping for luck.

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// Time after which a person would think that something is broken.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again and again until there is an answer, and returns it.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    within(PATIENCE, what, async || ask().await.ok_or("nothing")).await
}

/// Asks again until there is an answer, but no longer than `limit`. Panics with the last error
/// then.
pub async fn within<T, E: Debug>(
    limit: Duration,
    what: &str,
    mut ask: impl AsyncFnMut() -> Result<T, E>,
) -> T {
    let start = Instant::now();
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(instead) => assert!(
                start.elapsed() < limit,
                "waited {limit:?} in vain: {what}; there was {instead:?}"
            ),
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
