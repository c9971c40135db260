//! The rows of the root exports in, the exports in their order out: each has one legal name, and one home that has it.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::{Placement, RootExport, ServerRequest};
use crate::curation::{Curation, Decisions, RootRow};
use crate::diag::{Code, Diagnostic, nearest};
use crate::ir::{DefId, Ir};
use crate::naming::{Names, PyIdent, RsIdent};

/// The home of the protocol's types.
pub(super) const TYPES: &str = "types";

/// How one language writes what a root exports.
pub(super) struct Language {
    /// What stands between the steps of a module's path.
    separator: &'static str,
    /// Whether a name may be exported.
    is_name: fn(&PyIdent) -> bool,
    /// The home of what a handler may answer.
    pub(super) answers: &'static str,
}

/// Paths as `_client.api`.
pub(super) const PYTHON: Language =
    Language { separator: ".", is_name: |_| true, answers: "_client.answers" };

/// Paths as `client::api`.
pub(super) const RUST: Language = Language {
    separator: "::",
    is_name: |name| RsIdent::new(name).as_str() == name.as_str(),
    answers: "client::answers",
};

/// The names of the homes whose names the protocol and the curation decide.
pub(super) fn offers<'a>(
    ir: &Ir,
    names: &'a Names,
    placement: &BTreeMap<DefId, Placement>,
    requests: Option<&'a [ServerRequest]>,
    language: &Language,
) -> BTreeMap<&'static str, BTreeSet<&'a str>> {
    let is_public = |id: DefId| placement.get(&id).is_some_and(|placement| placement.public);
    let types = ir.defs().iter().filter(|def| is_public(def.id)).map(|def| names.of(def.id).as_str());
    let shorthands = requests.into_iter().flatten().filter_map(|request| request.shorthand.as_ref());
    let answers = shorthands.map(|shorthand| shorthand.alias.as_str());
    BTreeMap::from([(TYPES, types.collect()), (language.answers, answers.collect())])
}

/// The root exports; one is provided if the package has its home, and the home the name.
pub(super) fn exports(
    rows: &[Spanned<RootRow>],
    language: &Language,
    curation: &Curation,
    homes: &BTreeSet<String>,
    offers: &BTreeMap<&str, BTreeSet<&str>>,
    decisions: &mut Decisions,
) -> Vec<RootExport> {
    let mut exports: Vec<RootExport> = Vec::new();
    for row in rows {
        let RootRow { names, home, reason } = row.get_ref();
        let at = |code: Code, message: String| Diagnostic::new(code, message).at(curation.place(row.span()));
        if !language.is_module_path(home) {
            decisions.refuse(at(Code::UnknownExport, format!("{home:?} is no module of the package")));
        }
        let is_there = homes.contains(home.as_str());
        let offer = offers.get(home.as_str()).filter(|_| is_there);
        for name in names {
            let name = match PyIdent::new(name) {
                Ok(name) => name,
                Err(error) => {
                    decisions.refuse(at(Code::BadCuratedName, error.to_string()));
                    continue;
                }
            };
            if !(language.is_name)(&name) {
                decisions.refuse(at(Code::BadCuratedName, format!("{name} is a keyword of the language")));
                continue;
            }
            if exports.iter().any(|export| export.name == name) {
                decisions.refuse(at(Code::CurationConflict, format!("{name} is exported twice")));
                continue;
            }
            let missing = offer.filter(|known| !known.contains(name.as_str()));
            if let Some(known) = missing {
                let unknown = at(Code::UnknownExport, format!("there is no {name} in {home}"));
                let unknown = unknown.help("name what is there, or remove the name");
                let near = nearest(name.as_str(), known.iter().copied());
                let unknown = near.into_iter().fold(unknown, |unknown, near| unknown.note("nearest", near));
                // What a handler may answer follows from the protocol, which has it or not yet.
                if home == language.answers {
                    decisions.decide(unknown, "it is not exported");
                } else {
                    decisions.refuse(unknown);
                }
            }
            let provided = is_there && missing.is_none();
            let (home, reason) = (home.as_str().into(), reason.as_str().into());
            exports.push(RootExport { name, home, reason, provided });
        }
    }
    exports
}

impl Language {
    fn is_module_path(&self, home: &str) -> bool {
        let mut steps = home.split(self.separator);
        steps.all(|step| PyIdent::new(step).is_ok_and(|step| (self.is_name)(&step)))
    }
}
