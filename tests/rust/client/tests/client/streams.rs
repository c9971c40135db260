//! Each handle sees the events of its turn once, from its own start on; a turn that nobody follows any more is stopped.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codex_app_server::events::ServerNotification;
use codex_app_server::types::TurnStatus;
use codex_app_server::{Codex, CodexError, Event, ThreadStart, TurnHandle, TurnStream};
use serde_json::json;
use stage::{Fake, play, soon};
use tokio::time::timeout;

use crate::acting::{config, deltas, done, everything, methods, models, open, read, running, started};

/// The next so many words of a stream.
async fn words(stream: &mut TurnStream, count: usize) -> Vec<String> {
    let mut found = Vec::new();
    while found.len() < count {
        let event = soon(stream.next()).await.unwrap().unwrap();
        if let ServerNotification::AgentMessageDelta(delta) = &event.payload {
            found.push(delta.delta.clone());
        }
    }
    found
}

/// Two handles of one turn.
async fn two(codex: &Codex) -> (TurnHandle, TurnHandle) {
    let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
    let first = thread.turn("start").await.unwrap();
    let second = thread.turn("join").await.unwrap();
    assert_eq!((first.id(), second.id()), ("turn-1", "turn-1"));
    (first, second)
}

async fn rest(stream: TurnStream) -> Vec<Event> {
    let (events, error) = soon(read(stream)).await;
    assert!(error.is_none(), "{error:?}");
    events
}

#[test]
fn events_that_come_before_the_answer() {
    play(async {
        let fake = Fake::new("streams/events_that_come_before_the_answer");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        assert_eq!(thread.run("go").await.unwrap().id, "turn-0");
        let turn = thread.turn("go").await.unwrap();
        let events = rest(turn.stream()).await;
        assert_eq!(methods(&events), ["turn/started", "turn/completed"]);
        assert_eq!(turn.id(), "turn-1");
    });
}

#[test]
fn who_joins_hears_what_comes_from_then_on() {
    play(async {
        let fake = Fake::new("streams/talks");
        let codex = open(&fake).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let first = thread.turn("start").await.unwrap();
        models(&codex).await.unwrap();
        let second = thread.turn("join").await.unwrap();
        assert_eq!((first.id(), second.id()), ("turn-1", "turn-1"));
        let (mut one, mut two) = (first.stream(), second.stream());
        models(&codex).await.unwrap();
        assert_eq!(words(&mut one, 2).await, ["0", "1"]);
        assert_eq!(words(&mut two, 1).await, ["1"]);
        first.steer("finish").await.unwrap();
        assert_eq!(methods(&rest(one).await), ["turn/completed"]);
        assert_eq!(methods(&rest(two).await), ["turn/completed"]);
        assert_eq!(first.run().await.unwrap().id, second.run().await.unwrap().id);
        assert!(fake.received("turn/interrupt").is_empty());
    });
}

#[test]
fn to_drop_one_stream_leaves_the_others() {
    play(async {
        let fake = Fake::new("streams/talks");
        let codex = open(&fake).await;
        let (first, second) = two(&codex).await;
        let (mut one, mut two) = (first.stream(), second.stream());
        models(&codex).await.unwrap();
        assert_eq!(words(&mut one, 1).await, ["0"]);
        assert_eq!(words(&mut two, 1).await, ["0"]);
        drop(one);
        models(&codex).await.unwrap();
        assert_eq!(words(&mut two, 1).await, ["1"]);
        first.steer("finish").await.unwrap();
        assert_eq!(methods(&rest(two).await), ["turn/completed"]);
        assert!(fake.received("turn/interrupt").is_empty());
    });
}

#[test]
fn to_drop_the_last_stream_stops_the_turn() {
    play(async {
        let fake = Fake::new("streams/talks");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        let mut stream = turn.stream();
        models(&codex).await.unwrap();
        assert_eq!(words(&mut stream, 1).await, ["0"]);
        drop(stream);
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Interrupted);
        let requests = fake.received("turn/interrupt");
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0]["params"], json!({"threadId": "thread-1", "turnId": "turn-1"}));
    });
}

/// What it says from then on is read by nobody, and kept for nobody.
#[test]
fn to_keep_it_running() {
    play(async {
        let fake = Fake::new("streams/talks");
        let unread = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&unread);
        let hook = move |event: &Event| heard.lock().unwrap().push(event.clone());
        let codex = started(config(&fake).on_unread(hook)).await;
        let turn = running(&codex).await;
        let mut stream = turn.stream().keep_running();
        models(&codex).await.unwrap();
        assert_eq!(words(&mut stream, 1).await, ["0"]);
        drop(stream);
        models(&codex).await.unwrap();
        turn.steer("finish").await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Completed);
        assert!(fake.received("turn/interrupt").is_empty());
        assert_eq!(deltas(&unread.lock().unwrap()), ["1"]);
    });
}

#[test]
fn who_waits_for_the_result_keeps_the_turn() {
    play(async {
        let fake = Fake::new("streams/talks");
        let codex = open(&fake).await;
        let (turn, joined) = two(&codex).await;
        let mut stream = turn.stream();
        let mut run = pin!(joined.run());
        assert!(timeout(Duration::from_millis(50), run.as_mut()).await.is_err());
        models(&codex).await.unwrap();
        assert_eq!(words(&mut stream, 1).await, ["0"]);
        drop(stream);
        joined.steer("finish").await.unwrap();
        assert_eq!(soon(run).await.unwrap().status, TurnStatus::Completed);
        assert!(fake.received("turn/interrupt").is_empty());
    });
}

#[test]
fn to_drop_a_stream_at_its_end_stops_nothing() {
    play(async {
        let fake = Fake::new("streams/talks");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        let stream = turn.stream();
        turn.steer("finish").await.unwrap();
        assert_eq!(methods(&rest(stream).await), ["turn/started", "turn/completed"]);
        soon(codex.close()).await;
        assert!(fake.received("turn/interrupt").is_empty());
    });
}

#[test]
fn a_stream_after_a_run_has_nothing_more_to_tell() {
    play(async {
        let fake = Fake::new("streams/talks");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        turn.steer("finish").await.unwrap();
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Completed);
        assert!(rest(turn.stream()).await.is_empty());
        assert_eq!(soon(turn.run()).await.unwrap().status, TurnStatus::Completed);
    });
}

#[test]
fn two_turns_of_two_threads_at_once() {
    play(async {
        let fake = Fake::new("streams/two_turns_of_two_threads_at_once");
        let codex = open(&fake).await;
        let turns = [running(&codex).await, running(&codex).await];
        let reads: Vec<_> = turns.iter().map(|turn| tokio::spawn(read(turn.stream()))).collect();
        for (turn, reading) in turns.iter().zip(reads) {
            let (events, error): (Vec<Event>, Option<CodexError>) = done(reading).await;
            assert!(error.is_none(), "{error:?}");
            let wanted: Vec<_> = (0..100).map(|number| format!("{} {number}", turn.id())).collect();
            assert_eq!(deltas(&events), wanted);
            assert_eq!(turn.run().await.unwrap().final_response.as_deref(), Some(turn.id()));
        }
    });
}

#[test]
fn who_listens_to_one_thread_hears_that_one() {
    play(async {
        let fake = Fake::new("streams/who_listens_to_one_thread_hears_that_one");
        let codex = open(&fake).await;
        let mut some = codex.thread_notifications("thread-2", ["turn/completed", "turn/started"]).unwrap();
        let mut everything = everything(&codex);
        for _ in 0..2 {
            running(&codex).await.run().await.unwrap();
        }
        let heard = [soon(some.next()).await.unwrap().unwrap(), soon(some.next()).await.unwrap().unwrap()];
        assert_eq!(methods(&heard), ["turn/started", "turn/completed"]);
        let ServerNotification::TurnCompleted(end) = &heard[1].payload else { panic!() };
        assert_eq!(end.thread_id, "thread-2");
        let mut all = Vec::new();
        for _ in 0..8 {
            all.push(soon(everything.next()).await.unwrap().unwrap());
        }
        assert_eq!(methods(&all)[..2], ["thread/started", "turn/started"]);
    });
}
