//! Who hears notifications, beside the turns that they belong to.
//!
//! In: notifications in their order, and a choice of them. Out: each to whoever chose it.

use std::sync::Arc;

use super::error::CodexError;
use super::event::Event;
use super::mailbox::Mailbox;
use super::places::Head;

/// Takes in the notifications that it chooses. Called under the lock of the core, so it must neither wait nor call.
pub(crate) trait Listener: Send + Sync {
    /// Whether it wants no more.
    fn ended(&self) -> bool;
    /// Takes a notification in if it is one of them. Whether it did.
    fn hear(&self, event: &Arc<Event>, head: &Head<'_>) -> bool;
    /// There is no connection any more.
    fn end(&self, failure: &CodexError);
}

/// A listener that keeps what was chosen until it is read.
pub(crate) struct Subscription {
    pub(crate) mailbox: Arc<Mailbox<Arc<Event>>>,
    pub(crate) choice: Choice,
}

impl Listener for Subscription {
    fn ended(&self) -> bool {
        self.mailbox.ended()
    }

    fn hear(&self, event: &Arc<Event>, head: &Head<'_>) -> bool {
        let wanted = self.choice.has(head);
        if wanted {
            self.mailbox.put(Arc::clone(event));
        }
        wanted
    }

    fn end(&self, failure: &CodexError) {
        self.mailbox.end(Some(failure.clone()));
    }
}

/// Notifications by method and thread; nothing means any.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    pub(crate) methods: Vec<String>,
    pub(crate) thread_id: Option<String>,
}

impl Choice {
    fn has(&self, head: &Head<'_>) -> bool {
        let method = head.method.as_deref().unwrap_or_default();
        (self.methods.is_empty() || self.methods.iter().any(|it| it == method))
            && self.thread_id.as_deref().is_none_or(|id| head.place.thread_id.as_deref() == Some(id))
    }
}
