//! Notices a runtime that has died without a word.
//!
//! In: each line that comes, and who waits without a limit of its own. Out: when somebody has waited, and nothing was
//! heard, for as long as the client is set to be patient, it is time to ask the runtime for a sign of life. While
//! nobody waits, nothing happens.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Who waits, and when something was heard.
pub(crate) struct Silence {
    waiting: AtomicUsize,
    somebody_waits: Notify,
    /// When the silence that is looked at began: with the last line, or with the first who waits.
    since: Mutex<Instant>,
}

impl Silence {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            waiting: AtomicUsize::new(0),
            somebody_waits: Notify::new(),
            since: Mutex::new(Instant::now()),
        })
    }

    /// Somebody waits, as long as the value lives.
    pub(crate) fn wait(self: &Arc<Self>) -> Patience {
        if self.waiting.fetch_add(1, Ordering::AcqRel) == 0 {
            self.heard();
            self.somebody_waits.notify_one();
        }
        Patience(Arc::clone(self))
    }

    /// A line came.
    pub(crate) fn heard(&self) {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// When the last line came, or somebody began to wait.
    pub(crate) fn since(&self) -> Instant {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `probe` whenever the silence has lasted too long; ends when that says so.
    pub(crate) async fn watch<F: Future<Output = bool>>(&self, patience: Duration, probe: impl Fn() -> F) {
        loop {
            while self.waiting.load(Ordering::Acquire) == 0 {
                self.somebody_waits.notified().await;
            }
            let now = Instant::now();
            match self.since().checked_add(patience) {
                None => return,
                Some(until) if until > now => tokio::time::sleep_until(until).await,
                Some(_) => {
                    if !probe().await {
                        return;
                    }
                    self.heard();
                }
            }
        }
    }
}

/// Somebody who waits for the runtime.
pub(crate) struct Patience(Arc<Silence>);

impl Drop for Patience {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}
