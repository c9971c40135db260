//! Hooks and counters: a hook hears everything and disturbs nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what goes wrong here fails a test"
)]

mod support;

use std::panic::panic_any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use codec_tests::sample::TurnStatus;
use codec_tests::wire::{self, ToleranceKind};
use support::listening;

struct Explosive;

impl Drop for Explosive {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        panic!("what a panic carries may panic too");
    }
}

#[test]
fn a_hook_that_panics_disturbs_neither_the_value_nor_other_hooks() {
    let here = thread::current().id();
    let hook = wire::on_tolerance(move |_| {
        if thread::current().id() == here {
            panic_any(Explosive);
        }
    });
    let (read, events) = listening(|| wire::from_str::<TurnStatus>("\"later\"").unwrap());
    drop(hook);
    assert_eq!((read.as_str(), events.len()), ("later", 1));
}

#[test]
fn what_a_hook_reads_is_counted_but_not_told_again() {
    let here = thread::current().id();
    let calls = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&calls);
    let hook = wire::on_tolerance(move |_| {
        if thread::current().id() == here {
            seen.fetch_add(1, Ordering::Relaxed);
            assert!(wire::from_str::<TurnStatus>("\"again\"").is_ok());
            wire::on_tolerance(|_| {}).forever();
        }
    });
    let before = wire::tolerance_counts().of(ToleranceKind::UnknownValue);
    assert!(wire::from_str::<TurnStatus>("\"later\"").is_ok());
    drop(hook);
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    assert!(wire::tolerance_counts().of(ToleranceKind::UnknownValue) >= before + 2);
}

#[test]
fn a_hook_that_was_dropped_hears_nothing() {
    let calls = Arc::new(AtomicUsize::new(0));
    let (seen, here) = (Arc::clone(&calls), thread::current().id());
    let hook = wire::on_tolerance(move |_| {
        if thread::current().id() == here {
            seen.fetch_add(1, Ordering::Relaxed);
        }
    });
    drop(hook);
    assert!(wire::from_str::<TurnStatus>("\"later\"").is_ok());
    assert_eq!((calls.load(Ordering::Relaxed), Arc::strong_count(&calls)), (0, 1));
}

#[test]
fn texts_in_events_are_short_and_inert() {
    let text = format!("\"\\u001b[31m{}\"", "x".repeat(10_000));
    let (_, events) = listening(|| wire::from_str::<TurnStatus>(&text).unwrap());
    let reason = &events[0].reason;
    assert!(reason.len() < 300 && !reason.contains('\u{1b}'), "{reason}");
    assert_eq!(events[0].subject, "TurnStatus");
}
