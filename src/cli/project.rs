//! The places that the arguments name, or those of the project around us, in; their texts out, each named as its
//! reader knows it. Paths stay relative where they can, so that reports read the same on every machine.

use std::path::{Path, PathBuf};

use super::args::Places;
use crate::curation::{self, Curation};
use crate::diag::{Code, Diagnostic, Outcome, Report, Sources};
use crate::history::{self, History};
use crate::parallel::at_once;
use crate::schema::{self, Document, Source};
use crate::{Inputs, Policy};

/// Where things are, and a memory of the texts that were read, for reports about them.
#[derive(Debug)]
pub(super) struct Project<'a> {
    places: &'a Places,
    root: Option<PathBuf>,
    sources: &'a mut Sources,
}

/// Everything that a compilation starts from.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) source: Source,
    pub(super) curation: Curation,
    pub(super) history: Option<History>,
}

impl Loaded {
    pub(super) fn inputs(&self, policy: Policy) -> Inputs<'_> {
        Inputs { source: &self.source, curation: &self.curation, history: self.history.as_ref(), policy }
    }
}

impl<'a> Project<'a> {
    pub(super) fn new(places: &'a Places, sources: &'a mut Sources) -> Self {
        Self { places, root: root(), sources }
    }

    /// The texts that were read so far.
    pub(super) fn sources(&self) -> &Sources {
        self.sources
    }

    /// Reads everything, and reports everything that cannot be read.
    pub(super) fn load(&mut self) -> Outcome<Loaded> {
        let (schema, surface) = (self.schema()?, self.surface()?);
        let record = self.record();
        let history = || parse(record?);
        let (history, (curation, source)) =
            at_once(history, || (self.curation(&surface), self.source(&schema)));
        match (curation, source, history) {
            (Ok((curation, _)), Ok(source), Ok(history)) => Ok(Loaded { source, curation, history }),
            (Err(report), source, history) => {
                Err([source.err(), history.err()].into_iter().flatten().fold(report, Report::and))
            }
            (_, Err(report), history) => Err(history.err().into_iter().fold(report, Report::and)),
            (_, _, Err(report)) => Err(report),
        }
    }

    /// A curation file, and its text.
    pub(super) fn curation(&mut self, path: &Path) -> Outcome<(Curation, Document)> {
        let document = self.read(path, "name the curation file with --surface")?;
        Ok((curation::load(document.file.clone(), &document.text)?, document))
    }

    /// The pinned exports.
    pub(super) fn source(&mut self, folder: &Path) -> Outcome<Source> {
        let source = schema::pin::read(folder)?;
        self.remember(&source);
        Ok(source)
    }

    /// Makes the texts of some exports known to reports.
    pub(super) fn remember(&mut self, source: &Source) {
        for document in source.documents() {
            self.sources.add(document.file.clone(), document.text.clone());
        }
    }

    /// The folder of the pinned schema.
    pub(super) fn schema(&self) -> Outcome<PathBuf> {
        self.place(self.places.schema.as_deref(), "schema", "schema")
    }

    /// Where the curation file is.
    pub(super) fn surface(&self) -> Outcome<PathBuf> {
        self.place(self.places.surface.as_deref(), "surface", "schema/surface.toml")
    }

    /// The folder to be pinned and the curation file; a first pin is what makes a project.
    pub(super) fn to_be_pinned(&self) -> (PathBuf, PathBuf) {
        let folder = self.schema().unwrap_or_else(|_| PathBuf::from("schema"));
        let surface = self.surface().unwrap_or_else(|_| folder.join("surface.toml"));
        (folder, surface)
    }

    /// The folder of the generated packages.
    pub(super) fn out(&self) -> Outcome<PathBuf> {
        self.place(self.places.out.as_deref(), "out", "generated")
    }

    /// Where the history is.
    pub(super) fn history_file(&self) -> Outcome<PathBuf> {
        Ok(self.schema()?.join(history::FILE))
    }

    /// The history, where one is kept.
    pub(super) fn history(&mut self) -> Outcome<Option<History>> {
        parse(self.record()?)
    }

    /// The text of the history, where one is kept.
    fn record(&mut self) -> Outcome<Option<Document>> {
        let path = self.history_file()?;
        if !path.exists() {
            return Ok(None);
        }
        self.read(&path, "`codex-sdkgen history` writes it anew").map(Some)
    }

    fn place(&self, given: Option<&Path>, option: &str, default: &str) -> Outcome<PathBuf> {
        if let Some(path) = given {
            return Ok(path.to_path_buf());
        }
        self.root.as_ref().map(|root| root.join(default)).ok_or_else(|| {
            Diagnostic::new(Code::Usage, format!("there is no project here, and --{option} is not given"))
                .note("looked for", "schema/pin.toml, in this folder and those around it")
                .help("go to the project's folder, or name --schema, --surface and --out")
                .into()
        })
    }

    fn read(&mut self, path: &Path, help: &str) -> Outcome<Document> {
        let document = schema::pin::document(path, help)?;
        self.sources.add(document.file.clone(), document.text.clone());
        Ok(document)
    }
}

fn parse(record: Option<Document>) -> Outcome<Option<History>> {
    record.map(|document| History::parse(document.file, &document.text)).transpose()
}

/// The nearest folder upwards that holds a pin, as a path from here.
fn root() -> Option<PathBuf> {
    let depth = std::env::current_dir().map_or(1, |here| here.ancestors().count());
    (0..depth)
        .map(|up| "../".repeat(up))
        .map(PathBuf::from)
        .find(|root| root.join("schema/pin.toml").is_file())
}
