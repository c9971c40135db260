//! The codec of the emitted Rust crate, as its template has it, and a sample of emitted types to prove it on.

#[path = "../../../../templates/rust/src"]
mod template {
    pub mod wire;
}

pub mod sample;

pub use template::wire;
