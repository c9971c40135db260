//! The types alone, without a client and without a runtime: reads recorded lines, matches what they say, builds a
//! request and prints it as JSON.
//!
//!     cargo run -p codex-app-server --no-default-features --example types_only

use std::error::Error;

use codex_app_server::events::{ServerNotification, ServerRequest};
use codex_app_server::methods::{ThreadStart, TurnStart};
use codex_app_server::types::{
    ReasoningEffort, TextUserInput, ThreadItem, ThreadStartParams, TurnStartParams,
};
use codex_app_server::wire::{self, Message, Request, RequestId};

/// What a runtime said, one message a line. The last one is newer than these types.
const RECORDED: &str = r#"
{"method":"item/agentMessage/delta","params":{"threadId":"t1","turnId":"u1","itemId":"i1","delta":"Hello"}}
{"method":"item/completed","params":{"threadId":"t1","turnId":"u1","completedAtMs":1700000000000,"item":{"type":"agentMessage","id":"i1","text":"Hello."}}}
{"method":"item/completed","params":{"threadId":"t1","turnId":"u1","completedAtMs":1700000000001,"item":{"type":"hologram","id":"i2","depth":3}}}
{"method":"moon/phase","params":{"phase":"full"}}
"#;

fn main() -> Result<(), Box<dyn Error>> {
    for line in RECORDED.trim().lines() {
        match wire::read_line::<ServerNotification, ServerRequest>(line.as_bytes()) {
            Message::Notification(notification) => tell(&notification.payload),
            other => println!("no notification: {other:?}"),
        }
        // whatever came is written back as it came, known or not
    }

    let start = ThreadStartParams::default().model("gpt-5.5").ephemeral(true);
    print_request::<ThreadStart>(1, &start)?;
    let input = vec![TextUserInput::new("Say hello.").into()];
    let turn = TurnStartParams::new("t1", input).effort(ReasoningEffort::from("high"));
    print_request::<TurnStart>(2, &turn)?;

    // absent, null and a value are three states; what breaks a rule of the protocol is not written
    let read = wire::from_str::<ThreadStartParams>(r#"{"model": null}"#)?;
    println!("model: {:?}, cwd: {:?}", read.model, read.cwd);
    Ok(())
}

fn tell(notification: &ServerNotification) {
    match notification {
        ServerNotification::AgentMessageDelta(delta) => println!("the agent writes: {}", delta.delta),
        ServerNotification::ItemCompleted(done) => match &done.item {
            ThreadItem::AgentMessage(message) => println!("the agent said: {}", message.text),
            ThreadItem::Unknown(item) => println!("an item that is not known yet: {:?}", item.tag()),
            other => println!("another item: {other:?}"),
        },
        ServerNotification::Unknown(unknown) => {
            println!("a message that is not known yet: {:?}", unknown.tag())
        }
        other => println!("another message: {other:?}"),
    }
}

fn print_request<R: Request>(number: i64, params: &R::Params) -> Result<(), wire::WireError> {
    let line = wire::write_request::<R>(&RequestId::Integer(number), params)?;
    println!("{}", String::from_utf8_lossy(&line));
    Ok(())
}
