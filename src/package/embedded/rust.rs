//! The templates of the Rust package; a test compares the list with the folder.

use super::Template;

/// The templates of the Rust package.
pub const RUST: &[Template] = templates! { "rust":
    "Cargo.toml.in",
    "LICENSE",
    "README.md.in",
    "src/wire.rs",
    "src/wire/bare.rs",
    "src/wire/codec.rs",
    "src/wire/containers.rs",
    "src/wire/error.rs",
    "src/wire/fast.rs",
    "src/wire/kept.rs",
    "src/wire/line.rs",
    "src/wire/macros.rs",
    "src/wire/maybe.rs",
    "src/wire/members.rs",
    "src/wire/message.rs",
    "src/wire/method.rs",
    "src/wire/rows.rs",
    "src/wire/rule.rs",
    "src/wire/scalars.rs",
    "src/wire/shape.rs",
    "src/wire/tolerance.rs",
    "src/wire/unions.rs",
    "src/wire/walk.rs",
    "src/wire/writer.rs",
    "without_client/Cargo.toml.in",
    "without_client/README.md.in",
};
