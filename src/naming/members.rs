//! The names of members and values: the words of the wire text in snake_case, with an ending where Python needs one.
//! Within one object no two members share a name, and none is called what another is on the wire.

use std::collections::BTreeMap;

use super::claim::{Claim, Court, Form};
use super::words::Splitter;
use super::{PyIdent, reserved};
use crate::diag::{Code, Pointer};
use crate::ir::{Body, Def, Envelope, WireName};

/// The names of what a definition holds.
#[derive(Debug, Clone, Default)]
pub(super) struct MemberNames {
    /// The attributes of a record in the order of its fields, or the members of an enum in the order of its values.
    pub(super) listed: Box<[PyIdent]>,
    /// The attribute of a variant that holds its tag.
    pub(super) tag: Option<PyIdent>,
}

/// The names of a definition's members.
pub(super) fn of_def(def: &Def, splitter: &Splitter<'_>, court: &mut Court<'_>) -> MemberNames {
    let scope = |sign, prefix, reserved| Scope { owner: def.path.as_str(), sign, prefix, reserved };
    match &def.body {
        Body::Record(record) => {
            let tag = record.tag.iter().map(|(wire, _)| (wire, &def.about.origin));
            let fields = record.fields.iter().map(|field| (&field.wire, &field.about.origin));
            let scope = scope(".", "field", reserved::is_field);
            let mut names = scope.names(tag.chain(fields), splitter, court);
            let tag = record.tag.is_some().then(|| (!names.is_empty()).then(|| names.remove(0))).flatten();
            MemberNames { listed: names.into(), tag }
        }
        Body::Enum(texts) => {
            let values = texts.values.iter().map(|value| (&value.wire, &value.about.origin));
            let scope = scope("=", "value", reserved::is_value);
            MemberNames { listed: scope.names(values, splitter, court).into(), tag: None }
        }
        Body::Union(_) | Body::Alias(_) => MemberNames::default(),
    }
}

/// The names of the members that every message of an envelope may carry.
pub(super) fn of_envelope(
    envelope: &Envelope,
    splitter: &Splitter<'_>,
    court: &mut Court<'_>,
) -> Box<[PyIdent]> {
    let scope =
        Scope { owner: &envelope.name, sign: ".", prefix: "field", reserved: reserved::is_message_field };
    let fields = envelope.fields.iter().map(|field| (&field.wire, &field.about.origin));
    scope.names(fields, splitter, court).into()
}

/// The parameter of a call that stands for a member: its name, with an ending where the call means something else by
/// that name, and then with as many as it takes to be none of the names that are taken.
#[must_use]
pub fn parameter(member: &PyIdent, reserved: &[&PyIdent], taken: &[&PyIdent]) -> PyIdent {
    let mut name = member.clone();
    while reserved.contains(&&name) || (name != *member && taken.contains(&&name)) {
        match PyIdent::new(&format!("{name}_")) {
            Ok(longer) => name = longer,
            Err(_) => break,
        }
    }
    name
}

struct Scope<'a> {
    owner: &'a str,
    sign: &'static str,
    prefix: &'static str,
    reserved: fn(&str) -> bool,
}

impl Scope<'_> {
    fn names<'a, 'w>(
        &self,
        members: impl Iterator<Item = (&'w WireName, &'w Pointer)>,
        splitter: &Splitter<'_>,
        court: &mut Court<'a>,
    ) -> Vec<PyIdent> {
        let claims: Vec<Claim<'a>> = members
            .map(|(wire, origin)| {
                let wire = wire.as_str();
                let rule = splitter.snake(wire).map(|name| self.legal(name));
                let key = format!("{}{}{wire}", self.owner, self.sign);
                court.claim(key, origin, Form::Snake, rule, self.reserved, wire)
            })
            .collect();
        if self.sign == "." {
            self.refuse_crossings(&claims, court);
        }
        court.settle(Code::MemberCollision, Form::Snake, self.reserved, &claims)
    }

    /// Reading accepts both spellings of a member, so the name of one cannot be the wire text of another.
    fn refuse_crossings<'a>(&self, claims: &[Claim<'a>], court: &mut Court<'a>) {
        let wires: BTreeMap<&str, &Claim<'_>> =
            claims.iter().map(|claim| (claim.text.as_str(), claim)).collect();
        for claim in claims.iter().filter(|claim| claim.name != claim.text) {
            if let Some(other) = wires.get(claim.name.as_str()).filter(|other| other.name != claim.name) {
                court.crossing(claim, other);
            }
        }
    }

    fn legal(&self, name: String) -> String {
        let name = if name.starts_with(|c: char| c.is_ascii_digit()) {
            format!("{}_{name}", self.prefix)
        } else {
            name
        };
        if (self.reserved)(&name) { name + "_" } else { name }
    }
}
