//! Lines that no server should send: damaged, cut, too deep, too large, or of the wrong kind in one place. None of them
//! makes the crate panic, none shows its values in what is printed, and what is still a message comes back as it was.

use codex_app_server::events::{ClientNotification, ClientRequest, ServerNotification, ServerRequest};
use codex_app_server::wire::{self, Message, Messages};
use model_tests::random::Random;
use model_tests::recording::messages;
use model_tests::{same, written};
use serde_json::{Value, json};

/// Reads a line as what either side may say.
fn survives(line: &[u8]) {
    survives_as::<ServerNotification, ServerRequest>(line);
    survives_as::<ClientNotification, ClientRequest>(line);
}

fn survives_as<N: Messages + std::fmt::Debug, Q: Messages + std::fmt::Debug>(line: &[u8]) {
    let read: Message<N, Q> = wire::read_line(line);
    let shown = format!("{read:?}");
    assert!(shown.len() < 100_000, "{} bytes", shown.len());
    let back = written(&read);
    // An error and an answer have no place for what stands beside them.
    if matches!(read, Message::Notification(_) | Message::Request(_)) {
        let original: Value = serde_json::from_slice(line).expect("a message is JSON");
        let back = back.expect("a message is written");
        assert!(same(&back, &original), "{}\n{back}", String::from_utf8_lossy(line));
    }
}

/// Recorded lines, the longest left out.
fn lines() -> Vec<String> {
    let lines = messages().into_iter().map(|message| message.value.to_string());
    lines.filter(|line| line.len() < 4000).collect()
}

#[test]
fn damaged_bytes() {
    let lines = lines();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..6000 {
        let mut line = lines[random.below(lines.len())].clone().into_bytes();
        for _ in 0..=random.below(3) {
            damage(&mut line, &mut random);
        }
        survives(&line);
    }
}

fn damage(line: &mut Vec<u8>, random: &mut Random) {
    if line.is_empty() {
        return;
    }
    let at = random.below(line.len());
    let end = (at + 1 + random.below(12)).min(line.len());
    let alphabet = br#"{}[]",:\u0e-+.1tnfa "#;
    match random.below(6) {
        0 => line[at] = u8::try_from(random.below(256)).expect("a byte"),
        1 => line[at] = alphabet[random.below(alphabet.len())],
        2 => drop(line.drain(at..end)),
        3 => line.truncate(at),
        4 => {
            let (part, to) = (line[at..end].to_vec(), random.below(line.len()));
            line.splice(to..to, part);
        }
        _ => {
            let other = random.below(line.len());
            line.swap(at, other);
        }
    }
}

#[test]
fn one_value_of_another_kind() {
    let messages: Vec<Value> = messages().into_iter().map(|message| message.value).collect();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..6000 {
        let mut message = messages[random.below(messages.len())].clone();
        if message.to_string().len() > 8000 {
            continue;
        }
        change(&mut message, &mut random);
        survives(message.to_string().as_bytes());
    }
}

/// Goes down to a random place and puts something else there.
fn change(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(members) if !members.is_empty() && random.below(6) > 0 => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = &names[random.below(names.len())];
            match random.below(8) {
                0 => _ = members.remove(name),
                1 => {
                    let moved = members.remove(name).expect("it is there");
                    members.insert(format!("{name}2"), moved);
                }
                2 => _ = members.insert("newcomer".to_owned(), odd(random)),
                _ => change(&mut members[name.as_str()], random),
            }
        }
        Value::Array(items) if !items.is_empty() && random.below(6) > 0 => {
            let at = random.below(items.len());
            match random.below(4) {
                0 => items.insert(at, odd(random)),
                1 => drop(items.remove(at)),
                _ => change(&mut items[at], random),
            }
        }
        other => *other = odd(random),
    }
}

fn odd(random: &mut Random) -> Value {
    let deep = |depth| (0..depth).fold(json!(1), |inner, _| json!({"a": [inner]}));
    match random.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1.5),
        4 => json!(2.0),
        5 => json!(u64::MAX),
        6 => json!(i64::MIN),
        7 => json!(1e300),
        8 => json!(""),
        9 => json!("\u{0}\u{2028}\u{202e}\u{1f600}"),
        10 => json!([]),
        11 => json!({}),
        12 => json!({"type": "hologram", "id": 7}),
        _ => deep(random.below(40)),
    }
}

#[test]
fn lines_that_mean_harm() {
    let nested = |open: &str, count: usize, close: &str| open.repeat(count) + "1" + &close.repeat(count);
    let error = |info: String| {
        format!(r#"{{"method":"error","params":{{"error":{{"message":"m","codexErrorInfo":{info}}}}}}}"#)
    };
    let digits = "9".repeat(5000);
    let lines = [
        String::new(),
        " ".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "7".to_owned(),
        "\"text\"".to_owned(),
        "{".to_owned(),
        "{}".to_owned(),
        "\u{feff}{}".to_owned(),
        "[".repeat(100_000),
        r#"{"a":"#.repeat(100_000),
        format!(r#"{{"method":"item/started","params":{}}}"#, nested("[", 5000, "]")),
        error(nested(r#"{"a":"#, 110, "}")),
        error(nested(r#"{"a":"#, 900, "}")),
        r#"{"method":"error","params":NaN}"#.to_owned(),
        r#"{"method":"turn/completed","params":null}"#.to_owned(),
        r#"{"method":"turn/completed","params":{}}"#.to_owned(),
        r#"{"method":"turn/completed"}"#.to_owned(),
        r#"{"method":7,"params":{}}"#.to_owned(),
        r#"{"method":null,"id":1}"#.to_owned(),
        r#"{"id":1e400,"result":{}}"#.to_owned(),
        format!(r#"{{"id":{digits},"result":{{}}}}"#),
        r#"{"id":null,"result":{}}"#.to_owned(),
        r#"{"id":1,"result":{},"error":{}}"#.to_owned(),
        r#"{"id":1,"error":"text"}"#.to_owned(),
        r#"{"id":1,"method":"currentTime/read"}"#.to_owned(),
        format!(
            r#"{{"method":"thread/tokenUsage/updated","params":{{"threadId":"t","tokenUsage":{digits}}}}}"#
        ),
    ];
    for line in lines {
        survives(line.as_bytes());
    }
    survives(b"\xff\xfe{}");
    survives(b"{\"method\":\"error\",\"params\":\"\xc3(\"}");
    // The last of two members with one name is the one that counts.
    let twice = br#"{"method":"error","method":"turn/completed","params":{}}"#;
    survives_as::<ServerNotification, ServerRequest>(twice);
}

#[test]
fn nothing_printed_shows_a_value() {
    let secret = "xyzzy-plugh";
    let line = json!({
        "method": "turn/completed",
        "params": {"threadId": "t", "turn": {
            "id": "u",
            "status": "completed",
            "items": [
                {"type": "hologram", "id": secret},
                {"type": "agentMessage", "id": 7, "text": secret},
                {"type": "agentMessage", "id": "i", "text": "", "mood": secret},
                secret,
            ],
            "startedAt": secret,
        }},
        "newcomer": secret,
    });
    let read: Message<ServerNotification, ServerRequest> = wire::read_line(line.to_string().as_bytes());
    assert!(matches!(read, Message::Notification(_)), "{read:?}");
    let shown = format!("{read:?} {read:#?}");
    assert!(!shown.contains(secret), "{shown}");
    assert!(written(&read).is_some_and(|back| same(&back, &line)));
}
