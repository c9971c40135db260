//! What a server at a WebSocket can say and leave unsaid on an open connection: each has one clear end, for everybody
//! who waits, and soon. The scripts are those of the Python tests.

use std::time::{Duration, Instant};

use codex_app_server::types::{FsReadFileParams, FsWriteFileParams};
use codex_app_server::{Codex, CodexConfig, CodexError, ThreadStart};
use serde_json::json;
use stage::{Peer, Runtime, play, play_by_hand, soon};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{advance, pause, resume};

use crate::acting::{gone, models, started};

fn at(peer: &Peer) -> CodexConfig {
    CodexConfig::new().url(&peer.url)
}

/// Why the connection ended, as two calls tell it, one after the other.
async fn end(codex: &Codex) -> String {
    let reasons = [models(codex).await.unwrap_err(), models(codex).await.unwrap_err()];
    let [first, second] = reasons.map(|error| gone(&error).reason.clone());
    assert_eq!(first, second);
    first
}

fn ends(script: &str, given: serde_json::Value, says: &str) {
    let Some(peer) = Peer::given(script, given.clone()) else { return };
    play(async {
        let reason = end(&started(at(&peer)).await).await;
        assert!(reason.starts_with(says), "{script} {given}: {reason}");
    });
}

#[test]
fn of_every_kind() {
    let Some(peer) = Peer::new("frames_of_every_kind") else { return };
    play(async {
        let codex = started(at(&peer)).await;
        assert_eq!(models(&codex).await.unwrap().data, []);
        assert_eq!(models(&codex).await.unwrap().data, []);
    });
}

#[test]
fn a_message_without_an_end() {
    let longest = json!({"longest": 1_u64 << 29});
    ends("a_message_too_long", longest, "the app-server broke the rules of WebSocket: ");
}

#[test]
fn bytes_that_are_no_frames() {
    let said = |data: &str| json!({"data": data});
    ends("bytes_that_are_no_frames", said("ff00"), "the app-server broke the rules of WebSocket: ");
    ends("bytes_that_are_no_frames", said("817e00"), "the app-server went away without a word");
    ends("bytes_that_are_no_frames", said("8102c328"), "the app-server broke the rules of WebSocket: ");
}

#[test]
fn a_sudden_end() {
    ends("a_sudden_end", json!({}), "the app-server went away without a word");
}

/// The clock stands: it goes on by itself to the next alarm whenever nobody has anything to do.
#[test]
fn a_server_that_is_dead() {
    let Some(peer) = Peer::new("is_dead") else { return };
    play_by_hand(async {
        let mut config = at(&peer);
        config = config.start_timeout(Duration::from_secs(60)).request_timeout(None);
        let starting = async {
            tokio::time::sleep(Duration::from_millis(500)).await; // the WebSocket is open
            pause();
            std::future::pending::<()>().await;
        };
        let error = tokio::select! {
            opened = Codex::start(config) => opened.unwrap_err(),
            () = starting => return,
        };
        resume();
        let said = error.to_string();
        assert!(
            said.contains("the app-server gave no sign of life for 20 seconds before it answered"),
            "{said}"
        );
    });
}

/// Signs of life that are asked for and given keep a connection on which nothing happens.
#[test]
fn signs_of_life() {
    let Some(peer) = Peer::new("answers_models") else { return };
    play_by_hand(async {
        let codex = started(at(&peer)).await;
        // while a thread works, the clock goes on by hand alone
        let (done, is_done) = std::sync::mpsc::channel::<()>();
        let work = spawn_blocking(move || is_done.recv());
        pause();
        for _ in 0..8 {
            advance(Duration::from_secs(15)).await;
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_millis(100) {
                tokio::task::yield_now().await;
            }
        }
        resume();
        drop(done);
        let _ = work.await;
        assert_eq!(models(&codex).await.unwrap().data, []);
        soon(codex.close()).await;
    });
}

#[test]
fn a_server_that_reads_no_more() {
    let Some(peer) = Peer::given("reads_no_more", json!({"gate": "still"})) else { return };
    play(async {
        let codex = started(at(&peer).max_in_flight(4).request_timeout(Duration::from_millis(500))).await;
        peer.reached("still");
        let large = "A".repeat(5 << 20);
        let mut works = JoinSet::new();
        for _ in 0..8 {
            let (rpc, large) = (codex.rpc(), large.clone());
            works.spawn(async move { rpc.fs_write_file(FsWriteFileParams::new(large, "/large")).await });
        }
        for outcome in soon(works.join_all()).await {
            let error = outcome.unwrap_err();
            assert!(
                matches!(error, CodexError::DeadlineExceeded(_) | CodexError::TransportClosed(_)),
                "{error:?}"
            );
        }
        let begun = Instant::now();
        soon(codex.close()).await;
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        peer.open("still");
    });
}

/// More than a runtime takes in one frame goes in several; more than it takes at all is not sent.
#[test]
fn messages_of_many_megabytes() {
    for kind in ["ws", "unix"] {
        let Some(runtime) = Runtime::pinned() else { return };
        let endpoint = runtime.listening(kind, &[]);
        let path = runtime.workspace.join("large").to_str().unwrap().to_owned();
        play(async {
            let codex = started(CodexConfig::new().url(&endpoint.url)).await;
            let content = "QUJD".repeat(7 << 20);
            let write = |content: String| async {
                codex.rpc().fs_write_file(FsWriteFileParams::new(content, path.as_str())).await
            };
            let read = || async {
                let params = FsReadFileParams::new(path.as_str());
                codex.rpc().fs_read_file(params).await.unwrap().data_base64
            };
            soon(write(content.clone())).await.unwrap();
            assert!(soon(read()).await == content, "it is another content");
            let error = soon(write(content.repeat(3))).await.unwrap_err();
            assert!(error.to_string().contains("more than the 67108864 that"), "{error}");
            assert!(soon(read()).await == content, "it is another content");
        });
        runtime.stop();
    }
}

#[test]
fn closed_by_many() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(message('Hello there', deltas=2, gate=gate('said')))");
    let endpoint = runtime.listening("ws", &[]);
    play(async {
        let codex = started(CodexConfig::new().url(&endpoint.url)).await;
        let turn = codex.thread_start(ThreadStart::new()).await.unwrap().turn("Hello").await.unwrap();
        runtime.reached("said");
        let ended = tokio::spawn(async move { turn.run().await });
        let mut works = JoinSet::new();
        for _ in 0..4 {
            let codex = codex.clone();
            works.spawn(async move { codex.close().await });
        }
        soon(works.join_all()).await;
        let error = soon(ended).await.unwrap().unwrap_err();
        assert!(gone(&error).reason.contains("closed by this program"), "{error}");
        runtime.open("said");
    });
    runtime.stop();
}
