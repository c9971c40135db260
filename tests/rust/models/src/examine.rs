//! A value and the name of a type in, everything that the crate makes of the value out, by both of its readers.

use codex_app_server::types;
use codex_app_server::wire::{self, Read, ToleranceEvent, WireError};
use serde::Serialize;
use serde_json::Value;

use crate::tolerated::while_telling;

include!(concat!(env!("OUT_DIR"), "/examiner.rs"));

/// What a value is given to.
pub type Examiner = fn(&Value) -> Examined;

/// What the crate makes of a value.
#[derive(Debug)]
pub struct Examined {
    /// The value as it is written back, or why it cannot be read or written.
    pub written: Result<Value, WireError>,
    /// What the tolerant reader tolerated.
    pub events: Vec<ToleranceEvent>,
    /// Whether the fast reader reads it.
    pub is_fast: bool,
    /// Whether the fast reader reads the same as the tolerant one, or nothing.
    pub agrees: bool,
}

impl Examined {
    /// Whether it was read with nothing in it that does not fit.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.written.is_ok() && !crate::kinds(&self.events).contains("malformed")
    }
}

/// What examines values of the type that Python calls so.
#[must_use]
pub fn of(name: &str) -> Option<Examiner> {
    examiner(name).or_else(|| examiner(&format!("{name}Model")))
}

fn examine<T: Read + Serialize + PartialEq>(value: &Value) -> Examined {
    let (walked, events) = while_telling(|| wire::from_value::<T>(value));
    let fast = fast::<T>(&value.to_string());
    let agrees = match (&fast, &walked) {
        (Some(fast), Ok(walked)) => fast == walked,
        (Some(_), Err(_)) => false,
        (None, _) => true,
    };
    let written = walked.and_then(|walked| wire::to_vec(&walked));
    let written = written.map(|bytes| serde_json::from_slice(&bytes).expect("what is written is JSON"));
    Examined { written, events, is_fast: fast.is_some(), agrees }
}

/// What the fast reader makes of a text.
fn fast<T: Read>(text: &str) -> Option<T> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = T::fast(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(read)
}
