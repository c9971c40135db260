//! A [`Bundle`] and the curated decisions in, the [`Ir`] out, or every problem at once.
//!
//! A definition keeps its name; what stands in it without one is lifted out under a path of its own. A tagged union's
//! inline branch becomes a record without the tag member; a branch that refers to a named record makes that record
//! hold the tag. Where two unions want different members of one record as their tag, the usual one wins (`type`,
//! `method`, `kind`, then the alphabet) and the other union is told apart by shape.

mod aliases;
mod draft;
mod known;
mod records;
mod tags;
mod types;

use super::{Ir, absent, apart, defaults, graph, methods, order, subset};
use crate::curation::Curation;
pub use crate::curation::Policy;
use crate::diag::{Diagnostic, Outcome};
use crate::schema::Bundle;

pub(in crate::ir) use draft::{Draft, SharedTag};
pub(in crate::ir) use types::{Spot, is_map};

/// The model, and what was assumed to get it.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// The model.
    pub ir: Ir,
    /// The decisions that were missing; always empty under [`Policy::Strict`].
    pub assumed: Vec<Diagnostic>,
}

/// Lowers the definitions of one protocol to its model.
///
/// # Errors
/// Everything that is wrong with the schema's meaning or with the rows of the curation file that are used here.
pub fn lower(bundle: &Bundle, curation: &Curation, policy: Policy) -> Outcome<Lowered> {
    let mut draft = Draft::new(bundle, curation, policy);
    let sources = methods::find(bundle, curation, &mut draft.decisions.problems);
    let part = subset::select(&mut draft, &sources);
    draft.admit(|key| part.has(key) && !sources.iter().any(|source| source.key == key));
    for (key, schema) in &bundle.definitions {
        if let Some(id) = draft.handle(key) {
            draft.order.push(id);
            let body = draft.body(id, schema);
            draft.define(id, body);
        }
    }
    draft.check_known();
    draft.share_tags();
    draft.settle_null();
    draft.check_aliases();
    apart::tell_apart(&mut draft);
    defaults::check(&mut draft);
    let (envelopes, methods) = methods::tables(&mut draft, &sources, &part);

    let Draft { mut defs, order, mut decisions, .. } = draft;
    graph::direct(&mut defs, &methods, &envelopes);
    absent::settle(&mut defs, curation, &mut decisions);
    let (problems, assumed) = decisions.close();
    let ir = order::arrange(bundle.file.clone(), defs, &order, methods, envelopes);
    problems.finish(Lowered { ir, assumed })
}
