//! Line and column of a JSON pointer or a byte offset, found in the source text when a problem is shown.
//! The search walks the text once from the top and never fails: what is not there resolves to its nearest parent.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::{Place, Pointer, Spot};

/// A line and a column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// The texts that places refer to, by the name under which they are shown.
#[derive(Debug, Default, Clone)]
pub struct Sources(BTreeMap<Arc<str>, Arc<str>>);

impl Sources {
    /// Makes a text known.
    pub fn add(&mut self, file: impl Into<Arc<str>>, text: impl Into<Arc<str>>) {
        self.0.insert(file.into(), text.into());
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&str> {
        self.0.get(file).map(AsRef::as_ref)
    }

    /// Where a place is, as far as its text is known.
    #[must_use]
    pub fn position(&self, place: &Place) -> Option<Position> {
        let text = || self.0.get(&place.file);
        match &place.spot {
            Spot::Whole => None,
            Spot::At(position) => Some(*position),
            Spot::Bytes(range) => Some(position_of(text()?, range.start)),
            Spot::Pointer(pointer) => {
                let text = text()?;
                Some(position_of(text, offset_of(text, pointer)?))
            }
        }
    }
}

fn position_of(text: &str, offset: usize) -> Position {
    let head = text.get(..offset).unwrap_or(text);
    let line_start = head.rfind('\n').map_or(0, |at| at + 1);
    Position {
        line: head.matches('\n').count() + 1,
        column: head.get(line_start..).unwrap_or_default().chars().count() + 1,
    }
}

fn offset_of(text: &str, pointer: &Pointer) -> Option<usize> {
    let mut here: &RawValue = serde_json::from_str(text).ok()?;
    for step in pointer.steps() {
        match child(here, &step) {
            Some(next) => here = next,
            None => break,
        }
    }
    Some(here.get().as_ptr() as usize - text.as_ptr() as usize)
}

fn child<'a>(value: &'a RawValue, step: &str) -> Option<&'a RawValue> {
    if value.get().starts_with('{') {
        let mut members: BTreeMap<String, &RawValue> = serde_json::from_str(value.get()).ok()?;
        members.remove(step)
    } else {
        let elements: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
        elements.get(step.parse::<usize>().ok()?).copied()
    }
}
