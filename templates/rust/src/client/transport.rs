//! What a connection needs of the thing that carries its lines, and how one ends.
//!
//! Lines are bytes without their line end. A transport hands them over in batches, in their order, then says once how
//! it ended; nothing comes after that. Tasks of a transport end with it.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use super::error::{CodexError, TransportClosedError};
use super::lines::Lines;

/// How a connection ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct End {
    pub(crate) reason: String,
    pub(crate) exit_code: Option<i32>,
    pub(crate) stderr_tail: String,
}

impl End {
    /// An end without a process.
    pub(crate) fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    /// The error for those who waited.
    pub(crate) fn error(self) -> CodexError {
        TransportClosedError::new(self.reason, self.exit_code, self.stderr_tail).into()
    }
}

/// Who hears what comes over a transport. Called by one task at a time.
pub(crate) trait Ears: Send + Sync + 'static {
    /// The next lines.
    fn hear(&self, lines: Lines<'_>);
    /// Nothing more will come.
    fn ended(&self, end: End);
}

/// Tells the end when the tasks of a transport are given up, as they are with the tokio runtime that they are of.
pub(crate) struct LastWords(pub(crate) Arc<dyn Ears>);

impl Drop for LastWords {
    fn drop(&mut self) {
        self.0.ended(End::because("the tokio runtime in which the client was started has ended"));
    }
}

/// What a transport works with.
pub(crate) struct Wires {
    pub(crate) ears: Arc<dyn Ears>,
    /// Lines to send, each with its line end.
    pub(crate) outgoing: mpsc::UnboundedReceiver<Vec<u8>>,
    /// Becomes true, or is gone, when the connection shall end.
    pub(crate) stop: watch::Receiver<bool>,
    /// Becomes true, or is gone, when nothing is left of the transport.
    pub(crate) gone: watch::Sender<bool>,
}

/// Waits until the connection shall end.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // an error says that nobody is left who could say so
    let _ = stop.wait_for(|stop| *stop).await;
}

/// A task that ends when nobody waits for it any more.
pub(crate) struct Task<T>(Option<tokio::task::JoinHandle<T>>);

impl<T: Send + 'static> Task<T> {
    pub(crate) fn spawn(work: impl Future<Output = T> + Send + 'static) -> Self {
        Self(Some(tokio::spawn(work)))
    }

    /// What it came to; `None` if it panicked, and if that was told before.
    pub(crate) async fn finished(&mut self) -> Option<T> {
        let outcome = self.0.as_mut()?.await.ok();
        self.0 = None;
        outcome
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}
