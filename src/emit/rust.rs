//! The Rust emitter: a finished surface in, the schema-dependent files of the crate out, printed.
//! Hand-written files are not its business; it only names what they define. All paths between the files are relative,
//! so that the files can stand inside another crate.

mod builders;
mod client;
mod code;
mod defaults;
mod enums;
mod events;
mod exports;
mod file;
mod forms;
mod methods;
mod modules;
mod presence;
mod records;
mod rules;
mod scope;
mod shapes;
mod syntax;
mod tables;
mod ty;
mod unions;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use scope::Scope;

use crate::diag::Outcome;
use crate::naming::{self, RsIdent};
use crate::surface::{Surface, TypeModule};

/// What the emitter is told beyond the surface.
#[derive(Debug, Clone)]
pub struct Crate<'a> {
    /// The protocol's name in documentation.
    pub protocol: &'a str,
    /// Comment lines that open every file: what made it, and from what.
    pub header: &'a [String],
    /// The members that stand first in every record.
    pub leading: &'a [&'a str],
    /// The recorded runtimes, from the oldest to the pin.
    pub runtimes: &'a [&'a str],
}

/// The emitted files, in the order of their paths, each as path below the crate and text.
///
/// # Errors
/// Two types, methods or messages that would have one name in Rust.
pub fn emit(surface: &Surface<'_>, package: &Crate<'_>) -> Outcome<Vec<(String, String)>> {
    let names = naming::rust::rust(surface.ir, surface.names)?;
    let scope = Scope::new(surface, &names, package.leading, package.protocol);
    let modules: Vec<(RsIdent, &TypeModule)> =
        surface.modules.iter().map(|module| (RsIdent::new(&module.name), module)).collect();
    let mut jobs: Vec<Job<'_>> = modules.iter().map(|(name, module)| Job::Module(name, module)).collect();
    // The longest first, so that no thread ends with one alone.
    jobs.sort_by_key(|job| std::cmp::Reverse(job.size()));
    jobs.extend(client::parts(&scope, package.runtimes).into_iter().map(Job::Client));
    jobs.extend([Job::Events, Job::Methods, Job::Tables, Job::Types, Job::Root]);
    let mut files = printed(&scope, &jobs, package.header);
    files.sort();
    Ok(files)
}

/// A file to print.
enum Job<'a> {
    Module(&'a RsIdent, &'a TypeModule),
    Client(client::Part<'a>),
    Types,
    Events,
    Methods,
    Tables,
    Root,
}

impl Job<'_> {
    fn size(&self) -> usize {
        match self {
            Self::Module(_, module) => module.defs.len(),
            Self::Client(_) | Self::Types | Self::Events | Self::Methods | Self::Tables | Self::Root => 0,
        }
    }

    fn run(&self, scope: &Scope<'_>, header: &[String]) -> (String, String) {
        match self {
            Self::Module(name, module) => {
                (format!("src/types/{}.rs", name.bare()), modules::text(scope, module, name, header))
            }
            Self::Client(part) => (part.path().to_owned(), part.text(scope, header)),
            Self::Types => ("src/types.rs".to_owned(), exports::types(scope, header)),
            Self::Events => ("src/events.rs".to_owned(), events::text(scope, header)),
            Self::Methods => ("src/methods.rs".to_owned(), methods::text(scope, header)),
            Self::Tables => ("src/tables.rs".to_owned(), tables::text(scope, header)),
            Self::Root => ("src/lib.rs".to_owned(), exports::root(scope, header)),
        }
    }
}

/// Prints all files, on as many threads as the machine has for it: syntax trees stay on the thread that builds them.
fn printed(scope: &Scope<'_>, jobs: &[Job<'_>], header: &[String]) -> Vec<(String, String)> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(jobs.len())));
    let work = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let file = job.run(scope, header);
            done.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        }
    };
    let helpers = std::thread::available_parallelism().map_or(0, |count| count.get() - 1);
    std::thread::scope(|threads| {
        for _ in 0..helpers.min(jobs.len()) {
            threads.spawn(work);
        }
        work();
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}
