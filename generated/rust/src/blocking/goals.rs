//! A goal in the hands of a program without async. What holds for the awaited goal holds here.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::runtime::Runtime;
use crate::types::ThreadGoal;
use crate::{CodexError, Event, GoalResult, client};

/// A goal of a thread. [`Thread::start_goal`](super::Thread::start_goal) makes them. It may be used by several threads
/// at once.
///
/// Dropping the handle leaves the goal as it is.
pub struct GoalHandle {
    inner: client::GoalHandle,
    runtime: Arc<Runtime>,
}

impl GoalHandle {
    pub(super) fn new(runtime: &Arc<Runtime>, inner: client::GoalHandle) -> Self {
        Self { inner, runtime: Arc::clone(runtime) }
    }

    /// Id of the thread that works on the goal.
    #[must_use]
    pub fn thread_id(&self) -> &str {
        self.inner.thread_id()
    }

    /// The goal as last heard: objective, status, tokens; `None` when cleared.
    #[must_use]
    pub fn goal(&self) -> Option<ThreadGoal> {
        self.inner.goal()
    }

    /// The events of the thread until the goal rests, whatever turn they belong to: see the awaited
    /// [`GoalHandle::stream`](client::GoalHandle::stream).
    #[must_use]
    pub fn stream(&self) -> GoalStream {
        GoalStream { inner: self.inner.stream(), runtime: Arc::clone(&self.runtime) }
    }

    /// Waits until the goal rests.
    ///
    /// # Errors
    /// - [`CodexError::TurnFailed`]: the last turn failed.
    /// - [`CodexError::TransportClosed`]: the connection ended first.
    pub fn run(&self) -> Result<GoalResult, CodexError> {
        self.runtime.wait(self.inner.run())
    }

    /// Waits until the goal rests, and no longer than `limit`. The goal stays as it is when that passes.
    ///
    /// # Errors
    /// [`CodexError::DeadlineExceeded`]: it did not rest within `limit`. Also what [`GoalHandle::run`] fails with.
    pub fn run_within(&self, limit: Duration) -> Result<GoalResult, CodexError> {
        self.runtime.wait_within(limit, "the end of the goal", self.inner.run())
    }

    /// Starts no more turns; the running one goes on. Method: `thread/goal/set`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn pause(&self) -> Result<ThreadGoal, CodexError> {
        self.runtime.wait(self.inner.pause())
    }

    /// Goes on. Method: `thread/goal/set`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn resume(&self) -> Result<ThreadGoal, CodexError> {
        self.runtime.wait(self.inner.resume())
    }

    /// Drops the goal; a running turn goes on. Method: `thread/goal/clear`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn clear(&self) -> Result<(), CodexError> {
        self.runtime.wait(self.inner.clear())
    }

    /// Pauses the goal and stops its running turn. Method: `turn/interrupt`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn interrupt(&self) -> Result<(), CodexError> {
        self.runtime.wait(self.inner.interrupt())
    }
}

impl fmt::Debug for GoalHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// The events of a goal, as [`GoalHandle::stream`] gives them. What holds for the awaited
/// [`GoalStream`](client::GoalStream) holds here.
pub struct GoalStream {
    inner: client::GoalStream,
    runtime: Arc<Runtime>,
}

impl GoalStream {
    /// The next event, which is waited for no longer than `limit`: then it fails with
    /// [`CodexError::DeadlineExceeded`], and may be asked again.
    pub fn next_within(&mut self, limit: Duration) -> Option<Result<Event, CodexError>> {
        self.runtime.next_within(limit, "the next event of the goal", self.inner.next())
    }
}

impl Iterator for GoalStream {
    type Item = Result<Event, CodexError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.next(self.inner.next())
    }
}

impl fmt::Debug for GoalStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
