//! Lines of documentation in, lines that rustdoc shows as they were meant out: nothing in them is a link to an item,
//! a tag, or a program to run. Code spans and fences keep their text.

use super::Doc;
use super::clean::{Line, classify};

impl Doc {
    /// The text in lines of about `width` columns, for rustdoc.
    #[must_use]
    pub fn rustdoc(&self, width: usize) -> Vec<String> {
        let lines = self.lines(width);
        if lines.iter().all(|line| is_plain(line)) {
            return lines;
        }
        let mut out = Vec::with_capacity(lines.len());
        let mut paragraph: Vec<&str> = Vec::new();
        let mut fence = None;
        for line in &lines {
            let bare = line.trim_start();
            if let Some(marker) = fence {
                out.push(line.clone());
                if bare.starts_with(marker) && bare.trim_start_matches(marker).is_empty() {
                    fence = None;
                }
                continue;
            }
            match classify(line) {
                Line::Fence(marker) => {
                    flush(&mut paragraph, &mut out);
                    // Whatever language it names, it is nothing to compile.
                    let indent = line.len() - bare.len();
                    let ticks: String = bare.chars().take_while(|c| marker.contains(*c)).collect();
                    out.push(format!("{}{ticks}text", " ".repeat(indent.min(3))));
                    fence = Some(marker);
                }
                Line::Blank => {
                    flush(&mut paragraph, &mut out);
                    out.push(String::new());
                }
                Line::Prose | Line::Item | Line::Alone => paragraph.push(line),
            }
        }
        flush(&mut paragraph, &mut out);
        out
    }
}

/// Whether no sign in a line can mean anything to rustdoc, code spans that open and close in it aside.
fn is_plain(line: &str) -> bool {
    !line.starts_with("    ")
        && !line.contains(['[', ']', '<', '>', '\\', '&', '~'])
        && !line.contains("://")
        && !line.contains("``")
        && line.matches('`').count().is_multiple_of(2)
}

/// Ends a paragraph: escapes its text as a whole, for code spans may reach over lines.
fn flush(paragraph: &mut Vec<&str>, out: &mut Vec<String>) {
    let lines = paragraph.drain(..).map(|line| {
        let bare = line.trim_start();
        // Four columns in would be a program.
        format!("{}{bare}", " ".repeat((line.len() - bare.len()).min(3)))
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    if !text.is_empty() {
        out.extend(escaped(&text).lines().map(str::to_owned));
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '`' => code(rest, &mut out),
            '<' => angle(rest, &mut out),
            '[' => bracket(rest, &mut out),
            'h' => match url(rest).filter(|_| !out.ends_with(|c: char| c.is_ascii_alphanumeric())) {
                Some(url) => {
                    out.push('<');
                    out.push_str(url);
                    out.push('>');
                    url.len()
                }
                None => plain(c, &mut out),
            },
            ']' | '\\' => {
                out.push('\\');
                plain(c, &mut out)
            }
            '&' => {
                out.push_str("&amp;");
                1
            }
            c => plain(c, &mut out),
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

fn plain(c: char, out: &mut String) -> usize {
    out.push(c);
    c.len_utf8()
}

/// A code span as it is, or backticks that open none.
fn code(rest: &str, out: &mut String) -> usize {
    let count = rest.bytes().take_while(|byte| *byte == b'`').count();
    let (ticks, inner) = rest.split_at_checked(count).unwrap_or((rest, ""));
    let mut from = 0;
    while let Some(at) = inner.get(from..).and_then(|tail| tail.find(ticks)) {
        let start = from + at;
        let run = inner.get(start..).unwrap_or_default().bytes().take_while(|byte| *byte == b'`').count();
        if run == count {
            let whole = rest.get(..count + start + run).unwrap_or(rest);
            out.push_str(whole);
            return whole.len();
        }
        from = start + run;
    }
    (0..count).for_each(|_| out.push_str("\\`"));
    count
}

/// `<https://...>` as it is; any other sign of that kind opens no tag.
fn angle(rest: &str, out: &mut String) -> usize {
    if let Some(url) = rest.get(1..).and_then(url)
        && rest.get(1 + url.len()..).is_some_and(|tail| tail.starts_with('>'))
    {
        out.push('<');
        out.push_str(url);
        out.push('>');
        return url.len() + 2;
    }
    out.push_str("\\<");
    1
}

/// `[text](https://...)` as it is; any other bracket names no item.
fn bracket(rest: &str, out: &mut String) -> usize {
    if let Some((text, tail)) = rest.get(1..).and_then(|tail| tail.split_once("]("))
        && !text.contains(['[', ']', '<', '`', '\n'])
        && let Some((target, _)) = tail.split_once(')')
        && url(target) == Some(target)
    {
        let whole = rest.get(..text.len() + target.len() + 4).unwrap_or_default();
        out.push_str(whole);
        return whole.len();
    }
    out.push_str("\\[");
    1
}

/// The address that a text starts with, without what ends the sentence around it.
fn url(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let ends = |c: char| c.is_whitespace() || c.is_control() || "<>\"'`()[]{}|\\^".contains(c);
    let host = rest.split(ends).next().unwrap_or_default();
    let host = host.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
    let length = text.len() - rest.len() + host.len();
    (!host.is_empty()).then(|| text.get(..length)).flatten()
}

#[cfg(test)]
mod tests {
    use super::Doc;

    fn lines(text: &str) -> Vec<String> {
        Doc::new(text).map(|doc| doc.rustdoc(60)).unwrap_or_default()
    }

    #[test]
    fn nothing_is_a_link_a_tag_or_a_program() {
        assert_eq!(lines("Option<String> and a[0]"), [r"Option\<String> and a\[0\]"]);
        assert_eq!(lines("See https://example.org/a, or not."), ["See <https://example.org/a>, or not."]);
        assert_eq!(lines("<https://example.org>"), ["<https://example.org>"]);
        assert_eq!(lines("[text](https://example.org)"), ["[text](https://example.org)"]);
        assert_eq!(lines("`a[0] <b>` and ` alone"), [r"`a[0] <b>` and \` alone"]);
        assert_eq!(lines("```\nlet x = [1];\n```"), ["```text", "let x = [1];", "```"]);
        assert_eq!(lines("Text:\n\n        let x = 1;"), ["Text:", "", "   let x = 1;"]);
        assert_eq!(lines(r"C:\dir & more"), [r"C:\\dir &amp; more"]);
    }
}
