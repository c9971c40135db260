//! A template with `@holes@` and their values in, a text without holes out.
//! An unknown hole, an unused value and a value that could end a quotation are errors.

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Place, Problems};

/// The values of the holes, with a memory of which were used.
#[derive(Debug)]
pub(in crate::package) struct Holes<'a> {
    values: &'a [(&'static str, &'a str)],
    used: BTreeSet<&'static str>,
}

impl<'a> Holes<'a> {
    /// Takes values that stay text wherever a template puts them: in a TOML string, in Markdown.
    pub(in crate::package) fn new(values: &'a [(&'static str, &'a str)], problems: &mut Problems) -> Self {
        for (name, value) in values {
            if value.chars().any(|c| c.is_control() || matches!(c, '"' | '\\' | '`' | '<' | '>' | '@')) {
                problems.push(
                    Diagnostic::new(Code::TemplateHole, format!("the value of @{name}@ is not plain text"))
                        .note("value", (*value).to_owned())
                        .help("leave out quotes, backslashes, `<`, `>`, `@` and control characters"),
                );
            }
        }
        Self { values, used: BTreeSet::new() }
    }

    /// Fills one template.
    pub(in crate::package) fn fill(&mut self, file: &str, text: &str, problems: &mut Problems) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, hole, after)) = next_hole(rest) {
            out.push_str(before);
            match self.values.iter().find(|(name, _)| *name == hole) {
                Some((name, value)) => {
                    self.used.insert(name);
                    out.push_str(value);
                }
                None => problems.push(unknown(file, hole, self.values)),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// A problem for every value that no template asked for.
    pub(in crate::package) fn finish(self, problems: &mut Problems) {
        for (name, _) in self.values {
            if !self.used.contains(name) {
                problems.push(
                    Diagnostic::new(Code::TemplateHole, format!("no template has the hole @{name}@"))
                        .help("remove the value or use it"),
                );
            }
        }
    }
}

/// The text before the first `@name@`, the name, and the text after it.
fn next_hole(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('@').find_map(|(at, _)| {
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        let (name, rest) = after.split_once('@')?;
        let named = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        named.then_some((before, name, rest))
    })
}

fn unknown(file: &str, hole: &str, values: &[(&'static str, &str)]) -> Diagnostic {
    let known: Vec<String> = values.iter().map(|(name, _)| format!("@{name}@")).collect();
    Diagnostic::new(Code::TemplateHole, format!("@{hole}@ has no value"))
        .at(Place::whole(format!("templates/{file}")))
        .note("known", known.join(" "))
        .help("use one of the known holes, or give it a value where the package is put together")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, values: &[(&'static str, &str)]) -> (String, Vec<String>) {
        let mut problems = Problems::default();
        let mut holes = Holes::new(values, &mut problems);
        let text = holes.fill("x.in", text, &mut problems);
        holes.finish(&mut problems);
        let report = problems.finish(()).err();
        let messages = report.iter().flat_map(|report| report.diagnostics());
        (text, messages.map(|problem| problem.message.clone()).collect())
    }

    #[test]
    fn fills_holes_and_nothing_else() {
        let text = "@a@ and @a@b@ are filled; me@example, @A@, @ b @ and @@ are not";
        let (filled, problems) = fill(text, &[("a", "1"), ("b", "2")]);
        assert_eq!(filled, "1 and 1b@ are filled; me@example, @A@, @ b @ and @@ are not");
        assert_eq!(problems, ["no template has the hole @b@"]);
    }

    #[test]
    fn knows_every_hole() {
        let (_, problems) = fill("@a@ @unknown@", &[("a", "1")]);
        assert_eq!(problems, ["@unknown@ has no value"]);
    }
}
