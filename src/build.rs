//! Floor 7: a curation file and a folder with a pinned schema in, the types of a protocol as one Rust file out: what a
//! build script calls. The inputs are known to the file, and a file that would be the same is not written.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::diag::{Code, Diagnostic, Outcome, Report, Severity, Sources, Style, render};
use crate::history::{self, History};
use crate::schema::pin;
use crate::{Inputs, Policy, curation, package};

/// The name of the file that is written.
pub const FILE: &str = "codex.rs";

/// What to compile.
///
/// A crate that needs the types alone, or those of a few methods, compiles them when it is built. Its `surface.toml`
/// says which, its `build.rs` calls this module, and a module of its own takes the file in:
///
/// ```toml
/// # Cargo.toml
/// [dependencies]
/// serde = { version = "1", default-features = false, features = ["std"] }
/// serde_json = { version = "1", features = ["float_roundtrip", "raw_value"] }
///
/// [build-dependencies]
/// codex-sdkgen = { path = "...", default-features = false }
/// ```
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), codex_sdkgen::build::Error> {
///     codex_sdkgen::build::Config::new("surface.toml").schema("schema").emit()
/// }
/// ```
///
/// ```text
/// // src/lib.rs
/// mod codex {
///     include!(concat!(env!("OUT_DIR"), "/codex.rs"));
/// }
/// ```
///
/// The file has the modules `types`, `methods`, `events` and `wire` of the crate that `codex-sdkgen generate` writes, as
/// far as the protocol, or the `[subset]` of it, has something to put there.
///
/// Without Cargo it works as well:
///
/// ```
/// use codex_sdkgen::build::Config;
///
/// # let folder = tempfile::tempdir()?;
/// # let here = |name: &str| folder.path().join(name);
/// # let schema = r##"{
/// #   "definitions": {
/// #     "ClientRequest": {"oneOf": [{
/// #       "type": "object", "title": "PingRequest", "required": ["id", "method", "params"],
/// #       "properties": {
/// #         "id": {"type": "integer", "format": "int64"},
/// #         "method": {"type": "string", "enum": ["ping"]},
/// #         "params": {"$ref": "#/definitions/PingParams"}
/// #       }
/// #     }]},
/// #     "PingParams": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
/// #     "PingResponse": {"type": "object", "properties": {"text": {"type": "string"}}}
/// #   }
/// # }"##;
/// # std::fs::create_dir_all(here("schema/stable"))?;
/// # std::fs::write(here("schema/stable/ping.json"), schema)?;
/// # use sha2::Digest as _;
/// # let digest: String = sha2::Sha256::digest(schema).iter().map(|byte| format!("{byte:02x}")).collect();
/// # let pin = format!("version = '1.0'\nsource = 'here'\n[files]\n'stable/ping.json' = '{digest}'\n");
/// # std::fs::write(here("schema/pin.toml"), pin)?;
/// let surface = r#"
///     [protocol]
///     name = "ping"
///     envelopes = { client_request = "ClientRequest" }
///     results = { params_suffix = "Params", result_suffix = "Response" }
///
///     [subset]
///     methods = ["ping"]
///
///     [modules]
///     ping = "ping"
/// "#;
/// std::fs::write(here("surface.toml"), surface)?;
///
/// let config = Config::new(here("surface.toml")).schema(here("schema"));
/// let output = config.emit_into(folder.path())?;
/// assert!(output.written);
/// assert_eq!(output.file, here("codex.rs"));
/// assert_eq!(output.inputs, ["surface.toml", "schema/pin.toml", "schema/stable/ping.json"].map(here));
/// assert!(std::fs::read_to_string(&output.file)?.contains("pub struct PingParams"));
///
/// // Nothing changed, so nothing is written.
/// assert!(!config.emit_into(folder.path())?.written);
///
/// // What is wrong is told as the command tells it.
/// std::fs::write(here("surface.toml"), surface.replace(r#"["ping"]"#, r#"["pong"]"#))?;
/// let error = config.emit_into(folder.path()).unwrap_err();
/// assert!(error.to_string().contains(r#"did you mean "ping"?"#), "{error}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    surface: PathBuf,
    schema: PathBuf,
    policy: Policy,
}

/// What was compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The file.
    pub file: PathBuf,
    /// Whether it was written; it was not if it had these bytes already.
    pub written: bool,
    /// Every file that was read.
    pub inputs: Vec<PathBuf>,
    /// What was settled without a decision, a line each; see [`Config::provisional`].
    pub assumed: Vec<String>,
}

/// Everything that is wrong, as the command shows it; the text of `Debug` too, because that is what Cargo shows of the
/// error that the `main` of a build script returns.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(String);

impl Config {
    /// A curation file; the pinned schema is taken to stand beside it.
    #[must_use]
    pub fn new(surface: impl Into<PathBuf>) -> Self {
        let surface = surface.into();
        let schema = surface.parent().map(Path::to_path_buf).unwrap_or_default();
        Self { surface, schema, policy: Policy::Strict }
    }

    /// The folder of the pinned schema, which has a `pin.toml` and, if documentation is to tell since when there is what,
    /// a `history.toml`.
    #[must_use]
    pub fn schema(mut self, folder: impl Into<PathBuf>) -> Self {
        self.schema = folder.into();
        self
    }

    /// Answers every open question with a safe default and tells the answers, instead of refusing.
    #[must_use]
    pub fn provisional(mut self) -> Self {
        self.policy = Policy::Provisional;
        self
    }

    /// Compiles into the folder that Cargo gives a build script, and tells Cargo when to run the script again: when a
    /// file that was read changes, and not before. What was settled without a decision becomes a warning.
    ///
    /// # Errors
    /// As of [`Config::emit_into`], and there is no `OUT_DIR`.
    pub fn emit(&self) -> Result<(), Error> {
        let folder = std::env::var_os("OUT_DIR").ok_or_else(|| {
            let problem = Diagnostic::new(Code::Usage, "Cargo has set no OUT_DIR");
            Error::of(
                &problem.help("call this from a build script, or use `emit_into`").into(),
                &Sources::default(),
            )
        })?;
        let output = self.emit_into(folder)?;
        let told = std::io::stdout().lock().write_all(output.directives().as_bytes());
        told.map_err(|error| Error(format!("Cargo cannot be told what was read: {error}\n")))
    }

    /// Compiles into a folder, as [`FILE`].
    ///
    /// # Errors
    /// A file cannot be read or written; everything that is wrong with the schema or the curation; every decision that is
    /// missing or has no use.
    pub fn emit_into(&self, folder: impl AsRef<Path>) -> Result<Output, Error> {
        let mut sources = Sources::default();
        self.compiled(folder.as_ref(), &mut sources).map_err(|report| Error::of(&report, &sources))
    }

    fn compiled(&self, folder: &Path, sources: &mut Sources) -> Outcome<Output> {
        let surface = pin::document(&self.surface, "name the curation file")?;
        sources.add(surface.file.clone(), surface.text.clone());
        let curation = curation::load(surface.file, &surface.text)?;
        let source = pin::read(&self.schema)?;
        for document in source.documents() {
            sources.add(document.file.clone(), document.text.clone());
        }
        let mut inputs = vec![self.surface.clone()];
        inputs.extend(pin::files(&self.schema)?);
        let history = self.schema.join(history::FILE);
        let history = match history.exists() {
            false => None,
            true => {
                let document = pin::document(&history, "`codex-sdkgen history` writes it anew")?;
                inputs.push(history);
                Some(History::parse(document.file, &document.text)?)
            }
        };
        let from =
            Inputs { source: &source, curation: &curation, history: history.as_ref(), policy: self.policy };
        let (text, assumed) = crate::types(from)?;
        let file = folder.join(FILE);
        let written = pin::document(&file, "").ok().is_none_or(|found| *found.text != *text);
        if written {
            package::replace(&file, text.as_bytes())?;
        }
        let assumed = assumed.iter().map(|answer| answer.message.clone()).collect();
        Ok(Output { file, written, inputs, assumed })
    }
}

impl Output {
    /// What a build script prints so that Cargo runs it again when an input changes, a line each.
    #[must_use]
    pub fn directives(&self) -> String {
        let inputs = self.inputs.iter().map(|input| format!("cargo::rerun-if-changed={}\n", input.display()));
        let assumed = self.assumed.iter().map(|answer| format!("cargo::warning={answer}\n"));
        inputs.chain(assumed).collect()
    }
}

impl Error {
    fn of(report: &Report, sources: &Sources) -> Self {
        Self(render(report, Severity::Error, sources, Style::Text { colour: false }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Error {}
