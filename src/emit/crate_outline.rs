//! The text of a Rust source in, what it declares to others out: types with their public members, functions with the
//! names of their parameters, and what is exported again. Nothing is resolved, and macros are passed over.
//!
//! The text is laid out as `rustfmt` does it: four spaces a level, a closing brace under what it closes.

use std::collections::BTreeMap;

/// What a source declares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CrateOutline {
    /// Structs, enums, traits and aliases by name.
    pub types: BTreeMap<String, Declared>,
    /// Functions that stand alone.
    pub functions: Vec<Function>,
    /// Constants by name.
    pub constants: Vec<String>,
    /// `pub use`: the name here, and the path that it stands for.
    pub exports: BTreeMap<String, String>,
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declared {
    /// What it is.
    pub kind: Kind,
    /// Public fields of a struct with their types, variants of an enum with what they hold; the other name of an alias.
    pub members: Vec<(String, String)>,
    /// Public methods, those of a trait included, in the order of their blocks.
    pub methods: Vec<Function>,
}

/// What a type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// A struct, or a type that stands elsewhere and has methods here.
    #[default]
    Struct,
    /// An enum.
    Enum,
    /// A trait.
    Trait,
    /// Another name for a type.
    Alias,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The names of its parameters with their types, `self` left out.
    pub parameters: Vec<(String, String)>,
}

impl CrateOutline {
    /// Reads a source.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut outline = Self::default();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line.starts_with("mod tests") {
                break;
            }
            outline.item(line, &mut lines);
        }
        outline
    }

    fn item<'a>(&mut self, line: &'a str, lines: &mut impl Iterator<Item = &'a str>) {
        let public = line.strip_prefix("pub ");
        if let Some(rest) = public.and_then(|rest| rest.strip_prefix("use ")) {
            self.exports.extend(exports(&statement(rest, lines)));
        } else if let Some(rest) = public.and_then(declares) {
            let (kind, rest) = rest;
            let (name, _) = word(rest);
            let body = if line.ends_with('{') { block(lines) } else { rest_of(line, lines) };
            let declared = self.types.entry(name.to_owned()).or_default();
            declared.kind = kind;
            match kind {
                Kind::Struct => declared.members.extend(body.iter().filter_map(|line| field(line))),
                Kind::Enum => declared.members.extend(variants(&body)),
                Kind::Trait => declared.methods.extend(functions(&body, "")),
                Kind::Alias => declared.members.extend(alias(line)),
            }
        } else if let Some(rest) =
            public.and_then(|rest| rest.strip_prefix("const ")).filter(|rest| !rest.starts_with("fn "))
        {
            self.constants.push(word(rest).0.to_owned());
            rest_of(line, lines);
        } else if public.is_some_and(|rest| function_name(rest).is_some()) {
            let text = signature(line, lines);
            self.functions.extend(function(text.strip_prefix("pub ").unwrap_or_default()));
            if text.ends_with('{') {
                block(lines);
            }
        } else if line.starts_with("impl") && line.contains(' ') {
            let head = signature(line, lines);
            let body = if head.ends_with('{') { block(lines) } else { Vec::new() };
            if let Some(name) = implements(&head) {
                let methods = functions(&body, "pub ");
                self.types.entry(name.to_owned()).or_default().methods.extend(methods);
            }
        } else if line.ends_with('{') && !line.starts_with([' ', '/', '#']) {
            block(lines);
        }
    }
}

/// The kind of a type that a public item declares, and the text behind its keyword.
fn declares(rest: &str) -> Option<(Kind, &str)> {
    let kinds =
        [("struct ", Kind::Struct), ("enum ", Kind::Enum), ("trait ", Kind::Trait), ("type ", Kind::Alias)];
    kinds.into_iter().find_map(|(word, kind)| Some((kind, rest.strip_prefix(word)?)))
}

/// The lines of a block whose opening brace has been read.
fn block<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    lines.take_while(|line| !line.starts_with('}')).collect()
}

/// The lines of an item that does not open a block on its first line.
fn rest_of<'a>(line: &str, lines: &mut impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    if line.ends_with([';', '}']) {
        return Vec::new();
    }
    let mut body = Vec::new();
    for line in lines {
        let ends = line.starts_with('}') || (line.ends_with(';') && !line.starts_with("     "));
        body.push(line);
        if ends {
            break;
        }
    }
    body
}

/// A statement to its semicolon, in one line.
fn statement<'a>(first: &str, lines: &mut impl Iterator<Item = &'a str>) -> String {
    let mut text = first.to_owned();
    while !text.ends_with(';') {
        let Some(line) = lines.next() else { break };
        text.push_str(line.trim());
    }
    text
}

/// The head of a function or of an `impl` to its brace or semicolon, in one line.
fn signature<'a>(first: &str, lines: &mut impl Iterator<Item = &'a str>) -> String {
    let mut text = first.trim().to_owned();
    while !text.ends_with(['{', ';', '}']) {
        let Some(line) = lines.next() else { break };
        text.push(' ');
        text.push_str(line.trim());
    }
    text
}

/// The functions of a block, one level in, that start with the given word.
fn functions(body: &[&str], start: &str) -> Vec<Function> {
    let mut found = Vec::new();
    let mut lines = body.iter().copied();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("    ").and_then(|rest| rest.strip_prefix(start)) else {
            continue;
        };
        if !rest.starts_with(' ') && function_name(rest).is_some() {
            let text = signature(line, &mut lines);
            found.extend(function(text.strip_prefix(start).unwrap_or_default()));
        }
    }
    found
}

/// The text from a function's name on.
fn function_name(text: &str) -> Option<&str> {
    let mut rest = text;
    for word in ["const ", "async ", "unsafe "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    rest.strip_prefix("fn ")
}

fn function(text: &str) -> Option<Function> {
    let (name, rest) = word(function_name(text)?);
    let list = inside(rest.get(rest.find('(')?..)?)?;
    let parameters = parts(list).into_iter().filter_map(|part| {
        let (name, ty) = part.split_once(':')?;
        let name = name.trim().trim_start_matches("mut ");
        (name != "self").then(|| (bare(name).to_owned(), ty.trim().to_owned()))
    });
    Some(Function { name: name.to_owned(), parameters: parameters.collect() })
}

/// What stands between an opening bracket and the one that closes it.
fn inside(text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return text.get(1..at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The parts of a list between commas that stand in no bracket.
fn parts(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let mut before = ' ';
    for (at, c) in list.char_indices() {
        match c {
            '(' | '[' | '<' | '{' => depth += 1,
            '>' if before == '-' => {}
            ')' | ']' | '>' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.extend(list.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
        before = c;
    }
    parts.extend(list.get(start..));
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The type that an inherent `impl` is of; nothing for the `impl` of a trait.
fn implements(head: &str) -> Option<&str> {
    let rest = head.strip_prefix("impl")?;
    let rest = match rest.strip_prefix('<') {
        Some(_) => {
            let mut depth = 0_usize;
            let end = rest.char_indices().find_map(|(at, c)| {
                depth = match c {
                    '<' => depth + 1,
                    '>' => depth - 1,
                    _ => depth,
                };
                (depth == 0).then_some(at)
            })?;
            rest.get(end + 1..)?
        }
        None => rest,
    };
    (!rest.contains(" for ")).then(|| word(rest.trim_start()).0).filter(|name| !name.is_empty())
}

/// What an alias stands for, if that is on its line.
fn alias(line: &str) -> Option<(String, String)> {
    let (_, ty) = line.split_once(" = ")?;
    Some((String::new(), ty.trim_end_matches(';').to_owned()))
}

/// The name and the type of a public field of a struct.
fn field(line: &str) -> Option<(String, String)> {
    let (name, rest) = word(line.strip_prefix("    pub ")?);
    let ty = rest.strip_prefix(':')?.trim().trim_end_matches(',');
    Some((name.to_owned(), ty.to_owned()))
}

/// The variants of an enum, each with what stands in its parentheses.
fn variants(body: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = body.iter().copied();
    while let Some(line) = lines.next() {
        let Some((name, rest)) = line.strip_prefix("    ").map(word) else { continue };
        let is_variant = name.starts_with(|c: char| c.is_ascii_uppercase());
        if !is_variant || !rest.starts_with(['(', ',', ' ', '{']) {
            continue;
        }
        let mut payload = rest.to_owned();
        while payload.matches('(').count() > payload.matches(')').count() {
            let Some(line) = lines.next() else { break };
            payload.push_str(line.trim());
        }
        found.push((name.to_owned(), inside(&payload).unwrap_or_default().trim_end_matches(',').to_owned()));
    }
    found
}

/// The names that `pub use` brings, each with its path.
fn exports(text: &str) -> Vec<(String, String)> {
    let text = text.trim_end_matches(';').trim();
    let (path, list) = match text.split_once("::{") {
        Some((path, list)) => (path, parts(list.trim_end_matches('}'))),
        None => text.rsplit_once("::").map_or(("", vec![text]), |(path, name)| (path, vec![name])),
    };
    let export = |part: &str| match part.split_once(" as ") {
        Some((there, here)) => (here.to_owned(), format!("{path}::{there}")),
        None => (part.to_owned(), format!("{path}::{part}")),
    };
    list.into_iter().map(export).collect()
}

/// The identifier that a text starts with, without the mark of a raw one, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let text = bare(text);
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

#[cfg(test)]
mod tests;
