//! The commands that stage a release, as types; their documentation is the help that people read.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Release {
    /// Stage the Python SDK for a release
    ///
    /// The package is compiled from the pinned schema under the version of the release, and asks for exactly the runtime
    /// that --codex-version names. The folder is replaced as a whole, and only when everything succeeded.
    #[command(after_help = "\
Versions are release tags (rust-v0.163.0-alpha.1), semantic versions (0.163.0-alpha.1) or those of Python (0.163.0a1).

Examples:
  codex-sdkgen stage-sdk release/sdk --codex-version 0.163.0
  codex-sdkgen stage-sdk release/sdk --codex-version 0.163.0 --sdk-version 0.164.0b1 --wheel")]
    StageSdk {
        /// The folder to stage into; what it holds is replaced
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The runtime that the SDK asks for
        #[arg(long, value_name = "VERSION", visible_alias = "runtime-version")]
        codex_version: String,
        /// The version of the SDK [default: that of the runtime]
        #[arg(long, value_name = "VERSION")]
        sdk_version: Option<String>,
        #[command(flatten)]
        wheel: Wheel,
    },
    /// Stage the runtime for one platform, or for all of them
    ///
    /// A source is an unpacked runtime package, a .tar.gz of one, a published runtime wheel or a bare executable. With
    /// --all-platforms there is one source for each Rust target in a folder; each has the target in its name, as
    /// codex-package-x86_64-unknown-linux-musl.tar.gz has, or tells it itself. DIR has then a folder for each platform tag,
    /// and is replaced when all of them succeeded.
    #[command(after_help = "\
Examples:
  codex-sdkgen stage-runtime release/runtime codex-package-x86_64-unknown-linux-musl.tar.gz \\
      --codex-version 0.163.0
  codex-sdkgen stage-runtime release/runtime codex-package/ --codex-version 0.163.0 \\
      --platform-tag musllinux_1_1_x86_64 --wheel
  codex-sdkgen stage-runtime release/runtimes --all-platforms downloads/ \\
      --codex-version 0.163.0 --wheel")]
    #[command(override_usage = "\
codex-sdkgen stage-runtime [OPTIONS] --codex-version <VERSION> <DIR> <SOURCE>
       codex-sdkgen stage-runtime [OPTIONS] --codex-version <VERSION> <DIR> --all-platforms <SOURCES>")]
    #[command(group(clap::ArgGroup::new("origin").required(true).args(["source", "all_platforms"])))]
    StageRuntime {
        /// The folder to stage into; what it holds is replaced
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The runtime
        #[arg(value_name = "SOURCE")]
        source: Option<PathBuf>,
        /// A folder with one source for each Rust target, to stage every platform
        #[arg(long, value_name = "SOURCES", conflicts_with = "sha256")]
        all_platforms: Option<PathBuf>,
        /// The version of the runtime; what the source says of itself must agree
        #[arg(long, value_name = "VERSION", visible_alias = "runtime-version")]
        codex_version: String,
        /// The platform tag of the wheel [default: that of the executable's target]; with --all-platforms, one more
        #[arg(long, value_name = "TAG")]
        platform_tag: Vec<String>,
        /// The SHA-256 that the source must have
        #[arg(long, value_name = "HEX")]
        sha256: Option<String>,
        #[command(flatten)]
        wheel: Wheel,
    },
    /// Stage the Rust crate for a release
    ///
    /// Leaves what `cargo publish` accepts: the crate under the version of the release, in no workspace.
    #[command(after_help = "\
Example:
  codex-sdkgen stage-crate release/crate --version 0.163.0
  cargo publish --dry-run --allow-dirty --manifest-path release/crate/Cargo.toml")]
    StageCrate {
        /// The folder to stage into; what it holds is replaced
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The version of the crate
        #[arg(long, value_name = "VERSION")]
        version: String,
    },
    /// Verify built wheels of the SDK and of the runtime
    ///
    /// Every file is held against RECORD, the file name against the metadata, the pin of an SDK against the runtime wheels
    /// beside it. Where this machine can run the runtime, it must report the version that its wheel claims.
    #[command(after_help = "\
Example:
  codex-sdkgen verify-wheel release/*/dist/*.whl")]
    VerifyWheel {
        /// The wheels
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Print what a version is called for Python, as a release tag and for Cargo
    #[command(after_help = "\
Examples:
  codex-sdkgen version rust-v0.116.0-alpha.1.2
  codex-sdkgen version rust-v0.116.0 --github-output \"$GITHUB_OUTPUT\"")]
    Version {
        /// A release tag, a semantic version or a version of Python
        #[arg(value_name = "VERSION", allow_hyphen_values = true)]
        version: String,
        /// Append python_version and release_tag to this file; only what is released as X.Y.Z or as an alpha of it
        #[arg(long, value_name = "FILE")]
        github_output: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(in crate::cli) struct Wheel {
    /// Write the wheel too, into the folder dist of what is staged
    #[arg(long)]
    wheel: bool,
}

impl Wheel {
    pub(in crate::cli) fn wanted(self) -> bool {
        self.wheel
    }
}
