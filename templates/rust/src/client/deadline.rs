//! How long something may take, as a point in time.

use std::future::Future;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

use super::error::{CodexError, DeadlineExceededError, UsageError};
use crate::wire;

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Timeout {
    /// As long as its method, or else the configuration, says.
    #[default]
    Usual,
    /// So long.
    Within(Duration),
    /// As long as the runtime lives.
    Never,
}

impl Timeout {
    /// The limit of a call, by what its method says and what the client is set to.
    pub(crate) fn limit(self, own: wire::Deadline, usual: Option<Duration>) -> Option<Duration> {
        match (self, own) {
            (Self::Within(limit), _) => Some(limit),
            (Self::Never, _) | (Self::Usual, wire::Deadline::Never) => None,
            (Self::Usual, wire::Deadline::Configured) => usual,
            (Self::Usual, wire::Deadline::Within(own)) => Some(usual.map_or(own, |usual| usual.min(own))),
        }
    }
}

/// A point in time, or none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    limit: Option<Duration>,
    at: Option<Instant>,
}

impl Deadline {
    /// So far from now; `None` is never.
    pub(crate) fn after(limit: Option<Duration>) -> Self {
        // a time that no clock can tell is never
        Self { limit, at: limit.and_then(|limit| Instant::now().checked_add(limit)) }
    }

    /// How long it was from the start.
    pub(crate) fn limit(&self) -> Option<Duration> {
        self.limit
    }

    /// What comes of it, or that it took too long; `what` names it then. Fails where there is no clock to wait by.
    pub(crate) async fn bound<T>(&self, what: &str, work: impl Future<Output = T>) -> Result<T, CodexError> {
        let Some(at) = self.at else { return Ok(work.await) };
        inside_tokio()?;
        let late = |_| DeadlineExceededError::new(what, self.limit.unwrap_or_default()).into();
        timeout_at(at, work).await.map_err(late)
    }
}

/// Fails outside a tokio runtime, where its timers would panic.
pub(crate) fn inside_tokio() -> Result<(), UsageError> {
    let outside = |_| {
        UsageError::new(
            "the client was awaited outside a tokio runtime; await it in a task of one, or use the feature `blocking`",
        )
    };
    Handle::try_current().map(drop).map_err(outside)
}
