//! A report in, the same with each fault that stands in many places said once, with a count of the others.
//! A schema of a thousand definitions can have one fault a thousand times.

use std::collections::HashMap;

use crate::diag::{Code, Diagnostic, Problems, Report, Spot};

/// How many of the other places are listed.
const PLACES_SHOWN: usize = 3;

/// How many different faults one report lists.
const FAULTS_SHOWN: usize = 100;

/// Folds problems that differ in nothing but their place, and counts what is too much to read.
pub(in crate::schema) fn folded(report: &Report) -> Report {
    let mut positions: HashMap<Sameness<'_>, usize> = HashMap::new();
    let mut groups: Vec<(&Diagnostic, Vec<String>)> = Vec::new();
    for problem in report.diagnostics() {
        let Diagnostic { code, message, place, notes, help } = problem;
        let position = *positions.entry((*code, message, notes, help)).or_insert(groups.len());
        match groups.get_mut(position) {
            None => groups.push((problem, Vec::new())),
            Some((_, others)) => match place.as_ref().map(|place| &place.spot) {
                Some(Spot::Pointer(pointer)) => others.push(pointer.to_string()),
                _ => others.push("the same file".to_owned()),
            },
        }
    }
    let mut problems = Problems::default();
    let unsaid = groups.len().saturating_sub(FAULTS_SHOWN);
    for (index, (first, others)) in groups.into_iter().take(FAULTS_SHOWN).enumerate() {
        let problem = with_others(first.clone(), &others);
        let last = unsaid > 0 && index + 1 == FAULTS_SHOWN;
        problems.push(if last { problem.note("and", format!("{unsaid} more problems")) } else { problem });
    }
    problems.finish(()).err().unwrap_or_else(|| report.clone())
}

type Sameness<'a> = (Code, &'a String, &'a Vec<(&'static str, String)>, &'a Option<String>);

fn with_others(first: Diagnostic, others: &[String]) -> Diagnostic {
    if others.is_empty() {
        return first;
    }
    let mut lines: Vec<String> = others.iter().take(PLACES_SHOWN).cloned().collect();
    let rest = others.len() - lines.len();
    if rest > 0 {
        lines.push(format!("and {rest} more"));
    }
    first.note("also at", lines.join("\n"))
}
