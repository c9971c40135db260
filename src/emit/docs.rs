//! Documentation text, shared by the languages: a description from the schema in, clean lines of
//! a given width out. The lines hold no control, bidirectional or invisible character, end in no
//! blank, and cleaning them again changes nothing. Lists, code, tables and headings keep their
//! lines; only prose is re-wrapped.

mod clean;
mod rustdoc;

use clean::{Line, classify, clean_line, split_lines};

/// Documentation that says something: never empty, never blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    pieces: Vec<Piece>,
}

/// One stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Prose; holds at least one word, and no blank but single spaces.
    Prose(String),
    /// A line that keeps its shape.
    Verbatim(String),
    /// Prose below a title, set in, its later lines further than its first.
    Entry(String),
    /// One blank line; never two in a row, never first or last.
    Blank,
}

impl Doc {
    /// Cleans `text`; nothing is left of a text without a visible character.
    pub fn new(text: &str) -> Option<Doc> {
        let mut pieces = Vec::new();
        let mut reader = Reader::Prose;
        for line in split_lines(text) {
            reader = reader.read(&clean_line(line), &mut pieces);
        }
        while pieces.last() == Some(&Piece::Blank) {
            pieces.pop();
        }
        (!pieces.is_empty()).then_some(Doc { pieces })
    }

    /// Adds a section below the text, unless it has no entries: a title, then each name with what there is to say.
    #[must_use]
    pub fn section<'a>(mut self, title: &str, entries: impl Iterator<Item = (&'a str, String)>) -> Doc {
        for (index, (name, text)) in entries.enumerate() {
            if index == 0 {
                self.pieces.extend([Piece::Blank, Piece::Verbatim(title.to_owned())]);
            }
            let words: Vec<String> = split_lines(&text).map(clean_line).collect();
            let words = words.iter().flat_map(|line| line.split_ascii_whitespace()).collect::<Vec<_>>();
            self.pieces.push(Piece::Entry(format!("{name}: {}", words.join(" "))));
        }
        self
    }

    /// The text in lines of at most `width` columns, as far as words and verbatim lines allow.
    ///
    /// A text that fits on one line is that line. Otherwise the first sentence stands alone, as
    /// the summary that documentation tools show, followed by a blank line and the rest.
    pub fn lines(&self, width: usize) -> Vec<String> {
        self.lines_after(0, width)
    }

    /// As [`Doc::lines`], where `opening` columns of the first line are taken already.
    pub fn lines_after(&self, opening: usize, width: usize) -> Vec<String> {
        let mut lines = Vec::new();
        if let [Piece::Prose(text)] = self.pieces.as_slice()
            && opening + text.chars().count() <= width
        {
            lines.push(text.clone());
            return lines;
        }
        for (index, piece) in self.pieces.iter().enumerate() {
            let opening = if index == 0 { opening } else { 0 };
            match piece {
                Piece::Prose(text) if index == 0 => {
                    let (summary, rest) = split_summary(text);
                    wrap(summary, opening, width, &mut lines);
                    if !rest.is_empty() {
                        lines.push(String::new());
                        wrap(rest, 0, width, &mut lines);
                    }
                }
                Piece::Prose(text) => wrap(text, opening, width, &mut lines),
                Piece::Verbatim(line) => lines.push(line.clone()),
                Piece::Entry(text) => {
                    let mut entry = Vec::new();
                    wrap(text, 0, width.saturating_sub(8), &mut entry);
                    let indented =
                        |(index, line)| format!("{}{line}", " ".repeat(if index == 0 { 4 } else { 8 }));
                    lines.extend(entry.into_iter().enumerate().map(indented));
                }
                Piece::Blank => lines.push(String::new()),
            }
        }
        lines
    }
}

/// What the lines so far say about the next one.
enum Reader {
    /// A line of prose joins the prose above it.
    Prose,
    /// Inside a list item, table or quote: lines keep their shape up to a blank one.
    Item,
    /// Inside a code fence, until a line that starts with this marker.
    Fence(&'static str),
}

impl Reader {
    fn read(self, line: &str, pieces: &mut Vec<Piece>) -> Reader {
        let bare = line.trim_start();
        if let Reader::Fence(marker) = self {
            pieces.push(Piece::Verbatim(line.to_owned()));
            let closed = bare.starts_with(marker) && bare.trim_start_matches(marker).is_empty();
            return if closed { Reader::Prose } else { Reader::Fence(marker) };
        }
        match (classify(line), self) {
            (Line::Blank, _) => {
                if pieces.last().is_some_and(|last| *last != Piece::Blank) {
                    pieces.push(Piece::Blank);
                }
                Reader::Prose
            }
            (Line::Fence(marker), _) => {
                pieces.push(Piece::Verbatim(line.to_owned()));
                Reader::Fence(marker)
            }
            (Line::Item, _) | (_, Reader::Item) => {
                pieces.push(Piece::Verbatim(line.to_owned()));
                Reader::Item
            }
            (Line::Alone, _) => {
                pieces.push(Piece::Verbatim(line.to_owned()));
                Reader::Prose
            }
            (Line::Prose, _) => {
                let mut words = bare.split_ascii_whitespace();
                if let Some(Piece::Prose(text)) = pieces.last_mut() {
                    words.for_each(|word| {
                        text.push(' ');
                        text.push_str(word);
                    });
                } else {
                    let mut text = words.next().unwrap_or_default().to_owned();
                    words.for_each(|word| {
                        text.push(' ');
                        text.push_str(word);
                    });
                    pieces.push(Piece::Prose(text));
                }
                Reader::Prose
            }
        }
    }
}

/// The first sentence of a text that begins with prose.
pub fn first_sentence(text: &str) -> Option<String> {
    match Doc::new(text)?.pieces.first() {
        Some(Piece::Prose(text)) => Some(split_summary(text).0.to_owned()),
        _ => None,
    }
}

/// The first sentence and what follows it.
fn split_summary(text: &str) -> (&str, &str) {
    for (end, _) in text.match_indices(". ") {
        let (head, tail) = text.split_at(end + 1);
        let tail = tail.trim_start();
        let last = head.rsplit(' ').next().unwrap_or_default();
        // "1." opens an enumeration, "e.g." and "A." are abbreviations.
        let word = last.trim_end_matches('.');
        let whole = word.chars().count() > 1
            && !word.contains('.')
            && !word.chars().all(|c| c.is_ascii_digit())
            && !matches!(word, "etc" | "vs" | "cf" | "no" | "No");
        let opens = tail.starts_with(|c: char| c.is_uppercase() || c == '`');
        // The rest opens a paragraph, which must not read as a list or a heading.
        if whole && opens && matches!(classify(tail), Line::Prose) {
            return (head, tail);
        }
    }
    (text, "")
}

/// Breaks prose between words, never so that a line would read as something else than prose.
fn wrap(text: &str, opening: usize, width: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    let mut columns = opening;
    let mut rest = text;
    while !rest.is_empty() {
        let (unit, tail) = split_unit(rest);
        let unit_columns = unit.chars().count();
        if line.is_empty() {
            columns += unit_columns;
        } else if columns + 1 + unit_columns <= width {
            line.push(' ');
            columns += 1 + unit_columns;
        } else {
            lines.push(std::mem::take(&mut line));
            columns = unit_columns;
        }
        line.push_str(unit);
        rest = tail;
    }
    lines.push(line);
}

/// The first word, with the words after it that must not open a line, and what follows.
fn split_unit(text: &str) -> (&str, &str) {
    for (space, _) in text.match_indices(' ') {
        let (unit, tail) = text.split_at(space);
        let tail = tail.trim_start_matches(' ');
        let next = tail.split(' ').next().unwrap_or_default();
        if opens_prose(next) {
            return (unit, tail);
        }
    }
    (text, "")
}

/// Whether a line that begins with this word is prose, whatever follows.
fn opens_prose(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        || matches!(classify(word), Line::Prose) && matches!(classify(&format!("{word} x")), Line::Prose)
}
