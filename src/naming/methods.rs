//! The names that come from methods: a call in snake_case, a constant in capitals, a message class named for its
//! envelope. The constants of one protocol are distinct, and so are the calls.

use super::claim::{Claim, Court, Form};
use super::types::legal;
use super::words::Splitter;
use super::{PyIdent, reserved};
use crate::diag::Code;
use crate::ir::{Envelope, Ir, Method};

/// The call of each method, in the order of [`Ir::methods`].
pub(super) fn calls(ir: &Ir, splitter: &Splitter<'_>, court: &mut Court<'_>) -> Vec<PyIdent> {
    let claims: Vec<Claim<'_>> = ir
        .methods()
        .iter()
        .map(|method| {
            let key = key(ir, method);
            let rule = splitter.snake(method.wire.as_str()).map(call);
            court.claim(key.clone(), &method.about.origin, Form::Snake, rule, is_reserved, &key)
        })
        .collect();
    court.settle(Code::NameCollision, Form::Snake, is_reserved, &claims)
}

/// The constant of a call: the same words in capitals.
pub(super) fn constant(call: &PyIdent) -> Option<PyIdent> {
    PyIdent::new(&call.as_str().to_ascii_uppercase()).ok()
}

/// The claim of each method's message class, in the order of [`Ir::methods`].
pub(super) fn messages<'a>(
    ir: &Ir,
    calls: &[PyIdent],
    splitter: &Splitter<'_>,
    court: &mut Court<'a>,
) -> Vec<Claim<'a>> {
    let claim = |(method, words): (&Method, &PyIdent)| {
        let key = key(ir, method);
        let by_rule = splitter.snake(method.wire.as_str()).map(call);
        let words =
            if by_rule.as_deref() == Some(words.as_str()) { method.wire.as_str() } else { words.as_str() };
        let rule = splitter.pascal(words).map(|words| legal(&(words + envelope_name(ir, method))));
        court.claim(key.clone(), &method.about.origin, Form::Pascal, rule, reserved::is_type, &key)
    };
    ir.methods().iter().zip(calls).map(claim).collect()
}

/// The claim of each envelope's union, in the order of [`Ir::envelopes`].
pub(super) fn unions<'a>(ir: &Ir, splitter: &Splitter<'_>, court: &mut Court<'a>) -> Vec<Claim<'a>> {
    let claim = |envelope: &Envelope| {
        let rule = splitter.pascal(&envelope.name).map(|name| legal(&name));
        let rule = if rule.is_some() && PyIdent::new(&envelope.name).is_ok() {
            Some(legal(&envelope.name))
        } else {
            rule
        };
        let key = envelope.name.to_string();
        court.claim(key.clone(), &envelope.about.origin, Form::Pascal, rule, reserved::is_type, &key)
    };
    ir.envelopes().iter().map(claim).collect()
}

/// The key of a method among the curated names: `ClientRequest/thread/start`.
pub(super) fn key(ir: &Ir, method: &Method) -> String {
    format!("{}/{}", envelope_name(ir, method), method.wire)
}

fn envelope_name<'a>(ir: &'a Ir, method: &Method) -> &'a str {
    ir.envelopes()
        .iter()
        .find(|envelope| envelope.kind == method.kind)
        .map_or("Message", |envelope| &envelope.name)
}

fn call(name: String) -> String {
    let name = if name.starts_with(|c: char| c.is_ascii_digit()) { format!("method_{name}") } else { name };
    if is_reserved(&name) { name + "_" } else { name }
}

fn is_reserved(name: &str) -> bool {
    reserved::is_call(name) || reserved::is_constant(&name.to_ascii_uppercase())
}
