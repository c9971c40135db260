//! The tree of a Rust package that was compiled for a release in, what `cargo publish` takes out.

use super::{Stage, Staged};
use crate::diag::Outcome;
use crate::package::Tree;

/// Stages a crate.
///
/// # Errors
/// A goal that cannot be replaced, and whatever the disk refuses.
pub fn crates(stage: &Stage<'_>, tree: &Tree) -> Outcome<Staged> {
    let staging = stage.begin(&[])?;
    staging.tree(tree)?;
    staging.commit()?;
    Ok(Staged { folder: stage.goal.to_path_buf(), files: tree.len(), tag: None, wheel: None })
}
