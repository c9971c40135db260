//! What runtimes are published as, staged: four kinds of sources, one result, modes by content, and all parts agree.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/archives.rs"]
mod archives;
#[path = "support/trial.rs"]
mod trial;

use std::collections::BTreeSet;

use archives::{Tar, elf, macho, package, package_of, pe, wheel, write_all};
use codex_sdkgen::release::platform::{PlatformTag, Target};
use codex_sdkgen::release::source::Layout;
use sha2::{Digest as _, Sha256};
use trial::{State, Trial, kept};

const WHEEL: &str = "openai_codex_cli_bin-0.163.0-py3-none-manylinux_2_17_x86_64.whl";

/// The files of a package, each a name and its bytes.
type Files = Vec<(&'static str, Vec<u8>)>;

/// A package in which a file has other bytes.
fn with(name: &str, bytes: &[u8]) -> Files {
    let mut files = package();
    for file in files.iter_mut().filter(|file| file.0 == name) {
        file.1 = bytes.to_vec();
    }
    files
}

/// A package with another manifest.
fn described(manifest: &str) -> Files {
    with("codex-package.json", manifest.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files alone.
fn files_of(state: &State) -> Vec<(String, u32, Vec<u8>)> {
    let files = state.iter().filter(|(_, (_, bytes))| !bytes.is_empty());
    files.map(|(name, (mode, bytes))| (name.clone(), *mode, bytes.clone())).collect()
}

#[test]
fn four_kinds_of_sources_give_the_same_files() {
    let around = |files: Files| {
        let tar = Tar::default().folder("./").folder("./codex-package-x/").folder("./codex-package-x/bin/");
        files
            .into_iter()
            .fold(tar, |tar, (name, bytes)| tar.file(&format!("./codex-package-x/{name}"), &bytes))
    };
    let harmless = |files: Files| {
        files.into_iter().fold(Tar::default().attribute(b'g', "comment", "of git"), |tar, (name, bytes)| {
            let tar = tar.attribute(b'x', "mtime", "1.5").attribute(b'x', "SCHILY.xattr.a", "\n9 path=x");
            tar.file(name, &bytes)
        })
    };
    let archives = [Tar::of(&package()).gz(), around(package()).gz(), harmless(package()).gz()];
    let folder = Trial::new();
    write_all(&folder.root.join("package"), &package());
    write_all(&folder.root.join("package"), &[("__init__.py", b"evil".to_vec()), ("py.typed", Vec::new())]);
    let from_folder = folder.stage(&folder.root.join("package"), None).expect("a folder is staged");
    assert_eq!(from_folder.kind, Layout::Package);
    assert_eq!(from_folder.version.as_deref(), Some("0.163.0"));
    assert_eq!(from_folder.target, Target::of_triple("x86_64-unknown-linux-musl"));
    let paths: Vec<&str> = from_folder.files.iter().map(|file| file.path.as_str()).collect();
    let expected: BTreeSet<&str> = package().iter().map(|(name, _)| *name).collect();
    assert_eq!(paths, Vec::from_iter(expected));
    for file in &from_folder.files {
        let (_, bytes) =
            package().into_iter().find(|(name, _)| *name == file.path.as_str()).expect("it is one");
        assert_eq!((file.size, file.sha256), (bytes.len() as u64, Sha256::digest(&bytes).into()));
        assert_eq!(
            file.is_executable,
            !file.path.as_str().ends_with(".txt") && file.path.as_str() != "codex-package.json"
        );
    }
    for bytes in archives {
        let trial = Trial::new();
        let payload =
            trial.stage(&trial.source("package.tar.gz", &bytes), None).expect("an archive is staged");
        assert_eq!(trial.staged(), folder.staged(), "modes, bytes and folders");
        assert_eq!(payload.files, from_folder.files);
        assert_eq!(payload.digest, <[u8; 32]>::from(Sha256::digest(&bytes)));
    }
    let trial = Trial::new();
    let bytes = wheel(&package(), "manylinux_2_17_x86_64");
    let payload = trial.stage(&trial.source(WHEEL, &bytes), None).expect("a wheel is staged");
    assert_eq!(trial.staged(), folder.staged());
    assert_eq!((payload.files, payload.version), (from_folder.files, from_folder.version));
}

#[cfg(unix)]
#[test]
fn modes_follow_content_and_not_the_source() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut files = with("codex-resources/notes.txt", b"#!/bin/sh\n");
    files.extend([
        ("codex-path/readme", b"text".to_vec()),
        ("codex-resources/mac", macho(0x0100_000c)),
        ("codex-resources/win", pe(0x8664)),
        ("codex-resources/MZ", b"MZ is how a text may begin".to_vec()),
        ("bin/data", b"text".to_vec()),
    ]);
    let trial = Trial::new();
    let folder = trial.root.join("package");
    write_all(&folder, &files);
    for (name, _) in &files {
        std::fs::set_permissions(folder.join(name), std::fs::Permissions::from_mode(0o6777))
            .expect("it is ours");
    }
    trial.stage(&folder, None).expect("a folder is staged");
    let staged = trial.staged();
    let of = |name: &str| staged.get(name).map(|(mode, _)| *mode);
    let plain = ["codex-package.json", "codex-resources/MZ"];
    for name in files.iter().map(|(name, _)| *name) {
        let expected = if plain.contains(&name) { 0o644 } else { 0o755 };
        assert_eq!(of(name), Some(expected), "{name}");
    }
    assert_eq!(of("bin"), Some(0o755), "folders are open, whatever umask and source say");
}

#[test]
fn executables_are_called_as_on_their_platform() {
    let cases = [
        ("x86_64-pc-windows-msvc", pe(0x8664), ".exe", "win_amd64"),
        ("aarch64-pc-windows-msvc", pe(0xaa64), ".exe", "win_arm64"),
        ("aarch64-apple-darwin", macho(0x0100_000c), "", "macosx_11_0_arm64"),
        ("x86_64-apple-darwin", macho(0x0100_0007), "", "macosx_10_9_x86_64"),
        ("aarch64-unknown-linux-musl", elf(183), "", "manylinux_2_17_aarch64"),
        ("x86_64-unknown-linux-musl", elf(62), "", "manylinux_2_17_x86_64"),
    ];
    for (triple, head, end, tag) in cases {
        let trial = Trial::new();
        let source = trial.source("p.tar.gz", &Tar::of(&package_of(triple, &head, end)).gz());
        let payload = trial.stage(&source, None).unwrap_or_else(|report| panic!("{}", trial.shown(&report)));
        assert_eq!(payload.target.map(|target| target.triple), Some(triple));
        assert_eq!(payload.platform_tag(None).expect("there is a target").as_str(), tag);
        let source = trial.source("bare", &head);
        let payload = trial.stage(&source, None).expect("a bare binary is staged");
        assert_eq!((payload.kind, payload.version.as_ref()), (Layout::Binary, None));
        let files = files_of(&trial.staged());
        assert_eq!(files, [(format!("bin/codex{end}"), 0o755, head)]);
        assert_eq!(payload.platform_tag(None).expect("its header tells").as_str(), tag);
    }
}

#[test]
fn a_script_and_a_package_that_tell_no_platform() {
    let trial = Trial::new();
    let payload =
        trial.stage(&trial.source("codex", b"#!/bin/sh\necho codex\n"), None).expect("it can be run");
    assert_eq!((payload.kind, payload.target), (Layout::Binary, None));
    let fake: Files = vec![
        ("codex-package.json", br#"{"variant":"codex"}"#.to_vec()),
        ("bin/codex", b"fake".to_vec()),
        ("bin/codex-code-mode-host", b"fake".to_vec()),
        ("codex-resources/bwrap", b"fake".to_vec()),
        ("codex-path/rg", b"fake".to_vec()),
    ];
    let payload = trial.stage(&trial.source("p.tar.gz", &Tar::of(&fake).gz()), None).expect("it is whole");
    assert_eq!((payload.kind, payload.target, payload.version.as_ref()), (Layout::Package, None, None));
    let tag = PlatformTag::parse("musllinux_1_1_x86_64").expect("it is one");
    assert_eq!(payload.platform_tag(Some(&tag)).expect("nothing disagrees"), tag);
    let host = Target::of_host().and_then(|target| target.tags.first());
    assert_eq!(Some(payload.platform_tag(None).expect("the host has one").as_str()), host.copied());
    let windows = PlatformTag::parse("win_amd64").expect("it is one");
    let told = trial.shown(&payload.platform_tag(Some(&windows)).expect_err("there is no codex.exe"));
    let real = trial.stage(&trial.source("p.tar.gz", &Tar::of(&package()).gz()), None).expect("it is whole");
    let mut told = vec![told];
    for tag in ["musllinux_1_2_aarch64", "win32"] {
        let tag = PlatformTag::parse(tag).expect("it is one");
        told.push(trial.shown(&real.platform_tag(Some(&tag)).expect_err("it is of another platform")));
    }
    kept("tags_that_disagree", &told.join("\n"));
}

#[test]
fn digests_are_verified() {
    let trial = Trial::new();
    let bytes = Tar::of(&package()).gz();
    let archive = trial.source("p.tar.gz", &bytes);
    let digest = hex(&Sha256::digest(&bytes));
    for given in [digest.clone(), digest.to_uppercase(), format!("sha256:{digest}\n")] {
        trial.stage(&archive, Some(&given)).expect("it has the digest");
    }
    let folder = trial.root.join("package");
    write_all(&folder, &package());
    let mut files = package();
    files.sort();
    let sums = files.iter().map(|(name, bytes)| format!("{}  {name}\n", hex(&Sha256::digest(bytes))));
    let sums = hex(&Sha256::digest(sums.collect::<String>()));
    trial.stage(&folder, Some(&sums)).expect("the digest of a folder is that of the list of its files");
    let other = "0".repeat(64);
    let cases = [(&archive, other.as_str()), (&folder, &other), (&archive, "0123"), (&archive, "é")];
    let told = cases.map(|(source, digest)| trial.refusal(source, Some(digest)));
    kept("refused_digests", &told.join("\n").replace(&digest, "THE DIGEST OF THE ARCHIVE"));
}

#[test]
fn what_is_no_source_is_refused() {
    let trial = Trial::new();
    let archive = Tar::of(&package()).gz();
    let cases = [
        ("a text", trial.source("text", b"no program")),
        ("nothing", trial.source("empty", b"")),
        ("an archive of another name", trial.source("package.tgz", &archive)),
        ("a wheel of another name", trial.source("package.zip", &wheel(&package(), "win_amd64"))),
        ("a wheel called an archive", trial.source("p.tar.gz", &wheel(&package(), "win_amd64"))),
        ("an archive called a wheel", trial.source("p.whl", &archive)),
        ("nothing there", trial.root.join("missing")),
    ];
    let told = cases.map(|(title, source)| format!("# {title}\n{}", trial.refusal(&source, None)));
    kept("refused_sources", &told.join("\n"));
}

#[test]
fn packages_that_do_not_fit_together() {
    let without =
        |name: &str| package().into_iter().filter(|file| !file.0.starts_with(name)).collect::<Files>();
    let cases: Vec<(&str, Files)> = vec![
        ("no manifest", without("codex-package.json")),
        ("no folders", without("codex-")),
        ("nothing but a manifest", package().into_iter().take(1).collect()),
        ("no host of code mode", without("bin/codex-code-mode-host")),
        ("names of Linux on Windows", package_of("x86_64-pc-windows-msvc", &pe(0x8664), "")),
        ("names of Windows on Linux", package_of("x86_64-unknown-linux-musl", &elf(62), ".exe")),
        ("a manifest that is no JSON", described("{")),
        ("a manifest that is no object", described("[]")),
        ("a target that is no text", described(r#"{"target": 1}"#)),
        ("a target that nobody releases", described(r#"{"target": "x86_64-unknown-linux-gnu"}"#)),
        ("a target of other executables", described(r#"{"target": "aarch64-apple-darwin"}"#)),
        ("executables of two platforms", with("bin/codex", &macho(0x0100_0007))),
        ("a layout of the future", described(r#"{"layoutVersion": 2}"#)),
        ("an entry point elsewhere", described(r#"{"entrypoint": "../codex"}"#)),
        ("resources elsewhere", described(r#"{"resourcesDir": "/etc"}"#)),
        ("a stray at the top", [package(), vec![("setup.py", Vec::new())]].concat()),
    ];
    let mut told = String::new();
    for (title, files) in cases {
        let trial = Trial::new();
        let said = trial.refusal(&trial.source("p.tar.gz", &Tar::of(&files).gz()), None);
        told.push_str(&format!("# {title}\n{said}\n"));
        let folder = Trial::new();
        write_all(&folder.root.join("p.tar.gz"), &files);
        assert_eq!(
            said,
            folder.refusal(&folder.root.join("p.tar.gz"), None),
            "{title}: a folder fails the same"
        );
    }
    kept("refused_packages", &told);
}
