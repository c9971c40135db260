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
    let mut notes = Vec::new();
    for (name, tree) in compiled.packages() {
        let folder = out.join(name);
        let Written { written, removed, unchanged } = package::write(&folder, tree)?;
        notes.push(format!(
            "{}: {} files, {written} written, {removed} removed",
            folder.display(),
            written + unchanged
        ));
    }
    Ok(Answer { notes, assumed: compiled.assumed, ..Answer::default() })
}
