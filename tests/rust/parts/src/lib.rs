//! The parts of the Rust client that need nothing of the rest, as the templates have them, and what is held against
//! them: lines, places, redaction, texts that are shown, and versions.
#![cfg(test)]
#![allow(dead_code, reason = "the rest of the client is not here")]

#[path = "../../../../templates/rust/src/client/display.rs"]
mod display;
#[path = "../../../../templates/rust/src/client/lines.rs"]
mod lines;
#[path = "../../../../templates/rust/src/client/places.rs"]
mod places;
#[path = "../../../../templates/rust/src/client/redaction.rs"]
mod redaction;
#[path = "../../../../templates/rust/src/client/version.rs"]
mod version;

mod test_display;
mod test_lines;
mod test_places;
mod test_redaction;
mod test_version;
