//! The templates of one package and the files that were emitted for it in, its tree out. What holds for every package:
//! which templates a package without a client has, how holes are filled, that each path has one producer.

use std::borrow::Cow;

use super::embedded::Template;
use super::template::Holes;
use super::{Bytes, RelPath, Tree};
use crate::curation::Curation;
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};

/// The bill of materials at the top of a staged project, which goes into its wheel.
pub const BILL: &str = "sbom.cdx.json";

/// The folder of what takes the place of a client's templates in a package without one.
const WITHOUT_CLIENT: &str = "without_client/";

/// Makes sure that the curation describes a package.
///
/// # Errors
/// It describes none.
pub fn described(curation: &Curation) -> Outcome<()> {
    if curation.table.python.is_some() || curation.table.rust.is_some() {
        return Ok(());
    }
    let problem = Diagnostic::new(Code::CurationConflict, "the curation file describes no package");
    Err(problem.at(Place::whole(curation.file.clone())).help("add [python], [rust] or both").into())
}

/// The templates of one language.
pub(in crate::package) struct Kit {
    /// Their folder.
    pub(in crate::package) folder: &'static str,
    /// All of them.
    pub(in crate::package) templates: &'static [Template],
    /// The beginnings of the paths that only a package with a client has.
    pub(in crate::package) of_client: &'static [&'static str],
}

/// The values of the holes of one package.
pub(in crate::package) struct Values<'a> {
    /// Texts.
    pub(in crate::package) texts: &'a [(&'static str, &'a str)],
    /// Lists, each of which gets a line for each element.
    pub(in crate::package) lists: &'a [(&'static str, &'a [String])],
}

impl Kit {
    /// The templates that a package is made of, and the paths that they are templates of.
    pub(in crate::package) fn parts(
        &self,
        has_client: bool,
    ) -> impl Iterator<Item = (&'static str, &'static Template)> {
        self.templates.iter().filter_map(move |template| match template.path.strip_prefix(WITHOUT_CLIENT) {
            Some(path) => (!has_client).then_some((path, template)),
            None => (has_client || !self.is_of_client(template.path)).then_some((template.path, template)),
        })
    }

    /// Whether only a package with a client has a path.
    pub(in crate::package) fn is_of_client(&self, path: &str) -> bool {
        self.of_client.iter().any(|part| path.starts_with(part))
    }

    /// The files that the templates give.
    pub(in crate::package) fn files(
        &self,
        has_client: bool,
        values: &Values<'_>,
        problems: &mut Problems,
    ) -> Vec<(String, Bytes)> {
        let mut holes = Holes::new(values.texts, values.lists, problems);
        let files = self.parts(has_client).map(|(path, template)| match path.strip_suffix(".in") {
            Some(path) => {
                let text = String::from_utf8_lossy(template.bytes);
                let file = format!("{}/{}", self.folder, template.path);
                (path.to_owned(), Cow::Owned(holes.fill(&file, &text, problems).into_bytes()))
            }
            None => (path.to_owned(), Cow::Borrowed(template.bytes)),
        });
        let files = files.collect();
        holes.finish(problems);
        files
    }
}

/// The tree of some files.
///
/// # Errors
/// Two producers of one path, a path that leaves the package, and whatever went wrong before.
pub(in crate::package) fn tree(
    files: impl IntoIterator<Item = (String, Bytes)>,
    mut problems: Problems,
) -> Outcome<Tree> {
    let mut tree = Tree::default();
    for (path, bytes) in files {
        match RelPath::new(&path) {
            Ok(path) => {
                let _ = problems.take(tree.insert(path, bytes).map_err(Into::into));
            }
            Err(error) => problems.push(
                Diagnostic::new(Code::OutputPath, error.to_string())
                    .note("because", error.because)
                    .help("give the module another name in the curation file"),
            ),
        }
    }
    problems.finish(tree)
}
