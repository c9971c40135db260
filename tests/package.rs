//! Paths, trees and templates, and the whole tree of the pinned schema as the package floor puts it together.

#![allow(clippy::expect_used, clippy::panic, reason = "what goes wrong here fails a test")]

use std::collections::BTreeSet;
use std::path::Path;

use codex_sdkgen::curation::{self, Curation};
use codex_sdkgen::diag::{Code, Outcome, Severity, Style, render};
use codex_sdkgen::naming::ModulePath;
use codex_sdkgen::package::python::{assemble, homes};
use codex_sdkgen::package::{PYTHON_TEMPLATES, RUNTIME_TEMPLATES, RUST_TEMPLATES, RelPath, Tree};
use codex_sdkgen::{Inputs, Policy, compile, schema};

const SURFACE: &str = include_str!("../schema/surface.toml");

fn decisions(text: &str) -> Curation {
    curation::load("surface.toml", text).expect("the curation is well-formed")
}

/// The tree of the pinned schema, whatever is still undecided about it.
fn pinned() -> Tree {
    let source = schema::pin::read(Path::new("schema")).expect("the pin holds");
    let curation = decisions(SURFACE);
    let inputs = Inputs { source: &source, curation: &curation, history: None, policy: Policy::Provisional };
    let style = Style::Text { colour: false };
    let compiled = compile(inputs);
    compiled
        .unwrap_or_else(|report| panic!("{}", render(&report, Severity::Error, &source.sources(), style)))
        .python
        .expect("there is [python]")
}

fn codes(outcome: Outcome<Tree>) -> Vec<Code> {
    let report = outcome.expect_err("this is refused");
    report.diagnostics().iter().map(|diagnostic| diagnostic.code).collect()
}

fn module(path: &str) -> (ModulePath, String) {
    (ModulePath::new(path).expect("a module path"), "\"\"\"Empty.\"\"\"\n".to_owned())
}

#[test]
fn paths_stay_inside_and_mean_one_file_everywhere() {
    for path in ["a", "a/b.py", ".hidden", "py.typed", "a-b+c_d.1/LICENSE", "console", "com", "com10", "a..b"]
    {
        assert_eq!(RelPath::new(path).map(|path| path.to_string()).as_deref(), Ok(path));
    }
    let long = "a".repeat(129);
    let refused = [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/..",
        "../a",
        "a/../b",
        "./a",
        "a/.",
        "a\\b",
        "c:a",
        "C:/a",
        "//host/a",
        "a\0",
        "a\nb",
        "a\u{1b}b",
        "a b",
        "caf\u{e9}",
        "a\u{202e}b",
        "\u{ff0e}\u{ff0e}/a",
        "a.",
        "a./b",
        "con",
        "CON.py",
        "a/nul.txt",
        "Aux",
        "prn",
        "com1",
        "LPT9.x",
        "a~1",
        "a*",
        "a?",
        "a|b",
        "%2e%2e",
        "$HOME",
        "-\u{2028}",
        long.as_str(),
    ];
    for path in refused {
        assert!(RelPath::new(path).is_err(), "{path:?} is taken");
    }
}

#[test]
fn no_path_has_two_producers() {
    let insert = |paths: &[&str]| {
        let mut tree = Tree::default();
        let mut insert = |path: &&str| tree.insert(RelPath::new(path).expect("a path"), b"".as_slice());
        paths.iter().try_for_each(&mut insert).map_err(|problem| problem.code)
    };
    assert_eq!(insert(&["a", "b/c", "b/d", "bc"]), Ok(()));
    for paths in [&["a", "a"], &["a", "A"], &["a", "a/b"], &["a/b", "a"], &["a/b", "A/c"], &["a/b", "a/B"]] {
        assert_eq!(insert(paths), Err(Code::OutputPath), "{paths:?}");
    }
}

#[test]
fn every_template_is_in_the_program() {
    fn list(folder: &Path, prefix: &str, paths: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let entry = entry.expect("the folder can be listed");
            let name = entry.file_name().into_string().expect("the name is text");
            if entry.path().is_dir() && name != "__pycache__" && !name.ends_with("_cache") {
                list(&entry.path(), &format!("{prefix}{name}/"), paths);
            } else if entry.path().is_file() {
                paths.insert(format!("{prefix}{name}"));
            }
        }
    }
    for (language, templates) in
        [("python", PYTHON_TEMPLATES), ("runtime", RUNTIME_TEMPLATES), ("rust", RUST_TEMPLATES)]
    {
        let mut there = BTreeSet::new();
        list(&Path::new("templates").join(language), "", &mut there);
        let listed: BTreeSet<String> = templates.iter().map(|template| template.path.to_owned()).collect();
        assert_eq!(listed, there, "src/package/embedded/{language}.rs does not list templates/{language}");
        let sorted: Vec<&str> = listed.iter().map(String::as_str).collect();
        assert_eq!(templates.iter().map(|template| template.path).collect::<Vec<_>>(), sorted);
    }
}

#[test]
fn templates_have_few_holes() {
    let templates = PYTHON_TEMPLATES.iter().chain(RUNTIME_TEMPLATES).chain(RUST_TEMPLATES);
    for template in templates.filter(|template| template.path.ends_with(".in")) {
        let text = std::str::from_utf8(template.bytes).expect("a template is text");
        let hole =
            |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let holes: BTreeSet<&str> = text.split('@').skip(1).filter(hole).collect();
        assert!((1..=8).contains(&holes.len()), "{} has the holes {holes:?}", template.path);
    }
}

#[test]
fn the_whole_tree_is_plain_text_and_comes_out_the_same_twice() {
    let tree = pinned();
    assert_eq!(tree, pinned());
    assert!(tree.len() > PYTHON_TEMPLATES.len());
    for (path, bytes) in tree.iter() {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(!text.contains('\r') && !text.starts_with('\u{feff}'), "{path}");
        assert!(text.is_empty() || (text.ends_with('\n') && !text.ends_with("\n\n")), "{path}");
        assert!(text.lines().all(|line| line.trim_end() == line), "{path} has spaces at the end of a line");
        let holes = ["@package@", "@version@", "@distribution@"];
        assert!(holes.iter().all(|hole| !text.contains(hole)), "{path} has an open hole");
    }
}

#[test]
fn what_the_schema_makes_says_so_and_templates_are_copied() {
    let verbatim: BTreeSet<&str> = PYTHON_TEMPLATES.iter().map(|template| template.path).collect();
    for (path, bytes) in pinned().iter() {
        let template = PYTHON_TEMPLATES.iter().find(|template| template.path == path.as_str());
        match template {
            Some(template) => assert_eq!(template.bytes, bytes, "{path}"),
            None if verbatim.contains(format!("{path}.in").as_str()) => {}
            None => {
                let bare = bytes.strip_prefix(b"<!-- ").or(bytes.strip_prefix(b"# ")).unwrap_or_default();
                assert!(bare.starts_with(b"@generated by codex-sdkgen"), "{path} has no header");
            }
        }
    }
}

#[test]
fn the_package_is_called_what_the_curation_says() {
    let text = SURFACE.replace("package = \"codex_app_server\"", "package = \"some.where\"");
    let modules = vec![module("some.where"), module("some.where.types"), module("some.where.wire.methods")];
    let tree = assemble(modules, &decisions(&text), "1").expect("nothing is wrong");
    let has = |path: &str| tree.get(&RelPath::new(path).expect("a path")).is_some();
    assert!(has("src/some/where/__init__.py"));
    assert!(has("src/some/where/types.py"));
    assert!(has("src/some/where/wire/methods.py"));
    assert!(has("src/some/where/wire/__init__.py"));
    assert!(tree.iter().all(|(path, _)| !path.as_str().contains("codex_app_server")));
    assert!(homes(&decisions(&text)).contains("wire"));
}

fn project(tree: &Tree) -> &str {
    let file = tree.get(&RelPath::new("pyproject.toml").expect("a path")).expect("it is there");
    std::str::from_utf8(file).expect("it is text")
}

#[test]
fn only_a_package_with_a_client_has_its_modules_and_its_papers() {
    let has = |tree: &Tree, start: &str| tree.iter().any(|(path, _)| path.as_str().starts_with(start));
    let readme = |tree: &Tree| {
        let found = tree.iter().find(|(path, _)| path.as_str() == "README.md");
        String::from_utf8_lossy(found.expect("there is a README").1).contains("with Codex()")
    };
    let without = decisions(include_str!("fixtures/naming/invented.toml"));
    let tree = assemble(Vec::new(), &without, "1").expect("nothing is wrong");
    assert!(tree.iter().all(|(path, _)| !path.as_str().contains("_client")));
    assert!(!has(&tree, "examples/") && !has(&tree, "docs/") && !readme(&tree));
    assert!(!project(&tree).contains("websockets") && project(&tree).contains("\"msgspec"));
    assert!(homes(&without).iter().all(|home| !home.starts_with("_client")));
    let with = decisions(SURFACE);
    let tree = assemble(Vec::new(), &with, "1").expect("nothing is wrong");
    assert!(tree.iter().any(|(path, _)| path.as_str().ends_with("/_client/calls.py")));
    assert!(homes(&with).contains("_client.calls"));
    assert!(has(&tree, "examples/01_quickstart/") && has(&tree, "docs/faq.md") && readme(&tree));
    let needs = ["    \"openai-codex-cli-bin==1\",\n", "\noptional-dependencies.ws = [\"websockets>="];
    assert!(needs.iter().all(|need| project(&tree).contains(need)), "{}", project(&tree));
    let mut alone: toml::Table = SURFACE.parse().expect("the file is TOML");
    alone.remove("runtime");
    let alone = decisions(&alone.to_string());
    let tree = assemble(Vec::new(), &alone, "1").expect("nothing is wrong");
    assert!(!project(&tree).contains("cli-bin") && project(&tree).contains("websockets"));
}

#[test]
fn producers_and_values_that_do_not_fit_are_refused() {
    let twice = vec![module("codex_app_server.wire")];
    assert_eq!(codes(assemble(twice, &decisions(SURFACE), "1")), [Code::OutputPath]);
    let device = vec![module("codex_app_server.nul")];
    assert_eq!(codes(assemble(device, &decisions(SURFACE), "1")), [Code::OutputPath]);
    for version in ["1\"\nevil = \"", "1\u{1b}", "1\\", "<b>", "@version@"] {
        let mut found = codes(assemble(Vec::new(), &decisions(SURFACE), version));
        found.dedup();
        assert_eq!(found, [Code::TemplateHole], "{version:?}");
    }
}
