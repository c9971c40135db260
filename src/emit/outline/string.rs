//! String literals: where they end, and what the documentation in them says.

/// The length of the literal that a text starts with, its quotes included; of one that never ends, the whole text.
pub(super) fn length(text: &str) -> usize {
    let Some(quote) = text.chars().next() else { return 0 };
    let long = ["\"\"\"", "'''"].into_iter().find(|long| text.starts_with(long));
    let mut at = long.map_or(1, str::len);
    while let Some(rest) = text.get(at..)
        && let Some(next) = rest.find(['\\', '\n', quote])
    {
        at += next;
        let Some(rest) = rest.get(next..) else { break };
        match (rest.chars().next(), long) {
            (Some('\\'), _) => at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            (Some('\n'), None) => return at,
            (Some(c), None) if c == quote => return at + 1,
            (_, Some(long)) if rest.starts_with(long) => return at + 3,
            _ => at += 1,
        }
    }
    text.len()
}

/// What a docstring says, as readers see it: the literal evaluated and its indentation gone; nothing if the statement
/// is no string literal.
pub(super) fn documentation(statement: &str) -> Option<String> {
    let is_raw = statement.starts_with(['r', 'R']);
    let literal = statement.trim_start_matches(['r', 'R']);
    if !literal.starts_with(['"', '\'']) || length(literal) != literal.len() {
        return None;
    }
    let inside = ["\"\"\"", "'''", "\"", "'"]
        .iter()
        .find_map(|quotes| literal.strip_prefix(quotes)?.strip_suffix(quotes))?;
    let text = if is_raw { inside.to_owned() } else { evaluated(inside) };
    Some(trimmed(&text))
}

/// The text with its escapes replaced; one that is none stays as it is.
fn evaluated(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        let digits = match chars.next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(c) => {
                match c {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    '\n' => {}
                    '\\' | '"' | '\'' => out.push(c),
                    c => out.extend(['\\', c]),
                }
                rest = chars.as_str();
                continue;
            }
            None => 0,
        };
        let code = chars.as_str().get(..digits).and_then(|code| u32::from_str_radix(code, 16).ok());
        match code.and_then(char::from_u32).filter(|_| digits > 0) {
            Some(c) => {
                out.push(c);
                rest = chars.as_str().get(digits..).unwrap_or_default();
            }
            None => {
                out.push('\\');
                rest = after;
            }
        }
    }
    out + rest
}

/// The lines without the indentation that they share, the first aside, and without blank lines around them.
fn trimmed(text: &str) -> String {
    let (first, others) = text.split_once('\n').unwrap_or((text, ""));
    let margin = others
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let others = others.lines().map(|line| line.get(margin..).unwrap_or_default().trim_end());
    let lines: Vec<&str> = std::iter::once(first.trim()).chain(others).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}
