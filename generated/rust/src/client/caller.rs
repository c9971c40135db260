//! Every method of the protocol: what the emitted methods are called on.

use std::fmt;
use std::time::Duration;

use super::deadline::Timeout;
use super::error::CodexError;
use super::session::Session;
use crate::wire::Request;

/// Every request that the app-server knows, typed. Cheap to clone.
#[derive(Clone)]
pub struct Rpc {
    session: Session,
    timeout: Timeout,
}

impl Rpc {
    pub(crate) fn new(session: Session) -> Self {
        Self { session, timeout: Timeout::Usual }
    }

    /// The same with another time limit for its calls.
    #[must_use]
    pub fn timeout(&self, limit: Duration) -> Self {
        Self { session: self.session.clone(), timeout: Timeout::Within(limit) }
    }

    /// The same without a time limit: its calls wait as long as the runtime lives.
    #[must_use]
    pub fn no_timeout(&self) -> Self {
        Self { session: self.session.clone(), timeout: Timeout::Never }
    }

    /// Sends a request and waits for its result.
    ///
    /// Dropping the future gives its place among the requests in flight to another; the request may have run.
    ///
    /// # Errors
    /// [`CodexError`]: what the server refused, or why there is no answer.
    pub async fn call<R: Request>(&self, params: R::Params) -> Result<R::Response, CodexError> {
        self.session.call::<R>(params, self.timeout).await
    }
}

impl fmt::Debug for Rpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rpc({:?})", self.session)
    }
}
