//! What is emitted, as a Python reader sees it: one small schema a construct, and an invented protocol as a whole.
//! The public names of the pinned protocol are kept beside them.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/compiled.rs"]
mod compiled;
#[path = "support/constructs.rs"]
mod constructs;
#[path = "support/curation.rs"]
mod curation;
#[allow(dead_code, reason = "the printer's tests lay out other packages")]
#[path = "printer/tools.rs"]
mod tools;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use codex_sdkgen::Policy;
use codex_sdkgen::package::Tree;
use compiled::{Subject, emitted, text};

/// The tree of one construct, in a package of that name, or the report about it.
fn construct(path: &Path, package: &str) -> Result<Tree, String> {
    let subject = constructs::subject(path, package);
    subject
        .compile(Policy::Provisional)
        .map(|compiled| compiled.python.expect("there is [python]"))
        .map_err(|why| subject.shown(&why))
}

/// The modules of a tree that pass a test, each below its path, without the comment that opens all of them.
fn listing(tree: &Tree, wanted: impl Fn(&str) -> bool) -> String {
    let modules = emitted(tree).filter(|(path, _)| wanted(path));
    modules
        .map(|(path, text)| {
            let body = text.split_once("\n\n").expect("a comment opens every module").1;
            format!("#### {path}\n\n{body}\n")
        })
        .collect()
}

fn is_model_module(path: &str) -> bool {
    path.contains("/_types/") && !path.contains("/_types/_")
}

fn kitchen() -> Tree {
    let file =
        |name: &str| std::fs::read_to_string(format!("tests/fixtures/naming/{name}")).expect("a fixture");
    Subject::of(file("invented.json"), &file("invented.toml")).tree(Policy::Strict)
}

fn snapshots(folder: &str, check: impl FnOnce()) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(check);
}

#[test]
fn constructs() {
    snapshots("python", || {
        insta::glob!("fixtures/model/accepted/*.json", |path| {
            let list = construct(path, "example").map(|tree| listing(&tree, is_model_module));
            insta::assert_snapshot!("case", list.unwrap_or_else(|report| report));
        });
    });
}

#[test]
fn messages_of_every_kind() {
    let tree = construct(&Path::new(constructs::FOLDER).join("methods.json"), "example");
    let tree = tree.unwrap_or_else(|report| panic!("{report}"));
    let wanted = ["_incoming.py", "_outgoing.py", "/methods.py", "/_names.py"];
    let list = listing(&tree, |path| wanted.iter().any(|end| path.ends_with(end)));
    snapshots("python", || insta::assert_snapshot!("messages", list));
}

#[test]
fn an_invented_protocol() {
    snapshots("python", || insta::assert_snapshot!("invented", listing(&kitchen(), |_| true)));
}

#[test]
fn a_handler() {
    let file =
        |name: &str| std::fs::read_to_string(format!("tests/fixtures/naming/{name}")).expect("a fixture");
    let client = "
[client]
opt_in = \"Config.experimental\"
websocket_library = \"sockets>=1\"
raises = \"\"

[client.requests.\"recipe/confirm\"]
name = \"confirm_recipe\"
shorthand = \"ok\"
answer = \"Confirmation\"
refusal = '{\"ok\": false}'
reason = \"A recipe that nobody has read may burn.\"
";
    let tree = Subject::of(file("invented.json"), &(file("invented.toml") + client)).tree(Policy::Strict);
    let list = listing(&tree, |path| ["answers.py", "handler.py"].iter().any(|name| path.ends_with(name)));
    snapshots("python", || insta::assert_snapshot!("handler", list));
}

#[test]
fn public_names_of_the_pin() {
    let tree = Subject::pin().tree(Policy::Strict);
    for (path, snapshot) in [("__init__", "root_exports"), ("types", "type_exports")] {
        let module = text(&tree, &format!("src/codex_app_server/{path}.py"));
        let (_, list) = module.split_once("\n__all__ = [").expect("the module lists its names");
        let (list, _) = list.split_once(']').expect("the list ends");
        let names = list.split(',').map(|name| name.trim().trim_matches('"')).filter(|name| !name.is_empty());
        let names: Vec<&str> = names.collect();
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(distinct.len(), names.len(), "{path} lists a name twice");
        snapshots("", || insta::assert_snapshot!(snapshot, names.join("\n")));
    }
}

#[test]
fn slow_every_construct_is_canonical_typed_and_decodable() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut refused = Vec::new();
    for path in constructs::paths() {
        let stem = path.file_stem().and_then(|name| name.to_str()).expect("a plain name").to_owned();
        match construct(&path, &format!("case_{stem}")) {
            Ok(tree) => compiled::write(&tree, folder.path()),
            Err(_) => refused.push(stem),
        }
    }
    assert_eq!(refused, ["names_that_look_like_paths"], "msgspec has no members with such names");
    compiled::write(&kitchen(), folder.path());
    let Some(python) = tools::find("python") else { return };
    let judge = |name: &str, arguments: &[&str]| {
        let Some(tool) = tools::find(name) else { return };
        let mut command = Command::new(tool);
        let (content, said) = tools::run(command.args(arguments).current_dir(folder.path()));
        assert!(content, "{name} objects:\n{said}");
    };
    judge("ruff", &["format", "--isolated", "--no-cache", "--target-version=py310", "--diff", "."]);
    judge("mypy", &["--strict", "--python-version=3.10", "--cache-dir=/dev/null", "."]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/load_packages.py");
    let (loaded, said) = tools::run(Command::new(python).arg("-B").arg(script).arg(folder.path()));
    assert!(loaded, "{said}");
    assert!(said.starts_with(&format!("{} packages", constructs::paths().len())), "{said}");
}
