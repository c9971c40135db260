//! The codec of the emitted Rust crate, as its template has it, and a sample of emitted types to prove it on.

#[allow(
    unused_imports,
    unused_macros,
    dead_code,
    reason = "the sample is written out where emitted files use tables"
)]
#[path = "../../../../templates/rust/src"]
mod template {
    pub mod wire;
}

pub mod sample;

pub use template::wire;
