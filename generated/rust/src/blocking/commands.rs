//! A command in the hands of a program without async. What holds for the awaited command holds here.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::runtime::Runtime;
use crate::{CodexError, CommandOutput, CommandResult, client};

/// A running command. [`Codex::start_command`](super::Codex::start_command) makes them. Cheap to clone.
///
/// Dropping it leaves the command running.
#[derive(Clone)]
pub struct CommandHandle {
    inner: client::CommandHandle,
    runtime: Arc<Runtime>,
}

impl CommandHandle {
    pub(super) fn new(runtime: &Arc<Runtime>, inner: client::CommandHandle) -> Self {
        Self { inner, runtime: Arc::clone(runtime) }
    }

    /// Id of the command on this connection.
    #[must_use]
    pub fn process_id(&self) -> &str {
        self.inner.process_id()
    }

    /// The output of the command, as it comes, up to its end: see the awaited
    /// [`CommandHandle::stream`](client::CommandHandle::stream).
    #[must_use]
    pub fn stream(&self) -> CommandStream {
        CommandStream { inner: self.inner.stream(), runtime: Arc::clone(&self.runtime) }
    }

    /// Waits for the end of the command.
    ///
    /// Output that was not streamed by then can be streamed no more.
    ///
    /// # Errors
    /// - [`CodexError::JsonRpc`]: the runtime could not start the command.
    /// - [`CodexError::TransportClosed`]: the connection ended first.
    pub fn wait(&self) -> Result<CommandResult, CodexError> {
        self.runtime.wait(self.inner.wait())
    }

    /// Waits for the end of the command, and no longer than `limit`. The command keeps running when that passes.
    ///
    /// # Errors
    /// [`CodexError::DeadlineExceeded`]: it was not over within `limit`. Also what [`CommandHandle::wait`] fails with.
    pub fn wait_within(&self, limit: Duration) -> Result<CommandResult, CodexError> {
        self.runtime.wait_within(limit, "command/exec", self.inner.wait())
    }

    /// Writes to the stdin of the command. Method: `command/exec/write`.
    ///
    /// Waits as long as the command has no room.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the command is over, or was started without stdin. Also what every call can fail with.
    pub fn write(&self, data: &[u8]) -> Result<(), CodexError> {
        self.runtime.wait(self.inner.write(data))
    }

    /// Writes no more: the command reads the end. Method: `command/exec/write`.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the command is over, or was started without stdin. Also what every call can fail with.
    pub fn close_stdin(&self) -> Result<(), CodexError> {
        self.runtime.wait(self.inner.close_stdin())
    }

    /// Changes the size of the terminal, in characters. Method: `command/exec/resize`.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the command is over, or has no terminal. [`CodexError::Usage`]: a size of 0. Also what
    /// every call can fail with.
    pub fn resize(&self, rows: u16, cols: u16) -> Result<(), CodexError> {
        self.runtime.wait(self.inner.resize(rows, cols))
    }

    /// Ends the command and all that it started. Method: `command/exec/terminate`.
    ///
    /// [`CommandHandle::wait`] then tells its end. A command that is over stays as it is.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn terminate(&self) -> Result<(), CodexError> {
        self.runtime.wait(self.inner.terminate())
    }
}

impl fmt::Debug for CommandHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// The output of a command, as [`CommandHandle::stream`] gives it. What holds for the awaited
/// [`CommandStream`](client::CommandStream) holds here.
pub struct CommandStream {
    inner: client::CommandStream,
    runtime: Arc<Runtime>,
}

impl CommandStream {
    /// The next piece, which is waited for no longer than `limit`: then it fails with
    /// [`CodexError::DeadlineExceeded`], and may be asked again.
    pub fn next_within(&mut self, limit: Duration) -> Option<Result<CommandOutput, CodexError>> {
        self.runtime.next_within(limit, "the next output of the command", self.inner.next())
    }
}

impl Iterator for CommandStream {
    type Item = Result<CommandOutput, CodexError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.next(self.inner.next())
    }
}

impl fmt::Debug for CommandStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
