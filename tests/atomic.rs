//! Trees on a real disk: what is ours is replaced whole or not at all, what is not ours is never touched, whoever
//! else writes and whenever the process dies.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what goes wrong here fails a test"
)]

#[path = "support/project.rs"]
mod project;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use codex_sdkgen::diag::{Code, Outcome};
use codex_sdkgen::package::{MANIFEST, RelPath, Tree, Written, check, write};
use project::Project;

type Files = BTreeMap<String, Vec<u8>>;

fn tree(files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::default();
    for (path, text) in files {
        let path = RelPath::new(path).expect("a plain path");
        tree.insert(path, text.as_bytes().to_vec()).expect("the paths differ");
    }
    tree
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn text(root: &Path, path: &str) -> Option<String> {
    fs::read_to_string(root.join(path)).ok()
}

fn codes<T>(outcome: Outcome<T>) -> Vec<Code> {
    let report = outcome.err().expect("this is refused");
    report.diagnostics().iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn writes_what_changed_and_removes_what_is_stale() {
    let folder = tempfile::tempdir().expect("there is room");
    let root = folder.path().join("out/python");
    let old = tree(&[("a.txt", "a\n"), ("b.txt", "b\n"), ("deep/er/c.txt", "c\n"), ("deep/d.txt", "d\n")]);
    assert_eq!(write(&root, &old), Ok(Written { written: 4, removed: 0, unchanged: 0 }));
    assert_eq!(write(&root, &old), Ok(Written { written: 0, removed: 0, unchanged: 4 }));

    put(&root, "deep/mine.txt", "mine\n");
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    for path in ["a.txt", "b.txt"] {
        let file = fs::File::options().write(true).open(root.join(path)).expect("it is there");
        file.set_modified(past).expect("the time can be set");
    }
    let new = tree(&[("a.txt", "a\n"), ("b.txt", "bb\n"), ("e/f.txt", "f\n")]);
    assert!(!check(&root, &new).expect("the folder can be read").is_empty());
    assert_eq!(write(&root, &new), Ok(Written { written: 2, removed: 2, unchanged: 1 }));
    assert_eq!(check(&root, &new), Ok(Vec::new()));
    let modified =
        |path: &str| fs::metadata(root.join(path)).and_then(|it| it.modified()).expect("it is there");
    assert_eq!(modified("a.txt"), past);
    assert_ne!(modified("b.txt"), past);
    assert!(!root.join("deep/er").exists(), "a folder that became empty is left");
    assert_eq!(text(&root, "deep/mine.txt").as_deref(), Some("mine\n"));

    let list = fs::metadata(root.join(MANIFEST)).and_then(|it| it.modified()).expect("it is there");
    write(&root, &new).expect("nothing is in the way");
    assert_eq!(modified(MANIFEST), list, "the list was written although nothing changed");
}

#[test]
fn files_of_others_stay() {
    let folder = tempfile::tempdir().expect("there is room");
    let root = folder.path();
    put(root, "equal.txt", "same\n");
    put(root, "other.txt", "mine\n");
    put(root, ".codex-sdkgen-mine.tmp", "mine\n");
    let wanted = tree(&[("equal.txt", "same\n"), ("other.txt", "ours\n"), ("third.txt", "ours\n")]);
    assert_eq!(codes(write(root, &wanted)), [Code::ForeignFile]);
    assert_eq!(text(root, "other.txt").as_deref(), Some("mine\n"));
    assert_eq!(text(root, "third.txt"), None, "something was written before the refusal");

    fs::remove_file(root.join("other.txt")).expect("it is there");
    assert_eq!(write(root, &wanted), Ok(Written { written: 2, removed: 0, unchanged: 1 }));
    assert_eq!(text(root, ".codex-sdkgen-mine.tmp").as_deref(), Some("mine\n"));

    put(root, "third.txt", "changed\n");
    assert_eq!(codes(write(root, &tree(&[("equal.txt", "same\n")]))), [Code::ForeignFile]);
    assert_eq!(text(root, "third.txt").as_deref(), Some("changed\n"));
    assert_eq!(text(root, "other.txt").as_deref(), Some("ours\n"));
    assert_eq!(write(root, &wanted), Ok(Written { written: 1, removed: 0, unchanged: 2 }));
    assert_eq!(text(root, "third.txt").as_deref(), Some("ours\n"));
}

#[test]
fn what_a_killed_run_left_unfinished_is_swept() {
    let folder = tempfile::tempdir().expect("there is room");
    let root = folder.path();
    let wanted = tree(&[("a.txt", "a\n"), ("deep/b.txt", "b\n")]);
    write(root, &wanted).expect("nothing is in the way");
    put(root, ".codex-sdkgen-aB3dE6.tmp", "half");
    put(root, "deep/.codex-sdkgen-000000.tmp", "half");
    put(root, "deep/.codex-sdkgen-0000000.tmp", "not ours: too long");
    put(root, "elsewhere/.codex-sdkgen-000000.tmp", "not ours: nothing of ours is there");
    assert_eq!(write(root, &wanted), Ok(Written { written: 0, removed: 0, unchanged: 2 }));
    assert_eq!(text(root, ".codex-sdkgen-aB3dE6.tmp"), None);
    assert_eq!(text(root, "deep/.codex-sdkgen-000000.tmp"), None);
    assert!(text(root, "deep/.codex-sdkgen-0000000.tmp").is_some());
    assert!(text(root, "elsewhere/.codex-sdkgen-000000.tmp").is_some());
}

#[test]
fn a_list_that_lies_removes_nothing_outside() {
    let folder = tempfile::tempdir().expect("there is room");
    let root = folder.path().join("root");
    put(folder.path(), "outside.txt", "a\n");
    let digest = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7";
    for path in ["../outside.txt", "/outside.txt", "a/../../outside.txt", "c:outside.txt", "", "con"] {
        put(&root, MANIFEST, &format!("{digest}  {path}\n"));
        assert_eq!(codes(write(&root, &tree(&[]))), [Code::ForeignFile], "{path}");
        assert_eq!(codes(check(&root, &tree(&[]))), [Code::ForeignFile], "{path}");
    }
    assert_eq!(text(folder.path(), "outside.txt").as_deref(), Some("a\n"));
    put(&root, "inside.txt", "a\n");
    put(&root, MANIFEST, &format!("{digest}  inside.txt\n"));
    assert_eq!(write(&root, &tree(&[])), Ok(Written { written: 0, removed: 1, unchanged: 0 }));
}

#[cfg(unix)]
#[test]
fn links_are_never_followed() {
    use std::os::unix::fs::symlink;

    let wanted = tree(&[("a.txt", "a\n"), ("deep/b.txt", "b\n")]);
    let nothing = tree(&[]);
    let attack = |link: &str, to: &str, tree: &Tree, code: Code| {
        let folder = tempfile::tempdir().expect("there is room");
        let (root, outside) = (folder.path().join("root"), folder.path().join("outside"));
        write(&root, &wanted).expect("nothing is in the way");
        write(&outside, &wanted).expect("nothing is in the way");
        put(&outside, "a.txt", "theirs\n");
        let before = fs::read_dir(&outside).expect("it is there").count();
        let at = folder.path().join(link);
        if at.is_dir() { fs::remove_dir_all(&at) } else { fs::remove_file(&at) }.expect("it is there");
        symlink(outside.join(to), &at).expect("links can be made");
        assert_eq!(codes(write(&root, tree)), [code], "{link} -> {to}");
        assert_eq!(text(&outside, "a.txt").as_deref(), Some("theirs\n"), "{link} -> {to}");
        assert_eq!(text(&outside, "deep/b.txt").as_deref(), Some("b\n"), "{link} -> {to}");
        assert_eq!(fs::read_dir(&outside).expect("it is there").count(), before, "{link} -> {to}");
        assert!(at.is_symlink(), "{link} -> {to} was replaced");
    };
    let changed = tree(&[("a.txt", "new\n"), ("deep/b.txt", "new\n")]);
    for tree in [&changed, &wanted, &nothing] {
        attack("root/a.txt", "a.txt", tree, Code::ForeignFile);
        attack("root/a.txt", "nowhere", tree, Code::ForeignFile);
        attack("root/deep", "deep", tree, Code::ForeignFile);
        attack("root/deep/b.txt", "a.txt", tree, Code::ForeignFile);
        attack(&format!("root/{MANIFEST}"), MANIFEST, tree, Code::ForeignFile);
        attack("root", "", tree, Code::FileAccess);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    let folder = tempfile::tempdir().expect("there is room");
    let pipe = folder.path().join("a.txt");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("there is mkfifo");
    assert!(made.success());
    assert_eq!(codes(write(folder.path(), &tree(&[("a.txt", "a\n")]))), [Code::ForeignFile]);
    assert_eq!(check(folder.path(), &tree(&[("a.txt", "a\n")])).expect("it can be read").len(), 2);
}

/// A path that can be looked at, in a folder that can be made, but beside which no unfinished file has room.
#[cfg(target_os = "linux")]
fn unwritable(root: &Path) -> String {
    let room = 4090 - root.as_os_str().len() - "/z/f".len();
    let folders = "d".repeat(99) + "/";
    let deep = folders.repeat(room / 100);
    let rest = "d".repeat(room % 100);
    format!("z/{deep}{}f", if rest.is_empty() { rest } else { format!("{}/", &rest[1..]) })
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_fails_owns_what_it_has_made() {
    let folder = tempfile::tempdir().expect("there is room");
    let root = folder.path();
    let old = tree(&[("a.txt", "a\n"), ("b.txt", "b\n"), ("old.txt", "old\n")]);
    let new = tree(&[("a.txt", "aa\n"), ("b.txt", "b\n"), ("new/c.txt", "c\n"), (&unwritable(root), "\n")]);
    for after in [&old, &tree(&[("new/c.txt", "other\n")])] {
        write(root, &old).expect("nothing is in the way");
        assert_eq!(codes(write(root, &new)), [Code::FileAccess]);
        assert_eq!(text(root, "a.txt").as_deref(), Some("aa\n"));
        assert_eq!(text(root, "new/c.txt").as_deref(), Some("c\n"));
        write(root, after).expect("all that is there is ours");
        assert_eq!(check(root, after), Ok(Vec::new()));
        assert_eq!(fs::read_dir(root).expect("it is there").count(), after.iter().count() + 1);
    }
}

/// Two states of a project whose every emitted file and whose layout differ.
fn states() -> [(Project, Files); 2] {
    let old = Project::generated();
    let new = Project::new();
    new.edit("schema/surface.toml", "name = \"echo\"", "name = \"other echo\"");
    new.edit("schema/surface.toml", "echo = \"echo\"", "echo = \"voice\"");
    assert!(new.run(&["generate"]).status.success());
    [old, new].map(|project| {
        let files = project.files("generated");
        (project, files)
    })
}

fn is_unfinished(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with(".codex-sdkgen-") && name.ends_with(".tmp")
}

#[test]
fn a_run_that_is_killed_leaves_whole_files_and_the_next_completes() {
    let [(old, old_files), (new, new_files)] = states();
    let out = new.path("preview");
    let args = ["generate", "--out", &out.to_string_lossy()].map(str::to_owned);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let reset = || {
        assert!(old.run(&args).status.success());
        assert_eq!(new.files("preview"), old_files);
    };
    reset();
    let start = Instant::now();
    assert!(new.run(&args).status.success());
    let whole = start.elapsed();

    let mut halfway = 0;
    for round in 0..400_u32 {
        reset();
        let mut child = new.command(&args).stderr(std::process::Stdio::null()).spawn().expect("it runs");
        std::thread::sleep(whole.mul_f64(f64::from(round % 40) / 32.0));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let left = new.files("preview");
        for (path, bytes) in &left {
            let known = [old_files.get(path), new_files.get(path)].contains(&Some(bytes));
            assert!(
                known || is_unfinished(path) || path.ends_with(MANIFEST),
                "{path} is neither old nor new"
            );
        }
        for path in old_files.keys().filter(|path| new_files.contains_key(*path)) {
            assert!(left.contains_key(path), "{path} was gone for a moment");
        }
        halfway += u32::from(left != old_files && left != new_files);
        // The inputs may be other ones when somebody tries again: the old state can be had back as well.
        let again = if round % 2 == 0 { (&new, &new_files) } else { (&old, &old_files) };
        let output = again.0.run(&args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(&new.files("preview"), again.1);
        if halfway == 8 {
            break;
        }
    }
    assert!(halfway > 0, "no run was killed while it wrote");
}

#[test]
fn runs_at_the_same_time_wait_for_each_other() {
    let [(old, old_files), (new, new_files)] = states();
    for round in 0..12 {
        let out = new.path(&format!("preview{round}"));
        let out = out.to_string_lossy();
        let args = ["generate", "--out", &out];
        let children = [&old, &new, &old, &new].map(|project| {
            project.command(&args).stderr(std::process::Stdio::piped()).spawn().expect("it runs")
        });
        for child in children {
            let output = child.wait_with_output().expect("it ends");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let left = new.files(&format!("preview{round}"));
        assert!(left == old_files || left == new_files, "two runs were mixed");
    }
}
