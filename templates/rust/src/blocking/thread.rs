//! A conversation, for programs without async, but for the methods that the protocol gives.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::codex::Codex;
use super::goals::GoalHandle;
use super::runtime::Runtime;
use super::turn::TurnHandle;
use crate::types::ThreadGoal;
use crate::{CodexError, Review, StartGoal, client};

/// A conversation, as [`Codex`](super::Codex) starts, resumes and forks it; its calls wait. Cheap to clone.
///
/// It is no more than an id and a connection: nothing is kept here that the runtime does not know.
#[derive(Clone)]
pub struct Thread {
    pub(super) inner: client::Thread,
    pub(super) runtime: Arc<Runtime>,
}

impl Codex {
    /// A conversation by its id, such as one that [`Rpc`](super::Rpc) has started. Nothing is sent.
    #[must_use]
    pub fn thread(&self, id: impl Into<Arc<str>>) -> Thread {
        Thread::new(&self.runtime, self.inner.thread(id))
    }
}

impl Thread {
    pub(super) fn new(runtime: &Arc<Runtime>, inner: client::Thread) -> Self {
        Self { inner, runtime: Arc::clone(runtime) }
    }

    /// Id of the thread.
    #[must_use]
    pub fn id(&self) -> &str {
        self.inner.id()
    }

    /// Starts a review. Method: `review/start`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn review(&self, review: Review) -> Result<TurnHandle, CodexError> {
        Ok(TurnHandle::new(&self.runtime, self.wait(self.inner.review(review))?))
    }

    /// Has the runtime work on a goal, turn after turn. Method: `thread/goal/set`.
    ///
    /// The thread must not be ephemeral. A goal that it had is replaced.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the thread takes no goals. Also what every call can fail with.
    pub fn start_goal(&self, goal: impl Into<StartGoal>) -> Result<GoalHandle, CodexError> {
        Ok(GoalHandle::new(&self.runtime, self.wait(self.inner.start_goal(goal))?))
    }

    /// The goal of the thread, if it has one. Method: `thread/goal/get`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn goal(&self) -> Result<Option<ThreadGoal>, CodexError> {
        self.wait(self.inner.goal())
    }

    /// Waits for a call of the awaited client.
    pub(super) fn wait<T>(&self, call: impl Future<Output = Result<T, CodexError>>) -> Result<T, CodexError> {
        self.runtime.wait(call)
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
