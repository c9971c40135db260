//! The modules of the package by name, read when they are asked for; a name in one, followed through imports to where
//! it is declared, and a class with all that it inherits inside the package.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Class, Item, Outline};

/// How often a name is followed from one module to the next; only a circle goes on longer.
const STEPS: usize = 8;

/// The base of every model: what it gives is told once, and not of each of them.
pub(in crate::emit) const MODEL: (&str, &str) = ("_runtime.model", "Model");

/// The texts of all modules, by dotted path.
pub type Modules<'a> = BTreeMap<String, Cow<'a, str>>;

/// The modules of a package, each read once.
pub struct Library<'a> {
    texts: &'a Modules<'a>,
    read: RefCell<BTreeMap<String, Rc<Outline>>>,
}

/// A declaration and the module that it stands in.
pub struct Found {
    /// The dotted path of the module.
    pub module: String,
    /// The declaration.
    pub item: Item,
}

impl<'a> Library<'a> {
    /// The modules with these texts.
    #[must_use]
    pub fn new(texts: &'a Modules<'a>) -> Self {
        Self { texts, read: RefCell::default() }
    }

    /// The outline of a module of the package.
    pub(in crate::emit) fn outline(&self, module: &str) -> Option<Rc<Outline>> {
        if let Some(known) = self.read.borrow().get(module) {
            return Some(known.clone());
        }
        let outline = Rc::new(Outline::of(self.texts.get(module)?));
        self.read.borrow_mut().insert(module.to_owned(), outline.clone());
        Some(outline)
    }

    /// The declaration of a name that a module has.
    pub(in crate::emit) fn find(&self, module: &str, name: &str) -> Option<Found> {
        let (mut module, mut name) = (module.to_owned(), name.to_owned());
        for _ in 0..STEPS {
            let outline = self.outline(&module)?;
            if let Some(item) = outline.get(&name) {
                return Some(Found { module, item: item.clone() });
            }
            let (from, there) = outline.imports.get(&name)?;
            module = self.absolute(&module, from);
            name.clone_from(there);
        }
        None
    }

    /// A module as another one names it.
    fn absolute(&self, module: &str, from: &str) -> String {
        let name = from.trim_start_matches('.');
        let dots = from.len() - name.len();
        if dots == 0 {
            return from.to_owned();
        }
        let is_package = self
            .texts
            .keys()
            .any(|other| other.strip_prefix(module).is_some_and(|rest| rest.starts_with('.')));
        let up = if is_package { dots - 1 } else { dots };
        let mut steps: Vec<&str> = module.split('.').collect();
        steps.truncate(steps.len().saturating_sub(up));
        steps.extend((!name.is_empty()).then_some(name));
        steps.join(".")
    }

    /// The public members of a class, its own first, then those that it inherits inside the package.
    pub(in crate::emit) fn members(&self, module: &str, class: &Class) -> Vec<Item> {
        let mut members = Vec::new();
        let mut seen = BTreeSet::new();
        self.collect(module, class, &mut seen, &mut members, STEPS);
        members
    }

    /// Whether a name that a class uses is declared in a private module of the package other than the types.
    pub(in crate::emit) fn is_private(&self, module: &str, class: &Class, name: &str) -> bool {
        let bases = class.bases.iter().filter_map(|base| Some(self.find(module, base)?.module));
        let mut homes = std::iter::once(module.to_owned()).chain(bases);
        let found = homes.find_map(|home| self.find(&home, name));
        let of_types = |module: &str| module.contains("._types.") || module.ends_with(".types");
        found.is_some_and(|found| found.module.contains("._") && !of_types(&found.module))
    }

    /// The names that a module lists in its `__all__`.
    pub(in crate::emit) fn offers(module: &Outline) -> Vec<String> {
        let list = match module.get("__all__") {
            Some(Item::Value(value)) => value.text.as_str(),
            _ => "",
        };
        list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }

    fn collect(
        &self,
        module: &str,
        class: &Class,
        seen: &mut BTreeSet<String>,
        members: &mut Vec<Item>,
        steps: usize,
    ) {
        let own = class.body.items.iter().filter(|item| !seen.contains(item.name()));
        let own: Vec<Item> = own.filter(|item| is_public(item.name())).cloned().collect();
        seen.extend(own.iter().map(|item| item.name().to_owned()));
        members.extend(own);
        let Some(steps) = steps.checked_sub(1) else { return };
        for base in &class.bases {
            let Some(Found { module, item: Item::Class(base) }) = self.find(module, base) else { continue };
            if !(module.ends_with(MODEL.0) && base.name == MODEL.1) {
                self.collect(&module, &base, seen, members, steps);
            }
        }
    }
}

/// Whether readers call it by its name; of the special methods, only the one that makes an object.
fn is_public(name: &str) -> bool {
    name == "__init__" || !name.starts_with('_')
}
