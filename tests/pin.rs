//! The pinned exports as they stand in the project: their bytes are proven and they load as one bundle.

#[path = "support/curation.rs"]
mod curation;

use std::path::Path;

use codex_sdkgen::diag::{Severity, Style, render};
use codex_sdkgen::schema::{self, Stability};

#[test]
fn the_pin_loads() {
    let source = schema::pin::read(Path::new("schema")).expect("the pinned files have their bytes");
    let bundle = schema::load(&source, &curation::curation("")).unwrap_or_else(|report| {
        let style = Style::Text { colour: false };
        panic!("{}", render(&report, Severity::Error, &source.sources(), style))
    });
    assert_eq!(&*source.version, "0.163.0");
    assert_eq!(bundle.definitions.len(), 885);
    assert_eq!(bundle.experimental.len(), 284);
    let stable =
        bundle.definitions.iter().filter(|(_, it)| bundle.stability(&it.pointer) == Stability::Stable);
    assert_eq!(stable.count(), 734);
}
