//! `history`: the exports of several runtimes in, the history file of the project out.

use std::path::Path;

use super::Answer;
use super::project::Project;
use crate::diag::{Outcome, Problems};
use crate::ir::Ir;
use crate::schema::{Document, Source};
use crate::{Policy, history, ir, package, schema};

pub(super) fn history(project: &mut Project<'_>, exports: &Path) -> Outcome<Answer> {
    let (folder, surface) = (project.schema()?, project.surface()?);
    let (_, rows) = project.curation(&surface)?;
    let pinned = project.source(&folder)?;
    let mut sources = history::read_exports(exports)?;
    if !sources.iter().any(|source| source.version == pinned.version) {
        sources.push(pinned);
    }
    let mut problems = Problems::default();
    let mut models = Vec::new();
    for source in &sources {
        project.remember(source);
        models.extend(problems.take(model(&rows, source)).map(|model| (&*source.version, model)));
    }
    let models = problems.finish(models)?;
    let history = history::derive(models.iter().map(|(version, ir)| (*version, ir)))?;
    let file = project.history_file()?;
    package::replace(&file, history.print().as_bytes())?;
    let records: Vec<&str> = history.records().collect();
    let notes = vec![format!("{}: records {}", file.display(), records.join(", "))];
    Ok(Answer { notes, ..Answer::default() })
}

/// The model of one runtime, with the rows of the curation that apply to it.
fn model(rows: &Document, source: &Source) -> Outcome<Ir> {
    let curation = history::fit(rows.file.clone(), &rows.text, source)?;
    let bundle = schema::load(source, &curation)?;
    Ok(ir::lower(&bundle, &curation, Policy::Provisional)?.ir)
}
