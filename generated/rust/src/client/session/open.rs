//! From a configuration to an open connection.
//!
//! In: a configuration. Out: a session whose runtime has introduced itself, or the error that says why there is none;
//! then nothing is left running. Given up, it leaves nothing either.

use std::sync::{Arc, Mutex, OnceLock};

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc, watch};

use super::shared::Shared;
use super::{Owner, Session};
use crate::client::config::CodexConfig;
use crate::client::core::Core;
use crate::client::deadline::{Deadline, Timeout};
use crate::client::error::{
    CodexError, ConfigError, ConnectError, NotAnAppServerError, NotSignedInError, RuntimeExitedError,
    StartTimeoutError,
};
use crate::client::launch::launch_plan;
use crate::client::metadata::{RuntimeMetadata, introduction};
use crate::client::observing::Observer;
use crate::client::serving::Server;
use crate::client::silence::Silence;
use crate::client::stderr::StderrTail;
use crate::client::stdio;
use crate::client::transport::{Ears, Task, Wires};
use crate::events::ClientNotification;
use crate::methods::{AccountRead, Initialize};
use crate::wire::{self, Request};

impl Session {
    /// Starts the runtime, or connects to a running one.
    pub(crate) async fn open(config: CodexConfig) -> Result<Self, CodexError> {
        config.check()?;
        let handle = Handle::try_current()
            .map_err(|_| ConfigError::new("a client must be started inside a tokio runtime"))?;
        let (session, wires) = Self::prepared(config, handle);
        let opened = match session.connect(wires).await {
            Ok(()) => session.introduce().await,
            Err(error) => Err(error),
        };
        match opened {
            Ok(()) => Ok(session),
            Err(error) => {
                session.close().await;
                Err(error)
            }
        }
    }

    fn prepared(config: CodexConfig, handle: Handle) -> (Self, Wires) {
        let observer = Arc::new(Observer::new(&config));
        let (outgoing, lines) = mpsc::unbounded_channel();
        let (stop, stopped) = watch::channel(false);
        let (gone, is_gone) = watch::channel(false);
        let shared = Arc::new_cyclic(|me| Shared {
            me: me.clone(),
            stderr: Arc::new(StderrTail::new(Arc::clone(&observer))),
            observer,
            core: Mutex::new(Core::default()),
            slots: Semaphore::new(config.max_in_flight.min(Semaphore::MAX_PERMITS)),
            silence: Silence::new(),
            metadata: OnceLock::new(),
            oddity: OnceLock::new(),
            server: Server::new(config.handler.clone()),
            outgoing,
            stop,
            gone: is_gone,
            handle,
            config,
        });
        let ears: Arc<dyn Ears> = shared.clone();
        let owner = Arc::new(Owner { shared: Arc::clone(&shared), watch: OnceLock::new() });
        (Self { shared, owner }, Wires { ears, outgoing: lines, stop: stopped, gone })
    }

    async fn connect(&self, wires: Wires) -> Result<(), CodexError> {
        let shared = &self.shared;
        #[cfg(feature = "ws")]
        if shared.config.url.is_some() {
            return Ok(crate::client::websocket::connect(&shared.config, wires).await?);
        }
        let plan = launch_plan(&shared.config)?;
        Ok(stdio::start(&plan, Arc::clone(&shared.stderr), wires)?)
    }

    /// Introduces the client, and hears who answers.
    async fn introduce(&self) -> Result<(), CodexError> {
        let shared = &self.shared;
        let deadline = Deadline::after(Some(shared.config.start_timeout));
        let params = introduction(&shared.config);
        let response = match shared.exchange::<Initialize>(&params, deadline, false).await {
            Ok(response) => response,
            Err(error) => return Err(shared.start_failure(error)),
        };
        let metadata = RuntimeMetadata::read(&response)?;
        let _ = shared.metadata.set(metadata);
        let line = wire::write_notification(&ClientNotification::Initialized)?;
        shared.send(line)?;
        if let Some(patience) = shared.config.request_timeout {
            let (me, silence) = (shared.me.clone(), Arc::clone(&shared.silence));
            let watch = Task::spawn(async move {
                let probe = || async {
                    match me.upgrade() {
                        Some(shared) => shared.probe(patience).await,
                        None => false,
                    }
                };
                silence.watch(patience, probe).await;
            });
            let _ = self.owner.watch.set(watch);
        }
        if shared.config.require_sign_in {
            let params = <AccountRead as Request>::Params::default();
            let read = self.call::<AccountRead>(params, Timeout::Usual).await?;
            if read.requires_openai_auth && read.account.is_none() {
                return Err(NotSignedInError::new().into());
            }
        }
        Ok(())
    }
}

impl Shared {
    /// What a failure means while the connection opens.
    fn start_failure(&self, error: CodexError) -> CodexError {
        let has_last_words =
            matches!(&error, CodexError::TransportClosed(closed) if !closed.stderr_tail.is_empty());
        if let Some(came) = self.oddity.get().filter(|_| !has_last_words) {
            return NotAnAppServerError::new(self.observer.redactor.redact(came)).into();
        }
        match error {
            CodexError::TransportClosed(closed) => match &self.config.url {
                Some(url) => {
                    let reason = format!("{} before it answered initialize", closed.reason);
                    ConnectError::of(url, reason).into()
                }
                None => RuntimeExitedError::new(closed.exit_code, closed.stderr_tail).into(),
            },
            CodexError::JsonRpc(error) => {
                NotAnAppServerError::new(format!("the error {}, {:?}", error.code, error.message)).into()
            }
            CodexError::DeadlineExceeded(late) => {
                StartTimeoutError::new(late.waited, self.stderr.tail()).into()
            }
            CodexError::Unreadable(error) => NotAnAppServerError::new(error.to_string()).into(),
            error => error,
        }
    }
}
