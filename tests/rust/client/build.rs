//! Every request of the protocol as one function: method and params in, result out, through the typed layer.
//!
//! In: the emitted `rpc.rs` and its blocking twin, and both READMEs. Out: `calls.rs` and `blocking_calls.rs` in `OUT_DIR`,
//! with an arm for each method, so that no request can be left out of the sweep; `pages.rs` with what the READMEs show.

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
    let pages =
        ["README.md", "generated/rust/README.md"].map(|page| (page, here.join("../../..").join(page)));
    fs::write(out.join("pages.rs"), shown(&pages)).expect("the output folder can be written");
}

/// Every block of Rust in some pages, each in a module of its own; a list of the programs, and one of the functions
/// that the others have.
fn shown(pages: &[(&str, PathBuf)]) -> String {
    let (mut modules, mut programs, mut functions) = (String::new(), String::new(), Vec::new());
    for (page, path) in pages {
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{page}: {error}"));
        for block in text.split("```rust").skip(1) {
            let code = block.split_once('\n').and_then(|(_, rest)| Some(rest.split_once("```")?.0));
            let code = code.unwrap_or_else(|| panic!("{page}: a block has no end"));
            let (name, visible) =
                exposed(code).unwrap_or_else(|| panic!("{page}: nothing to call in {code}"));
            let module = if name == "main" { format!("program_{}", programs.lines().count()) } else { name };
            let _ = writeln!(modules, "pub mod {module} {{\n{visible}}}\n");
            if module.starts_with("program_") {
                let main = format!("|| ended({module}::main())");
                let _ = writeln!(programs, "    Program {{ page: {page:?}, code: {code:?}, main: {main} }},");
            } else {
                functions.push(module);
            }
        }
    }
    format!(
        "{modules}/// Every program.\npub const PROGRAMS: &[Program] = &[\n{programs}];\n\n\
         /// Every function that a program of the reader's would call.\npub const FUNCTIONS: &[&str] = &{functions:?};\n"
    )
}

/// The last function of a block by name, and the block with that function open to others.
fn exposed(code: &str) -> Option<(String, String)> {
    let (start, line) = code
        .match_indices("fn ")
        .filter_map(|(at, _)| {
            let start = code[..at].rfind('\n').map_or(0, |end| end + 1);
            matches!(&code[start..at], "" | "async ").then(|| (start, &code[at + "fn ".len()..]))
        })
        .last()?;
    let name = line.split('(').next()?.to_owned();
    Some((name, format!("{}pub {}", &code[..start], &code[start..])))
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
