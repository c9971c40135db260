//! A turn in the hands of a program without async. What holds for the awaited turn holds here.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::runtime::Runtime;
use crate::types::{TurnInterruptResponse, TurnSteerResponse};
use crate::{CodexError, Event, Input, TurnResult, client};

/// One turn of a thread. [`Thread`](super::Thread) makes them. It may be used by several threads at once.
///
/// Dropping a handle changes nothing: the turn goes on.
pub struct TurnHandle {
    inner: client::TurnHandle,
    runtime: Arc<Runtime>,
}

impl TurnHandle {
    pub(super) fn new(runtime: &Arc<Runtime>, inner: client::TurnHandle) -> Self {
        Self { inner, runtime: Arc::clone(runtime) }
    }

    /// Id of the thread that the turn is part of.
    #[must_use]
    pub fn thread_id(&self) -> &str {
        self.inner.thread_id()
    }

    /// Id of the turn.
    #[must_use]
    pub fn id(&self) -> &str {
        self.inner.id()
    }

    /// Dropping a stream of this handle early leaves the turn running.
    ///
    /// By default it is interrupted, unless another stream or `run` follows it.
    #[must_use]
    pub fn keep_running(self) -> Self {
        Self { inner: self.inner.keep_running(), runtime: self.runtime }
    }

    /// The events of the turn, as they come, up to `turn/completed`.
    ///
    /// The first stream begins with the start of this handle, each further one where the turn is. A failed turn ends
    /// the stream like any other; [`TurnHandle::run`] fails for it.
    #[must_use = "a stream that is dropped interrupts the turn"]
    pub fn stream(&self) -> TurnStream {
        TurnStream { inner: self.inner.stream(), runtime: Arc::clone(&self.runtime) }
    }

    /// Waits for the end of the turn.
    ///
    /// Events that came by then and are not being streamed are let go.
    ///
    /// # Errors
    /// - [`CodexError::TurnFailed`]: the turn failed; the error carries it.
    /// - [`CodexError::Output`]: the answer does not have the form of `output_schema`.
    /// - [`CodexError::TransportClosed`]: the connection ended first.
    pub fn run(&self) -> Result<TurnResult, CodexError> {
        self.runtime.wait(self.inner.run())
    }

    /// Waits for the end of the turn, and no longer than `limit`. The turn keeps running when that passes.
    ///
    /// # Errors
    /// [`CodexError::DeadlineExceeded`]: the turn was not over within `limit`. Also what [`TurnHandle::run`] fails with.
    pub fn run_within(&self, limit: Duration) -> Result<TurnResult, CodexError> {
        self.runtime.wait(self.inner.run_within(limit))
    }

    /// Gives the running turn more input. Method: `turn/steer`.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the turn is over. Also what every call can fail with.
    pub fn steer(&self, input: impl Into<Input>) -> Result<TurnSteerResponse, CodexError> {
        self.runtime.wait(self.inner.steer(input))
    }

    /// Stops the turn; it ends with status `interrupted`. Method: `turn/interrupt`.
    ///
    /// A turn that is over stays as it is. Interrupting twice is one interruption.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn interrupt(&self) -> Result<TurnInterruptResponse, CodexError> {
        self.runtime.wait(self.inner.interrupt())
    }
}

impl fmt::Debug for TurnHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// The events of a turn, as [`TurnHandle::stream`] gives them. What holds for the awaited
/// [`TurnStream`](client::TurnStream) holds here.
#[must_use = "a stream that is dropped interrupts the turn"]
pub struct TurnStream {
    inner: client::TurnStream,
    runtime: Arc<Runtime>,
}

impl TurnStream {
    /// Dropping this stream early leaves the turn running.
    pub fn keep_running(self) -> Self {
        Self { inner: self.inner.keep_running(), runtime: self.runtime }
    }

    /// The next event, which is waited for no longer than `limit`: then it fails with
    /// [`CodexError::DeadlineExceeded`], and may be asked again.
    pub fn next_within(&mut self, limit: Duration) -> Option<Result<Event, CodexError>> {
        self.runtime.next_within(limit, "the next event of the turn", self.inner.next())
    }
}

impl Iterator for TurnStream {
    type Item = Result<Event, CodexError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.next(self.inner.next())
    }
}

impl fmt::Debug for TurnStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
