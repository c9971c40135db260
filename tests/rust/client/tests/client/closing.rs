//! `close` ends everything at once, whoever calls it, whenever, and whatever the runtime does about it; so does the drop
//! of the last that holds the connection.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use codex_app_server::{Codex, CodexError, ThreadStart};
use serde_json::json;
use stage::{Fake, play, soon};

use crate::acting::{asking, config, done, everything, gone, models, open, read, running, started};

/// No time at all, but for the record to be read.
const AT_ONCE: Duration = Duration::from_millis(100);

fn assert_closed(error: &CodexError) {
    assert!(gone(error).reason.contains("closed by this program"), "{error}");
}

#[test]
fn the_runtime_sees_the_end_of_its_input() {
    play(async {
        let fake = Fake::new("closing/quiet");
        let codex = open(&fake).await;
        models(&codex).await.unwrap();
        soon(codex.close()).await;
        fake.wait_for_end();
        assert_eq!(fake.record("end"), [json!(true)]);
    });
}

#[test]
fn without_a_close() {
    play(async {
        let fake = Fake::new("closing/quiet");
        let codex = open(&fake).await;
        models(&codex).await.unwrap();
        drop(codex);
        fake.wait_for_end();
    });
}

/// The tasks of the client end with it, and so does the process.
#[test]
fn with_the_runtime_of_tokio() {
    let fake = Fake::new("closing/busy");
    let tokio = tokio::runtime::Runtime::new().unwrap();
    tokio.block_on(async {
        let codex = open(&fake).await;
        std::mem::forget((running(&codex).await, codex));
    });
    drop(tokio);
    fake.wait_for_end();
}

#[test]
fn again_and_again() {
    play(async {
        let fake = Fake::new("closing/quiet");
        let codex = open(&fake).await;
        for _ in 0..3 {
            soon(codex.close()).await;
        }
        assert_closed(&models(&codex).await.unwrap_err());
        assert_closed(&codex.thread_start(ThreadStart::new()).await.err().unwrap());
        assert_eq!(fake.pids().len(), 1);
    });
}

#[test]
fn while_everybody_waits() {
    play(async {
        let fake = Fake::new("closing/busy");
        let codex = open(&fake).await;
        let turn = Arc::new(running(&codex).await);
        let call = asking(&codex.rpc(), "");
        let events = tokio::spawn(read(everything(&codex)));
        let stream = tokio::spawn(read(turn.stream()));
        let waiting = Arc::clone(&turn);
        let run = tokio::spawn(async move { waiting.run().await.err() });
        fake.wait_for("model/list");
        soon(codex.close()).await;
        assert_closed(&done(call).await.unwrap_err());
        assert_closed(&done(stream).await.1.unwrap());
        assert_closed(&done(run).await.unwrap());
        assert_closed(&done(events).await.1.unwrap());
    });
}

#[test]
fn many_close_at_once_while_many_call() {
    play(async {
        let fake = Fake::new("closing/many_close_at_once_while_many_call");
        let codex = Arc::new(open(&fake).await);
        let calls: Vec<_> = (0..8).map(|_| tokio::spawn(call_until_closed(Arc::clone(&codex)))).collect();
        fake.wait_for_count("model/list", 50);
        let closes = (0..8).map(|_| {
            let codex = Arc::clone(&codex);
            tokio::spawn(async move { codex.close().await })
        });
        for close in closes.collect::<Vec<_>>() {
            done(close).await;
        }
        for call in calls {
            assert_closed(&done(call).await);
        }
    });
}

async fn call_until_closed(codex: Arc<Codex>) -> CodexError {
    loop {
        if let Err(error) = models(&codex).await {
            return error;
        }
    }
}

/// What the runtime still says while it ends reaches no hook and no handler.
#[test]
fn nothing_is_heard_afterwards() {
    play(async {
        let fake = Fake::new("closing/nothing_is_heard_afterwards");
        let unread = Arc::new(Mutex::new(0));
        let heard = Arc::clone(&unread);
        let codex = started(config(&fake).on_unread(move |_| *heard.lock().unwrap() += 1)).await;
        soon(codex.close()).await;
        assert_eq!(*unread.lock().unwrap(), 0);
    });
}

/// It ignores the end of its input and SIGTERM, so it is killed.
#[test]
fn slow_a_runtime_that_stays() {
    for (reader, mark) in [("reads", "saw the end"), ("does not read", "hangs")] {
        play(async move {
            let fake = Fake::given("closing/a_runtime_that_stays", json!({"reader": reader}));
            let codex = open(&fake).await;
            fake.wait_for("initialized");
            soon(codex.close()).await;
            assert!(fake.ends_within(AT_ONCE));
            assert_eq!(fake.marks()[0], mark);
        });
    }
}

#[test]
fn a_runtime_that_leaves_on_request() {
    play(async {
        let fake = Fake::new("closing/a_runtime_that_leaves_on_request");
        let codex = open(&fake).await;
        soon(codex.close()).await;
        assert!(fake.ends_within(AT_ONCE));
    });
}

#[test]
fn a_runtime_that_talks_without_end() {
    play(async {
        let fake = Fake::new("closing/a_runtime_that_talks_without_end");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        let mut stream = turn.stream();
        soon(stream.next()).await.unwrap().unwrap();
        soon(codex.close()).await;
        assert!(fake.ends_within(AT_ONCE));
    });
}

#[test]
fn while_a_huge_line_is_being_written() {
    play(async {
        let fake = Fake::new("closing/while_a_huge_line_is_being_written");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let work = tokio::spawn(async move { thread.turn("x".repeat(8_000_000)).await.err() });
        fake.wait_for_mark("hangs");
        soon(codex.close()).await;
        assert_closed(&done(work).await.unwrap());
    });
}
