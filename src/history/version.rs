//! The order of versions: by number where there are numbers, pre-releases before their release.
//! Reads what Python and Cargo write: `0.163.0`, `0.163.0a4`, `0.163.0-alpha.4`, `1.0.dev1`, `1.0.post2`.

use std::cmp::Ordering;
use std::fmt;

/// A version and its place in the order.
#[derive(Debug, Clone)]
pub(super) struct Version {
    text: Box<str>,
    parts: Vec<Part>,
}

/// What follows a part decides: `1.0a1` is before `1.0`, which is before `1.0.post1` and `1.0.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Dev,
    Alpha,
    Beta,
    Candidate,
    End,
    Post,
    Number(u64),
}

impl Version {
    /// The version, unless the text is not one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        for step in text.split(['.', '-', '+', '_']) {
            let mut rest = step;
            while !rest.is_empty() {
                let digit = rest.starts_with(|c: char| c.is_ascii_digit());
                let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
                let (head, tail) = rest.split_at_checked(end)?;
                parts.push(if digit { Part::Number(head.parse().ok()?) } else { word(head)? });
                rest = tail;
            }
        }
        if !matches!(parts.first(), Some(Part::Number(_))) {
            return None;
        }
        let release = parts.iter().position(|part| !matches!(part, Part::Number(_))).unwrap_or(parts.len());
        let zeros = parts.iter().take(release).rev().take_while(|part| **part == Part::Number(0)).count();
        parts.drain(release.saturating_sub(zeros)..release);
        parts.push(Part::End);
        Some(Self { text: text.into(), parts })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

fn word(word: &str) -> Option<Part> {
    Some(match word.to_ascii_lowercase().as_str() {
        "dev" => Part::Dev,
        "a" | "alpha" => Part::Alpha,
        "b" | "beta" => Part::Beta,
        "rc" | "c" | "pre" | "preview" => Part::Candidate,
        "post" | "rev" | "r" => Part::Post,
        _ => return None,
    })
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts.cmp(&other.parts)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
