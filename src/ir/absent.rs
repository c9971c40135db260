//! Curated rows about required members that older runtimes leave out, in; each such member with what stands for it,
//! out. A value that stands for a member is one of its type, and only what the server sends has any.

use serde_json::Value;

use super::defaults::is_value;
use super::{Body, Def, Field};
use crate::curation::{AbsentRow, Curation, Decisions};
use crate::diag::{Code, Diagnostic};

/// Gives every member that a row names its value. A row that names no member is dead.
pub(in crate::ir) fn settle(defs: &mut [Def], curation: &Curation, decisions: &mut Decisions) {
    if curation.table.absent.is_empty() {
        return;
    }
    let mut found = Vec::new();
    for def in defs.iter() {
        let Body::Record(record) = &def.body else { continue };
        for (at, field) in record.fields.iter().enumerate() {
            let key = def.path.member(&field.wire);
            let Some(row) = curation.table.absent.get(key.as_str()) else { continue };
            let AbsentRow { stands, reason: _ } = curation.using(row);
            match stand_in(defs, def, field, stands) {
                Ok(value) => found.push((def.id, at, value)),
                Err(because) => decisions.decide(
                    Diagnostic::new(
                        Code::CurationConflict,
                        format!("[absent] row {:?} cannot be taken", key.as_str()),
                    )
                    .at(curation.place(row.span()))
                    .note("because", because)
                    .note("stands", stands.as_str())
                    .help("mend the row, or remove it"),
                    "the row is passed over",
                ),
            }
        }
    }
    for (id, at, value) in found {
        if let Some(Def { body: Body::Record(record), .. }) = defs.get_mut(id.index())
            && let Some(field) = record.fields.get_mut(at)
        {
            field.absent = Some(value);
        }
    }
}

fn stand_in(defs: &[Def], def: &Def, field: &Field, stands: &str) -> Result<Value, &'static str> {
    if !field.required {
        return Err("the member is optional, so its absence is no surprise");
    }
    if !def.direction.outbound {
        return Err("the server never sends the member");
    }
    let value: Value = serde_json::from_str(stands).map_err(|_| "the value is no JSON")?;
    let fits = (value.is_null() && field.nullable) || is_value(defs, &field.ty, &value);
    if fits { Ok(value) } else { Err("the value is none of the member's type") }
}
