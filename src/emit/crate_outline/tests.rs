//! A source with everything that the reader knows in, what it sees of it out.

use super::*;

const SOURCE: &str = r#"//! A module.

use std::fmt;

pub use self::inner::{One, Two as Three};
pub use super::four::Four;

/// A struct.
#[derive(Debug)]
pub struct Point<T> {
    /// Across.
    pub x: T,
    pub r#type: String,
    hidden: u8,
}

pub struct Marker;

pub struct Pair(pub u8, u8);

pub type Name = String;

pub const LIMIT: usize = 3;

pub enum Choice {
    /// The first.
    First(One),
    Long(
        Vec<One>,
    ),
    Second { x: u8 },
    Third,
}

pub trait Handler: Send {
    /// Asked.
    fn ask(&self, request: Ask) -> impl Future<Output = u8> + Send {
        async move { 1 }
    }
}

impl<T: Into<u8>> Point<T> {
    pub fn new(x: impl Into<T>, mut kind: BTreeMap<String, fn(u8) -> u8>) -> Self {
        let Self { .. } = x;
    }

    pub async fn wait(
        &self,
        r#type: u8,
    ) -> u8 {
        fn inner(a: u8) {}
    }

    fn private(&self, b: u8) {}
}

impl fmt::Debug for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

pub fn alone<F>(f: F, times: u8) -> u8
where
    F: Fn(u8) -> u8,
{
    f(times)
}

#[cfg(test)]
mod tests {
    pub fn unseen() {}
}
"#;

fn names(functions: &[Function]) -> Vec<String> {
    let shown = |function: &Function| {
        let names: Vec<_> = function.parameters.iter().map(|(name, _)| name.as_str()).collect();
        format!("{}({})", function.name, names.join(", "))
    };
    functions.iter().map(shown).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

#[test]
fn sees_what_others_can_use() {
    let outline = CrateOutline::of(SOURCE);
    let types: Vec<_> = outline.types.keys().map(String::as_str).collect();
    assert_eq!(types, ["Choice", "Handler", "Marker", "Name", "Pair", "Point"]);
    let point = outline.types.get("Point").cloned().unwrap_or_default();
    assert_eq!(point.members, pairs(&[("x", "T"), ("type", "String")]));
    assert_eq!(names(&point.methods), ["new(x, kind)", "wait(type)"]);
    let choice = outline.types.get("Choice").cloned().unwrap_or_default();
    let variants = pairs(&[("First", "One"), ("Long", "Vec<One>"), ("Second", ""), ("Third", "")]);
    assert_eq!((choice.kind, choice.members), (Kind::Enum, variants));
    let handler = outline.types.get("Handler").cloned().unwrap_or_default();
    assert_eq!(names(&handler.methods), ["ask(request)"]);
    assert_eq!(names(&outline.functions), ["alone(f, times)"]);
    assert_eq!(outline.constants, ["LIMIT"]);
    let exports: Vec<_> = outline.exports.iter().map(|(name, path)| format!("{name}={path}")).collect();
    assert_eq!(exports, ["Four=super::four::Four", "One=self::inner::One", "Three=self::inner::Two"]);
}

#[test]
fn is_total() {
    for end in 0..SOURCE.len() {
        if let Some(text) = SOURCE.get(..end) {
            let _ = CrateOutline::of(text);
        }
    }
}
