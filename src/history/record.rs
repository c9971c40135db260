//! The exports of earlier runtimes and the model of the pin in, the history of all of them out.
//! Older exports have questions that the curation of the pin no longer answers; those are assumed, and told.

use std::sync::Arc;

use super::{History, derive, fit};
use crate::diag::{Diagnostic, Outcome, Problems};
use crate::ir::{self, Ir, Policy};
use crate::schema::{self, Source};

/// The history of the runtimes and of the pin, which is the newest record whatever the folder has of it.
///
/// # Errors
/// What no reader can make sense of: an export that is no bundle, a union whose branches cannot be told apart, a
/// version that is none.
pub fn record(
    file: impl Into<Arc<str>>,
    curation: &str,
    exports: &[Source],
    (pin, model): (&str, &Ir),
) -> Outcome<(History, Vec<Diagnostic>)> {
    let file = file.into();
    let mut problems = Problems::default();
    let mut assumed = Vec::new();
    let mut models: Vec<(&str, Ir)> = Vec::new();
    for source in exports.iter().filter(|source| *source.version != *pin) {
        let lowered = fit(file.clone(), curation, source).and_then(|curation| {
            let bundle = schema::load(source, &curation)?;
            ir::lower(&bundle, &curation, Policy::Provisional)
        });
        if let Some(lowered) = problems.take(lowered) {
            assumed.extend(lowered.assumed);
            models.push((&source.version, lowered.ir));
        }
    }
    let models = problems.finish(models)?;
    let history = derive(models.iter().map(|(version, ir)| (*version, ir)).chain([(pin, model)]))?;
    Ok((history, assumed))
}
