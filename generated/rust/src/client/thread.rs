//! A conversation, but for the methods that the protocol gives.
//!
//! In: an id and a connection. Out: turns, reviews and goals of that thread. Nothing is kept here that the runtime does
//! not know.

use std::fmt;
use std::sync::Arc;

use super::codex::Codex;
use super::deadline::Timeout;
use super::error::CodexError;
use super::goals::{GoalHandle, StartGoal};
use super::output::OutputSchema;
use super::session::Session;
use super::turn::TurnHandle;
use crate::methods;
use crate::types::{
    ReviewDelivery, ReviewStartParams, ReviewTarget, ThreadGoal, ThreadGoalGetParams, TurnStartParams,
    UncommittedChangesReviewTarget,
};
use crate::wire::Maybe;

/// A conversation, as [`Codex`](super::Codex) starts, resumes and forks it. Cheap to clone.
///
/// It is no more than an id and a connection: nothing is kept here that the runtime does not know.
#[derive(Clone)]
pub struct Thread {
    pub(super) session: Session,
    pub(super) id: Arc<str>,
}

/// What is reviewed, and where; by default the uncommitted changes of the thread's working directory, in the thread.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Review {
    /// What is reviewed: a model such as [`BaseBranchReviewTarget`](crate::types::BaseBranchReviewTarget).
    pub target: Option<ReviewTarget>,
    /// Where the review runs.
    pub delivery: Option<ReviewDelivery>,
}

impl Review {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `target`.
    #[must_use]
    pub fn target(mut self, target: impl Into<ReviewTarget>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Sets `delivery`.
    #[must_use]
    pub fn delivery(mut self, delivery: ReviewDelivery) -> Self {
        self.delivery = Some(delivery);
        self
    }
}

impl Codex {
    /// A conversation by its id, such as one that [`Rpc`](super::Rpc) has started. Nothing is sent.
    #[must_use]
    pub fn thread(&self, id: impl Into<Arc<str>>) -> Thread {
        Thread::new(self.session.clone(), id)
    }
}

impl Thread {
    pub(super) fn new(session: Session, id: impl Into<Arc<str>>) -> Self {
        Self { session, id: id.into() }
    }

    /// Id of the thread.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Starts a review. Method: `review/start`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn review(&self, review: Review) -> Result<TurnHandle, CodexError> {
        let target = review.target.unwrap_or_else(|| UncommittedChangesReviewTarget::default().into());
        let params = ReviewStartParams::new(self.id(), target).delivery(Maybe::from(review.delivery));
        let (_, log, reader) = self.session.start_turn::<methods::ReviewStart>(params, None).await?;
        Ok(TurnHandle::new(self.session.clone(), log, reader, None))
    }

    /// Has the runtime work on a goal, turn after turn. Method: `thread/goal/set`.
    ///
    /// The thread must not be ephemeral. A goal that it had is replaced.
    ///
    /// # Errors
    /// [`CodexError::JsonRpc`]: the thread takes no goals. Also what every call can fail with.
    pub async fn start_goal(&self, goal: impl Into<StartGoal>) -> Result<GoalHandle, CodexError> {
        GoalHandle::start(self.session.clone(), self.id(), goal.into()).await
    }

    /// The goal of the thread, if it has one. Method: `thread/goal/get`.
    ///
    /// # Errors
    /// What every call can fail with.
    pub async fn goal(&self) -> Result<Option<ThreadGoal>, CodexError> {
        let params = ThreadGoalGetParams::new(self.id());
        Ok(self.session.call::<methods::ThreadGoalGet>(params, Timeout::Usual).await?.goal)
    }

    /// Starts a turn with all that was said of it. A call that is given up stops the turn that it has started.
    pub(super) async fn start_turn(
        &self,
        params: TurnStartParams,
        schema: Option<OutputSchema>,
    ) -> Result<TurnHandle, CodexError> {
        let params = match &schema {
            Some(schema) => params.output_schema(schema.as_json().clone()),
            None => params,
        };
        let (_, log, reader) = self.session.start_turn::<methods::TurnStart>(params, Some(self.id())).await?;
        Ok(TurnHandle::new(self.session.clone(), log, reader, schema))
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread").field("id", &self.id).finish_non_exhaustive()
    }
}
