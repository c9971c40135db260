//! Every request of the protocol by its wire name, through the typed layer of either face; made by `build.rs`.

use codex_app_server::wire::{self, Read};
use codex_app_server::{CodexError, Rpc};
use serde::Serialize;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/calls.rs"));

/// The same for the face that blocks.
pub mod blocking {
    use codex_app_server::CodexError;
    use codex_app_server::blocking::Rpc;

    use super::{given, told};

    include!(concat!(env!("OUT_DIR"), "/blocking_calls.rs"));
}

/// Params as a method takes them; those of a method that has none may be left out.
fn given<T: Read>(params: Value) -> T {
    wire::from_value(&params).expect("the recorded params fit")
}

/// A result as JSON, once it was typed.
fn told<T: Serialize>(result: T) -> Value {
    serde_json::to_value(result).expect("what was read can be written")
}
