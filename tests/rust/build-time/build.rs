//! `surface.toml` and the pinned schema in, the types that it asks for in `OUT_DIR` out.

fn main() -> Result<(), codex_sdkgen::build::Error> {
    codex_sdkgen::build::Config::new("surface.toml").schema("../../../schema").emit()
}
