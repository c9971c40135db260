//! One connection without any I/O: what is asked, what is answered, who hears of what.
//!
//! In: calls of the program and the messages of the runtime, in the order in which they came. Out: numbers for
//! requests, and signals to those who wait. Every request gets at most one outcome; every notification reaches each of
//! its readers once, also when it comes before the reply that says whom it concerns. The driver holds a lock around it.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use super::error::{CodexError, UnreadableError};
use super::event::Event;
use super::listeners::Listener;
use super::mailbox::Mailbox;
use super::message::{Asked, Incoming};
use super::places::{Head, Place};
use super::reply::{Outcome, Reply, Started};
use super::serving;
use super::starts::{Recent, Start};
use super::turn_log::{self, TurnLog};
use crate::wire::RequestId;

/// The state of one connection.
#[derive(Default)]
pub(crate) struct Core {
    next_id: i64,
    next_start: u64,
    replies: HashMap<i64, Reply>,
    turns: HashMap<Box<str>, Arc<TurnLog>>,
    recent: Recent,
    starts: HashMap<u64, Start>,
    listeners: Vec<Weak<dyn Listener>>,
    failure: Option<CodexError>,
}

/// What the driver has to do about what came.
#[derive(Default)]
pub(crate) struct Heard {
    /// Requests of the runtime, which wait for an answer.
    pub(crate) asked: Vec<Asked>,
    /// Notifications that nobody reads, with their methods.
    pub(crate) unread: Vec<(Arc<Event>, String)>,
    /// Requests of the runtime that need no answer any more.
    pub(crate) resolved: Vec<RequestId>,
    /// The first line that was no message, or the first request; what it is.
    pub(crate) odd: Option<String>,
    /// Turns that were started for callers who are gone.
    pub(crate) orphans: Vec<Arc<TurnLog>>,
}

impl Core {
    // What the program asks.

    /// Why there is no connection any more.
    pub(crate) fn failure(&self) -> Option<&CodexError> {
        self.failure.as_ref()
    }

    /// Fails with why there is no connection, if there is none.
    pub(crate) fn check_alive(&self) -> Result<(), CodexError> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    /// The number of a new request, whose answer goes to `reply`.
    pub(crate) fn request(&mut self, reply: Reply) -> Result<i64, CodexError> {
        self.check_alive()?;
        let number = self.next_id;
        self.next_id += 1;
        self.replies.insert(number, reply);
        Ok(number)
    }

    /// Nobody waits for this answer any more; it goes to `late`. Whether it is still to come.
    pub(crate) fn abandon(&mut self, number: i64, late: Option<Reply>) -> bool {
        let was_waiting = self.replies.remove(&number).is_some();
        if let (true, Some(late)) = (was_waiting, late) {
            self.replies.insert(number, late);
        }
        was_waiting
    }

    /// Keeps the events of new turns, until the answer says which turn it is, or `give_up`.
    ///
    /// `thread_id` is the thread that the turn will be in; `None` where the runtime chooses it.
    pub(crate) fn start_turn(
        &mut self,
        thread_id: Option<&str>,
        mailbox: &Arc<Mailbox<Arc<Event>>>,
    ) -> Result<u64, CodexError> {
        self.check_alive()?;
        let number = self.next_start;
        self.next_start += 1;
        self.starts.insert(number, Start::new(thread_id, mailbox));
        Ok(number)
    }

    /// The start is answered or lost: keep nothing more for it.
    pub(crate) fn give_up(&mut self, start: u64) {
        self.starts.remove(&start);
    }

    /// The turn of a thread that is running, as far as was heard.
    pub(crate) fn active_turn(&self, thread_id: &str) -> Option<Arc<TurnLog>> {
        self.turns.values().find(|log| log.thread_id() == thread_id).cloned()
    }

    /// The log of a turn that is known by its id; `None` if it is over.
    pub(crate) fn turn(&mut self, thread_id: &str, turn_id: &str) -> Option<Arc<TurnLog>> {
        if self.recent.has(turn_id) || self.failure.is_some() {
            return None;
        }
        let log = self.turns.entry(turn_id.into()).or_insert_with(|| TurnLog::new(thread_id, turn_id));
        Some(Arc::clone(log))
    }

    /// Has a listener hear from the next line on, as long as its owner lives.
    pub(crate) fn subscribe(&mut self, listener: Weak<dyn Listener>) -> Result<(), CodexError> {
        self.check_alive()?;
        self.listeners.push(listener);
        Ok(())
    }

    // What the runtime says.

    /// Takes in the next messages; none after the end.
    pub(crate) fn receive(&mut self, messages: Vec<Incoming<'_>>) -> Heard {
        let mut heard = Heard::default();
        if self.failure.is_some() {
            return heard;
        }
        for message in messages {
            match message {
                Incoming::Event(event, head) => self.notify(event, &head, &mut heard),
                Incoming::Answer(number, outcome) => self.settle(number, outcome, &mut heard),
                Incoming::Request(asked) => {
                    heard.odd.get_or_insert_with(|| format!("a request, {:?}", asked.method));
                    heard.asked.push(asked);
                }
                Incoming::Odd(what) => {
                    heard.odd.get_or_insert(what);
                }
            }
        }
        heard
    }

    /// The connection is gone: tells everybody who waits. Whether that is news.
    pub(crate) fn fail(&mut self, failure: &CodexError) -> bool {
        if self.failure.is_some() {
            return false;
        }
        self.failure = Some(failure.clone());
        for (_, reply) in self.replies.drain() {
            reply.fail(failure);
        }
        for (_, log) in self.turns.drain() {
            log.fail(failure);
        }
        for listener in self.listeners.drain(..).filter_map(|it| it.upgrade()) {
            listener.end(failure);
        }
        self.starts.clear();
        true
    }

    fn settle(&mut self, number: i64, outcome: Outcome, heard: &mut Heard) {
        let Some(reply) = self.replies.remove(&number) else { return };
        match (reply, outcome) {
            (Reply::Start { start, method, waiter }, Ok(response)) => {
                let place = Place::of_body(response.result.get());
                let started = self.bind(start, method, &place);
                // an error says that the caller is gone, who then looks after the turn
                let _ = waiter.send(started.map(|log| Started { response, log }));
            }
            (Reply::Orphan { thread_id }, Ok(response)) => {
                let place = Place::of_body(response.result.get());
                let thread_id = place.thread_id.as_deref().or(thread_id.as_deref()).unwrap_or_default();
                let turn = place.turn_id.as_deref().and_then(|turn_id| self.turn(thread_id, turn_id));
                heard.orphans.extend(turn);
            }
            (reply, outcome) => reply.settle(outcome),
        }
    }

    /// A start is answered: it is this turn. What came early is handed over.
    fn bind(&mut self, start: u64, method: &str, place: &Place<'_>) -> Result<Arc<TurnLog>, CodexError> {
        let start = self.starts.remove(&start);
        let Some(turn_id) = place.turn_id.as_deref() else {
            return Err(UnreadableError::new(method, "it does not say which turn was started").into());
        };
        let own = start.as_ref().and_then(Start::thread_id);
        let thread_id = place.thread_id.as_deref().or(own).unwrap_or_default();
        let known = self.turns.get(turn_id).cloned();
        let is_known = known.is_some();
        let log = known.unwrap_or_else(|| TurnLog::new(thread_id, turn_id));
        let log = start.map_or_else(|| Arc::clone(&log), |start| start.bind(&log));
        if !is_known && !log.over() {
            self.turns.insert(turn_id.into(), Arc::clone(&log));
        }
        Ok(log)
    }

    fn notify(&mut self, event: Arc<Event>, head: &Head<'_>, heard: &mut Heard) {
        let method = head.method.as_deref().unwrap_or_default();
        let (thread_id, turn_id) = (head.place.thread_id.as_deref(), head.place.turn_id.as_deref());
        heard.resolved.extend(serving::resolved(&event));
        let mut read = match turn_id {
            Some(turn_id) => self.tell_turn(thread_id, turn_id, &event, head),
            None if method == turn_log::COMPLETED => self.end_unnamed(thread_id, &event, head),
            None => false,
        };
        let mut is_gone = false;
        for listener in &self.listeners {
            match listener.upgrade().filter(|listener| !listener.ended()) {
                Some(listener) => read |= listener.hear(&event, head),
                None => is_gone = true,
            }
        }
        if is_gone {
            self.listeners.retain(|it| it.upgrade().is_some_and(|listener| !listener.ended()));
        }
        if !read {
            heard.unread.push((event, method.to_owned()));
        }
    }

    fn tell_turn(
        &mut self,
        thread_id: Option<&str>,
        turn_id: &str,
        event: &Arc<Event>,
        head: &Head<'_>,
    ) -> bool {
        let log = match (self.turns.get(turn_id), thread_id) {
            (Some(log), _) => Arc::clone(log),
            (None, Some(thread_id)) if !self.recent.has(turn_id) => {
                let log = TurnLog::new(thread_id, turn_id);
                self.turns.insert(turn_id.into(), Arc::clone(&log));
                log
            }
            _ => return false,
        };
        self.tell(&log, event, head)
    }

    /// A turn is over and which cannot be read: nobody shall wait for it for ever.
    fn end_unnamed(&mut self, thread_id: Option<&str>, event: &Arc<Event>, head: &Head<'_>) -> bool {
        let concerned: Vec<_> = self
            .turns
            .values()
            .filter(|log| thread_id.is_none_or(|thread_id| thread_id == log.thread_id()))
            .cloned()
            .collect();
        let mut read = false;
        for log in &concerned {
            read |= self.tell(log, event, head);
        }
        read
    }

    fn tell(&mut self, log: &Arc<TurnLog>, event: &Arc<Event>, head: &Head<'_>) -> bool {
        let mut read = log.add(event, head);
        for start in self.starts.values_mut().filter(|start| start.may_be_in(log.thread_id())) {
            start.note(log, event);
            read = true;
        }
        if log.over() {
            self.turns.remove(log.turn_id());
            self.recent.add(log.turn_id());
        }
        read
    }
}
