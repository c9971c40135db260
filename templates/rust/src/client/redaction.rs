//! Keeps known secrets out of texts that are shown or logged.
//!
//! In: values that are secret, then any text. Out: the text with `<secret>` in their place. Safe for use from several
//! threads.

use std::borrow::Cow;
use std::sync::{PoisonError, RwLock};

/// A shorter value is left alone: it would also be found where it is none.
const SHORTEST: usize = 6;

const PLACEHOLDER: &str = "<secret>";

/// Words that the name of a variable with a secret holds.
const INSIDE: [&str; 14] = [
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "TOKEN",
    "CREDENTIAL",
    "BEARER",
    "COOKIE",
    "APIKEY",
    "API_KEY",
    "ACCESSKEY",
    "ACCESS_KEY",
    "PRIVATEKEY",
    "PRIVATE_KEY",
];
/// Words that it ends with.
const AT_THE_END: [&str; 5] = ["KEY", "AUTH", "JWT", "_PWD", "_PAT"];
/// What a name ends with that only tells where, which or how many.
const PUBLIC: [&str; 9] = ["FILE", "PATH", "DIR", "SOCK", "URI", "URL", "ID", "LIMIT", "COUNT"];

/// Replaces the secrets that it was told of.
#[derive(Default)]
pub(crate) struct Redactor {
    /// The longest first, so that no part of one is left.
    secrets: RwLock<Vec<Box<str>>>,
}

impl Redactor {
    /// Takes a value for a secret from now on, whole and line by line.
    pub(crate) fn add(&self, value: &str) {
        let mut secrets = self.secrets.write().unwrap_or_else(PoisonError::into_inner);
        for line in value.lines() {
            let text = line.trim();
            let in_json = text.replace('\\', "\\\\").replace('"', "\\\"");
            for found in [text, &in_json] {
                let is_new = !secrets.iter().any(|known| **known == *found);
                if found.chars().count() >= SHORTEST && is_new {
                    secrets.push(found.into());
                }
            }
        }
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// Takes the value of a variable for a secret if its name says so.
    pub(crate) fn add_variable(&self, name: &str, value: &str) {
        if names_secret(name) {
            self.add(value);
        }
    }

    /// The text without the secrets.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let secrets = self.secrets.read().unwrap_or_else(PoisonError::into_inner);
        if !secrets.iter().any(|secret| text.contains(&**secret)) {
            return Cow::Borrowed(text);
        }
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if let Some(after) = secrets.iter().find_map(|secret| rest.strip_prefix(&**secret)) {
                shown.push_str(PLACEHOLDER);
                rest = after;
            } else {
                shown.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
            }
        }
        Cow::Owned(shown)
    }

    /// The same for a text that is owned.
    pub(crate) fn redacted(&self, text: String) -> String {
        match self.redact(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(shown) => shown,
        }
    }
}

/// Whether a variable of that name holds a secret, by what such names hold.
pub(crate) fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let says_so =
        INSIDE.iter().any(|word| name.contains(word)) || AT_THE_END.iter().any(|word| name.ends_with(word));
    says_so && !PUBLIC.iter().any(|word| name.ends_with(word))
}
