//! Everything that a program can name in the Rust crate, with its whole signature: the snapshots show what a change
//! means for those who use it.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "support/rust_api.rs"]
mod rust_api;

use std::path::Path;

#[test]
fn of_the_crate() {
    let modules = rust_api::listing(&Path::new(env!("CARGO_MANIFEST_DIR")).join("generated/rust/src"));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/rust_api");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (module, lines) in modules {
        settings.bind(|| insta::assert_snapshot!(module.replace("::", "_"), lines));
    }
}
