//! Nothing outlives a client: no process, no thread, no task, no pipe and no socket, however it ended.
//!
//! Each test runs in a process of its own, which is looked at as a whole.

use std::time::Duration;

use codex_app_server::{CodexConfig, ThreadStart, blocking};
use stage::{Fake, Leftovers, Runtime, alone, soon};
use tokio::runtime::{Builder, Runtime as Tokio};

use crate::acting::{config, everything, failure, models, open, real, running, started};

macro_rules! each {
    ($($name:ident: $inside:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            alone(concat!("leftovers::", stringify!($inside)));
        }
    )*};
}

each! {
    after_a_close_in_the_middle_of_a_turn: inside_after_a_close,
    after_everything_was_dropped: inside_after_drops,
    after_the_runtime_died: inside_after_deaths,
    after_starts_that_failed: inside_after_failed_starts,
    after_the_real_runtime: inside_after_the_real_runtime,
    after_endpoints: inside_after_endpoints,
}

/// A runtime of tokio that has started all that it starts by itself.
fn tokio() -> Tokio {
    let tokio = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    tokio.block_on(async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        // the first process brings the watch over children, which stays
        let fake = Fake::new("closing/quiet");
        open(&fake).await.close().await;
    });
    tokio
}

#[test]
#[ignore = "run by a test above, in a process of its own"]
fn inside_after_a_close() {
    let tokio = tokio();
    let before = Leftovers::snapshot();
    tokio.block_on(async {
        for _ in 0..3 {
            let fake = Fake::new("closing/busy");
            let codex = open(&fake).await;
            let turn = running(&codex).await;
            let (_stream, _events) = (turn.stream(), everything(&codex));
            soon(codex.close()).await;
            before.assert_nothing_added();
        }
    });
}

#[test]
#[ignore = "run by a test above, in a process of its own"]
fn inside_after_drops() {
    let tokio = tokio();
    let before = Leftovers::snapshot();
    tokio.block_on(async {
        let fake = Fake::new("closing/busy");
        let codex = open(&fake).await;
        let turn = running(&codex).await;
        let (stream, events) = (turn.stream().keep_running(), everything(&codex));
        drop((codex, turn, stream, events));
        before.assert_nothing_added();
        assert_eq!(tokio.metrics().num_alive_tasks(), 0);
    });
}

#[test]
#[ignore = "run by a test above, in a process of its own"]
fn inside_after_deaths() {
    let tokio = tokio();
    let before = Leftovers::snapshot();
    tokio.block_on(async {
        let fake = Fake::new("deaths/by_a_signal");
        let codex = open(&fake).await;
        models(&codex).await.unwrap_err();
        drop(codex);
        before.assert_nothing_added();
    });
}

#[test]
#[ignore = "run by a test above, in a process of its own"]
fn inside_after_failed_starts() {
    let tokio = tokio();
    let before = Leftovers::snapshot();
    tokio.block_on(async {
        let soon = Duration::from_millis(300);
        let fake = Fake::new("starts/it_does_not_answer_in_time");
        failure(config(&fake).start_timeout(soon)).await;
        failure(CodexConfig::new().launch_args_override(["/bin/cat"]).start_timeout(soon)).await;
        failure(CodexConfig::new().launch_args_override(["no-such-command"])).await;
        failure(CodexConfig::new().url("ws://127.0.0.1:9")).await;
        failure(CodexConfig::new().url("unix:///nowhere/socket")).await;
        before.assert_nothing_added();
    });
}

#[test]
#[ignore = "run by a test above, in a process of its own"]
fn inside_after_the_real_runtime() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(message('never said to the end', deltas=3, gate=gate('said')))");
    let tokio = tokio();
    let before = Leftovers::snapshot();
    tokio.block_on(async {
        let codex = started(real(&runtime)).await;
        let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
        let _turn = thread.turn("Talk").await.unwrap();
        runtime.reached("said");
        soon(codex.close()).await;
        before.assert_nothing_added();
    });
}

#[test]
#[ignore = "run by a test above, in a process of its own"]
fn inside_after_endpoints() {
    let Some(runtime) = Runtime::pinned() else { return };
    let endpoints = [runtime.listening("ws", &[]), runtime.listening("unix", &[])];
    let tokio = tokio();
    let before = Leftovers::snapshot();
    tokio.block_on(async {
        for endpoint in &endpoints {
            let codex = started(CodexConfig::new().url(&endpoint.url)).await;
            models(&codex).await.unwrap();
            soon(codex.close()).await;
            let codex = started(CodexConfig::new().url(&endpoint.url)).await;
            models(&codex).await.unwrap();
            drop(codex);
        }
        before.assert_nothing_added();
    });
    runtime.stop();
    runtime.stop();
}

#[test]
#[ignore = "run by a test of the blocking face, in a process of its own"]
fn inside_after_the_blocking_face() {
    // the first process brings the watch over children, which stays
    let fake = Fake::new("closing/quiet");
    blocking::Codex::start(config(&fake)).unwrap().close();
    let before = Leftovers::snapshot();
    let fake = Fake::new("closing/busy");
    let codex = blocking::Codex::start(config(&fake)).unwrap();
    let turn = codex.thread_start(ThreadStart::new()).unwrap().turn("go").unwrap();
    codex.close();
    turn.run().unwrap_err();
    drop((codex, turn));
    before.assert_nothing_added();
    let fake = Fake::new("closing/quiet");
    drop(blocking::Codex::start(config(&fake)).unwrap());
    before.assert_nothing_added();
}
