//! Curated lists of well-known texts: a plain text definition becomes an enum that still accepts any text.

use super::draft::Draft;
use crate::curation::KnownValuesRow;
use crate::diag::{Code, Diagnostic, Pointer};
use crate::ir::{Body, DefId, Enum, EnumValue, Source, WireName};
use crate::schema::{Schema, Shape};

impl<'a> Draft<'a> {
    /// The enum of a plain text definition, if there is a row for it.
    pub(in crate::ir) fn well_known(&mut self, id: DefId, schema: &'a Schema) -> Option<Body> {
        let curation = self.curation;
        let Shape::String(rule) = &schema.shape else { return None };
        let def = self.defs.get(id.index())?;
        let (Source::Named(name), stability) = (&def.source, def.about.stability) else { return None };
        let row = curation.table.known_values.get(name.as_ref())?;
        let at = Pointer::root().join("known_values").join(name).join("values");
        let KnownValuesRow { values, reason: _ } = curation.using(row);
        let mut listed: Vec<EnumValue> = Vec::new();
        for (index, value) in values.iter().enumerate() {
            if listed.iter().any(|known| known.wire.as_str() == value) {
                let message = format!("[known_values] row {name:?} lists {value:?} twice");
                self.decisions.problems.push(
                    Diagnostic::new(Code::CurationConflict, message)
                        .at(curation.place(row.span()))
                        .help("remove one of them"),
                );
                continue;
            }
            let about = self.describe(&at.join(index), None, false, stability);
            listed.push(EnumValue { wire: WireName(value.as_str().into()), about });
        }
        Some(Body::Enum(Enum { values: listed.into(), any_text: Some(rule.clone()) }))
    }

    /// Reports the rows whose definition is something else than a plain text; a row without one is dead.
    pub(in crate::ir) fn check_known(&mut self) {
        let curation = self.curation;
        for (name, row) in &curation.table.known_values {
            let found = self.bundle.definitions.iter().find(|(key, _)| key.name.as_ref() == name.as_str());
            let Some((_, schema)) = found else { continue };
            if matches!(schema.shape, Shape::String(_)) {
                continue;
            }
            let found =
                if matches!(schema.shape, Shape::Enum(_)) { "lists its values" } else { "is no text" };
            let message =
                format!("[known_values] row {name:?} is for a plain text, and the definition {found}");
            let problem = Diagnostic::new(Code::CurationConflict, message)
                .at(curation.place(row.span()))
                .note("schema", schema.pointer.to_string())
                .help("remove the row");
            self.decisions.decide(problem, "the schema's word");
        }
    }
}
