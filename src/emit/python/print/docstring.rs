//! Documentation as string literals, and the comment that opens a file.

use super::literal::{escape, is_plain};
use super::out::Out;
use crate::emit::docs::Doc;

impl Out<'_> {
    /// A docstring, from the current column; its value, dedented, is the cleaned text.
    pub(super) fn docstring(&mut self, doc: &Doc) {
        // The first line shares its room with both quotes, in case it is the only one.
        let lines = doc.lines_after(6, self.room());
        let indent = hanging_indent(&lines);
        let count = lines.len();
        self.put("\"\"\"");
        let mut source = String::new();
        for (index, line) in lines.iter().enumerate() {
            let line = if index == 0 { line.trim_start() } else { line.get(indent..).unwrap_or_default() };
            if index > 0 && line.is_empty() {
                self.end_line();
                continue;
            }
            if index > 0 {
                self.new_line();
            }
            source.clear();
            escape_line(line, index == 0, count == 1, &mut source);
            self.put(&source);
        }
        if count > 1 {
            self.new_line();
        }
        self.put("\"\"\"");
    }

    /// A comment line: never a directive to Python or to a tool, whatever the text says.
    pub(super) fn comment(&mut self, line: &str) {
        let line = line.trim();
        self.put(if line.is_empty() { "#" } else { "# " });
        let first = line.split(|c: char| !c.is_ascii_alphanumeric()).next();
        if first.is_some_and(|word| DIRECTIVES.iter().any(|known| word.eq_ignore_ascii_case(known))) {
            self.put("> ");
        }
        let mut before = '#';
        for c in line.chars() {
            match c {
                '#' => self.put("\\x23"),
                // Python reads `coding:` in the first lines as the encoding of the file.
                ':' | '=' if before == 'g' => self.put(if c == ':' { " :" } else { " =" }),
                c if is_plain(c) => self.put(c.encode_utf8(&mut [0; 4])),
                c => self.put(&escape(c)),
            }
            before = c;
        }
        self.end_line();
    }
}

/// What a comment starts with that tools take for an order.
const DIRECTIVES: [&str; 10] =
    ["noqa", "type", "fmt", "ruff", "isort", "mypy", "pyright", "pylint", "flake8", "yapf"];

/// The indentation that all lines but the first have in common, which Python strips.
fn hanging_indent(lines: &[String]) -> usize {
    let rest = lines.iter().skip(1).filter(|line| !line.is_empty());
    rest.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0)
}

/// Escapes what would end the literal, and quotes where they touch the delimiters.
fn escape_line(line: &str, first: bool, only: bool, source: &mut String) {
    let mut quotes = 0;
    let mut start = first;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        let touches = start || quotes == 3 || only && chars.as_str().is_empty();
        start = false;
        if c == '\\' || c == '"' && touches || !is_plain(c) {
            source.push_str(&escape(c));
            quotes = 0;
        } else {
            source.push(c);
        }
    }
}
