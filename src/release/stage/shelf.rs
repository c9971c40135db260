//! A folder of sources in, for each platform tag the one source that is for it out, or every tag that has none or several.
//! A source is known by the Rust target in its name, by the tag of a wheel, or by what an unpacked package says of itself.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};
use crate::release::platform::{PlatformTag, Target};

/// What an unpacked package says of itself.
const PACKAGE: &str = "codex-package.json";

/// The sources in a folder.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    offers: Vec<Offer>,
    /// What lies there and is no source.
    pub(super) ignored: Vec<PathBuf>,
}

/// One source.
#[derive(Debug)]
struct Offer {
    path: PathBuf,
    target: &'static Target,
    /// The platform tags of a wheel.
    tags: Vec<String>,
}

impl Shelf {
    /// Finds out what is for which platform; names that begin with a dot are passed over.
    pub(super) fn of(folder: &Path) -> Outcome<Self> {
        let mut shelf = Self::default();
        for path in listed(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            match offer(&path, &name) {
                Some(offer) => shelf.offers.push(offer),
                None => shelf.ignored.push(path),
            }
        }
        Ok(shelf)
    }

    /// The source of each tag, in the order of the tags.
    pub(super) fn choose<'a>(
        &'a self,
        tags: &'a [PlatformTag],
        folder: &Path,
    ) -> Outcome<Vec<(&'a PlatformTag, &'a Path)>> {
        let mut problems = Problems::default();
        let (mut chosen, mut missing) = (Vec::new(), Vec::new());
        for tag in tags {
            match self.of_tag(tag).as_slice() {
                [] => missing.push(tag),
                [one] => chosen.push((tag, one.path.as_path())),
                several => problems.push(ambiguous(tag, several, folder)),
            }
        }
        if !missing.is_empty() {
            problems.push(absent(&missing, folder));
        }
        problems.finish(chosen)
    }

    /// The wheels of a tag, or else what is for its target, of wheels only the one whose tag comes first.
    fn of_tag(&self, tag: &PlatformTag) -> Vec<&Offer> {
        let exact: Vec<&Offer> =
            self.offers.iter().filter(|offer| offer.tags.iter().any(|own| own == tag.as_str())).collect();
        if !exact.is_empty() {
            return exact;
        }
        let Some(target) = tag.target() else { return Vec::new() };
        let fitting = self.offers.iter().filter(|offer| offer.target.triple == target.triple);
        let (wheels, others): (Vec<&Offer>, Vec<&Offer>) = fitting.partition(|offer| !offer.tags.is_empty());
        if !others.is_empty() {
            return others;
        }
        let place =
            |offer: &&&Offer| target.tags.iter().position(|tag| offer.tags.iter().any(|own| own == tag));
        wheels.iter().min_by_key(|wheel| place(wheel).unwrap_or(usize::MAX)).copied().into_iter().collect()
    }
}

fn offer(path: &Path, name: &str) -> Option<Offer> {
    let tags = tags_of(name);
    let by_tag = || tags.iter().find_map(|tag| PlatformTag::parse(tag).ok()?.target());
    let target = Target::named_in(name).or_else(by_tag).or_else(|| said(path))?;
    Some(Offer { path: path.to_path_buf(), target, tags })
}

/// The platform tags in the name of a wheel; one that is for several has them with dots between.
fn tags_of(name: &str) -> Vec<String> {
    let tags = name.strip_suffix(".whl").and_then(|name| name.rsplit('-').next());
    tags.into_iter().flat_map(|tags| tags.split('.')).map(str::to_owned).collect()
}

/// The target that an unpacked package names.
fn said(folder: &Path) -> Option<&'static Target> {
    let text = fs::read(folder.join(PACKAGE)).ok()?;
    let package: serde_json::Value = serde_json::from_slice(&text).ok()?;
    let triple = package.get("target")?.as_str()?;
    Target::of_triple(triple)
}

/// What is in a folder, in the order of the names.
fn listed(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()
    });
    match entries {
        Ok(mut paths) => {
            paths.sort();
            Ok(paths)
        }
        Err(error) => Err(Diagnostic::new(Code::FileAccess, "the folder of the sources cannot be listed")
            .at(Place::whole(folder.display().to_string()))
            .note("because", error.to_string())
            .help("name a folder with one source for each Rust target with --all-platforms")
            .into()),
    }
}

fn absent(tags: &[&PlatformTag], folder: &Path) -> Diagnostic {
    let missing: Vec<String> = tags
        .iter()
        .map(|tag| match tag.target() {
            Some(target) => format!("{} ({})", tag.as_str(), target.triple),
            None => tag.as_str().to_owned(),
        })
        .collect();
    Diagnostic::new(Code::NoSource, "some platforms have no source")
        .at(Place::whole(folder.display().to_string()))
        .note("missing", missing.join("\n"))
        .help("add a source with the Rust target in its name, as codex-package-TARGET.tar.gz")
}

fn ambiguous(tag: &PlatformTag, offers: &[&Offer], folder: &Path) -> Diagnostic {
    let paths: Vec<String> = offers.iter().map(|offer| offer.path.display().to_string()).collect();
    Diagnostic::new(Code::NoSource, format!("there are {} sources for {}", offers.len(), tag.as_str()))
        .at(Place::whole(folder.display().to_string()))
        .note("found", paths.join("\n"))
        .help("leave one of them in the folder")
}
