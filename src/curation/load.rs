//! The text of the curation file in, a [`Curation`] out, or a complaint with line, column and the nearest key.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use super::{Curation, Table};
use crate::diag::{Code, Diagnostic, Outcome, Place, nearest};

/// Reads the curation file's text.
///
/// # Errors
/// The first thing that is not well-formed or does not fit the file's schema.
pub fn load(file: impl Into<Arc<str>>, text: &str) -> Outcome<Curation> {
    let file = file.into();
    match toml::from_str::<Table>(text) {
        Ok(table) => Ok(Curation { file, table, used: Mutex::new(BTreeSet::new()), release: None }),
        Err(error) => Err(complaint(&file, &error).into()),
    }
}

fn complaint(file: &Arc<str>, error: &toml::de::Error) -> Diagnostic {
    let place =
        error.span().map_or_else(|| Place::whole(file.clone()), |span| Place::bytes(file.clone(), span));
    let message = error.message().to_owned();
    let meant = meant(&message).map(|word| format!("did you mean `{word}`?"));
    Diagnostic::new(Code::CurationSyntax, message).at(place).help(
        meant
            .unwrap_or_else(|| "`codex-sdkgen schema` prints the schema of this file for editors".to_owned()),
    )
}

/// The key that an unknown one was probably meant to be; serde quotes the unknown key first and then the known ones.
fn meant(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown field").then(|| quoted.next())??;
    nearest(unknown, quoted).map(str::to_owned)
}
