//! A method in, the type of its answer out: by the curated row that says something different, else by its names.
//! The parameter type's stem comes first, then the words of the method; a row that a rule answers alike stays unused.

use std::collections::HashMap;

use crate::curation::{Curation, MethodRow};
use crate::diag::{Code, Diagnostic, Pointer, nearest};
use crate::ir::Type;
use crate::ir::lower::Draft;
use crate::schema::DefKey;

/// The type of a method's result and why it is that.
pub(in crate::ir) fn resolve<'a>(
    draft: &mut Draft<'a>,
    wire: &str,
    at: &Pointer,
    params: Option<&'a DefKey>,
    names: &HashMap<&'a str, Type>,
) -> (Type, Box<str>) {
    let curation = draft.curation;
    let looked_for = candidates(curation, wire, params);
    let found = looked_for.iter().find_map(|(name, rule)| Some((names.get(name.as_str())?, name, *rule)));
    if let Some(row) = curation.table.methods.get(wire)
        && found.is_none_or(|(_, name, _)| *name != row.get_ref().result)
    {
        let MethodRow { result, reason } = curation.using(row);
        return match names.get(result.as_str()) {
            Some(ty) => (ty.clone(), reason.as_str().into()),
            None => {
                let message = format!("[methods] row {wire:?}: {result} is not defined");
                let mut problem =
                    Diagnostic::new(Code::CurationConflict, message).at(curation.place(row.span()));
                let mut known: Vec<&str> = names.keys().copied().collect();
                known.sort_unstable();
                if let Some(near) = near(curation, result, names).or(nearest(result, known)) {
                    problem = problem.note("nearest", near);
                }
                draft.decisions.decide(problem.help("name a definition of the schema"), "any JSON value");
                (Type::Json, "assumed: the row names nothing".into())
            }
        };
    }
    if let Some((ty, _, rule)) = found {
        return (ty.clone(), rule.into());
    }
    let tried: Vec<&str> = looked_for.iter().map(|(name, _)| name.as_str()).collect();
    let likely = tried.iter().find_map(|name| near(curation, name, names));
    let mut problem = Diagnostic::new(Code::UnresolvedResult, format!("{wire} has no result type"))
        .at(draft.place(at))
        .note("looked for", tried.join(", "));
    if let Some(near) = likely {
        problem = problem.note("nearest", near);
    }
    let row = format!("[methods.{wire:?}]\nresult = {:?}\nreason = \"...\"", likely.unwrap_or("..."));
    draft.decisions.decide(problem.help(format!("add to {}\n{row}", curation.file)), "any JSON value");
    (Type::Json, "assumed: no rule and no row names the result".into())
}

/// The names that a method's result may have, the one that counts first among those that are defined.
pub(in crate::ir) fn names(curation: &Curation, wire: &str, params: Option<&DefKey>) -> Vec<String> {
    let row = curation.table.methods.get(wire).map(|row| row.get_ref().result.clone());
    row.into_iter().chain(candidates(curation, wire, params).into_iter().map(|(name, _)| name)).collect()
}

/// The names that a result may have by the rules, each with its rule.
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

/// The definition with a result's ending that has the most words in common with a name, and the order next to it.
fn near<'n>(curation: &Curation, name: &str, names: &HashMap<&'n str, Type>) -> Option<&'n str> {
    let suffix = curation.table.protocol.results.result_suffix.as_str();
    let stem = |name: &'_ str| words(name.strip_suffix(suffix).unwrap_or(name));
    let wanted = stem(name);
    let mut results: Vec<&str> = names.keys().copied().filter(|name| name.ends_with(suffix)).collect();
    results.sort_unstable();
    let common = |candidate: &str| {
        let words = stem(candidate);
        let shared = words.iter().filter(|word| wanted.contains(word)).count();
        shared * 1000 / (wanted.len() + words.len()).max(1)
    };
    let best = results.iter().map(|candidate| common(candidate)).max().filter(|best| *best >= 250)?;
    let mut tied = results.into_iter().filter(|candidate| common(candidate) == best).peekable();
    let first = tied.peek().copied();
    nearest(name, tied).or(first)
}

fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut lower = false;
    for c in name.chars() {
        match out.last_mut() {
            Some(word) if !(lower && c.is_uppercase()) => word.extend(c.to_lowercase()),
            _ => out.push(c.to_lowercase().collect()),
        }
        lower = !c.is_uppercase();
    }
    out
}
