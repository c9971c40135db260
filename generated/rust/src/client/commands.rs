//! A command that the runtime runs for the program, outside any thread of the agent.
//!
//! In: a session and a command. Out: a handle that hears all output from the first byte on, or the end of the command.
//! A command whose start or `run_command` is given up is ended.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;

use super::base64;
use super::codex::Codex;
use super::command_log::{CommandLog, CommandOutput, CommandResult};
use super::command_params::{RunCommand, StartCommand, terminal_size};
use super::deadline::Timeout;
use super::error::{CodexError, UnreadableError};
use super::listeners::Listener;
use super::mailbox::Reader;
use super::reply::Reply;
use super::session::Session;
use crate::methods;
use crate::types::{
    CommandExecParams, CommandExecResizeParams, CommandExecTerminateParams, CommandExecWriteParams,
};
use crate::wire::Request;

/// Bytes of stdin in one request.
const PIECE: usize = 1 << 20;

impl Codex {
    /// Runs a command where the runtime runs, outside any thread, to its end.
    ///
    /// The model knows nothing of it. If the future is dropped, the command is ended. Methods: `command/exec`,
    /// `command/exec/write`.
    ///
    /// ```no_run
    /// # async fn example(codex: codex_app_server::Codex) -> Result<(), codex_app_server::CodexError> {
    /// let done = codex.run_command(["git", "status", "--short"]).await?;
    /// println!("{} {}", done.exit_code, String::from_utf8_lossy(&done.stdout));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// - [`CodexError::JsonRpc`]: the command could not be started. In a sandbox, a program that does not exist may end
    ///   with an exit code other than 0 instead.
    /// - [`CodexError::Usage`]: a value that cannot be meant.
    /// - [`CodexError::TransportClosed`]: the connection ended first.
    pub async fn run_command(&self, command: impl Into<RunCommand>) -> Result<CommandResult, CodexError> {
        let (params, stdin) = command.into().into_params()?;
        let mut guard = begin(&self.session, params).await?;
        if let Some(stdin) = stdin {
            match feed(&guard.handle, &stdin).await {
                // it has ended and not read all
                Ok(()) | Err(CodexError::JsonRpc(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let result = guard.handle.wait().await;
        guard.is_given_up = false;
        result
    }

    /// Starts a command where the runtime runs, outside any thread.
    ///
    /// The model knows nothing of it. It ends with the connection at the latest. Method: `command/exec`.
    ///
    /// # Errors
    /// [`CodexError::Usage`]: a value that cannot be meant. [`CodexError::TransportClosed`]: the connection ended
    /// first. A command that cannot be started is told by [`CommandHandle::wait`].
    pub async fn start_command(&self, command: impl Into<StartCommand>) -> Result<CommandHandle, CodexError> {
        let mut guard = begin(&self.session, command.into().into_params()?).await?;
        guard.is_given_up = false;
        Ok(guard.handle.clone())
    }
}

async fn feed(handle: &CommandHandle, stdin: &[u8]) -> Result<(), CodexError> {
    handle.write(stdin).await?;
    handle.close_stdin().await
}

async fn begin(session: &Session, params: CommandExecParams) -> Result<Guard, CodexError> {
    let process_id = params.process_id.as_option().cloned().unwrap_or_default();
    let log = CommandLog::new(process_id, params.output_bytes_cap.as_option().is_some());
    let listener: Arc<dyn Listener> = log.clone();
    session.add_listener(&listener)?;
    let unread = session.mailbox();
    log.subscribe(unread.mailbox());
    let inside = Inside { session: session.clone(), log: Arc::clone(&log), unread: Mutex::new(Some(unread)) };
    let guard = Guard { handle: CommandHandle { inside: Arc::new(inside) }, is_given_up: true };
    let reply = Reply::Act(Box::new(move |outcome| log.answered(outcome)));
    session.begin::<methods::CommandExec>(params, reply).await?;
    Ok(guard)
}

/// A command that is ended if nobody will wait for it.
struct Guard {
    handle: CommandHandle,
    is_given_up: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        let Inside { session, log, .. } = &*self.handle.inside;
        if self.is_given_up && !log.over() {
            session.tell::<methods::CommandExecTerminate>(&CommandExecTerminateParams::new(log.process_id()));
        }
    }
}

/// A running command. [`Codex::start_command`] makes them. Cheap to clone.
///
/// Dropping it leaves the command running.
#[derive(Clone)]
pub struct CommandHandle {
    inside: Arc<Inside>,
}

struct Inside {
    session: Session,
    log: Arc<CommandLog>,
    /// The output since the start, until somebody streams or lets go of it.
    unread: Mutex<Option<Reader<CommandOutput>>>,
}

impl CommandHandle {
    /// Id of the command on this connection.
    #[must_use]
    pub fn process_id(&self) -> &str {
        self.inside.log.process_id()
    }

    /// The output of the command, as it comes, up to its end.
    ///
    /// The first stream begins with the first byte, each further one where the command is. Dropping a stream leaves the
    /// command running.
    pub fn stream(&self) -> CommandStream {
        let Inside { session, log, .. } = &*self.inside;
        log.streamed();
        let reader = self.take_unread().unwrap_or_else(|| {
            let reader = session.mailbox();
            log.subscribe(reader.mailbox());
            reader
        });
        CommandStream { _handle: self.clone(), reader }
    }

    /// Waits for the end of the command. Giving up leaves it running.
    ///
    /// Output that was not streamed by then can be streamed no more.
    ///
    /// # Errors
    /// - [`CodexError::JsonRpc`]: the runtime could not start the command.
    /// - [`CodexError::TransportClosed`]: the connection ended first.
    pub async fn wait(&self) -> Result<CommandResult, CodexError> {
        let Inside { session, log, .. } = &*self.inside;
        let _patience = session.patience();
        log.ended().await;
        drop(self.take_unread());
        let lost = || UnreadableError::new(methods::CommandExec::METHOD, "the command has no end");
        log.result().ok_or_else(lost)?
    }

    /// Writes to the stdin of the command. Method: `command/exec/write`.
    ///
    /// Waits as long as the command has no room. Given up, it may have written a part.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the command is over, or was started without stdin. Also what every call can fail with.
    pub async fn write(&self, data: &[u8]) -> Result<(), CodexError> {
        for piece in data.chunks(PIECE) {
            self.send(|params| params.delta_base64(base64::encode(piece))).await?;
        }
        Ok(())
    }

    /// Writes no more: the command reads the end. Method: `command/exec/write`.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the command is over, or was started without stdin. Also what every call can fail with.
    pub async fn close_stdin(&self) -> Result<(), CodexError> {
        self.send(|params| params.close_stdin(true)).await
    }

    /// Changes the size of the terminal, in characters. Method: `command/exec/resize`.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the command is over, or has no terminal. [`CodexError::Usage`]: a size of 0. Also
    /// what every call can fail with.
    pub async fn resize(&self, rows: u16, cols: u16) -> Result<(), CodexError> {
        let params = CommandExecResizeParams::new(self.process_id(), terminal_size(rows, cols)?);
        self.inside.session.call::<methods::CommandExecResize>(params, Timeout::Usual).await?;
        Ok(())
    }

    /// Ends the command and all that it started. Method: `command/exec/terminate`.
    ///
    /// [`CommandHandle::wait`] then tells its end. A command that is over stays as it is.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn terminate(&self) -> Result<(), CodexError> {
        if self.inside.log.over() {
            return Ok(());
        }
        let params = CommandExecTerminateParams::new(self.process_id());
        match self.inside.session.call::<methods::CommandExecTerminate>(params, Timeout::Usual).await {
            // it has just ended by itself
            Ok(_) | Err(CodexError::JsonRpc(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn send(
        &self,
        fill: impl FnOnce(CommandExecWriteParams) -> CommandExecWriteParams,
    ) -> Result<(), CodexError> {
        let params = fill(CommandExecWriteParams::new(self.process_id()));
        self.inside.session.call::<methods::CommandExecWrite>(params, Timeout::Never).await?;
        Ok(())
    }

    fn take_unread(&self) -> Option<Reader<CommandOutput>> {
        self.inside.unread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for CommandHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandHandle").field("process_id", &self.process_id()).finish_non_exhaustive()
    }
}

/// The output of a command, as [`CommandHandle::stream`] gives it.
///
/// It fails once, and is at its end then: with [`CodexError::JsonRpc`] if the command could not be started, with
/// [`CodexError::StreamLagged`] when the reader lagged by more pieces than
/// [`CodexConfig::stream_limit`](super::CodexConfig::stream_limit), and with [`CodexError::TransportClosed`] when the
/// connection ended first.
pub struct CommandStream {
    /// Keeps what hears the output.
    _handle: CommandHandle,
    reader: Reader<CommandOutput>,
}

impl CommandStream {
    /// The next piece; `None` at the end, and after an error. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<CommandOutput, CodexError>> {
        poll_fn(|context| self.reader.poll_next(context)).await
    }
}

impl Stream for CommandStream {
    type Item = Result<CommandOutput, CodexError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.reader.poll_next(context)
    }
}

impl fmt::Debug for CommandStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandStream").finish_non_exhaustive()
    }
}
