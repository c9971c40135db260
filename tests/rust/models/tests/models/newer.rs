//! What a newer server may send to this crate: kept as it came, still typed around it, and told where it is. The messages
//! are those of the Python package; one oddity never costs its siblings.

use std::collections::BTreeMap;

use codex_app_server::events::{ServerNotification, ServerRequest};
use codex_app_server::methods::{AccountRead, ThreadRead};
use codex_app_server::types::{Account, CodexErrorInfo, ThreadItem};
use codex_app_server::wire::{self, Message, Model, Request};
use model_tests::{ROOT, same, told, while_telling, written};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
struct Case {
    method: String,
    is_result: bool,
    events: Vec<(String, String)>,
    value: Value,
}

impl Case {
    fn named(name: &str) -> Self {
        let text = std::fs::read_to_string(format!("{ROOT}/tests/fixtures/newer.json")).expect("the cases");
        let mut cases: BTreeMap<String, Self> = serde_json::from_str(&text).expect("the cases are JSON");
        cases.remove(name).unwrap_or_else(|| panic!("there is no case {name}"))
    }

    fn told<T>(&self, work: impl FnOnce() -> T) -> T {
        let (done, events) = while_telling(work);
        let mut expected: Vec<_> =
            self.events.iter().map(|(kind, at)| (kind.as_str(), at.as_str())).collect();
        expected.sort_unstable();
        assert_eq!(told(&events), expected);
        assert!(
            events.iter().all(|event| event.subject == self.method && !event.reason.is_empty()),
            "{events:?}"
        );
        done
    }

    /// The case as a notification.
    fn notification(name: &str) -> ServerNotification {
        let case = Self::named(name);
        assert!(!case.is_result);
        let line = json!({"method": case.method, "params": case.value});
        let message =
            case.told(|| wire::read_line::<ServerNotification, ServerRequest>(line.to_string().as_bytes()));
        let back = written(&message).expect("a notification is written");
        assert!(same(&back, &line), "{back}");
        let Message::Notification(notification) = message else { panic!("{message:?}") };
        notification.payload
    }

    /// The case as the answer to a request.
    fn result<R: Request<Response: Serialize>>(name: &str) -> R::Response {
        let case = Self::named(name);
        assert!(case.is_result && case.method == R::METHOD);
        let line = json!({"id": 1, "result": case.value}).to_string();
        let message = wire::read_line::<ServerNotification, ServerRequest>(line.as_bytes());
        let Message::Response(response) = message else { panic!("{message:?}") };
        let result =
            case.told(|| wire::read_result::<R>(&response)).unwrap_or_else(|error| panic!("{error}"));
        let back = wire::to_value(&result).expect("a result is written");
        assert!(same(&back, &case.value), "{back}");
        result
    }
}

#[test]
fn an_account_of_a_new_kind() {
    let response = Case::result::<AccountRead>("Account gcp in a reply");
    let Some(Account::Unknown(account)) = response.account else { panic!("{response:?}") };
    assert_eq!(account.tag(), Some("gcp"));
    assert_eq!(account.raw(), &json!({"type": "gcp", "project": "p"}));
}

#[test]
fn a_new_plan() {
    let response = Case::result::<AccountRead>("PlanType");
    let Some(Account::Chatgpt(account)) = response.account else { panic!("{response:?}") };
    assert_eq!(account.plan_type.as_str(), "sci");
    assert!(!account.plan_type.is_known());
}

#[test]
fn a_new_reason_of_an_error() {
    let ServerNotification::Error(text) = Case::notification("CodexErrorInfo, a new text") else { panic!() };
    let Some(CodexErrorInfo::Value(value)) = &text.error.codex_error_info else { panic!("{text:?}") };
    assert_eq!((value.as_str(), value.is_known()), ("modelNotFound", false));

    let ServerNotification::Error(object) = Case::notification("CodexErrorInfo, a new object") else {
        panic!()
    };
    let Some(CodexErrorInfo::Unknown(info)) = &object.error.codex_error_info else { panic!("{object:?}") };
    assert_eq!(info.tag(), Some("quotaFrozen"));
    assert_eq!(info.raw(), &json!({"quotaFrozen": {"untilMs": 5}}));
    assert_eq!(object.error.message, "no");
}

#[test]
fn a_new_hook_event() {
    let ServerNotification::HookStarted(started) = Case::notification("HookEventName") else { panic!() };
    assert_eq!(started.run.event_name.as_str(), "preModelRequest");
    assert!(!started.run.event_name.is_known());
}

#[test]
fn a_known_item_with_a_body_that_does_not_fit() {
    let message = Case::notification("imageGeneration without result");
    let ServerNotification::ItemCompleted(completed) = message else { panic!("{message:?}") };
    let ThreadItem::Malformed(image) = &completed.item else { panic!("{completed:?}") };
    assert_eq!(image.tag(), Some("imageGeneration"));
    assert!(image.error().contains("result"), "{}", image.error());
}

#[test]
fn forty_known_items_and_one_unknown() {
    let response = Case::result::<ThreadRead>("forty known items and one unknown");
    let items = &response.thread.turns[0].items;
    assert_eq!(items.len(), 41);
    assert_eq!(items.iter().filter(|item| matches!(item, ThreadItem::AgentMessage(_))).count(), 40);
    let ThreadItem::Unknown(item) = &items[17] else { panic!("{:?}", items[17]) };
    assert_eq!(item.raw(), &json!({"type": "hologram", "id": "h"}));
}

#[test]
fn an_unknown_method() {
    let message = Case::notification("unknown method");
    let ServerNotification::Unknown(message) = &message else { panic!("{message:?}") };
    assert_eq!(message.tag(), Some("thread/levitated"));
    assert_eq!(message.raw()["params"], json!({"threadId": "a", "height": 3}));
}

#[test]
fn an_unknown_item_and_an_unknown_status() {
    let message = Case::notification("known method, unknown item");
    let ServerNotification::ItemStarted(started) = &message else { panic!("{message:?}") };
    assert!(matches!(started.item, ThreadItem::Unknown(_)));
    assert_eq!(started.thread_id, "t");

    let message = Case::notification("known method, unknown status");
    let ServerNotification::TurnCompleted(completed) = &message else { panic!("{message:?}") };
    assert_eq!((completed.turn.status.as_str(), completed.turn.status.is_known()), ("paused", false));
}

#[test]
fn unknown_members() {
    let message = Case::notification("unknown members");
    let ServerNotification::ItemStarted(started) = &message else { panic!("{message:?}") };
    assert_eq!(started.kept().members().collect::<Vec<_>>(), [("priority", &json!(7))]);
    let ThreadItem::AgentMessage(item) = &started.item else { panic!("{started:?}") };
    assert_eq!(item.kept().member("mood"), Some(&json!({"class": null})));
    assert_eq!((item.text.as_str(), item.id.as_str()), ("hello", "item-0"));
}

#[test]
fn one_bad_and_one_new_item_among_good_ones() {
    let message = Case::notification("one bad and one new item among good ones");
    let ServerNotification::TurnCompleted(completed) = &message else { panic!("{message:?}") };
    let [ThreadItem::AgentMessage(_), ThreadItem::Malformed(bad), ThreadItem::Unknown(_)] =
        completed.turn.items.as_slice()
    else {
        panic!("{completed:?}")
    };
    assert_eq!(bad.tag(), Some("agentMessage"));
}

#[test]
fn an_unknown_request_still_waits_for_an_answer() {
    let line = json!({"id": 7, "method": "item/levitate/requestApproval", "params": {"x": [1]}});
    let (message, events) =
        while_telling(|| wire::read_line::<ServerNotification, ServerRequest>(line.to_string().as_bytes()));
    let Message::Request(request) = &message else { panic!("{message:?}") };
    assert_eq!(request.id, wire::RequestId::Integer(7));
    assert!(matches!(request.payload, ServerRequest::Unknown(_)));
    assert_eq!(told(&events), [("unknown_method", "/method")]);
    assert_eq!(written(&message), Some(line));
}
