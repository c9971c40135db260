//! The thread that drives a connection for programs without async.
//!
//! In: futures of the awaited client. Out: what they come to, on the thread that waits. The last handle that goes ends
//! the thread, as soon as nothing is left of the connection.

use std::future::Future;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::{oneshot, watch};

use crate::client::deadline::Deadline;
use crate::{CodexError, UsageError};

/// Drives one connection, as long as somebody holds it.
pub(super) struct Runtime {
    handle: Handle,
    /// Tells the thread to end, with what tells when nothing is left of the connection.
    stop: Option<oneshot::Sender<Option<watch::Receiver<bool>>>>,
    gone: Option<watch::Receiver<bool>>,
    thread: Option<JoinHandle<()>>,
}

impl Runtime {
    /// A thread that drives nothing yet.
    pub(super) fn start() -> Result<Self, CodexError> {
        let failed = |error: std::io::Error| {
            UsageError::new(format!("the client cannot have a thread of its own: {error}"))
        };
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<Option<watch::Receiver<bool>>>();
        let drive = async move {
            if let Ok(Some(mut gone)) = stopped.await {
                // an error says that nothing is left as well
                let _ = gone.wait_for(|gone| *gone).await;
            }
        };
        let thread = thread::Builder::new()
            .name("codex".to_owned())
            .spawn(move || runtime.block_on(drive))
            .map_err(failed)?;
        Ok(Self { handle, stop: Some(stop), gone: None, thread: Some(thread) })
    }

    /// The thread ends when nothing is left of this connection.
    pub(super) fn drives(mut self, gone: watch::Receiver<bool>) -> Arc<Self> {
        self.gone = Some(gone);
        Arc::new(self)
    }

    /// Waits for what a future comes to.
    pub(super) fn wait<T, E: From<UsageError>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        if Handle::try_current().is_ok() {
            return Err(misplaced().into());
        }
        self.handle.block_on(work)
    }

    /// Waits for the next of a stream.
    pub(super) fn next<T>(
        &self,
        work: impl Future<Output = Option<Result<T, CodexError>>>,
    ) -> Option<Result<T, CodexError>> {
        self.wait(async { work.await.transpose() }).transpose()
    }

    /// Waits for what a future comes to, and no longer than `limit`; `what` names it then.
    pub(super) fn wait_within<T>(
        &self,
        limit: Duration,
        what: &str,
        work: impl Future<Output = Result<T, CodexError>>,
    ) -> Result<T, CodexError> {
        self.wait(async { Deadline::after(Some(limit)).bound(what, work).await? })
    }

    /// Waits for the next of a stream, and no longer than `limit`; `what` names it then.
    pub(super) fn next_within<T>(
        &self,
        limit: Duration,
        what: &str,
        work: impl Future<Output = Option<Result<T, CodexError>>>,
    ) -> Option<Result<T, CodexError>> {
        self.wait_within(limit, what, async { work.await.transpose() }).transpose()
    }
}

/// A wait where it would stop other tasks, and may be what it waits for.
fn misplaced() -> UsageError {
    UsageError::new(
        "the blocking client was called inside an async context; use the awaited client there, or call from a thread \
         of std::thread",
    )
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(self.gone.take());
        }
        let own = |thread: &JoinHandle<()>| thread.thread().id() == thread::current().id();
        if let Some(thread) = self.thread.take().filter(|thread| !own(thread)) {
            // a panic of it has been told by the hook of the program
            let _ = thread.join();
        }
    }
}
