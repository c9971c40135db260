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
    }
}

/// Nothing of a text that means harm is code, and nothing of it moves what stands around it.
fn assert_harmless(files: &[(String, String)], about: &str) {
    for (path, text) in files {
        let mut found = Vec::new();
        identifiers(text.parse().expect("it was parsed"), &mut found);
        let code = ["canary", "open", "system", "touch", "__import__", "Path", "__class__"];
        let escaped: Vec<_> = found.iter().filter(|ident| code.contains(&ident.as_str())).collect();
        assert!(escaped.is_empty(), "{about}: {path} has {escaped:?}\n{text}");
        let moves = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{2069}').contains(&c);
        assert!(!text.contains(moves), "{about}: {path} has signs that move text");
    }
}

#[test]
fn hostile_text_is_no_rust() {
    let mut compiled = 0;
    for (place, text, subject) in hostile::subjects() {
        if let Ok(files) = crates::files(&subject, Policy::Provisional) {
            let about = format!("{text:?} as {place}");
            assert_rust(&files, &about);
            assert_harmless(&files, &about);
            compiled += 1;
        }
    }
    assert!(compiled > 300, "only {compiled} schemas compile");
}

#[test]
fn slow_recorded_runtimes_have_rust() {
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
