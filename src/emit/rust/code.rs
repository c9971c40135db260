//! Source text of Rust that is made of signs, names of the model and escaped literals, and of nothing else: the rows of
//! tables, and the expressions in them.

use std::fmt::Write as _;

use crate::naming::RsIdent;

/// Such text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Code(String);

impl Code {
    /// What the compiler itself writes.
    pub(super) fn sign(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// A name.
    pub(super) fn name(name: &RsIdent) -> Self {
        Self(name.as_str().to_owned())
    }

    /// A whole number.
    pub(super) fn number(number: impl Into<i128>) -> Self {
        Self(number.into().to_string())
    }

    /// A number that Rust takes for a float.
    pub(super) fn float(number: f64) -> Self {
        Self(format!("{number:?}"))
    }

    /// The whole number that is nearest.
    pub(super) fn rounded(number: f64) -> Self {
        Self(format!("{number:.0}"))
    }

    /// A string literal of any text.
    pub(super) fn text(text: &str) -> Self {
        let mut out = String::with_capacity(text.len() + 2);
        out.push('"');
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                ' '..='~' => out.push(c),
                c if c.is_alphanumeric() => out.push(c),
                c => {
                    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
                }
            }
        }
        out.push('"');
        Self(out)
    }

    /// Several, with a sign between each two.
    pub(super) fn join(parts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let mut all = String::new();
        for (at, part) in parts.into_iter().enumerate() {
            if at > 0 {
                all.push_str(between);
            }
            all.push_str(&part.0);
        }
        Self(all)
    }

    /// One after the other.
    pub(super) fn all<const N: usize>(parts: [Self; N]) -> Self {
        Self::join(parts, "")
    }

    /// Between two signs.
    pub(super) fn within(self, open: &'static str, close: &'static str) -> Self {
        Self(format!("{open}{}{close}", self.0))
    }
}

/// A public constant that is a list, with one element a line.
pub(super) fn list(doc: &'static str, name: &'static str, ty: &'static str, rows: Vec<Code>) -> String {
    let mut text = format!("/// {doc}\npub const {name}: &[{ty}] = &[\n");
    for row in rows {
        let _ = writeln!(text, "    {},", row.0);
    }
    text.push_str("];\n");
    text
}

/// The call of a macro with one row a line.
pub(super) fn table(name: &'static str, head: &Code, rows: impl IntoIterator<Item = Code>) -> String {
    let mut text = format!("{name}! {{\n    {};\n", head.0);
    for row in rows {
        let _ = writeln!(text, "    {},", row.0);
    }
    text.push_str("}\n");
    text
}
