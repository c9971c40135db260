//! Commands that the real runtime runs for a program: what they write and read, how they end, what holds them in.

use std::fs;
use std::time::Duration;

use codex_app_server::types::CommandExecOutputStream;
use codex_app_server::{Codex, CodexError, CommandOutput, CommandStream, RunCommand, Sandbox, StartCommand};
use stage::{Runtime, play, soon, wait_until_gone};
use tokio::time::timeout;

use crate::acting::{real, started};

/// Starts in milliseconds; the sandbox takes a tenth of a second.
fn sh(script: &str) -> RunCommand {
    RunCommand::new(["sh", "-c", script]).sandbox(Sandbox::FullAccess)
}

fn starting(script: &str) -> StartCommand {
    StartCommand::new(["sh", "-c", script]).sandbox(Sandbox::FullAccess)
}

async fn piece(stream: &mut CommandStream) -> CommandOutput {
    soon(stream.next()).await.unwrap().unwrap()
}

async fn pid(stream: &mut CommandStream) -> u32 {
    String::from_utf8(piece(stream).await.data).unwrap().trim().parse().unwrap()
}

fn with_codex<F: Future<Output = ()>>(test: impl FnOnce(Codex, std::path::PathBuf) -> F) {
    let Some(runtime) = Runtime::pinned() else { return };
    play(async {
        let codex = started(real(&runtime)).await;
        let ending = codex.clone();
        test(codex, runtime.workspace.clone()).await;
        soon(ending.close()).await;
    });
}

#[test]
fn a_command() {
    with_codex(|codex, _| async move {
        let script = "echo to stdout; echo to stderr >&2; exit 3";
        for command in [RunCommand::new(["sh", "-c", script]), sh(script)] {
            let result = soon(codex.run_command(command)).await.unwrap();
            assert_eq!((result.exit_code, result.cap_reached), (3, false));
            assert_eq!((&*result.stdout, &*result.stderr), (&b"to stdout\n"[..], &b"to stderr\n"[..]));
        }
        let bytes = soon(codex.run_command(sh(r"printf '\377\000\376'"))).await.unwrap();
        assert_eq!(bytes.stdout, b"\xff\x00\xfe");
    });
}

#[test]
fn output_as_it_comes() {
    with_codex(|codex, here| async move {
        let script = "echo one; while [ ! -e go ]; do sleep 0.01; done; echo two >&2";
        let command = codex.start_command(starting(script)).await.unwrap();
        let mut pieces = command.stream();
        let first = piece(&mut pieces).await;
        assert_eq!((first.stream, &*first.data), (CommandExecOutputStream::Stdout, &b"one\n"[..]));
        fs::write(here.join("go"), "").unwrap();
        let second = piece(&mut pieces).await;
        assert_eq!((second.stream, &*second.data), (CommandExecOutputStream::Stderr, &b"two\n"[..]));
        assert!(soon(pieces.next()).await.is_none());
        let result = soon(command.wait()).await.unwrap();
        assert_eq!((&*result.stdout, &*result.stderr), (&b"one\n"[..], &b"two\n"[..]));
    });
}

#[test]
fn standard_input() {
    with_codex(|codex, _| async move {
        let command = codex.start_command(starting("cat").stdin()).await.unwrap();
        let mut pieces = command.stream();
        command.write(b"to and fro").await.unwrap();
        assert_eq!(piece(&mut pieces).await.data, b"to and fro");
        command.write(b"\xff\x00").await.unwrap();
        command.close_stdin().await.unwrap();
        assert_eq!(piece(&mut pieces).await.data, b"\xff\x00");
        assert_eq!(soon(command.wait()).await.unwrap().exit_code, 0);
        let error = command.write(b"too late").await.unwrap_err();
        assert!(matches!(error, CodexError::JsonRpc(_)), "{error:?}");

        let megabytes: Vec<u8> =
            (0..3 << 20).map(|at: u32| at.to_le_bytes()[usize::from(at.is_multiple_of(3))]).collect();
        let command = sh("cat").stdin(megabytes.clone()).output_limit(None);
        assert_eq!(soon(codex.run_command(command)).await.unwrap().stdout, megabytes);
        let unread = soon(codex.run_command(sh("exit 5").stdin(megabytes))).await.unwrap();
        assert_eq!(unread.exit_code, 5);
    });
}

#[test]
fn a_terminal() {
    with_codex(|codex, _| async move {
        let script = "stty size; read line; echo got $line; stty size; test -t 1";
        let command =
            codex.start_command(StartCommand::new(["sh", "-c", script]).tty().size(11, 22)).await.unwrap();
        let mut pieces = command.stream();
        let mut seen = Vec::new();
        while !seen.contains(&b'\n') {
            seen.extend(piece(&mut pieces).await.data);
        }
        assert_eq!(seen, b"11 22\r\n");
        command.resize(33, 44).await.unwrap();
        command.write(b"this\n").await.unwrap();
        let result = soon(command.wait()).await.unwrap();
        assert_eq!(result.exit_code, 0);
        assert!(result.stdout.ends_with(b"got this\r\n33 44\r\n"));
    });
}

#[test]
fn ended_by_the_program_by_a_signal_and_by_the_clock() {
    with_codex(|codex, _| async move {
        let script = "trap '' TERM HUP INT; echo $$; sleep 100 & wait";
        let command = codex.start_command(starting(script)).await.unwrap();
        let pid = pid(&mut command.stream()).await;
        command.terminate().await.unwrap();
        assert_eq!(soon(command.wait()).await.unwrap().exit_code, 137);
        wait_until_gone(pid);
        assert_eq!(soon(codex.run_command(sh("kill -TERM $$"))).await.unwrap().exit_code, 143);
        let late = sh("echo on; sleep 100").timeout(Duration::from_millis(300));
        let late = soon(codex.run_command(late)).await.unwrap();
        assert_eq!((late.exit_code, &*late.stdout), (124, &b"on\n"[..]));
    });
}

/// A wait for the end of a command that is broken off ends it, as does the end of the client.
#[test]
fn ended_by_whoever_gives_it_up() {
    with_codex(|codex, here| async move {
        let script = sh("echo $$ > pid; exec sleep 100");
        let asking = codex.clone();
        let work = tokio::spawn(async move { asking.run_command(script).await });
        while fs::read_to_string(here.join("pid")).unwrap_or_default().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        work.abort();
        wait_until_gone(fs::read_to_string(here.join("pid")).unwrap().trim().parse().unwrap());

        let command = codex.start_command(starting("echo $$; exec sleep 100")).await.unwrap();
        let pid = pid(&mut command.stream()).await;
        soon(codex.close()).await;
        wait_until_gone(pid);
    });
}

#[test]
fn waiting_no_longer() {
    with_codex(|codex, here| async move {
        let script = "while [ ! -e go ]; do sleep 0.01; done; echo done";
        let command = codex.start_command(starting(script)).await.unwrap();
        assert!(timeout(Duration::from_millis(100), command.wait()).await.is_err());
        let mut pieces = command.stream();
        assert!(timeout(Duration::from_millis(100), pieces.next()).await.is_err());
        fs::write(here.join("go"), "").unwrap();
        assert_eq!(soon(command.wait()).await.unwrap().stdout, b"done\n");
    });
}

#[test]
fn what_cannot_be_started() {
    with_codex(|codex, _| async move {
        let missing = || RunCommand::new(["/no/such/program"]).sandbox(Sandbox::FullAccess);
        for command in [missing(), sh("true").cwd("/no/such/folder")] {
            let error = soon(codex.run_command(command)).await.unwrap_err();
            assert!(error.to_string().contains("No such file or directory"), "{error}");
        }
        let command = StartCommand::new(["/no/such/program"]).sandbox(Sandbox::FullAccess);
        let command = codex.start_command(command).await.unwrap();
        assert!(soon(command.stream().next()).await.unwrap().is_err());
        assert!(soon(command.wait()).await.is_err());
    });
}

#[test]
fn a_limit_of_output() {
    with_codex(|codex, _| async move {
        let script = "head -c 100000 /dev/zero; echo short >&2";
        let result = soon(codex.run_command(sh(script).output_limit(5000))).await.unwrap();
        assert_eq!((result.stdout.len(), &*result.stderr, result.cap_reached), (5000, &b"short\n"[..], true));
    });
}

/// They run side by side, though no more than 64 requests may wait for an answer.
#[test]
fn slow_more_at_once_than_requests_may_be() {
    with_codex(|codex, here| async move {
        let script = "echo $$ >> begun; while [ ! -e go ]; do sleep 0.1; done; echo done";
        let mut commands = Vec::new();
        for _ in 0..80 {
            commands.push(codex.start_command(starting(script)).await.unwrap());
        }
        let begun = || fs::read_to_string(here.join("begun")).unwrap_or_default().lines().count();
        assert!(stage::wait_for(Duration::from_secs(60), || begun() >= 80), "they do not run side by side");
        fs::write(here.join("go"), "").unwrap();
        for command in commands {
            assert_eq!(soon(command.wait()).await.unwrap().stdout, b"done\n");
        }
    });
}

/// More than the runtime answers when they are sent at once.
#[test]
fn slow_a_burst() {
    with_codex(|codex, _| async move {
        let works = (0..500).map(|_| {
            let codex = codex.clone();
            tokio::spawn(async move { codex.run_command(sh("true")).await.unwrap().exit_code })
        });
        for work in works.collect::<Vec<_>>() {
            assert_eq!(work.await.unwrap(), 0);
        }
    });
}
