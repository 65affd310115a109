//! Waiting for what must come, instead of sleeping for luck.

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// How long a person would wait at most before thinking that it is broken.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again until there is an answer.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    within(PATIENCE, what, async || ask().await.ok_or("nothing")).await
}

/// Asks again until it is so, for so long; else says what was there instead.
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
