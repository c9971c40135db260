//! A compiled package or a published runtime in, a folder that a build backend turns into a wheel or a crate out.
//! Everything is put together beside the goal and takes its place in one rename: what was staged before is whole until
//! then, whatever goes wrong.

mod crates;
mod matrix;
mod runtime;
mod sdk;
mod shelf;

pub use crates::crates;
pub use matrix::{Matrix, matrix};
pub use runtime::{Runtime, runtime};
pub use sdk::{sdk, supported};

use std::path::{Path, PathBuf};

use super::progress::Progress;
use super::staging::Staging;
use super::wheel::{self, Built};
use crate::diag::{Code, Diagnostic, Outcome};
use crate::package::{RelPath, Tree};

/// Where a wheel is written, below what is staged: where `python -m build` puts it.
const DIST: &str = "dist";

/// Where and how something is staged.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// The folder that is replaced.
    pub goal: &'a Path,
    /// Folders that are neither in the goal nor around it.
    pub apart: &'a [&'a Path],
    /// Whether the wheel is written too.
    pub wheel: bool,
    /// The seconds of `SOURCE_DATE_EPOCH`, if that is set.
    pub epoch: Option<u64>,
    /// Who is told how far the work is.
    pub progress: &'a dyn Progress,
}

/// A project that was staged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// Its folder.
    pub folder: PathBuf,
    /// How many files it has, without the wheel.
    pub files: usize,
    /// The platform tag, if it is that of one platform.
    pub tag: Option<String>,
    /// Its wheel, if that was asked for.
    pub wheel: Option<Built>,
}

impl Stage<'_> {
    fn begin(&self, sources: &[&Path]) -> Outcome<Staging> {
        let apart: Vec<&Path> = self.apart.iter().chain(sources).copied().collect();
        Staging::begin(self.goal, &apart)
    }

    /// A folder of what is staged, once that has taken its place; `""` is its top.
    fn place(&self, below: &str) -> PathBuf {
        if below.is_empty() { self.goal.to_path_buf() } else { self.goal.join(below) }
    }

    /// The wheel of a project that is complete, if it is asked for; `""` is the top of what is staged.
    fn wheel(&self, staging: &Staging, below: &str) -> Outcome<Option<Built>> {
        if !self.wheel {
            return Ok(None);
        }
        let project = staging.folder().join(below);
        // Made here, so that it is as open as every folder that is staged.
        staging.make_folder(&inside(&if below.is_empty() {
            DIST.to_owned()
        } else {
            format!("{below}/{DIST}")
        })?)?;
        let built = wheel::write(&project, &project.join(DIST), self.epoch, self.progress)?;
        let name = built.path.file_name().unwrap_or_default();
        // Where it is once the staging has taken its place.
        let path = self.place(below).join(DIST).join(name);
        Ok(Some(Built { path, ..built }))
    }
}

/// A path below what is staged; a part of it that comes from outside may not be one.
fn inside(path: &str) -> Outcome<RelPath> {
    RelPath::new(path).map_err(|error| {
        Diagnostic::new(Code::OutputPath, error.to_string()).note("because", error.because).into()
    })
}

/// A tree with one file more.
fn with(mut tree: Tree, path: &str, bytes: Vec<u8>) -> Outcome<Tree> {
    tree.insert(inside(path)?, bytes)?;
    Ok(tree)
}
