//! Object rules in, one record out: members that stand around a union come first, members of alternatives last.
//! A member that several of them give has one type, or is reported; alternatives become groups of members.

use super::draft::{Draft, telling};
use super::types::{Spot, nullable};
use crate::diag::{Code, Diagnostic};
use crate::ir::path::Step;
use crate::ir::{DefId, Extra, Field, Record, Type, WireName};
use crate::schema::{Additional, ArrayRule, ObjectRule, Property, Schema, Shape};

/// The member that holds a tag, and the tag.
pub(in crate::ir) type TagMember<'t> = (&'t str, &'t str);

struct Member<'a> {
    name: &'a str,
    required: bool,
    schema: &'a Schema,
}

impl<'a> Draft<'a> {
    /// Whether a curated row says that the text member holds a secret.
    fn is_secret(&self, name: &str, ty: &Type) -> bool {
        let row = self.curation.table.secrets.get(name).filter(|_| matches!(ty, Type::Str(_)));
        row.map(|row| self.curation.using(row)).is_some()
    }

    /// The record of an object rule, with the members of the rules around it and without its tag.
    pub(in crate::ir) fn record(
        &mut self,
        id: DefId,
        around: &[&'a ObjectRule],
        own: &'a ObjectRule,
        tag: Option<TagMember<'_>>,
    ) -> Record {
        let mut members: Vec<Member<'a>> = Vec::new();
        let rules = || around.iter().copied().chain(std::iter::once(own));
        for property in rules().flat_map(|rule| &rule.properties) {
            self.merge(&mut members, property, property.required);
        }
        let alternatives = self.alternatives(&mut members, own);
        let stability = self.stability(id);
        let mut fields = Vec::with_capacity(members.len());
        for member in members.iter().filter(|member| tag.is_none_or(|(key, _)| key != member.name)) {
            let notes = &member.schema.notes;
            let about = self.about(member.schema, stability);
            let at = Spot { parent: id, step: Step::Member(member.name), stability: about.stability };
            let (ty, null) = self.ty(member.schema, at);
            let secret = notes.write_only || self.is_secret(member.name, &ty);
            fields.push(Field {
                wire: WireName(member.name.into()),
                ty,
                required: member.required,
                nullable: null,
                default: telling(notes.default.as_ref()),
                absent: None,
                secret,
                about,
            });
        }
        let extra = match rules().rev().find(|rule| rule.additional != Additional::Unsaid) {
            None => Extra::Unsaid,
            Some(rule) => match &rule.additional {
                Additional::Typed(schema) => {
                    let (ty, null) = self.ty(schema, Spot { parent: id, step: Step::Value, stability });
                    Extra::Typed(nullable(ty, null))
                }
                Additional::Refused => Extra::Refused,
                Additional::Unsaid => Extra::Unsaid,
            },
        };
        let tag = tag.map(|(key, value)| (WireName(key.into()), value.into()));
        Record { fields: fields.into(), tag, extra, alternatives }
    }

    /// Adds a member, or finds that it is there with the same type.
    fn merge(&mut self, members: &mut Vec<Member<'a>>, property: &'a Property, required: bool) {
        let Some(known) = members.iter_mut().find(|member| member.name == property.name.as_ref()) else {
            members.push(Member { name: &property.name, required, schema: &property.schema });
            return;
        };
        known.required |= required;
        if alike(known.schema, &property.schema) {
            // The inner rule speaks of the narrower case.
            if property.schema.notes.description.is_some() {
                known.schema = &property.schema;
            }
            return;
        }
        let other = known.schema.pointer.clone();
        let message = format!("two branches give the member {:?} different types", property.name);
        self.decisions.problems.push(
            Diagnostic::new(Code::ConflictingBranches, message)
                .at(self.place(&property.schema.pointer))
                .note("other", other.to_string())
                .help("patch the schema so that both say the same"),
        );
    }

    /// Adds the members of the branches and gives the groups of which one must be complete.
    fn alternatives(&mut self, members: &mut Vec<Member<'a>>, own: &'a ObjectRule) -> Box<[Box<[WireName]>]> {
        let mut groups: Vec<Box<[WireName]>> = Vec::new();
        for branch in &own.branches {
            let Shape::Object(rule) = &self.resolved(branch).shape else {
                self.decisions.problems.push(
                    Diagnostic::new(Code::ConflictingBranches, "a branch beside members is no object")
                        .at(self.place(&branch.pointer))
                        .help("patch the schema: only objects can share members"),
                );
                continue;
            };
            for property in &rule.properties {
                self.merge(members, property, false);
            }
            let needed = |member: &&Property| {
                member.required && !own.properties.iter().any(|own| own.name == member.name && own.required)
            };
            let mut group: Vec<WireName> =
                rule.properties.iter().filter(needed).map(|member| WireName(member.name.clone())).collect();
            group.sort();
            if !groups.contains(&group.clone().into()) {
                groups.push(group.into());
            }
        }
        // A branch that asks for nothing always holds, and then there is no rule.
        if groups.iter().any(|group| group.is_empty()) { Box::default() } else { groups.into() }
    }
}

/// Whether two schemas accept the same values, whatever they say about them.
fn alike(a: &Schema, b: &Schema) -> bool {
    let both = |a: &[Schema], b: &[Schema]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b));
    a.nullable == b.nullable
        && match (&a.shape, &b.shape) {
            (Shape::Enum(a), Shape::Enum(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value == b.value)
            }
            (Shape::Array(a), Shape::Array(b)) => {
                let ArrayRule { items, min_items, max_items } = a.as_ref();
                alike(items, &b.items) && *min_items == b.min_items && *max_items == b.max_items
            }
            (Shape::Union(a), Shape::Union(b)) => both(a, b),
            (Shape::Object(a), Shape::Object(b)) => {
                let member = |(a, b): (&Property, &Property)| {
                    a.name == b.name && a.required == b.required && alike(&a.schema, &b.schema)
                };
                a.properties.len() == b.properties.len()
                    && a.properties.iter().zip(&b.properties).all(member)
                    && both(&a.branches, &b.branches)
                    && match (&a.additional, &b.additional) {
                        (Additional::Typed(a), Additional::Typed(b)) => alike(a, b),
                        (a, b) => a == b,
                    }
            }
            (a, b) => a == b,
        }
}
