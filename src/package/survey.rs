//! A folder and the tree that it should hold in, what stands where out. Nothing is changed.

use std::collections::BTreeSet;
use std::path::Path;

use super::disk::{Folder, Found, Obstacle};
use super::manifest::Manifest;
use super::{RelPath, Tree};
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};

/// What stands in a folder where a tree belongs.
#[derive(Debug)]
pub(in crate::package) struct Survey {
    /// The list of our files, empty if there is none.
    pub(in crate::package) manifest: Manifest,
    /// What stands where the list belongs.
    pub(in crate::package) listed: Found,
    /// What stands at each path of the tree.
    pub(in crate::package) wanted: Vec<(RelPath, Found)>,
    /// What stands at each path that is ours and no longer wanted.
    pub(in crate::package) stale: Vec<(RelPath, Found)>,
}

impl Survey {
    /// What is in the way of our files, each thing once.
    pub(in crate::package) fn obstacles(&self) -> BTreeSet<&Obstacle> {
        let found = self.wanted.iter().chain(&self.stale).map(|(_, found)| found);
        found
            .filter_map(|found| match found {
                Found::Other(obstacle) => Some(obstacle),
                Found::Nothing | Found::File(_) => None,
            })
            .collect()
    }
}

/// Looks at every path of the tree and of the list.
pub(in crate::package) fn survey(root: &Path, folder: &Folder, tree: &Tree) -> Outcome<Survey> {
    let listed = folder.find(&RelPath::manifest())?;
    let manifest = manifest(root, &listed)?;
    let mut problems = Problems::default();
    let mut find = |path: &RelPath| {
        let found = problems.take(folder.find(path).map_err(Into::into))?;
        Some((path.clone(), found))
    };
    let wanted = tree.iter().filter_map(|(path, _)| find(path)).collect();
    let stale = manifest.paths().filter(|path| tree.get(path).is_none()).filter_map(find).collect();
    problems.finish(Survey { manifest, listed, wanted, stale })
}

fn manifest(root: &Path, listed: &Found) -> Outcome<Manifest> {
    let unreadable = |because: String| {
        let file = RelPath::manifest().below(root).display().to_string();
        Diagnostic::new(Code::ForeignFile, "the list of generated files cannot be read")
            .at(Place::whole(file))
            .note("because", because)
            .help("restore it from version control, or remove the folder and generate it again")
    };
    match listed {
        Found::Nothing => Ok(Manifest::default()),
        Found::Other(obstacle) => Err(unreadable(format!("it is {}", obstacle.what)).into()),
        Found::File(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?;
            Ok(Manifest::parse(text).map_err(unreadable)?)
        }
    }
}
