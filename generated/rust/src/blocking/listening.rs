//! Notifications and changes of files, as iterators. What holds for the awaited streams holds here.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::runtime::Runtime;
use crate::types::FsChangedNotification;
use crate::{CodexError, Event, client};

/// An iterator of notifications. [`Codex::notifications`](super::Codex::notifications) makes them.
///
/// It ends after an error: the connection is gone, or it was read too slowly.
pub struct Events {
    inner: client::Events,
    runtime: Arc<Runtime>,
}

impl Events {
    pub(super) fn new(runtime: &Arc<Runtime>, inner: client::Events) -> Self {
        Self { inner, runtime: Arc::clone(runtime) }
    }

    /// The next notification, which is waited for no longer than `limit`: then it fails with
    /// [`CodexError::DeadlineExceeded`], and may be asked again.
    pub fn next_within(&mut self, limit: Duration) -> Option<Result<Event, CodexError>> {
        self.runtime.next_within(limit, "the next notification", self.inner.next())
    }

    /// Hears no more; what has not been read is dropped.
    pub fn close(&mut self) {
        self.inner.close();
    }
}

impl Iterator for Events {
    type Item = Result<Event, CodexError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.next(self.inner.next())
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// The changes of a file or folder. [`Codex::watch`](super::Codex::watch) makes them.
///
/// It ends after an error: the connection is gone, or it was read too slowly. Dropping it ends the watch.
pub struct Watch {
    inner: client::Watch,
    runtime: Arc<Runtime>,
}

impl Watch {
    pub(super) fn new(runtime: &Arc<Runtime>, inner: client::Watch) -> Self {
        Self { inner, runtime: Arc::clone(runtime) }
    }

    /// What is watched, as the runtime names it.
    #[must_use]
    pub fn path(&self) -> &str {
        self.inner.path()
    }

    /// The next change, which is waited for no longer than `limit`: then it fails with
    /// [`CodexError::DeadlineExceeded`], and may be asked again.
    pub fn next_within(&mut self, limit: Duration) -> Option<Result<FsChangedNotification, CodexError>> {
        self.runtime.next_within(limit, "the next change", self.inner.next())
    }

    /// Watches no more. May be called more than once. Method: `fs/unwatch`.
    ///
    /// # Errors
    /// What every call can fail with, but for the end of the connection, which has ended the watch as well.
    pub fn close(&mut self) -> Result<(), CodexError> {
        self.runtime.wait(self.inner.close())
    }
}

impl Iterator for Watch {
    type Item = Result<FsChangedNotification, CodexError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.next(self.inner.next())
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
