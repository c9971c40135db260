//! Tries a call again while the server is overloaded, later each time.
//!
//! In: something that makes a call. Out: its result, or its last error. Only errors that are retryable are tried again;
//! nothing else is delayed or caught.

use std::future::Future;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::deadline::inside_tokio;
use super::error::CodexError;

/// How often a call is tried, and after which waits.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Retry {
    /// The first call counts too.
    pub max_attempts: u32,
    /// The first wait; each further one is twice as long.
    pub initial_delay: Duration,
    /// The longest wait.
    pub max_delay: Duration,
    /// By how much of itself each wait is moved, at random.
    pub jitter_ratio: f64,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            initial_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(2),
            jitter_ratio: 0.2,
        }
    }
}

impl Retry {
    /// The defaults: three attempts, after a quarter of a second and after half a second.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `max_attempts`; none counts as one.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets `initial_delay`.
    #[must_use]
    pub fn initial_delay(mut self, delay: Duration) -> Self {
        self.initial_delay = delay;
        self
    }

    /// Sets `max_delay`.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sets `jitter_ratio`; what is no share of one counts as none.
    #[must_use]
    pub fn jitter_ratio(mut self, ratio: f64) -> Self {
        self.jitter_ratio = ratio;
        self
    }

    /// Calls `op`, and again after a while when the server was overloaded.
    ///
    /// # Errors
    /// The last error, as it is.
    pub async fn run<T, F>(&self, mut op: impl FnMut() -> F) -> Result<T, CodexError>
    where
        F: Future<Output = Result<T, CodexError>>,
    {
        for delay in self.delays() {
            match op().await {
                Err(error) if error.is_retryable() => {
                    inside_tokio()?;
                    tokio::time::sleep(delay).await;
                }
                outcome => return outcome,
            }
        }
        op().await
    }

    /// Calls `op`, and again after a while when the server was overloaded, for programs without async.
    ///
    /// # Errors
    /// The last error, as it is.
    #[cfg(feature = "blocking")]
    pub fn run_blocking<T>(&self, mut op: impl FnMut() -> Result<T, CodexError>) -> Result<T, CodexError> {
        for delay in self.delays() {
            match op() {
                Err(error) if error.is_retryable() => std::thread::sleep(delay),
                outcome => return outcome,
            }
        }
        op()
    }

    /// The waits after each attempt but the last.
    fn delays(self) -> impl Iterator<Item = Duration> {
        let mut delay = self.initial_delay.min(self.max_delay);
        (1..self.max_attempts).map(move |_| {
            let now = delay;
            delay = delay.saturating_mul(2).min(self.max_delay);
            self.moved(now)
        })
    }

    fn moved(&self, delay: Duration) -> Duration {
        let share = 1.0 + self.jitter_ratio * (2.0 * random() - 1.0);
        Duration::try_from_secs_f64(delay.as_secs_f64() * share).unwrap_or(delay)
    }
}

/// Calls `op`, and again after a while when the server was overloaded, as [`Retry::default`] says.
///
/// # Errors
/// The last error, as it is.
pub async fn retry_on_overload<T, F>(op: impl FnMut() -> F) -> Result<T, CodexError>
where
    F: Future<Output = Result<T, CodexError>>,
{
    Retry::default().run(op).await
}

/// A number from 0 to 1 that differs from process to process and from call to call, which is all that is asked of it.
fn random() -> f64 {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.subsec_nanos());
    let mixed = (nanos ^ std::process::id().rotate_left(16)).wrapping_mul(0x9E37_79B9);
    f64::from(mixed) / f64::from(u32::MAX)
}
