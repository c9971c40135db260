//! The imports that the symbols of a module ask for: collected, checked for clashes, and printed
//! in the groups and the order of the import sorter.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use super::NameClash;
use super::out::Out;
use crate::emit::python::syntax::{Expr, Ident, Module, ModulePath, Stmt, Symbol, order};
use crate::{py_ident, py_module};

/// Top-level modules of Python that emitted code may use.
const STANDARD: [&str; 40] = [
    "abc",
    "asyncio",
    "atexit",
    "base64",
    "collections",
    "contextlib",
    "copy",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "importlib",
    "inspect",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "numbers",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "queue",
    "re",
    "shutil",
    "signal",
    "socket",
    "string",
    "struct",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "types",
    "typing",
    "uuid",
    "weakref",
];

/// The imports of one module, sorted.
pub(super) struct Imports {
    runtime: Vec<Import>,
    /// Under `if TYPE_CHECKING:`.
    type_only: Vec<Import>,
}

/// One import statement.
struct Import {
    section: Section,
    module: ModulePath,
    /// Name and alias; none imports the module as a whole.
    names: Vec<(Ident, Option<Ident>)>,
}

/// The sections of a block of imports, in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Future,
    Standard,
    ThirdParty,
    FirstParty,
}

/// A thing to import: its module, and its name and alias unless it is the module itself.
type Wanted = (ModulePath, Option<(Ident, Option<Ident>)>);

/// What is imported, and whether it is needed at run time.
type Wants = BTreeMap<Wanted, bool>;

/// What the printer must import for `module`.
pub(super) fn collect(module: &Module) -> Result<Imports, NameClash> {
    let mut wants = Wants::new();
    let mut bound = Bound::default();
    definitions(&module.body, &mut bound);
    // A filter only: what is collected is sorted, in whatever order it comes.
    let mut seen = HashSet::new();
    module.symbols(&mut |symbol| {
        if seen.insert(symbol) {
            want(symbol, module, &mut wants, &mut bound);
        }
    });
    for symbol in &module.offers {
        offer(symbol, &mut wants, &mut bound);
    }
    if wants.values().any(|runtime| !runtime) {
        want(&crate::py_symbol!("typing", "TYPE_CHECKING"), module, &mut wants, &mut bound);
    }
    if module.future_annotations {
        let annotations = (py_ident!("annotations"), None);
        wants.insert((py_module!("__future__"), Some(annotations)), true);
    }
    if let Some((name, one, other)) = bound.clash {
        let module = module.path.clone();
        return Err(NameClash { module, name, one, other });
    }
    let root = module.path.root();
    Ok(Imports { runtime: statements(&wants, true, root), type_only: statements(&wants, false, root) })
}

/// The names of a module scope and what they stand for.
#[derive(Default)]
struct Bound {
    origins: BTreeMap<Ident, String>,
    clash: Option<(Ident, String, String)>,
}

impl Bound {
    fn bind(&mut self, name: &Ident, origin: impl FnOnce() -> String + Clone) {
        let known = self.origins.entry(name.clone()).or_insert_with(origin.clone());
        let origin = origin();
        if *known != origin && self.clash.is_none() {
            self.clash = Some((name.clone(), known.clone(), origin));
        }
    }
}

fn definitions(body: &[Stmt], bound: &mut Bound) {
    let mut bind = |name: &Ident| bound.bind(name, || "a definition of the module".to_owned());
    for stmt in body {
        match stmt {
            Stmt::Class(class) => bind(&class.name),
            Stmt::Function(function) => bind(&function.name),
            Stmt::Assign { target: Expr::Name(Symbol::Local(name)), .. } => bind(name),
            _ => {}
        }
    }
}

fn want(symbol: &Symbol, home: &Module, wants: &mut Wants, bound: &mut Bound) {
    match symbol {
        Symbol::Local(_) => {}
        Symbol::Builtin(name) => bound.bind(name, || "the builtin".to_owned()),
        Symbol::Imported(imported) if imported.module == home.path => {}
        Symbol::Imported(imported) => {
            let origin = || format!("{}.{}", imported.module, imported.name);
            bound.bind(imported.local_name(), origin);
            let name = (imported.name.clone(), imported.alias.clone());
            let runtime = wants.entry((imported.module.clone(), Some(name))).or_default();
            *runtime |= !imported.type_only;
        }
        Symbol::Module(path) => {
            if let Ok(root) = Ident::new(path.root()) {
                bound.bind(&root, || format!("the package {root}"));
            }
            wants.insert((path.clone(), None), true);
        }
    }
}

/// A name that the module offers without defining it, a module of its own package included.
fn offer(symbol: &Symbol, wants: &mut Wants, bound: &mut Bound) {
    let Symbol::Imported(imported) = symbol else {
        return;
    };
    bound.bind(imported.local_name(), || format!("{}.{}", imported.module, imported.name));
    wants
        .entry((imported.module.clone(), Some((imported.name.clone(), imported.alias.clone()))))
        .or_default();
}

/// The import statements of one block: an alias has a statement of its own, the other names of a
/// module share one.
fn statements(wants: &Wants, at_run_time: bool, root: &str) -> Vec<Import> {
    let mut imports: Vec<Import> = Vec::new();
    let mut shared: BTreeMap<&ModulePath, Vec<(Ident, Option<Ident>)>> = BTreeMap::new();
    for ((module, name), runtime) in wants {
        if *runtime != at_run_time {
            continue;
        }
        match name {
            Some((name, None)) => shared.entry(module).or_default().push((name.clone(), None)),
            name => imports.push(Import {
                section: section(module, root),
                module: module.clone(),
                names: name.iter().cloned().collect(),
            }),
        }
    }
    imports.extend(shared.into_iter().map(|(module, mut names)| {
        names.sort_by(|(one, _), (other, _)| order::imported(one.as_str(), other.as_str()));
        Import { section: section(module, root), module: module.clone(), names }
    }));
    imports.sort_by(compare);
    imports
}

fn compare(one: &Import, other: &Import) -> Ordering {
    let names = |import: &Import| import.names.first().cloned();
    let sections = one.section.cmp(&other.section);
    sections
        .then_with(|| one.names.is_empty().cmp(&other.names.is_empty()).reverse())
        .then_with(|| order::module(one.module.as_str(), other.module.as_str()))
        .then_with(|| match (names(one), names(other)) {
            (Some((one, alias)), Some((other, other_alias))) => {
                let names = order::imported(one.as_str(), other.as_str());
                names.then_with(|| alias.cmp(&other_alias))
            }
            _ => Ordering::Equal,
        })
}

fn section(module: &ModulePath, root: &str) -> Section {
    match module.root() {
        "__future__" => Section::Future,
        name if name == root => Section::FirstParty,
        name if STANDARD.contains(&name) => Section::Standard,
        _ => Section::ThirdParty,
    }
}

impl Imports {
    pub(super) fn is_empty(&self) -> bool {
        self.runtime.is_empty() && self.type_only.is_empty()
    }
}

impl Out<'_> {
    pub(super) fn imports(&mut self, imports: &Imports) {
        self.import_block(&imports.runtime);
        if !imports.type_only.is_empty() {
            self.blank_lines(1);
            self.put("if TYPE_CHECKING:");
            self.end_line();
            self.indented(|out| out.import_block(&imports.type_only));
        }
    }

    fn import_block(&mut self, imports: &[Import]) {
        let mut section = None;
        for import in imports {
            if section.is_some_and(|section| section != import.section) {
                self.blank_lines(1);
            }
            section = Some(import.section);
            self.start_line();
            if import.names.is_empty() {
                self.put("import ");
                self.put(import.module.as_str());
            } else {
                self.import_names(import);
            }
            self.end_line();
        }
    }

    fn import_names(&mut self, import: &Import) {
        self.put("from ");
        self.put(import.module.as_str());
        self.put(" import ");
        let flat = self.attempt(0, |out| {
            for (index, (name, alias)) in import.names.iter().enumerate() {
                out.push(if index == 0 { "" } else { ", " })?;
                out.import_name(name, alias.as_ref())?;
            }
            Ok(())
        });
        if !flat {
            self.put("(");
            self.lines(&import.names, |out, (name, alias)| {
                let _ = out.import_name(name, alias.as_ref());
                out.put(",");
            });
            self.put(")");
        }
    }

    fn import_name(&mut self, name: &Ident, alias: Option<&Ident>) -> Result<(), super::out::TooWide> {
        self.push(name.as_str())?;
        if let Some(alias) = alias {
            self.push(" as ")?;
            self.push(alias.as_str())?;
        }
        Ok(())
    }
}
