//! Runs the author's handler for what the runtime asks, each request in a task of its own.
//!
//! In: requests, in their order. Out: one answer each, when its handler is done. A handler that refuses, fails, panics
//! or is cancelled sends the refusal of its method; one that the runtime needs no more is cancelled. Never are there
//! two answers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use serde_json::value::RawValue;
use tokio::task::AbortHandle;

use super::dispatch::{Dispatch, Refused, refusal};
use super::display::printable;
use super::event::Event;
use super::message::Asked;
use super::observing::{METHOD_LIMIT, log};
use crate::events::ServerNotification;
use crate::wire::{self, RequestId};

/// Sends a line, if there is still somebody to send it to. Whether it could be sent as far as its size goes.
pub(crate) type SendLine = Arc<dyn Fn(Vec<u8>) -> bool + Send + Sync>;

/// Serves the requests of one connection.
pub(crate) struct Server {
    state: Arc<Mutex<State>>,
}

struct State {
    handler: Option<Arc<dyn Dispatch>>,
    running: HashMap<RequestId, AbortHandle>,
}

impl Server {
    pub(crate) fn new(handler: Option<Arc<dyn Dispatch>>) -> Self {
        Self { state: Arc::new(Mutex::new(State { handler, running: HashMap::new() })) }
    }

    /// Has a request answered soon.
    pub(crate) fn serve(&self, asked: Asked, send: SendLine) {
        let mut state = lock(&self.state);
        let handler = state.handler.clone();
        let owed = Owed { id: asked.id.clone(), method: asked.method.clone(), send, is_settled: false };
        let all = Arc::clone(&self.state);
        let number = asked.id.clone();
        // the lock is held until the task is known, so that it cannot end before
        let task = tokio::spawn(async move {
            owed.conclude(outcome(handler, &asked).await);
            lock(&all).running.remove(&asked.id);
        });
        state.running.insert(number, task.abort_handle());
    }

    /// The runtime needs this answer no more: whoever works on it stops.
    pub(crate) fn withdraw(&self, number: &RequestId) {
        let task = lock(&self.state).running.remove(number);
        if let Some(task) = task {
            task.abort();
        }
    }

    /// Cancels what is under way, and lets go of the handler.
    pub(crate) fn close(&self) {
        let (handler, running) = {
            let mut state = lock(&self.state);
            (state.handler.take(), std::mem::take(&mut state.running))
        };
        for task in running.into_values() {
            task.abort();
        }
        drop(handler);
    }
}

async fn outcome(handler: Option<Arc<dyn Dispatch>>, asked: &Asked) -> Result<Box<RawValue>, Refused> {
    let Some(handler) = handler else { return Err(Refused::because("there is no handler")) };
    match handler.dispatch(asked) {
        Some(answering) => answering.await,
        None => Err(Refused::because("no method is named so")),
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An answer that is owed. Whatever happens to it, one is sent.
struct Owed {
    id: RequestId,
    method: Box<str>,
    send: SendLine,
    is_settled: bool,
}

impl Owed {
    fn conclude(mut self, outcome: Result<Box<RawValue>, Refused>) {
        self.is_settled = true;
        match outcome {
            Ok(answer) => {
                let line = wire::write_response(&self.id, &answer);
                if !line.is_ok_and(|line| (self.send)(line)) {
                    self.refuse(&Refused::failure("the answer is too large"));
                }
            }
            Err(refused) => self.refuse(&refused),
        }
    }

    fn refuse(&self, why: &Refused) {
        let method = printable(&self.method, METHOD_LIMIT);
        if why.is_failure() {
            log!(warn, %method, reason = why.reason(), "refused a request of the runtime");
        } else {
            log!(debug, %method, reason = why.reason(), "refused a request of the runtime");
        }
        if let Some(line) = refusal(&self.method, &self.id) {
            (self.send)(line);
        }
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        if self.is_settled {
            return;
        }
        if std::thread::panicking() {
            self.refuse(&Refused::failure("the handler panicked"));
        } else {
            self.refuse(&Refused::because("the handler was cancelled"));
        }
    }
}

/// The request that needs no answer any more, if a notification says so.
pub(crate) fn resolved(event: &Event) -> Option<RequestId> {
    let ServerNotification::ServerRequestResolved(resolved) = &event.payload else { return None };
    match wire::to_value(&resolved.request_id).ok()? {
        Value::Number(number) => number.as_i64().map(RequestId::Integer),
        Value::String(text) => Some(RequestId::String(text)),
        _ => None,
    }
}
