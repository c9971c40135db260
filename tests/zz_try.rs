#[path = "support/curation.rs"]
mod curation;
use codex_sdkgen::diag::{Severity, Style, render};
use codex_sdkgen::schema::{Document, Source};
use codex_sdkgen::{ir, schema};

#[test]
fn try_it() {
    let dir = std::env::var("EXPORTS").unwrap();
    let read = |kind: &str| {
        let path = format!("{dir}/{kind}/codex_app_server_protocol.schemas.json");
        Document::new(kind.to_owned() + ".json", std::fs::read_to_string(path).unwrap())
    };
    let source = Source::new("0", read("stable")).with_experimental(read("experimental"));
    let rows = std::env::var("ROWS").ok().map(|p| std::fs::read_to_string(p).unwrap()).unwrap_or_default();
    let curation = curation::curation(&rows);
    let bundle = schema::load(&source, &curation);
    let bundle = match bundle {
        Ok(b) => b,
        Err(r) => {
            println!("{}", render(&r, Severity::Error, &source.sources(), Style::Text { colour: false }));
            panic!()
        }
    };
    let policy = if std::env::var("STRICT").is_ok() { ir::Policy::Strict } else { ir::Policy::Provisional };
    let mut best = std::time::Duration::MAX;
    for _ in 0..std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(20) {
        let t = std::time::Instant::now();
        let _ = std::hint::black_box(ir::lower(&bundle, &curation, policy));
        best = best.min(t.elapsed());
    }
    println!("lower: {best:?}");
    match ir::lower(&bundle, &curation, policy) {
        Ok(lowered) => {
            println!(
                "defs {} methods {} items {}",
                lowered.ir.defs().len(),
                lowered.ir.methods().len(),
                lowered.ir.items().len()
            );
            std::fs::write("/tmp/ir_dump.txt", ir::dump(&lowered.ir, None)).unwrap();
            let mut p = codex_sdkgen::diag::Problems::default();
            let n = lowered.assumed.len();
            for d in lowered.assumed {
                p.push(d);
            }
            println!("assumed {n}");
            if let Err(r) = p.finish(()) {
                println!(
                    "{}",
                    render(&r, Severity::Assumed, &source.sources(), Style::Text { colour: false })
                );
            }
        }
        Err(r) => {
            println!("{}", render(&r, Severity::Error, &source.sources(), Style::Text { colour: false }))
        }
    }
}
