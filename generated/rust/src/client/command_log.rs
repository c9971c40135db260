//! What a command of the client has said so far, and how it ended; no I/O.
//!
//! In: the notifications of its output, and the answer to its request, which comes when all output has been sent. Out:
//! pieces for who streams, and the whole for who waits.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;

use super::base64;
use super::error::{CodexError, UnreadableError};
use super::event::Event;
use super::listeners::Listener;
use super::mailbox::Mailbox;
use super::places::Head;
use super::reply::Outcome;
use crate::events::ServerNotification;
use crate::methods::CommandExec;
use crate::types::{CommandExecOutputDeltaNotification, CommandExecOutputStream};
use crate::wire::{Request, read_result};

/// A piece of what a command wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommandOutput {
    /// Where it wrote it. What it wrote to a terminal is `stdout`.
    pub stream: CommandExecOutputStream,
    /// What it wrote; characters may be cut anywhere.
    pub data: Vec<u8>,
    /// Whether nothing more of this stream will come, because of `output_limit`.
    pub cap_reached: bool,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommandResult {
    /// Its exit code: 124 after `timeout`, 128 and the number of a signal that ended it.
    pub exit_code: i32,
    /// What it wrote to stdout, or to its terminal.
    pub stdout: Vec<u8>,
    /// What it wrote to stderr.
    pub stderr: Vec<u8>,
    /// Whether `output_limit` may have cut stdout or stderr.
    pub cap_reached: bool,
}

/// One command, from its start to its end. Listens to its output.
pub(crate) struct CommandLog {
    process_id: String,
    /// Whether the output is bounded, so that what is streamed is kept for who waits as well.
    is_bounded: bool,
    state: Mutex<State>,
    over: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    cap_reached: bool,
    is_streamed: bool,
    mailboxes: Vec<Weak<Mailbox<CommandOutput>>>,
    end: Option<Result<i32, CodexError>>,
}

impl CommandLog {
    pub(crate) fn new(process_id: String, is_bounded: bool) -> Arc<Self> {
        Arc::new(Self { process_id, is_bounded, state: Mutex::default(), over: watch::Sender::new(false) })
    }

    pub(crate) fn process_id(&self) -> &str {
        &self.process_id
    }

    /// Whether nothing more will come.
    pub(crate) fn over(&self) -> bool {
        *self.over.borrow()
    }

    /// Sends the output from now on to one more reader.
    pub(crate) fn subscribe(&self, mailbox: &Arc<Mailbox<CommandOutput>>) {
        let mut state = self.lock();
        match &state.end {
            Some(end) => mailbox.end(end.as_ref().err().cloned()),
            None => state.mailboxes.push(Arc::downgrade(mailbox)),
        }
    }

    /// Somebody reads the output: what has no bound is kept for nobody else.
    pub(crate) fn streamed(&self) {
        let mut state = self.lock();
        state.is_streamed = true;
        if !self.is_bounded {
            state.stdout = Vec::new();
            state.stderr = Vec::new();
        }
    }

    /// Waits until nothing more will come.
    pub(crate) async fn ended(&self) {
        // the sender lives as long as the log, so there is no error
        let _ = self.over.subscribe().wait_for(|over| *over).await;
    }

    /// What it came to; `None` while it is not over.
    pub(crate) fn result(&self) -> Option<Result<CommandResult, CodexError>> {
        let state = self.lock();
        Some(state.end.clone()?.map(|exit_code| CommandResult {
            exit_code,
            stdout: state.stdout.clone(),
            stderr: state.stderr.clone(),
            cap_reached: state.cap_reached,
        }))
    }

    /// The answer to its request.
    pub(crate) fn answered(&self, outcome: Outcome) {
        self.settle(outcome.and_then(|response| match read_result::<CommandExec>(&response) {
            Ok(result) => Ok(result.exit_code),
            Err(error) => Err(UnreadableError::new(CommandExec::METHOD, error.to_string()).into()),
        }));
    }

    fn settle(&self, end: Result<i32, CodexError>) {
        let mut state = self.lock();
        if state.end.is_some() {
            return;
        }
        let failure = end.as_ref().err().cloned();
        state.end = Some(end);
        let mailboxes = std::mem::take(&mut state.mailboxes);
        drop(state);
        for mailbox in mailboxes.iter().filter_map(Weak::upgrade) {
            mailbox.end(failure.clone());
        }
        self.over.send_replace(true);
    }

    fn write(&self, told: &CommandExecOutputDeltaNotification) -> Result<(), CodexError> {
        let data = base64::decode(&told.delta_base64)
            .ok_or_else(|| UnreadableError::new("command/exec/outputDelta", "it is no base64"))?;
        let mut state = self.lock();
        state.cap_reached |= told.cap_reached;
        if self.is_bounded || !state.is_streamed {
            match told.stream {
                CommandExecOutputStream::Stderr => state.stderr.extend_from_slice(&data),
                _ => state.stdout.extend_from_slice(&data),
            }
        }
        let piece = CommandOutput { stream: told.stream.clone(), data, cap_reached: told.cap_reached };
        state.mailboxes.retain(|mailbox| {
            let mailbox = mailbox.upgrade().filter(|mailbox| !mailbox.ended());
            mailbox.is_some_and(|mailbox| {
                mailbox.put(piece.clone());
                true
            })
        });
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener for CommandLog {
    fn ended(&self) -> bool {
        self.over()
    }

    fn hear(&self, event: &Arc<Event>, _: &Head<'_>) -> bool {
        let ServerNotification::CommandExecOutputDelta(told) = &event.payload else { return false };
        if told.process_id != self.process_id {
            return false;
        }
        if let Err(error) = self.write(told) {
            self.settle(Err(error));
        }
        true
    }

    fn end(&self, failure: &CodexError) {
        self.settle(Err(failure.clone()));
    }
}
