//! Who breaks off a wait loses nothing for others, leaves nothing behind, and stops the turn that nobody else follows.

use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use codex_app_server::events::ServerNotification;
use codex_app_server::types::TurnStatus;
use codex_app_server::{Codex, ThreadStart};
use serde_json::json;
use stage::{Fake, play, soon};
use tokio::time::timeout;

use crate::acting::{
    asking, config, done, everything, method, methods, models, open, read, running, started,
};

#[test]
fn a_dropped_run_stops_the_turn() {
    play(async {
        let fake = Fake::new("cancellation/obeys");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let mut events = codex.notifications(["turn/started", "turn/completed"]).unwrap();
        let work = tokio::spawn(async move { thread.run("go").await });
        soon(events.next()).await.unwrap().unwrap();
        work.abort();
        let end = soon(events.next()).await.unwrap().unwrap();
        let ServerNotification::TurnCompleted(end) = &end.payload else { panic!("{end:?}") };
        assert_eq!(end.turn.status, TurnStatus::Interrupted);
        assert_eq!(fake.received("turn/interrupt").len(), 1);
    });
}

/// The program still has the handle, so it may wait again, or interrupt.
#[test]
fn a_dropped_wait_may_leave_the_turn_running() {
    play(async {
        let fake = Fake::new("cancellation/obeys");
        let codex = open(&fake).await;
        let turn = running(&codex).await.keep_running();
        assert!(timeout(Duration::from_millis(50), turn.run()).await.is_err());
        models(&codex).await.unwrap();
        assert!(fake.received("turn/interrupt").is_empty());
        soon(turn.interrupt()).await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
    });
}

#[test]
fn an_aborted_reader_leaves_the_others() {
    play(async {
        let fake = Fake::new("cancellation/a_cancelled_reader_leaves_the_others");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let first = thread.turn("go").await.unwrap();
        let second = thread.turn("join").await.unwrap();
        let gone = tokio::spawn(read(first.stream()));
        let mut stays = second.stream();
        while method(&soon(stays.next()).await.unwrap().unwrap()) != "item/agentMessage/delta" {}
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        fake.release("go");
        let (heard, error) = soon(read(stays)).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(methods(&heard), ["item/agentMessage/delta", "turn/completed"]);
        assert!(fake.received("turn/interrupt").is_empty());
    });
}

#[test]
fn a_start_that_is_dropped_before_its_answer() {
    play(async {
        let fake = Fake::new("cancellation/a_start_that_is_cancelled_before_its_answer");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let work = tokio::spawn(async move { thread.turn("go").await.map(drop) });
        fake.wait_for("turn/start");
        work.abort();
        assert!(work.await.unwrap_err().is_cancelled());
        fake.release("answer");
        let stopped = fake.wait_for("turn/interrupt");
        assert_eq!(stopped["params"], json!({"threadId": "thread-1", "turnId": "late"}));
    });
}

#[test]
fn a_join_that_is_dropped_leaves_who_follows_the_turn() {
    play(async {
        let fake = Fake::new("cancellation/a_join_that_is_cancelled_before_its_answer");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let turn = thread.turn("go").await.unwrap();
        let running = tokio::spawn(async move { turn.run().await });
        let work = tokio::spawn(async move { thread.turn("and more").await.map(drop) });
        fake.wait_for_count("turn/start", 2);
        work.abort();
        assert!(work.await.unwrap_err().is_cancelled());
        fake.release("answer");
        models(&codex).await.unwrap();
        assert_eq!(done(running).await.unwrap().status, TurnStatus::Completed);
        assert!(fake.received("turn/interrupt").is_empty());
    });
}

#[test]
fn a_start_that_is_dropped_just_when_its_answer_is_here() {
    play(async {
        // on a machine that is busy the answer may be there already when the request is out
        while !was_dropped_with_its_answer_here().await {}
    });
}

/// Whether the start was still waiting when it was dropped; its turn is stopped then.
async fn was_dropped_with_its_answer_here() -> bool {
    let fake = Fake::new("cancellation/a_start_that_is_cancelled_just_when_its_answer_is_here");
    let (heard, hear) = std::sync::mpsc::channel();
    let hook = move |event: &codex_app_server::Event| drop(heard.send(method(event)));
    let codex = started(config(&fake).on_unread(hook)).await;
    let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
    let mut start = Box::pin(async move { thread.turn("go").await.map(drop) });
    // polled once, which sends the request, and then no more
    let is_pending = poll_fn(|context| Poll::Ready(start.as_mut().poll(context).is_pending())).await;
    if is_pending {
        while hear.recv_timeout(stage::PATIENCE).unwrap() != "account/updated" {}
        drop(start);
        fake.wait_for("turn/interrupt");
    }
    is_pending
}

/// Those that were sent and those that were not; late answers are for nobody.
#[test]
fn dropped_calls_give_their_places_back() {
    play(async {
        let fake = Fake::new("cancellation/cancelled_calls_give_their_places_back");
        let codex = started(config(&fake).max_in_flight(2)).await;
        let sent = [0, 1].map(|_| asking(&codex.rpc(), ""));
        fake.wait_for_count("model/list", 2);
        let unsent = [0, 1, 2, 3].map(|_| asking(&codex.rpc(), ""));
        for call in unsent.into_iter().chain(sent) {
            call.abort();
            assert!(call.await.unwrap_err().is_cancelled());
        }
        fake.release("answer");
        let calls: Vec<_> = (0..4).map(|_| asking(&codex.rpc(), "")).collect();
        for call in calls {
            assert_eq!(done(call).await.unwrap(), "in time");
        }
        assert_eq!(fake.received("model/list").len(), 6);
    });
}

#[test]
fn a_listener_may_break_off_and_go_on() {
    play(async {
        let fake = Fake::new("cancellation/a_listener_may_be_cancelled_and_go_on");
        let codex = open(&fake).await;
        let mut events = everything(&codex);
        assert!(timeout(Duration::from_millis(50), events.next()).await.is_err());
        fake.release("go");
        assert_eq!(method(&soon(events.next()).await.unwrap().unwrap()), "account/updated");
    });
}

#[test]
fn a_dropped_start_of_the_runtime_ends_it() {
    play(async {
        let fake = Fake::new("cancellation/a_start_of_the_runtime_may_be_cancelled");
        let start = tokio::spawn(Codex::start(config(&fake)));
        fake.wait_for("initialize");
        start.abort();
        assert!(start.await.is_err());
        fake.wait_for_end();
    });
}

#[test]
fn a_close_that_is_dropped_ends_the_runtime() {
    play(async {
        let fake = Fake::new("cancellation/a_close_that_is_cancelled_ends_the_runtime");
        let codex = Arc::new(open(&fake).await);
        assert!(timeout(Duration::from_millis(50), codex.close()).await.is_err());
        models(&codex).await.unwrap_err();
        fake.wait_for_end();
        soon(codex.close()).await;
    });
}
