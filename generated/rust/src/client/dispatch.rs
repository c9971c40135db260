//! From a request of the server to its answer, without any I/O.
//!
//! In: a request as it came, and the handler's call. Out: the answer as JSON, or why there is none; who sends it then
//! sends the refusal of the method. Only params in which everything fits reach a handler, and only an answer that can
//! be written is one, so that a failing handler grants nothing.

use std::error::Error;
use std::fmt;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::answers::REFUSALS;
use super::display::shown;
use crate::wire::codec::Read;
use crate::wire::{self, ErrorObject, RequestId};

pub(crate) use super::message::Asked;

/// Why a handler does not answer. The server is refused in the way that the method defines, and told nothing of it.
///
/// Any error becomes one, so `?` refuses; it is logged as a warning then.
pub struct Refused {
    reason: String,
    is_failure: bool,
}

impl Refused {
    /// A refusal on purpose.
    #[must_use]
    pub fn new() -> Self {
        Self::because("the handler refused")
    }

    /// A refusal on purpose, with a reason for the log.
    #[must_use]
    pub fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_failure: false }
    }

    /// A refusal that nobody meant.
    pub(crate) fn failure(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_failure: true }
    }

    /// One line for the log, with control characters spelled out.
    pub(crate) fn reason(&self) -> String {
        shown(&self.reason)
    }

    /// Whether nobody meant it.
    pub(crate) fn is_failure(&self) -> bool {
        self.is_failure
    }
}

impl Default for Refused {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Refused").field(&self.reason()).finish()
    }
}

impl<E: Error> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::failure(format!("the handler failed: {error}"))
    }
}

/// A call of the handler: the answer as JSON, in the end.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Box<RawValue>, Refused>> + Send>>;

/// A handler whose type is forgotten.
pub(crate) trait Dispatch: Send + Sync + 'static {
    /// The call of the method that a request is for; `None` if there is none of that name. Nothing runs yet.
    fn dispatch(self: Arc<Self>, asked: &Asked) -> Option<Answering>;
}

/// The call of one method of a handler.
pub(crate) fn answering<P, A, F>(asked: &Asked, ask: impl FnOnce(P) -> F + Send + 'static) -> Answering
where
    P: Read + Send + 'static,
    A: Serialize,
    F: Future<Output = Result<A, Refused>> + Send,
{
    let params: Result<P, Refused> = fitting(asked);
    Box::pin(async move {
        let answer = ask(params?).await?;
        to_raw_value(&answer).map_err(|error| Refused::failure(format!("the answer does not fit: {error}")))
    })
}

/// What a method does that nobody has overridden.
pub(crate) fn refused<P, A>(_: P) -> Ready<Result<A, Refused>> {
    ready(Err(Refused::because("no handler answers it")))
}

/// The params of a request, if everything in them fits.
fn fitting<P: Read>(asked: &Asked) -> Result<P, Refused> {
    let params = asked.params.as_deref().map_or("null", RawValue::get);
    wire::from_str_fitting(params)
        .map_err(|error| Refused::because(format!("the params do not fit: {error}")))
}

/// What refuses a request.
pub(crate) enum Refusing {
    /// A result, as JSON.
    Result(&'static str),
    /// An error.
    Error { code: i64, message: &'static str },
}

/// The line that refuses a request; one of a method that nobody knows is not found.
pub(crate) fn refusal(method: &str, id: &RequestId) -> Option<Vec<u8>> {
    let found =
        REFUSALS.binary_search_by(|(name, _)| (*name).cmp(method)).ok().and_then(|at| REFUSALS.get(at));
    let line = match found {
        Some((_, Refusing::Result(json))) => {
            let result: Box<RawValue> = RawValue::from_string((*json).to_owned()).ok()?;
            wire::write_response(id, &result)
        }
        Some((_, Refusing::Error { code, message })) => wire::write_error(id, &error(*code, message)),
        None => wire::write_error(id, &error(-32601, "Method not found")),
    };
    line.ok()
}

fn error(code: i64, message: &str) -> ErrorObject {
    ErrorObject { code, message: message.to_owned(), data: None }
}
