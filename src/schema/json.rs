//! Bytes or text in, a JSON value in document order out.
//! A key that stands twice, nesting deeper than any schema's, and every fault of syntax are refused with their place.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::diag::{Code, Diagnostic, Outcome, Place, Pointer, Position, Problems, Spot};

/// How deep lists and objects may nest; the exports of the runtime stay below a quarter of it.
const DEPTH_LIMIT: usize = 64;

/// How many repeated keys one report lists.
const DUPLICATES_SHOWN: usize = 20;

/// The value that a text describes.
pub(in crate::schema) fn parse(file: &Arc<str>, text: &str) -> Outcome<Value> {
    let faults = RefCell::new(Faults::default());
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Node { trail: None, depth: 0, faults: &faults }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    let faults = faults.into_inner();
    match parsed {
        Err(error) => Err(syntax(file, text, &error, faults.too_deep).into()),
        Ok(value) => {
            let mut problems = Problems::default();
            for pointer in faults.duplicates {
                problems.push(duplicate(file, pointer));
            }
            problems.finish(value)
        }
    }
}

/// The text that bytes hold.
pub(in crate::schema) fn text<'a>(file: &Arc<str>, bytes: &'a [u8]) -> Outcome<&'a str> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let before = bytes.get(..at).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let position = Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 };
        let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        Diagnostic::new(Code::NotUtf8, format!("the file is not UTF-8 from byte {at} on"))
            .at(Place { file: file.clone(), spot: Spot::At(position) })
            .help(if utf16 {
                "the file starts like UTF-16; save it as UTF-8"
            } else {
                "save it as UTF-8, or fetch it again: it may be cut or compressed"
            })
            .into()
    })
}

fn duplicate(file: &Arc<str>, pointer: Pointer) -> Diagnostic {
    let key = pointer.steps().last().unwrap_or_default();
    Diagnostic::new(Code::JsonDuplicateKey, format!("the key {key:?} stands twice in one object"))
        .at(Place::pointer(file.clone(), pointer))
        .help("keep one of them: readers differ in which one counts")
}

fn syntax(file: &Arc<str>, text: &str, error: &serde_json::Error, too_deep: bool) -> Diagnostic {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let mut end = error.column().min(line.len());
    while !line.is_char_boundary(end) {
        end += 1;
    }
    let column = line.get(..end).unwrap_or_default().chars().count().max(1);
    let spot = Spot::At(Position { line: error.line().max(1), column });
    let place = Place { file: file.clone(), spot };
    if too_deep {
        return Diagnostic::new(
            Code::TooDeep,
            format!("lists and objects nest more than {DEPTH_LIMIT} deep here"),
        )
        .at(place)
        .help("no schema does; the file is not what it should be");
    }
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(head, _)| head);
    Diagnostic::new(Code::JsonSyntax, format!("this is not JSON: {message}")).at(place).help(
        if error.is_eof() {
            "the file ends too early; fetch or export it again"
        } else {
            "mend the file, or export it again"
        },
    )
}

#[derive(Default)]
struct Faults {
    duplicates: Vec<Pointer>,
    too_deep: bool,
}

/// The way from the root to where the parser is; it lives on the stack and costs nothing until somebody asks.
#[derive(Clone, Copy)]
struct Trail<'a> {
    parent: Option<&'a Trail<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Trail<'_> {
    fn pointer(&self) -> Pointer {
        let parent = self.parent.map_or_else(Pointer::root, Trail::pointer);
        match self.step {
            Step::Key(key) => parent.join(key),
            Step::Index(index) => parent.join(index),
        }
    }
}

#[derive(Clone, Copy)]
struct Node<'a> {
    trail: Option<&'a Trail<'a>>,
    depth: usize,
    faults: &'a RefCell<Faults>,
}

impl Node<'_> {
    fn deeper<E: serde::de::Error>(&self) -> Result<usize, E> {
        if self.depth < DEPTH_LIMIT {
            Ok(self.depth + 1)
        } else {
            self.faults.borrow_mut().too_deep = true;
            Err(E::custom("too deep"))
        }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        let mut out = Vec::new();
        loop {
            let trail = Trail { parent: self.trail, step: Step::Index(out.len()) };
            match elements.next_element_seed(Node { trail: Some(&trail), depth, ..self })? {
                Some(value) => out.push(value),
                None => return Ok(Value::Array(out)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        let mut out = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let trail = Trail { parent: self.trail, step: Step::Key(&key) };
            let value = members.next_value_seed(Node { trail: Some(&trail), depth, ..self })?;
            let mut faults = self.faults.borrow_mut();
            if out.contains_key(&key) && faults.duplicates.len() < DUPLICATES_SHOWN {
                faults.duplicates.push(trail.pointer());
            }
            drop(faults);
            out.insert(key, value);
        }
        Ok(Value::Object(out))
    }
}
