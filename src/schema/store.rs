//! Exports and a schema folder in, the folder with these exports pinned out.
//! The pin before stays whole until the new `pin.toml` takes its place in one step, whatever fails or whenever the
//! process dies; only then do the files before go.

use std::io::ErrorKind;
use std::path::Path;

use crate::curation::Curation;
use crate::diag::{Code, Diagnostic, Outcome, Place, Report};

use super::change::{self, Change, Difference};
use super::export::BUNDLE;
use super::pin::{self, Pin};
use super::{Source, load};

/// Where files are made before they get their place; what a killed run left there is thrown away.
const STAGING: &str = ".staging";

/// Pins exports that load as bundles, and says what changes.
///
/// # Errors
/// The exports do not load (patches are left aside: they may be stale now), or a file cannot be written.
pub fn store(folder: &Path, source: &Source, curation: &Curation) -> Outcome<Change> {
    let namespaces = &curation.table.protocol.namespaces;
    let after = load::as_exported(source, namespaces)?;
    let named = Pin::open(folder).ok();
    let pinned = pin::read(folder).ok();
    let before = pinned.as_ref().and_then(|pinned| load::as_exported(pinned, namespaces).ok());
    let mut change = Change {
        from: pinned.as_ref().map(|pinned| pinned.version.clone()),
        to: source.version.clone(),
        written: false,
        definitions: Difference::default(),
        methods: Difference::default(),
        left_behind: Vec::new(),
    };
    if pinned.as_ref().is_some_and(|pinned| same(pinned, source)) {
        return Ok(change);
    }
    if let Some(before) = before {
        change.definitions = change::difference(&change::definitions(&before), &change::definitions(&after));
        change.methods =
            change::difference(&change::methods(&before, curation), &change::methods(&after, curation));
    }
    let home = home(source, pinned.is_some().then_some(named.as_ref()).flatten());
    let paths = write(folder, source, curation, &home)?;
    change.written = true;
    for entry in named.iter().flat_map(|pin| std::iter::once(&pin.stable).chain(&pin.experimental)) {
        if !paths.iter().any(|path| **path == *entry.path) && !remove(folder, &entry.path) {
            change.left_behind.push(pin::shown(folder, &entry.path));
        }
    }
    Ok(change)
}

fn same(a: &Source, b: &Source) -> bool {
    a.version == b.version && a.documents().map(|it| &it.text).eq(b.documents().map(|it| &it.text))
}

/// The folder of the new files: the version, and a part of the digest where the pin before uses that name.
fn home(source: &Source, pinned: Option<&Pin>) -> String {
    let version = &*source.version;
    let taken = pinned.is_some_and(|pin| {
        let mut entries = std::iter::once(&pin.stable).chain(&pin.experimental);
        entries.any(|entry| entry.path.split('/').next() == Some(version))
    });
    let digests: String = source.documents().map(|document| pin::digest(document.text.as_bytes())).collect();
    let mark: String = pin::digest(digests.as_bytes()).chars().take(8).collect();
    if taken { format!("{version}-{mark}") } else { version.to_owned() }
}

/// Writes the files and the pin, and returns the paths that it names.
fn write(folder: &Path, source: &Source, curation: &Curation, home: &str) -> Outcome<Vec<String>> {
    let attempt = || -> std::io::Result<Vec<String>> {
        let staging = folder.join(STAGING);
        emptied(&staging)?;
        let exports =
            [(pin::STABLE, Some(&source.stable)), (pin::EXPERIMENTAL, source.experimental.as_ref())];
        let mut rows = Vec::new();
        for (name, document) in exports {
            let Some(document) = document else { continue };
            let at = staging.join(home).join(name);
            std::fs::create_dir_all(&at)?;
            durable(&at.join(BUNDLE), document.text.as_bytes())?;
            rows.push((format!("{home}/{name}/{BUNDLE}"), pin::digest(document.text.as_bytes())));
        }
        durable(&staging.join(pin::FILE), pin_text(source, curation, &rows).as_bytes())?;
        emptied(&folder.join(home))?;
        std::fs::remove_dir(folder.join(home))?;
        std::fs::rename(staging.join(home), folder.join(home))?;
        std::fs::rename(staging.join(pin::FILE), folder.join(pin::FILE))?;
        std::fs::remove_dir_all(&staging)?;
        Ok(rows.into_iter().map(|(path, _)| path).collect())
    };
    attempt().map_err(|error| {
        Report::from(
            Diagnostic::new(Code::FileAccess, "the new pin cannot be written")
                .at(Place::whole(pin::shown(folder, pin::FILE)))
                .note("because", error.to_string())
                .help("the pin before still holds; see to the folder and try again"),
        )
    })
}

/// An empty folder at a path, whatever stood there.
fn emptied(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::fs::create_dir_all(path)
}

fn durable(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::write(path, bytes)?;
    std::fs::File::open(path)?.sync_all()
}

fn pin_text(source: &Source, curation: &Curation, rows: &[(String, String)]) -> String {
    let version = &source.version;
    let runtime = curation.table.runtime.as_ref().map_or("codex", |runtime| &*runtime.distribution);
    let origin = format!("{runtime} {version}: codex app-server generate-json-schema");
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let files: String =
        rows.iter().map(|(path, digest)| format!("{} = {}\n", quoted(path), quoted(digest))).collect();
    format!(
        "# Which exports this project is built from. Written by `codex-sdkgen pin`; see NOTICE for their origin.\n\
         version = {}\nsource = {}\n\n[files]\n{files}",
        quoted(version),
        quoted(&origin),
    )
}

/// Removes a file and the folders that it leaves empty.
fn remove(folder: &Path, path: &str) -> bool {
    let gone = std::fs::remove_file(folder.join(path));
    let gone = gone.is_ok() || gone.is_err_and(|error| error.kind() == ErrorKind::NotFound);
    let mut rest = path;
    while let Some((parent, _)) = rest.rsplit_once('/') {
        if std::fs::remove_dir(folder.join(parent)).is_err() {
            break;
        }
        rest = parent;
    }
    gone
}
