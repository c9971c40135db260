//! To interrupt a turn is to ask once; a turn that is over is left alone, and nobody waits for an answer that never
//! comes.

use std::sync::Arc;
use std::time::Duration;

use codex_app_server::types::TurnStatus;
use codex_app_server::{CodexError, ThreadStart};
use serde_json::json;
use stage::{Fake, play, soon};

use crate::acting::{asking, config, done, open, running, started};

/// It ends as interrupted, which is a result like another.
#[test]
fn a_turn_that_runs() {
    play(async {
        let fake = Fake::new("interrupts/obeys");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        soon(turn.interrupt()).await.unwrap();
        let result = soon(turn.run()).await.unwrap();
        assert_eq!(result.status, TurnStatus::Interrupted);
        assert_eq!(result.final_response.as_deref(), Some("as far as it came"));
        soon(turn.interrupt()).await.unwrap();
        let requests = fake.received("turn/interrupt");
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0]["params"], json!({"threadId": "thread-1", "turnId": "turn-1"}));
    });
}

#[test]
fn many_ask_at_once() {
    play(async {
        let fake = Fake::new("interrupts/obeys");
        let codex = open(&fake).await;
        let turn = Arc::new(running(&codex).await);
        let asks = (0..8).map(|_| {
            let turn = Arc::clone(&turn);
            tokio::spawn(async move { turn.interrupt().await })
        });
        for ask in asks.collect::<Vec<_>>() {
            done(ask).await.unwrap();
        }
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
        assert_eq!(fake.received("turn/interrupt").len(), 1);
    });
}

#[test]
fn two_handles_of_one_turn_ask() {
    play(async {
        let fake = Fake::new("interrupts/two_handles_of_one_turn_ask");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let first = thread.turn("go").await.unwrap();
        let second = thread.turn("and more").await.unwrap();
        soon(first.interrupt()).await.unwrap();
        soon(second.interrupt()).await.unwrap();
        assert_eq!(soon(second.run()).await.unwrap().status, TurnStatus::Interrupted);
        assert_eq!(fake.received("turn/interrupt").len(), 1);
    });
}

#[test]
fn a_turn_that_is_over() {
    play(async {
        let fake = Fake::new("interrupts/a_turn_that_is_over");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Completed);
        soon(turn.interrupt()).await.unwrap();
        assert!(fake.received("turn/interrupt").is_empty());
    });
}

/// The runtime refuses, as it must, and the turn is over all the same.
#[test]
fn a_turn_that_ends_before_the_request_arrives() {
    play(async {
        let fake = Fake::new("interrupts/a_turn_that_ends_before_the_request_arrives");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        soon(turn.interrupt()).await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Completed);
    });
}

/// After that it may be asked again.
#[test]
fn a_refusal_while_it_runs_is_told() {
    play(async {
        let fake = Fake::new("interrupts/a_refusal_while_it_runs_is_told");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        let error = soon(turn.interrupt()).await.unwrap_err();
        assert!(error.to_string().contains("not now"), "{error}");
        soon(turn.interrupt()).await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
    });
}

#[test]
fn no_answer_and_no_end() {
    play(async {
        let fake = Fake::new("interrupts/no_answer_and_no_end");
        let codex = started(config(&fake).request_timeout(Duration::from_secs(1))).await;
        let turn = Arc::new(running(&codex).await);
        let asks = [0, 1].map(|_| {
            let turn = Arc::clone(&turn);
            tokio::spawn(async move { turn.interrupt().await })
        });
        for ask in asks {
            let CodexError::DeadlineExceeded(error) = done(ask).await.unwrap_err() else { panic!() };
            assert_eq!(error.method, "turn/interrupt");
        }
    });
}

/// The recorded runtime does so when it is asked after an interrupted turn.
#[test]
fn no_answer_but_an_end() {
    play(async {
        let fake = Fake::new("interrupts/no_answer_but_an_end");
        let codex = started(config(&fake).request_timeout(Duration::from_secs(1))).await;
        let turn = running(&codex).await;
        soon(turn.interrupt()).await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
    });
}

/// Until the runtime says that it has begun, it would refuse.
#[test]
fn a_turn_that_has_not_begun() {
    play(async {
        let fake = Fake::new("interrupts/a_turn_that_has_not_begun");
        let codex = open(&fake).await;
        let turn = Arc::new(running(&codex).await);
        let asked = Arc::clone(&turn);
        let ask = tokio::spawn(async move { asked.interrupt().await });
        fake.wait_for_mark("waits for begin");
        assert!(fake.received("turn/interrupt").is_empty());
        fake.release("begin");
        done(ask).await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
    });
}

#[test]
fn when_all_places_are_taken() {
    play(async {
        let fake = Fake::new("interrupts/when_all_places_are_taken");
        let codex = started(config(&fake).max_in_flight(1)).await;
        let turn = running(&codex).await;
        let waiting = asking(&codex.rpc(), "");
        fake.wait_for("model/list");
        soon(turn.interrupt()).await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
        soon(codex.close()).await;
        done(waiting).await.unwrap_err();
    });
}
