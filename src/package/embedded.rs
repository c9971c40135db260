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
            bytes: include_bytes!(concat!("../../templates/", $folder, "/", $path)),
        },)+]
    };
}

/// The templates of the Python package.
pub const PYTHON: &[Template] = templates! { "python":
    "LICENSE",
    "README.md.in",
    "pyproject.toml.in",
    "src/codex_app_server/_client/__init__.py",
    "src/codex_app_server/_client/calls.py",
    "src/codex_app_server/_client/dispatch.py",
    "src/codex_app_server/_client/keywords.py",
    "src/codex_app_server/_client/refusal.py",
    "src/codex_app_server/_runtime/__init__.py",
    "src/codex_app_server/_runtime/codec.py",
    "src/codex_app_server/_runtime/decoding.py",
    "src/codex_app_server/_runtime/defaults.py",
    "src/codex_app_server/_runtime/encoding.py",
    "src/codex_app_server/_runtime/enums.py",
    "src/codex_app_server/_runtime/errors.py",
    "src/codex_app_server/_runtime/extras.py",
    "src/codex_app_server/_runtime/lazy.py",
    "src/codex_app_server/_runtime/messages.py",
    "src/codex_app_server/_runtime/methods.py",
    "src/codex_app_server/_runtime/model.py",
    "src/codex_app_server/_runtime/nodes.py",
    "src/codex_app_server/_runtime/plain.py",
    "src/codex_app_server/_runtime/plan.py",
    "src/codex_app_server/_runtime/pydantic.py",
    "src/codex_app_server/_runtime/scalars.py",
    "src/codex_app_server/_runtime/selection.py",
    "src/codex_app_server/_runtime/tolerance.py",
    "src/codex_app_server/_runtime/unions.py",
    "src/codex_app_server/_runtime/walk.py",
    "src/codex_app_server/py.typed",
    "src/codex_app_server/wire/__init__.py",
};
