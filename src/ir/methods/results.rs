//! A method in, the type of its answer out: by the curated row that says something different, else by its names.
//! The parameter type's stem comes first, then the words of the method; a row that a rule answers alike stays unused.

use std::collections::HashMap;

use crate::curation::{Curation, MethodRow};
use crate::diag::{Code, Diagnostic, Pointer, nearest};
use crate::ir::lower::Draft;
use crate::ir::{DefId, Type};
use crate::schema::DefKey;

/// The type of a method's result and why it is that.
pub(in crate::ir) fn resolve<'a>(
    draft: &mut Draft<'a>,
    wire: &str,
    at: &Pointer,
    params: Option<&'a DefKey>,
    names: &HashMap<&'a str, DefId>,
) -> (Type, Box<str>) {
    let curation = draft.curation;
    let looked_for = candidates(curation, wire, params);
    let found = looked_for.iter().find_map(|(name, rule)| Some((*names.get(name.as_str())?, name, *rule)));
    if let Some(row) = curation.table.methods.get(wire)
        && found.is_none_or(|(_, name, _)| *name != row.get_ref().result)
    {
        let MethodRow { result, reason } = curation.using(row);
        return match names.get(result.as_str()) {
            Some(id) => (Type::Def(*id), reason.as_str().into()),
            None => {
                let message = format!("[methods] row {wire:?}: {result} is not defined");
                let mut problem =
                    Diagnostic::new(Code::CurationConflict, message).at(curation.place(row.span()));
                if let Some(near) = near(curation, result, names) {
                    problem = problem.note("nearest", near);
                }
                draft.doubt(problem.help("name a definition of the schema"));
                (Type::Json, "assumed: the row names nothing".into())
            }
        };
    }
    if let Some((id, _, rule)) = found {
        return (Type::Def(id), rule.into());
    }
    let tried: Vec<&str> = looked_for.iter().map(|(name, _)| name.as_str()).collect();
    let likely = tried.iter().find_map(|name| near(curation, name, names));
    let mut problem = Diagnostic::new(Code::UnresolvedResult, format!("{wire} has no result type"))
        .at(draft.place(at))
        .note("looked for", tried.join(", "));
    if let Some(near) = likely {
        problem = problem.note("nearest", near);
    }
    draft.doubt(problem.help(format!(
        "add to {}\n[methods.{wire:?}]\nresult = {:?}\nreason = \"...\"",
        curation.file,
        likely.unwrap_or("...")
    )));
    (Type::Json, "assumed: no rule and no row names the result".into())
}

/// The names that a result may have, each with its rule.
fn candidates(curation: &Curation, wire: &str, params: Option<&DefKey>) -> Vec<(String, &'static str)> {
    let rules = &curation.table.protocol.results;
    let stem = params.and_then(|key| key.name.strip_suffix(rules.params_suffix.as_str()));
    let by_params = stem.map(|stem| (format!("{stem}{}", rules.result_suffix), "named like the parameters"));
    let by_method = (format!("{}{}", pascal(wire), rules.result_suffix), "named like the method");
    let mut all: Vec<_> = by_params.into_iter().chain([by_method]).collect();
    all.dedup_by(|a, b| a.0 == b.0);
    all
}

/// The words of a method in PascalCase; capitals inside a word stay.
fn pascal(wire: &str) -> String {
    let mut out = String::with_capacity(wire.len());
    for word in wire.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = word.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(letters.as_str());
    }
    out
}

/// The definition with a result's ending that is nearest to a name.
fn near<'n>(curation: &Curation, name: &str, names: &HashMap<&'n str, DefId>) -> Option<&'n str> {
    let suffix = curation.table.protocol.results.result_suffix.as_str();
    let mut results: Vec<&str> = names.keys().copied().filter(|name| name.ends_with(suffix)).collect();
    results.sort_unstable();
    nearest(name, results)
}
