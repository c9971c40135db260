//! Versions of the runtime: read from what it says about itself, and put in order.
//!
//! In: the `userAgent` of the answer to `initialize`, or a version as releases write it. Out: a value that compares
//! as PEP 440 does, prereleases before their release.

use std::cmp::Ordering;
use std::fmt;

/// A version of the Codex runtime.
#[derive(Clone)]
pub struct RuntimeVersion {
    text: String,
    key: Key,
}

/// What is compared: the release without zeros at its end, phase, number of the phase, number behind a release.
type Key = (Vec<u64>, Phase, u64, Option<u64>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Phase {
    Alpha,
    Beta,
    Candidate,
    Release,
}

impl RuntimeVersion {
    /// The version that a text means; `None` for a text that means none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (public, local) =
            text.split_once('+').map_or((text, None), |(public, local)| (public, Some(local)));
        if local.is_some_and(|local| local.is_empty() || !local.chars().all(is_local)) {
            return None;
        }
        let (release, rest) = read_release(public)?;
        let (phase, number, rest) = read_phase(rest)?;
        let post = read_post(rest)?;
        Some(Self { text: text.to_owned(), key: (release, phase, number, post) })
    }

    /// The version in a `userAgent`; `None` if there is none that can be read.
    ///
    /// The server writes `NAME/VERSION (OS; ARCH) TERMINAL (NAME; CLIENT_VERSION)`, where the name is the client's
    /// own and may hold anything that a version may.
    pub(crate) fn of_user_agent(user_agent: &str) -> Option<Self> {
        let mut found: Vec<Candidate<'_>> = candidates(user_agent).collect();
        for candidate in &found {
            let name_again = format!(" ({}; ", candidate.name);
            if candidate.after_slash && candidate.rest.contains(&name_again) {
                return Self::parse(candidate.text);
            }
        }
        found.sort_by_key(|it| (!it.before_system, !it.after_slash));
        Self::parse(found.first()?.text)
    }

    /// The version as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it was built from a checkout, which bears no version of its own.
    #[must_use]
    pub fn is_development(&self) -> bool {
        self.key.0.is_empty()
    }
}

/// A word of a `userAgent` that may be the version.
struct Candidate<'a> {
    name: &'a str,
    after_slash: bool,
    text: &'a str,
    before_system: bool,
    rest: &'a str,
}

fn candidates(user_agent: &str) -> impl Iterator<Item = Candidate<'_>> {
    user_agent.char_indices().filter_map(move |(at, before)| {
        if before != '/' && before != ' ' {
            return None;
        }
        let name = user_agent.get(..at)?;
        let after = user_agent.get(at + 1..)?;
        if !after.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let end = after.find(|it: char| it.is_whitespace() || it == '/').unwrap_or(after.len());
        let (text, rest) = after.split_at(end);
        let before_system = names_system(rest);
        let ends_here = rest.is_empty() || rest.starts_with(char::is_whitespace);
        ends_here.then_some(Candidate { name, after_slash: before == '/', text, before_system, rest })
    })
}

/// Whether ` (OS; …` follows.
fn names_system(rest: &str) -> bool {
    let Some(inside) = rest.strip_prefix(" (") else { return false };
    matches!(inside.find(['(', ')', ';']), Some(at) if inside.get(at..).is_some_and(|it| it.starts_with(';')))
}

fn is_local(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '-')
}

/// `1.2.3`, without zeros at the end.
fn read_release(text: &str) -> Option<(Vec<u64>, &str)> {
    let (first, mut rest) = read_number(text)?;
    let mut release = vec![first];
    while let Some((part, after)) = rest.strip_prefix('.').and_then(read_number) {
        release.push(part);
        rest = after;
    }
    while release.last() == Some(&0) {
        release.pop();
    }
    Some((release, rest))
}

/// `-alpha.1`, `b2`, `.rc3`, or nothing.
fn read_phase(text: &str) -> Option<(Phase, u64, &str)> {
    const PHASES: [(&str, Phase); 5] = [
        ("alpha", Phase::Alpha),
        ("beta", Phase::Beta),
        ("rc", Phase::Candidate),
        ("a", Phase::Alpha),
        ("b", Phase::Beta),
    ];
    let named = text.strip_prefix(['-', '.']).unwrap_or(text);
    let found = PHASES.iter().find_map(|(name, phase)| Some((*phase, named.strip_prefix(name)?)));
    let Some((phase, rest)) = found else { return Some((Phase::Release, 0, text)) };
    let (number, rest) = read_number(rest.strip_prefix('.').unwrap_or(rest))?;
    Some((phase, number, rest))
}

/// `.post1`, `.1`, or nothing.
fn read_post(text: &str) -> Option<Option<u64>> {
    if text.is_empty() {
        return Some(None);
    }
    let number = text.strip_prefix('.')?;
    let (post, rest) = read_number(number.strip_prefix("post").unwrap_or(number))?;
    rest.is_empty().then_some(Some(post))
}

fn read_number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest))
}

impl PartialEq for RuntimeVersion {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for RuntimeVersion {}

impl PartialOrd for RuntimeVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RuntimeVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl std::hash::Hash for RuntimeVersion {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl fmt::Display for RuntimeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for RuntimeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RuntimeVersion({:?})", self.text)
    }
}
