//! A protocol with other envelopes, other endings and another package, under its own curation alone.

use codex_sdkgen::Policy;

use crate::compiled::Subject;
use crate::python::Packages;

/// The schema and the curation of the invented protocol.
pub fn kitchen() -> (String, String) {
    let file = |name: &str| std::fs::read_to_string(format!("tests/fixtures/naming/{name}")).unwrap();
    (file("invented.json"), file("invented.toml"))
}

/// Words of the pinned protocol. The licence may name its holder, and the README still shows the real protocol.
const FOREIGN: [&str; 12] = [
    "codex",
    "openai",
    "app-server",
    "app_server",
    "chatgpt",
    "threadid",
    "thread_",
    "thread/",
    "turn_",
    "turn/",
    "sandbox",
    "emitted_at_ms",
];

#[test]
fn it_names_no_other_protocol() {
    let (schema, decisions) = kitchen();
    let mut faults = Vec::new();
    for (path, bytes) in Subject::of(schema, &decisions).tree(Policy::Strict).iter() {
        if ["LICENSE", "NOTICE", "README.md"].contains(&path.as_str()) {
            continue;
        }
        let text = std::str::from_utf8(bytes).unwrap().to_lowercase();
        for (at, line) in text.lines().enumerate() {
            // The comment that names the compiler is true of every package.
            let line = line.replace("codex-sdkgen", "").replace("return_", "");
            faults.extend(
                FOREIGN
                    .iter()
                    .filter(|word| line.contains(**word))
                    .map(|word| format!("{path}:{} {word}", at + 1)),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn slow_it_speaks_and_understands() {
    let (schema, decisions) = kitchen();
    let packages = Packages::new();
    packages.add(&Subject::of(&*schema, &decisions).tree(Policy::Strict));
    // One method may be a request and a notification of the server; and a server may say nothing by itself.
    let twice = schema.replace("order/updated", "recipe/confirm");
    let decisions = decisions.replace("recipe = \"kitchen\"", "recipe = \"order\"");
    let decisions = decisions.replace("package = \"kitchen\"", "package = \"twice\"");
    packages.add(&Subject::of(twice, &decisions).tree(Policy::Provisional));
    let envelopes = |line: &&str| !line.starts_with("server_");
    let silent: String = decisions.lines().filter(envelopes).map(|line| format!("{line}\n")).collect();
    let silent = silent.replace("package = \"twice\"", "package = \"silent\"");
    packages.add(&Subject::of(&*schema, &silent).tree(Policy::Provisional));
    let Some(said) = packages.judge("load_packages.py") else { return };
    assert!(said.starts_with("3 packages"), "{said}");
    packages.judge("talk_to_the_kitchen.py");
}
