//! Where the answer to one request goes.
//!
//! In: a result as it came, or why there is none. Out: a signal to whoever waits, once.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::error::CodexError;
use super::turn_log::TurnLog;
use crate::wire::Response;

/// The result of a request as it came, or why there is none.
pub(crate) type Outcome = Result<Response, CodexError>;

/// The answer to a request that has started a turn.
pub(crate) struct Started {
    pub(crate) response: Response,
    pub(crate) log: Arc<TurnLog>,
}

/// What becomes of an answer.
pub(crate) enum Reply {
    /// Somebody waits for it.
    Waiter(oneshot::Sender<Outcome>),
    /// It is acted on before the next line is looked at, under the lock of the core.
    Act(Box<dyn FnOnce(Outcome) + Send>),
    /// It says which turn was started.
    Start { start: u64, method: &'static str, waiter: oneshot::Sender<Result<Started, CodexError>> },
    /// It may say which turn was started for a caller who is gone.
    Orphan { thread_id: Option<Box<str>> },
    /// Nobody cares.
    Nobody,
}

impl Reply {
    /// An outcome that needs no more of the core.
    pub(crate) fn settle(self, outcome: Outcome) {
        match (self, outcome) {
            (Self::Waiter(waiter), outcome) => {
                // an error says that the caller is gone
                let _ = waiter.send(outcome);
            }
            (Self::Act(act), outcome) => act(outcome),
            (Self::Start { waiter, .. }, Err(error)) => {
                let _ = waiter.send(Err(error));
            }
            (Self::Start { .. } | Self::Orphan { .. } | Self::Nobody, _) => {}
        }
    }

    /// There is no connection any more.
    pub(crate) fn fail(self, failure: &CodexError) {
        self.settle(Err(failure.clone()));
    }
}
