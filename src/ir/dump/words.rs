//! Parts of the model in, their words in the digest out.
//! A name that is not plain is quoted, so that no text from outside can look like a part of the digest.

use std::fmt::{Display, Write as _};

use crate::diag::inert;
use crate::ir::{About, DefPath, Ir, LengthRule, ObjectTest, Stability, StringRule, Test, Type, WireName};

/// Writes parts of one model.
#[derive(Clone, Copy)]
pub(super) struct Words<'a>(pub(super) &'a Ir);

impl Words<'_> {
    pub(super) fn text(self, text: &str) -> String {
        inert(text)
    }

    pub(super) fn quoted(self, text: &str) -> String {
        inert(&serde_json::Value::from(text).to_string())
    }

    pub(super) fn name(self, name: &str) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-+$./".contains(c);
        if !name.is_empty() && name.chars().all(plain) { name.to_owned() } else { self.quoted(name) }
    }

    pub(super) fn names(self, names: &[WireName], between: &str) -> String {
        names.iter().map(|name| self.name(name.as_str())).collect::<Vec<_>>().join(between)
    }

    pub(super) fn path(self, path: &DefPath) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-+$./=~[]{}".contains(c);
        let text = path.as_str();
        if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { self.quoted(text) }
    }

    pub(super) fn ty(self, ty: &Type) -> String {
        match ty {
            Type::Def(id) => self.path(&self.0[*id].path),
            Type::Bool => "bool".to_owned(),
            Type::Int(rule) => {
                let (least, most) = rule.format.range().unzip();
                let name = format!("{:?}", rule.format).to_lowercase();
                let name = if least.is_none() { "int" } else { name.as_str() };
                let minimum = rule.minimum.filter(|bound| Some(*bound) != least);
                let maximum = rule.maximum.filter(|bound| Some(*bound) != most);
                format!("{name}{}", bounds(minimum, maximum))
            }
            Type::Float(rule) => format!("number{}", bounds(rule.minimum, rule.maximum)),
            Type::Str(rule) => self.string(rule),
            Type::Literal(text) => self.quoted(text),
            Type::List(item, LengthRule { minimum, maximum }) => {
                format!("[{}]{}", self.ty(item), bounds(*minimum, *maximum))
            }
            Type::Map(value) => format!("{{{}}}", self.ty(value)),
            Type::Json => "json".to_owned(),
            Type::Nullable(inner) => format!("({}|null)", self.ty(inner)),
        }
    }

    fn string(self, rule: &StringRule) -> String {
        let StringRule { min_length, max_length, pattern, format } = rule;
        let mut out = format!("string{}", bounds(*min_length, *max_length));
        if let Some(pattern) = pattern {
            let _ = write!(out, " like {}", self.quoted(pattern));
        }
        if let Some(format) = format {
            let _ = write!(out, " as {}", self.name(format));
        }
        out
    }

    pub(super) fn test(self, test: &Test) -> String {
        match test {
            Test::Tag(value) => self.name(value),
            Test::Kind(kind) => kind.word().to_owned(),
            Test::Object(test) => self.object(test),
            Test::Texts(texts) => {
                let texts: Vec<String> = texts.iter().map(|text| self.quoted(text)).collect();
                texts.join(" or ")
            }
            Test::Any(tests) => {
                let tests: Vec<String> = tests.iter().map(|test| self.test(test)).collect();
                format!("({})", tests.join(" or "))
            }
        }
    }

    fn object(self, test: &ObjectTest) -> String {
        let mut parts: Vec<String> = test.required.iter().map(|key| self.name(key.as_str())).collect();
        for (key, value) in &test.literals {
            parts.push(format!("{} = {}", self.name(key.as_str()), self.quoted(value)));
        }
        for (key, member) in &test.members {
            let test = self.test(member);
            let test = if matches!(member, Test::Object(_)) { format!("({test})") } else { test };
            parts.push(format!("{} is {test}", self.name(key.as_str())));
        }
        let keys = if parts.is_empty() { String::new() } else { format!(" with {}", parts.join(", ")) };
        let closed = match &test.closed {
            // The keys that must be there are the only ones.
            Some(all) if **all == *test.required => " and no others".to_owned(),
            Some(all) => format!(" and none but {}", self.names(all, ", ")),
            None => String::new(),
        };
        format!("object{keys}{closed}")
    }
}

/// What is marked in brackets behind a line.
pub(super) fn marks(about: &About, first: &[&str]) -> String {
    let mut marks: Vec<String> = first.iter().map(|mark| (*mark).to_owned()).collect();
    if about.stability == Stability::Experimental {
        marks.push("experimental".to_owned());
    }
    if about.deprecated {
        marks.push("deprecated".to_owned());
    }
    let life = &about.life;
    let ages = [("since", &life.since), ("stable since", &life.stable_since), ("until", &life.until)];
    marks.extend(ages.iter().filter_map(|(word, age)| Some(format!("{word} {}", inert(age.as_deref()?)))));
    if marks.is_empty() { String::new() } else { format!("  [{}]", marks.join(", ")) }
}

fn bounds<T: Display>(least: Option<T>, most: Option<T>) -> String {
    match (least, most) {
        (None, None) => String::new(),
        (least, most) => {
            let text = |bound: Option<T>| bound.map(|bound| bound.to_string()).unwrap_or_default();
            format!("({}..{})", text(least), text(most))
        }
    }
}
