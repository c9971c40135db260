//! The text of a staged `pyproject.toml` in, everything that a wheel says of its project out.
//! Only the keys that the two staged projects have are known; any other is an error, because a wheel that leaves it out
//! would not be the one that the build backend writes. Tables of other tools do not concern a wheel.

use std::collections::BTreeMap;
use std::str::FromStr as _;
use std::sync::Arc;

use serde::Deserialize;

use super::requirement::{self, Requirement};
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems, Sources, Spot};
use crate::package::RelPath;
use crate::release::platform::PlatformTag;

/// The file that describes a project.
pub(in crate::release) const FILE: &str = "pyproject.toml";

/// The one licence that the projects have.
const LICENSE: &str = "Apache-2.0";

/// What a project says of itself.
#[derive(Debug)]
pub(in crate::release) struct Project {
    /// The distribution, as written.
    pub(in crate::release) name: String,
    /// The version, as written; it is in normal form.
    pub(in crate::release) version: String,
    /// One line.
    pub(in crate::release) summary: String,
    /// The file whose text is the description.
    pub(in crate::release) readme: RelPath,
    /// The Pythons that it runs on.
    pub(in crate::release) requires_python: String,
    /// The licence, by its SPDX name.
    pub(in crate::release) license: String,
    /// The files with its licences, sorted.
    pub(in crate::release) license_files: Vec<RelPath>,
    /// In the order of the file, which is that of the registry.
    pub(in crate::release) classifiers: Vec<String>,
    /// What it always needs, sorted.
    pub(in crate::release) dependencies: Vec<Requirement>,
    /// What its extras need, sorted.
    pub(in crate::release) extras: BTreeMap<String, Vec<Requirement>>,
    /// The folders of its import packages.
    pub(in crate::release) packages: Vec<RelPath>,
    /// The files that say what is inside.
    pub(in crate::release) sboms: Vec<RelPath>,
    /// The platform, where the wheel is for one.
    pub(in crate::release) platform: Option<String>,
    /// Whether a build hook sets the platform.
    pub(in crate::release) has_hook: bool,
}

impl Project {
    /// Reads a `pyproject.toml`.
    ///
    /// # Errors
    /// It is no TOML, lacks something, or has a key or a value that the writer does not know.
    pub(in crate::release) fn parse(file: &Arc<str>, text: &str) -> Outcome<Self> {
        let form: Form = toml::from_str(text).map_err(|error: toml::de::Error| {
            let problem = refused(error.message().replace('\n', ", "));
            let mut sources = Sources::default();
            sources.add(file.clone(), text);
            let place = error.span().map(|span| Place::bytes(file.clone(), span));
            let position = place.and_then(|place| sources.position(&place));
            problem.at(Place { file: file.clone(), spot: position.map_or(Spot::Whole, Spot::At) })
        })?;
        let mut judge = Judge { file, problems: Problems::default() };
        let project = form.checked(&mut judge);
        judge.problems.finish(())?;
        project.ok_or_else(|| refused("it describes no project".to_owned()).into())
    }

    /// What its files are called by: `openai_codex_cli_bin-0.163.0`.
    pub(in crate::release) fn stem(&self) -> String {
        format!("{}-{}", requirement::normalized(&self.name).replace('-', "_"), self.version)
    }

    /// The one tag of its wheel.
    pub(in crate::release) fn tag(&self) -> String {
        format!("py3-none-{}", self.platform.as_deref().unwrap_or("any"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Form {
    build_system: BuildSystem,
    project: Described,
    tool: Tools,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct BuildSystem {
    #[serde(rename = "requires")]
    _requires: Vec<String>,
    build_backend: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Described {
    name: String,
    version: String,
    description: String,
    readme: String,
    requires_python: String,
    license: String,
    license_files: Vec<String>,
    #[serde(default)]
    classifiers: Vec<String>,
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Tools {
    hatch: Hatch,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hatch {
    build: Build,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Build {
    // The writer never asks what a repository ignores.
    #[serde(rename = "ignore-vcs")]
    _ignore_vcs: bool,
    targets: Targets,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Targets {
    wheel: Wheel,
    // Source archives are none of the writer's business.
    #[serde(rename = "sdist", default)]
    _sdist: Option<toml::Table>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Wheel {
    packages: Vec<String>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    sbom_files: Vec<String>,
    #[serde(default)]
    hooks: Hooks,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Hooks {
    custom: Option<Hook>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Hook {
    platform_tag: Option<String>,
}

/// Collects what is refused.
struct Judge<'a> {
    file: &'a Arc<str>,
    problems: Problems,
}

impl Judge<'_> {
    fn ensure(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.problems.push(refused(what()).at(Place::whole(self.file.clone())));
        }
    }
}

impl Form {
    fn checked(self, judge: &mut Judge<'_>) -> Option<Project> {
        let Described { name, version, description, readme, license, .. } = self.project;
        let wheel = self.tool.hatch.build.targets.wheel;
        let backend = &self.build_system.build_backend;
        judge.ensure(backend == "hatchling.build", || format!("the build backend is {backend}"));
        judge.ensure(requirement::is_name(&name), || format!("{name:?} cannot name a distribution"));
        let normal = pep440_rs::Version::from_str(&version).map(|version| version.to_string());
        judge.ensure(normal.as_ref() == Ok(&version), || format!("{version:?} is no version in normal form"));
        let is_line = |text: &str| !text.contains(|c: char| c.is_control());
        judge.ensure(is_line(&description), || "the description has more than one line".to_owned());
        judge.ensure(readme.ends_with(".md"), || format!("the readme {readme:?} is no Markdown"));
        judge.ensure(license == LICENSE, || format!("the license is {license:?} and not {LICENSE:?}"));
        for classifier in &self.project.classifiers {
            judge.ensure(is_line(classifier), || format!("{classifier:?} is no classifier"));
        }
        let inside = |pattern: &String| {
            let below = |package: &String| {
                pattern.strip_prefix(package.as_str()).is_some_and(|rest| rest.starts_with('/'))
            };
            wheel.packages.iter().any(below)
        };
        for pattern in &wheel.include {
            judge.ensure(inside(pattern), || format!("{pattern:?} includes what lies outside the packages"));
        }
        let hook = wheel.hooks.custom;
        let has_hook = hook.is_some();
        let platform = hook.and_then(|hook| hook.platform_tag);
        judge.ensure(has_hook == platform.is_some(), || "the build hook has no platform-tag".to_owned());
        if let Some(tag) = &platform {
            judge.ensure(PlatformTag::parse(tag).is_ok(), || format!("{tag:?} is no platform tag"));
        }
        let requires_python = python(&self.project.requires_python, judge);
        let mut license_files = paths(self.project.license_files, judge);
        license_files.sort_unstable();
        let dependencies = requirements(&self.project.dependencies, judge);
        let extras = self.project.optional_dependencies.iter();
        let extras = extras.map(|(extra, list)| {
            let is_normal = requirement::is_name(extra) && requirement::normalized(extra) == *extra;
            judge.ensure(is_normal, || format!("{extra:?} is no name of an extra in normal form"));
            (extra.clone(), requirements(list, judge))
        });
        let extras = extras.collect();
        Some(Project {
            name,
            version,
            summary: description,
            readme: paths(vec![readme], judge).pop()?,
            requires_python: requires_python?,
            license,
            license_files,
            classifiers: self.project.classifiers,
            dependencies,
            extras,
            packages: paths(wheel.packages, judge),
            sboms: paths(wheel.sbom_files, judge),
            platform,
            has_hook,
        })
    }
}

/// The versions of Python as METADATA has them; all of them are of Python 3, so that the tag is `py3`.
fn python(text: &str, judge: &mut Judge<'_>) -> Option<String> {
    let specifiers = requirement::specifiers(text);
    let allows = |version: &str| {
        let version = pep440_rs::Version::from_str(version).ok()?;
        Some(pep440_rs::VersionSpecifiers::from_str(text).ok()?.contains(&version))
    };
    let is_of_3 = allows("2.7.18") == Some(false) && allows("3.99.99") == Some(true);
    judge.ensure(is_of_3, || format!("{text:?} does not say from which Python 3 on"));
    specifiers
}

fn requirements(list: &[String], judge: &mut Judge<'_>) -> Vec<Requirement> {
    let mut all: Vec<Requirement> = Vec::with_capacity(list.len());
    for text in list {
        let requirement = Requirement::parse(text);
        judge.ensure(requirement.is_some(), || format!("{text:?} is more than a name and versions"));
        all.extend(requirement);
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn paths(list: Vec<String>, judge: &mut Judge<'_>) -> Vec<RelPath> {
    let mut all = Vec::with_capacity(list.len());
    for text in &list {
        let path = RelPath::new(text);
        judge.ensure(path.is_ok(), || format!("{text:?} is no path inside the project"));
        all.extend(path);
    }
    all
}

/// A project that no wheel is written of.
fn refused(what: String) -> Diagnostic {
    Diagnostic::new(Code::BadProject, what)
        .note("because", "wheels are written of the projects that stage-sdk and stage-runtime stage")
        .help("stage the project again, or build it with `python -m build --wheel`")
}
