//! scratch
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#[path = "support/compiled.rs"]
mod compiled;
use codex_sdkgen::*;
#[test]
fn scratch() {
    let subject = compiled::Subject::pin();
    let inputs = Inputs {
        source: &subject.source,
        curation: &subject.curation,
        history: subject.history.as_ref(),
        policy: Policy::Strict,
    };
    let (ir, _) = model(inputs).unwrap();
    let names = naming::assign(&ir, inputs.curation, inputs.policy).unwrap();
    let surface = surface(inputs, &ir, &names).unwrap();
    let header = emit::header("codex app-server");
    let leading = ["threadId", "turnId", "itemId", "id"];
    let package = emit::rust::Crate {
        protocol: "codex app-server",
        header: &header,
        leading: &leading,
        turn_end: Some("turn/completed"),
    };
    let n = std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut files = Vec::new();
    for _ in 0..n {
        let t = std::time::Instant::now();
        files = emit::rust::emit(&surface, &package).unwrap_or_else(|why| panic!("{}", subject.shown(&why)));
        println!("{:?}", t.elapsed());
    }
    let out = std::path::Path::new("/tmp/w/scratch/crate");
    for (path, text) in files {
        let path = out.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}
