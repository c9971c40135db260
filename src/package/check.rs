//! A tree and a folder in, every difference between them out, each with a short diff. Nothing is changed.

use std::path::Path;
use std::sync::Arc;

use similar::{ChangeTag, TextDiff};

use super::disk::{Folder, Found};
use super::manifest::Manifest;
use super::survey::survey;
use super::{MANIFEST, Tree};
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
    let place = |at: &str| Place::whole(root.join(at).display().to_string());
    let wanted = survey.wanted.iter().filter_map(|(path, found)| match found {
        Found::Nothing => Some(drift(place(path.as_str()), "the file is missing")),
        Found::File(on_disk) => difference(place(path.as_str()), on_disk, tree.get(path)?),
        Found::Other(_) => None,
    });
    let stale = survey.stale.iter().filter(|(_, found)| matches!(found, Found::File(_)));
    let stale = stale.map(|(path, _)| drift(place(path.as_str()), "the file is no longer generated"));
    let obstacles = survey.obstacles().into_iter().map(|obstacle| {
        drift(place(&obstacle.at), "something is in the way of generated files")
            .note("because", format!("it is {}", obstacle.what))
    });
    let mut differences: Vec<_> = wanted.chain(stale).chain(obstacles).collect();
    if survey.listed != Found::File(Manifest::of(tree).text().into_bytes()) {
        differences.push(drift(place(MANIFEST), "the list of generated files differs"));
    }
    differences.sort_by(|a, b| file(a).cmp(&file(b)));
    Ok(differences)
}

fn file(diagnostic: &Diagnostic) -> Option<&Arc<str>> {
    diagnostic.place.as_ref().map(|place| &place.file)
}

fn drift(place: Place, message: &str) -> Diagnostic {
    Diagnostic::new(Code::Drift, message).at(place)
}

fn difference(place: Place, on_disk: &[u8], wanted: &[u8]) -> Option<Diagnostic> {
    if on_disk == wanted {
        return None;
    }
    let (line, diff) = diff(&String::from_utf8_lossy(on_disk), &String::from_utf8_lossy(wanted));
    let spot = Spot::At(Position { line, column: 1 });
    Some(drift(Place { spot, ..place }, "the file differs").note("diff", diff))
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
