//! The tree of a Python package that was compiled for a release in, its project with a bill of materials out.

use super::{Stage, Staged, with};
use crate::diag::{Code, Diagnostic, Outcome};
use crate::package::{BILL, Tree};
use crate::release::sbom;
use crate::release::version::Version;
use crate::schema::Source;

/// Stages an SDK that was compiled from the pinned exports.
///
/// # Errors
/// A goal that cannot be replaced, a project whose wheel cannot be written, and whatever the disk refuses.
pub fn sdk(stage: &Stage<'_>, tree: Tree, pin: &Source) -> Outcome<Staged> {
    let bill = sbom::sdk(&tree, pin, stage.epoch)?;
    let tree = with(tree, BILL, bill)?;
    let staging = stage.begin(&[])?;
    staging.tree(&tree)?;
    let wheel = stage.wheel(&staging, "")?;
    staging.commit()?;
    Ok(Staged { folder: stage.goal.to_path_buf(), files: tree.len(), tag: None, wheel })
}

/// Makes sure that a client takes the runtime that its package asks for; given is the oldest runtime that it takes.
///
/// # Errors
/// The client would refuse the runtime at every start.
pub fn supported(runtime: &Version, oldest: &str) -> Outcome<()> {
    if *runtime >= Version::parse(oldest)? {
        return Ok(());
    }
    Err(Diagnostic::new(Code::RuntimeTooOld, format!("an SDK cannot ask for the runtime {runtime}"))
        .note(
            "because",
            format!("its client takes {oldest} and what is newer, and no pre-release of {oldest}"),
        )
        .help("release it with a newer runtime; `codex-sdkgen history` records which there are")
        .into())
}
