//! What is emitted for Rust, read by a parser of Rust: whatever a schema says is a literal or a comment, and nothing
//! else. The same for every recorded runtime.

use codex_sdkgen::{Inputs, Policy, history, ir, naming, schema};
use proc_macro2::{TokenStream, TokenTree};

use crate::compiled::{SURFACE, plain};
use crate::exports::recorded;
use crate::{crates, hostile};

/// The identifiers in a file, those in attributes included.
fn identifiers(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => identifiers(group.stream(), found),
            TokenTree::Ident(ident) => found.push(ident.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn assert_rust(files: &[(String, String)], about: &str) {
    for (path, text) in files {
        if let Err(error) = syn::parse_file(text) {
            panic!("{about}: {path} is no Rust: {error}\n{text}");
        }
        let mut found = Vec::new();
        identifiers(text.parse().expect("it was parsed"), &mut found);
        let code = ["canary", "open", "system", "touch", "eval", "println", "process"];
        let escaped: Vec<_> = found.iter().filter(|ident| code.contains(&ident.as_str())).collect();
        assert!(escaped.is_empty(), "{about}: {path} has {escaped:?}\n{text}");
        assert!(
            text.is_ascii() || !text.contains(['\u{202e}', '\u{2066}', '\0', '\u{1b}']),
            "{about}: {path}"
        );
    }
}

#[test]
fn hostile_text_is_no_rust() {
    let mut compiled = 0;
    for (place, text, subject) in hostile::subjects() {
        if let Ok(files) = crates::files(&subject, Policy::Provisional) {
            assert_rust(&files, &format!("{text:?} as {place}"));
            compiled += 1;
        }
    }
    assert!(compiled > 300, "only {compiled} schemas compile");
}

#[test]
fn recorded_runtimes_have_rust() {
    for source in recorded() {
        let about = source.version.to_string();
        let curation = history::fit("surface.toml", SURFACE, &source).expect("the curation is well-formed");
        let inputs =
            Inputs { source: &source, curation: &curation, history: None, policy: Policy::Provisional };
        let files = (|| {
            let bundle = schema::load(&source, &curation)?;
            let ir = ir::lower(&bundle, &curation, Policy::Provisional)?.ir;
            let names = naming::assign(&ir, &curation, Policy::Provisional)?;
            let surface = codex_sdkgen::surface(inputs, &ir, &names)?;
            codex_sdkgen::emit_rust(inputs, &surface)
        })();
        assert_rust(&files.unwrap_or_else(|report| panic!("{about}: {}", plain(&report))), &about);
    }
}

#[test]
fn names_that_clash_in_rust_alone_are_told() {
    let subject = hostile::with_definitions(["Vec", "VecModel"]);
    let report = crates::files(&subject, Policy::Provisional).expect_err("two types have one name");
    assert!(report.contains("Vec and VecModel would both be `VecModel` in Rust"), "{report}");
}
