//! The order of names that linters ask for: constants, then classes, then the rest, each in
//! natural order (`v2` before `v10`).

use std::cmp::Ordering;

/// The order of the names in `__all__`.
pub fn exported(one: &str, other: &str) -> Ordering {
    let kinds = kind(one).cmp(&kind(other));
    kinds.then_with(|| natural(one, other, |byte| byte))
}

/// The order of the names in one `from` import, where case counts only between equals.
pub fn imported(one: &str, other: &str) -> Ordering {
    let kinds = kind(one).cmp(&kind(other));
    kinds.then_with(|| module(one, other))
}

/// The order of modules, where case counts only between equals.
pub fn module(one: &str, other: &str) -> Ordering {
    let folded = natural(one, other, |byte| byte.to_ascii_lowercase());
    folded.then_with(|| natural(one, other, |byte| byte))
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Constant,
    Class,
    Variable,
}

fn kind(name: &str) -> Kind {
    let cased = name.bytes().any(|byte| byte.is_ascii_uppercase());
    if name.len() > 1 && cased && !name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        Kind::Constant
    } else if name.starts_with(|c: char| c.is_ascii_uppercase()) {
        Kind::Class
    } else {
        Kind::Variable
    }
}

/// Compares runs of digits as numbers, unless one of them is padded with zeros; all else by code.
fn natural(one: &str, other: &str, fold: fn(u8) -> u8) -> Ordering {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    loop {
        let (left, left_rest) = one.split_at(digits(one));
        let (right, right_rest) = other.split_at(digits(other));
        if !left.is_empty() && !right.is_empty() {
            let padded = left.starts_with(b"0") || right.starts_with(b"0");
            let lengths = left.len().cmp(&right.len());
            let lengths = if padded { Ordering::Equal } else { lengths };
            match lengths.then_with(|| left.cmp(right)) {
                Ordering::Equal => (one, other) = (left_rest, right_rest),
                unequal => return unequal,
            }
            continue;
        }
        match (one.split_first(), other.split_first()) {
            (Some((a, left)), Some((b, right))) => match fold(*a).cmp(&fold(*b)) {
                Ordering::Equal => (one, other) = (left, right),
                unequal => return unequal,
            },
            (a, b) => return a.is_some().cmp(&b.is_some()),
        }
    }
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}
