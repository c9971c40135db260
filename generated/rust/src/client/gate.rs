//! Refuses a request that the connected runtime cannot take, before it is sent.
//!
//! In: a request, its params and the runtime's version. Out: nothing, or the error that names the method and the
//! member. Only what would be written is looked at; what this crate does not know is let through, and so is everything
//! to a runtime that bears no version.
//!
//! A runtime between two recorded ones may have what the later one has. A method, a value or a variant is let through
//! then, because a runtime refuses what it does not know; a member is not, because it would be ignored in silence.

mod walk;

use serde::Serialize;

use super::error::{CodexError, ExperimentalApiError, UnsupportedByRuntimeError};
use super::lives::RECORDED;
use super::version::RuntimeVersion;
use crate::wire::{Request, Stability};

/// Lets a request pass, or says what the runtime would not take.
///
/// `connected` is the version of the runtime, if it tells one: a build from a checkout, and a runtime as new as this
/// crate or newer, takes everything. `experimental` says whether the connection opted in.
pub(crate) fn check<R: Request>(
    params: &R::Params,
    connected: Option<&RuntimeVersion>,
    experimental: bool,
) -> Result<(), CodexError> {
    let newest = RECORDED.last().and_then(|text| RuntimeVersion::parse(text));
    let older = connected
        .filter(|it| !it.is_development())
        .filter(|it| newest.as_ref().is_some_and(|newest| *it < newest));
    if older.is_none() && experimental {
        return Ok(());
    }
    if R::STABILITY == Stability::Experimental && !experimental {
        return Err(ExperimentalApiError::new(R::METHOD).into());
    }
    let gate = Gate { method: R::METHOD, older, experimental };
    if let Some(since) = R::SINCE.filter(|since| gate.lacks(since, false)) {
        return Err(gate.unsupported(R::METHOD.to_owned(), since));
    }
    gate.look_at(params)
}

/// What one request is held to.
struct Gate<'a> {
    method: &'static str,
    /// The connected runtime, if it may lack something.
    older: Option<&'a RuntimeVersion>,
    experimental: bool,
}

impl Gate<'_> {
    /// Whether the connected runtime lacks what a recorded one was the first to have; `in_doubt` is what is assumed of
    /// a runtime between that one and the one before.
    fn lacks(&self, since: &str, in_doubt: bool) -> bool {
        let Some(older) = self.older else { return false };
        let Some(first) = RuntimeVersion::parse(since) else { return false };
        if *older >= first {
            return false;
        }
        let place = RECORDED.iter().position(|text| *text == since);
        let before = place.and_then(|at| at.checked_sub(1)).and_then(|at| RECORDED.get(at));
        in_doubt
            || before.and_then(|text| RuntimeVersion::parse(text)).is_some_and(|without| *older <= without)
    }

    /// Walks over everything that would be written.
    fn look_at(&self, params: &impl Serialize) -> Result<(), CodexError> {
        match params.serialize(&mut walk::Walk::new(self)) {
            // a rule that is broken is told when the request is written
            Ok(()) | Err(walk::Stop::Elsewhere) => Ok(()),
            Err(walk::Stop::Refused(error)) => Err(*error),
        }
    }

    /// Lets a part pass, or says why not.
    fn pass(
        &self,
        since: Option<&str>,
        is_experimental: bool,
        in_doubt: bool,
        spell: impl FnOnce() -> String,
    ) -> Result<(), CodexError> {
        if is_experimental && !self.experimental {
            return Err(ExperimentalApiError::new(spell()).into());
        }
        match since.filter(|since| self.lacks(since, in_doubt)) {
            Some(since) => Err(self.unsupported(spell(), since)),
            None => Ok(()),
        }
    }

    fn unsupported(&self, what: String, since: &str) -> CodexError {
        let connected = self.older.map_or("", RuntimeVersion::as_str);
        UnsupportedByRuntimeError::new(what, since, connected).into()
    }
}
