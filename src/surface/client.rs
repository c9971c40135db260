//! The `[client]` table and the model in, the client's part of the surface out: what calls may take.
//! Every row fits the model, or is a mistake that is told; rows that name nothing stay unused.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::curation::{Curation, Decisions, TimeoutRow};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Ir, MethodKind};

/// The client of a package.
#[derive(Debug, Clone)]
pub struct Client<'a> {
    /// What a program sets to use what is experimental.
    pub opt_in: &'a str,
    /// What every call may raise.
    pub raises: &'a str,
    /// The default deadlines of methods, by their index into [`Ir::methods`]: seconds, or none at all.
    pub timeouts: BTreeMap<usize, Option<f64>>,
}

/// Settles the rows of the client, if the package has one.
pub(super) fn settle<'a>(ir: &Ir, curation: &'a Curation, decisions: &mut Decisions) -> Option<Client<'a>> {
    let table = curation.table.client.as_ref()?;
    let requests = ir.methods().iter().enumerate();
    let requests = requests.filter(|(_, method)| method.kind == MethodKind::ClientRequest);
    let timeouts = requests.filter_map(|(index, method)| {
        let row = table.timeouts.get(method.wire.as_str())?;
        Some((index, timeout(row, curation, decisions)?))
    });
    let timeouts = timeouts.collect();
    Some(Client { opt_in: &table.opt_in, raises: &table.raises, timeouts })
}

/// The seconds of a row, or that there is no deadline; nothing where the row says both, neither or no time.
fn timeout(row: &Spanned<TimeoutRow>, curation: &Curation, decisions: &mut Decisions) -> Option<Option<f64>> {
    let TimeoutRow { seconds, none, reason: _ } = curation.using(row);
    match (seconds, none) {
        (Some(seconds), false) if seconds.is_finite() && *seconds > 0.0 => Some(Some(*seconds)),
        (None, true) => Some(None),
        _ => {
            let message = "a deadline is a positive number of seconds, or none at all";
            decisions.refuse(
                Diagnostic::new(Code::CurationConflict, message)
                    .at(curation.place(row.span()))
                    .help("write either  seconds = 10  or  none = true"),
            );
            None
        }
    }
}
