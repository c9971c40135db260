//! Types of a part of the protocol, compiled from the schema by the build script of this very crate.

/// The part, as `surface.toml` names it.
pub mod codex {
    include!(concat!(env!("OUT_DIR"), "/codex.rs"));
}
