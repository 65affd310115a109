//! Waiting for what must come, instead of sleeping for luck.

use std::time::{Duration, Instant};

/// How long a person would wait at most before thinking that it is broken.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again until there is an answer.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    within(PATIENCE, what, &mut ask).await
}

/// Asks again until there is an answer, for so long.
pub async fn within<T>(limit: Duration, what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(start.elapsed() < limit, "waited {limit:?} in vain: {what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
