//! The tables of the generated crate in, what serde's attributes need of them out: for each type the kind of its table,
//! its tag, and the text on the wire of each member, value or variant.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Item, LitStr};

/// The table of one type.
pub struct Table {
    /// The name of the macro that reads it.
    pub kind: String,
    /// The member that tells variants apart.
    pub tag: Option<String>,
    /// The first text in each row, by the name that the row is about; empty where there is none.
    pub rows: HashMap<Ident, String>,
}

/// The tables, by the name of their type.
pub struct Tables(HashMap<String, Table>);

impl Tables {
    pub fn of(items: &[Item]) -> Self {
        let mut tables = HashMap::new();
        for item in items {
            let Item::Macro(call) = item else { continue };
            let Some(kind) = call.mac.path.segments.last() else { continue };
            let mut tokens = call.mac.tokens.clone().into_iter();
            let Some(TokenTree::Ident(name)) = tokens.next() else { continue };
            let head: TokenStream = tokens.by_ref().take_while(|token| !is(token, ';')).collect();
            let table = Table { kind: kind.ident.to_string(), tag: named(head, "tag"), rows: rows(tokens) };
            tables.insert(name.to_string(), table);
        }
        Self(tables)
    }

    pub fn get(&self, name: &Ident) -> Option<&Table> {
        self.0.get(&name.to_string())
    }
}

/// The first text in the parentheses behind a word.
fn named(head: TokenStream, word: &str) -> Option<String> {
    let mut tokens = head.into_iter();
    tokens.find(|token| matches!(token, TokenTree::Ident(ident) if ident == word))?;
    match tokens.next()? {
        TokenTree::Group(group) => first_text(group.stream()),
        _ => None,
    }
}

/// Rows such as `0: name(…) = …,` or `bare 0: name = …,`.
fn rows(tokens: impl Iterator<Item = TokenTree>) -> HashMap<Ident, String> {
    let tokens: Vec<TokenTree> = tokens.collect();
    let rows = tokens.split(|token| is(token, ',')).filter_map(|row| {
        let row = if let [TokenTree::Ident(_), row @ ..] = row { row } else { row };
        let [TokenTree::Literal(_), _, TokenTree::Ident(name), rest @ ..] = row else { return None };
        let value = rest.iter().skip_while(|token| !is(token, '=')).cloned().collect();
        Some((name.clone(), first_text(value).unwrap_or_default()))
    });
    rows.collect()
}

fn first_text(tokens: TokenStream) -> Option<String> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => first_text(group.stream()),
        TokenTree::Literal(literal) => {
            syn::parse2::<LitStr>(TokenTree::from(literal).into()).ok().map(|text| text.value())
        }
        _ => None,
    })
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}
