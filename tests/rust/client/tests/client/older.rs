//! A whole conversation with published runtimes that are older than the pin: all that they say is read.

use codex_app_server::types::{ThreadItem, ThreadListParams, ThreadReadParams, TurnItemsView, TurnStatus};
use codex_app_server::wire::{ToleranceKind, on_tolerance};
use codex_app_server::{Codex, ThreadStart};
use stage::{Runtime, alone, play, soon};

use crate::acting::{deltas, models, read, real, started};

#[test]
fn the_oldest() {
    alone("older::inside_0_144_4");
}

#[test]
fn the_newer() {
    alone("older::inside_0_149_0");
}

/// In a process of its own: tolerance is told for the whole of it.
#[test]
#[ignore = "run by a test above, in a process of its own"]
fn inside_0_144_4() {
    a_conversation("0.144.4", &["projectId"]);
}

#[test]
#[ignore = "run by a test above, in a process of its own"]
fn inside_0_149_0() {
    a_conversation("0.149.0", &[]);
}

fn a_conversation(version: &str, left_out: &[&str]) {
    let Some(runtime) = Runtime::older(version) else { return };
    runtime.says("stream(reasoning('Let me see.'), exec_command('echo made'), used=usage(7, 3))");
    runtime.says(
        "stream(message('Looking.', phase='commentary'), message('Hello there', deltas=3, phase='final_answer'), \
         used=usage(10, 5, cached=2, reasoning=1))",
    );
    runtime.says("answer('Done')");
    let (told, tell) = std::sync::mpsc::channel();
    let _hook = on_tolerance(move |event| drop(told.send(event.clone())));
    play(async {
        let codex = started(real(&runtime)).await;
        assert_eq!(codex.metadata().version().unwrap().to_string(), version);
        converse(&codex).await;
        soon(codex.close()).await;
    });
    let mut absent: Vec<String> = Vec::new();
    for event in tell.try_iter() {
        assert_eq!(event.kind, ToleranceKind::AbsentMember, "{event:?}");
        absent.push(event.pointer.rsplit('/').next().unwrap().to_owned());
    }
    absent.sort();
    absent.dedup();
    assert_eq!(absent, left_out);
}

async fn converse(codex: &Codex) {
    let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
    let turn = thread.turn("Greet me").await.unwrap();
    let (events, error) = soon(read(turn.stream())).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(deltas(&events).concat(), "Looking.Hello there");
    let first = turn.run().await.unwrap();
    assert_eq!((&first.status, &first.items_view), (&TurnStatus::Completed, &TurnItemsView::Full));
    assert_eq!(first.final_response.as_deref(), Some("Hello there"));
    let messages = first.items.iter().filter(|item| matches!(item, ThreadItem::AgentMessage(_)));
    assert_eq!(messages.count(), 2);
    assert_eq!(first.usage.as_ref().unwrap().total.total_tokens, 25);
    let second = soon(thread.run("Again")).await.unwrap();
    let params = ThreadReadParams::new(thread.id()).include_turns(true);
    let told = codex.rpc().thread_read(params).await.unwrap().thread;
    let ids: Vec<_> = told.turns.iter().map(|turn| turn.id.as_str()).collect();
    assert_eq!(ids, [first.id.as_str(), second.id.as_str()]);
    let listed = codex.rpc().thread_list(ThreadListParams::new()).await.unwrap();
    assert!(listed.data.iter().any(|it| it.id == thread.id()));
    models(codex).await.unwrap();
}
