//! The client for programs without async. The emitted layer adds a method for each curated call.

use std::fmt;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::commands::CommandHandle;
use super::listening::{Events, Watch};
use super::login::{ChatgptLoginHandle, DeviceCodeLoginHandle};
use super::runtime::Runtime;
use crate::wire::Request;
use crate::{CodexConfig, CodexError, CommandResult, RunCommand, RuntimeMetadata, StartCommand, client};

/// A connection to one runtime, whose calls wait. Cheap to clone: the connection ends with [`close`](Self::close), or
/// when the last clone and all that came of it are gone.
#[derive(Clone)]
pub struct Codex {
    pub(super) inner: client::Codex,
    pub(super) runtime: Arc<Runtime>,
}

impl Codex {
    /// Starts the runtime, or connects to a running one, and introduces the client.
    ///
    /// # Errors
    /// As those of the awaited [`Codex::start`](client::Codex::start).
    pub fn start(config: CodexConfig) -> Result<Self, CodexError> {
        let runtime = Runtime::start()?;
        let inner = runtime.wait(client::Codex::start(config))?;
        let runtime = runtime.drives(inner.session.gone());
        Ok(Self { inner, runtime })
    }

    /// Ends the runtime, or the connection to it.
    ///
    /// Calls and streams that wait fail with `TransportClosedError`. May be called more than once, from any thread.
    /// When it returns, nothing of the runtime is left; inside an async context it does not wait for that.
    pub fn close(&self) {
        let closed = self.runtime.wait(async {
            self.inner.close().await;
            Ok::<(), CodexError>(())
        });
        if closed.is_err() {
            self.inner.session.shut();
        }
    }

    /// What the runtime said of itself when the connection was opened.
    #[must_use]
    pub fn metadata(&self) -> &RuntimeMetadata {
        self.inner.metadata()
    }

    /// Every method of the protocol, typed.
    #[must_use]
    pub fn rpc(&self) -> Rpc {
        Rpc { inner: self.inner.rpc(), runtime: Arc::clone(&self.runtime) }
    }

    /// Listens to notifications of the runtime, from now on.
    ///
    /// `methods` are wire names, such as `"account/updated"`; none means all.
    ///
    /// # Errors
    /// [`CodexError::TransportClosed`] if there is no connection any more.
    pub fn notifications<I>(&self, methods: I) -> Result<Events, CodexError>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Ok(Events::new(&self.runtime, self.inner.notifications(methods)?))
    }

    /// Listens to notifications about one thread, from now on.
    ///
    /// `methods` are wire names, such as `"thread/status/changed"`; none means all.
    ///
    /// # Errors
    /// [`CodexError::TransportClosed`] if there is no connection any more.
    pub fn thread_notifications<I>(
        &self,
        thread_id: impl Into<String>,
        methods: I,
    ) -> Result<Events, CodexError>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Ok(Events::new(&self.runtime, self.inner.thread_notifications(thread_id, methods)?))
    }

    /// Signs in with an API key. Method: `account/login/start`.
    ///
    /// # Errors
    /// What every call can fail with; the key stands in no error.
    pub fn login_api_key(&self, api_key: impl Into<String>) -> Result<(), CodexError> {
        self.wait(self.inner.login_api_key(api_key))
    }

    /// Starts to sign in with ChatGPT in a browser. Method: `account/login/start`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn login_chatgpt(&self) -> Result<ChatgptLoginHandle, CodexError> {
        Ok(ChatgptLoginHandle::new(&self.runtime, self.wait(self.inner.login_chatgpt())?))
    }

    /// Starts to sign in with a code on another device. Method: `account/login/start`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub fn login_chatgpt_device_code(&self) -> Result<DeviceCodeLoginHandle, CodexError> {
        Ok(DeviceCodeLoginHandle::new(&self.runtime, self.wait(self.inner.login_chatgpt_device_code())?))
    }

    /// Runs a command where the runtime runs, outside any thread, to its end.
    ///
    /// The model knows nothing of it. Methods: `command/exec`, `command/exec/write`.
    ///
    /// # Errors
    /// As those of the awaited [`Codex::run_command`](client::Codex::run_command).
    pub fn run_command(&self, command: impl Into<RunCommand>) -> Result<CommandResult, CodexError> {
        self.wait(self.inner.run_command(command))
    }

    /// Starts a command where the runtime runs, outside any thread.
    ///
    /// The model knows nothing of it. It ends with the connection at the latest. Method: `command/exec`.
    ///
    /// # Errors
    /// As those of the awaited [`Codex::start_command`](client::Codex::start_command).
    pub fn start_command(&self, command: impl Into<StartCommand>) -> Result<CommandHandle, CodexError> {
        Ok(CommandHandle::new(&self.runtime, self.wait(self.inner.start_command(command))?))
    }

    /// Watches a file or folder where the runtime runs. Methods: `fs/watch`, `fs/unwatch`.
    ///
    /// What holds for the awaited [`Codex::watch`](client::Codex::watch) holds here.
    ///
    /// # Errors
    /// As those of the awaited call.
    pub fn watch(&self, path: impl AsRef<Path>) -> Result<Watch, CodexError> {
        Ok(Watch::new(&self.runtime, self.wait(self.inner.watch(path))?))
    }

    /// Waits for a call of the awaited client.
    pub(super) fn wait<T>(&self, call: impl Future<Output = Result<T, CodexError>>) -> Result<T, CodexError> {
        self.runtime.wait(call)
    }
}

impl fmt::Debug for Codex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// Every request that the app-server knows, typed; its calls wait. Cheap to clone.
#[derive(Clone)]
pub struct Rpc {
    inner: client::Rpc,
    runtime: Arc<Runtime>,
}

impl Rpc {
    /// The same with another time limit for its calls.
    #[must_use]
    pub fn timeout(&self, limit: Duration) -> Self {
        Self { inner: self.inner.timeout(limit), runtime: Arc::clone(&self.runtime) }
    }

    /// The same without a time limit: its calls wait as long as the runtime lives.
    #[must_use]
    pub fn no_timeout(&self) -> Self {
        Self { inner: self.inner.no_timeout(), runtime: Arc::clone(&self.runtime) }
    }

    /// Sends a request and waits for its result.
    ///
    /// # Errors
    /// [`CodexError`]: what the server refused, or why there is no answer.
    pub fn call<R: Request>(&self, params: R::Params) -> Result<R::Response, CodexError> {
        self.runtime.wait(self.inner.call::<R>(params))
    }
}

impl fmt::Debug for Rpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
