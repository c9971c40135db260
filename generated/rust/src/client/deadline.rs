//! How long something may take, as a point in time.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::error::DeadlineExceededError;
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

    /// What comes of it, or that it took too long; `what` names it then.
    pub(crate) async fn bound<T>(
        &self,
        what: &str,
        work: impl Future<Output = T>,
    ) -> Result<T, DeadlineExceededError> {
        match self.at {
            None => Ok(work.await),
            Some(at) => timeout_at(at, work).await.map_err(|_| self.error(what)),
        }
    }

    fn error(&self, what: &str) -> DeadlineExceededError {
        DeadlineExceededError::new(what, self.limit.unwrap_or_default())
    }
}
