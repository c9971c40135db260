//! A staged project in, its wheel out, without Python: the same files and metadata as the build backend writes.
//! The bytes depend on the project and the epoch alone, and the wheel takes its place in one rename.

mod archive;
pub(in crate::release) mod disk;
mod papers;
pub(in crate::release) mod project;
pub(in crate::release) mod requirement;

use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use archive::Archive;
use disk::Member;
use project::Project;

use super::epoch;
use super::progress::{Progress, Work};
use crate::diag::{Code, Diagnostic, Outcome, Place};
use crate::package::{RUNTIME_TEMPLATES, RelPath};

/// The file of a build hook.
const HOOK: &str = "hatch_build.py";

/// A wheel that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// Where it is.
    pub path: PathBuf,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many bytes it has.
    pub size: u64,
}

/// Writes the wheel of a staged project into a folder, which is made where it is missing. The epoch is what
/// `SOURCE_DATE_EPOCH` says.
///
/// # Errors
/// A `pyproject.toml` that says what this writer does not know, a file that it names and that is not there, and whatever
/// the disk refuses.
pub fn write(project: &Path, out: &Path, epoch: Option<u64>, progress: &dyn Progress) -> Outcome<Built> {
    let time = epoch::entry_time(epoch)?;
    let described = described(project)?;
    let description = disk::text(project, &described.readme)?;
    let members = members(project, &described)?;
    let goal = out.join(format!("{}-{}.whl", described.stem(), described.tag()));

    let total = members.packages.iter().chain(&members.papers).map(|member| member.size).sum();
    let shown = goal.file_name().unwrap_or_default().to_string_lossy();
    let work = Work::begin(progress, &format!("writing {shown}"), Some(total));
    let unfinished = disk::begin(out)?;
    let unwritable = |error: io::Error| disk::failed(&goal, "cannot be written", &error);
    let mut archive = Archive::begin(BufWriter::new(unfinished.as_file()), time);
    let info = format!("{}.dist-info", described.stem());
    for member in &members.packages {
        add(&mut archive, member, &work)?;
    }
    let metadata = papers::metadata(&described, &description);
    archive.text(&format!("{info}/METADATA"), &metadata).map_err(unwritable)?;
    archive.text(&format!("{info}/WHEEL"), &papers::wheel(&described)).map_err(unwritable)?;
    for member in &members.papers {
        add(&mut archive, member, &work)?;
    }
    let written = archive.finish(&format!("{info}/RECORD")).map_err(|error| unwritable(error.into()))?;
    written.into_inner().map_err(|error| unwritable(error.into_error()))?;
    disk::keep(unfinished, &goal)?;
    drop(work);
    let (sha256, size) = disk::digest(&goal)?;
    Ok(Built { path: goal, sha256, size })
}

/// The files of a wheel, in their order.
struct Members {
    packages: Vec<Member>,
    papers: Vec<Member>,
}

fn described(project: &Path) -> Outcome<Project> {
    let path = relative(project::FILE)?;
    let shown = path.below(project).display().to_string();
    let described = Project::parse(&shown.into(), &disk::text(project, &path)?)?;
    if described.has_hook {
        let hook = relative(HOOK)?;
        let known = RUNTIME_TEMPLATES.iter().find(|template| template.path == HOOK);
        if known.map(|template| template.bytes) != Some(disk::text(project, &hook)?.as_bytes()) {
            let shown = hook.below(project).display().to_string();
            let problem = Diagnostic::new(Code::BadProject, "the build hook is not the one that is staged");
            let because = "only Python can tell what another one does";
            let help = "stage the project again, or build it with `python -m build --wheel`";
            return Err(problem.at(Place::whole(shown)).note("because", because).help(help).into());
        }
    }
    Ok(described)
}

fn members(project: &Path, described: &Project) -> Outcome<Members> {
    let mut packages = Vec::new();
    for package in &described.packages {
        let name = package.as_str().rsplit('/').next().unwrap_or_default();
        disk::members(&package.below(project), name, &mut packages)?;
    }
    let info = format!("{}.dist-info", described.stem());
    let own = |path: &RelPath| path.as_str().rsplit('/').next().unwrap_or_default().to_owned();
    let licenses = described.license_files.iter().map(|path| (path, format!("{info}/licenses/{path}")));
    let sboms = described.sboms.iter().map(|path| (path, format!("{info}/sboms/{}", own(path))));
    let papers = licenses.chain(sboms).map(|(path, name)| disk::member(path.below(project), name));
    Ok(Members { packages, papers: papers.collect::<Result<_, _>>()? })
}

fn add(archive: &mut Archive<impl io::Write + io::Seek>, member: &Member, work: &Work<'_>) -> Outcome<()> {
    let mut reader = disk::open(&member.file)?;
    let form = (member.size, member.is_executable);
    archive
        .add(&member.name, form, &mut reader, &|bytes| work.advance(bytes))
        .map_err(|error| disk::failed(&member.file, "cannot be packed", &error).into())
}

fn relative(path: &str) -> Outcome<RelPath> {
    RelPath::new(path).map_err(|error| Diagnostic::new(Code::OutputPath, error.to_string()).into())
}
