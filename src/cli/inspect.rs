//! `dump`, `surface` and `explain`: the project in, what one stage makes of it as text out.

use std::fmt::Write as _;

use super::Answer;
use super::args::Stage;
use super::project::{Loaded, Project};
use crate::diag::{Code, Diagnostic, Outcome, inert, nearest};
use crate::ir::{Body, Def, Ir};
use crate::naming::Names;
use crate::surface::Surface;
use crate::{Policy, ir, model, naming, schema, surface};

pub(super) fn dump(
    project: &mut Project<'_>,
    stage: Stage,
    name: Option<&str>,
    policy: Policy,
) -> Outcome<Answer> {
    let loaded = project.load()?;
    let text = match stage {
        Stage::Schema => definitions(&loaded, name)?,
        Stage::Ir => ir::dump(&model(loaded.inputs(policy))?.0, name),
        Stage::Names => {
            let (ir, _) = model(loaded.inputs(policy))?;
            names(&ir, &naming::assign(&ir, &loaded.curation, policy)?, name)
        }
        Stage::Surface => {
            with_surface(&loaded, policy, |surface| Ok(lines_of(&surface::index(surface), name)))?
        }
        Stage::Python => with_surface(&loaded, policy, |surface| {
            let modules = crate::emit_python(loaded.inputs(policy), surface)?;
            Ok(texts(modules.iter().map(|(path, text)| (path.to_string(), text)), name))
        })?,
        Stage::Rust => with_surface(&loaded, policy, |surface| {
            let files = crate::emit_rust(loaded.inputs(policy), surface)?;
            Ok(texts(files.iter().map(|(path, text)| (module_of(path), text)), name))
        })?,
        Stage::Parity => {
            let table = crate::compile(loaded.inputs(policy))?.parity.unwrap_or_default();
            lines_of(&table, name)
        }
        Stage::Instances => with_surface(&loaded, policy, |surface| {
            Ok(surface::instances::lines(surface.ir, surface.names, name))
        })?,
    };
    match name {
        Some(name) if text.is_empty() => Err(nothing(&loaded, name).into()),
        _ => Ok(Answer::text(text)),
    }
}

pub(super) fn index(project: &mut Project<'_>, policy: Policy) -> Outcome<Answer> {
    let loaded = project.load()?;
    with_surface(&loaded, policy, |surface| Ok(Answer::text(surface::index(surface))))
}

pub(super) fn explain(project: &mut Project<'_>, name: &str, all: bool, policy: Policy) -> Outcome<Answer> {
    let loaded = project.load()?;
    let oldest = loaded.history.as_ref().and_then(|history| history.oldest());
    with_surface(&loaded, policy, |surface| {
        surface::explain(surface, project.sources(), oldest, name, all).map(Answer::text)
    })
}

fn with_surface<T>(
    loaded: &Loaded,
    policy: Policy,
    answer: impl FnOnce(&Surface<'_>) -> Outcome<T>,
) -> Outcome<T> {
    let inputs = loaded.inputs(policy);
    let (ir, _) = model(inputs)?;
    let names = naming::assign(&ir, &loaded.curation, policy)?;
    answer(&crate::surface(inputs, &ir, &names)?)
}

fn definitions(loaded: &Loaded, name: Option<&str>) -> Outcome<String> {
    let bundle = schema::load(&loaded.source, &loaded.curation)?;
    Ok(schema::listing(&bundle, |key| name.is_none_or(|name| *key.name == *name || key.to_string() == name)))
}

/// The lines of an index that hold a name as a word of theirs.
fn lines_of(index: &str, name: Option<&str>) -> String {
    let Some(name) = name else { return index.to_owned() };
    let has = |line: &&str| line.split(|c: char| c.is_whitespace() || c == '.').any(|word| word == name);
    index.lines().filter(|line| !line.starts_with('#')).filter(has).map(|line| format!("{line}\n")).collect()
}

/// The texts of the modules of a name, or of all.
fn texts<'a>(modules: impl Iterator<Item = (String, &'a String)>, name: Option<&str>) -> String {
    let wanted = modules.filter(|(module, _)| name.is_none_or(|name| is_module(module, name)));
    wanted.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
}

fn is_module(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with(['.', ':']))
}

/// The path of the module in a file: `types::thread` of `src/types/thread.rs`.
fn module_of(file: &str) -> String {
    let inside = file.strip_prefix("src/").and_then(|path| path.strip_suffix(".rs"));
    inside.unwrap_or(file).replace('/', "::")
}

/// One line a definition, then one an attribute or member, then one a method: what it is called here and there.
fn names(ir: &Ir, names: &Names, name: Option<&str>) -> String {
    let mut out = String::new();
    for def in ir.defs() {
        if name.is_none_or(|name| def.path.as_str() == name || names.of(def.id).as_str() == name) {
            let _ = writeln!(out, "{}  {}", names.of(def.id), inert(def.path.as_str()));
            for (member, wire) in names.members(def.id).iter().zip(wires(def)) {
                let _ = writeln!(out, "  {member}  {}", inert(wire));
            }
        }
    }
    for (method, names) in ir.methods().iter().zip(names.methods()) {
        if name.is_none_or(|name| method.wire.as_str() == name || names.call.as_str() == name) {
            let _ = writeln!(
                out,
                "{}  {}  {}  {}",
                names.call,
                names.constant,
                names.message,
                inert(method.wire.as_str())
            );
        }
    }
    out
}

fn wires(def: &Def) -> Vec<&str> {
    match &def.body {
        Body::Record(record) => record.fields.iter().map(|field| field.wire.as_str()).collect(),
        Body::Enum(texts) => texts.values.iter().map(|value| value.wire.as_str()).collect(),
        Body::Union(_) | Body::Alias(_) => Vec::new(),
    }
}

fn nothing(loaded: &Loaded, name: &str) -> Diagnostic {
    let keys = schema::load(&loaded.source, &loaded.curation)
        .map(|bundle| bundle.definitions.into_iter().map(|(key, _)| key.name.into()).collect::<Vec<String>>())
        .unwrap_or_default();
    let meant = nearest(name, keys.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    Diagnostic::new(Code::UnknownName, format!("nothing at this stage is called {name}"))
        .help(meant.unwrap_or_else(|| "leave the name out to see everything".to_owned()))
}
