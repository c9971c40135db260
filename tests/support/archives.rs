//! Runtimes as somebody would publish them, well or with intent: tars, zips and folders, made byte for byte.
//! Every field that a reader could believe can be set to something that it must not.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test fails by panicking and uses a part"
)]

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use sha2::{Digest as _, Sha256};

/// The files of a package for Linux on x86-64.
pub fn package() -> Vec<(&'static str, Vec<u8>)> {
    package_of("x86_64-unknown-linux-musl", &elf(62), "")
}

/// The files of a package for a target, whose executables begin with a head.
pub fn package_of(triple: &str, head: &[u8], end: &'static str) -> Vec<(&'static str, Vec<u8>)> {
    let manifest = format!(
        r#"{{"layoutVersion": 1, "version": "0.163.0", "target": "{triple}", "variant": "codex", "entrypoint": "bin/codex{end}", "resourcesDir": "codex-resources", "pathDir": "codex-path"}}"#
    );
    let name = |plain, windows| if end.is_empty() { plain } else { windows };
    let program = |text: &str| [head, text.as_bytes()].concat();
    vec![
        ("codex-package.json", manifest.into_bytes()),
        (name("bin/codex", "bin/codex.exe"), program("codex")),
        (name("bin/codex-code-mode-host", "bin/codex-code-mode-host.exe"), program("host")),
        ("codex-resources/bwrap", program("bwrap")),
        ("codex-resources/notes.txt", b"no program".to_vec()),
        (name("codex-path/rg", "codex-path/rg.exe"), program("rg")),
    ]
}

/// The head of a program of Linux for a processor (62 and 183 are those of releases).
pub fn elf(machine: u16) -> Vec<u8> {
    let mut head = vec![0; 64];
    head[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
    head[16..18].copy_from_slice(&3u16.to_le_bytes());
    head[18..20].copy_from_slice(&machine.to_le_bytes());
    head
}

/// The head of a program of macOS for a processor.
pub fn macho(cpu: u32) -> Vec<u8> {
    [0xfeed_facf_u32, cpu, 0, 2, 0, 0, 0, 0].iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// The head of a program of Windows for a processor.
pub fn pe(machine: u16) -> Vec<u8> {
    let mut head = vec![0; 64 + 24 + 112];
    head[..2].copy_from_slice(b"MZ");
    head[0x3c] = 64;
    head[64..68].copy_from_slice(b"PE\0\0");
    head[68..70].copy_from_slice(&machine.to_le_bytes());
    head[84] = 112;
    head[88..90].copy_from_slice(&0x20b_u16.to_le_bytes());
    head
}

/// A tar that is being made.
#[derive(Default, Clone)]
pub struct Tar(pub Vec<u8>);

impl Tar {
    /// A tar with files.
    pub fn of(files: &[(&str, Vec<u8>)]) -> Self {
        files.iter().fold(Self::default(), |tar, (name, bytes)| tar.file(name, bytes))
    }

    pub fn file(self, name: &str, bytes: &[u8]) -> Self {
        self.entry(b'0', name, bytes)
    }

    pub fn folder(self, name: &str) -> Self {
        self.entry(b'5', name, b"")
    }

    pub fn entry(self, kind: u8, name: &str, bytes: &[u8]) -> Self {
        self.with(kind, name.as_bytes(), bytes, |_| {})
    }

    /// An entry whose header is changed before its checksum is made.
    pub fn with(mut self, kind: u8, name: &[u8], bytes: &[u8], change: impl Fn(&mut tar::Header)) -> Self {
        let mut header = tar::Header::new_ustar();
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(1);
        header.as_ustar_mut().expect("it is one").typeflag = [kind];
        if matches!(kind, b'1' | b'2') {
            header.as_old_mut().linkname[..7].copy_from_slice(b"../evil");
        }
        change(&mut header);
        header.set_cksum();
        self.0.extend(header.as_bytes());
        self.0.extend(bytes);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    /// An extension header with one attribute.
    pub fn attribute(self, kind: u8, key: &str, value: &str) -> Self {
        let rest = format!(" {key}={value}\n");
        let length = (1..200)
            .map(|digits| rest.len() + digits)
            .find(|length| length.to_string().len() + rest.len() == *length);
        let line = format!("{}{rest}", length.expect("it is short"));
        self.entry(kind, "PaxHeaders/next", line.as_bytes())
    }

    /// The archive with its end.
    pub fn end(mut self) -> Vec<u8> {
        self.0.extend([0; 1024]);
        self.0
    }

    pub fn gz(self) -> Vec<u8> {
        gz(&self.end())
    }
}

pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes everything")
}

/// An entry of a zip, and what its two headers say of it.
#[derive(Clone)]
pub struct Zipped {
    pub name: Vec<u8>,
    pub local_name: Option<Vec<u8>>,
    pub bytes: Vec<u8>,
    pub packed: Vec<u8>,
    pub method: u16,
    pub flags: u16,
    pub crc: u32,
    pub local_crc: Option<u32>,
    pub size: u32,
    pub attributes: u32,
    pub before: Vec<u8>,
    pub after: Vec<u8>,
}

impl Zipped {
    pub fn file(name: &str, bytes: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        let packed =
            encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes everything");
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        Self {
            name: name.as_bytes().to_vec(),
            local_name: None,
            bytes: bytes.to_vec(),
            packed,
            method: 8,
            flags: 0,
            crc: crc.sum(),
            local_crc: None,
            size: u32::try_from(bytes.len()).expect("it is short"),
            attributes: 0o100_644 << 16,
            before: Vec::new(),
            after: Vec::new(),
        }
    }

    /// The same with a change.
    pub fn but(mut self, change: impl Fn(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// A zip of entries, as they are.
pub fn zip(entries: &[Zipped]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        out.extend(&entry.before);
        let at = u32::try_from(out.len()).expect("it is short");
        let fields = |name: &[u8], crc: u32| {
            let mut bytes = Vec::new();
            for word in [20u16, entry.flags, entry.method, 0, 0x5421] {
                bytes.extend(word.to_le_bytes());
            }
            for long in [crc, u32::try_from(entry.packed.len()).expect("it is short"), entry.size] {
                bytes.extend(long.to_le_bytes());
            }
            bytes.extend(u16::try_from(name.len()).expect("it is short").to_le_bytes());
            bytes.extend([0, 0]);
            bytes
        };
        let local_name = entry.local_name.as_ref().unwrap_or(&entry.name);
        out.extend(b"PK\x03\x04");
        out.extend(fields(local_name, entry.local_crc.unwrap_or(entry.crc)));
        out.extend(local_name);
        out.extend(&entry.packed);
        out.extend(&entry.after);
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(fields(&entry.name, entry.crc));
        directory.extend([0; 6]);
        directory.extend(entry.attributes.to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(&entry.name);
    }
    let count = u16::try_from(entries.len()).expect("there are few").to_le_bytes();
    let start = u32::try_from(out.len()).expect("it is short").to_le_bytes();
    let size = u32::try_from(directory.len()).expect("it is short").to_le_bytes();
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend([size, start].concat());
    out.extend([0, 0]);
    out
}

/// The entries of a wheel with these files in its import package, before its RECORD is made.
pub fn wheel_files(files: &[(&str, Vec<u8>)], tag: &str) -> Vec<Zipped> {
    let info = "openai_codex_cli_bin-0.163.0.dist-info";
    let mut entries: Vec<Zipped> =
        files.iter().map(|(name, bytes)| Zipped::file(&format!("codex_cli_bin/{name}"), bytes)).collect();
    entries.push(Zipped::file("codex_cli_bin/__init__.py", b"raise SystemExit('not ours')\n"));
    let metadata = "Metadata-Version: 2.5\nName: openai-codex-cli-bin\nVersion: 0.163.0\n\nVersion: 9\n";
    entries.push(Zipped::file(&format!("{info}/METADATA"), metadata.as_bytes()));
    let wheel = format!("Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-{tag}\n");
    entries.push(Zipped::file(&format!("{info}/WHEEL"), wheel.as_bytes()));
    entries
}

/// The RECORD of entries.
pub fn record(entries: &[Zipped]) -> Zipped {
    use base64::Engine as _;
    let encode = |digest| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest);
    let rows = entries.iter().map(|entry| {
        let name = String::from_utf8_lossy(&entry.name);
        format!("{name},sha256={},{}\n", encode(Sha256::digest(&entry.bytes)), entry.bytes.len())
    });
    let own = "openai_codex_cli_bin-0.163.0.dist-info/RECORD";
    Zipped::file(own, format!("{}{own},,\n", rows.collect::<String>()).as_bytes())
}

/// A wheel with these files in its import package.
pub fn wheel(files: &[(&str, Vec<u8>)], tag: &str) -> Vec<u8> {
    let mut entries = wheel_files(files, tag);
    entries.push(record(&entries));
    zip(&entries)
}

/// Writes files below a folder.
pub fn write_all(folder: &Path, files: &[(&str, Vec<u8>)]) {
    for (name, bytes) in files {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().expect("it has a folder")).expect("a folder can be made");
        std::fs::write(file, bytes).expect("a file can be written");
    }
}
