//! The ear of the tolerance hook: what this thread tolerated, and nothing of other threads.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Once;

use codex_app_server::wire::{ToleranceEvent, on_tolerance};

thread_local! {
    static HEARD: RefCell<Vec<ToleranceEvent>> = const { RefCell::new(Vec::new()) };
}

/// What came of doing something, and the events that were told meanwhile.
pub fn while_telling<T>(work: impl FnOnce() -> T) -> (T, Vec<ToleranceEvent>) {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        on_tolerance(|event| HEARD.with_borrow_mut(|heard| heard.push(event.clone()))).forever();
    });
    HEARD.take();
    let done = work();
    (done, HEARD.take())
}

/// The kinds of some events.
#[must_use]
pub fn kinds(events: &[ToleranceEvent]) -> BTreeSet<&'static str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

/// Kind and place of each event, in one order.
#[must_use]
pub fn told(events: &[ToleranceEvent]) -> Vec<(&str, &str)> {
    let mut told: Vec<_> = events.iter().map(|event| (event.kind.as_str(), event.pointer.as_str())).collect();
    told.sort_unstable();
    told
}
