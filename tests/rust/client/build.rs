//! Every request of the protocol as one function: method and params in, result out, through the typed layer.
//!
//! In: the emitted `rpc.rs` and its blocking twin. Out: `calls.rs` and `blocking_calls.rs` in `OUT_DIR`, with an arm for
//! each method, so that no request can be left out of the sweep.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// How the emitted docs name the method of a function.
const METHOD: &str = "/// Call `";

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names this folder"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a folder for output"));
    let package = here.join("../../../generated/rust/src");
    for (source, target, is_async) in
        [("client/rpc.rs", "calls.rs", true), ("blocking/rpc.rs", "blocking_calls.rs", false)]
    {
        let source = package.join(source);
        println!("cargo::rerun-if-changed={}", source.display());
        fs::write(out.join(target), calls(&source, is_async)).expect("the output folder can be written");
    }
}

/// The source of a function that calls any method by its wire name.
fn calls(source: &Path, is_async: bool) -> String {
    let text = fs::read_to_string(source).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
    let (keyword, wait) = if is_async { ("async ", ".await") } else { ("", "") };
    let mut arms = String::new();
    let mut names = Vec::new();
    let mut method = None;
    for line in text.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix(METHOD) {
            method = rest.split('`').next();
        } else if let Some(signature) = line.strip_prefix(&format!("pub {keyword}fn ")) {
            let Some(wire) = method.take() else { continue };
            let name = signature.split('(').next().unwrap_or_default();
            let given = if has_params(&text, name) { "given(params)" } else { "" };
            let call = format!("rpc.{name}({given}){wait}");
            let call = if is_async {
                format!("Box::pin(async {{ {call}.map(told) }}).await")
            } else {
                format!("{call}.map(told)")
            };
            let _ = writeln!(arms, "        {wire:?} => {call},");
            names.push(wire);
        }
    }
    assert!(names.len() > 100, "{} has {} methods", source.display(), names.len());
    format!(
        "/// Every method that can be called.\npub const METHODS: &[&str] = &{names:?};\n\n\
         /// Calls a method with params as JSON; the result as JSON.\n\
         pub {keyword}fn call(rpc: &Rpc, method: &str, params: serde_json::Value) -> Result<serde_json::Value, CodexError> {{\n\
         \x20   match method {{\n{arms}        other => panic!(\"there is no {{other}}\"),\n    }}\n}}\n"
    )
}

/// Whether the function of that name takes anything.
fn has_params(text: &str, name: &str) -> bool {
    let start = text.find(&format!("fn {name}(")).expect("it was just found");
    let signature = text[start..].split("->").next().unwrap_or_default();
    signature.contains(':')
}
