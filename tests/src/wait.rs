//! The only place where tests wait. Every wait has a name and a deadline, so a test that hangs
//! says what it hung on; time itself passes only where passing time is what is tested.

use std::time::Duration;

/// A process is up, or a restarted one answers again.
pub const STARTED: Duration = Duration::from_secs(20);
/// A request or command is answered, a frame arrives. Generous, because the machine may be busy.
pub const ANSWERED: Duration = Duration::from_secs(30);
/// Everything that was under way is done.
pub const DRAINED: Duration = Duration::from_mins(1);
/// Nothing comes: long enough for a frame that should not come to come.
pub const SILENCE: Duration = Duration::from_millis(400);

/// Awaits a future, and fails the test when it is not done in time.
///
/// # Panics
/// When the time is over.
pub async fn within<T>(what: &str, limit: Duration, future: impl Future<Output = T>) -> T {
    let Ok(value) = tokio::time::timeout(limit, future).await else { panic!("{what}: not within {limit:?}") };
    value
}

/// Asks again and again until there is an answer, and fails the test when there is none in time.
///
/// # Panics
/// When the time is over.
pub async fn until<T, F>(what: &str, limit: Duration, mut ask: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    within(what, limit, async {
        loop {
            if let Some(value) = ask().await {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
}

/// What the future gives if it is done in time; `None` when nothing came, where nothing is expected.
pub async fn nothing_else_within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, future).await.ok()
}

/// Lets time pass. For what only time does: objects fall asleep, limits run out, links stay silent.
pub async fn pass(duration: Duration) {
    tokio::time::sleep(duration).await;
}
