//! Notifications that a program chooses, whatever turns they belong to.
//!
//! In: a session and a choice. Out: a stream of typed notifications, from the moment it is made until it is closed;
//! bounded like every other reader.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::error::CodexError;
use super::event::Event;
use super::listeners::{Choice, Subscription};
use super::mailbox::Reader;
use super::session::Session;

/// A stream of notifications. `Codex::notifications` makes them.
///
/// It ends after an error: the connection is gone, or the stream was read too slowly.
pub struct Events {
    /// Keeps the connection.
    _session: Session,
    _subscription: Arc<Subscription>,
    reader: Reader<Arc<Event>>,
}

impl Events {
    pub(crate) fn new(session: &Session, choice: Choice) -> Result<Self, CodexError> {
        let (subscription, reader) = session.subscribe(choice)?;
        Ok(Self { _session: session.clone(), _subscription: subscription, reader })
    }

    /// The next notification; `None` at the end. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Event, CodexError>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Hears no more; what has not been read is dropped.
    pub fn close(&mut self) {
        self.reader.close();
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event, CodexError>>> {
        self.reader.poll_next(context).map(|next| next.map(|event| event.map(Arc::unwrap_or_clone)))
    }
}

impl Stream for Events {
    type Item = Result<Event, CodexError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Events({:?})", self._session)
    }
}
