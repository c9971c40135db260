//! The command line as types; its documentation is the help that people read.

mod release;

pub(super) use release::{Release, Wheel};

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::Policy;

/// Compile the JSON schema of the codex app-server protocol into complete SDKs.
///
/// Reads the pinned schema and one curation file, and writes SDK sources. Everything that is wrong or undecided is
/// reported at once, each with its place and the row to add; nothing is written then.
#[derive(Debug, Parser)]
#[command(name = "codex-sdkgen", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "\
Exit codes:
  0  done, or nothing to do
  1  the generated tree differs from what the inputs give (check alone)
  2  bad input, bad usage, or a file that cannot be read or written

Examples:
  codex-sdkgen generate                  write generated/
  codex-sdkgen check                     compare without writing, as CI does
  codex-sdkgen explain thread_id         tell where a name comes from
  codex-sdkgen dump ir ThreadItem        print a definition as the compiler sees it
  codex-sdkgen stage-sdk DIR --codex-version V       begin a release; docs/releasing.md is the way

Run `codex-sdkgen help COMMAND` for the details of a command.")]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) places: Places,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Where things are; the defaults are below the nearest folder upwards that has `schema/pin.toml`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Places and output")]
pub(super) struct Places {
    /// The folder of the pinned schema [default: schema, in the project]
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) schema: Option<PathBuf>,
    /// The curation file [default: schema/surface.toml, in the project]
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) surface: Option<PathBuf>,
    /// The folder of the generated packages, one folder each [default: generated, in the project]
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) out: Option<PathBuf>,
    /// How problems and differences are written: for people, as one JSON object, as annotations of a workflow
    #[arg(long, value_name = "FORMAT", global = true, default_value = "text")]
    pub(super) format: Format,
}

/// How problems and differences are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Github,
}

#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Undecided {
    /// Answer every open question with a safe default, and list the answers
    #[arg(long)]
    provisional: bool,
}

impl Undecided {
    pub(super) fn get(self) -> Policy {
        if self.provisional { Policy::Provisional } else { Policy::Strict }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the SDKs
    ///
    /// Files that changed are written, files that are no longer made are removed, all others are left alone. Each
    /// package has a list of the files that are its own; a file that is not on it is never touched.
    #[command(visible_alias = "generate-types")]
    #[command(after_help = "\
Examples:
  codex-sdkgen generate                               write generated/ of the project
  codex-sdkgen generate --provisional --out preview   look before everything is decided")]
    Generate {
        #[command(flatten)]
        policy: Undecided,
    },
    /// Compare the SDKs with what the inputs give, without writing
    ///
    /// Each difference is listed with a short diff, from what is on the disk (-) to what would be generated (+).
    #[command(after_help = "\
Exit codes:
  0  the SDKs are up to date
  1  they differ
  2  bad input or bad usage

Examples:
  codex-sdkgen check                    the drift check
  codex-sdkgen check --format github    the same, as annotations of a pull request")]
    Check {
        #[command(flatten)]
        policy: Undecided,
    },
    /// Print what one stage of the compiler makes
    #[command(after_help = "\
Examples:
  codex-sdkgen dump schema v2/Thread      a definition as the schema has it
  codex-sdkgen dump ir turn/start         a method and its types in the model
  codex-sdkgen dump names ThreadItem      the names of a type and its members
  codex-sdkgen dump python _types.thread  an emitted module
  codex-sdkgen dump rust types::thread    the same in Rust")]
    Dump {
        /// The stage
        stage: Stage,
        /// A definition, a method or a module; without it, everything
        name: Option<String>,
        #[command(flatten)]
        policy: Undecided,
    },
    /// Print the public surface, one line for each name
    Surface {
        #[command(flatten)]
        policy: Undecided,
    },
    /// Tell what a name is, where it comes from and why it is public
    #[command(after_help = "\
Any spelling will do: the wire's, the schema's or the SDK's.

Examples:
  codex-sdkgen explain thread_id --all
  codex-sdkgen explain turn/start
  codex-sdkgen explain ThreadItem")]
    Explain {
        /// The name
        name: String,
        /// Everything of that name
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        policy: Undecided,
    },
    /// Print the JSON Schema of the curation file, for editors
    #[command(after_help = "\
Example:
  codex-sdkgen schema > surface.schema.json")]
    Schema,
    /// Pin the schema of another runtime
    ///
    /// Tells which definitions and methods came and went. The pin before holds until the new one is complete.
    #[command(after_help = "\
Examples:
  codex-sdkgen pin --runtime path/to/codex
  codex-sdkgen pin --from exports/0.163.0 --version 0.163.0")]
    #[command(group(clap::ArgGroup::new("origin").required(true).args(["runtime", "from"])))]
    Pin {
        /// The runtime's program; it is run once for its version and once for each export
        #[arg(long, value_name = "PATH")]
        runtime: Option<PathBuf>,
        /// A folder with both exports, in `stable` and `experimental`
        #[arg(long, value_name = "DIR", requires = "version")]
        from: Option<PathBuf>,
        /// The version of the runtime that wrote them
        #[arg(long, value_name = "VERSION", requires = "from")]
        version: Option<String>,
    },
    /// Record since when and until when runtimes have what the protocol has
    ///
    /// Adds the pinned runtime to history.toml in the folder of the schema, and other runtimes by their exports. What is
    /// recorded of a runtime without exports stays as it is; without that file, all is derived anew.
    #[command(after_help = "\
Examples:
  codex-sdkgen history                      add the pinned runtime
  codex-sdkgen history --exports exports    read exports/VERSION/{stable,experimental}/*.json as well")]
    History {
        /// A folder with the exports of one runtime in each folder named like a version
        #[arg(long, value_name = "DIR")]
        exports: Option<PathBuf>,
    },
    #[command(flatten)]
    Release(Release),
}

/// A stage of the compiler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Stage {
    /// The definitions of both exports as one
    Schema,
    /// The model
    Ir,
    /// The names of everything in the model
    Names,
    /// What is public, and where
    Surface,
    /// The emitted Python modules
    Python,
    /// The emitted Rust modules
    Rust,
    /// What both packages offer, and where they differ for what reason
    Parity,
    /// JSON instances of every type, with the verdict of its schema, one a line.
    Instances,
}

impl Args {
    /// The command line of another command for the same places.
    pub(super) fn again(&self, command: &str, policy: Policy) -> String {
        let mut line = format!("codex-sdkgen {command}");
        let places =
            [("schema", &self.places.schema), ("surface", &self.places.surface), ("out", &self.places.out)];
        for (option, place) in places {
            if let Some(place) = place {
                let _ = write!(line, " --{option} {}", shell_word(&place.display().to_string()));
            }
        }
        if policy == Policy::Provisional {
            line.push_str(" --provisional");
        }
        line
    }
}

fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | ':' | '\\');
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
