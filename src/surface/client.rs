//! The `[client]` table and the model in, the client's part of the surface out: deadlines and the curated layer.
//! Every row fits the model: what it names is there, what must be given is given, nothing unstable slips in.

mod arguments;
mod calls;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use crate::curation::{BothForms, ClassRow, Client as Table, Curation, Decisions, DefaultRow, TimeoutRow};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Ir, MethodKind};
use crate::naming::{ModulePath, Names, PyIdent};

/// The client of a package.
#[derive(Debug, Clone)]
pub struct Client<'a> {
    /// What a program sets to use what is experimental.
    pub opt_in: &'a str,
    /// What every call may raise.
    pub raises: &'a str,
    /// What errors are in Rust, in words, by the name that calls have for them, where no rule says it.
    pub rust_errors: &'a BTreeMap<String, Spanned<String>>,
    /// The default deadlines of methods, by their index into [`Ir::methods`]: seconds, or none at all.
    pub timeouts: BTreeMap<usize, Option<f64>>,
    /// The classes of the curated layer.
    pub classes: Vec<Class<'a>>,
}

/// The same thing for blocking calls and for those that are awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forms<T> {
    /// Where calls block.
    pub blocking: T,
    /// Where calls are awaited.
    pub asynchronous: T,
}

/// What a hand-written module of the package defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The module, below the package.
    pub module: ModulePath,
    /// The name in it.
    pub name: PyIdent,
}

/// A class of the curated layer.
#[derive(Debug, Clone)]
pub struct Class<'a> {
    /// Its names.
    pub names: Forms<PyIdent>,
    /// The hand-written classes that it extends.
    pub bases: Forms<Home>,
    /// Its documentation.
    pub docs: Forms<&'a str>,
    /// Its methods.
    pub calls: Vec<Call<'a>>,
}

/// A method of the curated layer.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// Its name.
    pub name: PyIdent,
    /// The request, as an index into [`Ir::methods`].
    pub method: usize,
    /// What it does.
    pub doc: &'a str,
    /// Errors to expect, each with its cause.
    pub raises: &'a BTreeMap<String, String>,
    /// Its parameters, in order.
    pub arguments: Vec<Argument<'a>>,
    /// Members that the object gives, as indices into the fields of the params, and the attributes that have them.
    pub bound: Vec<(usize, PyIdent)>,
    /// What it returns.
    pub returns: Returns,
}

/// A parameter of a curated method.
#[derive(Debug, Clone)]
pub struct Argument<'a> {
    /// Its name.
    pub name: PyIdent,
    /// Whether it may go by position.
    pub positional: bool,
    /// Whether it must be given.
    pub required: bool,
    /// Its default where that is not `None`.
    pub default: Option<&'a DefaultRow>,
    /// The members that it gives, as indices into the fields of the params.
    pub gives: Vec<usize>,
    /// What makes their values of it.
    pub convert: Option<Home>,
    /// Whether that makes members by their names, because it makes several.
    pub spread: bool,
    /// Its type where that is not the member's.
    pub ty: Option<Home>,
    /// Whether it goes beside the members.
    pub beside: bool,
    /// What it means, where the schema's words are not taken.
    pub doc: Option<&'a str>,
}

/// What a curated method returns.
#[derive(Debug, Clone)]
pub enum Returns {
    /// The result of the request.
    Result,
    /// Nothing.
    Nothing,
    /// An object of a curated class, by the id at that place of the result.
    Object(Forms<PyIdent>, Vec<PyIdent>),
    /// What that method of the object makes of the members.
    Handle(PyIdent, Forms<Home>),
    /// What comes of the handle that another method of the class returns.
    Outcome {
        /// The other method.
        of: PyIdent,
        /// The method of its handle.
        by: PyIdent,
        /// What that returns.
        class: Home,
    },
}

/// Settles the rows of the client, if the package has one.
pub(super) fn settle<'a>(
    ir: &'a Ir,
    names: &'a Names,
    curation: &'a Curation,
    decisions: &mut Decisions,
) -> Option<Client<'a>> {
    let table = curation.table.client.as_ref()?;
    let mut rows = Rows { ir, names, curation, table, excused: BTreeMap::new(), decisions };
    let timeouts = rows.timeouts();
    let mut classes = rows.classes();
    rows.calls(&mut classes);
    rows.every_excuse_is_needed();
    rows.every_error_is_raised(&classes);
    Some(Client {
        opt_in: &table.opt_in,
        raises: &table.raises,
        rust_errors: &table.rust_errors,
        timeouts,
        classes,
    })
}

/// The rows of the client while they are settled.
struct Rows<'a, 'd> {
    ir: &'a Ir,
    names: &'a Names,
    curation: &'a Curation,
    table: &'a Table,
    /// The parameters that some method has, and whether any of their members needs the excuse of their row.
    excused: BTreeMap<&'a str, bool>,
    decisions: &'d mut Decisions,
}

impl<'a> Rows<'a, '_> {
    fn timeouts(&mut self) -> BTreeMap<usize, Option<f64>> {
        let requests = self.ir.methods().iter().enumerate();
        let requests = requests.filter(|(_, method)| method.kind == MethodKind::ClientRequest);
        let timeouts = requests.filter_map(|(index, method)| {
            let row = self.table.timeouts.get(method.wire.as_str())?;
            Some((index, self.timeout(row)?))
        });
        timeouts.collect()
    }

    /// The seconds of a row, or that there is no deadline; nothing where the row says both, neither or no time.
    fn timeout(&mut self, row: &Spanned<TimeoutRow>) -> Option<Option<f64>> {
        let TimeoutRow { seconds, none, reason: _ } = self.curation.using(row);
        match (seconds, none) {
            (Some(seconds), false) if seconds.is_finite() && *seconds > 0.0 => Some(Some(*seconds)),
            (None, true) => Some(None),
            _ => {
                let message = "a deadline is a positive number of seconds, or none at all";
                let problem = self.problem(Code::CurationConflict, message, row.span());
                self.decisions.refuse(problem.help("write either  seconds = 10  or  none = true"));
                None
            }
        }
    }

    fn classes(&mut self) -> Vec<Class<'a>> {
        let mut classes: Vec<Class<'_>> = Vec::new();
        for row in &self.table.classes {
            let ClassRow { name, bases, doc } = row.get_ref();
            let blocking = self.ident(name, row.span());
            let asynchronous = self.ident(&format!("Async{name}"), row.span());
            let bases = self.homes(bases, row.span());
            let (Some(blocking), Some(asynchronous), Some(bases)) = (blocking, asynchronous, bases) else {
                continue;
            };
            if classes.iter().any(|class| class.names.blocking == blocking) {
                self.conflict(format!("the class {name} is there twice"), row.span(), "remove one of them");
                continue;
            }
            let docs = Forms { blocking: &*doc.sync, asynchronous: &*doc.asynchronous };
            let names = Forms { blocking, asynchronous };
            classes.push(Class { names, bases, docs, calls: Vec::new() });
        }
        classes
    }

    fn homes(&mut self, both: &BothForms, span: Range<usize>) -> Option<Forms<Home>> {
        let blocking = self.home(&both.sync, span.clone());
        let asynchronous = self.home(&both.asynchronous, span);
        Some(Forms { blocking: blocking?, asynchronous: asynchronous? })
    }

    /// A name and its module, from `module.name`.
    fn home(&mut self, text: &str, span: Range<usize>) -> Option<Home> {
        let parts = text.rsplit_once('.');
        let parts = parts.and_then(|(module, name)| {
            Some(Home { module: ModulePath::new(module).ok()?, name: PyIdent::new(name).ok()? })
        });
        if parts.is_none() {
            let message = format!("{text:?} is no name in a module of the package");
            let problem = self.problem(Code::BadCuratedName, message, span);
            self.decisions.refuse(problem.help("write it as  \"module.Name\"  below the package"));
        }
        parts
    }

    fn ident(&mut self, text: &str, span: Range<usize>) -> Option<PyIdent> {
        match PyIdent::new(text) {
            Ok(name) => Some(name),
            Err(error) => {
                let problem = self.problem(Code::BadCuratedName, error.to_string(), span);
                self.decisions.refuse(problem.help("give it another name"));
                None
            }
        }
    }

    /// Tells of errors that no method names.
    fn every_error_is_raised(&mut self, classes: &[Class<'a>]) {
        let table = self.table;
        let calls = || classes.iter().flat_map(|class| &class.calls);
        for (name, row) in &table.rust_errors {
            if !calls().any(|call| call.raises.contains_key(name)) {
                let message = format!("no method raises {name}");
                let problem = self.problem(Code::CurationConflict, message, row.span());
                self.decisions
                    .decide(problem.help("remove it from [client.rust_errors]"), "the row is passed over");
            }
        }
    }

    fn conflict(&mut self, message: String, span: Range<usize>, help: &str) {
        let problem = self.problem(Code::CurationConflict, message, span);
        self.decisions.refuse(problem.help(help));
    }

    fn problem(&self, code: Code, message: impl Into<String>, span: Range<usize>) -> Diagnostic {
        Diagnostic::new(code, message).at(self.curation.place(span))
    }
}
