//! What recorded runtimes send, by their own exports, read with the package of the pin.

use codex_sdkgen::diag::Outcome;
use codex_sdkgen::schema::Source;
use codex_sdkgen::surface::instances;
use codex_sdkgen::{Policy, history, ir, naming, schema};

use crate::compiled::{SURFACE, Subject, plain};
use crate::exports::recorded;
use crate::python::Packages;

/// The instances of one recorded export.
fn lines(source: &Source) -> Outcome<String> {
    let curation = history::fit("surface.toml", SURFACE, source)?;
    let ir = ir::lower(&schema::load(source, &curation)?, &curation, Policy::Provisional)?.ir;
    Ok(instances::lines(&ir, &naming::assign(&ir, &curation, Policy::Provisional)?, None))
}

#[test]
fn slow_recorded_runtimes_are_understood() {
    let packages = Packages::new();
    packages.add(&Subject::pin().tree(Policy::Strict));
    let sources = recorded();
    let expected = format!("{} runtimes", sources.len());
    for source in sources {
        let lines = lines(&source).unwrap_or_else(|report| panic!("{}", plain(&report)));
        let path = packages.path().join(format!("{}.jsonl", source.version));
        std::fs::write(path, lines).expect("there is room");
    }
    let Some(said) = packages.judge("read_older.py") else { return };
    assert!(said.starts_with(&expected), "{said}");
}
