//! What older servers leave out or say, read with the types of today: nothing is lost, and what is filled in is told of.

use std::collections::BTreeSet;

use codex_app_server::events::{ServerNotification, ServerRequest};
use codex_app_server::wire::{self, Message};
use model_tests::{ROOT, instances, of, same, told, while_telling, written};
use serde::Deserialize;
use serde_json::{Value, json};

type FromServer = Message<ServerNotification, ServerRequest>;

/// A thread as the first recorded runtimes tell of it.
fn thread() -> Value {
    let text = std::fs::read_to_string(format!("{ROOT}/tests/fixtures/newer.json")).expect("the cases");
    let cases: Value = serde_json::from_str(&text).expect("the cases are JSON");
    let mut thread = cases["forty known items and one unknown"]["value"]["thread"].clone();
    thread["turns"] = json!([]);
    thread.as_object_mut().expect("a thread is an object").remove("projectId");
    thread
}

#[test]
fn a_thread_of_old() {
    let line = json!({"method": "thread/started", "params": {"thread": thread()}});
    let (read, events) = while_telling(|| -> FromServer { wire::read_line(line.to_string().as_bytes()) });
    assert_eq!(told(&events), [("absent_member", "/params/thread/projectId")]);
    assert_eq!(written(&read), Some(line));
    let Message::Notification(notification) = read else { panic!("{read:?}") };
    let ServerNotification::ThreadStarted(started) = notification.payload else { panic!() };
    assert_eq!(started.thread.project_id, None);
}

#[test]
fn a_question_of_old() {
    let params = json!({"threadId": "t", "turnId": "u", "itemId": "i", "questions": []});
    let line = json!({"id": 1, "method": "item/tool/requestUserInput", "params": params});
    let (read, events) = while_telling(|| -> FromServer { wire::read_line(line.to_string().as_bytes()) });
    assert_eq!(told(&events), [("absent_member", "/params/isBlocking")]);
    assert_eq!(written(&read), Some(line));
    let Message::Request(request) = read else { panic!("{read:?}") };
    let ServerRequest::ToolRequestUserInput(question) = request.payload else { panic!() };
    assert!(question.is_blocking);
}

#[derive(Deserialize)]
struct Oddities {
    gone: BTreeSet<String>,
    never_sent: Vec<NeverSent>,
}

#[derive(Deserialize)]
struct NeverSent {
    r#type: String,
    pointer: String,
}

impl Oddities {
    fn listed() -> Self {
        let text = std::fs::read_to_string(format!("{ROOT}/tests/fixtures/older.toml")).expect("the list");
        toml::from_str(&text).expect("the list is TOML")
    }

    fn is_never_sent(&self, name: &str, pointer: &str) -> bool {
        self.never_sent.iter().any(|row| row.r#type == name && row.pointer == pointer)
    }
}

/// The members that the curation file has a stand-in for.
fn stand_ins() -> BTreeSet<String> {
    let text = std::fs::read_to_string(format!("{ROOT}/schema/surface.toml")).expect("the curation file");
    let curation: toml::Table = text.parse().expect("the curation file is TOML");
    curation["absent"].as_table().expect("a table").keys().cloned().collect()
}

#[test]
fn slow_all_that_recorded_runtimes_say() {
    let oddities = Oddities::listed();
    let (mut left_out, mut gone, mut faults) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (version, instances) in instances::older() {
        let mut count = 0;
        for instance in instances.iter().filter(|instance| instance.verdict == "valid" && instance.outbound) {
            let Some(examine) = of(&instance.name) else {
                gone.insert(instance.name.clone());
                continue;
            };
            count += 1;
            let examined = examine(&instance.value);
            if !examined.agrees {
                faults.push(format!("{version} {instance}: the two readers disagree"));
            }
            match &examined.written {
                Ok(back) if same(back, &instance.value) => {}
                Err(error) if oddities.is_never_sent(&instance.name, error.pointer()) => {}
                other => faults.push(format!("{version} {instance}: comes back as {other:?}")),
            }
            for event in &examined.events {
                let member = event.pointer.trim_start_matches('/');
                match event.kind.as_str() {
                    "absent_member" if !member.contains('/') => {
                        left_out.insert(format!("{}.{member}", instance.name));
                    }
                    "malformed" if !oddities.is_never_sent(&instance.name, &event.pointer) => {
                        faults.push(format!("{version} {instance}: {event:?}"));
                    }
                    _ => {}
                }
            }
        }
        assert!(count > 1000, "{version}: {count}");
    }
    let shown: Vec<_> = faults.iter().take(25).map(String::as_str).collect();
    assert!(faults.is_empty(), "{}:\n  {}", faults.len(), shown.join("\n  "));
    assert_eq!(left_out, stand_ins());
    assert_eq!(gone, oddities.gone);
}
