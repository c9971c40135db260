//! The runtime client: starts `codex app-server` or connects to one, calls its methods, hears its notifications and
//! answers its requests.
//!
//! In: a [`CodexConfig`]. Out: a [`Codex`], whose emitted methods are the curated surface, and whose [`Rpc`] is every
//! method of the protocol. Everything is bounded; nothing outlives [`Codex::close`], or the last handle.

mod answers;
mod api;
mod caller;
mod codex;
mod config;
mod core;
mod deadline;
mod dispatch;
mod display;
mod error;
mod event;
mod gate;
mod handler;
mod launch;
mod lines;
mod listeners;
mod listening;
mod lives;
mod mailbox;
mod message;
mod metadata;
mod observing;
mod places;
mod redaction;
mod reply;
mod retry;
mod rpc;
mod run;
mod serving;
mod session;
mod silence;
mod starts;
mod stderr;
mod stdio;
mod transport;
mod turn_log;
mod version;
#[cfg(feature = "ws")]
mod websocket;

pub use caller::Rpc;
pub use codex::Codex;
pub use config::CodexConfig;
pub use dispatch::Refused;
pub use error::{
    CodexBinNotExecutableError, CodexBinNotFoundError, CodexError, ConfigError, ConnectError,
    DeadlineExceededError, ExperimentalApiError, JsonRpcError, LaunchError, MessageTooLargeError,
    NotAnAppServerError, NotSignedInError, OutputError, RpcErrorKind, RuntimeExitedError, RuntimeTooOldError,
    StartError, StartTimeoutError, StreamLaggedError, TransportClosedError, TurnFailedError, UnreadableError,
    UnsupportedByRuntimeError,
};
pub use event::Event;
pub use handler::ServerRequestHandler;
pub use listening::Events;
pub use metadata::RuntimeMetadata;
pub use retry::{Retry, retry_on_overload};
pub use run::TurnResult;
pub use version::RuntimeVersion;
