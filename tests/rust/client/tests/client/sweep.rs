//! Every request of the protocol, once, through the typed layer of either face, against the real runtime; and against
//! published runtimes that are older. Some methods call out, so all of it runs where loopback is all there is.

use std::collections::BTreeMap;

use codex_app_server::wire::{ToleranceCounts, ToleranceKind, tolerance_counts};
use codex_app_server::{Codex, CodexError, ThreadStart, blocking};
use serde_json::Value;
use stage::{Call, Runtime, offline, play, soon};

use crate::acting::{method, real, started};
use crate::calls;

const START: &str = "turn/start";

#[test]
fn every_method_has_the_recorded_outcome() {
    offline("sweep::inside_every_method");
}

#[test]
#[ignore = "run by the test above, where loopback is all there is"]
fn inside_every_method() {
    let Some(runtime) = ready(None) else { return };
    let mut found = BTreeMap::new();
    let mut wanted = BTreeMap::new();
    play(async {
        let codex = started(real(&runtime)).await;
        let (thread, turn) = seed(&codex).await;
        let before = tolerance_counts();
        let mut ended = codex.notifications(["turn/completed"]).unwrap();
        for call in runtime.calls(&thread, &turn) {
            let outcome = soon(calls::call(&codex.rpc(), &call.method, call.params)).await;
            if let (START, Ok(started)) = (call.method.as_str(), &outcome) {
                while told_id(&soon(ended.next()).await.unwrap().unwrap()) != started["turn"]["id"] {}
            }
            found.insert(call.method.clone(), words(&runtime, outcome));
            wanted.insert(call.method, call.outcome);
        }
        assert_nothing_malformed(before);
        soon(codex.close()).await;
    });
    assert_eq!(found.len(), calls::METHODS.len());
    assert_eq!(found, wanted);
}

#[test]
fn every_blocking_method_has_the_recorded_outcome() {
    offline("sweep::inside_every_blocking_method");
}

#[test]
#[ignore = "run by the test above, where loopback is all there is"]
fn inside_every_blocking_method() {
    let Some(runtime) = ready(None) else { return };
    let codex = blocking::Codex::start(real(&runtime)).unwrap();
    let thread = codex.thread_start(ThreadStart::new()).unwrap();
    let turn = thread.run("Seed.").unwrap().id.clone();
    let mut found = BTreeMap::new();
    let mut wanted = BTreeMap::new();
    let mut ended = codex.notifications(["turn/completed"]).unwrap();
    for call in runtime.calls(thread.id(), &turn) {
        let outcome = calls::blocking::call(&codex.rpc(), &call.method, call.params);
        if let (START, Ok(started)) = (call.method.as_str(), &outcome) {
            while told_id(&ended.next().unwrap().unwrap()) != started["turn"]["id"] {}
        }
        found.insert(call.method.clone(), words(&runtime, outcome));
        wanted.insert(call.method, call.outcome);
    }
    codex.close();
    assert_eq!(found.len(), calls::blocking::METHODS.len());
    assert_eq!(found, wanted);
}

/// What the client refuses the older runtime does not know; what it lets through the runtime knows.
#[test]
fn slow_what_older_runtimes_know_is_let_through() {
    for version in ["0_144_4", "0_149_0"] {
        offline(&format!("sweep::inside_older_{version}"));
    }
}

#[test]
#[ignore = "run by the test above, where loopback is all there is"]
fn inside_older_0_144_4() {
    older("0.144.4");
}

#[test]
#[ignore = "run by the test above, where loopback is all there is"]
fn inside_older_0_149_0() {
    older("0.149.0");
}

fn older(version: &str) {
    let Some(runtime) = ready(Some(version)) else { return };
    let mut refused = Vec::new();
    play(async {
        let codex = started(real(&runtime)).await;
        let (thread, turn) = seed(&codex).await;
        let before = tolerance_counts();
        for Call { method, params, .. } in runtime.calls(&thread, &turn) {
            match soon(calls::call(&codex.rpc(), &method, params)).await {
                Err(CodexError::UnsupportedByRuntime(error)) => {
                    assert_eq!(error.connected, version);
                    refused.push(method);
                }
                Err(CodexError::JsonRpc(error)) => {
                    assert!(
                        !error.message.contains(&format!("unknown variant `{method}`")),
                        "{method}: {error}"
                    );
                }
                Err(error) => panic!("{method}: {error:?}"),
                Ok(_) => {}
            }
        }
        assert_nothing_malformed(before);
        soon(codex.close()).await;
    });
    assert!(refused.len() > 20, "{refused:?}");
    for (method, message) in refused.iter().zip(runtime.raw_errors(&refused)) {
        assert!(message.contains(&format!("unknown variant `{method}`")), "{method}: {message}");
    }
}

fn ready(version: Option<&str>) -> Option<Runtime> {
    assert!(stage::is_offline(), "only where loopback is all there is");
    let runtime = version.map_or_else(Runtime::pinned, Runtime::older)?;
    std::fs::write(runtime.workspace.join("README.md"), "A project.\n").unwrap();
    runtime.responds("lambda request: answer('Done.')");
    Some(runtime)
}

/// A thread with a turn.
async fn seed(codex: &Codex) -> (String, String) {
    let thread = codex.thread_start(ThreadStart::new()).await.unwrap();
    let turn = soon(thread.run("Seed.")).await.unwrap().id.clone();
    (thread.id().to_owned(), turn)
}

fn told_id(event: &codex_app_server::Event) -> Value {
    assert_eq!(method(event), "turn/completed");
    serde_json::to_value(event).unwrap()["params"]["turn"]["id"].clone()
}

fn words(runtime: &Runtime, outcome: Result<Value, CodexError>) -> String {
    match outcome {
        Ok(_) => "ok".to_owned(),
        Err(CodexError::JsonRpc(error)) => runtime.outcome(error.code, &error.message),
        Err(error) => format!("{error:?}"),
    }
}

/// What was read since then was of the kind that was expected, down to the last part.
fn assert_nothing_malformed(before: ToleranceCounts) {
    let now = tolerance_counts();
    let malformed = |counts: ToleranceCounts| counts.of(ToleranceKind::Malformed);
    assert_eq!(malformed(now), malformed(before), "{now:?}");
}
