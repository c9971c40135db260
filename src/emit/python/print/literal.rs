//! Text and numbers as literals: any text in, inert ASCII-safe source out whose value is that
//! text. What is not plainly visible, or could be taken for another character, is escaped.

use super::out::{Out, TooWide};

impl Out<'_> {
    /// A string literal in the quotes that need fewer escapes.
    pub(super) fn string(&mut self, text: &str) -> Result<(), TooWide> {
        let double = text.bytes().filter(|&b| b == b'"').count();
        let single = text.bytes().filter(|&b| b == b'\'').count();
        let quote = if double > single { '\'' } else { '"' };
        let mut buffer = [0; 4];
        self.push(quote.encode_utf8(&mut buffer))?;
        let mut plain = text;
        while let Some(at) = plain.find(|c| needs_escape(c, quote)) {
            let (head, tail) = plain.split_at(at);
            self.push(head)?;
            let mut rest = tail.chars();
            if let Some(c) = rest.next() {
                self.push(&escape(c))?;
            }
            plain = rest.as_str();
        }
        self.push(plain)?;
        self.push(quote.encode_utf8(&mut buffer))
    }

    /// A finite number as the shortest literal that reads back as the same.
    pub(super) fn float(&mut self, value: f64) -> Result<(), TooWide> {
        self.push(&format!("{value:?}"))
    }
}

fn needs_escape(c: char, quote: char) -> bool {
    c == quote || c == '\\' || !is_plain(c)
}

/// The escape sequence of one character.
pub(super) fn escape(c: char) -> String {
    match c {
        '"' | '\'' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c => match u32::from(c) {
            code @ 0..=0xff => format!("\\x{code:02x}"),
            code @ 0x100..=0xffff => format!("\\u{code:04x}"),
            code => format!("\\U{code:08x}"),
        },
    }
}

/// Stands in source as it is: one column wide, visible, and unlike any ASCII character.
pub(super) fn is_plain(c: char) -> bool {
    matches!(
        c,
        ' '..='~'
            | '\u{a1}'..='\u{a7}' | '\u{a9}'..='\u{ac}' | '\u{ae}' | '\u{b0}'..='\u{b3}' | '\u{b5}'..='\u{b7}'
            | '\u{b9}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{130}' | '\u{132}'..='\u{17e}'
            | '\u{2014}' | '\u{2020}'..='\u{2022}' | '\u{2026}' | '\u{2030}' | '\u{20ac}' | '\u{2122}'
            | '\u{2190}'..='\u{2199}' | '\u{2260}' | '\u{2264}' | '\u{2265}'
    )
}
