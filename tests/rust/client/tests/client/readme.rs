//! What the READMEs promise: what they show is compiled as it stands there, and run against the real runtime.
//!
//! Code and configuration are taken from the pages; only the port is the mock model's.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::process::{ExitCode, Termination};

use codex_app_server::{Codex, CodexConfig, Sandbox, Thread, ThreadStart};
use serde_json::Value;
use stage::{Program as Process, Runtime, is_offline, offline, root, soon};

use crate::programs::environment;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// A program that a page shows.
pub struct Program {
    /// Where it stands.
    page: &'static str,
    /// Its text.
    code: &'static str,
    /// What it does.
    main: fn(),
}

/// What a `main` may return.
fn ended<T: Termination>(outcome: T) {
    assert_eq!(format!("{:?}", outcome.report()), format!("{:?}", ExitCode::SUCCESS));
}

/// Which of what is shown a process is to be: the number of a program, or the name of a function.
const SHOWN: &str = "CODEX_SDKGEN_SHOWN";

/// Where the configuration of the README has its service.
const SERVICE: &str = "http://127.0.0.1:8080/v1";

/// One of what is shown as a process of its own, with the runtime on its PATH and no more of this one.
fn process(runtime: &Runtime, shown: &str) -> Process {
    let inside = ["readme::inside_what_is_shown", "--exact", "--ignored", "--nocapture"];
    let mut environment = environment(runtime);
    environment.push((SHOWN.to_owned(), shown.to_owned()));
    Process::start(&std::env::current_exe().unwrap(), inside, environment, &runtime.workspace)
}

/// The home of the runtime as the README has people write it.
fn follow_the_readme(runtime: &Runtime) {
    let page = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = page.split_once("```toml\n").unwrap();
    let (settings, _) = rest.split_once("```").unwrap();
    assert_eq!(settings.matches(SERVICE).count(), 1);
    let settings = settings.replace(SERVICE, &runtime.model_url());
    fs::write(runtime.codex_home().join("config.toml"), settings).unwrap();
}

#[test]
fn the_programs_hold_a_conversation() {
    for page in ["README.md", "generated/rust/README.md"] {
        assert!(PROGRAMS.iter().any(|program| program.page == page), "{page} has no program");
    }
    for (number, program) in PROGRAMS.iter().enumerate() {
        let Some(runtime) = Runtime::pinned() else { return };
        follow_the_readme(&runtime);
        runtime.says("answer('A compiler.')");
        let mut run = process(&runtime, &number.to_string());
        assert_eq!(run.end(), Some(0), "{}: {}", program.page, run.output());
        assert!(run.output().contains("A compiler."), "{}: {}", program.page, run.output());
        let asked = runtime.asked();
        assert_eq!(asked[0].model, "gpt-5.5");
        let question = asked[0].texts.last().unwrap();
        assert!(program.code.contains(&format!("{question:?}")), "{}: {question}", program.page);
    }
}

#[test]
fn no_network_is_needed() {
    offline("readme::inside_a_place_without_a_network");
}

#[test]
#[ignore = "run by the test above, where loopback is all there is"]
fn inside_a_place_without_a_network() {
    assert!(is_offline());
    the_programs_hold_a_conversation();
}

#[test]
fn functions_do_what_the_text_says() {
    for function in FUNCTIONS {
        let Some(runtime) = Runtime::pinned() else { return };
        let (says, types, shows): (&[&str], _, &[&str]) = match *function {
            "fix" => (
                &["stream(message('Looking.'), exec_command('true'))", "answer('Mended.')"],
                "",
                &["Looking.", "$ ", "true -> Some(0)", "Mended.", "Some(4)"],
            ),
            "start" => (
                &["stream(exec_command('true', escalated='to test'))", "answer('Done.')"],
                "y",
                &["true? [y/N]"],
            ),
            "review" => (&[r#"answer('{"verdict": "hold", "reasons": ["no test"]}')"#], "", &["\"hold\""]),
            other => panic!("nobody has said what {other} must do"),
        };
        for reply in says {
            runtime.says(reply);
        }
        let mut run = process(&runtime, function);
        if !types.is_empty() {
            run.wait_for("[y/N]");
            run.types(types);
        }
        assert_eq!(run.end(), Some(0), "{function}: {}", run.output());
        for text in shows {
            assert!(run.output().contains(text), "{function}: no {text} in {}", run.output());
        }
        let asked = runtime.asked();
        assert_eq!(asked.len(), says.len());
        match *function {
            "start" => assert!(!asked[1].body.to_string().contains("rejected"), "{}", asked[1].body),
            "review" => {
                // In whatever order the maps of this build are.
                let required = asked[0].body["text"]["format"]["schema"]["required"].as_array().unwrap();
                let required: BTreeSet<_> = required.iter().filter_map(Value::as_str).collect();
                assert_eq!(required, BTreeSet::from(["reasons", "verdict"]));
            }
            _ => {}
        }
    }
}

#[test]
#[ignore = "run by the tests above, as the program that it is"]
fn inside_what_is_shown() {
    let shown = std::env::var(SHOWN).unwrap();
    match shown.parse::<usize>() {
        Ok(number) => (PROGRAMS[number].main)(),
        Err(_) => called(&shown).unwrap(),
    }
}

/// Calls a function that is shown, as a program of the reader's would.
#[tokio::main]
async fn called(function: &str) -> Result<(), Box<dyn Error>> {
    match function {
        "start" => soon(start::start()).await?,
        "fix" => fix::fix(&thread().await?).await?,
        _ => review::review(&thread().await?).await?,
    }
    Ok(())
}

async fn thread() -> Result<Thread, Box<dyn Error>> {
    let codex = Codex::start(CodexConfig::new()).await?;
    Ok(codex.thread_start(ThreadStart::new().sandbox(Sandbox::FullAccess)).await?)
}
