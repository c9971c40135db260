//! A turn in the hands of the program: its events, its result, its controls.
//!
//! Each stream sees every event of the turn from its own start on, once, whatever others do; the first one begins with
//! the start of the handle. A turn that nobody follows any more, because its last stream or its last waiting `run` was
//! dropped, is interrupted, unless the handle was told to keep it running.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tracing::Instrument;

use super::deadline::{Deadline, Timeout};
use super::error::{CodexError, UnreadableError};
use super::event::Event;
use super::following::Following;
use super::inputs::{Input, steer_input};
use super::mailbox::Reader;
use super::output::OutputSchema;
use super::run::TurnResult;
use super::session::Session;
use super::stream::TurnStream;
use super::turn_log::TurnLog;
use crate::methods;
use crate::types::{TurnInterruptResponse, TurnSteerParams, TurnSteerResponse};

/// One turn of a thread. [`Thread`](super::Thread) makes them.
///
/// Dropping a handle changes nothing: the turn goes on.
pub struct TurnHandle {
    session: Session,
    log: Arc<TurnLog>,
    /// The events since the start of the handle, until somebody reads or lets go of them.
    unread: Mutex<Option<Reader<Arc<Event>>>>,
    schema: Option<OutputSchema>,
    keep_running: bool,
}

impl TurnHandle {
    pub(super) fn new(
        session: Session,
        log: Arc<TurnLog>,
        reader: Reader<Arc<Event>>,
        schema: Option<OutputSchema>,
    ) -> Self {
        Self { session, log, unread: Mutex::new(Some(reader)), schema, keep_running: false }
    }

    /// Id of the thread that the turn is part of.
    #[must_use]
    pub fn thread_id(&self) -> &str {
        self.log.thread_id()
    }

    /// Id of the turn.
    #[must_use]
    pub fn id(&self) -> &str {
        self.log.turn_id()
    }

    /// Dropping a stream or a `run` of this handle early leaves the turn running.
    ///
    /// By default it is interrupted, unless another stream or `run` follows it.
    #[must_use]
    pub fn keep_running(mut self) -> Self {
        self.keep_running = true;
        self
    }

    /// The events of the turn, as they come, up to `turn/completed`.
    ///
    /// The first stream begins with the start of this handle, each further one where the turn is. A failed turn ends
    /// the stream like any other; [`TurnHandle::run`] fails for it.
    #[must_use = "a stream that is dropped interrupts the turn"]
    pub fn stream(&self) -> TurnStream {
        let reader = self.take_unread().unwrap_or_else(|| self.session.follow(&self.log));
        TurnStream::new(reader, self.following())
    }

    /// Waits for the end of the turn.
    ///
    /// Events that came by then and are not being streamed are let go. A future that is dropped interrupts the turn,
    /// unless another stream or `run` follows it, or the handle was told to
    /// [keep it running](TurnHandle::keep_running).
    ///
    /// # Errors
    /// - [`CodexError::TurnFailed`]: the turn failed; the error carries it.
    /// - [`CodexError::Output`]: the answer does not have the form of `output_schema`.
    /// - [`CodexError::TransportClosed`]: the connection ended first.
    pub async fn run(&self) -> Result<TurnResult, CodexError> {
        self.ended(Deadline::after(None)).await
    }

    /// Waits for the end of the turn, and no longer than `limit`. The turn keeps running when that passes.
    ///
    /// # Errors
    /// [`CodexError::DeadlineExceeded`]: the turn was not over within `limit`. Also what [`TurnHandle::run`] fails with.
    pub async fn run_within(&self, limit: Duration) -> Result<TurnResult, CodexError> {
        self.ended(Deadline::after(Some(limit))).await
    }

    async fn ended(&self, deadline: Deadline) -> Result<TurnResult, CodexError> {
        drop(self.take_unread());
        let mut following = self.following();
        let _patience = self.session.patience();
        let span = tracing::debug_span!(target: "codex_app_server", "turn", thread = self.thread_id(), turn = self.id());
        if let Err(late) = deadline.bound("turn/completed", self.log.ended()).instrument(span).await {
            following.keep_running();
            return Err(late);
        }
        let ended = || UnreadableError::new("turn/completed", "the turn is not over");
        self.log.result().ok_or_else(ended)??.checked(self.schema.as_ref())
    }

    /// Gives the running turn more input. Method: `turn/steer`.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the turn is over. Also what every call can fail with.
    pub async fn steer(&self, input: impl Into<Input>) -> Result<TurnSteerResponse, CodexError> {
        let params = TurnSteerParams::new(self.thread_id(), self.id(), steer_input(input.into()));
        self.session.call::<methods::TurnSteer>(params, Timeout::Usual).await
    }

    /// Stops the turn; it ends with status `interrupted`. Method: `turn/interrupt`.
    ///
    /// A turn that is over stays as it is. Interrupting twice is one interruption.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn interrupt(&self) -> Result<TurnInterruptResponse, CodexError> {
        self.session.interrupt(&self.log).await
    }

    fn following(&self) -> Following {
        Following::new(self.session.clone(), Arc::clone(&self.log), self.keep_running)
    }

    fn take_unread(&self) -> Option<Reader<Arc<Event>>> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for TurnHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TurnHandle")
            .field("thread_id", &self.thread_id())
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}
