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

impl Deadline {
    /// So many milliseconds.
    pub(crate) const fn millis(millis: u64) -> Self {
        Self::Within(Duration::from_millis(millis))
    }
}

/// A method of the protocol, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Method {
    /// Its name on the wire.
    pub name: &'static str,
    /// Who sends it, and whether it is answered.
    pub kind: MethodKind,
    /// The type of its params, if it has any.
    pub params: Option<&'static str>,
    /// The type of the answer, for requests.
    pub result: Option<&'static str>,
    /// Whether only clients that opted in may use it.
    pub stability: Stability,
    /// The first recorded version of the runtime that has it, unless the oldest has.
    pub since: Option<&'static str>,
}

impl Method {
    pub(crate) const fn new(
        name: &'static str,
        kind: MethodKind,
        params: Option<&'static str>,
        result: Option<&'static str>,
        stability: Stability,
        since: Option<&'static str>,
    ) -> Self {
        Self { name, kind, params, result, stability, since }
    }
}

/// Who sends a method, and whether it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MethodKind {
    /// A client asks.
    ClientRequest,
    /// The server asks.
    ServerRequest,
    /// A client tells.
    ClientNotification,
    /// The server tells.
    ServerNotification,
}
