//! `history`: the pin, the exports of other runtimes and the history so far in, the history file of the project out.

use std::path::Path;

use super::Answer;
use super::project::Project;
use crate::diag::{Outcome, Problems};
use crate::ir::Ir;
use crate::schema::{Document, Source};
use crate::{Policy, history, ir, package, schema};

pub(super) fn history(project: &mut Project<'_>, exports: Option<&Path>) -> Outcome<Answer> {
    let (folder, surface) = (project.schema()?, project.surface()?);
    let (_, rows) = project.curation(&surface)?;
    let pinned = project.source(&folder)?;
    let known = project.history()?.unwrap_or_default();
    let mut sources = exports.map(history::read_exports).transpose()?.unwrap_or_default();
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
    let history = known.with(models.iter().map(|(version, ir)| (*version, ir)))?;
    let file = project.history_file()?;
    package::replace(&file, history.print().as_bytes())?;
    let (read, kept): (Vec<&str>, Vec<&str>) =
        history.records().partition(|record| models.iter().any(|(version, _)| version == record));
    let mut notes = vec![format!("{}: records {}", file.display(), read.join(", "))];
    if !kept.is_empty() {
        notes.push(format!("kept as they were recorded: {}", kept.join(", ")));
    }
    Ok(Answer { notes, ..Answer::default() })
}

/// The model of one runtime, with the rows of the curation that apply to it.
fn model(rows: &Document, source: &Source) -> Outcome<Ir> {
    let curation = history::fit(rows.file.clone(), &rows.text, source)?;
    let bundle = schema::load(source, &curation)?;
    Ok(ir::lower(&bundle, &curation, Policy::Provisional)?.ir)
}
