//! Everything the real server and its clients were recorded to say, read as what it is and written back: the same JSON
//! value, nothing tolerated but what the list of oddities names.

use std::collections::BTreeSet;

use codex_app_server::events::{ClientNotification, ClientRequest, ServerNotification, ServerRequest};
use codex_app_server::wire::{self, MethodKind};
use model_tests::recording::{Kind, Message, Oddities, messages, raw_lines};
use model_tests::{Examined, kinds, of, result_of, same, told, while_telling, written};

type FromServer = wire::Message<ServerNotification, ServerRequest>;
type FromClient = wire::Message<ClientNotification, ClientRequest>;

fn line(message: &Message) -> String {
    message.value.to_string()
}

/// The answer to a method, as its type.
fn examined(kind: MethodKind, message: &Message) -> Examined {
    let method =
        message.method.as_deref().unwrap_or_else(|| panic!("{}: what does it answer?", message.place));
    let name = result_of(kind, method).unwrap_or_else(|| panic!("{}: {method} has no result", message.place));
    let examine = of(name).unwrap_or_else(|| panic!("there is no type {name}"));
    examine(&message.value["result"])
}

#[test]
fn what_the_server_says() {
    let oddities = Oddities::listed();
    let mut count = 0;
    for message in messages().into_iter().filter(|message| message.from_server) {
        count += 1;
        let place = &message.place;
        let (read, mut events) =
            while_telling(|| -> FromServer { wire::read_line(line(&message).as_bytes()) });
        let is_kind = match message.kind {
            Kind::Notification => matches!(read, wire::Message::Notification(_)),
            Kind::Request => matches!(read, wire::Message::Request(_)),
            Kind::Response => matches!(read, wire::Message::Response(_)),
            Kind::Error => matches!(read, wire::Message::Error(_)),
            Kind::Other => false,
        };
        assert!(is_kind, "{place}: {read:?}");
        let back = written(&read).expect("a message is written");
        assert!(same(&back, &message.value), "{place}: {back}");
        if message.kind == Kind::Response && !oddities.unpaired.contains_key(place) {
            let examined = examined(MethodKind::ClientRequest, &message);
            let back = examined.written.unwrap_or_else(|error| panic!("{place}: {error}"));
            assert!(same(&back, &message.value["result"]), "{place}: {back}");
            assert!(examined.agrees && (examined.is_fast || !examined.events.is_empty()), "{place}");
            events.extend(examined.events);
        }
        let expected = oddities.unspecified.get(place);
        let expected = expected.iter().flat_map(|row| row.kinds.iter().map(String::as_str));
        assert_eq!(kinds(&events), expected.collect::<BTreeSet<_>>(), "{place}: {events:?}");
    }
    assert!(count > 2000, "{count}");
}

#[test]
fn what_clients_ask_and_tell() {
    let oddities = Oddities::listed();
    let mut count = 0;
    let asked = |message: &Message| {
        !message.from_server && matches!(message.kind, Kind::Request | Kind::Notification)
    };
    for message in messages().into_iter().filter(asked) {
        count += 1;
        let place = &message.place;
        let (read, events) = while_telling(|| -> FromClient { wire::read_line(line(&message).as_bytes()) });
        let is_typed = match &read {
            wire::Message::Request(request) => {
                !matches!(request.payload, ClientRequest::Unknown(_) | ClientRequest::Malformed(_))
            }
            wire::Message::Notification(notification) => !matches!(
                notification.payload,
                ClientNotification::Unknown(_) | ClientNotification::Malformed(_)
            ),
            _ => false,
        };
        if oddities.no_method.contains_key(place) {
            assert!(!is_typed && !events.is_empty(), "{place}: {read:?}");
        } else if oddities.is_unfit(place) {
            assert!(!events.is_empty(), "{place}: {read:?}");
        } else if oddities.refused.contains_key(place) {
            // No setter makes it; who reads a recording sees it all the same.
            assert!(is_typed, "{place}: {read:?}");
            assert_eq!(kinds(&events), BTreeSet::from(["unknown_member"]), "{place}");
        } else {
            assert!(is_typed, "{place}: {read:?}");
            let beside = message.value.as_object().expect("a message is an object").keys();
            let beside = beside.filter(|name| !matches!(name.as_str(), "id" | "method" | "params"));
            let expected: Vec<_> = beside.map(|name| format!("/{name}")).collect();
            let expected: Vec<_> = expected.iter().map(|at| ("unknown_member", at.as_str())).collect();
            assert_eq!(told(&events), expected, "{place}");
        }
        if let Some(back) = written(&read) {
            assert!(same(&back, &message.value), "{place}: {back}");
        }
    }
    assert!(count > 500, "{count}");
}

#[test]
fn what_clients_answer() {
    let oddities = Oddities::listed();
    let mut count = 0;
    for message in messages().into_iter().filter(|message| !message.from_server) {
        let place = &message.place;
        if message.kind == Kind::Error {
            let read: FromClient = wire::read_line(line(&message).as_bytes());
            assert!(matches!(read, wire::Message::Error(_)), "{place}: {read:?}");
            assert_eq!(written(&read).as_ref(), Some(&message.value), "{place}");
        }
        if message.kind != Kind::Response || oddities.no_method.contains_key(place) {
            continue;
        }
        count += 1;
        let examined = examined(MethodKind::ServerRequest, &message);
        assert!(examined.agrees, "{place}: {examined:?}");
        if oddities.is_unfit(place) {
            assert!(examined.written.is_err() || !examined.events.is_empty(), "{place}: {examined:?}");
        } else {
            assert!(examined.is_fast && examined.events.is_empty(), "{place}: {examined:?}");
        }
        if let Ok(back) = &examined.written {
            assert!(same(back, &message.value["result"]), "{place}: {back}");
        }
    }
    assert!(count >= 10, "{count}");
}

#[test]
fn what_is_no_message_is_named_so() {
    let lines = raw_lines();
    assert!(!lines.is_empty());
    for line in lines {
        let (read, events) = while_telling(|| -> FromServer { wire::read_line(line.as_bytes()) });
        let is_object = serde_json::from_str::<serde_json::Value>(&line).is_ok_and(|value| value.is_object());
        let is_malformed = matches!(read, wire::Message::Malformed(_));
        assert!(is_object || is_malformed && !events.is_empty(), "{line}: {read:?}");
    }
}
