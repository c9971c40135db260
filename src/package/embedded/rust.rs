//! The templates of the Rust package; a test compares the list with the folder.

use super::Template;

/// The templates of the Rust package.
pub const RUST: &[Template] = templates! { "rust":
    "Cargo.toml.in",
    "LICENSE",
    "README.md.in",
    "without_client/Cargo.toml.in",
    "without_client/README.md.in",
};
