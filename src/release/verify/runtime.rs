//! A runtime wheel in, whether its program and its description are those of its name out.

use std::str::FromStr as _;

use serde::Deserialize;

use super::Faults;
use super::name::Name;
use super::program::Program;
use crate::diag::Outcome;
use crate::release::platform::{PlatformTag, Target};
use crate::release::source::zip::Vetted;
use crate::release::version::Version;

/// How long a description may be.
const LIMIT: u64 = 64 * 1024;

/// What the description of a runtime package says that a wheel says too.
#[derive(Deserialize)]
struct Description {
    version: Option<String>,
    target: Option<String>,
}

/// The path of the program in a wheel, as the platform names it.
pub(super) fn program(package: &str, platform: &PlatformTag) -> String {
    let suffix = if platform.target().is_some_and(|target| target.is_windows) { ".exe" } else { "" };
    format!("{package}/bin/codex{suffix}")
}

/// What `codex-package.json`, if there is one, says agrees with the name.
pub(super) fn described(wheel: &Vetted, package: &str, name: &Name, faults: &mut Faults<'_>) -> Outcome<()> {
    let file = format!("{package}/codex-package.json");
    let Some(member) = wheel.member(&file) else { return Ok(()) };
    let text = wheel.text(member, LIMIT)?;
    let Description { version, target } = match serde_json::from_str(&text) {
        Ok(description) => description,
        Err(error) => {
            faults.add(format!("{file} is no description of a runtime: {error}"));
            return Ok(());
        }
    };
    if let Some(version) = version.filter(|version| !is_version(version, name)) {
        faults.add(format!("{file} has the version {version} and not {}", name.version));
    }
    let claimed = name.platform.as_ref().and_then(PlatformTag::target);
    if let (Some(target), Some(claimed)) = (target, claimed)
        && target != claimed.triple
    {
        faults.add(format!("{file} has the target {target} and not {}", claimed.triple));
    }
    Ok(())
}

/// What the program is agrees with the name; what it says comes back where this machine can run it.
pub(super) fn asked(program: &mut Program, name: &Name, faults: &mut Faults<'_>) -> Outcome<Option<String>> {
    let claimed = name.platform.as_ref().and_then(PlatformTag::target);
    let found = program.target()?;
    if let (Some(found), Some(claimed)) = (found, claimed)
        && found != claimed
    {
        faults.add(format!("its program is one for {} and not for {}", found.triple, claimed.triple));
        return Ok(None);
    }
    if claimed.is_none() || claimed != Target::of_host() {
        return Ok(None);
    }
    let version = program.version()?;
    if !is_version(&version, name) {
        faults.add(format!("its program says that it is {version} and not {}", name.version));
    }
    Ok(Some(version))
}

/// Whether a version in whatever spelling is that of the wheel.
fn is_version(text: &str, name: &Name) -> bool {
    let spelled = Version::parse(text).map_or_else(|_| text.to_owned(), |version| version.canonical());
    pep440_rs::Version::from_str(&spelled).is_ok_and(|version| version == name.version)
}
