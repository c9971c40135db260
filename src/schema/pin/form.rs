//! The text of `pin.toml` in, a [`Pin`] out whose paths stay in the folder and whose digests are digests.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{bytes, shown};
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems, Report, Sources, Spot};
use crate::schema::json;

/// The name of the pin's file in the schema folder.
pub const FILE: &str = "pin.toml";

/// The names of the folders that tell which export a file is.
pub(in crate::schema) const STABLE: &str = "stable";
pub(in crate::schema) const EXPERIMENTAL: &str = "experimental";

/// What `pin.toml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The runtime's version.
    pub version: Box<str>,
    /// Where the files come from.
    pub source: Box<str>,
    /// The stable export.
    pub stable: Entry,
    /// The experimental export.
    pub experimental: Option<Entry>,
}

/// One pinned file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path below the schema folder, `/` between the parts.
    pub path: Box<str>,
    /// The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub digest: Box<str>,
    /// The row of `pin.toml`.
    pub place: Place,
}

/// The form of the file; keys are in the order in which it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    version: String,
    source: String,
    files: BTreeMap<String, Spanned<String>>,
}

impl Pin {
    /// Reads the pin of a schema folder; the files that it names are not touched.
    ///
    /// # Errors
    /// The file is missing, is no TOML, does not fit its form, or names a path outside the folder.
    pub fn open(folder: &Path) -> Outcome<Self> {
        let file: Arc<str> = shown(folder, FILE).into();
        let bytes = bytes(&folder.join(FILE), &file).map_err(|problem| {
            problem.help("name the folder that holds `pin.toml`, or make one with `codex-sdkgen pin`")
        })?;
        Self::parse(&file, json::text(&file, &bytes)?)
    }

    /// Reads the text of a pin.
    ///
    /// # Errors
    /// As [`Pin::open`].
    pub fn parse(file: &Arc<str>, text: &str) -> Outcome<Self> {
        let at = |span| position(file, text, span);
        let table: Table = toml::from_str(text).map_err(|error| {
            let place = error.span().map_or_else(|| Place::whole(file.clone()), at);
            malformed(place, error.message().to_owned())
        })?;
        let (mut stable, mut experimental) = (None, None);
        let mut problems = Problems::default();
        for (path, digest) in table.files {
            let place = at(digest.span());
            let entry = Entry { path: path.into(), digest: digest.into_inner().into(), place };
            match slot_of(&entry) {
                Ok(Slot::Stable) if stable.is_none() => stable = Some(entry),
                Ok(Slot::Experimental) if experimental.is_none() => experimental = Some(entry),
                Ok(_) => problems.push(malformed(entry.place, "two files are the same export".to_owned())),
                Err(why) => problems.push(malformed(entry.place, why)),
            }
        }
        problems.finish(())?;
        let nothing_stable = || {
            let message = format!("no file stands in a folder `{STABLE}`");
            Report::from(malformed(Place::whole(file.clone()), message))
        };
        Ok(Self {
            version: table.version.into(),
            source: table.source.into(),
            stable: stable.ok_or_else(nothing_stable)?,
            experimental,
        })
    }
}

enum Slot {
    Stable,
    Experimental,
}

/// Which export an entry is, if its path stays in the folder and its digest is one.
fn slot_of(entry: &Entry) -> Result<Slot, String> {
    let parts: Vec<&str> = entry.path.split('/').collect();
    let plain = |part: &str| {
        let odd = |c: char| matches!(c, '\\' | ':') || c.is_control();
        !matches!(part, "" | "." | "..") && !part.contains(odd)
    };
    if !parts.iter().copied().all(plain) {
        return Err(format!("the path {:?} is not a plain path below the schema folder", entry.path));
    }
    let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if entry.digest.len() != 64 || !entry.digest.bytes().all(hexadecimal) {
        return Err("a digest is 64 lower-case hexadecimal digits".to_owned());
    }
    match parts.iter().rev().nth(1) {
        Some(&STABLE) => Ok(Slot::Stable),
        Some(&EXPERIMENTAL) => Ok(Slot::Experimental),
        _ => Err(format!("the path {:?} stands in neither `{STABLE}` nor `{EXPERIMENTAL}`", entry.path)),
    }
}

fn malformed(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(Code::PinSyntax, message)
        .at(place)
        .help("`codex-sdkgen pin` writes this file; it has `version`, `source` and a table `files`")
}

/// Positions are found here, because whoever shows the report has no text of a pin that did not load.
fn position(file: &Arc<str>, text: &str, span: std::ops::Range<usize>) -> Place {
    let place = Place::bytes(file.clone(), span);
    let mut sources = Sources::default();
    sources.add(file.clone(), text);
    match sources.position(&place) {
        Some(position) => Place { file: file.clone(), spot: Spot::At(position) },
        None => place,
    }
}
