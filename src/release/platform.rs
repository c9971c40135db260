//! The platforms that runtimes are released for: Rust targets on one side, wheel platform tags on the other.
//! A tag is one that some installer could match; what it means is known even if it stands in no row.

pub mod executable;

use std::fmt;

use crate::diag::{Code, Diagnostic, nearest};

/// A platform that the runtime is built for.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The name of the Rust target.
    pub triple: &'static str,
    /// The platform tags of the wheels that carry its executables; the first is what a wheel has when nobody asks.
    pub tags: &'static [&'static str],
    /// Whether executables end in `.exe`.
    pub is_windows: bool,
    system: System,
    machine: Machine,
}

/// The systems that executables are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::release) enum System {
    Linux,
    MacOs,
    Windows,
}

/// The processors that executables are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::release) enum Machine {
    Arm64,
    X86_64,
}

/// Every platform that a release has; eight tags in all.
pub const TARGETS: &[Target] = &[
    Target {
        triple: "aarch64-apple-darwin",
        tags: &["macosx_11_0_arm64"],
        is_windows: false,
        system: System::MacOs,
        machine: Machine::Arm64,
    },
    Target {
        triple: "x86_64-apple-darwin",
        tags: &["macosx_10_9_x86_64"],
        is_windows: false,
        system: System::MacOs,
        machine: Machine::X86_64,
    },
    Target {
        triple: "aarch64-unknown-linux-musl",
        tags: &["manylinux_2_17_aarch64", "musllinux_1_1_aarch64"],
        is_windows: false,
        system: System::Linux,
        machine: Machine::Arm64,
    },
    Target {
        triple: "x86_64-unknown-linux-musl",
        tags: &["manylinux_2_17_x86_64", "musllinux_1_1_x86_64"],
        is_windows: false,
        system: System::Linux,
        machine: Machine::X86_64,
    },
    Target {
        triple: "x86_64-pc-windows-msvc",
        tags: &["win_amd64"],
        is_windows: true,
        system: System::Windows,
        machine: Machine::X86_64,
    },
    Target {
        triple: "aarch64-pc-windows-msvc",
        tags: &["win_arm64"],
        is_windows: true,
        system: System::Windows,
        machine: Machine::Arm64,
    },
];

impl Target {
    /// The target of a Rust triple.
    #[must_use]
    pub fn of_triple(triple: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.triple == triple)
    }

    /// The target that the name of a source names: its triple, or the platform tag of a wheel.
    #[must_use]
    pub fn named_in(file_name: &str) -> Option<&'static Self> {
        let triple = TARGETS.iter().find(|target| file_name.contains(target.triple));
        triple.or_else(|| {
            let (_, tag) = file_name.strip_suffix(".whl")?.rsplit_once('-')?;
            PlatformTag::parse(tag).ok()?.target()
        })
    }

    /// The target that this program itself could run.
    #[must_use]
    pub fn of_host() -> Option<&'static Self> {
        let system = match () {
            () if cfg!(target_os = "linux") => System::Linux,
            () if cfg!(target_os = "macos") => System::MacOs,
            () if cfg!(target_os = "windows") => System::Windows,
            () => return None,
        };
        let machine = match () {
            () if cfg!(target_arch = "x86_64") => Machine::X86_64,
            () if cfg!(target_arch = "aarch64") => Machine::Arm64,
            () => return None,
        };
        Self::of(system, machine)
    }

    /// The target of a system on a processor.
    pub(in crate::release) fn of(system: System, machine: Machine) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.system == system && target.machine == machine)
    }

    /// An executable's file name on this platform.
    #[must_use]
    pub fn executable(&self, name: &str) -> String {
        if self.is_windows { format!("{name}.exe") } else { name.to_owned() }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.triple)
    }
}

/// The platform tag of a wheel, the last part of its file name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlatformTag(Box<str>);

impl PlatformTag {
    /// Takes one platform tag.
    ///
    /// # Errors
    /// It is `any`, several tags in one, has other signs than tags have, or begins as the tag of no system does.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        match objection(text) {
            None => Ok(Self(text.into())),
            Some(because) => Err(refused(text, because)),
        }
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The target whose executables a wheel with this tag carries, if a release has them.
    #[must_use]
    pub fn target(&self) -> Option<&'static Target> {
        let (system, machine) = match parts(&self.0)? {
            (Family::MacOs, machine) => (System::MacOs, machine),
            (Family::Linux, machine) => (System::Linux, machine),
            (Family::Windows, machine) => (System::Windows, machine),
            (Family::Other, _) => return None,
        };
        let machine = match machine {
            "arm64" | "aarch64" => Machine::Arm64,
            "x86_64" | "amd64" => Machine::X86_64,
            _ => return None,
        };
        Target::of(system, machine)
    }
}

impl fmt::Display for PlatformTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn refused(text: &str, because: &str) -> Diagnostic {
    let problem = Diagnostic::new(Code::BadPlatform, format!("`{text}` is no platform tag of a wheel"))
        .note("because", because);
    let tags: Vec<&str> = TARGETS.iter().flat_map(|target| target.tags).copied().collect();
    let problem = match nearest(text, tags.iter().copied()) {
        Some(near) => problem.note("nearest", near),
        None => problem,
    };
    problem.help(format!("give one tag, for example one of {}", tags.join(", ")))
}

fn objection(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        Some("it is empty")
    } else if text == "any" {
        Some("a runtime has executables, which do not run on any platform")
    } else if text.contains('.') {
        Some("it is several tags in one; a runtime's wheel has one tag")
    } else if !text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')) {
        Some("it has a sign other than small ASCII letters, digits and `_`")
    } else if parts(text).is_none() {
        Some("no system has tags of this form, so that no installer would ever choose the wheel")
    } else {
        None
    }
}

/// What kind of system a tag is for.
#[derive(Clone, Copy)]
enum Family {
    Linux,
    MacOs,
    Windows,
    Other,
}

/// What a tag says: its system, and the processor where a version and a processor follow.
fn parts(tag: &str) -> Option<(Family, &str)> {
    if tag == "win32" {
        return Some((Family::Windows, "x86"));
    }
    let (system, rest) = tag.split_once('_')?;
    let machine = |rest| Some(rest).filter(|rest: &&str| is_machine(rest));
    match system {
        "macosx" => Some((Family::MacOs, machine(after_numbers(rest, 2)?)?)),
        "manylinux" | "musllinux" => Some((Family::Linux, machine(after_numbers(rest, 2)?)?)),
        "manylinux1" | "manylinux2010" | "manylinux2014" | "linux" => Some((Family::Linux, machine(rest)?)),
        "win" => Some((Family::Windows, machine(rest)?)),
        "android" => Some((Family::Other, machine(after_numbers(rest, 1)?)?)),
        "ios" => Some((Family::Other, machine(after_numbers(rest, 2)?)?)),
        "freebsd" | "netbsd" | "openbsd" | "dragonfly" | "solaris" | "illumos" | "aix" => {
            Some((Family::Other, rest)).filter(|_| !rest.is_empty())
        }
        _ => None,
    }
}

/// What follows some numbers, each with `_` behind it.
fn after_numbers(text: &str, numbers: usize) -> Option<&str> {
    (0..numbers).try_fold(text, |text, _| {
        let (number, rest) = text.split_once('_')?;
        (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
    })
}

/// Whether a text can name a processor: it begins with a letter.
fn is_machine(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase()) && !text.ends_with('_')
}
