//! Lines of documentation: raw text in, lines without dangerous or invisible characters out, and
//! what each line is in Markdown.

/// What a line is, seen alone.
pub(super) enum Line {
    /// Nothing to see.
    Blank,
    /// May be joined with its neighbours and broken anywhere.
    Prose,
    /// Opens a code fence of this marker.
    Fence(&'static str),
    /// Opens a list item, table row or quotation, whose next lines belong to it.
    Item,
    /// Heading, rule or indented code: stands for itself.
    Alone,
}

/// Splits at every line end that some tool takes for one.
pub(super) fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split("\r\n").flat_map(|part| {
        part.split(|c: char| {
            matches!(
                c,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        })
    })
}

/// The line with tabs expanded, invisible characters dropped, dangerous ones spelled out, and
/// typographic look-alikes of ASCII replaced by it.
pub(super) fn clean_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for c in line.chars() {
        let before = out.len();
        match c {
            ' '..='~' => out.push(c),
            '\t' => out.extend(std::iter::repeat_n(' ', 4 - column % 4)),
            '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
                out.push(' ');
            }
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2010}'..='\u{2013}' | '\u{2212}' => out.push('-'),
            c if is_invisible(c) => {}
            c if is_dangerous(c) => out.push_str(&format!("(U+{:04X})", u32::from(c))),
            c => out.push(c),
        }
        column += out.get(before..).map_or(0, |added| added.chars().count());
    }
    out.truncate(out.trim_end().len());
    out
}

/// Takes no room and carries no meaning in prose.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}'
            | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Changes how a terminal or an editor shows the text around it, or is no character at all.
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2065}'..='\u{206f}'
                | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}'
                | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{fffb}'
                | '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{10ffff}'
        )
}

/// Reads one clean line.
pub(super) fn classify(line: &str) -> Line {
    let bare = line.trim_start();
    let indent = line.len() - bare.len();
    if bare.is_empty() {
        return Line::Blank;
    }
    for marker in ["```", "~~~"] {
        if bare.starts_with(marker) {
            // A fence that closes on its own line is inline code.
            let info = bare.trim_start_matches(marker);
            return if info.contains(marker) { Line::Item } else { Line::Fence(marker) };
        }
    }
    if is_rule(bare) || is_heading(bare) {
        return Line::Alone;
    }
    if is_item(bare) || bare.starts_with(['|', '>']) {
        return Line::Item;
    }
    if indent >= 4 { Line::Alone } else { Line::Prose }
}

fn is_heading(bare: &str) -> bool {
    let text = bare.trim_start_matches('#');
    text.len() < bare.len() && (text.is_empty() || text.starts_with(' '))
}

/// A thematic break or the underline of a heading or table.
fn is_rule(bare: &str) -> bool {
    ['-', '=', '*', '_', '+']
        .into_iter()
        .any(|rule| bare.len() >= 3 && bare.starts_with(rule) && bare.chars().all(|c| c == rule || c == ' '))
}

/// `- text`, `* text`, `+ text`, `1. text` or `1) text`.
fn is_item(bare: &str) -> bool {
    let (marker, _) = bare.split_once(' ').unwrap_or((bare, ""));
    if matches!(marker, "-" | "*" | "+" | "\u{2022}") {
        return true;
    }
    let number = marker.trim_start_matches(|c: char| c.is_ascii_digit());
    number.len() < marker.len() && marker.len() <= 5 && matches!(number, "." | ")")
}
