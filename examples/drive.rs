//! temporary
use codex_sdkgen::{curation, diag, emit, history, ir, naming, schema, surface};
use std::path::Path;
fn main() {
    let source =
        schema::pin::read(Path::new("schema")).unwrap_or_else(|r| fail(r, &diag::Sources::default()));
    let mut sources = source.sources();
    let text = std::fs::read_to_string("schema/surface.toml").unwrap();
    sources.add("schema/surface.toml", text.clone());
    let cur = curation::load("schema/surface.toml", &text).unwrap_or_else(|r| fail(r, &sources));
    let bundle = schema::load(&source, &cur).unwrap_or_else(|r| fail(r, &sources));
    let lowered = ir::lower(&bundle, &cur, ir::Policy::Strict).unwrap_or_else(|r| fail(r, &sources));
    let hist = std::fs::read_to_string("schema/history.toml")
        .ok()
        .map(|t| history::History::parse("schema/history.toml", &t).unwrap_or_else(|r| fail(r, &sources)));
    let ir = match hist {
        Some(h) => {
            history::attach(lowered.ir, &h, &source.version, naming_policy())
                .unwrap_or_else(|r| fail(r, &sources))
                .0
        }
        None => lowered.ir,
    };
    let names = naming::assign(&ir, &cur, naming_policy()).unwrap_or_else(|r| fail(r, &sources));
    let homes = std::collections::BTreeSet::from(["_version"]);
    let surface =
        surface::curate(&ir, &names, &cur, naming_policy(), &homes).unwrap_or_else(|r| fail(r, &sources));
    let header = vec!["@generated".to_string()];
    let package = emit::python::Package {
        name: naming::ModulePath::new(&cur.table.python.package).unwrap(),
        version: &cur.table.python.version,
        protocol: &cur.table.protocol.name,
        header: &header,
        turn_end: cur.table.protocol.turn_end.as_ref().map(|s| s.get_ref().as_str()),
    };
    let files = emit::python::emit(&surface, &package).unwrap_or_else(|r| fail(r, &sources));
    let out = std::env::args().nth(1).unwrap();
    for (path, text) in files {
        let rel = path.as_str().replace('.', "/");
        let is_pkg = matches!(rel.as_str(), "codex_app_server") || rel.ends_with("/_types");
        let p = if is_pkg { format!("{out}/src/{rel}/__init__.py") } else { format!("{out}/src/{rel}.py") };
        std::fs::create_dir_all(Path::new(&p).parent().unwrap()).unwrap();
        std::fs::write(p, text).unwrap();
    }
    std::fs::write(format!("{out}/instances.jsonl"), surface::instances::lines(&ir, &names)).unwrap();
    std::fs::write(format!("{out}/digest.txt"), ir::dump(&ir, None)).unwrap();
    std::fs::write(format!("{out}/surface.txt"), surface::index(&surface)).unwrap();
}
fn naming_policy() -> codex_sdkgen::ir::Policy {
    ir::Policy::Strict
}
fn fail<T>(r: diag::Report, s: &diag::Sources) -> T {
    eprint!("{}", diag::render(&r, diag::Severity::Error, s, diag::Style::Text { colour: false }));
    std::process::exit(2)
}
