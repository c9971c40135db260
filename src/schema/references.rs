//! The keys of every definition in, the key that a `$ref` means out.
//! Only references of the form `#/definitions/[namespace/]Name` resolve; anything else gets the nearest candidate.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::diag::{Diagnostic, Pointer, nearest};

use super::DefKey;

/// The definitions that references may mean.
pub(in crate::schema) struct References {
    root: &'static str,
    namespaces: Vec<String>,
    by_text: HashMap<String, DefKey>,
    meant: RefCell<HashMap<String, Option<String>>>,
}

/// How many different dangling references are searched for what they mean; a report does not show more.
const SEARCHED: usize = 100;

impl References {
    /// The definitions of one document, which stand under `root` (`definitions` or `$defs`).
    pub(in crate::schema) fn new<'a>(
        root: &'static str,
        namespaces: &[String],
        keys: impl Iterator<Item = &'a DefKey>,
    ) -> Self {
        let by_text = keys.map(|key| (pointer(root, key).to_string(), key.clone())).collect();
        Self { root, namespaces: namespaces.to_vec(), by_text, meant: RefCell::default() }
    }

    /// The definition that a reference means, or what is wrong with it as the end of a sentence.
    pub(in crate::schema) fn resolve(&self, text: &str) -> Result<DefKey, &'static str> {
        if let Some(key) = self.by_text.get(text) {
            return Ok(key.clone());
        }
        let Some(fragment) = text.strip_prefix('#') else {
            return Err("leaves the document; only local references are followed");
        };
        let decoded = percent_decoded(fragment).filter(|text| !text.starts_with('#'));
        let Some(pointer) = decoded.and_then(|text| Pointer::parse(&text)) else {
            return Err("is not a JSON pointer after its `#`");
        };
        let steps: Vec<String> = pointer.steps().collect();
        if let Some(key) = self.by_text.get(&pointer.to_string()) {
            return Ok(key.clone());
        }
        Err(match steps.as_slice() {
            [] => "means the whole document, which is no schema",
            [root, ..] if root != self.root => "does not start at the definitions",
            [_] => "means the table of all definitions",
            [_, name] if self.namespaces.contains(name) => "means a namespace, not a definition in it",
            [_, _] => "means a definition that does not exist",
            [_, space, _] if self.namespaces.contains(space) => "means a definition that does not exist",
            _ => "points into a definition; only whole definitions have a name",
        })
    }

    /// The problem with what it looked for and what it probably meant.
    pub(in crate::schema) fn explain(&self, diagnostic: Diagnostic, text: &str) -> Diagnostic {
        let diagnostic = diagnostic.note("looked for", text);
        let mut meant = self.meant.borrow_mut();
        if meant.len() < SEARCHED && !meant.contains_key(text) {
            meant.insert(text.to_owned(), self.nearest(text));
        }
        match meant.get(text).and_then(Option::as_ref) {
            Some(near) => diagnostic.note("nearest", near).help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("a reference has the form `#/{}/Name`", self.root)),
        }
    }

    /// The reference to a definition of that name elsewhere, or of nearly that name.
    fn nearest(&self, text: &str) -> Option<String> {
        let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
        let name = last(text);
        let mut candidates: Vec<(String, &String)> =
            self.by_text.keys().map(|candidate| (last(candidate), candidate)).collect();
        candidates.sort_unstable();
        let near = nearest(&name, candidates.iter().map(|(name, _)| name.as_str()))?;
        candidates.iter().find(|(name, _)| name == near).map(|(_, candidate)| (*candidate).clone())
    }
}

/// Where a definition stands.
pub(in crate::schema) fn pointer(root: &str, key: &DefKey) -> Pointer {
    let table = Pointer::root().join(root);
    let table = key.namespace.as_ref().map_or_else(|| table.clone(), |namespace| table.join(namespace));
    table.join(&key.name)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        let digits = code.bytes().all(|byte| byte.is_ascii_hexdigit());
        out.push(u8::from_str_radix(code, 16).ok().filter(|_| digits)?);
        out.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(out).ok()
}
