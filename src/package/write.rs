//! A tree in, the same tree on a disk out: only what changed is written, only what is ours is replaced or removed.
//! A run that is killed leaves every file whole, and the next run completes the tree.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::disk::{Folder, Found};
use super::manifest::Manifest;
use super::survey::{Survey, survey};
use super::{RelPath, Tree};
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems, all};
use crate::parallel::each;

/// What a run has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Files that are new or have new bytes.
    pub written: usize,
    /// Files that were ours and are gone.
    pub removed: usize,
    /// Files that were left as they are.
    pub unchanged: usize,
}

/// A folder that is ours for now, and what has to be done so that it holds a tree. Nothing is changed yet.
#[derive(Debug)]
struct Plan<'a> {
    folder: Folder,
    survey: Survey,
    tree: &'a Tree,
}

impl<'a> Plan<'a> {
    /// Looks at what stands where the tree belongs.
    ///
    /// # Errors
    /// Files in the way that are not ours, and whatever the disk refuses.
    fn new(folder: Folder, root: &Path, tree: &'a Tree) -> Outcome<Self> {
        let survey = survey(root, &folder, tree)?;
        conflicts(root, &survey, tree)?;
        Ok(Self { folder, survey, tree })
    }

    /// Makes the folder hold the tree.
    ///
    /// # Errors
    /// Whatever the disk refuses; every file is whole then, and the next run completes the tree.
    fn write(self) -> Outcome<Written> {
        let Self { folder, survey, tree } = &self;
        let manifest = Manifest::of(tree);
        let both = survey.manifest.clone().and(&manifest);
        sweep(folder, &both)?;

        let list = |manifest: &Manifest| folder.write(&RelPath::manifest(), manifest.text().as_bytes());
        let changed = changed(survey, tree);
        let idle = changed.is_empty() && survey.stale.is_empty();
        if !idle {
            list(&both)?;
        }
        let mut removed = 0;
        for (path, found) in &survey.stale {
            if matches!(found, Found::File(_)) {
                folder.remove(path)?;
                removed += 1;
            }
            folder.prune(path);
        }
        for (path, bytes) in &changed {
            folder.write(path, bytes)?;
        }
        if !idle || survey.listed != Found::File(manifest.text().into_bytes()) {
            list(&manifest)?;
        }
        Ok(Written { written: changed.len(), removed, unchanged: tree.len() - changed.len() })
    }
}

/// Makes a folder hold a tree.
///
/// # Errors
/// Files in the way that are not ours (then nothing is changed), and whatever the disk refuses.
pub fn write(root: &Path, tree: &Tree) -> Outcome<Written> {
    Plan::new(Folder::to_write(root)?, root, tree)?.write()
}

/// Makes each of some folders hold its tree, all of them at the same time.
///
/// # Errors
/// As of [`write`](write()); what is in the way in one folder keeps all of them as they are.
pub fn write_all(packages: &[(PathBuf, &Tree)]) -> Outcome<Vec<Written>> {
    // One after the other: who has the first folder never waits for somebody who waits for that.
    let folders = packages.iter().map(|(root, tree)| Ok((Folder::to_write(root)?, root, *tree)));
    let folders = all(folders.collect::<Vec<_>>())?;
    let plans = all(each(folders, |(folder, root, tree)| Plan::new(folder, root, tree)))?;
    all(each(plans, Plan::write))
}

fn changed<'a>(survey: &'a Survey, tree: &'a Tree) -> Vec<(&'a RelPath, &'a [u8])> {
    let wanted = survey.wanted.iter();
    wanted
        .filter_map(|(path, found)| {
            let bytes = tree.get(path)?;
            let same = matches!(found, Found::File(on_disk) if on_disk == bytes);
            (!same).then_some((path, bytes))
        })
        .collect()
}

fn sweep(folder: &Folder, manifest: &Manifest) -> Result<(), Diagnostic> {
    let folders: BTreeSet<&str> = manifest.paths().flat_map(RelPath::folders).collect();
    std::iter::once("").chain(folders).try_for_each(|inside| folder.sweep(inside))
}

fn conflicts(root: &Path, survey: &Survey, tree: &Tree) -> Outcome<()> {
    let mut problems = Problems::default();
    let foreign = |at: &str, message: &str, because: String| {
        Diagnostic::new(Code::ForeignFile, message)
            .at(Place::whole(root.join(at).display().to_string()))
            .note("because", because)
            .help("move it away, or remove it if nobody needs it, and run the command again")
    };
    let in_the_way = "something is in the way of generated files";
    for obstacle in survey.obstacles() {
        problems.push(foreign(&obstacle.at, in_the_way, format!("it is {}", obstacle.what)));
    }
    for (path, found) in &survey.wanted {
        if let Found::File(on_disk) = found
            && !survey.manifest.owns(path)
            && tree.get(path) != Some(on_disk)
        {
            let because = "it was not made by this command, and has other bytes".to_owned();
            problems.push(foreign(path.as_str(), in_the_way, because));
        }
    }
    for (path, found) in &survey.stale {
        if let Found::File(on_disk) = found
            && !survey.manifest.made(path, on_disk)
        {
            let message = "a file that is no longer generated cannot be removed";
            problems.push(foreign(
                path.as_str(),
                message,
                "it was changed after it was generated".to_owned(),
            ));
        }
    }
    problems.finish(())
}
