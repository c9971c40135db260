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
    let notes = compiled.each(|name, tree| {
        let folder = out.join(name);
        let Written { written, removed, unchanged } = package::write(&folder, tree)?;
        let files = written + unchanged;
        Ok(format!("{}: {files} files, {written} written, {removed} removed", folder.display()))
    })?;
    Ok(Answer { notes, assumed: compiled.assumed, ..Answer::default() })
}
