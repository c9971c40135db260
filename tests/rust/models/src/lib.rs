//! What the proofs of the generated types share: values examined by the name of their type, what was tolerated on the
//! way, the recorded traffic, and the instances of the compiler.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a proof fails by panicking"
)]

mod examine;
#[path = "../../../support/exports.rs"]
mod exports;
pub mod instances;
#[path = "../../../support/random.rs"]
pub mod random;
pub mod recording;
mod same;
mod tolerated;

pub use examine::{Examined, Examiner, examiner, of};
pub use same::same;
pub use tolerated::{kinds, told, while_telling};

use codex_app_server::{tables, wire};
use serde_json::Value;

/// The top of the project.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");

/// The type of a request's answer, as the crate's own table says.
#[must_use]
pub fn result_of(kind: wire::MethodKind, method: &str) -> Option<&'static str> {
    tables::METHODS.iter().find(|row| row.kind == kind && row.name == method)?.result
}

/// A message as it is written back; none for a line that is no message.
#[must_use]
pub fn written<N: wire::Messages, Q: wire::Messages>(message: &wire::Message<N, Q>) -> Option<Value> {
    let written = match message {
        wire::Message::Notification(notification) => wire::to_vec(notification),
        wire::Message::Request(request) => wire::to_vec(request),
        wire::Message::Response(response) => wire::to_vec(response),
        wire::Message::Error(error) => wire::to_vec(error),
        _ => return None,
    };
    let bytes = written.expect("what was read can be written");
    Some(serde_json::from_slice(&bytes).expect("what is written is JSON"))
}
