//! Every required member that some recorded runtime does not send yet has a value that stands for it, or is asked for.

use crate::curation::Decisions;
use crate::diag::{Code, Diagnostic, Place};
use crate::ir::{Body, Ir};
use crate::naming::quoted;

/// Asks for the members that are younger than their record and that nothing stands for.
pub(super) fn check(ir: &Ir, decisions: &mut Decisions) {
    for def in ir.defs().iter().filter(|def| def.direction.outbound) {
        let Body::Record(record) = &def.body else { continue };
        for field in record.fields.iter().filter(|field| field.required && field.absent.is_none()) {
            let Some(since) = &field.about.life.since else { continue };
            // What came with its record is absent only where the whole record is.
            if def.about.life.since.as_ref() == Some(since) {
                continue;
            }
            let key = def.path.member(&field.wire);
            let message = format!("{key} is required, and runtimes before {since} leave it out");
            decisions.decide(
                Diagnostic::new(Code::AbsentMember, message)
                    .at(Place::pointer(ir.file().clone(), field.about.origin.clone()))
                    .help(format!(
                        "add [absent.{}]  stands = \"JSON\"  reason = \"...\"",
                        quoted(key.as_str())
                    )),
                "a message without it is malformed there",
            );
        }
    }
}
