//! The templates inside the program, so that an installed compiler needs no checkout.
//! The lists are written by hand because `include_bytes!` is tracked by Cargo; a test compares them with the folder.

/// One file that is the same for every schema, but for the holes of a path that ends in `.in`.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Its path below the folder of its package.
    pub path: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

macro_rules! templates {
    ($folder:literal: $($path:literal,)+) => {
        &[$(Template {
            path: $path,
            bytes: include_bytes!(concat!("../../../templates/", $folder, "/", $path)),
        },)+]
    };
}

mod python;
mod runtime;
mod rust;

pub use python::PYTHON;
pub use runtime::RUNTIME;
pub use rust::RUST;
