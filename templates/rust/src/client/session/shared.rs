//! The state that a connection's tasks and callers share.
//!
//! In: lines from the transport, and its end. Out: what the core makes of them, acted upon: answers to those who wait,
//! requests to the handler, notifications to their readers. The lock around the core is never held while user code
//! runs.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc, watch};

use crate::client::config::CodexConfig;
use crate::client::core::{Core, Heard};
use crate::client::error::{CodexError, MessageTooLargeError};
use crate::client::lines::Lines;
use crate::client::message::read;
use crate::client::metadata::RuntimeMetadata;
use crate::client::observing::{Observer, log};
use crate::client::serving::{SendLine, Server};
use crate::client::silence::Silence;
use crate::client::stderr::StderrTail;
use crate::client::transport::{Ears, End};

/// Bytes of one message that a runtime takes over a WebSocket; a larger one costs the connection.
const LARGEST: usize = 64 << 20;

const CLOSED: &str = "the client was closed by this program";

/// One connection.
pub(super) struct Shared {
    /// Itself, for tasks that outlive a call.
    pub(super) me: Weak<Shared>,
    pub(super) config: CodexConfig,
    pub(super) observer: Arc<Observer>,
    pub(super) stderr: Arc<StderrTail>,
    pub(super) core: Mutex<Core>,
    pub(super) slots: Semaphore,
    pub(super) silence: Arc<Silence>,
    pub(super) metadata: OnceLock<RuntimeMetadata>,
    /// What came first where the answer to `initialize` was expected.
    pub(super) oddity: OnceLock<String>,
    pub(super) server: Server,
    pub(super) outgoing: mpsc::UnboundedSender<Vec<u8>>,
    /// Tells the transport to end.
    pub(super) stop: watch::Sender<bool>,
    /// Tells that nothing is left of the transport.
    pub(super) gone: watch::Receiver<bool>,
    /// Where tasks run that a destructor starts.
    pub(super) handle: Handle,
}

impl Shared {
    pub(super) fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection is gone: everybody who waits is told, and the handler has nothing to do any more.
    pub(super) fn fail(&self, end: End) {
        let reason = end.reason.clone();
        let failure = end.error();
        let is_news = self.core().fail(&failure);
        if is_news {
            log!(debug, %reason, "the connection is gone");
        }
        self.server.close();
    }

    /// The program wants no more.
    pub(super) fn shut(&self) {
        self.fail(End::because(CLOSED));
        self.stop.send_replace(true);
    }

    /// Hands over a line, unless it would cost the connection.
    pub(super) fn send(&self, mut line: Vec<u8>) -> Result<(), CodexError> {
        if self.config.url.is_some() && line.len() > LARGEST {
            return Err(MessageTooLargeError::new(line.len(), LARGEST).into());
        }
        line.push(b'\n');
        // an error says that the transport is gone, and everybody who waits is told by it
        let _ = self.outgoing.send(line);
        Ok(())
    }

    fn act_on(&self, heard: Heard) {
        if let Some(odd) = heard.odd.filter(|_| self.metadata.get().is_none()) {
            let _ = self.oddity.set(odd);
        }
        for asked in heard.asked {
            self.server.serve(asked, self.sender());
        }
        for number in heard.resolved {
            self.server.withdraw(&number);
        }
        for log in heard.orphans {
            self.stop_quietly(&log);
        }
        for (event, method) in heard.unread {
            self.observer.show_unread(&event, &method);
        }
    }

    /// Sends answers, as long as there is somebody to send them to.
    fn sender(&self) -> SendLine {
        let me = self.me.clone();
        Arc::new(move |line| match me.upgrade() {
            Some(shared) => shared.send(line).is_ok(),
            None => true,
        })
    }
}

impl Ears for Shared {
    fn hear(&self, lines: Lines<'_>) {
        self.silence.heard();
        let messages: Vec<_> = lines.filter_map(|line| read(line, &self.observer.redactor)).collect();
        let heard = self.core().receive(messages);
        self.act_on(heard);
    }

    fn ended(&self, end: End) {
        let redactor = &self.observer.redactor;
        let (reason, stderr_tail) = (redactor.redacted(end.reason), redactor.redacted(end.stderr_tail));
        self.fail(End { reason, stderr_tail, ..end });
    }
}
