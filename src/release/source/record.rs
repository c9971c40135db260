//! The text of a wheel's RECORD in, the digest and the size of each of its files out.
//! Only SHA-256 counts, and every path has one row; the record itself is the one file without a digest.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::refusal::broken;
use crate::diag::Diagnostic;

/// What a wheel says of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::release) struct Record(BTreeMap<String, Option<Row>>);

/// What a wheel says of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::release) struct Row {
    /// The SHA-256 of its bytes.
    pub(in crate::release) sha256: [u8; 32],
    /// How many there are.
    pub(in crate::release) size: u64,
}

impl Record {
    /// Reads a record of the wheel with a name.
    ///
    /// # Errors
    /// A row is malformed, has another digest than SHA-256, or is there twice.
    pub(in crate::release) fn parse(text: &str, wheel: &str) -> Result<Self, Diagnostic> {
        let mut rows = BTreeMap::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let torn = |because: &str| {
                broken(wheel, format!("line {} of its RECORD {because}", at + 1)).note("line", line)
            };
            let (path, row) = row(line).map_err(torn)?;
            if rows.insert(path.to_owned(), row).is_some() {
                return Err(torn("names a file for the second time"));
            }
        }
        Ok(Self(rows))
    }

    /// The rows in the order of their paths; the record's own has nothing.
    pub(in crate::release) fn rows(&self) -> impl Iterator<Item = (&str, Option<&Row>)> {
        self.0.iter().map(|(path, row)| (path.as_str(), row.as_ref()))
    }

    /// The row of a path: none if it has none, nothing in it if it has no digest.
    pub(in crate::release) fn row(&self, path: &str) -> Option<Option<&Row>> {
        self.0.get(path).map(Option::as_ref)
    }
}

/// A path, a digest and a size; paths that need quotes are not let into a wheel.
fn row(line: &str) -> Result<(&str, Option<Row>), &'static str> {
    let mut cells = line.split(',');
    let (Some(path), Some(digest), Some(size), None) =
        (cells.next(), cells.next(), cells.next(), cells.next())
    else {
        return Err("does not have three cells");
    };
    if path.is_empty() || line.contains('"') {
        return Err("does not name a plain path");
    }
    if digest.is_empty() && size.is_empty() {
        return Ok((path, None));
    }
    let sha256 = digest.strip_prefix("sha256=").and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let sha256 = sha256.and_then(|bytes| bytes.try_into().ok()).ok_or("has no SHA-256")?;
    let size = size.parse().map_err(|_| "has no size")?;
    Ok((path, Some(Row { sha256, size })))
}
