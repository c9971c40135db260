//! The definitions of both exports in, one list and the pointers of all that is experimental out.
//! What only one export has is kept; what both have must agree, titles and descriptions aside, which the
//! experimental export decides.

mod adopt;
mod branches;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Place, Pointer, Problems};

use super::{Additional, Annotations, ArrayRule, DefKey, Literal, ObjectRule, Property, Schema, Shape, line};
use adopt::adopt;

/// What merging two exports collects.
pub(in crate::schema) struct Merge<'a> {
    /// The stable export, as shown to the reader.
    pub(in crate::schema) stable_file: &'a Arc<str>,
    /// The experimental export, as shown to the reader.
    pub(in crate::schema) file: &'a Arc<str>,
    /// The pointers of all that the stable export does not have.
    pub(in crate::schema) experimental: BTreeSet<Pointer>,
    /// Where the exports disagree.
    pub(in crate::schema) problems: Problems,
}

impl Merge<'_> {
    fn disagree(&mut self, stable: &Pointer, experimental: &Pointer, about: &str, says: (String, String)) {
        self.problems.push(
            Diagnostic::new(Code::ExportsDisagree, format!("the exports disagree about {about}"))
                .at(Place::pointer(self.file.clone(), experimental.clone()))
                .note("here", says.1)
                .note("stable", says.0)
                .note("at", format!("{}   {stable}", self.stable_file))
                .help("export both again from one runtime, or patch one of them in the curation file"),
        );
    }
}

/// The definitions of the experimental export, and after them those that only the stable one has.
pub(in crate::schema) fn definitions(
    merge: &mut Merge<'_>,
    stable: Vec<(DefKey, Schema)>,
    experimental: Vec<(DefKey, Schema)>,
) -> Vec<(DefKey, Schema)> {
    let positions: HashMap<DefKey, usize> =
        stable.iter().enumerate().map(|(index, (key, _))| (key.clone(), index)).collect();
    let mut stable: Vec<Option<(DefKey, Schema)>> = stable.into_iter().map(Some).collect();
    let mut out = experimental;
    for (key, schema) in &mut out {
        let twin = positions.get(key).and_then(|index| stable.get_mut(*index)?.take());
        match twin {
            Some((_, twin)) => schemas(merge, twin, schema),
            None => drop(merge.experimental.insert(schema.pointer.clone())),
        }
    }
    out.extend(stable.into_iter().flatten());
    out
}

fn schemas(merge: &mut Merge<'_>, stable: Schema, experimental: &mut Schema) {
    let Schema { pointer: there, notes: stable_notes, shape: stable, nullable: stable_nullable } = stable;
    let Schema { pointer: here, notes: experimental_notes, shape: experimental, nullable } = experimental;
    notes(merge, (&there, &stable_notes), (here, experimental_notes));
    if stable_nullable != *nullable {
        let say = |nullable| if nullable { "accepted" } else { "refused" }.to_owned();
        merge.disagree(&there, here, "null", (say(stable_nullable), say(*nullable)));
    }
    match (stable, experimental) {
        (Shape::Object(stable), Shape::Object(experimental)) => {
            objects(merge, (&there, *stable), (here, experimental));
        }
        (Shape::Array(stable), Shape::Array(experimental)) => {
            arrays(merge, (&there, *stable), (here, experimental));
        }
        (Shape::Enum(stable), Shape::Enum(experimental)) => texts(merge, stable, here, experimental),
        (Shape::Union(stable), Shape::Union(experimental)) => {
            branches::merge(merge, stable, here, experimental);
        }
        (stable, Shape::Union(experimental)) if branches::holds(experimental, &stable) => {
            branches::merge(merge, branches::of(there, stable), here, experimental);
        }
        (stable, experimental) if stable == *experimental => {}
        (stable, experimental) => {
            merge.disagree(&there, here, "this type", (line::shape(&stable), line::shape(experimental)));
        }
    }
}

fn notes(merge: &mut Merge<'_>, stable: (&Pointer, &Annotations), experimental: (&Pointer, &Annotations)) {
    let ((there, stable), (here, experimental)) = (stable, experimental);
    let say = |default: &Option<_>| default.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
    if stable.default != experimental.default {
        let says = (say(&stable.default), say(&experimental.default));
        merge.disagree(there, here, "the default", says);
    }
    for (word, there_is, here_is) in [
        ("`deprecated`", stable.deprecated, experimental.deprecated),
        ("`writeOnly`", stable.write_only, experimental.write_only),
    ] {
        if there_is != here_is {
            merge.disagree(there, here, word, (there_is.to_string(), here_is.to_string()));
        }
    }
}

fn objects(merge: &mut Merge<'_>, stable: (&Pointer, ObjectRule), experimental: (&Pointer, &mut ObjectRule)) {
    let ((there, stable), (here, experimental)) = (stable, experimental);
    let mut rest: Vec<Option<Property>> = stable.properties.into_iter().map(Some).collect();
    for property in &mut experimental.properties {
        let twin = rest.iter_mut().find(|twin| twin.as_ref().is_some_and(|twin| twin.name == property.name));
        let Some(twin) = twin.and_then(Option::take) else {
            merge.experimental.insert(property.schema.pointer.clone());
            continue;
        };
        if twin.required != property.required {
            let say = |required| if required { "required" } else { "optional" }.to_owned();
            let says = (say(twin.required), say(property.required));
            merge.disagree(
                &twin.schema.pointer,
                &property.schema.pointer,
                "whether the member must be there",
                says,
            );
        }
        schemas(merge, twin.schema, &mut property.schema);
    }
    let table = here.join("properties");
    experimental.properties.extend(rest.into_iter().flatten().map(|mut property| {
        adopt(&mut property.schema, &table.join(&property.name));
        property
    }));
    match (stable.additional, &mut experimental.additional) {
        (Additional::Unsaid, Additional::Unsaid) | (Additional::Refused, Additional::Refused) => {}
        (Additional::Typed(stable), Additional::Typed(experimental)) => {
            schemas(merge, *stable, experimental);
        }
        (stable, experimental) => {
            let says = (line::additional(&stable), line::additional(experimental));
            merge.disagree(there, here, "members that are not listed", says);
        }
    }
    if stable.branches.is_empty() != experimental.branches.is_empty() {
        let say = |branches: &Vec<Schema>| if branches.is_empty() { "none" } else { "some" }.to_owned();
        let says = (say(&stable.branches), say(&experimental.branches));
        merge.disagree(there, here, "alternatives beside the members", says);
    } else {
        branches::merge(merge, stable.branches, here, &mut experimental.branches);
    }
}

fn arrays(merge: &mut Merge<'_>, stable: (&Pointer, ArrayRule), experimental: (&Pointer, &mut ArrayRule)) {
    let ((there, stable), (here, experimental)) = (stable, experimental);
    let lengths = (stable.min_items, stable.max_items);
    if lengths != (experimental.min_items, experimental.max_items) {
        let says = (line::lengths(lengths), line::lengths((experimental.min_items, experimental.max_items)));
        merge.disagree(there, here, "the length of the list", says);
    }
    schemas(merge, stable.items, &mut experimental.items);
}

fn texts(merge: &mut Merge<'_>, stable: Vec<Literal>, here: &Pointer, experimental: &mut Vec<Literal>) {
    for literal in &*experimental {
        if !stable.iter().any(|twin| twin.value == literal.value) {
            merge.experimental.insert(literal.pointer.clone());
        }
    }
    let table = here.join("enum");
    for mut literal in stable {
        if !experimental.iter().any(|twin| twin.value == literal.value) {
            literal.pointer = table.join(experimental.len());
            experimental.push(literal);
        }
    }
}
