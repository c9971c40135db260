//! Wheels that were made to harm, or that are not what they say: each is refused, and everything around is as it was.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/archives.rs"]
mod archives;
#[path = "support/trial.rs"]
mod trial;

use archives::{Zipped, package, record, wheel, wheel_files, zip};
use trial::{Trial, kept};

const NAME: &str = "openai_codex_cli_bin-0.163.0-py3-none-manylinux_2_17_x86_64.whl";
const TAG: &str = "manylinux_2_17_x86_64";
const RECORD: &str = "openai_codex_cli_bin-0.163.0.dist-info/RECORD";

/// What is tried, the name that the refusal must say, and the bytes.
type Case = (&'static str, &'static str, Vec<u8>);

/// A wheel with one more entry, which its RECORD names.
fn with(entry: Zipped) -> Vec<u8> {
    let mut entries = wheel_files(&package(), TAG);
    entries.push(entry);
    entries.push(record(&entries));
    zip(&entries)
}

/// A wheel whose `bin/codex` is changed after its RECORD was made.
fn changed(change: impl Fn(&mut Zipped)) -> Vec<u8> {
    let mut entries = wheel_files(&package(), TAG);
    entries.push(record(&entries));
    change(&mut entries[1]);
    zip(&entries)
}

/// A wheel whose entry of a name has other bytes, which its RECORD names.
fn rewritten(name: &str, text: &str) -> Vec<u8> {
    let mut entries = wheel_files(&package(), TAG);
    for entry in &mut entries {
        if entry.name.ends_with(name.as_bytes()) {
            *entry = Zipped::file(&String::from_utf8_lossy(&entry.name), text.as_bytes());
        }
    }
    entries.push(record(&entries));
    zip(&entries)
}

/// A wheel with another RECORD.
fn recorded(change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut entries = wheel_files(&package(), TAG);
    let text = String::from_utf8(record(&entries).bytes).expect("it is text");
    let changed = change(&text);
    assert_ne!(text, changed);
    entries.push(Zipped::file(RECORD, changed.as_bytes()));
    zip(&entries)
}

fn all_refused(snapshot: &str, cases: Vec<Case>) {
    let mut told = String::new();
    for (title, entry, bytes) in cases {
        let trial = Trial::new();
        let said = trial.refusal(&trial.source(NAME, &bytes), None);
        assert!(said.contains(entry), "{title}: {entry:?} is not in\n{said}");
        told.push_str(&format!("# {title}\n{said}\n"));
    }
    kept(snapshot, &told);
}

#[test]
fn names_and_kinds() {
    let file = |name: &str| with(Zipped::file(name, b"evil"));
    let of = |mode: u32| {
        with(Zipped::file("codex_cli_bin/bin/evil", b"../x").but(|entry| entry.attributes = mode << 16))
    };
    let evil = || Zipped::file("codex_cli_bin/bin/evil", b"evil");
    let cases = vec![
        ("an absolute path", "/etc/evil", file("/etc/evil")),
        ("a way out", "codex_cli_bin/../../evil", file("codex_cli_bin/../../evil")),
        ("a backslash", "codex_cli_bin\\..\\evil", file("codex_cli_bin\\..\\evil")),
        ("a control character", "ev\\u{0}il", file("codex_cli_bin/ev\0il")),
        ("a device of Windows", "codex_cli_bin/bin/con", file("codex_cli_bin/bin/con")),
        ("letters that normalise", "e\u{301}vil", file("codex_cli_bin/e\u{301}vil")),
        ("bytes that are no text", "\u{fffd}", with(evil().but(|entry| entry.name = b"bin/\xff".to_vec()))),
        ("a name twice", "codex_cli_bin/bin/codex", file("codex_cli_bin/bin/codex")),
        ("another case", "codex_cli_bin/bin/CODEX", file("codex_cli_bin/bin/CODEX")),
        ("a file in a file", "codex_cli_bin/bin/codex/evil", file("codex_cli_bin/bin/codex/evil")),
        (
            "a folder where a file is",
            "codex_cli_bin/bin/codex/",
            with(Zipped::file("codex_cli_bin/bin/codex/", b"").but(|entry| entry.attributes = 0)),
        ),
        ("a symbolic link", "codex_cli_bin/bin/evil", of(0o120_777)),
        ("a FIFO", "codex_cli_bin/bin/evil", of(0o010_644)),
        ("a device", "codex_cli_bin/bin/evil", of(0o020_644)),
        ("a socket", "codex_cli_bin/bin/evil", of(0o140_644)),
        ("a folder by its mode", "codex_cli_bin/bin/evil", of(0o040_755)),
        (
            "a folder with bytes",
            "codex_cli_bin/evil/",
            with(Zipped::file("codex_cli_bin/evil/", b"evil").but(|entry| entry.attributes = 0)),
        ),
        ("an encrypted entry", "codex_cli_bin/bin/evil", with(evil().but(|entry| entry.flags = 1))),
        (
            "a strongly encrypted entry",
            "codex_cli_bin/bin/evil",
            with(evil().but(|entry| entry.flags = 0x40)),
        ),
        (
            "a compression that wheels have not",
            "codex_cli_bin/bin/evil",
            with(evil().but(|entry| entry.method = 93)),
        ),
        ("a stored entry of two sizes", "codex_cli_bin/bin/evil", with(evil().but(|entry| entry.method = 0))),
        ("something beside the package", "evil.pth", file("evil.pth")),
        (
            "data of a wheel",
            "openai_codex_cli_bin-0.163.0.data/scripts/evil",
            file("openai_codex_cli_bin-0.163.0.data/scripts/evil"),
        ),
        ("a module of its own", "evil.py", file("codex_cli_bin/evil.py")),
    ];
    all_refused("refused_entries_of_wheels", cases);
}

#[test]
fn structure() {
    let whole = wheel(&package(), TAG);
    let end = whole.len();
    let mut comment = whole.clone();
    comment[end - 2] = 4;
    comment.extend(b"evil");
    let local = whole.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("there is a directory");
    let mut gap = whole.clone();
    gap.splice(local..local, *b"evil");
    let start = u32::from_le_bytes(gap[end - 2..end + 2].try_into().expect("four bytes"));
    gap[end - 2..end + 2].copy_from_slice(&(start + 4).to_le_bytes());
    let mut fewer = whole.clone();
    fewer[end - 14] -= 1;
    fewer[end - 12] -= 1;
    let descriptor = |crc: u32| {
        move |entry: &mut Zipped| {
            entry.flags = 8;
            entry.local_crc = Some(0);
            entry.after = b"PK\x07\x08".to_vec();
            let packed = u32::try_from(entry.packed.len()).expect("it is short");
            entry.after.extend([entry.crc ^ crc, packed, entry.size].map(u32::to_le_bytes).concat());
        }
    };
    let trial = Trial::new();
    let described = changed(descriptor(0));
    trial.stage(&trial.source(NAME, &described), None).expect("an entry may be described behind its bytes");
    let cases = vec![
        ("cut off", NAME, whole[..end - 1].to_vec()),
        ("cut off in its middle", NAME, whole[..end / 2].to_vec()),
        ("bytes behind", NAME, [whole.clone(), b"evil".to_vec()].concat()),
        ("a comment", NAME, comment),
        ("bytes before", NAME, [b"PK".to_vec(), whole.clone()].concat()),
        ("a zip in front", NAME, [whole.clone(), whole.clone()].concat()),
        ("bytes before the directory", NAME, gap),
        ("fewer entries than its directory", NAME, fewer),
        (
            "bytes before an entry",
            "codex_cli_bin/bin/codex",
            changed(|entry| entry.before = b"evil".to_vec()),
        ),
        (
            "bytes behind an entry",
            "codex_cli_bin/bin/codex-code-mode-host",
            changed(|entry| entry.after = b"evil".to_vec()),
        ),
        (
            "an entry that the directory hides",
            "codex_cli_bin/bin/codex",
            changed(|entry| {
                let hidden = zip(&[Zipped::file("codex_cli_bin/evil", b"evil")]);
                let end =
                    hidden.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("there is a directory");
                entry.before = hidden[..end].to_vec();
            }),
        ),
        (
            "another name in its own header",
            "codex_cli_bin/bin/codex",
            changed(|entry| {
                entry.local_name = Some(b"codex_cli_bin/bin/codey".to_vec());
            }),
        ),
        (
            "another checksum in its own header",
            "codex_cli_bin/bin/codex",
            changed(|entry| entry.local_crc = Some(7)),
        ),
        ("another checksum behind its bytes", "codex_cli_bin/bin/codex", changed(descriptor(7))),
        ("a wrong checksum", "codex_cli_bin/bin/codex", changed(|entry| entry.crc ^= 1)),
        ("fewer bytes than it says", "codex_cli_bin/bin/codex", changed(|entry| entry.size += 1)),
        ("more bytes than it says", "codex_cli_bin/bin/codex", changed(|entry| entry.size -= 1)),
        (
            "bytes behind the compressed data",
            "codex_cli_bin/bin/codex",
            changed(|entry| entry.packed.extend(b"evil")),
        ),
        ("compressed data that is none", "codex_cli_bin/bin/codex", changed(|entry| entry.packed.fill(0xff))),
    ];
    all_refused("refused_wheels", cases);
}

#[test]
fn records_and_metadata() {
    let own = "codex_cli_bin/bin/codex,sha256=";
    let cases = vec![
        (
            "another file than promised",
            "codex_cli_bin/bin/codex",
            changed(|entry| {
                let other = [entry.bytes[..entry.bytes.len() - 1].to_vec(), b"y".to_vec()].concat();
                *entry = Zipped::file("codex_cli_bin/bin/codex", &other);
            }),
        ),
        (
            "a longer file than promised",
            "codex_cli_bin/bin/codex",
            changed(|entry| {
                *entry =
                    Zipped::file("codex_cli_bin/bin/codex", &[entry.bytes.clone(), b"y".to_vec()].concat());
            }),
        ),
        (
            "a file that has no row",
            "codex_cli_bin/bin/codex",
            recorded(|text| text.replace(own, "codex_cli_bin/bin/x,sha256=")),
        ),
        (
            "a row that has no file",
            "codex_cli_bin/missing",
            recorded(|text| format!("{text}codex_cli_bin/missing,,\n")),
        ),
        (
            "a file without a digest",
            "codex_cli_bin/py",
            recorded(|text| format!("{text}codex_cli_bin/py,,\n")),
        ),
        ("a row twice", "line 11", recorded(|text| format!("{text}{RECORD},,\n"))),
        ("a weak digest", "line 2", recorded(|text| text.replace(own, "codex_cli_bin/bin/codex,md5="))),
        ("a quoted row", "line 11", recorded(|text| format!("{text}\"a,b\",,\n"))),
        ("no WHEEL", "WHEEL", {
            let mut entries = wheel_files(&package(), TAG);
            entries.pop();
            entries.push(record(&entries));
            zip(&entries)
        }),
        ("no RECORD", "RECORD", zip(&wheel_files(&package(), TAG))),
        ("two tags", "Tag", rewritten("WHEEL", "Tag: py3-none-win_amd64\nTag: py3-none-win_arm64\n")),
        ("a tag of one Python", "py3-none-", rewritten("WHEEL", "Tag: cp312-cp312-win_amd64\n")),
        ("a tag that is none", "`any`", rewritten("WHEEL", "Tag: py3-none-any\n")),
        ("a tag of another platform", "aarch64", rewritten("WHEEL", "Tag: py3-none-musllinux_1_1_aarch64\n")),
        ("two versions", "0.164.0", rewritten("METADATA", "Name: x\nVersion: 0.164.0\n\n")),
        ("no version", "Version", rewritten("METADATA", "Name: x\n\nVersion: 1\n")),
        ("two folders of metadata", ".dist-info", with(Zipped::file("x-1.dist-info/METADATA", b""))),
    ];
    all_refused("refused_records", cases);
}

/// What nobody thought of: whichever byte of a wheel is another one, it is refused, or what it stages is the same.
#[test]
fn every_byte_counts_or_changes_nothing() {
    let files = vec![
        ("codex-package.json", b"{}".to_vec()),
        ("bin/codex", b"a".to_vec()),
        ("bin/codex-code-mode-host", b"b".to_vec()),
    ];
    let whole = wheel(&files, TAG);
    let trial = Trial::new();
    trial.stage(&trial.source(NAME, &whole), None).expect("it is whole");
    let expected = trial.staged();
    let mut refused = 0;
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        match trial.stage(&trial.source(NAME, &bytes), None) {
            Ok(_) => assert_eq!(trial.staged(), expected, "byte {at}"),
            Err(report) => refused += usize::from(!trial.shown(&report).is_empty()),
        }
        let beside = std::fs::read_dir(&trial.root).expect("a folder").count();
        assert_eq!(beside, 3, "nothing is left beside the folder");
    }
    assert!(refused * 10 > whole.len() * 7, "{refused} of {} bytes count", whole.len());
}

#[test]
fn wherever_an_archive_is_cut_off_it_is_refused() {
    let whole = archives::Tar::of(&package()).gz();
    let trial = Trial::new();
    for end in 2..whole.len() {
        trial.stage(&trial.source("p.tar.gz", &whole[..end]), None).expect_err("its end is missing");
    }
    assert!(trial.goal().join("src/codex_cli_bin/kept").exists());
}
