//! The documentation of curated calls and of what they take: the words of their rows, then what the model knows.
//! Rows speak to both languages; a member of a class is spelled here as Rust spells it.

use super::calls::Call;
use crate::curation::DefaultRow;
use crate::emit::asked::item;
use crate::emit::calls;
use crate::emit::docs::Doc;
use crate::naming::{PyIdent, RsIdent};
use crate::surface::{Argument, Client};

/// The columns of a list item.
const WIDTH: usize = 92;

/// What a program sets to use what is experimental.
pub(super) fn opt_in(client: &Client<'_>) -> String {
    client.opt_in.replace('.', "::")
}

/// The documentation of a curated call.
pub(super) fn about_call(call: &Call<'_>) -> Option<Doc> {
    let direct = call.direct_arguments().map(|taken| taken.argument);
    let mut said = with_meanings(call, calls::curated(call.row, call.method), direct);
    if !call.row.raises.is_empty() {
        said.push_str("\n\n# Errors\n");
    }
    for (error, cause) in call.row.raises {
        said.push('\n');
        said.push_str(&item(&self::error(call.client, error), Some(cause), WIDTH));
    }
    Doc::new(&spelled(call.client, &said))
}

/// The documentation of the constructor of what a call takes.
pub(super) fn about_constructor(call: &Call<'_>) -> Option<Doc> {
    let required: Vec<_> = call.row.arguments.iter().filter(|argument| argument.required).collect();
    let said = if required.is_empty() { "The defaults." } else { "What must be given, and the defaults." };
    Doc::new(&spelled(call.client, &with_meanings(call, said.to_owned(), required.into_iter())))
}

/// The text, and a paragraph for each of these parameters.
fn with_meanings<'a>(
    call: &Call<'_>,
    mut said: String,
    arguments: impl Iterator<Item = &'a Argument<'a>>,
) -> String {
    for argument in arguments {
        if let Some(meaning) = meaning(call, argument) {
            said.push_str(&format!("\n\n`{}`: {meaning}", RsIdent::new(&argument.name).bare()));
        }
    }
    said
}

/// How Rust tells of an error that a row names.
fn error(client: &Client<'_>, name: &str) -> String {
    match client.rust_errors.get(name) {
        Some(told) => told.get_ref().clone(),
        None => format!("`CodexError::{}`", name.strip_suffix("Error").unwrap_or(name)),
    }
}

/// The documentation of the setter of a parameter.
pub(super) fn about_argument(call: &Call<'_>, argument: &Argument<'_>) -> Option<Doc> {
    let said = meaning(call, argument);
    let mut said = said.unwrap_or_else(|| format!("Sets `{}`.", RsIdent::new(&argument.name).bare()));
    match argument.default {
        Some(DefaultRow::Bool(value)) => said.push_str(&format!(" Default: `{value}`.")),
        Some(DefaultRow::Member(name)) => {
            if let Ok(name) = PyIdent::new(name) {
                said.push_str(&format!(" Default: `{}`.", RsIdent::variant(&name)));
            }
        }
        None => {}
    }
    Doc::new(&spelled(call.client, &said))
}

fn meaning(call: &Call<'_>, argument: &Argument<'_>) -> Option<String> {
    calls::meaning(call.method, argument, &call.given_by(argument))
}

/// The text with `Class::member` for each `Class.member` in it, where the class is one of the curated layer.
fn spelled(client: &Client<'_>, text: &str) -> String {
    let classes = client.classes.iter().map(|class| class.names.blocking.as_str());
    classes.fold(text.to_owned(), |text, class| text.replace(&format!("`{class}."), &format!("`{class}::")))
}
