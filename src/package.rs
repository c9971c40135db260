//! Floor 6: emitted modules and templates in, a [`Tree`] out, and the tree on a disk compared or written.
//! No path has two producers, every path stays inside, and only files that the manifest names are replaced or
//! removed, each in one rename.

mod assembly;
mod check;
mod disk;
mod embedded;
mod inline;
mod manifest;
mod path;
pub mod python;
pub mod runtime;
pub mod rust;
mod survey;
mod template;
mod tree;
mod write;

pub use assembly::{BILL, described};
pub use check::check;
pub use disk::replace;
pub use embedded::{
    PYTHON as PYTHON_TEMPLATES, RUNTIME as RUNTIME_TEMPLATES, RUST as RUST_TEMPLATES, Template,
};
pub use inline::inline;
pub use manifest::FILE as MANIFEST;
pub use path::{NotInside, RelPath};
pub use tree::{Bytes, Tree};
pub use write::{Written, write, write_all};
