//! `pin`: a runtime, or a folder with its exports, in; the schema folder with these exports pinned, and the changes, out.

use std::path::Path;

use super::Answer;
use super::project::Project;
use crate::diag::Outcome;
use crate::schema;

pub(super) fn pin(
    project: &mut Project<'_>,
    runtime: Option<&Path>,
    from: Option<&Path>,
    version: Option<&str>,
) -> Outcome<Answer> {
    let (folder, surface) = project.to_be_pinned();
    let (curation, _) = project.curation(&surface)?;
    let source = match (runtime, from, version) {
        (Some(runtime), _, _) => schema::from_runtime(runtime)?,
        (None, from, version) => {
            schema::from_folder(from.unwrap_or(Path::new(".")), version.unwrap_or_default())?
        }
    };
    project.remember(&source);
    let change = schema::store(&folder, &source, &curation)?;
    Ok(Answer::text(change.to_string()))
}
