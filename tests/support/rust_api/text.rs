//! Tokens in, one line out, laid out as people write it.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The text of a part of a source.
pub fn text(tokens: &impl ToTokens) -> String {
    let mut line = String::new();
    write(tokens.to_token_stream(), &mut line);
    trim(&mut line);
    line.trim().to_owned()
}

fn write(tokens: TokenStream, line: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) => word_of(&word.to_string(), line),
            TokenTree::Literal(word) => word_of(&word.to_string(), line),
            TokenTree::Punct(sign) => {
                let is_joint = sign.spacing() == Spacing::Joint;
                let next = match tokens.peek() {
                    Some(TokenTree::Punct(next)) if is_joint => Some(next.as_char()),
                    _ => None,
                };
                match (sign.as_char(), next) {
                    (':', Some(':')) => {
                        tokens.next();
                        line.push_str("::");
                    }
                    ('-', Some('>')) => {
                        tokens.next();
                        line.push_str(" -> ");
                    }
                    (',', _) => line.push_str(", "),
                    (':', _) => line.push_str(": "),
                    (sign @ ('=' | '+'), _) => line.push_str(&format!(" {sign} ")),
                    ('>', _) => {
                        trim(line);
                        line.push('>');
                    }
                    (sign @ ('&' | '\'' | '*'), _) => {
                        if ends_in_word(line) {
                            line.push(' ');
                        }
                        line.push(sign);
                    }
                    (sign, _) => line.push(sign),
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::None => ("", ""),
                };
                line.push_str(open);
                write(group.stream(), line);
                trim(line);
                line.push_str(close);
            }
        }
    }
}

fn word_of(word: &str, line: &mut String) {
    if ends_in_word(line) || line.ends_with(['>', ')', ']']) {
        line.push(' ');
    }
    line.push_str(word);
}

fn ends_in_word(line: &str) -> bool {
    line.ends_with(|last: char| last.is_alphanumeric() || last == '_' || last == '"')
}

/// Takes away a comma that nothing follows.
fn trim(line: &mut String) {
    line.truncate(line.trim_end_matches([',', ' ']).len());
}
