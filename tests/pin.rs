//! Pins in, their exports or a report out; and a pin that moves, is disturbed on its way, and stays whole.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/curation.rs"]
mod curation;

use std::path::Path;

use codex_sdkgen::diag::{Code, Report, Severity, Sources, Style, render};
use codex_sdkgen::schema::pin::{Pin, read};
use codex_sdkgen::schema::{self, Change, Document, Source, Stability, load, store};

const BUNDLE: &str = "codex_app_server_protocol.schemas.json";

#[test]
fn the_pin_loads() {
    let source = read(Path::new("schema")).expect("the pinned files have their bytes");
    let bundle = load(&source, &curation::curation("")).unwrap_or_else(|report| panic!("{}", text(&report)));
    assert_eq!(&*source.version, "0.163.0");
    assert_eq!(bundle.definitions.len(), 885);
    assert_eq!(bundle.experimental.len(), 284);
    let stable =
        bundle.definitions.iter().filter(|(_, it)| bundle.stability(&it.pointer) == Stability::Stable);
    assert_eq!(stable.count(), 734);
}

fn text(report: &Report) -> String {
    render(report, Severity::Error, &Sources::default(), Style::Text { colour: false })
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "../snapshots/schema/pin",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

/// A report without the temporary folder's name.
fn report(folder: &Path, report: &Report) -> String {
    text(report).replace(&folder.display().to_string(), "schema")
}

fn export(properties: &str) -> String {
    format!(
        r#"{{"definitions": {{
  "ClientRequest": {{"oneOf": [{{"type": "object", "required": ["method"], "properties": {{"method": {{"enum": ["{properties}"]}}}}}}]}},
  "A": {{"type": "object", "properties": {{"{properties}": true}}}},
  "{properties}": {{"type": "string"}}
}}}}
"#
    )
}

fn source(version: &str, properties: &str) -> Source {
    Source::new(version, Document::new("stable.json", export(properties)))
        .with_experimental(Document::new("experimental.json", export(properties)))
}

fn moved(folder: &Path, source: &Source) -> Change {
    store(folder, source, &curation::curation("")).unwrap_or_else(|report| panic!("{}", text(&report)))
}

/// Every file below a folder with its text.
fn files(folder: &Path) -> Vec<(String, String)> {
    fn walk(folder: &Path, at: &Path, out: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(folder, &path, out);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                out.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut out = Vec::new();
    walk(folder, folder, &mut out);
    out.sort();
    out
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn malformed_pins() {
    let digest = "0".repeat(64);
    let head = "version = \"1\"\nsource = \"here\"\n\n[files]\n";
    let row = |path: &str, digest: &str| format!("{path:?} = {digest:?}\n");
    let cases = [
        ("no_toml", "version = \n".to_owned()),
        ("unknown_key", format!("verison = \"1\"\n{head}")),
        ("no_files", "version = \"1\"\nsource = \"here\"\n".to_owned()),
        ("nothing_stable", head.to_owned()),
        ("parent", head.to_owned() + &row("1/../../stable/x.json", &digest)),
        ("absolute", head.to_owned() + &row("/etc/stable/passwd", &digest)),
        ("drive", head.to_owned() + &row("C:/stable/x.json", &digest)),
        ("backslash", head.to_owned() + &row("1\\stable/x.json", &digest)),
        ("neither", head.to_owned() + &row("1/beta/x.json", &digest)),
        ("short_digest", head.to_owned() + &row("1/stable/x.json", "abc")),
        ("upper_case_digest", head.to_owned() + &row("1/stable/x.json", &"A".repeat(64))),
        ("two_stable", head.to_owned() + &row("1/stable/x.json", &digest) + &row("2/stable/x.json", &digest)),
        ("file_gone", head.to_owned() + &row("1/stable/x.json", &digest)),
    ];
    for (name, text) in cases {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("pin.toml"), text).unwrap();
        snapshot(name, &report(folder.path(), &read(folder.path()).unwrap_err()));
    }
    let folder = tempfile::tempdir().unwrap();
    snapshot("no_pin", &report(folder.path(), &read(folder.path()).unwrap_err()));
    std::fs::write(folder.path().join("pin.toml"), b"version = \"\xff\"").unwrap();
    snapshot("not_utf8", &report(folder.path(), &read(folder.path()).unwrap_err()));
}

#[test]
fn other_bytes_are_never_parsed() {
    let folder = tempfile::tempdir().unwrap();
    moved(folder.path(), &source("1.0.0", "x"));
    for name in ["stable", "experimental"] {
        std::fs::write(folder.path().join("1.0.0").join(name).join(BUNDLE), "{").unwrap();
    }
    let found = read(folder.path()).unwrap_err();
    assert!(found.diagnostics().iter().all(|problem| problem.code == Code::PinMismatch));
    snapshot("other_bytes", &report(folder.path(), &found));
}

#[test]
fn a_pin_moves() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let first = moved(folder, &source("1.0.0", "x"));
    assert_eq!(
        names(folder),
        [format!("1.0.0/experimental/{BUNDLE}"), format!("1.0.0/stable/{BUNDLE}"), "pin.toml".to_owned()]
    );
    assert_eq!(read(folder).unwrap().version, "1.0.0".into());
    let again = moved(folder, &source("1.0.0", "x"));
    let second = moved(folder, &source("2.0.0", "y"));
    assert_eq!(
        names(folder),
        [format!("2.0.0/experimental/{BUNDLE}"), format!("2.0.0/stable/{BUNDLE}"), "pin.toml".to_owned()]
    );
    let alone = Source::new("2.0.0", Document::new("stable.json", export("z")));
    let third = moved(folder, &alone);
    let pin = Pin::open(folder).unwrap();
    assert_eq!(pin.experimental, None);
    assert_eq!(names(folder), [pin.stable.path.to_string(), "pin.toml".to_owned()]);
    assert!(pin.stable.path.starts_with("2.0.0-"), "the folder of the pin before is not touched");
    let fourth = moved(folder, &source("2.0.0", "\\u001b[31m"));
    assert!(names(folder).contains(&format!("2.0.0/stable/{BUNDLE}")));
    let said: Vec<String> = [first, again, second, third, fourth].iter().map(Change::to_string).collect();
    snapshot("moves", &said.join("\n"));
    snapshot("text", &std::fs::read_to_string(folder.join("pin.toml")).unwrap());
}

#[test]
fn a_pin_that_cannot_move_stays_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    moved(folder, &source("1.0.0", "x"));
    let before = files(folder);
    let broken = source("2.0.0", "y").with_experimental(Document::new("experimental.json", "{}"));
    let report = store(folder, &broken, &curation::curation("")).unwrap_err();
    assert_eq!(report.diagnostics()[0].code, Code::BundleShape);
    assert_eq!(files(folder), before);
    std::fs::write(folder.join(".staging"), "a file where a folder belongs").unwrap();
    let report = store(folder, &source("2.0.0", "y"), &curation::curation("")).unwrap_err();
    assert_eq!(report.diagnostics()[0].code, Code::FileAccess);
    std::fs::remove_file(folder.join(".staging")).unwrap();
    assert_eq!(files(folder), before);
}

#[test]
fn what_a_killed_run_leaves_is_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    moved(folder, &source("1.0.0", "x"));
    for left in [".staging/2.0.0/stable", "2.0.0/stable"] {
        std::fs::create_dir_all(folder.join(left)).unwrap();
        std::fs::write(folder.join(left).join(BUNDLE), "half a fi").unwrap();
        std::fs::write(folder.join(left).join("other"), "half a fi").unwrap();
    }
    assert_eq!(read(folder).unwrap().version, "1.0.0".into());
    moved(folder, &source("2.0.0", "y"));
    assert_eq!(
        names(folder),
        [format!("2.0.0/experimental/{BUNDLE}"), format!("2.0.0/stable/{BUNDLE}"), "pin.toml".to_owned()]
    );
}

#[test]
fn a_damaged_pin_is_mended_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    moved(folder, &source("1.0.0", "x"));
    let before = files(folder);
    std::fs::write(folder.join("1.0.0/stable").join(BUNDLE), "{").unwrap();
    assert!(moved(folder, &source("1.0.0", "x")).written);
    assert_eq!(files(folder), before);
}

#[test]
fn exports_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let put = |name: &str| {
        std::fs::create_dir_all(folder.join(name)).unwrap();
        std::fs::write(folder.join(name).join(BUNDLE), export("x")).unwrap();
    };
    put("stable");
    let missing = schema::from_folder(folder, "1.0.0").unwrap_err();
    snapshot("no_experimental_export", &report(folder, &missing));
    put("experimental");
    let found = schema::from_folder(folder, "1.0.0").unwrap();
    assert_eq!((&*found.version, &*found.stable.text), ("1.0.0", &*export("x")));
    for version in ["", "..", "v1", "1/../..", "1\u{1b}", "1 2"] {
        let refused = schema::from_folder(folder, version).unwrap_err();
        assert_eq!(refused.diagnostics()[0].code, Code::Usage, "{version}");
    }
}

#[cfg(unix)]
mod runtimes {
    // One test, because a program cannot be run while another thread's child still holds it open for writing.

    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;

    /// A program that answers as a runtime would.
    fn program(folder: &Path, script: &str) -> PathBuf {
        let path = folder.join("codex");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn runtimes_write_their_exports_or_fail() {
        succeeds();
        for (name, script) in [
            ("runtime_fails", "echo one >&2; printf 'two\\033[31m\\n' >&2; exit 7"),
            ("runtime_is_silent", "exit 0"),
            ("runtime_has_no_version", "echo hello"),
            ("runtime_writes_nothing", "echo codex-cli 1.2.3"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let found = schema::from_runtime(&program(folder.path(), script)).unwrap_err();
            snapshot(name, &report(folder.path(), &found));
        }
        let found = schema::from_runtime(Path::new("/nowhere/codex")).unwrap_err();
        snapshot("no_runtime", &text(&found));
    }

    fn succeeds() {
        let folder = tempfile::tempdir().unwrap();
        let (stable, experimental) = (export("x"), export("y"));
        let script = format!(
            r#"[ "$1" = --version ] && echo "codex-cli 9.8.7" && exit
[ "$1 $2 $3" = "app-server generate-json-schema --out" ] || exit 3
[ "$HOME" = "$CODEX_HOME" ] && [ -d "$HOME" ] && [ -z "$OPENAI_API_KEY$CARGO" ] || exit 4
mkdir -p "$4"
if [ "$5" = --experimental ]; then cat > "$4/{BUNDLE}" <<'END'
{experimental}END
else cat > "$4/{BUNDLE}" <<'END'
{stable}END
fi"#
        );
        let found = schema::from_runtime(&program(folder.path(), &script));
        let found = found.unwrap_or_else(|report| panic!("{}", text(&report)));
        assert_eq!(&*found.version, "9.8.7");
        assert_eq!(*found.stable.text, *stable);
        assert_eq!(*found.experimental.unwrap().text, *experimental);
    }
}
