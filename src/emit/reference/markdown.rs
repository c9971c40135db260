//! Documentation and code in, Markdown out that says the same and nothing else: no text becomes a link, a heading, a
//! table or HTML, whatever stands in it. Code spans, lists, code blocks and the sections of docstrings keep their form.

/// Text within a paragraph.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        let (said, length) = if c == '`' {
            span(rest)
        } else if !before.is_alphanumeric() && is_address(word) {
            let word = word.trim_end_matches(['.', ',', ';', ':', ')', '\'', '"']);
            (code(word), word.len())
        } else {
            (escaped(c, before, rest), c.len_utf8())
        };
        out.push_str(&said);
        let (taken, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
        before = taken.chars().next_back().unwrap_or(before);
        rest = tail;
    }
    out
}

/// The code span that a text starts with, or its backticks as they are; and how much of the text that is.
fn span(text: &str) -> (String, usize) {
    let run = |text: &str| text.len() - text.trim_start_matches('`').len();
    let opening = run(text);
    let mut at = opening;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find('`')) {
        let closing = text.get(at + next..).map_or(0, run);
        if closing == opening {
            return (code(text.get(opening..at + next).unwrap_or_default()), at + next + closing);
        }
        at += next + closing;
    }
    ("\\`".repeat(opening), opening)
}

/// What readers of Markdown would make a link of by itself.
fn is_address(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let mail = word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let schemes = ["://", "www.", "mailto:", "xmpp:"];
    mail || schemes.iter().any(|scheme| word.contains(scheme))
}

fn escaped(c: char, before: char, rest: &str) -> String {
    let inside =
        c == '_' && before.is_alphanumeric() && rest.chars().nth(1).is_some_and(char::is_alphanumeric);
    let special = matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$');
    if special && !inside { format!("\\{c}") } else { c.to_string() }
}

/// A code span of any text.
pub(super) fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return text;
    }
    let quotes = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{quotes}{pad}{text}{pad}{quotes}")
}

/// The language of blocks that are no whole programs: what a reader may copy and run says `python`.
pub(super) const CODE: &str = "py";

/// A block of code.
pub(super) fn block(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// A row of a table; its cells are Markdown.
pub(super) fn row<S: AsRef<str>>(cells: &[S]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| pipes_escaped(cell.as_ref())).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn pipes_escaped(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut before = ' ';
    for c in cell.chars() {
        if c == '|' && before != '\\' {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// The first paragraph of a docstring.
pub(super) fn summary(doc: &str) -> String {
    let lines = doc.lines().map(str::trim).take_while(|line| !line.is_empty());
    inline(&lines.collect::<Vec<_>>().join(" "))
}

/// A paragraph, which is no other kind of block however it begins.
pub(super) fn paragraph(text: &str) -> String {
    let said = inline(text);
    let digits = said.len() - said.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = said.split_at_checked(digits).unwrap_or(("", &said));
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{number}\\{rest}");
    }
    if said.starts_with(['#', '-', '+', '=', ':']) { format!("\\{said}") } else { said }
}
