//! Somebody who follows a turn, by a stream or by waiting for its end.
//!
//! Dropped, it follows the turn no more; a turn that runs and that nobody follows then is interrupted, unless it shall
//! keep running.

use std::sync::Arc;

use super::session::Session;
use super::turn_log::{TurnLog, Watcher};

/// One who follows a turn.
pub(crate) struct Following {
    session: Session,
    log: Arc<TurnLog>,
    watcher: Option<Watcher>,
    keep_running: bool,
}

impl Following {
    pub(crate) fn new(session: Session, log: Arc<TurnLog>, keep_running: bool) -> Self {
        let watcher = Some(log.watch());
        Self { session, log, watcher, keep_running }
    }

    pub(crate) fn log(&self) -> &TurnLog {
        &self.log
    }

    /// Leaves the turn running when this is dropped.
    pub(crate) fn keep_running(&mut self) {
        self.keep_running = true;
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        // not counted any more when the others are asked for
        drop(self.watcher.take());
        if !self.keep_running {
            self.session.stop_quietly(&self.log);
        }
    }
}
