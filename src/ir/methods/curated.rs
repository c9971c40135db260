//! Notifications that the server sends and the schema leaves out, from the curation file.

use std::collections::HashMap;

use crate::curation::NotificationRow;
use crate::diag::{Code, Diagnostic, Pointer, nearest};
use crate::ir::lower::Draft;
use crate::ir::subset::Part;
use crate::ir::{Method, MethodKind, Params, Type, WireName};
use crate::schema::Stability;

/// Adds the curated notifications that the schema does not declare.
pub(in crate::ir) fn notifications<'a>(
    draft: &mut Draft<'a>,
    declared: &HashMap<&str, &Pointer>,
    names: &HashMap<&'a str, Type>,
    part: &Part<'_>,
    methods: &mut Vec<Method>,
) {
    let curation = draft.curation;
    for (wire, row) in curation.table.notifications.iter().filter(|(wire, _)| part.has_row(wire)) {
        let NotificationRow { params, experimental, description, reason } = curation.using(row);
        let place = curation.place(row.span());
        if let Some(pointer) = declared.get(wire.as_str()) {
            let message = format!("[notifications] row {wire:?}: the schema declares it now");
            let problem = Diagnostic::new(Code::CurationConflict, message).at(place);
            draft.decisions.decide(
                problem.note("schema", pointer.to_string()).help("remove the row"),
                "the schema's word",
            );
            continue;
        }
        let Some(ty) = names.get(params.as_str()) else {
            let message = format!("[notifications] row {wire:?}: {params} is not defined");
            let mut problem = Diagnostic::new(Code::CurationConflict, message).at(place);
            let mut known: Vec<&str> = names.keys().copied().collect();
            known.sort_unstable();
            if let Some(near) = nearest(params, known) {
                problem = problem.note("nearest", near);
            }
            draft.decisions.decide(
                problem.help("name a definition of the schema, or remove the row"),
                "the notification is left out",
            );
            continue;
        };
        let around = if *experimental { Stability::Experimental } else { Stability::Stable };
        let origin = Pointer::root().join("notifications").join(wire);
        methods.push(Method {
            wire: WireName(wire.as_str().into()),
            kind: MethodKind::ServerNotification,
            params: Params::Required(ty.clone()),
            result: None,
            result_reason: reason.as_str().into(),
            about: draft.describe(&origin, Some(description), false, around),
        });
    }
}

/// Reports curated notifications of a protocol that names no envelope for them.
pub(in crate::ir) fn without_envelope(draft: &mut Draft<'_>) {
    let curation = draft.curation;
    for (wire, row) in &curation.table.notifications {
        let message = format!("[notifications] row {wire:?}: the protocol has no server notifications");
        draft.decisions.problems.push(
            Diagnostic::new(Code::CurationConflict, message)
                .at(curation.place(row.span()))
                .help("name `server_notification` in `[protocol.envelopes]`, or remove the row"),
        );
    }
}
