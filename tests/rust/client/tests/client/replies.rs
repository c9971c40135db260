//! Answers come in any order, late, twice or never; each call gets its own, or says in time that there was none.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use codex_app_server::{CodexError, RpcErrorKind, ThreadStart};
use serde_json::{Value, json};
use stage::{Fake, play, soon};

use crate::acting::{asking, config, done, gone, models, open, page, started};

const SHORT: Duration = Duration::from_secs(1);

fn missed(error: &CodexError) -> (&str, Duration) {
    match error {
        CodexError::DeadlineExceeded(error) => (&error.method, error.waited),
        other => panic!("{other:?}"),
    }
}

#[test]
fn in_the_reverse_order() {
    play(async {
        let fake = Fake::new("replies/in_the_reverse_order");
        let codex = open(&fake).await;
        let calls: Vec<_> = (0..50).map(|n| asking(&codex.rpc(), &format!("page {n}"))).collect();
        for (n, call) in calls.into_iter().enumerate() {
            assert_eq!(done(call).await.unwrap(), format!("page {n}"));
        }
    });
}

#[test]
fn errors_are_typed_and_whole() {
    play(async {
        let fake = Fake::new("replies/errors_are_typed_and_whole");
        let codex = open(&fake).await;
        let CodexError::JsonRpc(error) = models(&codex).await.unwrap_err() else { panic!() };
        assert_eq!(
            (error.kind, error.code, error.message.as_str()),
            (RpcErrorKind::InvalidParams, -32602, "bad")
        );
        assert_eq!(error.data, json!({"why": ["x"]}));
        let error = models(&codex).await.unwrap_err();
        assert!(error.is_retryable());
        let CodexError::JsonRpc(error) = error else { panic!() };
        assert_eq!((error.kind, error.data), (RpcErrorKind::ServerBusy, Value::Null));
    });
}

#[test]
fn never() {
    play(async {
        let fake = Fake::new("replies/never");
        let codex = started(config(&fake).request_timeout(SHORT)).await;
        let error = models(&codex).await.unwrap_err();
        assert_eq!(missed(&error), ("model/list", SHORT));
        models(&codex).await.unwrap();
    });
}

/// It counts for one call, whether it is shorter or longer than that of the client.
#[test]
fn a_time_of_its_own() {
    play(async {
        let fake = Fake::new("replies/a_time_of_its_own");
        let codex = started(config(&fake).request_timeout(Duration::from_millis(200))).await;
        let (began, limit) = (Instant::now(), Duration::from_millis(50));
        let error = page(&codex.rpc().timeout(limit), "").await.unwrap_err();
        assert_eq!(missed(&error), ("model/list", limit));
        assert!(began.elapsed() >= limit);
        let patient = codex.rpc().timeout(Duration::from_secs(20));
        assert_eq!(page(&patient, "").await.unwrap(), "after a while");
    });
}

/// The late answer is dropped, and nobody else gets it.
#[test]
fn late() {
    play(async {
        let fake = Fake::new("replies/late");
        let unread = Arc::new(Mutex::new(0));
        let heard = Arc::clone(&unread);
        let codex = started(config(&fake).on_unread(move |_| *heard.lock().unwrap() += 1)).await;
        let hasty = codex.rpc().timeout(Duration::from_millis(100));
        missed(&page(&hasty, "").await.unwrap_err());
        assert_eq!(page(&codex.rpc(), "").await.unwrap(), "in time");
        assert_eq!(page(&codex.rpc(), "").await.unwrap(), "next");
        assert_eq!(*unread.lock().unwrap(), 0);
    });
}

#[test]
fn twice() {
    play(async {
        let fake = Fake::new("replies/twice");
        let codex = open(&fake).await;
        for number in 0..3 {
            assert_eq!(page(&codex.rpc(), "").await.unwrap(), format!("answer {number}"));
        }
    });
}

#[test]
fn to_nobody() {
    play(async {
        let fake = Fake::new("replies/to_nobody");
        let codex = open(&fake).await;
        assert_eq!(page(&codex.rpc(), "").await.unwrap(), "right");
    });
}

#[test]
fn the_places_of_calls_that_nobody_answered_are_free_again() {
    play(async {
        let fake = Fake::new("replies/the_places_of_calls_that_nobody_answered_are_free_again");
        let codex = started(config(&fake).max_in_flight(3)).await;
        let hasty = codex.rpc().timeout(Duration::from_millis(100));
        for _ in 0..3 {
            let calls: Vec<_> = (0..3).map(|_| asking(&hasty, "")).collect();
            for call in calls {
                missed(&done(call).await.unwrap_err());
            }
        }
        assert_eq!(page(&codex.rpc(), "").await.unwrap(), "answered");
    });
}

#[test]
fn who_waits_for_a_place_waits_no_longer_than_he_may() {
    play(async {
        let fake = Fake::new("replies/who_waits_for_a_place_waits_no_longer_than_he_may");
        let codex = started(config(&fake).max_in_flight(1)).await;
        let first = asking(&codex.rpc(), "");
        fake.wait_for("model/list");
        missed(&page(&codex.rpc().timeout(Duration::from_millis(100)), "").await.unwrap_err());
        fake.release("go");
        assert_eq!(done(first).await.unwrap(), "held");
        assert_eq!(page(&codex.rpc(), "").await.unwrap(), "next");
        assert_eq!(fake.received("model/list").len(), 2);
    });
}

#[test]
fn a_start_that_is_never_answered() {
    for begin in ["turn/start", "thread/start"] {
        play(async move {
            let fake = Fake::given("replies/a_start_that_is_never_answered", json!({"begin": begin}));
            let codex = started(config(&fake).request_timeout(SHORT)).await;
            let error = match codex.thread_start(ThreadStart::new()).await {
                Ok(thread) => thread.run("go").await.unwrap_err(),
                Err(error) => error,
            };
            assert_eq!(missed(&error).0, begin);
        });
    }
}

/// Nobody has a handle for it. It is stopped when it has begun: before, the runtime would refuse.
#[test]
fn a_turn_that_starts_late_is_stopped() {
    play(async {
        let fake = Fake::new("replies/a_turn_that_starts_late_is_stopped");
        let (heard, hear) = std::sync::mpsc::channel();
        let hook = move |_: &codex_app_server::Event| {
            heard.send(()).ok();
        };
        let codex = started(config(&fake).request_timeout(Duration::from_secs(1)).on_unread(hook)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        missed(&thread.turn("go").await.err().unwrap());
        fake.release("answer");
        hear.recv_timeout(stage::PATIENCE).unwrap();
        models(&codex).await.unwrap();
        let stopped = &fake.wait_for("turn/interrupt")["params"];
        assert_eq!(*stopped, json!({"threadId": "thread-1", "turnId": "late"}));
        assert_eq!(thread.run("go").await.unwrap().final_response.as_deref(), Some("well"));
        assert_eq!(fake.methods()[3..], ["turn/start", "model/list", "turn/interrupt", "turn/start"]);
    });
}

/// Without a limit a call waits as long as the connection lasts.
#[test]
fn no_time_at_all() {
    play(async {
        let fake = Fake::new("replies/no_time_at_all");
        let codex = started(config(&fake).request_timeout(None)).await;
        let call = asking(&codex.rpc().no_timeout(), "");
        fake.wait_for("model/list");
        soon(codex.close()).await;
        gone(&done(call).await.unwrap_err());
    });
}
