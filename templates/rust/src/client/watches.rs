//! A file or folder that the runtime watches for the program.
//!
//! In: a session and a path. Out: each change once, from before the runtime has confirmed that it watches until the
//! watch is closed or dropped.

use std::fmt;
use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use futures_core::Stream;

use super::codex::Codex;
use super::config::CodexConfig;
use super::deadline::Timeout;
use super::error::{CodexError, UsageError};
use super::event::Event;
use super::listeners::Listener;
use super::mailbox::{Mailbox, Reader};
use super::places::Head;
use super::session::Session;
use crate::events::ServerNotification;
use crate::methods;
use crate::types::{FsChangedNotification, FsUnwatchParams, FsWatchParams};

impl Codex {
    /// Watches a file or folder where the runtime runs. Methods: `fs/watch`, `fs/unwatch`.
    ///
    /// Changes that come together are told together. Of a folder, what is directly in it is watched. The path need not
    /// exist yet. A relative one is taken from the working directory of this program; for an app-server of a `url` it
    /// must be absolute.
    ///
    /// # Errors
    /// [`CodexError::Usage`]: the path is not absolute, and the app-server is one of a `url`. Also what every call
    /// can fail with.
    pub async fn watch(&self, path: impl AsRef<Path>) -> Result<Watch, CodexError> {
        let path = watched_path(path.as_ref(), self.session.config())?;
        let mut watch = Watch::listening(self.session.clone())?;
        let params = FsWatchParams::new(path, watch.id());
        watch.path = self.session.call::<methods::FsWatch>(params, Timeout::Usual).await?.path.to_string();
        Ok(watch)
    }
}

/// The absolute path. A runtime that the client has started is on this machine.
fn watched_path(path: &Path, config: &CodexConfig) -> Result<String, UsageError> {
    let text = path.to_string_lossy();
    if config.url.is_none() {
        return match std::path::absolute(path) {
            Ok(path) => Ok(path.to_string_lossy().into_owned()),
            Err(error) => Err(UsageError::new(format!("{text:?} cannot be watched: {error}"))),
        };
    }
    let is_drive = text.chars().next().is_some_and(|it| it.is_ascii_alphabetic());
    let is_windows = is_drive && matches!(text.get(1..3), Some(":\\" | ":/"));
    if text.starts_with('/') || text.starts_with("\\\\") || is_windows {
        return Ok(text.into_owned());
    }
    Err(UsageError::new(format!(
        "path must be absolute, and {text:?} is not: the app-server of a url does not share the working directory of \
         this program"
    )))
}

/// The changes of a file or folder. [`Codex::watch`] makes them.
///
/// It fails once, and is at its end then, when the reader lagged or when the connection ended. Dropping it ends the
/// watch.
pub struct Watch {
    session: Session,
    listener: Arc<WatchListener>,
    reader: Reader<FsChangedNotification>,
    path: String,
    is_open: bool,
}

impl Watch {
    fn listening(session: Session) -> Result<Self, CodexError> {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        let id = format!("client-{}", NUMBERS.fetch_add(1, Ordering::Relaxed));
        let reader = session.mailbox();
        let listener = Arc::new(WatchListener { id, mailbox: Arc::clone(reader.mailbox()) });
        let added: Arc<dyn Listener> = listener.clone();
        session.add_listener(&added)?;
        Ok(Self { session, listener, reader, path: String::new(), is_open: true })
    }

    /// What is watched, as the runtime names it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The next change; `None` after an error and after [`Watch::close`]. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<FsChangedNotification, CodexError>> {
        poll_fn(|context| self.reader.poll_next(context)).await
    }

    /// Watches no more. May be called more than once. Method: `fs/unwatch`.
    ///
    /// # Errors
    /// What every call can fail with, but for the end of the connection, which has ended the watch as well.
    pub async fn close(&mut self) -> Result<(), CodexError> {
        self.reader.close();
        if !self.is_open {
            return Ok(());
        }
        let params = FsUnwatchParams::new(self.id());
        let outcome = self.session.call::<methods::FsUnwatch>(params, Timeout::Usual).await;
        self.is_open = false;
        match outcome {
            Ok(_) | Err(CodexError::TransportClosed(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn id(&self) -> &str {
        &self.listener.id
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.is_open {
            self.session.tell::<methods::FsUnwatch>(&FsUnwatchParams::new(self.id()));
        }
    }
}

impl Stream for Watch {
    type Item = Result<FsChangedNotification, CodexError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.reader.poll_next(context)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Hears the changes of one watch.
struct WatchListener {
    id: String,
    mailbox: Arc<Mailbox<FsChangedNotification>>,
}

impl Listener for WatchListener {
    fn ended(&self) -> bool {
        self.mailbox.ended()
    }

    fn hear(&self, event: &Arc<Event>, _: &Head<'_>) -> bool {
        let ServerNotification::FsChanged(changed) = &event.payload else { return false };
        let is_own = changed.watch_id == self.id;
        if is_own {
            self.mailbox.put(changed.clone());
        }
        is_own
    }

    fn end(&self, failure: &CodexError) {
        self.mailbox.end(Some(failure.clone()));
    }
}
