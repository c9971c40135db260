//! The client for programs without async: the same names, and calls that wait.
//!
//! In: a [`CodexConfig`](crate::CodexConfig). Out: a [`Codex`], which may be cloned and used from any thread. A thread
//! of its own drives the connection; it ends with the last handle. What is no wait, such as errors, inputs and options,
//! is that of the awaited client. A call inside an async context would stop everything else there, so it is a
//! [`UsageError`](crate::UsageError): use the awaited client there, or a thread of `std::thread`.
//!
//! ```no_run
//! use codex_app_server::blocking::Codex;
//! use codex_app_server::{CodexConfig, ThreadStart};
//!
//! # fn main() -> Result<(), codex_app_server::CodexError> {
//! let codex = Codex::start(CodexConfig::new())?;
//! let thread = codex.thread_start(ThreadStart::new())?;
//! println!("{}", thread.run("Say hello.")?.final_response.unwrap_or_default());
//! codex.close();
//! # Ok(())
//! # }
//! ```

mod api;
mod codex;
mod commands;
mod goals;
mod listening;
mod login;
mod rpc;
mod runtime;
mod thread;
mod turn;

pub use codex::{Codex, Rpc};
pub use commands::{CommandHandle, CommandStream};
pub use goals::{GoalHandle, GoalStream};
pub use listening::{Events, Watch};
pub use login::{ChatgptLoginHandle, DeviceCodeLoginHandle, LoginHandle};
pub use thread::Thread;
pub use turn::{TurnHandle, TurnStream};

use crate::{CodexError, Retry};

/// Calls `op`, and again after a while when the server was overloaded, as [`Retry::default`] says.
///
/// # Errors
/// The last error, as it is.
pub fn retry_on_overload<T>(op: impl FnMut() -> Result<T, CodexError>) -> Result<T, CodexError> {
    Retry::default().run_blocking(op)
}
