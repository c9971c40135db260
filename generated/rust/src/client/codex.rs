//! The client: a connection to one runtime. The emitted layer adds a method for each curated call.

use std::fmt;

use super::caller::Rpc;
use super::config::CodexConfig;
use super::error::{CodexError, NotAnAppServerError};
use super::listeners::Choice;
use super::listening::Events;
use super::metadata::RuntimeMetadata;
use super::session::Session;

/// A connection to one runtime. Cheap to clone: the connection ends with [`close`](Self::close), or when the last
/// clone and all that came of it (threads, turns, streams) are gone.
#[derive(Clone)]
pub struct Codex {
    pub(crate) session: Session,
    metadata: RuntimeMetadata,
}

impl Codex {
    /// Starts the runtime, or connects to a running one, and introduces the client.
    ///
    /// It must be called inside a tokio runtime whose I/O and time drivers are enabled. Given up, it leaves nothing
    /// running.
    ///
    /// # Errors
    /// [`CodexError::Config`] for a setting that cannot be meant, [`CodexError::Start`] with the cause otherwise.
    pub async fn start(config: CodexConfig) -> Result<Self, CodexError> {
        let session = Session::open(config).await?;
        match session.metadata().cloned() {
            Some(metadata) => Ok(Self { session, metadata }),
            None => Err(session.check_alive().err().unwrap_or_else(|| NotAnAppServerError::new("").into())),
        }
    }

    /// Ends the runtime, or the connection to it.
    ///
    /// Calls and streams that wait fail with `TransportClosedError`. May be called more than once, from anywhere. When
    /// it returns, nothing of the runtime is left.
    pub async fn close(&self) {
        self.session.close().await;
    }

    /// What the runtime said of itself when the connection was opened.
    #[must_use]
    pub fn metadata(&self) -> &RuntimeMetadata {
        &self.metadata
    }

    /// Every method of the protocol, typed.
    #[must_use]
    pub fn rpc(&self) -> Rpc {
        Rpc::new(self.session.clone())
    }

    /// Listens to notifications of the runtime, from now on.
    ///
    /// `methods` are wire names, such as `"account/updated"`; none means all.
    ///
    /// # Errors
    /// `TransportClosedError` if there is no connection any more.
    pub fn notifications<I>(&self, methods: I) -> Result<Events, CodexError>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let methods = methods.into_iter().map(Into::into).collect();
        Events::new(&self.session, Choice { methods, thread_id: None })
    }

    /// Listens to notifications about one thread, from now on.
    ///
    /// `methods` are wire names, such as `"thread/status/changed"`; none means all.
    ///
    /// # Errors
    /// `TransportClosedError` if there is no connection any more.
    pub fn thread_notifications<I>(
        &self,
        thread_id: impl Into<String>,
        methods: I,
    ) -> Result<Events, CodexError>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let methods = methods.into_iter().map(Into::into).collect();
        Events::new(&self.session, Choice { methods, thread_id: Some(thread_id.into()) })
    }
}

impl fmt::Debug for Codex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Codex({:?})", self.session)
    }
}
