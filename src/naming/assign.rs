//! The driver of this floor: every scope in turn, one identifier for everything, or all questions at once.

use super::claim::{Court, Form};
use super::words::Splitter;
use super::{EnvelopeNames, MethodNames, Names, PyIdent, members, methods, reserved, types};
use crate::curation::Curation;
use crate::diag::{Code, Outcome};
use crate::ir::{Ir, Policy};

/// Gives everything in the model its name.
///
/// # Errors
/// Every collision, every text that no name can be made from, every curated name that cannot be used. Under
/// [`Policy::Provisional`] only the last; the rest is settled and told by [`Names::assumed`].
pub fn assign(ir: &Ir, curation: &Curation, policy: Policy) -> Outcome<Names> {
    let splitter = Splitter::new(curation);
    let mut court = Court::new(ir, curation, policy);
    let calls = methods::calls(ir, &splitter, &mut court);
    let mut claims = types::claims(ir, &splitter, &mut court);
    claims.extend(methods::messages(ir, &calls, &splitter, &mut court));
    claims.extend(methods::unions(ir, &splitter, &mut court));
    let mut classes = court.settle(Code::NameCollision, Form::Pascal, reserved::is_type, &claims).into_iter();
    let types: Vec<PyIdent> = classes.by_ref().take(ir.defs().len()).collect();
    let methods = calls
        .into_iter()
        .zip(classes.by_ref().take(ir.methods().len()))
        .filter_map(|(call, message)| {
            Some(MethodNames { constant: methods::constant(&call)?, call, message })
        })
        .collect();
    let envelopes = ir
        .envelopes()
        .iter()
        .zip(classes)
        .map(|(envelope, union)| EnvelopeNames {
            kind: envelope.kind,
            union,
            members: members::of_envelope(envelope, &splitter, &mut court),
        })
        .collect();
    let members = ir.defs().iter().map(|def| members::of_def(def, &splitter, &mut court)).collect();
    let (problems, assumed) = court.close();
    problems.finish(Names {
        types: types.into(),
        members,
        methods,
        envelopes,
        assumed,
        missing: PyIdent::placeholder(),
    })
}
