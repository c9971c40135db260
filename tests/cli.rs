//! The command as people and machines meet it: help, results, every way to fail, and the exit codes.

#![allow(clippy::expect_used, clippy::panic, reason = "what goes wrong here fails a test")]

#[path = "support/project.rs"]
mod project;

use std::io::Read as _;
use std::process::Stdio;

use project::{FIXTURES, Project};

const FACADE: &str = "generated/python/src/echo_client/types.py";

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/cli");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, without_sizes(text)));
}

/// The text without the sizes of trees, which are not what these tests are about; none stays none.
fn without_sizes(text: &str) -> String {
    let counts = |word: &str| matches!(word.trim_end_matches(','), "files" | "written");
    let line = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let next = words.iter().skip(1).chain(std::iter::once(&""));
        let mask = |(word, next): (&&str, &&str)| match word.parse::<usize>() {
            Ok(size) if size > 0 && counts(next) => "N".to_owned(),
            _ => (*word).to_owned(),
        };
        words.iter().zip(next).map(mask).collect::<Vec<_>>().join(" ")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn code(project: &Project, args: &[&str]) -> Option<i32> {
    project.run(args).status.code()
}

#[test]
fn help() {
    let project = Project::new();
    snapshot("help", &project.transcript(&["--help"]));
    let commands = ["generate", "check", "dump", "surface", "explain", "schema", "pin", "history"];
    let release = ["stage-sdk", "stage-runtime", "stage-crate", "verify-wheel", "version"];
    for command in commands.into_iter().chain(release) {
        snapshot(&format!("help_{command}"), &project.transcript(&[command, "--help"]));
    }
}

#[test]
fn usage() {
    let project = Project::new();
    let lines: [&[&str]; 8] = [
        &[],
        &["generat"],
        &["check", "--formatt", "json"],
        &["check", "--format", "yaml"],
        &["dump", "everything"],
        &["explain"],
        &["pin"],
        &["pin", "--from", "exports"],
    ];
    let texts: Vec<String> = lines.iter().map(|line| project.transcript(line)).collect();
    snapshot("usage", &texts.join("\n"));
    assert_eq!(project.files("generated").len(), 0);
}

#[test]
fn generates_and_checks() {
    let project = Project::new();
    let texts = [
        project.transcript(&["check"]),
        project.transcript(&["generate"]),
        project.transcript(&["generate-types"]),
        project.transcript(&["check"]),
        project.transcript(&["check", "--format", "json"]),
        project.transcript(&["check", "--format", "github"]),
    ];
    snapshot("generates_and_checks", &texts.join("\n"));
}

#[test]
fn works_from_a_folder_inside_and_from_anywhere() {
    let project = Project::generated();
    let mut inside = project.command(&["check"]);
    let output = inside.current_dir(project.path("generated/python/src")).output().expect("it runs");
    assert!(output.status.success());
    let text = without_sizes(&String::from_utf8_lossy(&output.stderr));
    let told = ["python", "rust"].map(|it| format!("../../../generated/{it}: N files, up to date\n"));
    assert_eq!(text, told.concat());

    let elsewhere = tempfile::tempdir().expect("there is room");
    let [schema, surface, out] = ["schema", "schema/surface.toml", "generated"].map(|at| project.path(at));
    let mut outside = project.command(&["check", "--schema"]);
    outside.arg(schema).arg("--surface").arg(surface).arg("--out").arg(out);
    assert!(outside.current_dir(elsewhere.path()).status().expect("it runs").success());
}

#[test]
fn each_package_is_optional_and_one_is_there() {
    let without = |headings: &[&str]| {
        let project = Project::new();
        for heading in headings {
            let text = project.text("schema/surface.toml");
            let (before, table) = text.split_once(heading).expect("the table is there");
            let (_, after) = table.split_once("\n\n").expect("a table ends with an empty line");
            project.put("schema/surface.toml", format!("{before}{after}"));
        }
        let text = project.transcript(&["generate"]);
        let dumps = ["python", "rust"].map(|stage| project.transcript(&["dump", stage, "echo"]));
        let dumps = dumps.into_iter().filter(|text| text.ends_with("exit 2\n"));
        std::iter::once(text).chain(dumps).collect::<String>()
    };
    let texts = [&["[python]"][..], &["[rust]"], &["[python]", "[rust]"]].map(without);
    snapshot("one_language", &texts.join("\n"));
}

#[test]
fn tells_every_difference_and_the_remedy() {
    let project = Project::generated();
    project.edit(FACADE, "Every model", "Each model");
    project.put("generated/python/LICENSE", "# Changed\r\nby \u{1b}[31msomebody\u{202e}\n");
    std::fs::remove_file(project.path("generated/python/README.md")).expect("it is there");
    std::fs::remove_file(project.path("generated/python/src/echo_client/_names.py")).expect("it is there");
    std::fs::create_dir(project.path("generated/python/src/echo_client/_names.py"))
        .expect("nothing is there");
    let list = project.text("generated/python/.codex-sdkgen-manifest");
    project.put("generated/python/old.py", "old = True\n");
    project.put("generated/python/.codex-sdkgen-manifest", format!("{list}{}  old.py\n", "0".repeat(64)));
    let texts = [
        project.transcript(&["check", "--out", "./generated"]),
        project.transcript(&["check", "--format", "json"]),
        project.transcript(&["check", "--format", "github"]),
    ];
    snapshot("differences", &texts.join("\n"));
}

#[test]
fn a_check_writes_nothing_and_calls_no_other_program() {
    let project = Project::generated();
    project.edit(FACADE, "Every model", "Each model");
    std::fs::remove_file(project.path("generated/python/README.md")).expect("it is there");
    let before = project.files("");
    let nowhere = project.path("bin");
    let status = project.command(&["check"]).env("PATH", nowhere).stdout(Stdio::null()).status();
    assert_eq!(status.expect("it runs").code(), Some(1));
    assert!(project.files("") == before, "the tree is as it was");
}

#[test]
fn a_long_difference_is_cut() {
    let project = Project::generated();
    let lines: String = (0..5000).map(|line| format!("line {line}\n")).collect();
    project.put("generated/python/LICENSE", lines);
    let output = String::from_utf8(project.run(&["check"]).stdout).expect("it is text");
    assert!(output.lines().count() < 40, "{output}");
    assert!(output.contains("more lines"), "{output}");
}

#[test]
fn inputs_that_cannot_be_read() {
    const SURFACE: &str = "schema/surface.toml";
    const EXPORT: &str = "schema/1.0.0/stable/codex_app_server_protocol.schemas.json";
    let broken = |spoil: &dyn Fn(&Project)| {
        let project = Project::new();
        spoil(&project);
        let text = project.transcript(&["generate"]);
        assert_eq!(project.files("generated").len(), 0, "{text}");
        text
    };
    let remove = |path: &str| std::fs::remove_file(path).expect("it is there");
    let texts = [
        broken(&|it| remove(&it.path("schema/pin.toml").to_string_lossy())),
        broken(&|it| remove(&it.path(SURFACE).to_string_lossy())),
        broken(&|it| remove(&it.path(EXPORT).to_string_lossy())),
        broken(&|it| {
            remove(&it.path(SURFACE).to_string_lossy());
            std::fs::create_dir(it.path(SURFACE)).expect("nothing is there");
        }),
        broken(&|it| it.put(SURFACE, b"summary = \"\xff\"\n")),
        broken(&|it| it.put(SURFACE, "[protocol\n")),
        broken(&|it| it.edit(SURFACE, "[modules]", "[modulse]")),
        broken(&|it| it.edit(SURFACE, "package = \"echo_client\"", "package = \"../echo\"")),
        broken(&|it| it.edit(SURFACE, "Talk to an echo", "Talk \\\" to an echo")),
        broken(&|it| it.edit(SURFACE, "echo = \"echo\"", "echo = \"echo\"\nother = \"other\"")),
        broken(&|it| it.edit(EXPORT, "What to say.", "What to sing.")),
        broken(&|it| {
            it.put(SURFACE, "[protocol\n");
            it.edit(EXPORT, "What to say.", "What to sing.");
        }),
        broken(&|it| it.put("schema/history.toml", "records = 1\n")),
    ];
    snapshot("unreadable_inputs", &texts.join("\n"));
}

#[test]
fn outputs_that_are_in_the_way() {
    let blocked = |spoil: &dyn Fn(&Project), args: &[&str]| {
        let project = Project::generated();
        spoil(&project);
        let before = project.files(".");
        let text = project.transcript(args);
        assert_eq!(project.files("."), before, "{text}");
        text
    };
    let aside = |it: &Project, path: &str| {
        std::fs::rename(it.path(path), it.path("aside")).expect("it is there");
    };
    let texts = [
        blocked(&|it| it.put("file", "text\n"), &["generate", "--out", "file"]),
        blocked(&|it| it.put("file", "text\n"), &["generate", "--out", "file/below"]),
        blocked(&|it| it.put("other/python", "text\n"), &["generate", "--out", "other"]),
        blocked(&|it| it.put("other/python/LICENSE", "mine\n"), &["generate", "--out", "other"]),
        blocked(&|it| it.put("other/python/src", "mine\n"), &["generate", "--out", "other"]),
        blocked(&|it| it.put("generated/python/.codex-sdkgen-manifest", "<<<<<<< ours\n"), &["generate"]),
        blocked(
            &|it| {
                aside(it, "generated/python/src/echo_client/_version.py");
                it.put("generated/python/src/echo_client/_version.py/mine", "mine\n");
            },
            &["generate"],
        ),
        blocked(
            &|it| {
                it.edit("schema/surface.toml", "echo = \"echo\"", "echo = \"voice\"");
                let old = "generated/python/src/echo_client/_types/echo.py";
                it.put(old, it.text(old) + "\nmine = True\n");
            },
            &["generate"],
        ),
    ];
    snapshot("outputs_in_the_way", &texts.join("\n"));
}

#[test]
fn there_may_be_no_project() {
    let project = Project::new();
    let empty = tempfile::tempdir().expect("there is room");
    for args in [&["generate"][..], &["explain", "x"], &["history", "--exports", "."]] {
        let output = project.command(args).current_dir(empty.path()).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.starts_with("error[E700]: there is no project here, and --"), "{text}");
        assert!(text.contains("name --schema, --surface and --out"), "{text}");
    }
    let schema = project.command(&["schema"]).current_dir(empty.path()).output().expect("it runs");
    assert!(schema.status.success());
}

#[test]
fn looks_into_every_stage() {
    let project = Project::new();
    let lines: [&[&str]; 13] = [
        &["dump", "schema", "Sound"],
        &["dump", "schema", "EchoSendParams"],
        &["dump", "ir"],
        &["dump", "ir", "echo/send"],
        &["dump", "names"],
        &["dump", "names", "echo/heard"],
        &["dump", "surface", "Sound"],
        &["dump", "python", "_version"],
        &["dump", "ir", "Soundd"],
        &["surface"],
        &["explain", "sound"],
        &["explain", "echo/send", "--all"],
        &["explain", "sounds"],
    ];
    let texts: Vec<String> = lines.iter().map(|line| project.transcript(line)).collect();
    snapshot("stages", &texts.join("\n"));
}

#[test]
fn open_questions_have_provisional_answers() {
    let project = Project::new();
    project.edit("schema/surface.toml", "echo = \"echo\"", "");
    project.edit("schema/surface.toml", "result_suffix = \"Response\"", "result_suffix = \"Reply\"");
    let texts = [
        project.transcript(&["generate"]),
        project.transcript(&["generate", "--provisional", "--out", "preview"]),
        project.transcript(&["check", "--provisional", "--out", "preview"]),
        project.transcript(&["check", "--provisional", "--out", "./other place"]),
        project.transcript(&["generate", "--provisional", "--format", "json"]),
    ];
    snapshot("provisional", &texts.join("\n"));
}

#[test]
fn the_schema_of_the_curation_file_is_json() {
    let project = Project::new();
    let output = project.run(&["schema"]);
    assert!(output.status.success());
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let tables = schema.pointer("/properties").and_then(|it| it.as_object()).expect("it has properties");
    let keys: Vec<&str> = tables.keys().map(String::as_str).collect();
    assert!(["protocol", "python", "modules", "names"].iter().all(|key| keys.contains(key)), "{keys:?}");
}

#[test]
fn moves_the_pin_and_records_history() {
    let project = Project::generated();
    let export = format!("{FIXTURES}/exports/1.1.0");
    let exports = format!("{FIXTURES}/exports");
    let inert = |text: String| text.replace(FIXTURES, "FIXTURES");
    let texts = [
        inert(project.transcript(&["pin", "--from", &export, "--version", "../1"])),
        inert(project.transcript(&["pin", "--from", "nowhere", "--version", "1.1.0"])),
        inert(project.transcript(&["pin", "--runtime", "./nowhere"])),
        project.transcript(&["check"]),
        inert(project.transcript(&["history", "--exports", &exports])),
        inert(project.transcript(&["pin", "--from", &export, "--version", "1.1.0"])),
        inert(project.transcript(&["pin", "--from", &export, "--version", "1.1.0"])),
        project.transcript(&["generate"]),
        project.transcript(&["explain", "silent"]),
        project.transcript(&["history", "--exports", "nowhere"]),
        project.transcript(&["history"]),
    ];
    snapshot("pin_and_history", &texts.join("\n"));
    snapshot("history_file", &project.text("schema/history.toml"));
}

#[test]
fn text_of_the_schema_is_inert() {
    let project = Project::new();
    let export = project.text("schema/1.0.0/stable/codex_app_server_protocol.schemas.json");
    let evil = "\\u001b]0;owned\\u0007\\u0080\\u202e";
    let export = ["soft", "echo/send", "What to say."]
        .iter()
        .fold(export, |export, text| export.replace(text, &format!("{text}{evil}")));
    project.put("next/stable/codex_app_server_protocol.schemas.json", &export);
    project.put("next/experimental/codex_app_server_protocol.schemas.json", &export);
    project.edit("schema/surface.toml", "echo = \"echo\"", "");
    assert_eq!(code(&project, &["pin", "--from", "next", "--version", "2"]), Some(0));
    for args in [
        &["generate"][..],
        &["generate", "--format", "json"],
        &["generate", "--format", "github"],
        &["generate", "--provisional"],
        &["dump", "schema"],
        &["dump", "ir"],
        &["dump", "names", "--provisional"],
        &["dump", "python", "--provisional"],
        &["surface", "--provisional"],
        &["explain", "Sound", "--provisional"],
    ] {
        // Nothing is taken out on the way to a terminal that is said to show colours.
        let output = project.command(args).env("CLICOLOR_FORCE", "1").output().expect("it runs");
        let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("it is text");
        let live = |c: char| (c.is_control() && !matches!(c, '\n' | '\u{1b}')) || c == '\u{202e}';
        assert!(!text.contains(live), "{args:?} wrote {:?}", text.chars().find(|c| live(*c)));
        assert!(!text.contains("\u{1b}]"), "{args:?} wrote a command for the terminal");
        assert!(!text.is_empty(), "{args:?} wrote nothing");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let project = Project::new();
    for args in [&["dump", "python"][..], &["schema"], &["--help"]] {
        let mut child =
            project.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let mut complaint = String::new();
        child.stderr.take().expect("it is piped").read_to_string(&mut complaint).expect("it is text");
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{complaint}");
        assert_eq!(complaint, "");
    }
    project.run(&["generate"]);
    project.put(FACADE, "changed\n");
    let mut child =
        project.command(&["check"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let project = Project::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = project.command(&["surface"]).stdout(full).stderr(Stdio::piped()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.starts_with("error[E001]: standard output cannot be written"), "{text}");
}

#[test]
fn colour_is_for_those_who_want_it() {
    let project = Project::new();
    let coloured = |variables: &[(&str, &str)]| {
        let mut command = project.command(&["explain", "nothing"]);
        let output = command.envs(variables.iter().copied()).output().expect("it runs");
        output.stderr.contains(&0x1b)
    };
    assert!(!coloured(&[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]) || !coloured(&[("NO_COLOR", "1")]));
}
