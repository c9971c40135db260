//! The events of one turn.
//!
//! In: the reader of a turn. Out: its events in their order, each once, up to the end of the turn or of the
//! connection. Waiting for an event can be given up at any time, and loses none.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::error::CodexError;
use super::event::Event;
use super::following::Following;
use super::mailbox::Reader;

/// The events of a turn, as [`TurnHandle::stream`](super::TurnHandle::stream) gives them.
///
/// It fails once, and is at its end then, with [`CodexError::StreamLagged`] when the reader lagged by more events than
/// [`CodexConfig::stream_limit`](super::CodexConfig::stream_limit), and with [`CodexError::TransportClosed`] when the
/// connection ended first.
///
/// Dropping it before the end of the turn interrupts the turn, unless another stream or `run` follows it.
#[must_use = "a stream that is dropped interrupts the turn"]
pub struct TurnStream {
    reader: Reader<Arc<Event>>,
    following: Following,
}

impl TurnStream {
    pub(super) fn new(reader: Reader<Arc<Event>>, following: Following) -> Self {
        Self { reader, following }
    }

    /// Dropping this stream early leaves the turn running.
    pub fn keep_running(mut self) -> Self {
        self.following.keep_running();
        self
    }

    /// The next event; `None` at the end of the turn, and after an error.
    pub async fn next(&mut self) -> Option<Result<Event, CodexError>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event, CodexError>>> {
        self.reader.poll_next(context).map(|next| next.map(|event| event.map(Arc::unwrap_or_clone)))
    }
}

impl Stream for TurnStream {
    type Item = Result<Event, CodexError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(context)
    }
}

impl fmt::Debug for TurnStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let log = self.following.log();
        let mut out = f.debug_struct("TurnStream");
        out.field("thread_id", &log.thread_id()).field("turn_id", &log.turn_id()).finish_non_exhaustive()
    }
}
