//! A running app-server at a WebSocket: lines in and out, one for each message.
//!
//! In: the url and the token of a configuration. Out: an open connection with its tasks, or the error that says what to
//! do and does not hold the token. A line that is longer than the app-server takes in one frame goes in several. A
//! server that is silent is asked for a sign of life, and one that takes nothing more is given up. Connections are
//! direct: no proxy of the environment is used.

mod connect;

use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use super::config::CodexConfig;
use super::error::StartError;
use super::lines::Lines;
use super::transport::{Ears, End, LastWords, Task, Wires, stopped};
use connect::Socket;

/// Bytes in one frame. The runtime takes up to 16 MiB.
const PIECE: usize = 1 << 20;
/// A server that has said nothing for so long is asked for a sign of life, and has as long to give one.
const PING_TIME: Duration = Duration::from_secs(20);
/// How long a server may take to close what is over.
const CLOSE_TIME: Duration = Duration::from_secs(1);

type Stream = WebSocketStream<Box<dyn Socket>>;

/// Connects, and lets the tasks of the connection run.
pub(crate) async fn connect(config: &CodexConfig, wires: Wires) -> Result<(), StartError> {
    let stream = connect::open(config).await?;
    tokio::spawn(supervise(stream, wires));
    Ok(())
}

/// What the task that reads tells the one that writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// Something came.
    Life,
    /// Nothing more will come.
    End,
}

/// The life of the connection.
async fn supervise(stream: Stream, wires: Wires) {
    let Wires { ears, outgoing, mut stop, gone } = wires;
    let _given_up = LastWords(Arc::clone(&ears));
    let (sink, source) = stream.split();
    let (told, hears) = mpsc::channel(1);
    let mut reader = Task::spawn(read(source, Arc::clone(&ears), told));
    let mut writer = Task::spawn(write(sink, outgoing, stop.clone(), hears));
    let mut how = None;
    let is_dead = tokio::select! {
        found = reader.finished() => {
            how = found;
            false
        }
        is_dead = writer.finished() => is_dead.unwrap_or_default(),
    };
    let reason = if is_dead {
        format!("the app-server gave no sign of life for {} seconds", PING_TIME.as_secs())
    } else {
        if how.is_none() {
            how = timeout(CLOSE_TIME, reader.finished()).await.ok().flatten();
        }
        how.unwrap_or_else(|| "the connection was lost".to_owned())
    };
    ears.ended(End::because(reason));
    stopped(&mut stop).await;
    drop((reader, writer));
    let _ = gone.send(true);
}

/// Hands over what comes, up to the end; how that was, in words.
async fn read(mut source: SplitStream<Stream>, ears: Arc<dyn Ears>, told: mpsc::Sender<Heard>) -> String {
    let how = loop {
        let message = source.next().await;
        let _ = told.try_send(Heard::Life);
        match message {
            Some(Ok(Message::Text(text))) => ears.hear(Lines::of_message(text.as_bytes())),
            Some(Ok(Message::Binary(bytes))) => ears.hear(Lines::of_message(&bytes)),
            Some(Ok(Message::Close(Some(frame)))) => {
                let said =
                    if frame.reason.is_empty() { String::new() } else { format!(": {}", frame.reason) };
                break format!("the app-server closed it with code {}{said}", frame.code);
            }
            Some(
                Ok(Message::Close(None))
                | Err(Error::ConnectionClosed | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)),
            )
            | None => {
                break "the app-server went away without a word".to_owned();
            }
            Some(Ok(_)) => {}
            Some(Err(Error::Io(error))) => {
                break format!("the app-server went away without a word ({error})");
            }
            Some(Err(error)) => break format!("the app-server broke the rules of WebSocket: {error}"),
        }
        tokio::task::yield_now().await;
    };
    let _ = told.send(Heard::End).await;
    how
}

/// Sends lines and signs of life, up to the end. Whether the other side is dead.
async fn write(
    sink: SplitSink<Stream, Message>,
    mut lines: mpsc::UnboundedReceiver<Vec<u8>>,
    stop: watch::Receiver<bool>,
    hears: mpsc::Receiver<Heard>,
) -> bool {
    let mut pen = Pen { sink, stop, hears, heard_at: Instant::now(), has_asked: false };
    let is_dead = loop {
        let waits = if pen.has_asked { 2 * PING_TIME } else { PING_TIME };
        let done = tokio::select! {
            line = lines.recv() => match line {
                Some(line) => pen.line(line).await,
                None => break false,
            },
            heard = pen.hears.recv() => match heard {
                Some(Heard::Life) => {
                    (pen.heard_at, pen.has_asked) = (Instant::now(), false);
                    // what answers a ping of the other side is sent with the rest
                    pen.put(None).await
                }
                Some(Heard::End) | None => break false,
            },
            () = tokio::time::sleep_until(pen.heard_at + waits) => {
                if pen.has_asked {
                    break true;
                }
                pen.has_asked = true;
                pen.put(Some(Message::Ping(Bytes::new()))).await
            }
            () = stopped(&mut pen.stop) => break false,
        };
        if let ControlFlow::Break(is_dead) = done {
            break is_dead;
        }
    };
    if !is_dead {
        let _ = timeout(CLOSE_TIME, pen.sink.close()).await;
    }
    is_dead
}

/// What writes, and knows when to give up.
struct Pen {
    sink: SplitSink<Stream, Message>,
    stop: watch::Receiver<bool>,
    hears: mpsc::Receiver<Heard>,
    /// When something was heard, or taken, last.
    heard_at: Instant,
    /// Whether a sign of life was asked for since.
    has_asked: bool,
}

impl Pen {
    /// Sends a line as one message, in frames that the app-server takes.
    async fn line(&mut self, mut line: Vec<u8>) -> ControlFlow<bool> {
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        let mut rest = Bytes::from(line);
        let mut kind = Data::Text;
        loop {
            let piece = rest.split_to(rest.len().min(PIECE));
            let is_last = rest.is_empty();
            self.put(Some(Message::Frame(Frame::message(piece, OpCode::Data(kind), is_last)))).await?;
            if is_last {
                return ControlFlow::Continue(());
            }
            // who takes a piece is alive
            (self.heard_at, self.has_asked) = (Instant::now(), false);
            kind = Data::Continue;
        }
    }

    /// Sends a message, and what waits to be sent. Breaks when the connection shall end or has ended, and with true
    /// when the other side takes nothing and says nothing.
    async fn put(&mut self, message: Option<Message>) -> ControlFlow<bool> {
        let Self { sink, stop, hears, heard_at, .. } = self;
        let mut work = pin!(async {
            match message {
                Some(message) => sink.send(message).await,
                None => sink.flush().await,
            }
        });
        loop {
            tokio::select! {
                sent = &mut work => {
                    return if sent.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(false) };
                }
                heard = hears.recv() => match heard {
                    Some(Heard::Life) => *heard_at = Instant::now(),
                    Some(Heard::End) | None => return ControlFlow::Break(false),
                },
                () = tokio::time::sleep_until(*heard_at + 2 * PING_TIME) => return ControlFlow::Break(true),
                () = stopped(stop) => return ControlFlow::Break(false),
            }
        }
    }
}
