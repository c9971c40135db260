//! The exports as JSON and the curation's patches in, the mended exports out.
//! A patch is applied only where the value that it asserts still stands.

use std::sync::Arc;

use serde_json::Value;

use crate::curation::{Curation, Decisions, Patch};
use crate::diag::{Code, Diagnostic, Place, Pointer, Problems};

use super::json;

/// How much of a value a report shows.
const SHOWN: usize = 240;
/// How much of that is there before the first difference.
const BEFORE: usize = 40;
/// What is taken where a patch does not fit any more.
const AS_IT_IS: &str = "the schema as it is";

/// Applies every patch, in file order, to each export that has its pointer.
pub(in crate::schema) fn apply(
    exports: &mut [&mut (Arc<str>, Value)],
    curation: &Curation,
    decisions: &mut Decisions,
) {
    for row in &curation.table.patches {
        let place = curation.place(row.span());
        let Patch { at, was, becomes, reason: _ } = curation.using(row);
        let (Some(at), Some(was), Some(becomes)) = (
            pointer(at, &place, &mut decisions.problems),
            value(was, "was", &place, &mut decisions.problems),
            value(becomes, "becomes", &place, &mut decisions.problems),
        ) else {
            continue;
        };
        let mut there = false;
        for (file, export) in exports.iter_mut() {
            let Some(target) = find(export, &at) else { continue };
            there = true;
            if *target == was {
                *target = becomes.clone();
            } else {
                let [expected, found] = apart(&was, target);
                decisions.decide(
                    stale(&place, format!("the value at {at} is not what the patch asserts"))
                        .note("expected", expected)
                        .note("found", found)
                        .note("in", file.to_string()),
                    AS_IT_IS,
                );
            }
        }
        if !there {
            let files: Vec<_> = exports.iter().map(|(file, _)| file.to_string()).collect();
            decisions.decide(
                stale(&place, format!("no export has a value at {at}"))
                    .note("expected", shown(&was.to_string(), 0))
                    .note("in", files.join("\n")),
                AS_IT_IS,
            );
        }
    }
}

fn stale(place: &Place, message: String) -> Diagnostic {
    Diagnostic::new(Code::PatchStale, message)
        .at(place.clone())
        .help("if the schema mends the fault by now, remove the patch; else let `was` hold what stands there")
}

fn pointer(text: &str, place: &Place, problems: &mut Problems) -> Option<Pointer> {
    let pointer = Pointer::parse(text);
    if pointer.is_none() {
        problems.push(
            Diagnostic::new(Code::CurationSyntax, format!("`at` is {text:?}, which is no JSON pointer"))
                .at(place.clone())
                .help("a pointer starts with `#/` or `/`"),
        );
    }
    pointer
}

fn value(text: &str, key: &'static str, place: &Place, problems: &mut Problems) -> Option<Value> {
    match json::parse(&place.file, text) {
        Ok(value) => Some(value),
        Err(report) => {
            let why = report.diagnostics().iter().map(|problem| problem.message.clone()).collect::<Vec<_>>();
            problems.push(
                Diagnostic::new(Code::CurationSyntax, format!("`{key}` of the patch is not one JSON value"))
                    .at(place.clone())
                    .note("because", why.join("\n"))
                    .help(format!("write the value as JSON in quotes: {key} = '\"text\"'")),
            );
            None
        }
    }
}

fn find<'a>(mut here: &'a mut Value, at: &Pointer) -> Option<&'a mut Value> {
    for step in at.steps() {
        here = match here {
            Value::Object(members) => members.get_mut(&step)?,
            Value::Array(elements) => elements.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(here)
}

/// Two values that differ, each from shortly before the place where they do.
fn apart(one: &Value, other: &Value) -> [String; 2] {
    let texts = [one.to_string(), other.to_string()];
    let [one, other] = &texts;
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    let from = if longest > SHOWN { same.saturating_sub(BEFORE) } else { 0 };
    texts.each_ref().map(|text| shown(text, from))
}

fn shown(text: &str, from: usize) -> String {
    let (start, end) = if from > 0 { ("...", from + SHOWN) } else { ("", SHOWN) };
    let rest = text.chars().skip(from).take(SHOWN).collect::<String>();
    format!("{start}{rest}{}", if text.chars().count() > end { "..." } else { "" })
}
