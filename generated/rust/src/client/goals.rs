//! A goal in the hands of the program: the runtime works on it turn after turn.
//!
//! In: a thread and an objective. Out: the events of all its turns as one stream, and what it comes to. One handle
//! hears everything from before the goal is set.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;

use super::deadline::Timeout;
use super::error::CodexError;
use super::event::Event;
use super::goal_log::{GoalLog, GoalResult};
use super::listeners::Listener;
use super::mailbox::Reader;
use super::session::Session;
use crate::methods;
use crate::types::{ThreadGoal, ThreadGoalClearParams, ThreadGoalSetParams, ThreadGoalStatus};
use crate::wire::Maybe;

/// A goal to start.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StartGoal {
    /// What is to be achieved.
    pub objective: String,
    /// Tokens that may be spent; by default there is no limit.
    pub token_budget: Option<i64>,
}

impl StartGoal {
    /// Takes what is to be achieved.
    pub fn new(objective: impl Into<String>) -> Self {
        Self { objective: objective.into(), token_budget: None }
    }

    /// Sets `token_budget`.
    #[must_use]
    pub fn token_budget(mut self, tokens: i64) -> Self {
        self.token_budget = Some(tokens);
        self
    }
}

impl From<&str> for StartGoal {
    fn from(objective: &str) -> Self {
        Self::new(objective)
    }
}

impl From<String> for StartGoal {
    fn from(objective: String) -> Self {
        Self::new(objective)
    }
}

/// A goal of a thread. [`Thread::start_goal`](super::Thread::start_goal) makes them.
///
/// Dropping the handle leaves the goal as it is.
pub struct GoalHandle {
    session: Session,
    log: Arc<GoalLog>,
    /// The events since the goal last rested, until somebody streams them.
    unread: Mutex<Option<Reader<Arc<Event>>>>,
}

impl GoalHandle {
    /// Sets the goal, which starts its first turn.
    pub(super) async fn start(
        session: Session,
        thread_id: &str,
        goal: StartGoal,
    ) -> Result<Self, CodexError> {
        let log = GoalLog::new(thread_id);
        let listener: Arc<dyn Listener> = log.clone();
        session.add_listener(&listener)?;
        let handle = Self { session, log, unread: Mutex::new(None) };
        handle.listen();
        let params = handle.params().objective(goal.objective).token_budget(Maybe::from(goal.token_budget));
        handle.set(params.status(ThreadGoalStatus::Active)).await?;
        Ok(handle)
    }

    /// Id of the thread that works on the goal.
    #[must_use]
    pub fn thread_id(&self) -> &str {
        self.log.thread_id()
    }

    /// The goal as last heard: objective, status, tokens; `None` when cleared.
    #[must_use]
    pub fn goal(&self) -> Option<ThreadGoal> {
        self.log.goal()
    }

    /// The events of the thread until the goal rests, whatever turn they belong to.
    ///
    /// The goal rests when it is complete, paused, blocked, out of budget or cleared, or when its turn failed or was
    /// interrupted, and no turn is running. After [`GoalHandle::resume`] it can be streamed again. The first stream
    /// begins with the start of the goal, or with what resumed it; each further one where the goal is.
    ///
    /// Dropping a stream leaves the goal as it is.
    pub fn stream(&self) -> GoalStream {
        let reader = self.take_unread().unwrap_or_else(|| self.reader());
        self.log.end_if_at_rest(reader.mailbox());
        GoalStream { _session: self.session.clone(), _log: Arc::clone(&self.log), reader }
    }

    /// Waits until the goal rests. Giving up leaves the goal as it is.
    ///
    /// # Errors
    /// - [`CodexError::TurnFailed`]: the last turn failed.
    /// - [`CodexError::TransportClosed`]: the connection ended first.
    pub async fn run(&self) -> Result<GoalResult, CodexError> {
        drop(self.take_unread());
        let _patience = self.session.patience();
        self.log.rested().await;
        self.log.result()
    }

    /// Starts no more turns; the running one goes on. Method: `thread/goal/set`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn pause(&self) -> Result<ThreadGoal, CodexError> {
        self.set(self.params().status(ThreadGoalStatus::Paused)).await
    }

    /// Goes on. Method: `thread/goal/set`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn resume(&self) -> Result<ThreadGoal, CodexError> {
        if self.log.at_rest() {
            self.listen();
        }
        self.set(self.params().status(ThreadGoalStatus::Active)).await
    }

    /// Drops the goal; a running turn goes on. Method: `thread/goal/clear`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn clear(&self) -> Result<(), CodexError> {
        let told = self.log.told();
        let params = ThreadGoalClearParams::new(self.thread_id());
        self.session.call::<methods::ThreadGoalClear>(params, Timeout::Usual).await?;
        self.log.answered(None, told);
        Ok(())
    }

    /// Pauses the goal and stops its running turn. Method: `turn/interrupt`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn interrupt(&self) -> Result<(), CodexError> {
        self.pause().await?;
        if let Some(turn) = self.session.active_turn(self.thread_id()) {
            self.session.interrupt(&turn).await?;
        }
        Ok(())
    }

    async fn set(&self, params: ThreadGoalSetParams) -> Result<ThreadGoal, CodexError> {
        let told = self.log.told();
        let goal = self.session.call::<methods::ThreadGoalSet>(params, Timeout::Usual).await?.goal;
        self.log.answered(Some(goal.clone()), told);
        Ok(goal)
    }

    fn params(&self) -> ThreadGoalSetParams {
        ThreadGoalSetParams::new(self.thread_id())
    }

    /// Keeps what comes for the next stream.
    fn listen(&self) {
        *self.unread.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.reader());
    }

    fn take_unread(&self) -> Option<Reader<Arc<Event>>> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn reader(&self) -> Reader<Arc<Event>> {
        let reader = self.session.mailbox();
        self.log.subscribe(reader.mailbox());
        reader
    }
}

impl fmt::Debug for GoalHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GoalHandle")
            .field("thread_id", &self.thread_id())
            .field("goal", &self.goal())
            .finish_non_exhaustive()
    }
}

/// The events of a goal, as [`GoalHandle::stream`] gives them.
///
/// It fails once, and is at its end then, with [`CodexError::StreamLagged`] when the reader lagged by more events than
/// [`CodexConfig::stream_limit`](super::CodexConfig::stream_limit), and with [`CodexError::TransportClosed`] when the
/// connection ended first.
pub struct GoalStream {
    /// Keeps the connection.
    _session: Session,
    /// Keeps what hears the events.
    _log: Arc<GoalLog>,
    reader: Reader<Arc<Event>>,
}

impl GoalStream {
    /// The next event; `None` when the goal rests, and after an error. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Event, CodexError>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event, CodexError>>> {
        self.reader.poll_next(context).map(|next| next.map(|event| event.map(Arc::unwrap_or_clone)))
    }
}

impl Stream for GoalStream {
    type Item = Result<Event, CodexError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(context)
    }
}

impl fmt::Debug for GoalStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GoalStream").finish_non_exhaustive()
    }
}
