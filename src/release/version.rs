//! The text of a release tag, a semantic version or a PEP 440 version in, one version in all three spellings out.
//! What is accepted is written once, here; order and normal form are those of PEP 440.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr as _;

use pep440_rs::PrereleaseKind;

use crate::diag::{Code, Diagnostic};

/// The last number that a semantic version needs.
const SEMVER_NUMBERS: usize = 3;

const ACCEPTED: &str = "give a release tag (rust-v1.2.3, rust-v1.2.3-alpha.1, rust-v1.2.3-alpha.1.2), a semantic version \
                        (1.2.3, 1.2.3-beta.1, 1.2.3-rc.1) or a PEP 440 version (1.2.3, 1.2.3a1, 1.2.3a1.post2, 1.2.3.post1)";

/// The version of a release. Two versions are equal when PEP 440 says so, whatever their digits look like.
#[derive(Debug, Clone)]
pub struct Version {
    text: Box<str>,
    value: pep440_rs::Version,
}

impl Version {
    /// Takes a version as people and release tags write it.
    ///
    /// # Errors
    /// It is neither a release tag, nor a semantic version, nor a PEP 440 version of the kinds that releases have.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let refuse = |because: &str| {
            Diagnostic::new(Code::BadVersion, format!("`{text}` is no version of a release"))
                .note("because", because)
                .help(ACCEPTED)
        };
        let bare = text.trim();
        if bare.is_empty() {
            return Err(refuse("it is empty"));
        }
        let bare = bare.strip_prefix("rust-v").or_else(|| bare.strip_prefix('v')).unwrap_or(bare);
        let spelled = pep440_suffix(bare).unwrap_or_else(|| bare.to_owned());
        objection(&spelled).map_or(Ok(()), |because| Err(refuse(because)))?;
        let value = pep440_rs::Version::from_str(&spelled).map_err(|error| refuse(&error.to_string()))?;
        Ok(Self { text: spelled.into(), value })
    }

    /// The PEP 440 text, with the digits that were given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The normal form of PEP 440, for names of wheels and for their metadata.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.value.to_string()
    }

    /// The release tag, which [`Version::parse`] takes back.
    #[must_use]
    pub fn tag(&self) -> String {
        let (numbers, rest) = split_numbers(&self.text);
        let (pre, post) = match rest.split_once(".post") {
            Some((pre, post)) => (pre, Some(post)),
            None => (rest, None),
        };
        let Some((kind, number)) = split_kind(pre) else { return format!("rust-v{}", self.text) };
        match (kind, post) {
            ("a", Some(post)) => format!("rust-v{numbers}-alpha.{number}.{post}"),
            ("a", None) => format!("rust-v{numbers}-alpha.{number}"),
            ("b", None) => format!("rust-v{numbers}-beta.{number}"),
            ("rc", None) => format!("rust-v{numbers}-rc.{number}"),
            // There is no such tag; a tag's prefix and PEP 440 still say which version it is.
            _ => format!("rust-v{}", self.text),
        }
    }

    /// The semantic version, for Cargo: missing numbers are zeros, a hotfix of a pre-release is one more number of it.
    ///
    /// # Errors
    /// Semantic versions have no such version: a post release of a final one, or more than three numbers.
    pub fn semver(&self) -> Result<String, Diagnostic> {
        let refuse = |because: &str| {
            Err(Diagnostic::new(Code::BadVersion, format!("`{self}` has no semantic version"))
                .note("because", because)
                .help("give a crate a version of three numbers that is final or a pre-release: 1.2.3, 1.2.3-alpha.1"))
        };
        let numbers = self.value.release();
        if numbers.len() > SEMVER_NUMBERS {
            return refuse("it has more than three numbers");
        }
        let filled = numbers.iter().copied().chain(std::iter::repeat(0)).take(SEMVER_NUMBERS);
        let core = filled.map(|number| number.to_string()).collect::<Vec<_>>().join(".");
        let post = self.value.post().map(|post| format!(".{post}")).unwrap_or_default();
        let Some(pre) = self.value.pre() else {
            return if post.is_empty() {
                Ok(core)
            } else {
                refuse("it is a post release of a final version")
            };
        };
        let kind = match pre.kind {
            PrereleaseKind::Alpha => "alpha",
            PrereleaseKind::Beta => "beta",
            PrereleaseKind::Rc => "rc",
        };
        Ok(format!("{core}-{kind}.{}{post}", pre.number))
    }
}

/// A text that ends in the pre-release of a release tag or of a semantic version, as PEP 440 spells it.
fn pep440_suffix(text: &str) -> Option<String> {
    let (numbers, suffix) = text.split_once('-')?;
    let suffixed = |word: &str| {
        let rest = suffix.strip_prefix(word)?;
        Some(rest.strip_prefix('.').unwrap_or(rest))
    };
    if let Some(rest) = suffixed("alpha") {
        return match rest.split_once('.') {
            Some((number, hotfix)) => {
                (is_number(number) && is_number(hotfix)).then(|| format!("{numbers}a{number}.post{hotfix}"))
            }
            None => is_number(rest).then(|| format!("{numbers}a{rest}")),
        };
    }
    let (word, rest) = suffixed("beta").map(|rest| ("b", rest)).or_else(|| Some(("rc", suffixed("rc")?)))?;
    is_number(rest).then(|| format!("{numbers}{word}{rest}"))
}

/// What keeps a text from being `N(.N)*((a|b|rc)N)?(.postN)?`.
fn objection(text: &str) -> Option<&'static str> {
    let (numbers, rest) = split_numbers(text);
    if numbers.is_empty() {
        return Some("it does not begin with a number");
    }
    let (pre, post) = match rest.split_once(".post") {
        Some((pre, post)) => (pre, Some(post)),
        None => (rest, None),
    };
    if !pre.is_empty() && split_kind(pre).is_none() {
        return Some(
            "what follows its numbers is neither a pre-release with a number nor `.post` with a number",
        );
    }
    match post {
        Some(post) if !is_number(post) => {
            Some("there is no number after `.post`, or something after that number")
        }
        _ => None,
    }
}

/// The numbers with dots between them at the beginning of a text, and the rest.
fn split_numbers(text: &str) -> (&str, &str) {
    let mut end = 0;
    for part in text.split('.') {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            break;
        }
        end += usize::from(end > 0) + digits;
        if digits < part.len() {
            break;
        }
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The kind and the number of a PEP 440 pre-release.
fn split_kind(text: &str) -> Option<(&'static str, &str)> {
    let kinds = ["a", "b", "rc"].into_iter();
    kinds.filter_map(|kind| Some((kind, text.strip_prefix(kind)?))).find(|(_, number)| is_number(number))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}
