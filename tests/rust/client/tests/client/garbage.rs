//! Nothing that a runtime writes stops the client, hangs it, or costs what stands beside it.

use codex_app_server::types::{ThreadItem, TurnStatus};
use codex_app_server::{CodexError, ThreadStart};
use serde_json::{Value, json};
use stage::{Fake, play, soon};

use crate::acting::{deltas, methods, models, open, page, read, running};

#[test]
fn lines_that_are_no_messages() {
    play(async {
        let fake = Fake::new("garbage/lines_that_are_no_messages");
        let codex = open(&fake).await;
        assert_eq!(page(&codex.rpc(), "").await.unwrap(), "whole");
    });
}

#[test]
fn lines_in_pieces() {
    play(async {
        let fake = Fake::new("garbage/lines_in_pieces");
        let codex = open(&fake).await;
        let (events, error) = read(running(&codex).await.stream()).await;
        assert_eq!(deltas(&events), ["grün €😀", "zwei", "zwei"]);
        assert!(error.is_none(), "{error:?}");
    });
}

#[test]
fn lines_that_end_as_on_windows() {
    play(async {
        let fake = Fake::new("garbage/lines_that_end_as_on_windows");
        let codex = open(&fake).await;
        assert!(models(&codex).await.unwrap().data.is_empty());
    });
}

#[test]
fn a_line_of_eight_megabytes() {
    play(async {
        let fake = Fake::new("garbage/a_line_of_eight_megabytes");
        let codex = open(&fake).await;
        let result = soon(running(&codex).await.run()).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("ü".repeat(4_000_000).as_str()));
    });
}

/// An unknown notification is an event like others; an unknown request is answered, with an error.
#[test]
fn unknown_methods() {
    play(async {
        let fake = Fake::new("garbage/unknown_methods");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        let (events, _) = read(turn.stream()).await;
        assert_eq!(methods(&events).iter().filter(|it| **it == "never/heard/of").count(), 1);
        assert_eq!(turn.run().await.unwrap().final_response.as_deref(), Some("-32601"));
    });
}

/// Each is contained; the turn that they are about is whole all the same.
#[test]
fn malformed_payloads_of_known_methods() {
    play(async {
        let fake = Fake::new("garbage/malformed_payloads_of_known_methods");
        let codex = open(&fake).await;
        let result = soon(running(&codex).await.run()).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("whole"));
        assert_eq!(result.usage.as_ref().unwrap().total.total_tokens, 20);
    });
}

#[test]
fn an_end_that_cannot_be_read_ends_the_turn() {
    let ends = [
        json!({"threadId": "thread-1"}),
        json!({"threadId": "thread-1", "turn": null}),
        json!({"threadId": "thread-1", "turn": 5}),
        json!({"threadId": "thread-1", "turn": {}}),
        json!({"threadId": "thread-1", "turn": {"status": "completed"}}),
        json!({"threadId": "thread-1", "turn": {"id": 1, "status": "completed"}}),
        json!({"threadId": "thread-1", "turn": {"id": "turn-1", "items": []}}),
        json!({"threadId": "thread-1", "turn": {"id": "turn-1", "status": 5}}),
        json!({"turn": {"id": "turn-1", "status": 5}}),
        json!({}),
        json!([]),
        Value::Null,
    ];
    for end in ends {
        play(async move {
            let given = json!({"params": end});
            let fake = Fake::given("garbage/an_end_that_cannot_be_read_ends_the_turn", given);
            let codex = open(&fake).await;
            let turn = running(&codex).await;
            let error = soon(turn.run()).await.unwrap_err();
            assert!(matches!(error, CodexError::Unreadable(_)), "{end}: {error:?}");
            assert!(error.to_string().contains("turn-1"), "{error}");
            soon(turn.interrupt()).await.unwrap();
            assert!(fake.received("turn/interrupt").is_empty());
        });
    }
}

#[test]
fn an_end_of_which_parts_cannot_be_read() {
    play(async {
        let fake = Fake::new("garbage/an_end_of_which_parts_cannot_be_read");
        let codex = open(&fake).await;
        let result = soon(running(&codex).await.run()).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("said before"));
        assert_eq!(result.status, TurnStatus::Completed);
        let malformed = result.items.iter().filter(|item| matches!(item, ThreadItem::Malformed(_)));
        assert_eq!((result.items.len(), malformed.count()), (3, 2));
    });
}

#[test]
fn a_failed_turn_whose_error_cannot_be_read() {
    play(async {
        let fake = Fake::new("garbage/a_failed_turn_whose_error_cannot_be_read");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        for _ in 0..4 {
            let error = soon(thread.run("go")).await.unwrap_err();
            assert!(matches!(error, CodexError::TurnFailed(_)), "{error:?}");
        }
    });
}

#[test]
fn answers_that_do_not_fit() {
    play(async {
        let fake = Fake::new("garbage/answers_that_do_not_fit");
        let codex = open(&fake).await;
        // the last two lack what a list of models is about
        for _ in 0..6 {
            let error = models(&codex).await.unwrap_err();
            assert!(matches!(error, CodexError::Unreadable(_)), "{error:?}");
        }
        for _ in 0..6 {
            let error = models(&codex).await.unwrap_err();
            assert!(matches!(error, CodexError::JsonRpc(_)), "{error:?}");
        }
    });
}

#[test]
fn answers_to_a_start_that_do_not_fit() {
    play(async {
        let fake = Fake::new("garbage/answers_to_a_start_that_do_not_fit");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        for _ in 0..5 {
            let error = soon(thread.turn("go")).await.err().unwrap();
            assert!(error.to_string().contains("turn/start"), "{error}");
        }
        assert_eq!(soon(thread.run("go")).await.unwrap().final_response.as_deref(), Some("well"));
    });
}

#[test]
fn a_thread_that_cannot_be_read() {
    for result in [Value::Null, json!(5), json!({}), json!({"thread": null}), json!({"thread": {"id": 5}})] {
        play(async move {
            let fake = Fake::given("garbage/a_thread_that_cannot_be_read", json!({"result": result}));
            let codex = open(&fake).await;
            let error = soon(codex.thread_start(ThreadStart::new())).await.err().unwrap();
            assert!(error.to_string().contains("thread/start"), "{error}");
        });
    }
}
