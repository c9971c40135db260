//! Turns that were asked for, and turns that are over.
//!
//! In: events that come before the reply which says whose they are. Out: those of the turn that it turns out to be, in
//! their order, to its reader; the rest is dropped.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Weak};

use super::event::Event;
use super::mailbox::Mailbox;
use super::turn_log::TurnLog;

/// Turns whose late events are still known to be late.
const REMEMBERED: usize = 512;

/// A turn that was asked for. Collects events until its reply says which it is.
pub(crate) struct Start {
    thread_id: Option<Box<str>>,
    mailbox: Weak<Mailbox<Arc<Event>>>,
    early: Vec<(Arc<TurnLog>, Arc<Event>)>,
    logs: HashMap<Box<str>, Arc<TurnLog>>,
}

impl Start {
    pub(crate) fn new(thread_id: Option<&str>, mailbox: &Arc<Mailbox<Arc<Event>>>) -> Self {
        Self {
            thread_id: thread_id.map(Into::into),
            mailbox: Arc::downgrade(mailbox),
            early: Vec::new(),
            logs: HashMap::new(),
        }
    }

    /// The thread that the turn will be in; `None` where the runtime chooses it.
    pub(crate) fn thread_id(&self) -> Option<&str> {
        self.thread_id.as_deref()
    }

    /// Whether the turn may be one of that thread.
    pub(crate) fn may_be_in(&self, thread_id: &str) -> bool {
        self.thread_id.as_deref().is_none_or(|own| own == thread_id)
    }

    /// Keeps an event that came before the reply.
    pub(crate) fn note(&mut self, log: &Arc<TurnLog>, event: &Arc<Event>) {
        self.logs.insert(log.turn_id().into(), Arc::clone(log));
        self.early.push((Arc::clone(log), Arc::clone(event)));
    }

    /// The reply has come: hands over what belongs to its turn. The log of it, which may be over already.
    pub(crate) fn bind(self, log: &Arc<TurnLog>) -> Arc<TurnLog> {
        let log = self.logs.get(log.turn_id()).unwrap_or(log);
        if let Some(mailbox) = self.mailbox.upgrade() {
            for (_, event) in self.early.into_iter().filter(|(other, _)| Arc::ptr_eq(other, log)) {
                mailbox.put(event);
            }
            log.subscribe(&mailbox);
        }
        Arc::clone(log)
    }
}

/// The turns that ended last.
#[derive(Default)]
pub(crate) struct Recent {
    order: VecDeque<Box<str>>,
    known: HashSet<Box<str>>,
}

impl Recent {
    pub(crate) fn add(&mut self, turn_id: &str) {
        if !self.known.insert(turn_id.into()) {
            return;
        }
        self.order.push_back(turn_id.into());
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    pub(crate) fn has(&self, turn_id: &str) -> bool {
        self.known.contains(turn_id)
    }
}
