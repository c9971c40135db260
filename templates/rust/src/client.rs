//! The runtime client: starts `codex app-server` or connects to one, calls its methods, hears its notifications and
//! answers its requests.
//!
//! In: a [`CodexConfig`]. Out: a [`Codex`], whose emitted methods are the curated surface, and whose [`Rpc`] is every
//! method of the protocol. Everything is bounded; nothing outlives [`Codex::close`], or the last handle.

mod answers;
mod api;
mod base64;
mod caller;
mod calls;
mod codex;
mod command_log;
mod command_params;
mod commands;
mod config;
mod core;
pub(crate) mod deadline;
mod dispatch;
mod display;
mod error;
mod event;
mod following;
mod gate;
mod goal_log;
mod goals;
mod handler;
mod inputs;
mod launch;
mod lines;
mod listeners;
mod listening;
mod lives;
mod login;
mod mailbox;
mod message;
mod metadata;
mod modes;
mod observing;
mod output;
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
mod stream;
mod thread;
mod transport;
mod turn;
mod turn_log;
mod version;
mod watches;
#[cfg(feature = "ws")]
mod websocket;

pub use api::*;
pub use caller::Rpc;
pub use codex::Codex;
pub use command_log::{CommandOutput, CommandResult};
pub use command_params::{RunCommand, StartCommand};
pub use commands::{CommandHandle, CommandStream};
pub use config::CodexConfig;
pub use dispatch::Refused;
pub use error::{
    CodexBinNotExecutableError, CodexBinNotFoundError, CodexError, ConfigError, ConnectError,
    DeadlineExceededError, ExperimentalApiError, JsonRpcError, LaunchError, MessageTooLargeError,
    NotAnAppServerError, NotSignedInError, OutputError, RpcErrorKind, RuntimeExitedError, RuntimeTooOldError,
    StartError, StartTimeoutError, StreamLaggedError, TransportClosedError, TurnFailedError, UnreadableError,
    UnsupportedByRuntimeError, UsageError,
};
pub use event::Event;
pub use goal_log::GoalResult;
pub use goals::{GoalHandle, GoalStream, StartGoal};
pub use handler::ServerRequestHandler;
pub use inputs::{
    ExternalMessage, ImageInput, Input, InputItem, LocalImageInput, MentionInput, RunInput, SkillInput,
    TextInput,
};
pub use listening::Events;
pub use login::{ChatgptLoginHandle, DeviceCodeLoginHandle, LoginHandle};
pub use metadata::RuntimeMetadata;
pub use modes::{ApprovalMode, Sandbox};
pub use output::OutputSchema;
pub use retry::{Retry, retry_on_overload};
pub use run::TurnResult;
pub use stream::TurnStream;
pub use thread::{Review, Thread};
pub use turn::TurnHandle;
pub use version::RuntimeVersion;
pub use watches::Watch;

/// The programs in it are compiled with the tests of the documentation; one of them is for the face that blocks.
#[cfg(all(doctest, feature = "blocking"))]
#[doc = include_str!("../README.md")]
struct Readme;
