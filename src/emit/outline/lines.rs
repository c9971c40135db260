//! The text of a module in, its logical lines out: brackets and long strings closed, comments and blank lines gone.

use super::string;

/// One statement, or the head of a compound one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The spaces before it.
    pub indent: usize,
    /// The statement without them; of its further lines, as many spaces are taken away.
    pub text: String,
}

/// The logical lines, in order. A text that ends inside brackets or a string ends its last line there.
pub(super) fn logical(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, tail) = next(rest);
        let indent = line.len() - line.trim_start_matches(' ').len();
        let statement = line.trim();
        if !statement.is_empty() {
            lines.push(Line { indent, text: dedented(statement, indent) });
        }
        rest = tail;
    }
    lines
}

/// The signs that mean something to a reader of lines.
const SPECIAL: [char; 11] = ['#', '"', '\'', '(', '[', '{', ')', ']', '}', '\\', '\n'];

/// The first logical line without its comments, and what follows it.
fn next(text: &str) -> (String, &str) {
    let mut line = String::new();
    let mut depth = 0_usize;
    let mut rest = text;
    loop {
        let plain = rest.find(SPECIAL).unwrap_or(rest.len());
        let (run, tail) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        line.push_str(run);
        rest = tail;
        let Some(c) = rest.chars().next() else { return (line, "") };
        let mut length = 1;
        match c {
            '#' => {
                let comment = rest.find('\n').unwrap_or(rest.len());
                line.truncate(line.trim_end_matches(' ').len());
                rest = rest.get(comment..).unwrap_or_default();
                continue;
            }
            '"' | '\'' => length = string::length(rest),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '\\' if rest.starts_with("\\\n") => length = 2,
            '\n' if depth == 0 => return (line, rest.get(1..).unwrap_or_default()),
            _ => {}
        }
        line.push_str(rest.get(..length).unwrap_or(rest));
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// The text with that many spaces fewer before each line but the first; what stands in strings moves with it.
fn dedented(text: &str, indent: usize) -> String {
    let strip = |line: &str| {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        line.get(spaces.min(indent)..).unwrap_or_default().trim_end().to_owned()
    };
    text.split('\n').map(strip).collect::<Vec<_>>().join("\n")
}
