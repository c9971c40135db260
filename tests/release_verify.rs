//! Wheels that are verified: what was written directly is what it claims, and each way of not being it has a report.
#![cfg(feature = "release")]
#![allow(clippy::expect_used, clippy::panic, reason = "what goes wrong here fails a test")]

#[path = "support/compiled.rs"]
mod compiled;
#[path = "support/staged.rs"]
mod staged;

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use codex_sdkgen::diag::Outcome;
use codex_sdkgen::package::Tree;
use codex_sdkgen::release::platform::Target;
use codex_sdkgen::release::progress::Silent;
use codex_sdkgen::release::verify::{Verified, verify};
use staged::{PAYLOAD, TAG, built, carrier, kept, sdk, shown, written};
use zip::write::SimpleFileOptions;

/// A platform whose programs no machine that tests can run.
const ELSEWHERE: &str = "win_arm64";

fn verified(files: &[PathBuf]) -> Outcome<Vec<Verified>> {
    verify(files, &Silent)
}

/// The wheel of a tree in a folder.
fn wheel(tree: &Tree, folder: &Path) -> PathBuf {
    let project = tempfile::tempdir().expect("a folder");
    built(&written(tree, project.path()), folder, None).path
}

/// The tag of a wheel whose programs this machine runs.
fn here() -> &'static str {
    Target::of_host().and_then(|target| target.tags.first().copied()).unwrap_or(TAG)
}

/// Members of a wheel: name, bytes, mode.
type Members = Vec<(String, Vec<u8>, u32)>;

fn members(wheel: &Path) -> Members {
    let mut zip = zip::ZipArchive::new(File::open(wheel).expect("a wheel")).expect("a zip");
    let count = zip.len();
    let mut member = |index| {
        let mut entry = zip.by_index(index).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("its bytes");
        (entry.name().expect("a name").into_owned(), bytes, entry.unix_mode().expect("a mode") & 0o777)
    };
    (0..count).map(&mut member).collect()
}

/// Writes members as a wheel of some name, with a RECORD of their own bytes unless it shall stay as it is.
fn forged(members: &Members, file: PathBuf, renew: bool) -> PathBuf {
    let mut members = members.clone();
    if renew {
        let rows = members
            .iter()
            .filter(|(name, ..)| !name.ends_with("/RECORD"))
            .map(|(name, bytes, _)| row(name, bytes));
        let rows: String = rows.collect();
        for (name, bytes, _) in members.iter_mut().filter(|(name, ..)| name.ends_with("/RECORD")) {
            *bytes = format!("{rows}{name},,\n").into_bytes();
        }
    }
    let mut zip = zip::ZipWriter::new(File::create(&file).expect("a file"));
    for (name, bytes, mode) in &members {
        zip.start_file(name, SimpleFileOptions::default().unix_permissions(*mode)).expect("an entry");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip");
    file
}

fn row(name: &str, bytes: &[u8]) -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    let digest = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(bytes));
    format!("{name},sha256={digest},{}\n", bytes.len())
}

/// Changes the text of the member whose name ends so.
fn edit(members: &mut Members, name: &str, old: &str, new: &str) {
    let found = members.iter_mut().find(|(path, ..)| path.ends_with(name)).expect("it is there");
    let text = String::from_utf8(found.1.clone()).expect("text");
    assert!(text.contains(old), "{text}");
    found.1 = text.replacen(old, new, 1).into_bytes();
}

#[test]
fn what_was_written_is_what_it_claims() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        wheel(&sdk(), folder.path()),
        wheel(&carrier("1.2.3", Some(here()), &PAYLOAD), folder.path()),
        wheel(&carrier("1.2.3", Some("musllinux_1_1_riscv64"), &PAYLOAD), folder.path()),
    ];
    let found = verified(&files).unwrap_or_else(|report| panic!("{}", shown(&report)));
    let said: Vec<_> =
        found.iter().map(|wheel| (&*wheel.distribution, &*wheel.version, &*wheel.tag)).collect();
    let (sdk, runtime) = ("openai-codex-app-server-sdk", "openai-codex-cli-bin");
    let tag = format!("py3-none-{}", here());
    let elsewhere = "py3-none-musllinux_1_1_riscv64";
    let expected = [(sdk, "1.2.3", "py3-none-any"), (runtime, "1.2.3", &tag), (runtime, "1.2.3", elsewhere)];
    assert_eq!(said, expected);
    assert_eq!(found[0].pinned, Some((runtime.to_owned(), "1.2.3".to_owned())));
    // A script is a program where there are shells.
    let reported = cfg!(unix).then(|| "1.2.3".to_owned());
    assert_eq!((&found[1].reported, &found[2].reported), (&reported, &None));
    assert_eq!(found[1].files, PAYLOAD.len() + 2 + 3 + 3);
}

/// A change of the members of a wheel.
type Change = Box<dyn Fn(&mut Members)>;

#[test]
fn wheels_that_are_not_what_they_claim() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = wheel(&carrier("1.2.3", Some(ELSEWHERE), &windows()), folder.path());
    let edited = |name: &'static str, old: &'static str, new: &'static str| -> Change {
        Box::new(move |members| edit(members, name, old, new))
    };
    let without = |name: &'static str| -> Change {
        Box::new(move |members| members.retain(|(path, ..)| !path.ends_with(name)))
    };
    let stale: [(&str, Change); 5] = [
        ("another byte", edited("__init__.py", "Codex", "codex")),
        ("a file more", Box::new(|members| members.push(("codex_cli_bin/more".to_owned(), vec![], 0o644)))),
        ("a file less", without("bin/codex-code-mode-host.exe")),
        (
            "no digest",
            edited(
                "/RECORD",
                "codex_cli_bin/py.typed,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0",
                "codex_cli_bin/py.typed,,",
            ),
        ),
        (
            "another digest",
            edited("/RECORD", "sha1=".get(..0).unwrap_or_default(), "codex_cli_bin/other,md5=x,0\n"),
        ),
    ];
    let renewed: [(&str, Change); 11] = [
        (
            "two tags",
            edited("/WHEEL", "Tag: py3-none-win_arm64", "Tag: py3-none-win_amd64\nTag: py3-none-win_arm64"),
        ),
        ("a pure wheel", edited("/WHEEL", "Root-Is-Purelib: false", "Root-Is-Purelib: true")),
        ("another name", edited("/METADATA", "Name: openai-codex-cli-bin", "Name: other")),
        ("another version", edited("/METADATA", "Version: 1.2.3", "Version: 1.2.4")),
        ("no WHEEL", without(".dist-info/WHEEL")),
        ("no RECORD", without(".dist-info/RECORD")),
        ("no program", without("bin/codex.exe")),
        ("two packages", Box::new(|members| members.push(("other/__init__.py".to_owned(), vec![], 0o644)))),
        ("another version inside", edited("codex-package.json", "1.2.3", "0.163.0")),
        ("another target inside", edited("codex-package.json", "aarch64-pc", "x86_64-pc")),
        ("no description inside", edited("codex-package.json", "{", "[")),
    ];
    let mut told = String::new();
    let mut tell = |title: &str, report: String| {
        told.push_str(&format!(
            "# {title}\n{}\n",
            report.replace(&folder.path().display().to_string(), "DIST")
        ));
    };
    let dist = |name: &str| folder.path().join(name);
    let name = runtime.file_name().expect("a name").to_owned();
    let cases = stale.iter().map(|case| (case, false)).chain(renewed.iter().map(|case| (case, true)));
    for ((title, change), renew) in cases {
        let mut changed = members(&runtime);
        change(&mut changed);
        let file = tempfile::tempdir_in(folder.path()).expect("a folder");
        let file = forged(&changed, file.path().join(&name), renew);
        let report = verified(std::slice::from_ref(&file)).expect_err(title);
        let parent = file.parent().expect("a folder").display().to_string();
        tell(title, shown(&report).replace(&parent, "DIST"));
    }
    let names = [
        "openai_codex_cli_bin-1.2.4-py3-none-win_arm64.whl",
        "openai_codex_cli_bin-1.2.3-py3-none-win_amd64.whl",
        "openai_codex_cli_bin-1.2.3-1-py3-none-win_arm64.whl",
        "openai-codex-cli-bin-1.2.3-py3-none-win_arm64.whl",
        "openai_codex_cli_bin-1.2.3-cp311-none-win_arm64.whl",
        "openai_codex_cli_bin-01.2.3-py3-none-win_arm64.whl",
        "openai_codex_cli_bin-1.2.3-py3-none-any.whl",
        "runtime.zip",
    ];
    for name in names {
        fs::copy(&runtime, dist(name)).expect("a copy");
        tell(name, shown(&verified(&[dist(name)]).expect_err(name)));
    }
    let whole = fs::read(&runtime).expect("a wheel");
    fs::write(&runtime, &whole[..whole.len() - 30]).expect("a file");
    tell("a part of a wheel", shown(&verified(&[runtime]).expect_err("it is torn")));
    kept("wheels", &told);
}

/// A payload for a platform whose programs end in `.exe`.
fn windows() -> Vec<(&'static str, &'static [u8])> {
    let description = b"{\"version\": \"1.2.3\", \"target\": \"aarch64-pc-windows-msvc\"}\n";
    vec![
        ("bin/codex-code-mode-host.exe", b"MZ"),
        ("bin/codex.exe", b"MZ"),
        ("codex-package.json", description),
    ]
}

#[test]
fn wheels_that_do_not_go_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let sdk = wheel(&sdk(), folder.path());
    let other = wheel(&carrier("1.2.4", Some(ELSEWHERE), &[("bin/codex.exe", b"MZ")]), folder.path());
    let mut told = shown(&verified(&[other, sdk.clone()]).expect_err("the versions differ"));
    let pins = ["Requires-Dist: openai-codex-cli-bin==1.2.3"; 2];
    let cases = [
        ("no pin", "Requires-Dist: openai-codex-cli-bin>=1.2.3".to_owned()),
        ("two pins", format!("{}\nRequires-Dist: other==1", pins[0])),
        ("one pin twice", format!("{}\nRequires-Dist: openai-codex-cli-bin<2", pins[0])),
        ("a marker", format!("{} ; python_version > '3'", pins[0])),
    ];
    for (title, needed) in cases {
        let mut changed = members(&sdk);
        edit(&mut changed, "/METADATA", pins[0], &needed);
        let file = forged(&changed, sdk.clone(), true);
        told.push_str(&format!("\n# {title}\n{}", shown(&verified(&[file]).expect_err(title))));
        let back = |members: &mut Members| edit(members, "/METADATA", &needed, pins[0]);
        back(&mut changed);
        forged(&changed, sdk.clone(), true);
    }
    kept("wheels_together", &told.replace(&folder.path().display().to_string(), "DIST"));
}

#[test]
#[cfg(unix)]
fn programs_are_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let says = |script: &'static str| {
        let payload: [(&str, &[u8]); 1] = [("bin/codex", script.as_bytes())];
        let wheel = wheel(&carrier("1.2.3", Some(here()), &payload), folder.path());
        verified(&[wheel]).map(|found| found[0].reported.clone())
    };
    assert_eq!(says("#!/bin/sh\necho codex-cli 1.2.3\n"), Ok(Some("1.2.3".to_owned())));
    let other = shown(&says("#!/bin/sh\necho codex-cli 1.2.4\n").expect_err("another version"));
    assert!(other.contains("its program says that it is 1.2.4 and not 1.2.3"), "{other}");
    let failing = shown(&says("#!/bin/sh\nexit 3\n").expect_err("it fails"));
    assert!(failing.contains("error[E701]"), "{failing}");
    // What reaches the program is nothing of ours.
    std::fs::write(folder.path().join("seen"), "").expect("a file");
    let clean = says("#!/bin/sh\ntest -z \"$CARGO\" && test -d \"$CODEX_HOME\" && echo codex-cli 1.2.3\n");
    assert_eq!(clean, Ok(Some("1.2.3".to_owned())));
}

#[test]
#[cfg(unix)]
fn programs_that_are_not_allowed_to_run_and_those_for_another_target() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = wheel(&carrier("1.2.3", Some(here()), &PAYLOAD), folder.path());
    let mut changed = members(&runtime);
    for (_, _, mode) in &mut changed {
        *mode = 0o644;
    }
    let plain = forged(&changed, runtime.clone(), false);
    let report = shown(&verified(&[plain]).expect_err("nobody can run it"));
    assert!(report.contains("cannot be run by whoever installs it"), "{report}");

    let mut elf = [0_u8; 64];
    let head: [u8; 20] = *b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\xb7\0";
    elf[..20].copy_from_slice(&head);
    let payload: [(&str, &[u8]); 1] = [("bin/codex", &elf)];
    let arm = wheel(&carrier("1.2.3", Some("manylinux_2_17_x86_64"), &payload), folder.path());
    let report = shown(&verified(&[arm]).expect_err("it is for another machine"));
    assert!(report.contains("aarch64-unknown-linux-musl and not for x86_64"), "{report}");
}
