//! Two pieces of work in, both results out, made at the same time where the machine can.
//! A panic in either goes on in the caller, as if it had been the caller's own.

use std::panic::resume_unwind;
use std::thread::scope;

/// What both closures return; the first runs in a thread of its own.
pub fn at_once<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    scope(|threads| {
        let first = threads.spawn(first);
        let second = second();
        (first.join().unwrap_or_else(|panic| resume_unwind(panic)), second)
    })
}
