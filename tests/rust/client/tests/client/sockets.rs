//! What can go wrong on the way to an app-server at a socket, and while the connection opens: each has one clear end,
//! which tells what to do. The scripts are those of the Python tests.

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use codex_app_server::{CodexConfig, CodexError, StartError};
use serde_json::json;
use stage::{Peer, alone_with, play, soon};

use crate::acting::{failure, gone, models, started};
use crate::logs::Logs;

const TOKEN: &str = "a-token-that-nobody-may-read";

/// Where the inner test of TLS finds its server.
const SERVER: &str = "CODEX_SDKGEN_SERVER";

fn at(url: &str) -> CodexConfig {
    CodexConfig::new().url(url).start_timeout(Duration::from_secs(15))
}

/// What a client says that cannot be opened.
async fn refusal(config: CodexConfig) -> String {
    match failure(config).await {
        CodexError::Start(StartError::Connect(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn nobody_listens() {
    play(async {
        for host in ["127.0.0.1", "localhost"] {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let said = refusal(at(&format!("ws://{host}:{port}"))).await;
            assert_eq!(
                said,
                format!(
                    "cannot connect to the app-server at ws://{host}:{port}: connection refused; start an app-server \
                     there with `codex app-server --listen URL`, or correct CodexConfig::url"
                )
            );
        }
    });
}

#[test]
fn no_such_host() {
    play(async {
        let said = refusal(at("ws://app-server.invalid")).await;
        assert!(
            said.contains("its host is not known: ") && said.ends_with("; correct CodexConfig::url"),
            "{said}"
        );
        assert!(!said.contains("lookup"), "{said}");
    });
}

#[test]
fn no_socket() {
    play(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("with space");
        let url = format!("unix://{}", path.display()).replace(' ', "%20");
        for says in ["no such file or directory", "connection refused"] {
            let said = refusal(at(&url)).await;
            assert!(said.contains(&format!("{url}: {says}; start an app-server")), "{said}");
            fs::write(&path, "").unwrap();
        }
    });
}

#[test]
fn silence_instead_of_a_websocket() {
    let Some(peer) = Peer::new("says_nothing") else { return };
    play(async {
        let said = refusal(at(&peer.url).start_timeout(Duration::from_millis(300))).await;
        assert!(said.contains("it did not open a WebSocket within 0.3 s"), "{said}");
        assert!(said.contains("CodexConfig::start_timeout"), "{said}");
    });
}

#[test]
fn something_else_answers() {
    let no_websocket = "what answers there does not speak WebSocket";
    let wrong = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                 Sec-WebSocket-Accept: wrong\r\n\r\n";
    for (answer, says) in [
        ("hello\r\n\r\n", no_websocket),
        ("", no_websocket),
        (
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "HTTP 404 was the answer, and no WebSocket; start",
        ),
        (
            "HTTP/1.1 302 Found\r\nLocation: ws://other/\r\nContent-Length: 0\r\n\r\n",
            "HTTP 302 was the answer",
        ),
        (wrong, no_websocket),
    ] {
        let Some(peer) = Peer::given("answers", json!({"answer": answer})) else { return };
        play(async {
            let said = refusal(at(&peer.url)).await;
            assert!(said.contains(says), "{answer:?}: {said}");
        });
    }
}

#[test]
fn the_token_stays_secret() {
    let Some(peer) = Peer::given("repeats_the_token", json!({"token": TOKEN})) else { return };
    play(async {
        let logs = Logs::from_now_on();
        let error = failure(at(&peer.url).auth_token(TOKEN)).await;
        assert!(error.to_string().contains("it refuses the token (HTTP 403)"), "{error}");
        assert!(!format!("{error} {error:?} {}", logs.text()).contains(TOKEN));
    });
}

#[test]
fn a_query_is_not_shown() {
    play(async {
        let CodexError::Start(StartError::Connect(error)) =
            failure(at(&format!("ws://127.0.0.1:9/?key={TOKEN}"))).await
        else {
            panic!("it is there")
        };
        assert_eq!(error.url, "ws://127.0.0.1:9/");
        assert!(!format!("{error} {error:?}").contains(TOKEN));
    });
}

/// Which authorities are trusted is read from the environment, which is that of a whole process.
#[test]
fn tls() {
    let Some(peer) = Peer::secured("greets") else { return };
    assert!(peer.url.starts_with("wss://"), "{}", peer.url);
    play(async {
        let said = refusal(at(&peer.url)).await;
        assert!(said.contains("its certificate is not trusted: UnknownIssuer"), "{said}");
        assert!(said.contains("SSL_CERT_FILE"), "{said}");
    });
    let authority = peer.authority.as_deref().unwrap();
    alone_with("sockets::inside_tls", &[("SSL_CERT_FILE", authority), (SERVER, &peer.url)]);
}

#[test]
#[ignore = "run by the test above, in a process that trusts the authority"]
fn inside_tls() {
    let url = std::env::var(SERVER).unwrap();
    play(async {
        let codex = started(at(&url).auth_token(TOKEN)).await;
        assert!(codex.metadata().version().is_some());
        soon(codex.close()).await;
        let said = refusal(at(&url.replace("127.0.0.1", "localhost"))).await;
        assert!(said.contains("its certificate is not trusted: NotValidForName"), "{said}");
    });
}

#[test]
fn no_tls_where_it_is_expected() {
    let Some(peer) = Peer::new("greets") else { return };
    play(async {
        let said = refusal(at(&peer.url.replace("ws:", "wss:"))).await;
        assert!(said.contains("no TLS connection comes about: "), "{said}");
    });
}

#[test]
fn garbage_in_place_of_an_answer() {
    let Some(peer) = Peer::new("garbage_in_place_of_an_answer") else { return };
    play(async {
        let CodexError::Start(StartError::NotAnAppServer(error)) = failure(at(&peer.url)).await else {
            panic!("it is one")
        };
        assert!(error.to_string().contains("instead of the answer to initialize came "), "{error}");
        assert!(error.came.contains("<html>"), "{error}");
    });
}

#[test]
fn no_answer_to_initialize() {
    let Some(peer) = Peer::new("no_answer_to_initialize") else { return };
    play(async {
        let error = failure(at(&peer.url).start_timeout(Duration::from_millis(500))).await;
        assert!(matches!(error, CodexError::Start(StartError::StartTimeout(_))), "{error:?}");
    });
}

#[test]
fn the_end_in_place_of_an_answer() {
    for (script, says) in [
        (
            "the_end_in_place_of_an_answer",
            "closed it with code 1013: come again before it answered initialize",
        ),
        ("closes_and_stays", "closed it with code 1001: bye before it answered initialize"),
    ] {
        let Some(peer) = Peer::new(script) else { return };
        play(async {
            let said = refusal(at(&peer.url)).await;
            assert!(said.contains(says), "{said}");
        });
    }
}

#[test]
fn a_server_that_tells_the_token() {
    let Some(peer) = Peer::given("tells_the_token", json!({"token": TOKEN})) else { return };
    play(async {
        let codex = started(at(&peer.url).auth_token(TOKEN)).await;
        let error = models(&codex).await.unwrap_err();
        assert!(gone(&error).reason.contains("with code 1008: not with <secret>"), "{error}");
        assert!(!format!("{error} {error:?}").contains(TOKEN));
    });
}
