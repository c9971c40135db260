//! A tree and a folder in, every difference between them out, each with a short diff. Nothing is changed.

use std::path::Path;
use std::sync::Arc;

use similar::{ChangeTag, TextDiff};

use super::disk::{Folder, Found};
use super::manifest::Manifest;
use super::survey::survey;
use super::{RelPath, Tree};
use crate::diag::{Code, Diagnostic, Outcome, Place, Position, Spot, inert};

/// How many lines of a diff are shown.
const LINES: usize = 14;

/// Every difference, in the order of the paths; none if the folder holds the tree.
///
/// # Errors
/// The folder or a file in it cannot be read.
pub fn check(root: &Path, tree: &Tree) -> Outcome<Vec<Diagnostic>> {
    let Some(folder) = Folder::to_read(root)? else {
        return Ok(vec![drift(Place::whole(root.display().to_string()), "the folder is missing")]);
    };
    let survey = survey(root, &folder, tree)?;
    let list = Manifest::of(tree).text();
    let place = |path: &RelPath| Place::whole(path.below(root).display().to_string());
    let wanted = survey.wanted.iter().map(|(path, found)| (path, tree.get(path).unwrap_or_default(), found));
    let manifest = RelPath::manifest();
    let mut differences: Vec<_> = wanted
        .chain([(&manifest, list.as_bytes(), &survey.listed)])
        .filter_map(|(path, bytes, found)| difference(place(path), bytes, found))
        .collect();
    let left = survey.stale.iter().filter(|(_, found)| *found != Found::Nothing);
    differences.extend(left.map(|(path, _)| drift(place(path), "the file is no longer generated")));
    differences.sort_by(|a, b| file(a).cmp(&file(b)));
    Ok(differences)
}

fn file(diagnostic: &Diagnostic) -> Option<&Arc<str>> {
    diagnostic.place.as_ref().map(|place| &place.file)
}

fn drift(place: Place, message: &str) -> Diagnostic {
    Diagnostic::new(Code::Drift, message).at(place)
}

fn difference(place: Place, wanted: &[u8], found: &Found) -> Option<Diagnostic> {
    match found {
        Found::File(on_disk) if on_disk == wanted => None,
        Found::File(on_disk) => {
            let (line, diff) = diff(&String::from_utf8_lossy(on_disk), &String::from_utf8_lossy(wanted));
            let spot = Spot::At(Position { line, column: 1 });
            Some(drift(Place { spot, ..place }, "the file differs").note("diff", diff))
        }
        Found::Nothing => Some(drift(place, "the file is missing")),
        Found::Other(what) => {
            Some(drift(place, "something else stands where the file belongs").note("because", what))
        }
    }
}

/// The first line that differs and the first lines of a unified diff from the disk to the tree.
fn diff(on_disk: &str, wanted: &str) -> (usize, String) {
    let diff = TextDiff::from_lines(on_disk, wanted);
    let first = diff.iter_all_changes().take_while(|change| change.tag() == ChangeTag::Equal).count() + 1;
    let text = diff.unified_diff().context_radius(1).header("on disk", "generated").to_string();
    let mut lines: Vec<String> = text.split_terminator('\n').map(inert).collect();
    let more = lines.len().saturating_sub(LINES);
    if more > 0 {
        lines.truncate(LINES);
        lines.push(format!("… {more} more lines"));
    }
    (first, lines.join("\n"))
}
