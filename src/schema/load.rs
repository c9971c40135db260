//! The exports of one runtime and the curation in, the bundle out: parse, patch, read, merge, fold.
//! All problems of one step are reported together; a problem that both exports share is reported once.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::curation::{Curation, Decisions, Policy};
use crate::diag::{Code, Diagnostic, Outcome, Pointer, Problems, Spot};
use crate::parallel::at_once;

use super::dialect::{self, Context, Tables};
use super::merge::{self, Merge};
use super::references::{self, References};
use super::{Bundle, DefKey, Document, Schema, Source, json, patch, repeated, twins};

/// Reads the exports of one runtime.
///
/// # Errors
/// Everything in them that is no JSON, no bundle, not understood, dangling or contradictory, and every stale patch.
pub fn load(source: &Source, curation: &Curation) -> Outcome<Bundle> {
    load_under(source, curation, Policy::Strict).map(|(bundle, _)| bundle)
}

/// Reads the exports of one runtime; under [`Policy::Provisional`] stale patches are left out and told.
///
/// # Errors
/// As of [`load`].
pub fn load_under(
    source: &Source,
    curation: &Curation,
    policy: Policy,
) -> Outcome<(Bundle, Vec<Diagnostic>)> {
    let (mut first, mut stable) = parse(source)?;
    let mut decisions = Decisions::new(policy);
    let exports = std::iter::once(&mut first).chain(&mut stable);
    patch::apply(&mut exports.collect::<Vec<_>>(), curation, &mut decisions);
    let (problems, assumed) = decisions.close();
    let exports = problems.finish((first, stable))?;
    Ok((assemble(exports, &curation.table.protocol.namespaces)?, assumed))
}

/// Reads the exports of one runtime as they are, without patches.
pub(in crate::schema) fn as_exported(source: &Source, namespaces: &[String]) -> Outcome<Bundle> {
    assemble(parse(source)?, namespaces)
}

/// Something of the export that pointers refer to, and of its stable twin where there is one.
type Both<T> = (T, Option<T>);

/// An export by its file's name.
type Export = (Arc<str>, Value);

fn parse(source: &Source) -> Outcome<Both<Export>> {
    let parse = |document: &Document| {
        json::parse(&document.file, &document.text).map(|value| (document.file.clone(), value))
    };
    match &source.experimental {
        None => Ok((parse(&source.stable)?, None)),
        Some(experimental) => both(at_once(|| parse(experimental), || parse(&source.stable))),
    }
}

fn assemble((first, stable): Both<Export>, namespaces: &[String]) -> Outcome<Bundle> {
    let read = |(file, value): Export| definitions(&file, value, namespaces).map(|read| (file, read));
    let ((file, definitions), stable) = match stable {
        None => read(first).map(|first| (first, None)),
        Some(stable) => both(at_once(|| read(first), || read(stable))),
    }
    .map_err(|report| repeated::folded(&report))?;
    let (mut definitions, mut experimental) = match stable {
        None => (definitions, BTreeSet::new()),
        Some((stable_file, stable)) => {
            let mut merge = Merge {
                stable_file: &stable_file,
                file: &file,
                experimental: BTreeSet::new(),
                problems: Problems::default(),
            };
            let merged = merge::definitions(&mut merge, stable, definitions);
            let done = merge.problems.finish((merged, merge.experimental));
            done.map_err(|report| repeated::folded(&report))?
        }
    };
    twins::fold(&mut definitions, &mut experimental);
    Ok(Bundle { file, definitions, experimental })
}

fn definitions(file: &Arc<str>, value: Value, namespaces: &[String]) -> Outcome<Vec<(DefKey, Schema)>> {
    let Tables { root, definitions } = dialect::document(file, value, namespaces)?;
    let references = References::new(root, namespaces, definitions.iter().map(|(key, _)| key));
    let mut cx = Context { file, references: &references, problems: Problems::default() };
    let read = definitions
        .into_iter()
        .map(|(key, value)| {
            let schema = dialect::schema(&mut cx, value, references::pointer(root, &key));
            (key, schema)
        })
        .collect();
    cx.problems.finish(read)
}

/// Both outputs, or the problems of both exports; what they share is said once.
fn both<T>(outcomes: (Outcome<T>, Outcome<T>)) -> Outcome<Both<T>> {
    match outcomes {
        (Ok(first), Ok(stable)) => Ok((first, Some(stable))),
        (Err(report), Ok(_)) | (Ok(_), Err(report)) => Err(report),
        (Err(first), Err(stable)) => {
            let known: HashSet<_> = first.diagnostics().iter().filter_map(fault).collect();
            let new = |problem: &&Diagnostic| fault(problem).is_none_or(|fault| !known.contains(&fault));
            let new: Vec<_> = stable.diagnostics().iter().filter(new).cloned().collect();
            Err(new.into_iter().fold(first, |report, problem| report.and(problem.into())))
        }
    }
}

/// What makes a problem of one export the same in the other.
fn fault(problem: &Diagnostic) -> Option<(Code, String, Pointer)> {
    match &problem.place.as_ref()?.spot {
        Spot::Pointer(pointer) => Some((problem.code, problem.message.clone(), pointer.clone())),
        _ => None,
    }
}
