//! Sources that were made to harm: each is refused with the entry's name, and everything around is as it was.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/archives.rs"]
mod archives;
#[path = "support/trial.rs"]
mod trial;

use std::io::Write as _;

use archives::{Tar, Zipped, gz, package, record, wheel_files, write_all, zip};
use trial::{Trial, kept};

/// What is tried, the name that the refusal must say, and the bytes.
type Case = (&'static str, &'static str, Vec<u8>);

fn good() -> Tar {
    Tar::of(&package())
}

fn all_refused(snapshot: &str, file: &str, cases: Vec<Case>) {
    let mut told = String::new();
    for (title, entry, bytes) in cases {
        let trial = Trial::new();
        let said = trial.refusal(&trial.source(file, &bytes), None);
        assert!(said.contains(entry), "{title}: {entry:?} is not in\n{said}");
        told.push_str(&format!("# {title}\n{said}\n"));
    }
    kept(snapshot, &told);
}

#[test]
fn names_in_tars() {
    let named = |name: &str| good().file(name, b"evil").gz();
    let cases = vec![
        ("an absolute path", "/etc/evil", named("/etc/evil")),
        ("a way out", "../evil", named("../evil")),
        ("a way out further in", "bin/../../evil", named("bin/../../evil")),
        ("a way out behind a dot", "./../evil", named("./../evil")),
        ("a drive", "C:/evil", named("C:/evil")),
        ("a drive's own folder", "C:evil", named("C:evil")),
        ("a backslash", "bin\\\\evil", named("bin\\\\evil")),
        ("a way out with backslashes", "..\\evil", named("..\\evil")),
        ("two slashes", "bin//evil", named("bin//evil")),
        ("a dot inside", "bin/./evil", named("bin/./evil")),
        ("a control character", "bin/ev\\u{1b}il", named("bin/ev\u{1b}il")),
        ("a line feed", "bin/ev\\u{a}il", named("bin/ev\nil")),
        ("a device of Windows", "bin/NUL.txt", named("bin/NUL.txt")),
        ("a numbered device of Windows", "bin/com1", named("bin/com1")),
        ("a dot at the end", "bin/evil.", named("bin/evil.")),
        ("a space at the end", "bin/evil ", named("bin/evil ")),
        ("a stream of Windows", "bin/codex:evil", named("bin/codex:evil")),
        ("letters that normalise", "bin/e\u{301}vil", named("bin/e\u{301}vil")),
        ("letters from right to left", "\\u{202e}", named("bin/\u{202e}live")),
        (
            "a long segment",
            "xxx/evil",
            good()
                .with(b'0', b"evil", b"", |header| {
                    header.as_ustar_mut().expect("it is one").prefix.fill(b'x');
                })
                .gz(),
        ),
        ("no name", "", good().with(b'0', b"", b"evil", |_| {}).gz()),
        ("a deep folder", "a/a/a/a", named(&format!("{}evil", "a/".repeat(40)))),
        ("bytes that are no text", "bin/\u{fffd}", good().with(b'0', b"bin/\xff", b"evil", |_| {}).gz()),
        (
            "bytes behind the end of a name",
            "bin/good",
            good().with(b'0', b"bin/good\0../../evil", b"evil", |_| {}).gz(),
        ),
    ];
    all_refused("refused_names", "package.tar.gz", cases);
}

#[test]
fn collisions_in_tars() {
    let cases = vec![
        ("a name twice", "bin/codex", good().file("bin/codex", b"evil").gz()),
        ("a name twice, once with a dot", "bin/codex", good().file("./bin/codex", b"evil").gz()),
        ("another case", "bin/CODEX", good().file("bin/CODEX", b"evil").gz()),
        ("a folder of another case", "BIN", good().file("BIN/other", b"evil").gz()),
        ("a folder where a file is", "bin/codex", good().folder("bin/codex/").gz()),
        ("a file where a folder is", "bin", good().file("bin", b"evil").gz()),
        ("something in a file", "bin/codex/evil", good().file("bin/codex/evil", b"evil").gz()),
        ("a folder twice", "empty", good().folder("bin/empty/").folder("bin/empty/").gz()),
    ];
    all_refused("refused_collisions", "package.tar.gz", cases);
}

#[test]
fn kinds_of_entries_in_tars() {
    let of = |kind: u8| good().entry(kind, "bin/evil", b"").gz();
    let cases = vec![
        ("a symbolic link", "bin/evil", of(b'2')),
        ("a hard link", "bin/evil", of(b'1')),
        ("a character device", "bin/evil", of(b'3')),
        ("a block device", "bin/evil", of(b'4')),
        ("a FIFO", "bin/evil", of(b'6')),
        ("a contiguous file", "bin/evil", of(b'7')),
        ("a kind that nobody knows", "bin/evil", of(b'Z')),
        ("a volume", "bin/evil", of(b'V')),
        (
            "a sparse file",
            "bin/evil",
            good()
                .with(b'S', b"bin/evil", b"", |header| {
                    header.as_mut_bytes()[257..265].copy_from_slice(b"ustar  \0");
                })
                .gz(),
        ),
        (
            "a long name",
            "././@LongLink",
            good().entry(b'L', "././@LongLink", b"../../evil\0").file("x", b"evil").gz(),
        ),
        (
            "a long link",
            "././@LongLink",
            good().entry(b'K', "././@LongLink", b"../../evil\0").file("x", b"evil").gz(),
        ),
        (
            "another name by attribute",
            "PaxHeaders/next",
            good().attribute(b'x', "path", "../evil").file("x", b"evil").gz(),
        ),
        (
            "another name for all",
            "PaxHeaders/next",
            good().attribute(b'g', "path", "../evil").file("x", b"evil").gz(),
        ),
        (
            "another size by attribute",
            "PaxHeaders/next",
            good().attribute(b'x', "size", "9").file("x", b"evil").gz(),
        ),
        (
            "a link's place by attribute",
            "PaxHeaders/next",
            good().attribute(b'x', "linkpath", "/").file("x", b"").gz(),
        ),
        (
            "a sparse file by attribute",
            "PaxHeaders/next",
            good().attribute(b'x', "GNU.sparse.map", "0,1").file("x", b"").gz(),
        ),
        (
            "an attribute in an attribute",
            "PaxHeaders/next",
            good()
                .attribute(b'x', "SCHILY.xattr.a", "\n9 path=x")
                .entry(b'x', "PaxHeaders/next", b"17 comment=a\npath=x\n")
                .file("x", b"")
                .gz(),
        ),
        ("a file that ends in a slash", "bin/evil/", good().file("bin/evil/", b"evil").gz()),
        ("a folder with bytes", "bin/evil/", good().entry(b'5', "bin/evil/", b"evil").gz()),
        (
            "a size that is none",
            "bin/evil",
            good()
                .with(b'0', b"bin/evil", b"", |header| {
                    header.as_old_mut().size.copy_from_slice(b"zzzzzzzzzzz\0");
                })
                .gz(),
        ),
        (
            "a size beyond everything",
            "bin/evil",
            good()
                .with(b'0', b"bin/evil", b"", |header| {
                    header.set_size(1 << 60);
                })
                .gz(),
        ),
        (
            "a prefix that only some readers see",
            "bin/evil",
            good()
                .with(b'0', b"bin/evil", b"", |header| {
                    header.as_mut_bytes()[257..265].copy_from_slice(b"ustar  \0");
                    header.as_mut_bytes()[345..353].copy_from_slice(b"../other");
                })
                .gz(),
        ),
    ];
    all_refused("refused_kinds", "package.tar.gz", cases);
}

#[test]
fn broken_tars() {
    let whole = good().gz();
    let tar = good().end();
    let mut changed = tar.clone();
    changed[0] ^= 1;
    let two = [whole.clone(), gz(b"")].concat();
    let mut flipped = whole.clone();
    let last = flipped.len() - 6;
    flipped[last] ^= 1;
    let cases = vec![
        ("cut off in the compression", "DIR/package.tar.gz", whole[..whole.len() - 20].to_vec()),
        ("cut off in the checksum", "DIR/package.tar.gz", whole[..whole.len() - 4].to_vec()),
        ("cut off in its middle", "DIR/package.tar.gz", whole[..whole.len() / 2].to_vec()),
        ("cut off in an entry", "codex-package.json", gz(&tar[..600])),
        ("cut off behind an entry's bytes", "codex-package.json", gz(&tar[..800])),
        ("without its end", "DIR/package.tar.gz", gz(&tar[..tar.len() - 1024])),
        ("with half its end", "DIR/package.tar.gz", gz(&tar[..tar.len() - 512])),
        ("nothing", "DIR/package.tar.gz", gz(b"")),
        ("a header that was changed", "DIR/package.tar.gz", gz(&changed)),
        ("a checksum that was changed", "DIR/package.tar.gz", flipped),
        ("an entry behind the end", "DIR/package.tar.gz", gz(&[tar.clone(), good().end()].concat())),
        ("an entry in the end", "DIR/package.tar.gz", gz(&[&tar[..tar.len() - 512], &tar].concat())),
        ("bytes behind the compression", "DIR/package.tar.gz", [whole.clone(), b"evil".to_vec()].concat()),
        ("a second compression", "DIR/package.tar.gz", two),
    ];
    all_refused("refused_broken_tars", "package.tar.gz", cases);
}

#[test]
fn bombs() {
    // A piece that ends on a byte can be repeated, which is faster than to compress so many zeros.
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![0; 1 << 20]).and_then(|()| encoder.flush()).expect("memory takes everything");
    let packed = encoder.get_ref().repeat(66);
    let head = good().with(b'0', b"bin/bomb", b"", |header| header.set_size(66 << 20)).0;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&head).and_then(|()| encoder.flush()).expect("memory takes everything");
    let tar = [encoder.get_ref().as_slice(), &packed].concat();

    let bomb = |size| {
        Zipped::file("codex_cli_bin/bin/bomb", b"").but(|entry| {
            entry.packed = packed.clone();
            entry.size = size;
        })
    };
    let wheel = |bomb| {
        let mut entries = wheel_files(&package(), "manylinux_2_17_x86_64");
        entries.push(bomb);
        entries.push(record(&entries));
        zip(&entries)
    };
    let many = (0..10_001).fold(Tar::default(), |tar, at| tar.file(&format!("bin/{at}"), b""));
    let huge = (0..5).fold(good(), |tar, at| {
        tar.with(b'0', format!("bin/{at}").as_bytes(), b"", |header| header.set_size(4 << 30))
    });
    all_refused(
        "refused_bombs_in_tars",
        "package.tar.gz",
        vec![
            ("a file of zeros", "bin/bomb", tar),
            ("too many entries", "bin/10000", many.gz()),
            ("too long a file", "bin/0", huge.gz()),
        ],
    );
    all_refused(
        "refused_bombs_in_wheels",
        "openai_codex_cli_bin-0.163.0-py3-none-manylinux_2_17_x86_64.whl",
        vec![
            ("a file that says how long it is", "codex_cli_bin/bin/bomb", wheel(bomb(66 << 20))),
            ("a file that says that it is short", "codex_cli_bin/bin/bomb", wheel(bomb(0))),
        ],
    );
}

/// What a change of a package's folder is called, the entry that the refusal names, and the change.
#[cfg(unix)]
type Change = (&'static str, &'static str, fn(&std::path::Path));

#[cfg(unix)]
#[test]
fn folders() {
    use std::os::unix::fs::symlink;
    let fifo = |path: &std::path::Path| {
        assert!(std::process::Command::new("mkfifo").arg(path).status().expect("it is there").success());
    };
    let socket =
        |path: &std::path::Path| drop(std::os::unix::net::UnixListener::bind(path).expect("it binds"));
    let cases: [Change; 7] = [
        ("a link to a file", "bin/evil", |folder| {
            symlink("../../evil", folder.join("bin/evil")).expect("a link")
        }),
        ("a link to a folder", "codex-resources/evil", |folder| {
            symlink("..", folder.join("codex-resources/evil")).expect("a link");
        }),
        ("a link to nothing", "evil", |folder| symlink("nowhere", folder.join("evil")).expect("a link")),
        ("a name that Windows reserves", "bin/aux", |folder| write_all(folder, &[("bin/aux", Vec::new())])),
        ("a name of two cases", "bin/codex", |folder| write_all(folder, &[("bin/Codex", Vec::new())])),
        ("a name with a line feed", "bin/ev\\u{a}il", |folder| {
            write_all(folder, &[("bin/ev\nil", Vec::new())])
        }),
        ("a stray", "setup.py", |folder| write_all(folder, &[("setup.py", Vec::new())])),
    ];
    let mut told = String::new();
    let mut try_it = |title: &str, entry: &str, change: &dyn Fn(&std::path::Path)| {
        let trial = Trial::new();
        let folder = trial.root.join("package");
        write_all(&folder, &package());
        change(&folder);
        let said = trial.refusal(&folder, None);
        assert!(said.contains(entry), "{title}: {entry:?} is not in\n{said}");
        told.push_str(&format!("# {title}\n{said}\n"));
    };
    for (title, entry, change) in cases {
        try_it(title, entry, &change);
    }
    try_it("a FIFO", "codex-path/evil", &|folder| fifo(&folder.join("codex-path/evil")));
    try_it("a socket", "codex-path/evil", &|folder| socket(&folder.join("codex-path/evil")));
    let trial = Trial::new();
    let source = trial.root.join("package.tar.gz");
    fifo(&source);
    told.push_str(&format!("# a FIFO that would never answer\n{}\n", trial.refusal(&source, None)));
    kept("refused_folders", &told);
}
