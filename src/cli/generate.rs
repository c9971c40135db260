//! `generate`: the project in, its packages on the disk out.

use super::Answer;
use super::project::Project;
use crate::diag::Outcome;
use crate::package::{self, Written};
use crate::{Policy, compile};

pub(super) fn generate(project: &mut Project<'_>, policy: Policy) -> Outcome<Answer> {
    let loaded = project.load()?;
    let out = project.out()?;
    let compiled = compile(loaded.inputs(policy))?;
    let packages: Vec<_> = compiled.packages().map(|(name, tree)| (out.join(name), tree)).collect();
    let written = package::write_all(&packages)?;
    let notes = packages.iter().zip(written).map(|((folder, _), Written { written, removed, unchanged })| {
        let files = written + unchanged;
        format!("{}: {files} files, {written} written, {removed} removed", folder.display())
    });
    let notes = notes.collect();
    Ok(Answer { notes, assumed: compiled.assumed, ..Answer::default() })
}
