//! What the client fails with: one enum, and one type for each cause that callers tell apart.
//!
//! In: what went wrong, in parts. Out: errors that say what happened, why, and what to do next, with the parts as
//! fields. Texts from outside are shown bounded and without control characters, and stay whole in the fields. No
//! error holds a secret that the client knows of. Errors are cheap to clone: everybody who waited gets the same.

mod connection;
mod rpc;
mod start;
mod turn;
mod usage;

use std::error::Error;
use std::fmt;

pub use connection::{
    ConfigError, DeadlineExceededError, MessageTooLargeError, TransportClosedError, UnreadableError,
};
pub use rpc::{ExperimentalApiError, JsonRpcError, RpcErrorKind, UnsupportedByRuntimeError};
pub use start::{
    CodexBinNotExecutableError, CodexBinNotFoundError, ConnectError, LaunchError, NotAnAppServerError,
    NotSignedInError, RuntimeExitedError, RuntimeTooOldError, StartError, StartTimeoutError,
};
pub use turn::{OutputError, StreamLaggedError, TurnFailedError};
pub use usage::UsageError;

use crate::wire::WireError;

/// Everything that a call of the client can fail with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CodexError {
    /// A setting cannot be meant. Nothing was started.
    Config(ConfigError),
    /// A call cannot be meant. Nothing was sent.
    Usage(UsageError),
    /// No app-server could be started, reached or used.
    Start(StartError),
    /// The connection is gone, with everything that waited on it.
    TransportClosed(TransportClosedError),
    /// There was no answer, or no event, in time.
    DeadlineExceeded(DeadlineExceededError),
    /// The server answered with an error.
    JsonRpc(Box<JsonRpcError>),
    /// Something experimental was asked for on a connection that did not opt in. Nothing was sent.
    ExperimentalApi(ExperimentalApiError),
    /// The connected runtime is too old for what was asked. Nothing was sent.
    UnsupportedByRuntime(UnsupportedByRuntimeError),
    /// The params do not fit the protocol. Nothing was sent.
    Wire(Box<WireError>),
    /// The message is larger than the app-server takes. Nothing was sent.
    MessageTooLarge(MessageTooLargeError),
    /// What the runtime answered cannot be read.
    Unreadable(UnreadableError),
    /// A turn ended with the status `failed`.
    TurnFailed(Box<TurnFailedError>),
    /// A stream was read too slowly and gave up its place.
    StreamLagged(StreamLaggedError),
    /// The answer of the model has not the form that was asked for.
    Output(OutputError),
}

impl CodexError {
    /// Whether the server was overloaded, so that the same may be tried again later.
    ///
    /// A missed deadline is not: the request may have run.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::JsonRpc(error) => error.is_retryable(),
            Self::TurnFailed(error) => error.is_retryable(),
            _ => false,
        }
    }

    fn cause(&self) -> &(dyn Error + 'static) {
        match self {
            Self::Config(error) => error,
            Self::Usage(error) => error,
            Self::Start(error) => error.cause(),
            Self::TransportClosed(error) => error,
            Self::DeadlineExceeded(error) => error,
            Self::JsonRpc(error) => error,
            Self::ExperimentalApi(error) => error,
            Self::UnsupportedByRuntime(error) => error,
            Self::Wire(error) => error,
            Self::MessageTooLarge(error) => error,
            Self::Unreadable(error) => error,
            Self::TurnFailed(error) => error,
            Self::StreamLagged(error) => error,
            Self::Output(error) => error,
        }
    }
}

impl fmt::Display for CodexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.cause(), f)
    }
}

impl Error for CodexError {}

/// Makes an error type one of the causes.
macro_rules! causes {
    ($($variant:ident($cause:ty)),* $(,)?) => {$(
        impl From<$cause> for CodexError {
            fn from(error: $cause) -> Self {
                Self::$variant(error.into())
            }
        }
    )*};
}

causes! {
    Config(ConfigError),
    Usage(UsageError),
    Start(StartError),
    TransportClosed(TransportClosedError),
    DeadlineExceeded(DeadlineExceededError),
    JsonRpc(JsonRpcError),
    ExperimentalApi(ExperimentalApiError),
    UnsupportedByRuntime(UnsupportedByRuntimeError),
    Wire(WireError),
    MessageTooLarge(MessageTooLargeError),
    Unreadable(UnreadableError),
    TurnFailed(TurnFailedError),
    StreamLagged(StreamLaggedError),
    Output(OutputError),
}
