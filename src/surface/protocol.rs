//! What the curation file says of the whole protocol, checked against the model: a row that names nothing is an error.

use std::collections::BTreeSet;

use toml::Spanned;

use crate::curation::{Curation, Decisions};
use crate::diag::{Code, Diagnostic, nearest};
use crate::ir::{Body, Ir, MethodKind};

/// Checks the notification that ends a turn and the leading members.
pub(super) fn check(ir: &Ir, curation: &Curation, decisions: &mut Decisions) {
    let protocol = &curation.table.protocol;
    if let Some(row) = &protocol.turn_end {
        let notifications =
            ir.methods().iter().filter(|method| method.kind == MethodKind::ServerNotification);
        let notifications = notifications.map(|method| method.wire.as_str()).collect();
        expect("turn_end", row, "no notification of the server", &notifications, curation, decisions);
    }
    let records = ir.defs().iter().filter_map(|def| match &def.body {
        Body::Record(record) => Some(&record.fields),
        Body::Union(_) | Body::Enum(_) | Body::Alias(_) => None,
    });
    let members: BTreeSet<&str> = records.flatten().map(|field| field.wire.as_str()).collect();
    for row in &protocol.leading {
        expect("leading", row, "no member of any record", &members, curation, decisions);
    }
}

fn expect(
    key: &str,
    row: &Spanned<String>,
    what: &str,
    known: &BTreeSet<&str>,
    curation: &Curation,
    decisions: &mut Decisions,
) {
    let name = row.get_ref().as_str();
    if known.contains(name) {
        return;
    }
    let message = format!("protocol.{key} names {name:?}, and {what} is called that");
    let diagnostic = Diagnostic::new(Code::CurationConflict, message).at(curation.place(row.span()));
    let meant = nearest(name, known.iter().copied());
    let help = match meant {
        Some(near) => format!("did you mean {near:?}?"),
        None => "remove the name".to_owned(),
    };
    decisions.decide(diagnostic.help(help), "the name is passed over");
}
