//! What is known of one turn, and who wants to hear of it.
//!
//! In: the notifications of the turn, in their order. Out: each of them once to each reader, and the turn with its
//! items when it is over. Its readers are held weakly: a handle that is dropped takes its unread events with it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;

use super::error::{CodexError, UnreadableError};
use super::event::Event;
use super::mailbox::Mailbox;
use super::places::Head;
use super::run::TurnResult;
use crate::events::ServerNotification;
use crate::types::{ThreadItem, ThreadTokenUsage, Turn};
use crate::wire;

/// The notification that ends a turn.
pub(crate) const COMPLETED: &str = "turn/completed";

/// One turn, from its first event on this connection to its last.
pub(crate) struct TurnLog {
    thread_id: Box<str>,
    turn_id: Box<str>,
    phase: watch::Sender<Phase>,
    state: Mutex<State>,
}

/// How far a turn is, as far as was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// The runtime has taken it, and refuses to interrupt it yet.
    Asked,
    /// The runtime has begun it.
    Running,
    /// Nothing more will come.
    Over,
}

#[derive(Default)]
struct State {
    completed: Option<Turn>,
    failure: Option<CodexError>,
    usage: Option<ThreadTokenUsage>,
    items: Vec<ThreadItem>,
    item_ids: HashSet<Box<str>>,
    mailboxes: Vec<Weak<Mailbox<Arc<Event>>>>,
    /// Whether this client has asked to interrupt the turn.
    interrupting: bool,
    /// Streams that are read and calls that wait for the end.
    watchers: usize,
}

impl TurnLog {
    pub(crate) fn new(thread_id: &str, turn_id: &str) -> Arc<Self> {
        Arc::new(Self {
            thread_id: thread_id.into(),
            turn_id: turn_id.into(),
            phase: watch::Sender::new(Phase::Asked),
            state: Mutex::default(),
        })
    }

    pub(crate) fn thread_id(&self) -> &str {
        &self.thread_id
    }

    pub(crate) fn turn_id(&self) -> &str {
        &self.turn_id
    }

    /// Whether nothing more will come.
    pub(crate) fn over(&self) -> bool {
        *self.phase.borrow() == Phase::Over
    }

    /// Whether its end was heard, and could be read.
    pub(crate) fn completed(&self) -> bool {
        self.lock().completed.is_some()
    }

    /// Waits until the runtime has begun the turn, or it is over.
    ///
    /// The answer to `turn/start` comes before that, and until then the runtime refuses to interrupt the turn.
    pub(crate) async fn running(&self) {
        self.reached(Phase::Running).await;
    }

    /// Waits until nothing more will come.
    pub(crate) async fn ended(&self) {
        self.reached(Phase::Over).await;
    }

    /// What the turn came to, or why that will never be known; `None` until it is over.
    pub(crate) fn result(&self) -> Option<Result<TurnResult, CodexError>> {
        let state = self.lock();
        match (&state.completed, &state.failure) {
            (Some(turn), _) => {
                Some(Ok(TurnResult::new(turn.clone(), state.items.clone(), state.usage.clone())))
            }
            (None, Some(failure)) => Some(Err(failure.clone())),
            (None, None) => None,
        }
    }

    /// Sends what comes from now on to one more reader.
    pub(crate) fn subscribe(&self, mailbox: &Arc<Mailbox<Arc<Event>>>) {
        let mut state = self.lock();
        if state.completed.is_some() || state.failure.is_some() {
            mailbox.end(state.failure.clone());
        } else {
            state.mailboxes.push(Arc::downgrade(mailbox));
        }
    }

    /// Somebody follows the turn, as long as the value lives.
    pub(crate) fn watch(self: &Arc<Self>) -> Watcher {
        self.lock().watchers += 1;
        Watcher(Arc::clone(self))
    }

    /// Whether it falls to the caller to interrupt the turn: it runs, and nobody has asked before.
    pub(crate) fn begin_interrupt(&self) -> bool {
        let mut state = self.lock();
        let first = !state.interrupting && state.is_open();
        state.interrupting |= first;
        first
    }

    /// The same for a turn that somebody has stopped to follow: nobody else follows it either.
    pub(crate) fn begin_quiet_interrupt(&self) -> bool {
        let mut state = self.lock();
        let first = !state.interrupting && state.is_open() && state.watchers == 0;
        state.interrupting |= first;
        first
    }

    /// The request to interrupt the turn has failed: somebody may ask again.
    pub(crate) fn interrupt_failed(&self) {
        self.lock().interrupting = false;
    }

    /// Takes in one event. Whether somebody reads it.
    pub(crate) fn add(&self, event: &Arc<Event>, head: &Head<'_>) -> bool {
        let mut read = self.phase.receiver_count() > 0;
        {
            let mut state = self.lock();
            state.fold(event, head, &self.turn_id);
            let mut is_gone = false;
            for mailbox in &state.mailboxes {
                match mailbox.upgrade().filter(|mailbox| !mailbox.ended()) {
                    Some(mailbox) => {
                        mailbox.put(Arc::clone(event));
                        read = true;
                    }
                    None => is_gone = true,
                }
            }
            if is_gone {
                state.mailboxes.retain(|it| it.upgrade().is_some_and(|mailbox| !mailbox.ended()));
            }
        }
        self.advance();
        read
    }

    /// The connection is gone: the end of the turn will never be heard.
    pub(crate) fn fail(&self, failure: &CodexError) {
        let mut state = self.lock();
        if state.is_open() {
            state.failure = Some(failure.clone());
        }
        drop(state);
        self.advance();
    }

    async fn reached(&self, phase: Phase) {
        // an error would say that the log is gone
        let _ = self.phase.subscribe().wait_for(|it| *it >= phase).await;
    }

    /// The turn runs, unless it is over: tells who waits for that.
    fn advance(&self) {
        let mut state = self.lock();
        let next = if state.is_open() { Phase::Running } else { Phase::Over };
        if next == Phase::Over {
            for mailbox in state.mailboxes.drain(..).filter_map(|it| it.upgrade()).collect::<Vec<_>>() {
                mailbox.end(state.failure.clone());
            }
        }
        self.phase.send_if_modified(|phase| {
            let news = *phase < next;
            *phase = next.max(*phase);
            news
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_open(&self) -> bool {
        self.completed.is_none() && self.failure.is_none()
    }

    fn fold(&mut self, event: &Event, head: &Head<'_>, turn_id: &str) {
        match &event.payload {
            ServerNotification::ItemCompleted(done) => {
                self.keep(&done.item, head.place.item_id.as_deref());
            }
            ServerNotification::ThreadTokenUsageUpdated(told) => self.usage = Some(told.token_usage.clone()),
            ServerNotification::TurnCompleted(done) if head.place.turn_id.is_some() => {
                for item in &done.turn.items {
                    let id = id_of(item);
                    self.keep(item, id.as_deref());
                }
                self.completed = Some(done.turn.clone());
            }
            _ if head.method.as_deref() == Some(COMPLETED) => {
                let subject = format!("{COMPLETED} of turn {turn_id}");
                self.failure =
                    Some(UnreadableError::new(subject, "how the turn ended cannot be read").into());
            }
            _ => {}
        }
    }

    /// Keeps an item the first time that it is completed. One without an id is known by its place.
    fn keep(&mut self, item: &ThreadItem, id: Option<&str>) {
        let id = id.map_or_else(|| format!("#{}", self.items.len()).into(), Into::into);
        if self.item_ids.insert(id) {
            self.items.push(item.clone());
        }
    }
}

/// The id of an item, known or not.
fn id_of(item: &ThreadItem) -> Option<String> {
    wire::to_value(item).ok()?.get("id")?.as_str().map(ToOwned::to_owned)
}

/// Somebody who follows a turn.
pub(crate) struct Watcher(Arc<TurnLog>);

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.watchers = state.watchers.saturating_sub(1);
    }
}
