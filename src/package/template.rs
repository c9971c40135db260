//! A template with `@holes@` and their values in, a text without holes out. A line with the hole of a list is written
//! once for each element. An unknown hole, an unused value and a value that could end a quotation are errors.

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Place, Problems};

/// The values of the holes, with a memory of which were used.
#[derive(Debug)]
pub(in crate::package) struct Holes<'a> {
    values: &'a [(&'static str, &'a str)],
    lists: &'a [(&'static str, &'a [String])],
    used: BTreeSet<&'static str>,
}

impl<'a> Holes<'a> {
    /// Takes values that stay text wherever a template puts them: in a TOML string, in Markdown; elements of lists, which
    /// may compare versions, in a TOML string alone.
    pub(in crate::package) fn new(
        values: &'a [(&'static str, &'a str)],
        lists: &'a [(&'static str, &'a [String])],
        problems: &mut Problems,
    ) -> Self {
        let elements =
            lists.iter().flat_map(|(name, list)| list.iter().map(move |value| (*name, value.as_str())));
        let bare = |value: &str| value.replace(['<', '>'], "");
        let elements = elements.filter(|(_, value)| !is_plain(&bare(value)));
        for (name, value) in values.iter().copied().filter(|(_, value)| !is_plain(value)).chain(elements) {
            problems.push(
                Diagnostic::new(Code::TemplateHole, format!("the value of @{name}@ is not plain text"))
                    .note("value", value.to_owned())
                    .help("leave out quotes, backslashes, `<`, `>`, `@` and control characters"),
            );
        }
        Self { values, lists, used: BTreeSet::new() }
    }

    /// Fills one template.
    pub(in crate::package) fn fill(&mut self, file: &str, text: &str, problems: &mut Problems) -> String {
        let mut out = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            match self.list_in(line) {
                Some((hole, list)) => {
                    self.used.insert(hole);
                    let hole = format!("@{hole}@");
                    for value in list {
                        self.fill_line(file, &line.replace(&hole, value), &mut out, problems);
                    }
                }
                None => self.fill_line(file, line, &mut out, problems),
            }
        }
        out
    }

    /// The list whose hole a line has.
    fn list_in(&self, line: &str) -> Option<(&'static str, &'a [String])> {
        self.lists.iter().copied().find(|(name, _)| line.contains(&format!("@{name}@")))
    }

    fn fill_line(&mut self, file: &str, line: &str, out: &mut String, problems: &mut Problems) {
        let mut rest = line;
        while let Some((before, hole, after)) = next_hole(rest) {
            out.push_str(before);
            match self.values.iter().find(|(name, _)| *name == hole) {
                Some((name, value)) => {
                    self.used.insert(name);
                    out.push_str(value);
                }
                None => problems.push(unknown(file, hole, self.names())),
            }
            rest = after;
        }
        out.push_str(rest);
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        let lists = self.lists.iter().map(|(name, _)| *name);
        self.values.iter().map(|(name, _)| *name).chain(lists)
    }

    /// A problem for every value that no template asked for.
    pub(in crate::package) fn finish(self, problems: &mut Problems) {
        for name in self.names() {
            if !self.used.contains(name) {
                problems.push(
                    Diagnostic::new(Code::TemplateHole, format!("no template has the hole @{name}@"))
                        .help("remove the value or use it"),
                );
            }
        }
    }
}

/// Whether a text means itself in every file.
fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || matches!(c, '"' | '\\' | '`' | '<' | '>' | '@'))
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

fn unknown(file: &str, hole: &str, names: impl Iterator<Item = &'static str>) -> Diagnostic {
    let known: Vec<String> = names.map(|name| format!("@{name}@")).collect();
    Diagnostic::new(Code::TemplateHole, format!("@{hole}@ has no value"))
        .at(Place::whole(format!("templates/{file}")))
        .note("known", known.join(" "))
        .help("use one of the known holes, or give it a value where the package is put together")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, values: &[(&'static str, &str)]) -> (String, Vec<String>) {
        fill_lists(text, values, &[])
    }

    fn fill_lists(
        text: &str,
        values: &[(&'static str, &str)],
        lists: &[(&'static str, &[String])],
    ) -> (String, Vec<String>) {
        let mut problems = Problems::default();
        let mut holes = Holes::new(values, lists, &mut problems);
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
    fn writes_a_line_for_each_element_of_a_list() {
        let two = ["x".to_owned(), "y".to_owned()];
        let lists: [(_, &[String]); 3] = [("none", &[]), ("two", &two), ("unused", &[])];
        let (filled, problems) = fill_lists("a\n  @two@ @a@,\n@none@\nb @none@", &[("a", "1")], &lists);
        assert_eq!(filled, "a\n  x 1,\n  y 1,\n");
        assert_eq!(problems, ["no template has the hole @unused@"]);
    }

    #[test]
    fn knows_every_hole() {
        let (_, problems) = fill("@a@ @unknown@", &[("a", "1")]);
        assert_eq!(problems, ["@unknown@ has no value"]);
    }
}
