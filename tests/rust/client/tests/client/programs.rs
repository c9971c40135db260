//! Programs that people copy: each example, against the real runtime.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use stage::{Program, Runtime, root};

/// Where a person types; what is typed while a turn runs is added to it.
const PROMPT: &str = "\n> ";

/// An example, built with the features that everything here is built with.
fn example(name: &str) -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root()).args([
        "build",
        "--quiet",
        "--workspace",
        "--message-format=json",
        "--example",
        name,
    ]);
    let output = command.output().expect("cargo starts");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).expect("text");
    let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut built = messages.filter(|it| it["target"]["name"] == name);
    let program = built.find_map(|it| it["executable"].as_str().map(PathBuf::from));
    program.unwrap_or_else(|| panic!("there is no example {name}"))
}

/// The environment of the runtime, with the runtime itself on its PATH.
pub fn environment(runtime: &Runtime) -> Vec<(String, String)> {
    let program = runtime.program();
    let folder = program.parent().unwrap().display();
    let with_it = |(name, value): (String, String)| match name.as_str() {
        "PATH" => (name, format!("{folder}:{value}")),
        _ => (name, value),
    };
    runtime.env().into_iter().map(with_it).collect()
}

fn started(runtime: &Runtime, program: &Path, arguments: &[&str]) -> Program {
    Program::start(program, arguments, environment(runtime), &runtime.workspace)
}

#[test]
fn chat() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime
        .says("stream(message('I will.', deltas=2), exec_command('echo made > made.txt', escalated='why'))");
    runtime.says("stream(apply_patch(add_file('new.txt', 'new')))");
    runtime.says("answer('Done.')");
    runtime.says("stream(message('Once upon a time', deltas=4, gate=gate('story')))");
    runtime.says("stream(exec_command('echo no', escalated='again'))");
    runtime.says("answer('Here.')");
    let program = example("chat");
    let mut chat = started(&runtime, &program, &[]);
    chat.wait_for(PROMPT);
    chat.types("Make it");
    chat.wait_for("I will.");
    chat.wait_for("made.txt' (why)? [y]es, [n]o");
    chat.types("y");
    chat.wait_for("* add ");
    chat.wait_for("Done.\n");
    chat.wait_for_times(PROMPT, 2);
    assert!(runtime.workspace.join("made.txt").exists());
    assert!(runtime.workspace.join("new.txt").exists());
    chat.types("Tell me a story");
    runtime.reached("story");
    chat.wait_for("Once");
    chat.press_ctrl_c();
    chat.wait_for("(stopped)");
    chat.wait_for_times(PROMPT, 3);
    chat.types("Once more");
    chat.wait_for("(again)? [y]es, [n]o");
    chat.press_ctrl_c();
    chat.wait_for_times("(stopped)", 2);
    chat.wait_for_times(PROMPT, 4);
    chat.types("Are you there?");
    chat.wait_for("Here.\n");
    chat.wait_for_times(PROMPT, 5);
    assert!(chat.runs());
    chat.press_ctrl_c();
    assert_eq!(chat.wait(), Some(0), "{}", chat.output());
    assert!(!chat.output().contains("panicked"), "{}", chat.output());
}

#[test]
fn chat_that_is_given_a_no_and_left_in_the_middle() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.says("stream(exec_command('echo made > made.txt', escalated='why'))");
    runtime.says("answer('Then not.')");
    runtime.says("stream(message('never said to the end', deltas=3, gate=gate('said')))");
    let program = example("chat");
    let mut chat = started(&runtime, &program, &["--read-only"]);
    chat.wait_for(PROMPT);
    chat.types("Make it");
    chat.wait_for("[y]es, [n]o");
    chat.types("n");
    chat.wait_for("declined");
    chat.wait_for("Then not.\n");
    assert!(!runtime.workspace.join("made.txt").exists());
    chat.wait_for_times(PROMPT, 2);
    chat.types("Talk");
    runtime.reached("said");
    chat.wait_for("never");
    chat.types("/quit");
    assert_eq!(chat.wait(), Some(0), "{}", chat.output());
}

#[test]
fn chat_that_cannot_start() {
    let Some(runtime) = Runtime::pinned() else { return };
    let program = example("chat");
    let mut chat = started(&runtime, &program, &["--codex", "/nowhere/codex"]);
    assert_eq!(chat.end(), Some(1));
    assert!(
        chat.output().starts_with("chat: ") && chat.output().contains("/nowhere/codex"),
        "{}",
        chat.output()
    );
    let mut chat = started(&runtime, &program, &["--no-such-option"]);
    assert_eq!(chat.end(), Some(2));
    let mut chat = started(&runtime, &program, &["--help"]);
    assert_eq!(chat.end(), Some(0));
    assert!(chat.output().contains("--read-only"));
}

#[test]
fn the_types_alone() {
    let program = example("types_only");
    let mut shown = Program::start(&program, [""; 0], [], &root());
    assert_eq!(shown.end(), Some(0), "{}", shown.output());
    assert!(!shown.output().is_empty());
}
