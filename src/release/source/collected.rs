//! A source in, its files staged as they came out, with what it says of them all: the four kinds of sources become one.
//! Paths are those below the import package; nothing is known yet of what a package needs.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::file::Opened;
use super::folder::list;
use super::limit;
use super::refusal::{bad_bytes, inaccessible, refused, unreadable};
use super::tar::{Archive, Entry};
use super::watched::{Counted, Hashed};
use crate::diag::Outcome;
use crate::package::RelPath;
use crate::release::platform::Target;
use crate::release::platform::executable::{self, HEAD};
use crate::release::progress::{Progress, Work};
use crate::release::staging::{Mode, Staging, Streamed};
use crate::schema::pin::hex;

/// The file that says that a folder is a package.
pub(in crate::release) const MANIFEST: &str = "codex-package.json";

/// The folders of a package.
pub(in crate::release) const FOLDERS: [&str; 3] = ["bin", "codex-resources", "codex-path"];

/// The files of a source, staged.
#[derive(Debug, Default)]
pub(in crate::release) struct Collected {
    /// The files.
    pub(in crate::release) files: Vec<(RelPath, Streamed)>,
    /// The folders that there are, also around files; none of a wheel, which has only files.
    pub(in crate::release) folders: Option<BTreeSet<String>>,
    /// The SHA-256 of the source.
    pub(in crate::release) digest: [u8; 32],
    /// What the metadata of a wheel says: its version and its platform tag.
    pub(in crate::release) wheel: Option<(String, String)>,
}

/// A path below another one.
pub(in crate::release) fn joined(below: &RelPath, path: &str) -> Outcome<RelPath> {
    let refuse = |because: &str| refused(below.as_str(), path, format!("of its name, {because}"));
    Ok(RelPath::new(&format!("{below}/{path}")).map_err(|refusal| refuse(refusal.because))?)
}

/// Stages a `.tar.gz`; a folder around everything is taken off.
pub(in crate::release) fn archive(
    file: &Opened,
    staging: &Staging,
    below: &RelPath,
    progress: &dyn Progress,
) -> Outcome<Collected> {
    let work = Work::begin(progress, &format!("unpacking {}", file.name), Some(file.size));
    let mut archive = Archive::new(Hashed::new(Counted::new(file.whole(), &work)), &file.name);
    let (mut files, mut folders) = (Vec::new(), BTreeSet::new());
    while let Some(entry) = archive.next()? {
        match entry {
            Entry::Folder(path) => {
                staging.make_folder(&joined(below, path.as_str())?)?;
                folders.insert(path.as_str().to_owned());
            }
            Entry::File(path) => {
                let failed = |error: &io::Error| unreadable(&file.name, path.as_str(), error);
                let at = joined(below, path.as_str())?;
                let streamed = staging.stream(&at, Mode::ByContent, &mut archive, &failed)?;
                folders.extend(path.folders().map(str::to_owned));
                files.push((path, streamed));
            }
        }
    }
    let digest = archive.finish()?.digest();
    if let Some(around) = folder_around(&files, &folders) {
        staging.lift(&joined(below, &around)?, below)?;
        let inside = |path: &str| path.strip_prefix(&around)?.strip_prefix('/').map(str::to_owned);
        folders = folders.iter().filter_map(|folder| inside(folder)).collect();
        let paths = files.into_iter().filter_map(|(path, streamed)| Some((inside(path.as_str())?, streamed)));
        files = paths.map(|(path, streamed)| Ok((plain(&path)?, streamed))).collect::<Outcome<_>>()?;
    }
    Ok(Collected { files, folders: Some(folders), digest, wheel: None })
}

/// The one folder in which everything lies, if it is none of a package's own.
fn folder_around(files: &[(RelPath, Streamed)], folders: &BTreeSet<String>) -> Option<String> {
    let top = |path: &str| path.split('/').next().unwrap_or(path).to_owned();
    let mut tops: BTreeSet<String> = folders.iter().map(|folder| top(folder)).collect();
    tops.extend(files.iter().map(|(path, _)| top(path.as_str())));
    let only = tops.pop_first().filter(|only| tops.is_empty() && folders.contains(only))?;
    (!FOLDERS.contains(&only.as_str())).then_some(only)
}

/// A path below the import package.
pub(in crate::release) fn plain(path: &str) -> Outcome<RelPath> {
    let refuse = |because: &str| refused(path, path, format!("of its name, {because}"));
    Ok(RelPath::new(path).map_err(|refusal| refuse(refusal.because))?)
}

/// Stages a folder.
pub(in crate::release) fn folder(
    root: &Path,
    staging: &Staging,
    below: &RelPath,
    progress: &dyn Progress,
) -> Outcome<Collected> {
    let name = root.display().to_string();
    let listing = list(root, &name)?;
    let total = listing.files.iter().map(|listed| listed.size).sum();
    let work = Work::begin(progress, &format!("copying {name}"), Some(total));
    let mut files = Vec::with_capacity(listing.files.len());
    let mut sums = Sha256::new();
    for folder in &listing.folders {
        staging.make_folder(&joined(below, folder.as_str())?)?;
    }
    for listed in listing.files {
        let path = &listed.path;
        let failed = |error: &io::Error| unreadable(&name, path.as_str(), error);
        let mut bytes = Counted::new(listed.open(&name)?.take(listed.size + 1), &work);
        let at = joined(below, path.as_str())?;
        let streamed = staging.stream(&at, Mode::ByContent, &mut bytes, &failed)?;
        if streamed.size != listed.size {
            return Err(refused(&name, path.as_str(), "it changed its length while it was read").into());
        }
        sums.update(format!("{}  {path}\n", hex(&streamed.sha256)));
        files.push((listed.path, streamed));
    }
    let folders = listing.folders.iter().map(|folder| folder.as_str().to_owned()).collect();
    Ok(Collected { files, folders: Some(folders), digest: sums.finalize().into(), wheel: None })
}

/// Stages a bare binary as `bin/codex`, or as `bin/codex.exe` if it is one of Windows, by its own word or else by what was
/// asked for.
pub(in crate::release) fn binary(
    file: &Opened,
    staging: &Staging,
    below: &RelPath,
    asked: Option<&Target>,
    progress: &dyn Progress,
) -> Outcome<Collected> {
    let failed = |error: &io::Error| inaccessible(&file.name, error);
    let target = executable::target(&file.head(HEAD).map_err(|error| failed(&error))?);
    let name = target.or(asked).map_or_else(|| "codex".to_owned(), |target| target.executable("codex"));
    let path = plain(&format!("bin/{name}"))?;
    if file.size > limit::UNPACKED {
        return Err(failed(&bad_bytes(format!("it has more than {} bytes", limit::UNPACKED))).into());
    }
    let work = Work::begin(progress, &format!("copying {}", file.name), Some(file.size));
    let mut bytes = Counted::new(file.whole(), &work);
    let at = joined(below, path.as_str())?;
    let streamed = staging.stream(&at, Mode::Executable, &mut bytes, &failed)?;
    Ok(Collected { digest: streamed.sha256, files: vec![(path, streamed)], folders: None, wheel: None })
}
