//! Calls: a typed request in, its typed result out.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{SemaphorePermit, oneshot};
use tracing::Instrument;

use super::Session;
use super::shared::Shared;
use crate::client::deadline::{Deadline, Timeout};
use crate::client::error::{CodexError, TransportClosedError};
use crate::client::gate;
use crate::client::message::unreadable;
use crate::client::metadata::RuntimeMetadata;
use crate::client::reply::Reply;
use crate::client::silence::Patience;
use crate::client::transport::{Ears, End};
use crate::methods::ThreadLoadedList;
use crate::wire::{self, Request, RequestId, Response};

impl Session {
    /// Sends a request and waits for its typed result.
    pub(crate) async fn call<R: Request>(
        &self,
        params: R::Params,
        timeout: Timeout,
    ) -> Result<R::Response, CodexError> {
        let deadline = self.deadline::<R>(timeout);
        let span = tracing::debug_span!(target: "codex_app_server", "request", method = R::METHOD);
        let response = self.shared.exchange::<R>(&params, deadline, false).instrument(span).await?;
        result::<R>(&response)
    }

    /// When a call must have been answered.
    pub(crate) fn deadline<R: Request>(&self, timeout: Timeout) -> Deadline {
        Deadline::after(timeout.limit(R::DEADLINE, self.config().request_timeout))
    }

    /// Sends a request that is answered when what it starts is over, and does not wait for that: `reply` takes the
    /// answer in.
    pub(crate) async fn begin<R: Request>(&self, params: R::Params, reply: Reply) -> Result<(), CodexError> {
        let shared = &self.shared;
        shared.gate::<R>(&params)?;
        let deadline = self.deadline::<ThreadLoadedList>(Timeout::Usual);
        let _slot = shared.enter::<R>(&deadline).await?;
        shared.ask::<R>(&params, reply)?;
        // Slots keep away bursts, of which the runtime leaves requests unanswered. This one is given back when the
        // request has been taken: they are taken in their order, so that the answer to a later one tells.
        let _ = shared
            .exchange::<ThreadLoadedList>(&<ThreadLoadedList as Request>::Params::default(), deadline, true)
            .await;
        Ok(())
    }

    /// Sends a request whose answer nobody waits for, if there is a connection.
    pub(crate) fn tell<R: Request>(&self, params: &R::Params) {
        self.shared.tell::<R>(params);
    }
}

impl Shared {
    /// Sends a request and waits for the answer. One that is urgent needs no slot.
    pub(super) async fn exchange<R: Request>(
        &self,
        params: &R::Params,
        deadline: Deadline,
        is_urgent: bool,
    ) -> Result<Response, CodexError> {
        self.gate::<R>(params)?;
        let _slot = if is_urgent { None } else { Some(self.enter::<R>(&deadline).await?) };
        let (sender, receiver) = oneshot::channel();
        let number = self.ask::<R>(params, Reply::Waiter(sender))?;
        let _pending = Pending { shared: self, number };
        let _patience = self.patience(&deadline);
        deadline.bound(R::METHOD, receiver).await?.unwrap_or_else(|_| Err(lost()))
    }

    /// Fails if the connected runtime would not take the request.
    pub(super) fn gate<R: Request>(&self, params: &R::Params) -> Result<(), CodexError> {
        let Some(metadata) = self.metadata.get() else { return Ok(()) };
        gate::check::<R>(params, RuntimeMetadata::version(metadata), self.config.experimental_api)
    }

    /// Takes a slot.
    pub(super) async fn enter<R: Request>(
        &self,
        deadline: &Deadline,
    ) -> Result<SemaphorePermit<'_>, CodexError> {
        let permit = deadline.bound(R::METHOD, self.slots.acquire()).await?;
        permit.map_err(|_| lost())
    }

    /// Sends a request. Its number.
    pub(super) fn ask<R: Request>(&self, params: &R::Params, reply: Reply) -> Result<i64, CodexError> {
        let number = self.core().request(reply)?;
        let sent = wire::write_request::<R>(&RequestId::Integer(number), params)
            .map_err(CodexError::from)
            .and_then(|line| self.send(line));
        if let Err(error) = sent {
            self.core().abandon(number, None);
            return Err(error);
        }
        Ok(number)
    }

    /// Sends a request whose answer nobody waits for, if there is a connection.
    pub(super) fn tell<R: Request>(&self, params: &R::Params) {
        if self.gate::<R>(params).is_ok() {
            let _ = self.ask::<R>(params, Reply::Nobody);
        }
    }

    /// Held by whoever waits longer than the runtime may be silent.
    pub(super) fn patience(&self, deadline: &Deadline) -> Option<Patience> {
        let patience: Duration = self.config.request_timeout.filter(|_| self.metadata.get().is_some())?;
        let is_long = deadline.limit().is_none_or(|limit| limit > patience);
        is_long.then(|| Arc::clone(&self.silence).wait())
    }

    /// Nothing was heard for long: a runtime that says nothing now either is gone. Whether it is there.
    pub(super) async fn probe(&self, patience: Duration) -> bool {
        let since = self.silence.since();
        let params = <ThreadLoadedList as Request>::Params::default();
        match self.exchange::<ThreadLoadedList>(&params, Deadline::after(Some(patience)), true).await {
            Err(CodexError::DeadlineExceeded(_)) if self.silence.since() == since => {
                let seconds = 2.0 * patience.as_secs_f64();
                let reason = format!("the runtime has been silent for {seconds} seconds");
                self.ended(End { reason, exit_code: None, stderr_tail: self.stderr.tail() });
                false
            }
            // it said something, or whoever waits has been told
            _ => self.core().failure().is_none(),
        }
    }
}

/// The typed result of a call.
pub(super) fn result<R: Request>(response: &Response) -> Result<R::Response, CodexError> {
    wire::read_result::<R>(response).map_err(|error| unreadable(R::METHOD, &error).into())
}

/// A request whose answer somebody waits for; dropped, nobody does.
struct Pending<'a> {
    shared: &'a Shared,
    number: i64,
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        self.shared.core().abandon(self.number, None);
    }
}

/// What cannot happen: the core lets go of nobody without an outcome.
pub(super) fn lost() -> CodexError {
    TransportClosedError::new("the answer was lost", None, String::new()).into()
}
