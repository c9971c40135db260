//! A runtime that falls silent is asked whether it is there; if it does not answer, everybody is told that it is gone.

use std::sync::Arc;
use std::time::Duration;

use codex_app_server::ThreadStart;
use serde_json::json;
use stage::{Fake, play, soon};
use tokio::time::timeout;

use crate::acting::{config, done, everything, gone, method, models, open, read, running, started};

const PROBE: &str = "thread/loaded/list";
/// The `request_timeout` of these clients.
const LIMIT: Duration = Duration::from_millis(200);

/// A refusal is as good a sign of life as an answer.
#[test]
fn a_turn_that_says_nothing_for_long_is_waited_for() {
    play(async {
        let given = json!({"probe": PROBE});
        let fake = Fake::given("silence/a_turn_that_says_nothing_for_long_is_waited_for", given);
        let codex = started(config(&fake).request_timeout(Duration::from_secs(1))).await;
        let result = soon(running(&codex).await.run()).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("at last"));
    });
}

#[test]
fn a_slow_start_is_not_taken_for_silence() {
    play(async {
        let fake = Fake::new("silence/a_slow_start_is_not_taken_for_silence");
        let codex = started(config(&fake).request_timeout(Duration::from_millis(50))).await;
        soon(codex.close()).await;
        assert!(fake.received(PROBE).is_empty());
    });
}

#[test]
fn a_turn_that_talks_is_not_disturbed() {
    play(async {
        let fake = Fake::new("silence/a_turn_that_talks_is_not_disturbed");
        let codex = started(config(&fake).request_timeout(Duration::from_millis(400))).await;
        soon(running(&codex).await.run()).await.unwrap();
        assert!(fake.received(PROBE).is_empty());
    });
}

#[test]
fn a_turn_that_talks_is_there_whatever_it_answers() {
    play(async {
        let fake = Fake::given("silence/a_turn_that_talks_and_answers_nothing", json!({"probe": PROBE}));
        let codex = started(config(&fake).request_timeout(Duration::from_millis(400))).await;
        soon(running(&codex).await.run()).await.unwrap();
        assert_eq!(fake.received(PROBE).len(), 1);
    });
}

#[test]
fn all_who_wait_are_told_that_it_is_gone() {
    play(async {
        let fake = Fake::new("silence/all_who_wait_are_told_that_it_is_gone");
        let codex = started(config(&fake).request_timeout(LIMIT)).await;
        let turn = Arc::new(running(&codex).await);
        let events = tokio::spawn(read(everything(&codex)));
        let stream = tokio::spawn(read(turn.stream()));
        let waiting = Arc::clone(&turn);
        let run = tokio::spawn(async move { waiting.run().await.err() });
        let errors = [done(stream).await.1, done(events).await.1, done(run).await];
        for error in errors {
            let error = error.unwrap();
            let told = gone(&error);
            assert!(told.reason.contains("silent for 0.4 s"), "{error}");
            assert_eq!((told.exit_code, told.stderr_tail.as_str()), (None, "I am stuck"));
        }
        assert!(gone(&models(&codex).await.unwrap_err()).reason.contains("silent"));
        assert!(fake.received(PROBE).len() <= 1);
    });
}

#[test]
fn a_listener_is_enough_to_notice_it() {
    play(async {
        let fake = Fake::new("silence/a_listener_is_enough_to_notice_it");
        let codex = started(config(&fake).request_timeout(LIMIT)).await;
        let (_, error) = soon(read(everything(&codex))).await;
        assert!(gone(&error.unwrap()).reason.contains("silent"));
    });
}

/// It is for the program to say how long it waits; the runtime is not asked before its time.
#[test]
fn a_wait_that_is_broken_off_before() {
    play(async {
        let fake = Fake::new("silence/a_wait_with_a_time_of_its_own_ends_in_time");
        let codex = started(config(&fake).request_timeout(Duration::from_secs(20))).await;
        let turn = running(&codex).await.keep_running();
        let mut stream = turn.stream();
        assert_eq!(method(&soon(stream.next()).await.unwrap().unwrap()), "turn/started");
        assert!(timeout(LIMIT, stream.next()).await.is_err());
        assert!(timeout(LIMIT, turn.run()).await.is_err());
        let mut events = everything(&codex);
        for _ in 0..2 {
            assert!(timeout(LIMIT, events.next()).await.is_err());
        }
        assert!(fake.received(PROBE).is_empty());
        assert!(fake.received("turn/interrupt").is_empty());
    });
}

#[test]
fn output_closed_and_alive() {
    play(async {
        let fake = Fake::new("silence/output_closed_and_alive");
        let codex = open(&fake).await;
        for tail in ["I go deaf", "I go deaf"] {
            let error = models(&codex).await.unwrap_err();
            let told = gone(&error);
            assert!(told.reason.contains("still running"), "{error}");
            assert_eq!((told.exit_code, told.stderr_tail.as_str()), (None, tail));
        }
    });
}

#[test]
fn input_closed_and_alive() {
    play(async {
        let fake = Fake::new("silence/input_closed_and_alive");
        let codex = open(&fake).await;
        let turn = Arc::new(codex.thread_start(ThreadStart::new()).await.unwrap().turn("go").await.unwrap());
        // Who only waits for the result leaves what came before to nobody.
        let mut stream = turn.stream();
        let waiting = Arc::clone(&turn);
        let run = tokio::spawn(async move { waiting.run().await.err() });
        soon(stream.next()).await.unwrap().unwrap();
        let second = soon(stream.next()).await.unwrap().unwrap();
        assert_eq!(method(&second), "item/agentMessage/delta");
        let error = models(&codex).await.unwrap_err();
        assert!(gone(&error).reason.contains("closed its input"), "{error}");
        let error = soon(stream.next()).await.unwrap().unwrap_err();
        assert!(gone(&error).reason.contains("closed its input"), "{error}");
        gone(&done(run).await.unwrap());
    });
}
