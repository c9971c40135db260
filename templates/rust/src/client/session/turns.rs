//! Turns: started so that none of their events is missed, interrupted once, however many ask for it.
//!
//! In: requests that start turns, and turns that shall stop. Out: logs and readers. A call that is given up stops the
//! turn that it has started, or will have.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::Session;
use super::calls::{lost, result};
use super::shared::Shared;
use crate::client::deadline::Timeout;
use crate::client::error::CodexError;
use crate::client::event::Event;
use crate::client::mailbox::Reader;
use crate::client::reply::{Reply, Started};
use crate::client::turn_log::TurnLog;
use crate::methods::TurnInterrupt;
use crate::types::{TurnInterruptParams, TurnInterruptResponse};
use crate::wire::{self, Request};

impl Session {
    /// Sends a request that starts a turn; none of its events is missed.
    ///
    /// `thread_id` is the thread that the turn will be in; `None` where the runtime chooses it.
    pub(crate) async fn start_turn<R: Request>(
        &self,
        params: R::Params,
        thread_id: Option<&str>,
    ) -> Result<(R::Response, Arc<TurnLog>, Reader<Arc<Event>>), CodexError> {
        let shared = &self.shared;
        shared.gate::<R>(&params)?;
        let deadline = self.deadline::<R>(Timeout::Usual);
        let reader = self.mailbox();
        let start = shared.core().start_turn(thread_id, reader.mailbox())?;
        let mut starting = Starting { shared, start, number: None, answer: None, thread_id };
        let _slot = shared.enter::<R>(&deadline).await?;
        let (waiter, answer) = oneshot::channel();
        let answer = starting.answer.insert(answer);
        starting.number = Some(shared.ask::<R>(&params, Reply::Start { start, method: R::METHOD, waiter })?);
        let _patience = shared.patience(&deadline);
        let Started { response, log } =
            deadline.bound(R::METHOD, answer).await?.unwrap_or_else(|_| Err(lost()))?;
        match result::<R>(&response) {
            Ok(result) => Ok((result, log, reader)),
            Err(error) => {
                shared.stop_quietly(&log);
                Err(error)
            }
        }
    }

    /// Stops a turn, once; a turn that is over stays as it is.
    pub(crate) async fn interrupt(&self, log: &Arc<TurnLog>) -> Result<TurnInterruptResponse, CodexError> {
        let deadline = self.deadline::<TurnInterrupt>(Timeout::Usual);
        let _patience = self.shared.patience(&deadline);
        let _ = deadline.bound(TurnInterrupt::METHOD, log.running()).await;
        if log.begin_interrupt() {
            let params = TurnInterruptParams::new(log.thread_id(), log.turn_id());
            match self.shared.exchange::<TurnInterrupt>(&params, deadline, true).await {
                Ok(response) => return result::<TurnInterrupt>(&response),
                Err(error) => {
                    log.interrupt_failed();
                    if !log.completed() {
                        return Err(error);
                    }
                }
            }
        }
        // a second request would be answered only when the next turn ends
        deadline.bound(TurnInterrupt::METHOD, log.ended()).await?;
        if !log.completed() {
            self.check_alive()?;
        }
        wire::from_str("{}").map_err(Into::into)
    }

    /// Asks to stop a turn that nobody follows any more, without waiting.
    pub(crate) fn stop_quietly(&self, log: &Arc<TurnLog>) {
        self.shared.stop_quietly(log);
    }
}

impl Shared {
    pub(super) fn stop_quietly(&self, log: &Arc<TurnLog>) {
        if log.begin_quiet_interrupt() {
            self.interrupt_unheard(Arc::clone(log));
        }
    }

    /// Asks to stop a turn as soon as the runtime takes that, unless it is over by then.
    pub(super) fn interrupt_unheard(&self, log: Arc<TurnLog>) {
        let me = self.me.clone();
        self.handle.spawn(async move {
            log.running().await;
            if let Some(shared) = me.upgrade().filter(|_| !log.over()) {
                shared.tell::<TurnInterrupt>(&TurnInterruptParams::new(log.thread_id(), log.turn_id()));
            }
        });
    }
}

/// A turn that was asked for. Dropped before its answer was taken, the turn stops, whenever it starts.
struct Starting<'a> {
    shared: &'a Shared,
    start: u64,
    /// The number of the request, once it is sent.
    number: Option<i64>,
    /// Where the answer arrives, and may be that nobody takes.
    answer: Option<oneshot::Receiver<Result<Started, CodexError>>>,
    thread_id: Option<&'a str>,
}

impl Drop for Starting<'_> {
    fn drop(&mut self) {
        let orphan = Reply::Orphan { thread_id: self.thread_id.map(Into::into) };
        {
            let mut core = self.shared.core();
            core.give_up(self.start);
            if let Some(number) = self.number {
                core.abandon(number, Some(orphan));
            }
        }
        if let Some(Ok(Ok(started))) = self.answer.as_mut().map(oneshot::Receiver::try_recv) {
            self.shared.stop_quietly(&started.log);
        }
    }
}
