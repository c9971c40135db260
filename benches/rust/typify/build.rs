//! The flat bundle that `BENCH_SCHEMA` names in, the types that typify makes of it out, as it makes them by default.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use schemars::schema::RootSchema;
use typify::{TypeSpace, TypeSpaceSettings};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed=BENCH_SCHEMA");
    let path = env::var("BENCH_SCHEMA")?;
    println!("cargo:rerun-if-changed={path}");
    let schema: RootSchema = serde_json::from_str(&fs::read_to_string(path)?)?;
    let mut types = TypeSpace::new(&TypeSpaceSettings::default());
    types.add_root_schema(schema)?;
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("types.rs"), types.to_stream().to_string())?;
    Ok(())
}
