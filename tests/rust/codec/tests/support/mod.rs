//! Reads values while listening, and compares what was read with what is written.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what goes wrong here fails a test"
)]
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::{Arc, Mutex};
use std::thread;

use codec_tests::wire::{self, Read, ToleranceEvent};
use serde::Serialize;
use serde_json::Value;

/// What a function gives, and the events that it causes in this thread.
pub fn listening<T>(run: impl FnOnce() -> T) -> (T, Vec<ToleranceEvent>) {
    let events = Arc::new(Mutex::new(Vec::new()));
    let (sink, here) = (Arc::clone(&events), thread::current().id());
    let hook = wire::on_tolerance(move |event| {
        if thread::current().id() == here {
            sink.lock().unwrap().push(event.clone());
        }
    });
    let result = run();
    drop(hook);
    let events = events.lock().unwrap().clone();
    (result, events)
}

/// The same with each event on one line, sorted, because the order of members is that of `serde_json`.
pub fn told<T>(run: impl FnOnce() -> T) -> (T, Vec<String>) {
    let (result, events) = listening(run);
    let lines = events.iter().map(|event| format!("{} {}: {}", event.kind, event.pointer, event.reason));
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    (result, lines)
}

/// Reads a value that is written back as it was, and tells what was tolerated, whichever way it is read.
pub fn there_and_back<T: Read + Serialize + PartialEq + std::fmt::Debug>(value: &Value) -> (T, Vec<String>) {
    let (read, events) = told(|| wire::from_value::<T>(value).unwrap());
    let (again, same) = told(|| wire::from_str::<T>(&value.to_string()).unwrap());
    assert_eq!((&read, &events), (&again, &same));
    assert_eq!(&wire::to_value(&read).unwrap(), value);
    assert_eq!(&serde_json::from_str::<Value>(&wire::to_string(&read).unwrap()).unwrap(), value);
    (read, events)
}
