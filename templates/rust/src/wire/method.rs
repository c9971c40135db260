//! A request of the protocol as a type: what goes in, what comes back, and what is known about it.

use std::time::Duration;

use serde::Serialize;

use super::codec::Read;

/// A request that a client sends: its parameters and its answer belong together.
pub trait Request {
    /// The parameters; `()` for a request without.
    type Params: Serialize + Read;
    /// The answer.
    type Response: Read;
    /// The method on the wire.
    const METHOD: &'static str;
    /// Whether only clients that opted in may use it.
    const STABILITY: Stability;
    /// The first recorded version of the runtime that has it, unless the oldest has.
    const SINCE: Option<&'static str>;
    /// How long an answer may take.
    const DEADLINE: Deadline;
}

/// How settled a part of the protocol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stability {
    /// It changes with notice.
    Stable,
    /// It may change or go, and only clients that opted in may use it.
    Experimental,
}

/// How long an answer to a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deadline {
    /// As long as the client is set to wait.
    Configured,
    /// So long, whatever the client is set to.
    Within(Duration),
    /// As long as it takes.
    Never,
}
