//! The runtime ends, wherever it stands: everybody who waits gets the one clear error, and nothing is left.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use codex_app_server::{CodexError, StartError, ThreadStart, TransportClosedError};
use serde_json::json;
use stage::{Fake, play, signal, soon, wait_until_gone};

use crate::acting::{
    asking, config, done, everything, failure, gone, methods, models, open, page, read, started,
};

const KILLED: i32 = -9;

/// It is the one error of a runtime that ended so, and it says everything.
fn assert_gone(error: &CodexError, code: i32) {
    let told: &TransportClosedError = gone(error);
    assert_eq!(told.exit_code, Some(code));
    assert_eq!(told.stderr_tail, "the last words");
    let text = error.to_string();
    let how = if code == KILLED { "SIGKILL".to_owned() } else { format!("code {code}") };
    assert!(text.contains("the runtime exited") && text.contains(&how), "{text}");
    assert!(text.ends_with("the last words"), "{text}");
}

#[test]
fn before_it_reads() {
    play(async {
        let fake = Fake::new("deaths/before_it_reads");
        let error = failure(config(&fake)).await;
        let CodexError::Start(StartError::RuntimeExited(error)) = error else { panic!("{error:?}") };
        assert_eq!((error.exit_code, error.stderr_tail.as_str()), (Some(3), "bad config\nthe last words"));
        assert!(error.to_string().contains("code 3"));
    });
}

#[test]
fn instead_of_an_answer_to_initialize() {
    play(async {
        let fake = Fake::new("deaths/instead_of_an_answer_to_initialize");
        let error = failure(config(&fake)).await;
        let CodexError::Start(StartError::RuntimeExited(error)) = error else { panic!("{error:?}") };
        assert_eq!((error.exit_code, error.stderr_tail.as_str()), (Some(0), "the last words"));
    });
}

#[test]
fn as_soon_as_it_has_introduced_itself() {
    play(async {
        let fake = Fake::new("deaths/as_soon_as_it_has_introduced_itself");
        let codex = open(&fake).await;
        fake.wait_for_end();
        // the first may still be sent, the second cannot
        for _ in 0..2 {
            assert_gone(&models(&codex).await.unwrap_err(), 3);
        }
        soon(codex.close()).await;
    });
}

#[test]
fn by_a_signal() {
    play(async {
        let fake = Fake::new("deaths/by_a_signal");
        let codex = open(&fake).await;
        assert_gone(&models(&codex).await.unwrap_err(), KILLED);
    });
}

#[test]
fn in_the_middle_of_an_answer() {
    play(async {
        let fake = Fake::new("deaths/in_the_middle_of_an_answer");
        let codex = open(&fake).await;
        assert_gone(&models(&codex).await.unwrap_err(), 3);
    });
}

#[test]
fn what_was_answered_before_is_not_lost() {
    play(async {
        let fake = Fake::new("deaths/what_was_answered_before_is_not_lost");
        let codex = open(&fake).await;
        let calls = [asking(&codex.rpc(), ""), asking(&codex.rpc(), "")];
        let mut pages = Vec::new();
        for call in calls {
            pages.push(done(call).await.unwrap());
        }
        pages.sort();
        assert_eq!(pages, ["one", "two"]);
    });
}

#[test]
fn while_many_calls_wait() {
    for count in [64, 100] {
        play(async {
            let fake = Fake::new("deaths/while_many_calls_wait");
            let codex = open(&fake).await;
            let calls: Vec<_> = (0..count).map(|_| asking(&codex.rpc(), "")).collect();
            for call in calls {
                assert_gone(&done(call).await.unwrap_err(), 3);
            }
        });
    }
}

/// Who runs, streams, joins and listens is told, each behind what came before.
#[test]
fn in_the_middle_of_a_turn() {
    play(async {
        let fake = Fake::new("deaths/in_the_middle_of_a_turn");
        let codex = open(&fake).await;
        let events = everything(&codex);
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let first = Arc::new(thread.turn("start").await.unwrap());
        let second = Arc::new(thread.turn("join").await.unwrap());
        let listening = tokio::spawn(read(events));
        let streaming = tokio::spawn(read(first.stream()));
        let running = Arc::clone(&second);
        let running = tokio::spawn(async move { running.run().await });
        fake.release("go");
        for work in [listening, streaming] {
            let (got, error) = done(work).await;
            assert_eq!(methods(&got).last().map(String::as_str), Some("item/agentMessage/delta"));
            assert_gone(&error.unwrap(), 3);
        }
        assert_gone(&done(running).await.unwrap_err(), 3);
        assert_gone(&first.run().await.unwrap_err(), 3);
        assert_gone(&second.interrupt().await.unwrap_err(), 3);
        assert_gone(&models(&codex).await.unwrap_err(), 3);
    });
}

#[test]
fn while_it_is_asked_to_stop() {
    play(async {
        let fake = Fake::new("deaths/while_it_is_asked_to_stop");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let turn = thread.turn("go").await.unwrap();
        assert_gone(&soon(turn.interrupt()).await.unwrap_err(), 3);
        assert_gone(&soon(turn.run()).await.unwrap_err(), 3);
    });
}

#[test]
fn while_the_client_closes() {
    play(async {
        let fake = Fake::new("deaths/while_the_client_closes");
        let codex = open(&fake).await;
        models(&codex).await.unwrap();
        soon(codex.close()).await;
        let error = models(&codex).await.unwrap_err();
        assert!(gone(&error).reason.contains("closed by this program"), "{error}");
    });
}

#[test]
fn last_words_that_are_read_slowly() {
    play(async {
        let fake = Fake::new("deaths/last_words_that_are_read_slowly");
        let slowly = |line: &str| {
            if line == "slowly" {
                std::thread::sleep(Duration::from_millis(100));
            }
        };
        let codex = started(config(&fake).on_stderr(slowly)).await;
        let error = models(&codex).await.unwrap_err();
        assert_eq!(gone(&error).stderr_tail, "slowly\nthe last words");
    });
}

#[test]
fn nobody_waits() {
    play(async {
        let fake = Fake::new("deaths/nobody_waits");
        let codex = open(&fake).await;
        fake.wait_for_end();
        soon(codex.close()).await;
    });
}

#[test]
fn the_end_of_stderr_is_bounded_and_shown_as_text() {
    play(async {
        let fake = Fake::new("deaths/the_end_of_stderr_is_bounded_and_shown_as_text");
        let codex = open(&fake).await;
        let error = models(&codex).await.unwrap_err();
        let tail = &gone(&error).stderr_tail;
        assert!(tail.ends_with("\nred \u{fffd}\nthe last words"), "{tail:?}");
        assert!(tail.chars().count() <= 4000, "{}", tail.len());
        assert!(error.to_string().chars().count() < 3000, "{}", error.to_string().len());
    });
}

#[test]
fn lines_of_stderr_reach_the_hook_as_they_come() {
    play(async {
        let fake = Fake::new("deaths/before_it_reads");
        let lines = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&lines);
        let hook = move |line: &str| heard.lock().unwrap().push(line.to_owned());
        failure(config(&fake).on_stderr(hook)).await;
        assert_eq!(*lines.lock().unwrap(), ["bad config", "the last words"]);
    });
}

/// Processes of the runtime that hold all its pipes are ended with it, those that left its session hold up nobody.
#[test]
fn with_processes_of_its_own() {
    for dies in [true, false] {
        play(async move {
            let given = json!({"own_session": false, "dies": dies});
            let fake = Fake::given("closing/with_child", given);
            let codex = open(&fake).await;
            assert_eq!(page(&codex.rpc(), "").await.is_err(), dies);
            soon(codex.close()).await;
            wait_until_gone(fake.marks()[0].parse().unwrap());
        });
        play(async move {
            let given = json!({"own_session": true, "dies": dies});
            let fake = Fake::given("closing/with_child", given);
            let codex = open(&fake).await;
            assert_eq!(soon(page(&codex.rpc(), "")).await.is_err(), dies);
            soon(codex.close()).await;
            signal("KILL", fake.marks()[0].parse().unwrap());
        });
    }
}
