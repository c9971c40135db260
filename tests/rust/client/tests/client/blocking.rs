//! The face that blocks, for programs without async: the main scenarios again, from threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use codex_app_server::blocking::Codex;
use codex_app_server::types::{ModelListParams, TurnStatus};
use codex_app_server::{ApprovalMode, CodexError, RunCommand, Sandbox, ThreadRead, ThreadStart};
use serde_json::json;
use stage::{Fake, Runtime, alone, play};

use crate::acting::{config, deltas, gone, method, methods, real};
use crate::handlers::{Act, Every};

fn open(fake: &Fake) -> Codex {
    Codex::start(config(fake)).unwrap()
}

#[test]
fn a_conversation() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(message('one two three', deltas=3))");
    runtime.says("answer('And more')");
    let codex = Codex::start(real(&runtime)).unwrap();
    let thread = codex.thread_start(ThreadStart::new()).unwrap();
    let turn = thread.turn("Count").unwrap();
    let events: Vec<_> = turn.stream().collect::<Result<_, _>>().unwrap();
    assert_eq!(deltas(&events).concat(), "one two three");
    assert_eq!(methods(&events).last().map(String::as_str), Some("turn/completed"));
    assert_eq!(turn.run().unwrap().final_response.as_deref(), Some("one two three"));
    assert_eq!(thread.run("More").unwrap().final_response.as_deref(), Some("And more"));
    assert_eq!(thread.read(ThreadRead::new().include_turns(true)).unwrap().thread.turns.len(), 2);
    let command = RunCommand::new(["echo", "hello"]).sandbox(Sandbox::FullAccess);
    assert_eq!(codex.run_command(command).unwrap().stdout, b"hello\n");
    codex.close();
    gone(&codex.rpc().model_list(ModelListParams::new()).unwrap_err());
}

#[test]
fn an_approval_an_interruption_and_a_goal() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(exec_command('echo made > made.txt', escalated='to try'))");
    runtime.says("answer('Done')");
    runtime.says("stream(message('never said to the end', deltas=3, gate=gate('said')))");
    runtime.says("stream(function_call('update_goal', {'status': 'complete'}))");
    runtime.says("answer('Every test passes.')");
    let accept = Every::new(Act::Answer(|_| json!({"decision": "accept"})));
    let codex = Codex::start(real(&runtime).handler(accept)).unwrap();
    let thread = codex.thread_start(ThreadStart::new().approval_mode(ApprovalMode::Ask)).unwrap();
    thread.run("Make it").unwrap();
    assert!(runtime.workspace.join("made.txt").exists());
    let turn = thread.turn("Talk").unwrap();
    runtime.reached("said");
    turn.interrupt().unwrap();
    assert_eq!(turn.run().unwrap().status, TurnStatus::Interrupted);
    let goal = thread.start_goal("Mend the tests").unwrap();
    assert_eq!(goal.run().unwrap().final_response(), Some("Every test passes."));
    codex.close();
}

#[test]
fn calls_from_many_threads() {
    let fake = Fake::new("replies/in_the_reverse_order");
    let codex = open(&fake);
    thread::scope(|scope| {
        for number in 0..50 {
            let codex = &codex;
            scope.spawn(move || {
                let cursor = format!("page {number}");
                let found = codex.rpc().model_list(ModelListParams::new().cursor(cursor.as_str())).unwrap();
                assert_eq!(found.next_cursor, Some(cursor));
            });
        }
    });
}

#[test]
fn waits_end_in_time() {
    let fake = Fake::new("silence/a_wait_with_a_time_of_its_own_ends_in_time");
    let codex = Codex::start(config(&fake).request_timeout(Duration::from_secs(20))).unwrap();
    let limit = Duration::from_millis(100);
    let turn = codex.thread_start(ThreadStart::new()).unwrap().turn("hang").unwrap().keep_running();
    let mut stream = turn.stream();
    assert_eq!(method(&stream.next().unwrap().unwrap()), "turn/started");
    let late = stream.next_within(limit).unwrap().unwrap_err();
    assert!(matches!(late, CodexError::DeadlineExceeded(_)), "{late:?}");
    let CodexError::DeadlineExceeded(late) = turn.run_within(limit).unwrap_err() else { panic!() };
    assert_eq!(late.waited, limit);
    let mut events = codex.notifications::<[&str; 0]>([]).unwrap();
    for _ in 0..2 {
        let late = events.next_within(limit).unwrap().unwrap_err();
        assert!(matches!(late, CodexError::DeadlineExceeded(_)), "{late:?}");
    }
}

#[test]
fn a_stream_that_is_dropped_stops_the_turn() {
    let fake = Fake::new("interrupts/obeys");
    let codex = open(&fake);
    let turn = codex.thread_start(ThreadStart::new()).unwrap().turn("go").unwrap();
    drop(turn.stream());
    assert_eq!(turn.run().unwrap().status, TurnStatus::Interrupted);
}

#[test]
fn close_while_threads_wait() {
    let fake = Fake::new("closing/busy");
    let codex = open(&fake);
    let turn = Arc::new(codex.thread_start(ThreadStart::new()).unwrap().turn("go").unwrap());
    let works = [
        thread::spawn({
            let turn = Arc::clone(&turn);
            move || turn.run().map(drop)
        }),
        thread::spawn({
            let turn = Arc::clone(&turn);
            move || turn.stream().collect::<Result<Vec<_>, _>>().map(drop)
        }),
        thread::spawn({
            let rpc = codex.rpc();
            move || rpc.model_list(ModelListParams::new()).map(drop)
        }),
    ];
    fake.wait_for("model/list");
    codex.close();
    for work in works {
        gone(&work.join().unwrap().unwrap_err());
    }
}

/// Whoever drops it last ends the runtime, wherever that is: in a thread, or in a task of somebody else's runtime.
#[test]
fn dropped_in_another_place() {
    let fake = Fake::new("closing/quiet");
    let codex = open(&fake);
    thread::spawn(move || drop(codex)).join().unwrap();
    fake.wait_for_end();
    let fake = Fake::new("closing/quiet");
    let codex = thread::scope(|scope| scope.spawn(|| open(&fake)).join().unwrap());
    play(async move { drop(codex) });
    fake.wait_for_end();
}

#[test]
fn hooks_are_called() {
    let fake = Fake::new("deaths/before_it_reads");
    let heard = Arc::new(AtomicBool::new(false));
    let hear = Arc::clone(&heard);
    let config = config(&fake).on_stderr(move |line| hear.store(line == "the last words", Ordering::Relaxed));
    assert!(matches!(Codex::start(config), Err(CodexError::Start(_))));
    assert!(heard.load(Ordering::Relaxed));
}

#[test]
fn nothing_is_left_behind() {
    alone("leftovers::inside_after_the_blocking_face");
}
