//! A folder with the runtimes of every platform in, a folder with a project for each platform tag out: all of them, or
//! none. Which machine does it has no part in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::runtime::{Runtime, put};
use super::shelf::Shelf;
use super::{Stage, Staged};
use crate::diag::Outcome;
use crate::release::platform::{PlatformTag, TARGETS};
use crate::release::source::Source;

/// What was staged for every platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// A project for each tag, in the order of the tags.
    pub staged: Vec<Staged>,
    /// What lies among the sources and is none.
    pub ignored: Vec<PathBuf>,
}

/// Stages the runtime of every platform, and of the further tags that are asked for.
///
/// # Errors
/// A tag for which there is no source or more than one, and everything that is wrong with any of the sources.
pub fn matrix(
    stage: &Stage<'_>,
    runtime: &Runtime<'_>,
    sources: &Path,
    further: &[PlatformTag],
) -> Outcome<Matrix> {
    let mut tags = TARGETS
        .iter()
        .flat_map(|target| target.tags)
        .map(|tag| PlatformTag::parse(tag))
        .collect::<Result<Vec<_>, _>>()?;
    tags.extend_from_slice(further);
    tags.sort();
    tags.dedup();
    let shelf = Shelf::of(sources)?;
    let chosen = shelf.choose(&tags, sources)?;

    let staging = stage.begin(&[sources])?;
    let mut opened = BTreeMap::new();
    let mut staged = Vec::new();
    for (tag, path) in chosen {
        let source = match opened.remove(path) {
            Some(source) => source,
            None => Source::open(path, None, stage.progress)?,
        };
        staged.push(put(stage, runtime, &staging, &source, Some(tag), tag.as_str())?);
        opened.insert(path, source);
    }
    staging.commit()?;
    Ok(Matrix { staged, ignored: shelf.ignored })
}
