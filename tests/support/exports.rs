//! The exports of earlier runtimes, read from one archive in the order of their versions.

use std::collections::BTreeMap;
use std::io::Read;

use codex_sdkgen::schema::{Document, Source};

/// Every recorded runtime, oldest first; files are named as in the archive.
pub fn recorded() -> Vec<Source> {
    let archive = include_bytes!("../fixtures/exports.tar.xz");
    let mut archive = tar::Archive::new(lzma_rust2::XzReader::new(archive.as_slice(), false));
    let mut documents: BTreeMap<String, Document> = BTreeMap::new();
    for entry in archive.entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").to_str().expect("a plain path").to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("a whole entry");
        documents.insert(path.clone(), Document::from_bytes(path, &bytes).expect("a text"));
    }
    let mut sources = Vec::new();
    for (path, experimental) in &documents {
        let Some((version, "experimental")) = folder(path) else { continue };
        let stable = documents.get(&path.replace("/experimental/", "/stable/")).expect("its twin");
        sources.push(Source::new(version, stable.clone()).with_experimental(experimental.clone()));
    }
    assert_eq!(sources.len() * 2, documents.len(), "every export has its twin");
    sources
}

fn folder(path: &str) -> Option<(&str, &str)> {
    let (version, rest) = path.split_once('/')?;
    Some((version, rest.split_once('/')?.0))
}
