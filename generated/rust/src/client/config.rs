//! How the runtime is started or reached, and how the client behaves.
//!
//! In: what the program wants. Out: a value that every other part of the client reads, checked before anything is
//! started. Its `Debug` shows no secret.

mod check;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::dispatch::Dispatch;
use super::error::ConfigError;
use super::event::Event;
use super::handler::ServerRequestHandler;

#[cfg(feature = "ws")]
pub(crate) use check::{Endpoint, endpoint};

/// Takes in each line of stderr.
pub(crate) type OnStderr = Arc<dyn Fn(&str) + Send + Sync>;
/// Takes in each notification that nobody reads.
pub(crate) type OnUnread = Arc<dyn Fn(&Event) + Send + Sync>;

/// How a client starts or reaches the Codex runtime, and how it behaves.
///
/// Most programs need little of it: `CodexConfig::new()` starts the `codex` that is on PATH. A value that cannot be
/// meant is a [`ConfigError`] when the client starts.
#[derive(Clone)]
#[non_exhaustive]
pub struct CodexConfig {
    /// Path of the codex executable; by default `codex` is looked for on PATH. A `~/` at its start is expanded.
    pub codex_bin: Option<PathBuf>,
    /// The whole command line to start, in place of `codex app-server ...`.
    pub launch_args_override: Option<Vec<OsString>>,
    /// Settings of config.toml for this runtime, each `key=value` with a TOML value.
    pub config_overrides: Vec<String>,
    /// Working directory of the runtime, and so of threads; by default the program's.
    pub cwd: Option<PathBuf>,
    /// Environment variables of the runtime, beside those of the program.
    pub env: BTreeMap<String, String>,
    /// Name under which the client introduces itself.
    pub client_name: String,
    /// Its name for people.
    pub client_title: String,
    /// Its version.
    pub client_version: String,
    /// Whether experimental methods and members may be used.
    pub experimental_api: bool,
    /// A running app-server to use in place of a process: `ws://HOST:PORT`, `wss://HOST` or `unix:///PATH`.
    ///
    /// Needs the feature `ws` of this crate. Connections are direct: proxies that the environment names are not used.
    pub url: Option<String>,
    /// Bearer token for a `wss://` url, or for a `ws://` url of this machine.
    pub auth_token: Option<String>,
    /// How long a request may take unless its call says otherwise; `None`: no limit.
    pub request_timeout: Option<Duration>,
    /// Time until the app-server must have answered `initialize`.
    pub start_timeout: Duration,
    /// Whether starting fails with `NotSignedInError` when nobody is signed in.
    pub require_sign_in: bool,
    /// Requests that may wait for an answer at once; others wait until one is answered.
    ///
    /// The runtime leaves requests unanswered when some hundreds are sent at once.
    pub max_in_flight: usize,
    /// Events that may wait in one stream before it ends with `StreamLaggedError`.
    pub stream_limit: usize,
    /// Methods of notifications that the server shall not send, by exact name.
    pub opt_out_notifications: Vec<String>,
    pub(crate) on_stderr: Option<OnStderr>,
    pub(crate) on_unread: Option<OnUnread>,
    pub(crate) handler: Option<Arc<dyn Dispatch>>,
}

impl Default for CodexConfig {
    fn default() -> Self {
        Self {
            codex_bin: None,
            launch_args_override: None,
            config_overrides: Vec::new(),
            cwd: None,
            env: BTreeMap::new(),
            client_name: "codex_app_server_rust".to_owned(),
            client_title: "Codex App Server Rust SDK".to_owned(),
            client_version: env!("CARGO_PKG_VERSION").to_owned(),
            experimental_api: true,
            url: None,
            auth_token: None,
            request_timeout: Some(Duration::from_secs(60)),
            start_timeout: Duration::from_secs(30),
            require_sign_in: false,
            max_in_flight: 64,
            stream_limit: 100_000,
            opt_out_notifications: Vec::new(),
            on_stderr: None,
            on_unread: None,
            handler: None,
        }
    }
}

impl CodexConfig {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `codex_bin`.
    #[must_use]
    pub fn codex_bin(mut self, path: impl Into<PathBuf>) -> Self {
        self.codex_bin = Some(path.into());
        self
    }

    /// Sets `launch_args_override`: the program and its arguments.
    #[must_use]
    pub fn launch_args_override<I>(mut self, command: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<OsString>,
    {
        self.launch_args_override = Some(command.into_iter().map(Into::into).collect());
        self
    }

    /// Adds one of `config_overrides`: `key=value` with a TOML value, like `model="gpt-5.5"`.
    #[must_use]
    pub fn config_override(mut self, setting: impl Into<String>) -> Self {
        self.config_overrides.push(setting.into());
        self
    }

    /// Sets `cwd`.
    #[must_use]
    pub fn cwd(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cwd = Some(folder.into());
        self
    }

    /// Adds one variable to `env`.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    /// Sets `client_name`.
    #[must_use]
    pub fn client_name(mut self, name: impl Into<String>) -> Self {
        self.client_name = name.into();
        self
    }

    /// Sets `client_title`.
    #[must_use]
    pub fn client_title(mut self, title: impl Into<String>) -> Self {
        self.client_title = title.into();
        self
    }

    /// Sets `client_version`.
    #[must_use]
    pub fn client_version(mut self, version: impl Into<String>) -> Self {
        self.client_version = version.into();
        self
    }

    /// Sets `experimental_api`.
    #[must_use]
    pub fn experimental_api(mut self, allowed: bool) -> Self {
        self.experimental_api = allowed;
        self
    }

    /// Sets `url`.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets `auth_token`.
    #[must_use]
    pub fn auth_token(mut self, token: impl Into<String>) -> Self {
        self.auth_token = Some(token.into());
        self
    }

    /// Sets `request_timeout`; `None`: no limit.
    #[must_use]
    pub fn request_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.request_timeout = limit.into();
        self
    }

    /// Sets `start_timeout`.
    #[must_use]
    pub fn start_timeout(mut self, limit: Duration) -> Self {
        self.start_timeout = limit;
        self
    }

    /// Sets `require_sign_in`.
    #[must_use]
    pub fn require_sign_in(mut self, required: bool) -> Self {
        self.require_sign_in = required;
        self
    }

    /// Sets `max_in_flight`.
    #[must_use]
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = requests;
        self
    }

    /// Sets `stream_limit`.
    #[must_use]
    pub fn stream_limit(mut self, events: usize) -> Self {
        self.stream_limit = events;
        self
    }

    /// Adds one of `opt_out_notifications`.
    #[must_use]
    pub fn opt_out_notification(mut self, method: impl Into<String>) -> Self {
        self.opt_out_notifications.push(method.into());
        self
    }

    /// Called with each line that the runtime writes to stderr, without its end and without secrets.
    ///
    /// It runs in the task that reads stderr, and must not block. A panic of it is logged and goes no further.
    #[must_use]
    pub fn on_stderr(mut self, hook: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.on_stderr = Some(Arc::new(hook));
        self
    }

    /// Called with each notification that belongs to nothing that somebody reads.
    ///
    /// It runs in the task that reads, and must not block. A panic of it is logged and goes no further.
    #[must_use]
    pub fn on_unread(mut self, hook: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.on_unread = Some(Arc::new(hook));
        self
    }

    /// Answers what the server asks; without one, everything is refused.
    ///
    /// A handler that holds a `Codex` of its own connection keeps it open: end it with `Codex::close`.
    #[must_use]
    pub fn handler(mut self, handler: impl ServerRequestHandler) -> Self {
        self.handler = Some(Arc::new(handler));
        self
    }

    /// Whether the settings can be meant, and together. `Codex::start` asks as well.
    ///
    /// # Errors
    /// [`ConfigError`] with the first that cannot.
    pub fn check(&self) -> Result<(), ConfigError> {
        check::check(self)
    }
}

/// Stands in a representation for what it does not show.
struct Hidden(String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

impl fmt::Debug for CodexConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let command = self.launch_args_override.as_deref().and_then(<[OsString]>::split_first);
        let command = command.map(|(program, more)| (program, Hidden(format!("{} more", more.len()))));
        let keys = self.config_overrides.iter().map(|it| it.split('=').next().unwrap_or_default());
        f.debug_struct("CodexConfig")
            .field("codex_bin", &self.codex_bin)
            .field("launch_args_override", &command)
            .field("config_overrides", &keys.collect::<Vec<_>>())
            .field("cwd", &self.cwd)
            .field("env", &self.env.keys().collect::<Vec<_>>())
            .field("client_name", &self.client_name)
            .field("client_version", &self.client_version)
            .field("experimental_api", &self.experimental_api)
            .field("url", &self.url.as_deref().map(|url| url.split('?').next().unwrap_or_default()))
            .field("auth_token", &self.auth_token.as_ref().map(|_| Hidden("secret".to_owned())))
            .field("request_timeout", &self.request_timeout)
            .field("start_timeout", &self.start_timeout)
            .field("require_sign_in", &self.require_sign_in)
            .field("max_in_flight", &self.max_in_flight)
            .field("stream_limit", &self.stream_limit)
            .field("opt_out_notifications", &self.opt_out_notifications)
            .field("handler", &self.handler.is_some())
            .finish_non_exhaustive()
    }
}
