//! The method tables in, the messages out: one enum an envelope, with a variant for each method and its params as payload.

use syn::{Item, Variant, parse_quote};

use super::code::{Code, table};
use super::file::{File, Place, UNBOXED};
use super::presence::Member;
use super::records::Struct;
use super::scope::Scope;
use super::syntax::{doc, doc_line, enumeration, variant};
use super::ty::Ty;
use super::unions::row;
use crate::emit::describe;
use crate::ir::{Envelope, Method, Params};
use crate::naming::RsIdent;
use crate::naming::rust::{RustEnvelopeNames, RustMethodNames};

/// The module `events`.
pub(super) fn text(scope: &Scope<'_>, header: &[String]) -> String {
    let doc = vec![
        "The messages of the protocol: what either side tells or asks, by method.".to_owned(),
        String::new(),
        "A variant holds the params; what a message may carry beside them is read by".to_owned(),
        "[`wire::read_line`](super::wire::read_line).".to_owned(),
    ];
    let mut file = File::new(Place::Top, doc);
    file.attributes(UNBOXED);
    let envelopes = scope.ir().envelopes().iter().zip(scope.names.envelopes());
    for (envelope, names) in envelopes {
        let beside = beside(scope, envelope, names, &mut file);
        messages(scope, envelope, names, &beside, &mut file);
    }
    file.finish(scope, header)
}

/// The record of what every message may carry beside its params, and its name.
fn beside(scope: &Scope<'_>, envelope: &Envelope, names: &RustEnvelopeNames, file: &mut File<'_>) -> Code {
    if envelope.fields.is_empty() {
        return Code::sign("codec::Bare");
    }
    let name = names.union.with("Envelope");
    let fields = envelope.fields.iter().zip(&names.members);
    let members: Vec<Member<'_>> = fields
        .map(|(field, name)| {
            let member = Member::new(scope, field, name, false, false);
            Member { value: Ty::public(scope, &field.ty), ..member }
        })
        .collect();
    let record = Struct { name: &name, members: &members, others: None };
    let said = format!("What every message of `{}` may carry beside its params.", names.union.bare());
    let item = record.item(vec![doc_line(&said)], &envelope.about, false, file);
    file.item(item);
    file.table(record.table(None, &[]));
    Code::name(&name)
}

fn messages(
    scope: &Scope<'_>,
    envelope: &Envelope,
    names: &RustEnvelopeNames,
    beside: &Code,
    file: &mut File<'_>,
) {
    let methods = scope.ir().methods().iter().zip(scope.names.methods());
    let methods: Vec<_> = methods.filter(|(method, _)| method.kind == envelope.kind).collect();
    let payloads: Vec<Option<Ty>> = methods.iter().map(|(method, _)| payload(scope, method)).collect();
    payloads.iter().flatten().for_each(|payload| file.uses(payload));
    let mut attrs = doc(describe::envelope(envelope).as_ref(), 0);
    attrs.push(parse_quote! { #[derive(Debug, Clone, PartialEq)] });
    attrs.push(parse_quote! { #[non_exhaustive] });
    let mut variants: Vec<Variant> = Vec::with_capacity(methods.len() + 2);
    for ((method, names), payload) in methods.iter().zip(&payloads) {
        let said = doc(describe::method(method).as_ref(), 4);
        variants.push(variant(said, names.variant.as_str(), payload.as_ref().map(Ty::syntax)));
    }
    let (unknown, malformed) = (Ty::Own("Unknown"), Ty::Own("Malformed"));
    file.uses(&unknown);
    file.uses(&malformed);
    let said = vec![doc_line("A message whose method this crate does not know, as it came.")];
    variants.push(variant(said, "Unknown", Some(unknown.syntax())));
    let said = vec![doc_line("A message whose params do not fit, as it came.")];
    variants.push(variant(said, "Malformed", Some(malformed.syntax())));
    let item: Item = enumeration(attrs, names.union.as_str(), variants.into_iter());
    file.item(item);
    file.table(table_of(&names.union, beside, &methods, &payloads));
}

/// The table of the methods: those with params first.
fn table_of(
    union: &RsIdent,
    beside: &Code,
    methods: &[(&Method, &RustMethodNames)],
    payloads: &[Option<Ty>],
) -> String {
    let rows = || methods.iter().zip(payloads);
    let with = rows().filter_map(|((method, names), payload)| Some((method, names, payload.as_ref()?)));
    let without = rows().filter(|(_, payload)| payload.is_none()).map(|((method, names), _)| (method, names));
    let mut table_rows: Vec<Code> = Vec::with_capacity(methods.len());
    for (method, names, payload) in with {
        table_rows.push(row(table_rows.len(), &names.variant, payload, Code::text(method.wire.as_str())));
    }
    for (method, names) in without {
        let index = Code::number(i128::try_from(table_rows.len()).unwrap_or_default());
        let text = Code::text(method.wire.as_str());
        let name = Code::name(&names.variant);
        table_rows.push(Code::all([
            Code::sign("bare "),
            index,
            Code::sign(": "),
            name,
            Code::sign(" = "),
            text,
        ]));
    }
    let head = [Code::name(union), beside.clone().within("beside(", ")")];
    table("codec::methods", &Code::join(head, ", "), table_rows)
}

/// The params of a method; those that may be left out are one of three states.
pub(super) fn payload(scope: &Scope<'_>, method: &Method) -> Option<Ty> {
    match &method.params {
        Params::None => None,
        Params::Required(ty) => Some(Ty::public(scope, ty)),
        Params::Optional(ty) => Some(Ty::public(scope, ty).inside("Maybe")),
    }
}
