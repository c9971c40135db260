//! An enum of the model in, an open enum out: the known values, and any other text as it came.

use syn::{Variant, parse_quote};

use super::code::{Code, table};
use super::file::File;
use super::forms::{self, Derives};
use super::rules;
use super::scope::Scope;
use super::syntax::{doc, doc_line, enumeration, span, variant};
use crate::emit::describe;
use crate::emit::docs::Doc;
use crate::ir::{Def, Enum};

/// The enum and the table of its texts.
pub(super) fn open(scope: &Scope<'_>, def: &Def, body: &Enum, file: &mut File) {
    let name = scope.names.of(def.id);
    let names = scope.names.members(def.id);
    let mut attrs = doc(scope.describer.definition(def).as_ref(), 0);
    attrs.push(forms::derive(Derives::Text));
    attrs.push(forms::non_exhaustive());
    let mut variants: Vec<Variant> = Vec::with_capacity(names.len() + 1);
    for (value, name) in body.values.iter().zip(names) {
        let said = describe::value(&value.about, &def.about);
        let said = said.or_else(|| Doc::new(&format!("{}.", span(&value.wire))));
        let lines = doc(said.as_ref(), 4);
        variants.push(variant(lines, name.as_str(), None));
    }
    let unknown = match body.any_text {
        Some(_) => "Any other text.",
        None => "A value that this crate does not know yet, as it came.",
    };
    variants.push(variant(vec![doc_line(unknown)], "Unknown", Some(parse_quote! { Box<str> })));
    file.item(enumeration(attrs, name.as_str(), variants.into_iter()));
    let mut head = vec![Code::name(name)];
    if let Some(rule) = &body.any_text {
        let rule = rules::text(rule).unwrap_or(Code::sign("codec::Rule::Any"));
        head.push(rule.within("any_text[", "]"));
    }
    let rows = body.values.iter().zip(names).enumerate().map(|(index, (value, name))| {
        let index = Code::number(i128::try_from(index).unwrap_or_default());
        let text = Code::text(value.wire.as_str());
        Code::all([index, Code::sign(": "), Code::name(name), Code::sign(" = "), text])
    });
    file.table(table("codec::values", &Code::join(head, ", "), rows));
}
