//! The templates of the package that carries the runtime; a test compares the list with the folder.

use super::Template;

/// The templates of the runtime package.
pub const RUNTIME: &[Template] = templates! { "runtime":
    "LICENSE",
    "NOTICE",
    "README.md.in",
    "hatch_build.py",
    "pyproject.toml.in",
    "src/codex_cli_bin/__init__.py.in",
    "src/codex_cli_bin/py.typed",
};
