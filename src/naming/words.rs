//! Wire text in, words out: the one place that knows how names are split and spelled.
//! Total for every text of ASCII signs; what only other signs make up has no words, and a person must name it.

use heck::{ToSnakeCase, ToUpperCamelCase};
use toml::Spanned;

use crate::curation::Curation;

/// One word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    lower: String,
    capital: String,
}

/// Splits wire texts, with the curated words that do not split by case.
pub(super) struct Splitter<'a> {
    curation: &'a Curation,
    words: Vec<(&'a str, &'a Spanned<String>)>,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(curation: &'a Curation) -> Self {
        let mut words: Vec<_> = curation
            .table
            .words
            .iter()
            .filter(|(word, _)| !word.is_empty())
            .map(|(word, row)| (word.as_str(), row))
            .collect();
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Self { curation, words }
    }

    /// The text in snake_case, or nothing if it has no words.
    pub(super) fn snake(&self, text: &str) -> Option<String> {
        let words = self.words(text)?;
        Some(words.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join("_"))
    }

    /// The text in PascalCase, or nothing if it has no words.
    pub(super) fn pascal(&self, text: &str) -> Option<String> {
        Some(self.words(text)?.iter().map(|word| word.capital.as_str()).collect())
    }

    fn words(&self, text: &str) -> Option<Vec<Word>> {
        if text.is_empty() {
            return Some(vec![plain("empty")]);
        }
        let mut words = Vec::new();
        let mut rest = text;
        let mut before = None;
        if !self.words.iter().any(|(word, _)| text.contains(word)) {
            split_plain(text, &mut words);
            rest = "";
        }
        while !rest.is_empty() {
            if let Some((wire, row)) = self.curated(rest, before) {
                words.push(Word { lower: self.curation.using(row).clone(), capital: capitalised(wire) });
                before = wire.chars().next_back();
                rest = rest.get(wire.len()..).unwrap_or_default();
            } else {
                let end = self.plain_end(rest, before);
                let (head, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
                split_plain(head, &mut words);
                before = head.chars().next_back();
                rest = tail;
            }
        }
        if words.is_empty() {
            text.chars().map(|sign| sign_name(sign).map(plain)).collect()
        } else {
            Some(words)
        }
    }

    /// The curated word that the text starts with, if it also ends there.
    fn curated(&self, rest: &str, before: Option<char>) -> Option<(&'a str, &'a Spanned<String>)> {
        self.words.iter().copied().find(|(word, _)| {
            let starts = if word.starts_with(|c: char| c.is_ascii_uppercase()) {
                !before.is_some_and(|c| c.is_ascii_uppercase())
            } else {
                !before.is_some_and(|c| c.is_ascii_alphanumeric())
            };
            starts
                && rest
                    .strip_prefix(word)
                    .is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_lowercase()))
        })
    }

    fn plain_end(&self, rest: &str, before: Option<char>) -> usize {
        let mut before = before;
        for (at, c) in rest.char_indices() {
            if at > 0 && self.curated(rest.get(at..).unwrap_or_default(), before).is_some() {
                return at;
            }
            before = Some(c);
        }
        rest.len()
    }
}

/// Letters and digits beyond ASCII are spelled by their code point; every other sign separates.
fn split_plain(text: &str, words: &mut Vec<Word>) {
    let mut ascii = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            ascii.push(c);
        } else {
            flush(&mut ascii, words);
            if c.is_alphanumeric() {
                words.push(plain(&format!("u{:x}", u32::from(c))));
            }
        }
    }
    flush(&mut ascii, words);
}

fn flush(ascii: &mut String, words: &mut Vec<Word>) {
    words.extend(ascii.to_snake_case().split('_').filter(|word| !word.is_empty()).map(plain));
    ascii.clear();
}

fn plain(word: &str) -> Word {
    Word { lower: word.to_owned(), capital: word.to_upper_camel_case() }
}

/// The word with its first letter in upper case.
pub(super) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

fn sign_name(sign: char) -> Option<&'static str> {
    Some(match sign {
        ' ' => "space",
        '!' => "exclamation",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "ampersand",
        '\'' => "apostrophe",
        '(' => "lparen",
        ')' => "rparen",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equals",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' => "lbracket",
        '\\' => "backslash",
        ']' => "rbracket",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' => "lbrace",
        '|' => "pipe",
        '}' => "rbrace",
        '~' => "tilde",
        _ => return None,
    })
}
