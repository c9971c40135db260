//! What goes wrong with a turn, its stream and its answer.

use std::error::Error;
use std::fmt;

use crate::client::display::shown;
use crate::client::run::TurnResult;
use crate::types::{CodexErrorInfo, ThreadItem, ThreadTokenUsage, TurnError};

/// A stream was read too slowly and gave up its place. The turn goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamLaggedError {
    /// How many events may wait for one stream.
    pub limit: usize,
}

impl StreamLaggedError {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit }
    }
}

impl fmt::Display for StreamLaggedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "more than {} events were waiting for this stream, so it was ended; read it faster, raise \
             CodexConfig::stream_limit, or opt out of notifications that nobody reads. Thread::read gives what \
             was missed",
            self.limit
        )
    }
}

impl Error for StreamLaggedError {}

/// The model's answer does not have the form that `output_schema` asked for.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutputError {
    /// The answer, whole.
    pub text: String,
    /// What does not fit, and where.
    pub reason: String,
}

impl OutputError {
    /// An answer, and what does not fit in it.
    pub(crate) fn new(text: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { text: text.into(), reason: reason.into() }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the answer does not fit output_schema: {}. The answer, whole in `text`, is: {}",
            shown(&self.reason),
            shown(&self.text)
        )
    }
}

impl fmt::Debug for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutputError").field("reason", &shown(&self.reason)).finish_non_exhaustive()
    }
}

impl Error for OutputError {}

/// A turn ended with the status `failed`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TurnFailedError {
    /// Everything that the turn came to.
    pub turn: TurnResult,
}

impl TurnFailedError {
    /// A turn whose status is `failed`.
    pub(crate) fn new(turn: TurnResult) -> Self {
        Self { turn }
    }

    /// What the server says about it.
    #[must_use]
    pub fn error(&self) -> Option<&TurnError> {
        self.turn.error.as_ref()
    }

    /// The kind of failure, as far as the server knows it.
    #[must_use]
    pub fn codex_error_info(&self) -> Option<&CodexErrorInfo> {
        self.error().and_then(|error| error.codex_error_info.as_ref())
    }

    /// What was completed before the turn failed.
    #[must_use]
    pub fn items(&self) -> &[ThreadItem] {
        &self.turn.items
    }

    /// Tokens of the thread, as last reported.
    #[must_use]
    pub fn usage(&self) -> Option<&ThreadTokenUsage> {
        self.turn.usage.as_ref()
    }

    /// Whether the server was overloaded, so that the same may be tried again later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.kind().is_some_and(|kind| kind == "serverOverloaded")
    }

    /// The kind of failure where it is a plain text.
    fn kind(&self) -> Option<String> {
        match serde_json::to_value(self.codex_error_info()?).ok()? {
            serde_json::Value::String(text) => Some(text),
            _ => None,
        }
    }
}

/// What to do about a failed turn, by the kind of failure.
fn hint(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "contextWindowExceeded" => "compact the thread or start a new one",
        "serverOverloaded" => "try again later; retry_on_overload does",
        "unauthorized" => "sign in with login_api_key(), login_chatgpt() or `codex login`",
        _ => return None,
    })
}

impl fmt::Display for TurnFailedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.error().map(|error| shown(&error.message)).filter(|text| !text.is_empty());
        write!(f, "the turn failed: {}", message.as_deref().unwrap_or("without saying why"))?;
        if let Some(details) = self.error().and_then(|error| error.additional_details.as_deref()) {
            write!(f, " ({})", shown(details))?;
        }
        match self.kind().as_deref().and_then(hint) {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl Error for TurnFailedError {}
