//! The file name of a wheel in, its parts out: distribution, version and the one tag.

use std::str::FromStr as _;

use crate::release::platform::PlatformTag;
use crate::release::wheel::requirement::normalized;

/// What the file name of a wheel says.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// Distribution and version as they begin the name of the `.dist-info` folder.
    pub(super) stem: String,
    /// The distribution in normal form.
    pub(super) distribution: String,
    /// The version.
    pub(super) version: pep440_rs::Version,
    /// The platform; none for wheels of every one.
    pub(super) platform: Option<PlatformTag>,
}

impl Name {
    /// Takes a name of five parts whose tag is `py3-none-any` or `py3-none-PLATFORM`.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub(super) fn parse(file: &str) -> Result<Self, String> {
        let bare = file.strip_suffix(".whl").ok_or("its name does not end in .whl")?;
        let parts: Vec<&str> = bare.split('-').collect();
        let [distribution, version, python, abi, platform] = parts.as_slice() else {
            return Err("its name does not have the five parts NAME-VERSION-py3-none-PLATFORM.whl".to_owned());
        };
        if (*python, *abi) != ("py3", "none") {
            return Err(format!("its tag begins with {python}-{abi} and not with py3-none"));
        }
        let written = |text: &str| normalized(text).replace('-', "_");
        if distribution.is_empty() || written(distribution) != *distribution {
            return Err(format!("{distribution:?} is no distribution in normal form"));
        }
        let parsed = pep440_rs::Version::from_str(version).map_err(|error| error.to_string())?;
        if parsed.to_string() != *version {
            return Err(format!("{version:?} is no version in normal form; that is {parsed}"));
        }
        let platform = match *platform {
            "any" => None,
            platform => Some(PlatformTag::parse(platform).map_err(|problem| problem.message)?),
        };
        Ok(Self {
            stem: format!("{distribution}-{version}"),
            distribution: normalized(distribution),
            version: parsed,
            platform,
        })
    }

    /// The one tag.
    pub(super) fn tag(&self) -> String {
        format!("py3-none-{}", self.platform.as_ref().map_or("any", PlatformTag::as_str))
    }
}
