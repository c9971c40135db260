//! One connection: requests and their answers, and all that can be heard on it.
//!
//! In: calls from any task or thread. Out: their typed results, or one clear error each. Requests in flight are capped,
//! and each has a deadline. A future that is dropped frees its slot and loses nothing for others. A lock is held around
//! the core and never while something waits. The connection lives as long as somebody holds a session.

mod calls;
mod open;
mod shared;
mod turns;

use std::fmt;
use std::sync::Arc;

use super::config::CodexConfig;
use super::deadline::Deadline;
use super::event::Event;
use super::listeners::{Choice, Listener, Subscription};
use super::mailbox::{Mailbox, Reader};
use super::metadata::RuntimeMetadata;
use super::silence::Patience;
use super::transport::Task;
use super::turn_log::TurnLog;
use crate::client::error::CodexError;
use shared::Shared;

/// A connected runtime. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Session {
    shared: Arc<Shared>,
    owner: Arc<Owner>,
}

/// Ends the connection when the last session is gone.
struct Owner {
    shared: Arc<Shared>,
    /// Looks after a silent runtime.
    watch: std::sync::OnceLock<Task<()>>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.shared.shut();
    }
}

impl Session {
    /// How the connection was opened.
    pub(crate) fn config(&self) -> &CodexConfig {
        &self.shared.config
    }

    /// What the runtime said of itself; `None` while the connection opens.
    pub(crate) fn metadata(&self) -> Option<&RuntimeMetadata> {
        self.shared.metadata.get()
    }

    /// Fails with why there is no connection, if there is none.
    pub(crate) fn check_alive(&self) -> Result<(), CodexError> {
        self.shared.core().check_alive()
    }

    /// Takes a value for a secret from now on.
    pub(crate) fn keep_secret(&self, value: &str) {
        self.shared.observer.redactor.add(value);
    }

    /// Ends the connection: everybody who waits is told, and nothing is left running when it returns. May be called
    /// more than once, and given up.
    pub(crate) async fn close(&self) {
        self.shared.shut();
        let mut gone = self.shared.gone.clone();
        // an error says that the transport is gone without a word
        let _ = gone.wait_for(|gone| *gone).await;
    }

    /// Ends the connection without waiting for that.
    #[cfg(feature = "blocking")]
    pub(crate) fn shut(&self) {
        self.shared.shut();
    }

    /// Becomes true, or is gone, when nothing is left of the connection.
    #[cfg(feature = "blocking")]
    pub(crate) fn gone(&self) -> tokio::sync::watch::Receiver<bool> {
        self.shared.gone.clone()
    }

    /// Held by whoever waits for something else than an answer, so that a runtime that died silently is found out.
    pub(crate) fn patience(&self) -> Option<Patience> {
        self.shared.patience(&Deadline::after(None))
    }

    // Listening.

    /// A mailbox and its reader.
    pub(crate) fn mailbox<T>(&self) -> Reader<T> {
        Reader::new(Mailbox::new(self.config().stream_limit), Arc::clone(&self.shared.silence))
    }

    /// Hears what is chosen, from now on, as long as both that are returned live.
    pub(crate) fn subscribe(
        &self,
        choice: Choice,
    ) -> Result<(Arc<Subscription>, Reader<Arc<Event>>), CodexError> {
        let reader = self.mailbox();
        let subscription = Arc::new(Subscription { mailbox: Arc::clone(reader.mailbox()), choice });
        let listener: Arc<dyn Listener> = subscription.clone();
        self.add_listener(&listener)?;
        Ok((subscription, reader))
    }

    /// Has a listener hear what it wants, from now on, as long as its owner lives.
    pub(crate) fn add_listener(&self, listener: &Arc<dyn Listener>) -> Result<(), CodexError> {
        self.shared.core().subscribe(Arc::downgrade(listener))
    }

    /// The turn of a thread that is running, as far as was heard.
    pub(crate) fn active_turn(&self, thread_id: &str) -> Option<Arc<TurnLog>> {
        self.shared.core().active_turn(thread_id)
    }

    /// The events of a turn from now on.
    pub(crate) fn follow(&self, log: &TurnLog) -> Reader<Arc<Event>> {
        let reader = self.mailbox();
        log.subscribe(reader.mailbox());
        reader
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.check_alive().is_err() {
            "closed".to_owned()
        } else {
            match self.metadata().and_then(RuntimeMetadata::version) {
                Some(version) => format!("connected to {version}"),
                None => "connected to a runtime".to_owned(),
            }
        };
        f.write_str(&state)
    }
}
