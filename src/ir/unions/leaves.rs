//! The branches of a union as the schema has them, in; flat branches with what is known of each, out.
//! Only references and bodies remain: no branch is itself a union without a name.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::Kind;
use crate::ir::lower::Draft;
use crate::schema::{Additional, ObjectRule, Schema, Shape, Stability, StringRule};

/// One branch.
pub(in crate::ir) struct Leaf<'a> {
    /// Its schema.
    pub(in crate::ir) schema: &'a Schema,
    /// The objects around it whose members every branch has, the outermost first.
    pub(in crate::ir) around: Vec<&'a ObjectRule>,
    /// The object that it is or refers to.
    pub(in crate::ir) rule: Option<&'a ObjectRule>,
    /// The members that it requires and restricts to one text.
    pub(in crate::ir) literals: BTreeMap<&'a str, &'a str>,
    /// Whether the stable export has it.
    pub(in crate::ir) stability: Stability,
}

impl<'a> Draft<'a> {
    /// The flat branches of a schema, and whether its last branch was there for what is not listed.
    pub(in crate::ir) fn branches(&self, schema: &'a Schema) -> (Vec<Leaf<'a>>, bool) {
        let mut leaves = Vec::new();
        if let Shape::Union(branches) = &schema.shape
            && let [listed @ .., tail] = branches.as_slice()
            && !listed.is_empty()
            && let Some(kinds) = unrestricted(tail)
        {
            for branch in listed {
                self.flatten(branch, &[], &mut leaves);
            }
            if leaves.iter().all(|leaf| self.kinds(leaf.schema).is_subset(&kinds)) {
                return (leaves, true);
            }
            leaves.clear();
        }
        self.flatten(schema, &[], &mut leaves);
        (leaves, false)
    }

    fn flatten(&self, schema: &'a Schema, around: &[&'a ObjectRule], out: &mut Vec<Leaf<'a>>) {
        match &schema.shape {
            Shape::Union(branches) => {
                for branch in branches {
                    self.flatten(branch, around, out);
                }
            }
            Shape::Object(rule) if !rule.branches.is_empty() => {
                let around: Vec<_> = around.iter().copied().chain(std::iter::once(rule.as_ref())).collect();
                let mut inner = Vec::new();
                for branch in &rule.branches {
                    self.flatten(branch, &around, &mut inner);
                }
                if self.tag_of(&inner).is_some() {
                    out.append(&mut inner);
                } else {
                    let (_, around) = around.split_last().unwrap_or((&rule.as_ref(), &[]));
                    out.push(self.leaf(schema, around));
                }
            }
            _ => out.push(self.leaf(schema, around)),
        }
    }

    fn leaf(&self, schema: &'a Schema, around: &[&'a ObjectRule]) -> Leaf<'a> {
        let resolved = self.resolved(schema);
        let rule = match &resolved.shape {
            Shape::Object(rule) if std::ptr::eq(resolved, schema) || !self.tagged(resolved) => {
                Some(rule.as_ref())
            }
            _ => None,
        };
        let members = rule.iter().flat_map(|rule| &rule.properties).filter(|member| member.required);
        let literals = members
            .filter_map(|member| Some((member.name.as_ref(), self.literal(&member.schema)?)))
            .collect();
        let stability = self.bundle.stability(&schema.pointer);
        Leaf { schema, around: around.to_vec(), rule, literals, stability }
    }

    /// The member that is the tag of all these branches, if one is.
    pub(in crate::ir) fn tag_of(&self, leaves: &[Leaf<'a>]) -> Option<&'a str> {
        let (first, rest) = leaves.split_first()?;
        let tags = first.literals.keys().copied().filter(|key| {
            let mut seen: BTreeSet<&str> = first.literals.get(key).copied().into_iter().collect();
            rest.iter().all(|leaf| leaf.literals.get(key).is_some_and(|value| seen.insert(value)))
        });
        tags.min_by_key(|key| preference(key))
    }

    /// The JSON kinds of a schema's values, null aside.
    fn kinds(&self, schema: &'a Schema) -> BTreeSet<Kind> {
        let (mut open, mut seen, mut kinds) = (vec![schema], Vec::new(), BTreeSet::new());
        while let Some(schema) = open.pop().map(|schema| self.resolved(schema)) {
            match &schema.shape {
                Shape::Union(branches) if !seen.contains(&&schema.pointer) => {
                    seen.push(&schema.pointer);
                    open.extend(branches);
                }
                Shape::Boolean => kinds.extend([Kind::Boolean]),
                Shape::Integer(_) => kinds.extend([Kind::Integer]),
                Shape::Number(_) => kinds.extend([Kind::Number]),
                Shape::String(_) | Shape::Enum(_) => kinds.extend([Kind::String]),
                Shape::Array(_) => kinds.extend([Kind::Array]),
                Shape::Object(_) => kinds.extend([Kind::Object]),
                Shape::Any => kinds.extend(KINDS),
                Shape::Null | Shape::Union(_) | Shape::Ref(_) => {}
            }
        }
        kinds
    }
}

/// Every kind but null, which no branch tells apart.
const KINDS: [Kind; 6] =
    [Kind::Boolean, Kind::Integer, Kind::Number, Kind::String, Kind::Array, Kind::Object];

/// Tags that several protocols agree on come first, then the alphabet decides.
pub(in crate::ir) fn preference(key: &str) -> (usize, &str) {
    let usual = ["type", "method", "kind"];
    (usual.iter().position(|name| *name == key).unwrap_or(usual.len()), key)
}

/// The key of an object that is nothing but one required member.
pub(in crate::ir) fn keyed(rule: &ObjectRule) -> Option<&str> {
    match rule.properties.as_slice() {
        [only] if only.required && rule.additional == Additional::Refused && rule.branches.is_empty() => {
            Some(&only.name)
        }
        _ => None,
    }
}

/// What names each branch that is an untagged object: its title, else the single text that only it requires of a
/// member, else the keys that only it requires.
pub(in crate::ir) fn hints(leaves: &[Leaf<'_>]) -> Vec<String> {
    let required = |leaf: &Leaf<'_>| -> BTreeSet<String> {
        let members = leaf.rule.iter().flat_map(|rule| &rule.properties);
        members.filter(|member| member.required).map(|member| member.name.to_string()).collect()
    };
    let required: Vec<BTreeSet<String>> = leaves.iter().map(required).collect();
    let mut used: BTreeSet<String> =
        leaves.iter().filter_map(|leaf| leaf.rule.and_then(keyed)).map(str::to_owned).collect();
    let mut hints = Vec::new();
    for (index, (leaf, keys)) in leaves.iter().zip(&required).enumerate() {
        let others = || required.iter().enumerate().filter(|(other, _)| *other != index);
        let own = keys.iter().filter(|key| others().all(|(_, keys)| !keys.contains(*key)));
        let own: Vec<&str> = own.map(String::as_str).collect();
        let mut texts: Vec<_> = leaf.literals.iter().filter(|text| !shares(leaves, index, text)).collect();
        texts.sort_by_key(|(key, _)| preference(key));
        let mut hint = match (&leaf.schema.notes.title, texts.first()) {
            (Some(title), _) => title.to_string(),
            (None, Some((_, text))) => (**text).to_owned(),
            (None, None) if own.is_empty() => "object".to_owned(),
            (None, None) => own.join("+"),
        };
        if leaf.rule.is_some_and(|rule| keyed(rule).is_none()) {
            while !used.insert(hint.clone()) {
                hint.push('\'');
            }
        }
        hints.push(hint);
    }
    hints
}

/// Whether another branch restricts the same member to the same text.
fn shares(leaves: &[Leaf<'_>], index: usize, (key, text): &(&&str, &&str)) -> bool {
    let mut others = leaves.iter().enumerate().filter(|(other, _)| *other != index);
    others.any(|(_, leaf)| leaf.literals.get(**key) == Some(text))
}

/// The JSON kinds that a branch accepts without any restriction, if that is all that it does.
fn unrestricted(schema: &Schema) -> Option<BTreeSet<Kind>> {
    match &schema.shape {
        Shape::Any => Some(KINDS.into()),
        Shape::Union(kinds) => kinds.iter().map(bare).collect(),
        _ => None,
    }
}

fn bare(schema: &Schema) -> Option<Kind> {
    match &schema.shape {
        Shape::Boolean => Some(Kind::Boolean),
        Shape::Integer(rule) if rule.minimum.is_none() && rule.maximum.is_none() => Some(Kind::Integer),
        Shape::Number(rule) if rule.minimum.is_none() && rule.maximum.is_none() => Some(Kind::Number),
        Shape::String(rule) if *rule == StringRule::default() => Some(Kind::String),
        Shape::Array(rule) if rule.items.shape == Shape::Any => Some(Kind::Array),
        Shape::Object(rule) if rule.properties.is_empty() && rule.branches.is_empty() => {
            (rule.additional == Additional::Unsaid).then_some(Kind::Object)
        }
        _ => None,
    }
}
