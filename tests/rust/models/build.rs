//! The list of public types of the generated crate in, a function from a name to what examines values of that type out.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    let source = "../../../generated/rust/src/types.rs";
    println!("cargo:rerun-if-changed={source}");
    let text = fs::read_to_string(source).expect("the generated crate is there");
    let mut out = String::from(
        "/// What examines values of a type.\npub fn examiner(name: &str) -> Option<Examiner> {\n",
    );
    out.push_str("    Some(match name {\n");
    for export in text.split("pub use ").skip(1) {
        let (path, _) = export.split_once(';').expect("an import ends");
        let Some((module, names)) = path.split_once("::") else { continue };
        if module == "super" {
            continue;
        }
        for name in names.trim_matches(['{', '}']).split(',').map(str::trim).filter(|name| !name.is_empty()) {
            writeln!(out, "        {name:?} => examine::<types::{name}>,").expect("a text grows");
        }
    }
    out.push_str("        _ => return None,\n    })\n}\n");
    let folder = env::var("OUT_DIR").expect("Cargo says where to write");
    fs::write(Path::new(&folder).join("examiner.rs"), out).expect("there is room");
}
