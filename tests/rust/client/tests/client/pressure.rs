//! Bursts, floods and stalls: what is sent is bounded, what comes is whole, and who is slow is alone in it.

use std::sync::Arc;
use std::time::Duration;

use codex_app_server::{CodexError, ThreadStart};
use serde_json::json;
use stage::{Fake, play, soon};

use crate::acting::{
    asking, config, deltas, done, everything, methods, models, page, read, running, started,
};

/// The server answers only when it has as many requests as it may get, or no more come.
#[test]
fn slow_a_burst_is_sent_no_faster_than_it_is_answered() {
    play(async {
        let given = json!({"total": 2000, "most": 20});
        let fake = Fake::given("pressure/a_burst_is_sent_no_faster_than_it_is_answered", given);
        let codex = started(config(&fake).max_in_flight(20)).await;
        let rpc = codex.rpc();
        let workers = (0..50).map(|worker| {
            let rpc = rpc.clone();
            tokio::spawn(async move {
                for number in 0..40 {
                    let cursor = format!("{worker}/{number}");
                    assert_eq!(page(&rpc, &cursor).await.unwrap(), cursor);
                }
            })
        });
        for worker in workers.collect::<Vec<_>>() {
            worker.await.unwrap();
        }
        assert!(fake.marks().is_empty());
    });
}

/// Nobody waits longer than he may, and no line is torn when it reads again.
#[test]
fn a_runtime_that_does_not_read() {
    play(async {
        let fake = Fake::new("pressure/a_runtime_that_does_not_read");
        let codex = started(config(&fake).max_in_flight(100)).await;
        let hasty = codex.rpc().timeout(Duration::from_millis(20));
        let workers = (0..100).map(|worker| {
            let hasty = hasty.clone();
            tokio::spawn(async move {
                for number in 0..20 {
                    let cursor = format!("{worker}/{number}{}", "x".repeat(200));
                    let error = page(&hasty, &cursor).await.unwrap_err();
                    assert!(matches!(error, CodexError::DeadlineExceeded(_)), "{error:?}");
                }
            })
        });
        for worker in workers.collect::<Vec<_>>() {
            done(worker).await;
        }
        fake.release("read");
        assert_eq!(soon(page(&codex.rpc(), "now")).await.unwrap(), "now");
        assert!(fake.record("junk").is_empty());
        let received = fake.received("model/list");
        let mut cursors: Vec<_> =
            received.iter().map(|it| it["params"]["cursor"].as_str().unwrap()).collect();
        let count = cursors.len();
        cursors.sort_unstable();
        cursors.dedup();
        assert_eq!(cursors.len(), count);
    });
}

#[test]
fn one_huge_request_that_is_not_read() {
    play(async {
        let fake = Fake::new("pressure/one_huge_request_that_is_not_read");
        let codex = started(config(&fake)).await;
        let hasty = codex.rpc().timeout(Duration::from_millis(200));
        let error = page(&hasty, &"ü".repeat(8_000_000)).await.unwrap_err();
        assert!(matches!(error, CodexError::DeadlineExceeded(_)), "{error:?}");
        let waiting = asking(&codex.rpc(), "behind it");
        fake.release("read");
        assert_eq!(done(waiting).await.unwrap(), "9");
        let first = &fake.received("model/list")[0]["params"]["cursor"];
        assert_eq!(first.as_str().map(|text| text.chars().count()), Some(8_000_000));
    });
}

#[test]
fn a_slow_reader_is_told_and_nobody_else_is_held_up() {
    play(async {
        let (half, limit) = (6000, 8000);
        let given = json!({"half": half});
        let fake = Fake::given("pressure/a_slow_reader_is_told_and_nobody_else_is_held_up", given);
        let codex = started(config(&fake).stream_limit(limit)).await;
        let idle = everything(&codex);
        let turn = Arc::new(running(&codex).await);
        let mut quick = turn.stream();
        let mut first = vec![soon(quick.next()).await.unwrap().unwrap()];
        let asking = asking(&codex.rpc(), "");
        for _ in 0..half {
            first.push(soon(quick.next()).await.unwrap().unwrap());
        }
        assert_eq!(deltas(&first).len(), half);
        let waiting = Arc::clone(&turn);
        let run = tokio::spawn(async move { waiting.run().await });
        models(&codex).await.unwrap();
        let (rest, error) = soon(read(quick)).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(
            (rest.len(), methods(&rest).last().map(String::as_str)),
            (half + 3, Some("turn/completed"))
        );
        let result = done(run).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("whole"));
        assert_eq!(result.usage.as_ref().unwrap().total.total_tokens, 20);
        let (got, error) = soon(read(idle)).await;
        let Some(CodexError::StreamLagged(error)) = error else { panic!("{error:?}") };
        assert_eq!((got.len(), error.limit), (limit, limit));
        assert!(fake.received("turn/interrupt").is_empty());
        drop(asking);
    });
}

#[test]
fn a_stream_that_nobody_reads_ends_alone() {
    play(async {
        let given = json!({"count": 5000});
        let fake = Fake::given("pressure/a_stream_that_nobody_reads_ends_alone", given);
        let codex = started(config(&fake).stream_limit(1000)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let slow = thread.turn("talk").await.unwrap();
        let patient = thread.turn("and talk").await.unwrap();
        let result = soon(patient.run()).await.unwrap();
        assert_eq!(result.final_response.as_deref(), Some("whole"));
        let (events, error) = soon(read(slow.stream())).await;
        assert_eq!(events.len(), 1000);
        assert!(matches!(error, Some(CodexError::StreamLagged(_))), "{error:?}");
        assert_eq!(slow.run().await.unwrap().items, result.items);
    });
}

#[test]
fn a_flood_before_the_answer_that_it_belongs_to() {
    play(async {
        let given = json!({"count": 5000});
        let fake = Fake::given("pressure/a_flood_before_the_answer_that_it_belongs_to", given);
        let codex = started(config(&fake)).await;
        let (events, error) = soon(read(running(&codex).await.stream())).await;
        assert!(error.is_none(), "{error:?}");
        let numbers: Vec<_> = (0..5000).map(|number| number.to_string()).collect();
        assert_eq!(deltas(&events), numbers);
        assert_eq!(events.len(), 5002);
    });
}
