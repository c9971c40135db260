//! The heads of classes and functions and the targets of assignments: a statement in, its parts out.

use super::string;
use crate::naming::PyIdent;

/// The identifier that a text starts with, and the rest.
pub(super) fn identifier(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    (!name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit())).then_some((name, rest))
}

/// The text before the first of some signs that stands outside brackets and strings, and the text behind it.
pub(super) fn split_at<'a>(text: &'a str, signs: &[char]) -> Option<(&'a str, &'a str)> {
    let at = find(text, signs)?;
    let sign = text.get(at..)?.chars().next()?;
    Some((text.get(..at)?, text.get(at + sign.len_utf8()..)?))
}

fn find(text: &str, signs: &[char]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(c) = rest.chars().next()
    {
        if depth == 0 && signs.contains(&c) {
            return Some(at);
        }
        match c {
            '"' | '\'' => {
                at += string::length(rest).max(1);
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}

/// The parts of a list between commas, blank ones left out.
pub(super) fn parts(list: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = list;
    while let Some((part, tail)) = split_at(rest, &[',']) {
        parts.push(part);
        rest = tail;
    }
    parts.push(rest);
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// The name and the bases of a class, from the text behind `class`.
pub(super) fn class(text: &str) -> Option<(String, Vec<String>)> {
    let (name, rest) = identifier(text)?;
    let inside = split_at(rest, &[':'])?.0.trim().strip_prefix('(').and_then(|list| list.strip_suffix(')'));
    let mut bases = parts(inside.unwrap_or_default());
    bases.retain(|base| split_at(base, &['=']).is_none());
    Some((name.to_owned(), bases))
}

/// A signature, from a text that starts with `def` or `async def`, without the colon and what follows it.
pub(super) fn signature(text: &str) -> Option<&str> {
    Some(split_at(text, &[':'])?.0.trim_end())
}

/// The name of an assignment or declaration of one name.
pub(super) fn target(text: &str) -> Option<&str> {
    let (name, rest) = identifier(text)?;
    let rest = rest.trim_start();
    let assigns = rest.starts_with(':') || (rest.starts_with('=') && !rest.starts_with("=="));
    // `else:` looks like a declaration.
    (assigns && PyIdent::new(name).is_ok()).then_some(name)
}

/// The module and the names of `from MODULE import A, B as C`, each with its name here and there.
pub(super) fn imports(text: &str) -> Option<(String, Vec<(String, String)>)> {
    let (module, names) = text.strip_prefix("from ")?.split_once(" import ")?;
    let names = names.trim().trim_start_matches('(').trim_end_matches(')');
    let names = parts(names).into_iter().map(|name| match name.split_once(" as ") {
        Some((there, here)) => (here.trim().to_owned(), there.trim().to_owned()),
        None => (name.clone(), name),
    });
    Some((module.trim().to_owned(), names.collect()))
}
