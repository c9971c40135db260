//! A requirement of a `pyproject.toml` in, the text that METADATA has for it out: a name, extras and versions.
//! What else a requirement can be, a URL or a marker, is none here.

use std::fmt;
use std::str::FromStr as _;

/// A requirement in normal form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::release) struct Requirement {
    text: String,
    name: String,
    specifiers: String,
}

impl Requirement {
    /// Takes a name, extras in brackets and versions, all but the name optional.
    pub(in crate::release) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|c: char| !is_of_name(c)).unwrap_or(text.len());
        let (name, rest) = text.split_at_checked(end)?;
        let rest = rest.trim_start();
        let (extras, rest) = match rest.strip_prefix('[') {
            Some(rest) => rest.split_once(']')?,
            None => ("", rest),
        };
        let name = is_name(name).then(|| normalized(name))?;
        let mut extras: Vec<&str> =
            extras.split(',').map(str::trim).filter(|extra| !extra.is_empty()).collect();
        extras.sort_unstable();
        let extras = extras.iter().map(|extra| is_name(extra).then(|| normalized(extra)));
        let extras = extras.collect::<Option<Vec<_>>>()?.join(",");
        let specifiers = if rest.trim().is_empty() { String::new() } else { specifiers(rest)? };
        let extras = if extras.is_empty() { extras } else { format!("[{extras}]") };
        Some(Self { text: format!("{name}{extras}{specifiers}"), name, specifiers })
    }

    /// The name in normal form.
    pub(in crate::release) fn name(&self) -> &str {
        &self.name
    }

    /// The one version that it takes, if it takes only one.
    pub(in crate::release) fn pinned(&self) -> Option<&str> {
        let version = self.specifiers.strip_prefix("==")?;
        (!version.contains([',', '*', '='])).then_some(version)
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Versions in the order of the text of each, as `packaging` prints them.
pub(in crate::release) fn specifiers(text: &str) -> Option<String> {
    pep440_rs::VersionSpecifiers::from_str(text).ok()?;
    let bare = |part: &str| part.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let mut parts: Vec<String> = text.split(',').map(bare).filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts.dedup();
    Some(parts.join(","))
}

/// Whether a text can name a distribution or an extra.
pub(in crate::release) fn is_name(text: &str) -> bool {
    let ends = |c: char| c.is_ascii_alphanumeric();
    text.starts_with(ends) && text.ends_with(ends) && text.chars().all(is_of_name)
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// The one form of a name: lower case, runs of `-`, `_` and `.` as one `-`.
pub(in crate::release) fn normalized(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        Requirement::parse(text).map(|requirement| requirement.to_string())
    }

    #[test]
    fn prints_what_the_build_backend_prints() {
        let cases = [
            ("msgspec>=0.22,<1", "msgspec<1,>=0.22"),
            ("websockets >= 13", "websockets>=13"),
            ("A.b_c[Y, x]>=1.0.0, ==1.0", "a-b-c[y,x]==1.0,>=1.0.0"),
            ("alone", "alone"),
            ("openai-codex-cli-bin==0.163.0a1.post2", "openai-codex-cli-bin==0.163.0a1.post2"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text).as_deref(), Some(expected));
        }
        for text in ["", "-a", "a @ file.whl", "a; python_version < '3.11'", "a>=", "a[b", "a b"] {
            assert_eq!(shown(text), None, "{text:?}");
        }
    }

    #[test]
    fn knows_an_exact_pin() {
        let pinned = |text: &str| Requirement::parse(text)?.pinned().map(str::to_owned);
        assert_eq!(pinned("a==1.2.3a1").as_deref(), Some("1.2.3a1"));
        for text in ["a", "a>=1", "a==1.*", "a==1,==2", "a===1", "a~=1.0"] {
            assert_eq!(pinned(text), None, "{text:?}");
        }
    }
}
