//! What is known of a goal: its state, and the turns that the runtime starts for it.
//!
//! In: the notifications of one thread, in their order. Out: each of them once to each stream, and whether the goal is
//! at rest: paused, blocked, out of budget, complete or cleared, with no turn running. A goal that rests may be
//! resumed, and goes on with more turns.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;

use super::error::CodexError;
use super::event::Event;
use super::listeners::Listener;
use super::mailbox::Mailbox;
use super::places::Head;
use super::run::TurnResult;
use super::turn_log::TurnLog;
use crate::events::ServerNotification;
use crate::types::{ThreadGoal, ThreadGoalStatus, TurnStatus};

/// What a goal has come to when it rests.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GoalResult {
    /// The goal as the runtime last told it; `None` if it was cleared.
    pub goal: Option<ThreadGoal>,
    /// The turns that were run for it, in their order.
    pub turns: Vec<TurnResult>,
}

impl GoalResult {
    /// Why the goal rests; `None` if it was cleared.
    #[must_use]
    pub fn status(&self) -> Option<&ThreadGoalStatus> {
        self.goal.as_ref().map(|goal| &goal.status)
    }

    /// The last answer of the last turn that gave one.
    #[must_use]
    pub fn final_response(&self) -> Option<&str> {
        self.turns.iter().rev().find_map(|turn| turn.final_response.as_deref())
    }
}

/// One goal of one thread. Listens to the thread.
pub(crate) struct GoalLog {
    thread_id: Box<str>,
    state: Mutex<State>,
    /// Whether nothing more will happen by itself.
    at_rest: watch::Sender<bool>,
}

struct State {
    goal: Option<ThreadGoal>,
    turns: Vec<Arc<TurnLog>>,
    /// Whether the runtime is to start a turn, or runs one.
    moving: bool,
    /// How often the runtime has told of the goal by itself.
    told: u64,
    failure: Option<CodexError>,
    mailboxes: Vec<Weak<Mailbox<Arc<Event>>>>,
}

impl GoalLog {
    /// A goal that is to be set.
    pub(crate) fn new(thread_id: &str) -> Arc<Self> {
        let state = State {
            goal: None,
            turns: Vec::new(),
            moving: true,
            told: 0,
            failure: None,
            mailboxes: Vec::new(),
        };
        Arc::new(Self {
            thread_id: thread_id.into(),
            state: Mutex::new(state),
            at_rest: watch::Sender::new(false),
        })
    }

    pub(crate) fn thread_id(&self) -> &str {
        &self.thread_id
    }

    /// The goal as last heard.
    pub(crate) fn goal(&self) -> Option<ThreadGoal> {
        self.lock().goal.clone()
    }

    /// Whether nothing more will happen by itself.
    pub(crate) fn at_rest(&self) -> bool {
        self.lock().at_rest()
    }

    /// How often the runtime has told of the goal so far.
    pub(crate) fn told(&self) -> u64 {
        self.lock().told
    }

    /// The goal as an answer of the runtime tells it.
    ///
    /// The runtime tells it again, in its order among the events; what it has told since the question was asked, which
    /// is when it had told so much, is as new or newer.
    pub(crate) fn answered(&self, goal: Option<ThreadGoal>, told_before: u64) {
        let mut state = self.lock();
        if state.told == told_before {
            state.set(goal);
        }
        self.settle(state);
    }

    /// Sends what comes from now on to one more stream, until the goal comes to rest.
    pub(crate) fn subscribe(&self, mailbox: &Arc<Mailbox<Arc<Event>>>) {
        let mut state = self.lock();
        match &state.failure {
            Some(failure) => mailbox.end(Some(failure.clone())),
            None => state.mailboxes.push(Arc::downgrade(mailbox)),
        }
    }

    /// Somebody reads what was sent so far: if the goal rests, that was all.
    pub(crate) fn end_if_at_rest(&self, mailbox: &Mailbox<Arc<Event>>) {
        let state = self.lock();
        if state.at_rest() {
            mailbox.end(state.failure.clone());
        }
    }

    /// Waits until the goal rests.
    pub(crate) async fn rested(&self) {
        // the sender lives as long as the log, so there is no error
        let _ = self.at_rest.subscribe().wait_for(|at_rest| *at_rest).await;
    }

    /// What the goal has come to, unless its last turn failed or the connection ended.
    pub(crate) fn result(&self) -> Result<GoalResult, CodexError> {
        let (goal, logs, failure) = {
            let state = self.lock();
            (state.goal.clone(), state.turns.clone(), state.failure.clone())
        };
        if let Some(failure) = failure {
            return Err(failure);
        }
        let mut turns = Vec::new();
        let last = logs.len().saturating_sub(1);
        for (index, log) in logs.iter().enumerate() {
            let turn = match log.result() {
                Some(Ok(turn)) => turn,
                Some(Err(error)) if index == last => return Err(error),
                _ => continue,
            };
            turns.push(if index == last { turn.checked(None)? } else { turn });
        }
        Ok(GoalResult { goal, turns })
    }

    /// Ends the streams of a goal that has come to rest.
    fn settle(&self, mut state: MutexGuard<'_, State>) {
        let at_rest = state.at_rest();
        let is_news = self.at_rest.send_if_modified(|before| std::mem::replace(before, at_rest) != at_rest);
        if at_rest && is_news {
            for mailbox in
                state.mailboxes.drain(..).filter_map(|mailbox| mailbox.upgrade()).collect::<Vec<_>>()
            {
                mailbox.end(state.failure.clone());
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn at_rest(&self) -> bool {
        self.failure.is_some() || (!self.moving && self.running().is_none())
    }

    /// The turn that is running.
    fn running(&self) -> Option<&Arc<TurnLog>> {
        self.turns.last().filter(|turn| !turn.over())
    }

    fn set(&mut self, goal: Option<ThreadGoal>) {
        self.moving = goal.as_ref().is_some_and(|goal| goal.status == ThreadGoalStatus::Active);
        self.goal = goal;
    }

    fn fold(&mut self, thread_id: &str, event: &Arc<Event>, head: &Head<'_>) {
        match &event.payload {
            ServerNotification::ThreadGoalUpdated(updated) => {
                self.told += 1;
                self.set(Some(updated.goal.clone()));
            }
            ServerNotification::ThreadGoalCleared(_) => {
                self.told += 1;
                self.set(None);
            }
            payload => {
                if let ServerNotification::TurnStarted(started) = payload {
                    self.turns.push(TurnLog::new(thread_id, &started.turn.id));
                }
                self.add_to_turn(event, head);
            }
        }
    }

    fn add_to_turn(&mut self, event: &Arc<Event>, head: &Head<'_>) {
        let Some(running) = self.running().cloned() else { return };
        running.add(event, head);
        if let Some(Ok(turn)) = running.result() {
            // the runtime goes on only after a turn that it completed
            self.moving &= !matches!(turn.status, TurnStatus::Interrupted | TurnStatus::Failed);
        }
    }
}

impl Listener for GoalLog {
    fn ended(&self) -> bool {
        self.lock().failure.is_some()
    }

    fn hear(&self, event: &Arc<Event>, head: &Head<'_>) -> bool {
        if head.place.thread_id.as_deref() != Some(&*self.thread_id) {
            return false;
        }
        let mut state = self.lock();
        state.fold(&self.thread_id, event, head);
        state.mailboxes.retain(|mailbox| {
            let mailbox = mailbox.upgrade().filter(|mailbox| !mailbox.ended());
            mailbox.is_some_and(|mailbox| {
                mailbox.put(Arc::clone(event));
                true
            })
        });
        self.settle(state);
        true
    }

    fn end(&self, failure: &CodexError) {
        let mut state = self.lock();
        if !state.at_rest() {
            state.failure = Some(failure.clone());
            self.settle(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{GoalLog, Listener};
    use crate::CodexError;
    use crate::client::error::TransportClosedError;
    use crate::client::mailbox::Mailbox;
    use crate::client::places::Head;
    use crate::events::{ServerNotification, ServerRequest};
    use crate::types::{ThreadGoal, ThreadGoalStatus};
    use crate::wire::{self, Message};

    fn goal(status: &str) -> String {
        format!(
            r#"{{"threadId":"t","createdAt":1,"objective":"o","status":"{status}","timeUsedSeconds":0,"tokensUsed":0,"updatedAt":1}}"#
        )
    }

    fn answer(status: &str) -> Option<ThreadGoal> {
        Some(wire::from_str(&goal(status)).unwrap())
    }

    fn updated(status: &str) -> String {
        format!(r#"{{"method":"thread/goal/updated","params":{{"threadId":"t","goal":{}}}}}"#, goal(status))
    }

    fn turn(what: &str, id: &str, status: &str) -> String {
        format!(
            r#"{{"method":"turn/{what}","params":{{"threadId":"t","turn":{{"id":"{id}","items":[],"status":"{status}"}}}}}}"#
        )
    }

    fn hear(log: &GoalLog, lines: &[String]) {
        for line in lines {
            let Message::Notification(event) =
                wire::read_line::<ServerNotification, ServerRequest>(line.as_bytes())
            else {
                panic!("{line} is no notification");
            };
            log.hear(&Arc::new(event), &Head::of(line.as_bytes()));
        }
    }

    #[test]
    fn a_goal_rests_when_it_is_complete_and_its_turn_is_over() {
        let log = GoalLog::new("t");
        let mailbox = Mailbox::new(100);
        log.subscribe(&mailbox);
        hear(&log, &[updated("active"), turn("started", "u", "inProgress"), updated("complete")]);
        assert!(!log.at_rest() && !mailbox.ended());
        hear(&log, &[turn("completed", "u", "completed")]);
        assert!(log.at_rest() && mailbox.ended());
        let result = log.result().unwrap();
        assert_eq!((result.status(), result.turns.len()), (Some(&ThreadGoalStatus::Complete), 1));
    }

    #[test]
    fn a_goal_goes_on_after_a_turn_that_was_completed_and_after_no_other() {
        let log = GoalLog::new("t");
        hear(
            &log,
            &[updated("active"), turn("started", "u", "inProgress"), turn("completed", "u", "completed")],
        );
        assert!(!log.at_rest());
        hear(&log, &[turn("started", "v", "inProgress"), turn("completed", "v", "interrupted")]);
        assert!(log.at_rest());
        hear(&log, &[turn("started", "w", "inProgress"), turn("completed", "w", "failed")]);
        assert!(matches!(log.result(), Err(CodexError::TurnFailed(_))));
    }

    #[test]
    fn an_answer_does_not_undo_what_was_told_after_it() {
        let log = GoalLog::new("t");
        let before = log.told();
        hear(&log, &[updated("active"), updated("complete")]);
        log.answered(answer("active"), before);
        assert!(log.at_rest());
        log.answered(answer("active"), log.told());
        assert!(!log.at_rest());
        log.answered(None, log.told());
        assert!(log.at_rest() && log.goal().is_none());
    }

    #[test]
    fn a_reader_of_a_goal_that_rests_hears_what_resumes_it() {
        let log = GoalLog::new("t");
        hear(&log, &[updated("paused")]);
        let (kept, given_up) = (Mailbox::new(100), Mailbox::new(100));
        log.subscribe(&kept);
        log.subscribe(&given_up);
        log.end_if_at_rest(&given_up);
        assert!(given_up.ended() && !kept.ended());
        hear(&log, &[updated("active")]);
        log.end_if_at_rest(&kept);
        assert!(!kept.ended());
        log.end(&TransportClosedError::new("gone", None, String::new()).into());
        assert!(kept.ended() && log.result().is_err());
    }

    #[test]
    fn other_threads_are_not_heard() {
        let log = GoalLog::new("other");
        hear(&log, &[updated("paused")]);
        assert!(!log.at_rest());
    }
}
