//! Messages for one reader: put by the connection, taken by the program.
//!
//! Bounded: when the reader lags by more than `limit` messages, the mailbox ends with a `StreamLaggedError` behind
//! what it holds, so that nothing is lost silently and no other reader waits. A reader that is dropped takes its
//! unread messages with it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::error::{CodexError, StreamLaggedError};
use super::silence::{Patience, Silence};

/// A queue with one writer and one reader. The writer holds it weakly.
pub(crate) struct Mailbox<T> {
    limit: usize,
    state: Mutex<State<T>>,
}

struct State<T> {
    items: VecDeque<T>,
    end: Option<Ending>,
    waker: Option<Waker>,
}

enum Ending {
    /// All is said.
    Done,
    /// Nothing more will come, because of this.
    Failed(CodexError),
}

impl<T> Mailbox<T> {
    /// An empty one.
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        let state = State { items: VecDeque::new(), end: None, waker: None };
        Arc::new(Self { limit, state: Mutex::new(state) })
    }

    /// Adds a message; one that comes after the end is dropped.
    pub(crate) fn put(&self, item: T) {
        let mut state = self.lock();
        if state.end.is_some() {
            return;
        }
        if state.items.len() >= self.limit {
            state.end = Some(Ending::Failed(StreamLaggedError::new(self.limit).into()));
        } else {
            state.items.push_back(item);
        }
        wake(state);
    }

    /// Nothing more will come, because of a failure or because all is said.
    pub(crate) fn end(&self, failure: Option<CodexError>) {
        let mut state = self.lock();
        if state.end.is_none() {
            state.end = Some(failure.map_or(Ending::Done, Ending::Failed));
            wake(state);
        }
    }

    /// Ends it and forgets what nobody will read.
    pub(crate) fn clear(&self) {
        self.end(None);
        let items = std::mem::take(&mut self.lock().items);
        drop(items); // when the lock is free
    }

    /// Whether nothing more will come.
    pub(crate) fn ended(&self) -> bool {
        self.lock().end.is_some()
    }

    /// Takes all that has come into `taken`, which is empty; says when there is nothing more, once with the failure.
    fn poll(&self, context: &mut Context<'_>, taken: &mut VecDeque<T>) -> Poll<Result<bool, CodexError>> {
        let mut state = self.lock();
        if !state.items.is_empty() {
            std::mem::swap(&mut state.items, taken);
            return Poll::Ready(Ok(true));
        }
        match state.end.take() {
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
            Some(ending) => {
                state.end = Some(Ending::Done);
                match ending {
                    Ending::Done => Poll::Ready(Ok(false)),
                    Ending::Failed(error) => Poll::Ready(Err(error)),
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes the reader when the lock is free.
fn wake<T>(mut state: MutexGuard<'_, State<T>>) {
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// The reader of a mailbox.
pub(crate) struct Reader<T> {
    mailbox: Arc<Mailbox<T>>,
    ready: VecDeque<T>,
    silence: Arc<Silence>,
    /// Held while there is nothing to read, so that a runtime that died silently is found out.
    waiting: Option<Patience>,
}

impl<T> Reader<T> {
    /// The one reader of this mailbox.
    pub(crate) fn new(mailbox: Arc<Mailbox<T>>, silence: Arc<Silence>) -> Self {
        Self { mailbox, ready: VecDeque::new(), silence, waiting: None }
    }

    /// The mailbox itself.
    pub(crate) fn mailbox(&self) -> &Arc<Mailbox<T>> {
        &self.mailbox
    }

    /// The next message; `None` at the end, and after the error that ended it.
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, CodexError>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match self.mailbox.poll(context, &mut self.ready) {
                Poll::Ready(outcome) => {
                    self.waiting = None;
                    match outcome {
                        Ok(true) => {}
                        Ok(false) => return Poll::Ready(None),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
                Poll::Pending => {
                    if self.waiting.is_none() {
                        self.waiting = Some(self.silence.wait());
                    }
                    return Poll::Pending;
                }
            }
        }
    }

    /// Ends it: what has not been read is dropped.
    pub(crate) fn close(&mut self) {
        self.ready.clear();
        self.waiting = None;
        self.mailbox.clear();
    }
}

impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        self.mailbox.clear();
    }
}
