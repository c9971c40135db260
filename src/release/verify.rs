//! Wheels in, that they hold what they claim out: each has a RECORD of every byte, one tag, one name and one version, and
//! together they are one release. The runtime inside is asked for its version where this machine can run it.

mod contents;
mod name;
mod papers;
mod program;
mod runtime;

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use name::Name;
use program::Program;

use super::progress::{Progress, Work};
use super::source::file::Opened;
use super::source::record::Record;
use super::source::zip::Vetted;
use super::wheel::disk;
use super::wheel::requirement::Requirement;
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems, Report};

/// How long a paper may be; METADATA has the whole description.
const LIMIT: u64 = 8 * 1024 * 1024;

/// A wheel that holds what it claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Where it is.
    pub path: PathBuf,
    /// The distribution in normal form.
    pub distribution: String,
    /// The version in normal form.
    pub version: String,
    /// The one tag.
    pub tag: String,
    /// How many files it has, RECORD among them.
    pub files: usize,
    /// The SHA-256 of the wheel.
    pub sha256: [u8; 32],
    /// The distribution of the runtime that is pinned and its version, for a wheel of the SDK.
    pub pinned: Option<(String, String)>,
    /// What the runtime inside says its version is, where this machine can run it.
    pub reported: Option<String>,
}

/// Verifies wheels, each for itself and then together.
///
/// # Errors
/// Everything in which a wheel is not what it claims or does not go with another, and what cannot be read.
pub fn verify(files: &[PathBuf], progress: &dyn Progress) -> Outcome<Vec<Verified>> {
    let mut problems = Problems::default();
    let verified = files.iter().filter_map(|file| problems.take(one(file, progress)));
    let verified: Vec<Verified> = verified.collect();
    problems.finish(())?;
    agree(&verified)?;
    Ok(verified)
}

/// Everything in which one wheel is not what it claims.
struct Faults<'a> {
    wheel: &'a Path,
    problems: Problems,
}

impl Faults<'_> {
    fn add(&mut self, because: String) {
        self.problems.push(fault(self.wheel, because));
    }
}

fn fault(wheel: &Path, because: String) -> Diagnostic {
    Diagnostic::new(Code::BadWheel, "the wheel is not what it claims")
        .at(Place::whole(wheel.display().to_string()))
        .note("because", because)
        .help("do not publish it; stage and build it again")
}

fn one(file: &Path, progress: &dyn Progress) -> Outcome<Verified> {
    let shown = file.file_name().unwrap_or_default().to_string_lossy();
    // What is not there has no name to find fault with.
    Opened::at(file)?;
    let name = Name::parse(&shown).map_err(|because| fault(file, because))?;
    let wheel = Vetted::open(file)?;
    let total = wheel.members().iter().map(|member| member.size).sum();
    let work = Work::begin(progress, &format!("verifying {shown}"), Some(total));
    let mut faults = Faults { wheel: file, problems: Problems::default() };

    let info = format!("{}.dist-info", name.stem);
    let package = package(&wheel, &info).map_err(|because| fault(file, because))?;
    let own = format!("{info}/RECORD");
    let record = Record::parse(&paper(&wheel, &own, file)?, &file.display().to_string())?;
    papers::wheel(&paper(&wheel, &format!("{info}/WHEEL"), file)?, &name, &mut faults);
    let needed = papers::metadata(&paper(&wheel, &format!("{info}/METADATA"), file)?, &name, &mut faults);

    let (mut pinned, mut reported) = (None, None);
    match &name.platform {
        None => {
            contents::prove(&wheel, (&record, &own), None, (&work, &mut faults))?;
            pinned = pin(&needed, &mut faults);
            if wheel.member(&format!("{package}/py.typed")).is_none() {
                faults.add(format!("{package}/py.typed is missing"));
            }
        }
        Some(platform) => {
            let path = runtime::program(&package, platform);
            let executable = path.rsplit('/').next().unwrap_or_default();
            let mut program = Program::begin(executable)?;
            let unpacked = Some((path.as_str(), &mut program));
            contents::prove(&wheel, (&record, &own), unpacked, (&work, &mut faults))?;
            runtime::described(&wheel, &package, &name, &mut faults)?;
            match wheel.member(&path).map(|member| member.mode.unwrap_or_default() & 0o111) {
                None => faults.add(format!("{path} is missing")),
                Some(0) => faults.add(format!("{path} cannot be run by whoever installs it")),
                // Nothing is started that is not what the wheel promises.
                Some(_) if faults.problems.is_empty() => {
                    reported = runtime::asked(&mut program, &name, &mut faults)?;
                }
                Some(_) => {}
            }
        }
    }
    faults.problems.finish(())?;
    drop(work);
    let (sha256, _) = disk::digest(file)?;
    Ok(Verified {
        path: file.to_owned(),
        tag: name.tag(),
        version: name.version.to_string(),
        distribution: name.distribution,
        files: wheel.members().len(),
        sha256,
        pinned,
        reported,
    })
}

/// The one folder beside the papers.
fn package(wheel: &Vetted, info: &str) -> Result<String, String> {
    let paths = wheel.members().iter().map(|member| member.path.as_str());
    let mut tops: Vec<&str> = paths.map(|path| path.split('/').next().unwrap_or_default()).collect();
    tops.sort_unstable();
    tops.dedup();
    let (papers, packages): (Vec<&str>, Vec<&str>) = tops.into_iter().partition(|top| *top == info);
    match (papers.as_slice(), packages.as_slice()) {
        ([_], [package]) => Ok((*package).to_owned()),
        ([], _) => Err(format!("it has no {info}")),
        (_, packages) => Err(format!("it has {} beside {info}, and not one package", packages.join(", "))),
    }
}

fn paper(wheel: &Vetted, path: &str, file: &Path) -> Outcome<String> {
    let member = wheel.member(path).ok_or_else(|| fault(file, format!("{path} is missing")))?;
    wheel.text(member, LIMIT)
}

/// The one requirement that takes one version only; nothing else is said of its distribution.
fn pin(needed: &[Requirement], faults: &mut Faults<'_>) -> Option<(String, String)> {
    let pins = needed.iter().filter_map(|needed| Some((needed.name(), needed.pinned()?)));
    let pins: Vec<(&str, &str)> = pins.collect();
    if let [(name, version)] = pins.as_slice()
        && needed.iter().filter(|needed| needed.name() == *name).count() == 1
    {
        let normal = pep440_rs::Version::from_str(version).map(|version| version.to_string());
        return Some(((*name).to_owned(), normal.unwrap_or_else(|_| (*version).to_owned())));
    }
    let shown = needed.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let shown = if shown.is_empty() { "nothing" } else { &shown };
    faults.add(format!("it requires {shown}, and not exactly one runtime with `==`"));
    None
}

/// Every SDK among the wheels pins the runtimes among them.
fn agree(verified: &[Verified]) -> Result<(), Report> {
    let mut problems = Problems::default();
    for sdk in verified {
        let Some((name, version)) = &sdk.pinned else { continue };
        for runtime in verified.iter().filter(|other| other.pinned.is_none()) {
            if (name, version) != (&runtime.distribution, &runtime.version) {
                let (other, found) = (&runtime.distribution, &runtime.version);
                let because =
                    format!("it pins {name} {version}, and the runtime beside it is {other} {found}");
                problems.push(fault(&sdk.path, because));
            }
        }
    }
    problems.finish(())
}
