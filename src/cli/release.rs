//! The commands of a release: versions, folders and sources in; what was staged or verified out. Packages are compiled here
//! under the versions of the release, and handed to the floor below.

use std::fmt::Write as _;
use std::path::Path;

use super::Answer;
use super::args::{Release, Wheel};
use super::progress::Terminal;
use super::project::Project;
use crate::curation::{Curation, Versions};
use crate::diag::{Code, Diagnostic, Outcome, Place};
use crate::release::platform::PlatformTag;
use crate::release::stage::{self, Runtime, Stage, Staged};
use crate::release::verify::{Verified, verify};
use crate::release::version::Version;
use crate::schema::pin::hex;
use crate::{Policy, compile, package};

/// The variable that says when everything in a build happened.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

pub(super) fn release(project: &mut Project<'_>, command: &Release, progress: &Terminal) -> Outcome<Answer> {
    let epoch = epoch()?;
    match command {
        Release::StageSdk { folder, codex_version, sdk_version, wheel } => {
            let stage = Staging { folder, wheel: *wheel, epoch, progress };
            sdk(project, &stage, codex_version, sdk_version.as_deref())
        }
        Release::StageRuntime {
            folder,
            source,
            all_platforms,
            codex_version,
            platform_tag,
            sha256,
            wheel,
        } => {
            let stage = Staging { folder, wheel: *wheel, epoch, progress };
            let tags =
                platform_tag.iter().map(|tag| PlatformTag::parse(tag)).collect::<Result<Vec<_>, _>>()?;
            match (source, all_platforms) {
                (_, Some(sources)) => matrix(project, &stage, codex_version, sources, &tags),
                (Some(source), None) => {
                    runtime(project, &stage, codex_version, (source, sha256.as_deref()), &tags)
                }
                // The command line does not let this pass.
                (None, None) => Ok(Answer::default()),
            }
        }
        Release::StageCrate { folder, version } => {
            crates(project, &Staging { folder, wheel: Wheel::default(), epoch, progress }, version)
        }
        Release::VerifyWheel { files } => {
            Ok(Answer::text(verify(files, progress)?.iter().map(verified).collect()))
        }
        Release::Version { version, github_output } => {
            super::version::version(version, github_output.as_deref())
        }
    }
}

/// What the commands that stage something have in common.
struct Staging<'a> {
    folder: &'a Path,
    wheel: Wheel,
    epoch: Option<u64>,
    progress: &'a Terminal,
}

impl Staging<'_> {
    /// Stages something; the folders of the project are no place for it.
    fn with<T>(&self, project: &Project<'_>, work: impl FnOnce(&Stage<'_>) -> Outcome<T>) -> Outcome<T> {
        let (schema, out) = (project.schema()?, project.out()?);
        let stage = Stage {
            goal: self.folder,
            apart: &[&schema, &out],
            wheel: self.wheel.wanted(),
            epoch: self.epoch,
            progress: self.progress,
        };
        work(&stage)
    }
}

fn sdk(
    project: &mut Project<'_>,
    staging: &Staging<'_>,
    codex_version: &str,
    sdk_version: Option<&str>,
) -> Outcome<Answer> {
    let runtime = Version::parse(codex_version)?;
    let own = sdk_version.map_or_else(|| Ok(runtime.clone()), Version::parse)?;
    let mut loaded = project.load()?;
    asks_for_a_runtime(&loaded.curation)?;
    let oldest = loaded.inputs(Policy::Strict).runtimes().first().copied().unwrap_or_default().to_owned();
    stage::supported(&runtime, &oldest)?;
    let versions = Versions {
        python: Some(own.canonical()),
        sbom: Some(package::BILL.to_owned()),
        runtime: Some(runtime.canonical()),
        rust: None,
    };
    package::python::table(&loaded.curation)?;
    loaded.curation = loaded.curation.released(versions);
    let compiled = compile(loaded.inputs(Policy::Strict))?;
    let tree = compiled.python.unwrap_or_default();
    let staged = staging.with(project, |stage| stage::sdk(stage, tree, &loaded.source))?;
    let name = &package::python::table(&loaded.curation)?.distribution;
    let mut answer = told(&[staged], name, &own.canonical());
    let asks = loaded.curation.table.client.is_some();
    if asks && Version::parse(&loaded.source.version)? != runtime {
        answer.notes.push(format!(
            "the SDK asks for the runtime {runtime}; its types are those of {}, whose schema is pinned",
            loaded.source.version
        ));
    }
    Ok(answer)
}

/// A client whose package brings no runtime along starts whatever there is.
fn asks_for_a_runtime(curation: &Curation) -> Outcome<()> {
    let table = &curation.table;
    if table.client.is_none() || table.runtime.is_some() {
        return Ok(());
    }
    Err(Diagnostic::new(Code::CurationConflict, "the SDK asks for no runtime")
        .at(Place::whole(curation.file.clone()))
        .help("add [runtime] with the distribution that carries it; a release pins it exactly")
        .into())
}

fn runtime(
    project: &mut Project<'_>,
    staging: &Staging<'_>,
    version: &str,
    (source, sha256): (&Path, Option<&str>),
    tags: &[PlatformTag],
) -> Outcome<Answer> {
    let tag = match tags {
        [] => None,
        [tag] => Some(tag),
        _ => {
            return Err(Diagnostic::new(Code::Usage, "one source is staged for one platform")
                .help("give --platform-tag once, or stage a folder of sources with --all-platforms")
                .into());
        }
    };
    with_runtime(project, staging, version, |stage, runtime| {
        let staged = stage::runtime(stage, runtime, source, sha256, tag)?;
        told_of_runtimes(&[staged], runtime)
    })
}

fn matrix(
    project: &mut Project<'_>,
    staging: &Staging<'_>,
    version: &str,
    sources: &Path,
    tags: &[PlatformTag],
) -> Outcome<Answer> {
    with_runtime(project, staging, version, |stage, runtime| {
        let matrix = stage::matrix(stage, runtime, sources, tags)?;
        let mut answer = told_of_runtimes(&matrix.staged, runtime)?;
        let ignored = matrix.ignored.iter();
        answer.notes.extend(ignored.map(|path| format!("{}: not a source of any platform", path.display())));
        Ok(answer)
    })
}

fn told_of_runtimes(staged: &[Staged], runtime: &Runtime<'_>) -> Outcome<Answer> {
    let name = &package::runtime::table(runtime.curation)?.distribution;
    Ok(told(staged, name, &runtime.version.canonical()))
}

fn with_runtime(
    project: &mut Project<'_>,
    staging: &Staging<'_>,
    version: &str,
    work: impl FnOnce(&Stage<'_>, &Runtime<'_>) -> Outcome<Answer>,
) -> Outcome<Answer> {
    let version = Version::parse(version)?;
    let (surface, schema) = (project.surface()?, project.schema()?);
    let (curation, _) = project.curation(&surface)?;
    let pin = project.source(&schema)?;
    let runtime = Runtime { curation: &curation, pin: &pin, version: &version };
    staging.with(project, |stage| work(stage, &runtime))
}

fn crates(project: &mut Project<'_>, staging: &Staging<'_>, version: &str) -> Outcome<Answer> {
    let version = Version::parse(version)?.semver()?;
    let mut loaded = project.load()?;
    let name = package::rust::table(&loaded.curation)?.package.get_ref().clone();
    let versions = Versions { rust: Some(version.clone()), ..Versions::default() };
    loaded.curation = loaded.curation.released(versions);
    let compiled = compile(loaded.inputs(Policy::Strict))?;
    let tree = compiled.rust.unwrap_or_default();
    let staged = staging.with(project, |stage| stage::crates(stage, &tree))?;
    Ok(told(&[staged], &name, &version))
}

/// A line for each wheel on standard output, one for each project on standard error.
fn told(staged: &[Staged], name: &str, version: &str) -> Answer {
    let mut answer = Answer::default();
    for Staged { folder, files, tag, wheel } in staged {
        let tag = tag.as_ref().map(|tag| format!(" for {tag}")).unwrap_or_default();
        answer.notes.push(format!("{}: {name} {version}{tag}, {files} files", folder.display()));
        if let Some(wheel) = wheel {
            let path = wheel.path.display();
            // Writing to a string never fails.
            let _ = writeln!(answer.text, "{path}  {} bytes  sha256:{}", wheel.size, hex(&wheel.sha256));
        }
    }
    answer
}

fn verified(wheel: &Verified) -> String {
    let pinned = wheel.pinned.as_ref().map(|(name, version)| format!(", asks for {name} {version}"));
    let pinned = pinned.unwrap_or_default();
    let says = wheel.reported.as_ref().map(|said| format!(", reports {said}")).unwrap_or_default();
    format!(
        "{}: {} {} ({}), {} files{pinned}{says}  sha256:{}\n",
        wheel.path.display(),
        wheel.distribution,
        wheel.version,
        wheel.tag,
        wheel.files,
        hex(&wheel.sha256)
    )
}

/// The time that everything in a wheel has, if the environment says it.
fn epoch() -> Outcome<Option<u64>> {
    let Some(value) = std::env::var_os(EPOCH) else { return Ok(None) };
    let text = value.to_string_lossy();
    text.parse().map(Some).map_err(|_| {
        Diagnostic::new(Code::Usage, format!("{EPOCH} is {text:?}, which is no number of seconds"))
            .help("give the seconds since 1970, as `git log -1 --format=%ct` prints them, or unset it")
            .into()
    })
}
