//! The list of files that a run has made, with their digests: what may be replaced and what may be removed.
//! While a run is under way the list holds the old and the new digests, so that a killed run owns all it has made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{RelPath, Tree};
use crate::diag::inert;
use crate::schema::pin::digest;

/// The name of the list in the folder that it describes.
pub const FILE: &str = ".codex-sdkgen-manifest";

const HEADER: &str = "\
# Written by codex-sdkgen: the SHA-256 and the path of each file that it made here.
# The next run replaces these files and removes those that it no longer makes; all others are left alone.
";

/// The files that are ours, each with the digests that its bytes may have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::package) struct Manifest(BTreeMap<RelPath, BTreeSet<String>>);

impl Manifest {
    /// The list of a tree.
    pub(in crate::package) fn of(tree: &Tree) -> Self {
        Self(tree.iter().map(|(path, bytes)| (path.clone(), BTreeSet::from([digest(bytes)]))).collect())
    }

    /// Reads a list; the error says which line is none of ours.
    pub(in crate::package) fn parse(text: &str) -> Result<Self, String> {
        let mut files = BTreeMap::<_, BTreeSet<String>>::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let (digest, path) = entry(line).ok_or_else(|| format!("line {}: {}", index + 1, inert(line)))?;
            files.entry(path).or_default().insert(digest.to_owned());
        }
        Ok(Self(files))
    }

    /// The list as text.
    pub(in crate::package) fn text(&self) -> String {
        let mut out = HEADER.to_owned();
        for (path, digests) in &self.0 {
            for digest in digests {
                let _ = writeln!(out, "{digest}  {path}");
            }
        }
        out
    }

    /// Both lists as one.
    pub(in crate::package) fn and(mut self, other: &Self) -> Self {
        for (path, digests) in &other.0 {
            self.0.entry(path.clone()).or_default().extend(digests.iter().cloned());
        }
        self
    }

    /// The paths in order.
    pub(in crate::package) fn paths(&self) -> impl Iterator<Item = &RelPath> {
        self.0.keys()
    }

    /// Whether we made a file of that name.
    pub(in crate::package) fn owns(&self, path: &RelPath) -> bool {
        self.0.contains_key(path)
    }

    /// Whether the bytes are as we made them.
    pub(in crate::package) fn made(&self, path: &RelPath, bytes: &[u8]) -> bool {
        self.0.get(path).is_some_and(|digests| digests.contains(&digest(bytes)))
    }
}

fn entry(line: &str) -> Option<(&str, RelPath)> {
    let (digest, path) = line.split_once("  ")?;
    let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    (digest.len() == 64 && digest.bytes().all(hexadecimal)).then_some(())?;
    Some((digest, RelPath::new(path).ok()?))
}
