//! The client of an invented library and that of the pin: what is emitted from the rows, and what is said of rows
//! that do not fit.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/compiled.rs"]
mod compiled;
#[path = "support/library.rs"]
mod library;
#[allow(dead_code, reason = "the printer's tests lay out other packages")]
#[path = "printer/tools.rs"]
mod tools;

use std::collections::BTreeMap;
use std::process::Command;

use codex_sdkgen::Policy;
use codex_sdkgen::diag::Code;
use codex_sdkgen::naming::{PyIdent, parameter};
use codex_sdkgen::package::Tree;
use compiled::{Subject, emitted, text};
use library::{ROWS, library};

fn kept(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/client");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The emitted modules of the client, and the constants that they use.
fn listing(tree: &Tree) -> String {
    let modules =
        emitted(tree).filter(|(path, _)| path.contains("/_client/") || path.ends_with("/methods.py"));
    let body = |text: &str| text.split_once("\n\n").expect("a comment opens every module").1.to_owned();
    modules.map(|(path, text)| format!("#### {path}\n\n{}\n", body(text))).collect()
}

#[test]
fn an_invented_client() {
    kept("library", &listing(&library(ROWS).tree(Policy::Strict)));
}

#[test]
fn slow_what_is_emitted_is_canonical() {
    let folder = tempfile::tempdir().expect("a folder");
    compiled::write(&library(ROWS).tree(Policy::Strict), folder.path());
    let Some(ruff) = tools::find("ruff") else { return };
    let arguments = ["format", "--isolated", "--no-cache", "--target-version=py310", "--diff", "."];
    let (content, said) = tools::run(Command::new(ruff).args(arguments).current_dir(folder.path()));
    assert!(content, "{said}");
}

/// Rows that do not fit: what is wrong, and which text of the rows becomes which.
const FAULTS: [(&str, &[(&str, &str)]); 25] = [
    ("no such request", &[("method = \"book/find\"", "method = \"book/fnd\"")]),
    (
        "a request that is experimental",
        &[("method = \"desk/hours\"", "method = \"book/scan\"\npositional = [\"book_id\"]")],
    ),
    (
        "a request that is deprecated",
        &[("method = \"loan/renew\"", "method = \"loan/recall\""), ("keyword = [\"days\"]\n", "")],
    ),
    ("params that are no record", &[("method = \"desk/hours\"", "method = \"card/issue\"")]),
    ("no such member", &[("\"limit\"", "\"limt\"")]),
    ("no such member by wire name", &[("gives = [\"excludeLent\"]", "gives = [\"excludeLend\"]")]),
    ("no such member to bind", &[("bound = { loanId = \"id\" }", "bound = { loan = \"id\" }")]),
    (
        "a required member that nobody gives",
        &[("keyword = [\"until\", \"secrecy\"]", "keyword = [\"secrecy\"]")],
    ),
    ("a member that is given twice", &[("keyword = [\"days\"]", "keyword = [\"days\", \"loan_id\"]")]),
    ("an experimental member", &[("experimental = true\n", "")]),
    ("a deprecated member", &[("deprecated = true\n", "")]),
    (
        "an excuse without need",
        &[("gives = [\"excludeLent\"]", "gives = [\"excludeLent\"]\ndeprecated = true")],
    ),
    ("a parameter twice", &[("\"shelf\", \"limit\"", "\"shelf\", \"shelf\", \"limit\"")]),
    ("a method twice", &[("name = \"close\"", "name = \"hours\"")]),
    ("a class twice", &[("name = \"Loan\"\nbases", "name = \"Library\"\nbases")]),
    ("no such class", &[("class = \"Library\"\nname = \"find\"", "class = \"Libary\"\nname = \"find\"")]),
    ("no such place in the result", &[("id = \"loan.id\"", "id = \"note\"")]),
    ("no such handle", &[("of = \"follow\"", "of = \"folow\"")]),
    (
        "an outcome with a request of its own",
        &[("name = \"wait\"", "name = \"wait\"\nmethod = \"loan/follow\"")],
    ),
    ("a method without a request", &[("method = \"desk/hours\"\n", "")]),
    (
        "defaults of no parameter and of another type",
        &[("defaults = { rare = false }", "defaults = { rarer = true, limit = true }")],
    ),
    (
        "several members of nothing, and something beside nothing",
        &[("convert = \"_client.modes.secrecy_settings\"\n", ""), ("returns = { handle", "raises = {} #")],
    ),
    (
        "names that Python cannot have",
        &[
            ("name = \"hours\"", "name = \"class\""),
            ("type = \"_client.output.Form\"", "type = \"Form\""),
            ("[client.parameters.rare]", "[client.parameters.rare]\nname = \"self\""),
        ],
    ),
    ("rows without use", &[("\"card_number\", ", ""), ("\"desk/close\" =", "\"desk/cloze\" =")]),
    ("deadlines without sense", &[("{ none = true", "{ none = true, seconds = 1"), ("2.5", "-1")]),
];

#[test]
fn rows_that_do_not_fit() {
    let mut told = String::new();
    for (title, changes) in FAULTS {
        let subject = library(&changed(changes));
        let report = subject.compile(Policy::Strict).expect_err(title);
        told.push_str(&format!("# {title}\n\n{}\n", subject.shown(&report)));
    }
    kept("rows_that_do_not_fit", &told);
}

/// The rows with some of their texts replaced.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(ROWS.to_owned(), |rows, (old, new)| {
        assert!(rows.contains(old), "the fixture has {old:?}");
        rows.replacen(old, new, 1)
    })
}

#[test]
fn rows_that_an_older_schema_does_not_fit_are_left_out_and_told() {
    let rows = changed(&[
        ("method = \"desk/close\"", "method = \"desk/shut\""),
        ("\"limit\"", "\"size\""),
        ("experimental = true\n", ""),
        ("of = \"follow\"", "of = \"attend\""),
        ("id = \"loan.id\"", "id = \"loan.number\""),
        ("keyword = [\"days\"]\nbound = { loanId = \"id\" }", "keyword = [\"days\"]"),
    ]);
    let compiled = library(&rows).compile(Policy::Provisional).expect("the rest compiles");
    let codes: Vec<Code> = compiled.assumed.iter().map(|told| told.code).collect();
    let counted = |code| codes.iter().filter(|other| **other == code).count();
    let expected = [
        (Code::UnknownCall, 2),
        (Code::UnknownParameter, 2),
        (Code::UnstableParameter, 1),
        (Code::MissingParameter, 1),
    ];
    for (code, count) in expected {
        assert_eq!(counted(code), count, "{code}: {codes:?}");
    }
    let api = text(compiled.python.as_ref().expect("there is [python]"), "src/library/_client/api.py");
    let has = |name: &str| api.contains(&format!("    def {name}("));
    assert!(["hours", "find", "follow"].into_iter().all(has));
    assert!(!["close", "lend", "renew", "wait"].into_iter().any(has));
    assert!(!api.contains("limit") && !api.contains("rare"));
}

#[test]
fn parameters_that_would_hide_another_get_an_ending() {
    let ident = |text: &str| PyIdent::new(text).expect("an identifier");
    let (timeout, longer, plain) = (ident("timeout"), ident("timeout_"), ident("plain"));
    let named = |member: &PyIdent, taken: &[&PyIdent]| parameter(member, &[&timeout], taken).to_string();
    assert_eq!(named(&plain, &[&plain, &timeout]), "plain");
    assert_eq!(named(&timeout, &[&timeout]), "timeout_");
    assert_eq!(named(&timeout, &[&timeout, &longer]), "timeout__");
    assert_eq!(named(&longer, &[&timeout, &longer]), "timeout_");
}

/// Each signature of a module on one line, by class and name.
fn signatures(module: &str) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    let (mut class, mut signature) = (String::new(), None::<String>);
    for line in module.lines() {
        if let Some(rest) = line.strip_prefix("class ") {
            class = rest.split(['(', ':']).next().unwrap_or_default().to_owned();
        }
        if line.starts_with("    def ") || line.starts_with("    async def ") {
            signature = Some(String::new());
        }
        let Some(text) = &mut signature else { continue };
        text.push_str(line.trim());
        text.push(' ');
        if line.ends_with(':') && line.contains(" -> ") || line.trim_start().starts_with(") -> ") {
            let text = signature.take().unwrap_or_default();
            let text = text.trim_end().trim_start_matches("async ").trim_start_matches("def ");
            let text = text
                .trim_end_matches(':')
                .replace("( ", "(")
                .replace(", )", ")")
                .replace("(self, ", "(")
                .replace("(self)", "()");
            let name = text.split('(').next().unwrap_or_default().to_owned();
            found.insert((class.clone(), name), text.to_owned());
        }
    }
    found
}

#[test]
fn signatures_of_the_pin_are_the_same_in_both_forms() {
    let tree = Subject::pin().tree(Policy::Strict);
    let module = |name: &str| signatures(text(&tree, &format!("src/codex_app_server/_client/{name}.py")));
    let (mut told, mut blocking) = (String::new(), module("api"));
    let asynchronous = blocking.split_off(&("Async".to_owned(), String::new()));
    let (asynchronous, later): (BTreeMap<_, _>, BTreeMap<_, _>) =
        asynchronous.into_iter().partition(|((class, _), _)| class.starts_with("Async"));
    blocking.extend(later);
    assert_eq!(blocking.len(), asynchronous.len());
    for ((class, name), signature) in &blocking {
        let awaited = &asynchronous[&(format!("Async{class}"), name.clone())];
        told.push_str(&format!("{class}.{signature}\n"));
        if awaited != signature {
            let (_, returned) = awaited.rsplit_once(" -> ").expect("it returns something");
            assert_eq!(awaited.replace("-> Async", "-> "), *signature);
            told.push_str(&format!("    awaited: {returned}\n"));
        }
    }
    let (blocking, asynchronous) = (module("rpc"), module("async_rpc"));
    assert_eq!(blocking.len(), 172);
    assert!(blocking.values().eq(asynchronous.values()));
    told.extend(blocking.values().map(|signature| format!("rpc.{signature}\n")));
    kept("signatures", &told);
}
