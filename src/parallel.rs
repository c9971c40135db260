//! Pieces of work in, all results out, made at the same time where the machine can.
//! A panic in any goes on in the caller, as if it had been the caller's own.

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

/// What a closure makes of each of a few items, in their order; each runs in a thread of its own.
pub fn each<I: Send, T: Send>(items: impl IntoIterator<Item = I>, act: impl Fn(I) -> T + Sync) -> Vec<T> {
    let act = &act;
    scope(|threads| {
        let started: Vec<_> = items.into_iter().map(|item| threads.spawn(move || act(item))).collect();
        started.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}
