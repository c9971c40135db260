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
    "src/codex_app_server/_client/async_client.py",
    "src/codex_app_server/_client/async_goals.py",
    "src/codex_app_server/_client/async_listening.py",
    "src/codex_app_server/_client/async_login.py",
    "src/codex_app_server/_client/async_serving.py",
    "src/codex_app_server/_client/async_session.py",
    "src/codex_app_server/_client/async_stdio.py",
    "src/codex_app_server/_client/async_turn.py",
    "src/codex_app_server/_client/calls.py",
    "src/codex_app_server/_client/config.py",
    "src/codex_app_server/_client/connection.py",
    "src/codex_app_server/_client/core.py",
    "src/codex_app_server/_client/deadline.py",
    "src/codex_app_server/_client/dispatch.py",
    "src/codex_app_server/_client/errors/__init__.py",
    "src/codex_app_server/_client/errors/base.py",
    "src/codex_app_server/_client/errors/connection.py",
    "src/codex_app_server/_client/errors/rpc.py",
    "src/codex_app_server/_client/errors/turn.py",
    "src/codex_app_server/_client/gate.py",
    "src/codex_app_server/_client/goal_log.py",
    "src/codex_app_server/_client/goals.py",
    "src/codex_app_server/_client/inputs.py",
    "src/codex_app_server/_client/keywords.py",
    "src/codex_app_server/_client/launch.py",
    "src/codex_app_server/_client/lazy_session.py",
    "src/codex_app_server/_client/lines.py",
    "src/codex_app_server/_client/listening.py",
    "src/codex_app_server/_client/log.py",
    "src/codex_app_server/_client/login.py",
    "src/codex_app_server/_client/mailbox.py",
    "src/codex_app_server/_client/metadata.py",
    "src/codex_app_server/_client/modes.py",
    "src/codex_app_server/_client/observing.py",
    "src/codex_app_server/_client/opening.py",
    "src/codex_app_server/_client/output.py",
    "src/codex_app_server/_client/places.py",
    "src/codex_app_server/_client/redaction.py",
    "src/codex_app_server/_client/refusal.py",
    "src/codex_app_server/_client/retry.py",
    "src/codex_app_server/_client/run.py",
    "src/codex_app_server/_client/serving.py",
    "src/codex_app_server/_client/session.py",
    "src/codex_app_server/_client/stdio.py",
    "src/codex_app_server/_client/strict_schema.py",
    "src/codex_app_server/_client/sync_client.py",
    "src/codex_app_server/_client/transport.py",
    "src/codex_app_server/_client/turn.py",
    "src/codex_app_server/_client/turn_log.py",
    "src/codex_app_server/_client/version.py",
    "src/codex_app_server/_client/workers.py",
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
