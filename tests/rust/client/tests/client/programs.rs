//! Programs that people copy: each example and each program of the README, against the real runtime.

use std::path::PathBuf;
use std::process::Command;

use stage::{Program, Runtime, root};

/// The program of an example or of the README, built.
fn built(package: &[&str], name: &str) -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root()).args(["build", "--quiet", "--message-format=json"]).args(package);
    let output = command.output().expect("cargo starts");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).expect("text");
    let messages =
        messages.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let program = messages
        .filter(|it| it["target"]["name"] == name)
        .find_map(|it| it["executable"].as_str().map(PathBuf::from));
    program.unwrap_or_else(|| panic!("there is no program {name}"))
}

fn example(name: &str) -> PathBuf {
    built(&["--package", "codex-app-server", "--example", name], name)
}

fn started(runtime: &Runtime, program: &std::path::Path, arguments: &[&str]) -> Program {
    let mut env = runtime.env();
    for (name, value) in &mut env {
        if name == "PATH" {
            let folder = runtime.program();
            *value = format!("{}:{value}", folder.parent().unwrap().display());
        }
    }
    Program::start(program, arguments, env, &runtime.workspace)
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
    chat.wait_for("> ");
    chat.types("Make it");
    chat.wait_for("I will.");
    chat.wait_for("made.txt' (why)? [y]es, [n]o");
    chat.types("y");
    chat.wait_for("* add ");
    chat.wait_for("Done.\n");
    chat.wait_for_times("> ", 2);
    assert!(runtime.workspace.join("made.txt").exists());
    assert!(runtime.workspace.join("new.txt").exists());
    chat.types("Tell me a story");
    runtime.reached("story");
    chat.wait_for("Once");
    chat.press_ctrl_c();
    chat.wait_for("(stopped)");
    chat.types("Once more");
    chat.wait_for("(again)? [y]es, [n]o");
    chat.press_ctrl_c();
    chat.wait_for_times("(stopped)", 2);
    chat.types("Are you there?");
    chat.wait_for("Here.\n");
    chat.wait_for_times("\n> ", 5);
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
    chat.wait_for("> ");
    chat.types("Make it");
    chat.wait_for("[y]es, [n]o");
    chat.types("n");
    chat.wait_for("declined");
    chat.wait_for("Then not.\n");
    assert!(!runtime.workspace.join("made.txt").exists());
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

/// Each program of the README as it stands, compiled against the crate and run.
#[test]
fn the_programs_of_the_readme() {
    let Some(runtime) = Runtime::pinned() else { return };
    runtime.responds("lambda request: answer('A compiler.')");
    let text = std::fs::read_to_string(root().join("generated/rust/README.md")).unwrap();
    let programs =
        text.split("```rust").skip(1).filter_map(|rest| rest.split_once('\n')?.1.split("```").next());
    let mut count = 0;
    for source in programs.filter(|source| source.contains("fn main")) {
        let program = compiled(&runtime, source, count);
        let mut run = started(&runtime, &program, &[]);
        assert_eq!(run.end(), Some(0), "{source}\n{}", run.output());
        assert!(run.output().contains("A compiler."), "{source}\n{}", run.output());
        count += 1;
    }
    assert!(count > 0, "the README has no program");
}

/// A package of its own with one program, which shares what is compiled already.
fn compiled(runtime: &Runtime, source: &str, number: usize) -> PathBuf {
    let (folder, name) = (runtime.home().join(format!("readme-{number}")), format!("readme-{number}"));
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("src/main.rs"), source).unwrap();
    let package = root().join("generated/rust");
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         codex-app-server = {{ path = {package:?}, features = [\"blocking\", \"ws\"] }}\n\
         tokio = {{ version = \"1.48\", features = [\"macros\", \"rt-multi-thread\"] }}\n",
    );
    let manifest_path = folder.join("Cargo.toml");
    std::fs::write(&manifest_path, manifest).unwrap();
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    built(&["--manifest-path", manifest_path.to_str().unwrap()], &name)
}
