//! Unions without a tag in; a test for every variant out, or the variants that nothing tells apart.
//!
//! Tests are tried in the order of declaration and the first that holds decides, so a later variant must not be
//! covered by an earlier one; partial overlap is resolved by the order. A variant that is itself a union is tested by
//! the tests of its own variants, one by one, which is what [`Ir::dispatch`] hands to an emitter.

mod probe;

use probe::{Probe, probes, refine};

use std::collections::BTreeSet;

use super::lower::Draft;
use super::unions::preference;
use super::{Body, Def, DefId, Ir, Kind, ObjectTest, Source, Tagging, Test, Type, Union, WireName};
use crate::diag::{Code, Diagnostic};

impl Ir {
    /// The types that a value of an untagged union may have and their tests, in the order in which to try them.
    /// Untagged unions inside are replaced by what they consist of; a tagged union stays one type unless other
    /// objects stand beside it. A tagged union has no such list: its tag decides.
    #[must_use]
    pub fn dispatch(&self, id: DefId) -> Vec<(Type, Test)> {
        let variants = match &self[id].body {
            Body::Union(union) if union.tagging == Tagging::Shape => &union.variants,
            Body::Alias(Type::Def(target)) => return self.dispatch(*target),
            _ => return Vec::new(),
        };
        let mut out = Vec::new();
        for variant in variants {
            let inner = match &variant.ty {
                Type::Def(target) => self.dispatch(*target),
                _ => Vec::new(),
            };
            match &variant.test {
                Test::Any(tests) => {
                    let probes = probes(&self.defs, &variant.ty);
                    let inner: Vec<Type> = probes.into_iter().map(|probe| probe.ty).collect();
                    // A variant that accepts any value has a test for each kind and is one type all the same.
                    if inner.len() == tests.len() {
                        out.extend(inner.into_iter().zip(tests.iter().cloned()));
                    } else {
                        out.push((variant.ty.clone(), variant.test.clone()));
                    }
                }
                _ if !inner.is_empty() => out.extend(inner),
                test => out.push((variant.ty.clone(), test.clone())),
            }
        }
        out
    }
}

/// Gives every variant of every untagged union its test.
pub(in crate::ir) fn tell_apart(draft: &mut Draft<'_>) {
    let mut found: Vec<(DefId, Vec<Test>)> = Vec::new();
    let mut problems = Vec::new();
    for def in &draft.defs {
        if let Body::Union(union) = &def.body
            && union.tagging == Tagging::Shape
        {
            found.push((def.id, tests(draft, def, union, &mut problems)));
        }
    }
    for (id, tests) in found {
        if let Some(Body::Union(union)) = draft.defs.get_mut(id.index()).map(|def| &mut def.body) {
            for (variant, test) in union.variants.iter_mut().zip(tests) {
                variant.test = test;
            }
        }
    }
    problems.into_iter().for_each(|problem| draft.decisions.problems.push(problem));
}

fn tests(draft: &Draft<'_>, def: &Def, union: &Union, problems: &mut Vec<Diagnostic>) -> Vec<Test> {
    let mut all: Vec<(usize, Probe<'_>)> = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        if comes_back(&draft.defs, &variant.ty, def.id) {
            let message = format!("branch {} of {} is the union itself", index + 1, def.path);
            problems.push(
                Diagnostic::new(Code::AmbiguousUnion, message)
                    .at(draft.place(&variant.about.origin))
                    .help("remove the branch: it adds no value"),
            );
            continue;
        }
        all.extend(probes(&draft.defs, &variant.ty).into_iter().map(|probe| (index, probe)));
    }
    let mut reported = Vec::new();
    for later in 1..all.len() {
        for earlier in 0..later {
            let (head, tail) = all.split_at_mut(later);
            let (Some((a, first)), Some((b, second))) = (head.get_mut(earlier), tail.first_mut()) else {
                continue;
            };
            if !first.test.covers(&second.test) || refine(&draft.defs, first, second) {
                continue;
            }
            // What overlaps within one variant is the business of the union that the variant is.
            if a != b && !reported.contains(&(*a, *b)) {
                reported.push((*a, *b));
                problems.push(ambiguous(draft, def, union, (*a, first), (*b, second)));
            }
        }
    }
    ask_for_tag(&mut all);
    drop_shared(&mut all);
    settle(def, union, &draft.defs, all)
}

/// Whether a type leads back to a union through nothing but aliases and untagged unions.
fn comes_back(defs: &[Def], ty: &Type, union: DefId) -> bool {
    let (mut open, mut seen) = (vec![ty], Vec::new());
    while let Some(ty) = open.pop() {
        match ty {
            Type::Nullable(inner) => open.push(inner),
            Type::Def(id) if *id == union => return true,
            Type::Def(id) if !seen.contains(id) => {
                seen.push(*id);
                match defs.get(id.index()).map(|def| &def.body) {
                    Some(Body::Alias(ty)) => open.push(ty),
                    Some(Body::Union(inner)) => open.extend(inner.variants.iter().map(|variant| &variant.ty)),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    false
}

/// Where one member with a text of its own in every object tells all of them apart, only that is asked for.
fn ask_for_tag(all: &mut [(usize, Probe<'_>)]) {
    let tests = || {
        all.iter().filter_map(|(_, probe)| match &probe.test {
            Test::Object(test) => Some(test),
            _ => None,
        })
    };
    let text = |test: &ObjectTest, key: &WireName| {
        test.literals.iter().find(|(name, _)| name == key).map(|(_, text)| text.clone())
    };
    let tells = |key: &&WireName| {
        let mut seen = BTreeSet::new();
        tests().all(|test| text(test, key).is_some_and(|text| seen.insert(text)))
    };
    let keys = || tests().next().into_iter().flat_map(|test| test.literals.iter().map(|(key, _)| key));
    let Some(key) = keys().filter(tells).min_by_key(|key| preference(key.as_str())).cloned() else { return };
    for (_, probe) in all {
        if let Test::Object(test) = &mut probe.test {
            let literals = text(test, &key).into_iter().map(|text| (key.clone(), text)).collect();
            *test = ObjectTest { literals, ..ObjectTest::default() };
        }
    }
}

/// Leaves out what every object requires alike, as far as every test still asks for something.
fn drop_shared(all: &mut [(usize, Probe<'_>)]) {
    let tests = || {
        all.iter().filter_map(|(_, probe)| match &probe.test {
            Test::Object(test) => Some(test),
            _ => None,
        })
    };
    let Some(first) = tests().next() else { return };
    let required: Vec<WireName> = first
        .required
        .iter()
        .filter(|key| tests().all(|test| test.required.contains(key)))
        .cloned()
        .collect();
    let literals: Vec<_> = first
        .literals
        .iter()
        .filter(|pair| tests().all(|test| test.literals.contains(pair)))
        .cloned()
        .collect();
    let without = |test: &ObjectTest| ObjectTest {
        required: test.required.iter().filter(|key| !required.contains(key)).cloned().collect(),
        literals: test.literals.iter().filter(|pair| !literals.contains(pair)).cloned().collect(),
        ..test.clone()
    };
    let asks =
        |test: ObjectTest| !(test.required.is_empty() && test.literals.is_empty() && test.members.is_empty());
    if tests().count() < 2 || !tests().all(|test| asks(without(test))) {
        return;
    }
    for (_, probe) in all {
        if let Test::Object(test) = &mut probe.test {
            *test = without(test);
        }
    }
}

/// One test a variant; where all objects belong to one variant that is no keyed object, its kind is enough.
fn settle(def: &Def, union: &Union, defs: &[Def], all: Vec<(usize, Probe<'_>)>) -> Vec<Test> {
    let is_object = |test: &Test| matches!(test, Test::Object(_) | Test::Kind(Kind::Object));
    let mut owners: Vec<usize> =
        all.iter().filter(|(_, probe)| is_object(&probe.test)).map(|(variant, _)| *variant).collect();
    owners.dedup();
    let mut all = all.into_iter().peekable();
    let mut out = Vec::with_capacity(union.variants.len());
    for (index, variant) in union.variants.iter().enumerate() {
        let mut tests = Vec::new();
        while let Some((_, probe)) = all.next_if(|(variant, _)| *variant == index) {
            tests.push(probe.test);
        }
        let alone = owners == [index] && !is_keyed(def, defs, &variant.ty);
        let objects = !tests.is_empty() && tests.iter().all(is_object);
        out.push(match tests.pop() {
            Some(_) if alone && objects => Test::Kind(Kind::Object),
            Some(only) if tests.is_empty() => only,
            last => Test::Any(tests.into_iter().chain(last).collect()),
        });
    }
    out
}

fn is_keyed(union: &Def, defs: &[Def], ty: &Type) -> bool {
    let Type::Def(id) = ty else { return false };
    let source = defs.get(id.index()).map(|def| &def.source);
    matches!(source, Some(Source::Variant { union: of, .. }) if *of == union.id)
}

fn ambiguous(
    draft: &Draft<'_>,
    def: &Def,
    union: &Union,
    (earlier, first): (usize, &Probe<'_>),
    (later, second): (usize, &Probe<'_>),
) -> Diagnostic {
    let origin =
        |index: usize| union.variants.get(index).map_or(&def.about.origin, |variant| &variant.about.origin);
    let because = match (&first.test, &second.test) {
        (Test::Object(a), Test::Object(b)) => match (wanted(a), wanted(b)) {
            (Some(a), Some(b)) => format!("an object with {b} has {a} too"),
            _ => "the earlier branch asks for no member".to_owned(),
        },
        (Test::Any(_), _) => "the earlier branch accepts any value".to_owned(),
        (Test::Kind(kind), _) => format!("the earlier branch takes every {}", kind.word()),
        _ => "the earlier branch takes all that the later one does".to_owned(),
    };
    Diagnostic::new(
        Code::AmbiguousUnion,
        format!(
            "branch {} of {} is never chosen: branch {} takes its values",
            later + 1,
            def.path,
            earlier + 1
        ),
    )
    .at(draft.place(origin(later)))
    .note("earlier", origin(earlier).to_string())
    .note("because", because)
    .help("tell them apart by a common member with one text each, by a required key, or by their order")
}

fn wanted(test: &ObjectTest) -> Option<String> {
    let keys = test.required.iter().map(|key| format!("{:?}", key.as_str()));
    let literals = test.literals.iter().map(|(key, value)| format!("{:?}: {value:?}", key.as_str()));
    let all: Vec<String> = keys.chain(literals).collect();
    (!all.is_empty()).then(|| all.join(", "))
}
