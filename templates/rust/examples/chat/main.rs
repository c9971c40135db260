//! A conversation in the terminal.
//!
//! In: lines that a person types, and answers to what needs approval. Out: the answer as it is written, and what
//! commands and changes of files are doing. Ctrl-C interrupts the turn that runs; without one, it ends the program.
//!
//!     cargo run -p codex-app-server --example chat -- --help

mod screen;

use std::error::Error;
use std::io::{self, BufRead};
use std::process::ExitCode;
use std::time::Duration;

use codex_app_server::types::{
    CommandExecutionApprovalDecisionValue, CommandExecutionRequestApprovalParams,
    CommandExecutionRequestApprovalResponse, FileChangeApprovalDecision, FileChangeRequestApprovalParams,
    FileChangeRequestApprovalResponse, TurnStatus,
};
use codex_app_server::{
    ApprovalMode, Codex, CodexConfig, CodexError, Refused, Sandbox, ServerRequestHandler, Thread,
    ThreadStart, TurnHandle,
};
use tokio::sync::{mpsc, oneshot};

use screen::{Screen, on_one_line};

const HELP: &str = "\
Talk with Codex in the terminal.

  --model MODEL    the model, as `codex` names it
  --cwd FOLDER     where the agent works; by default this folder
  --codex PATH     the codex executable; by default the one on PATH
  --read-only      the agent may write no files

While a turn runs, what you type is added to it. Ctrl-C stops the turn, and the program when no turn runs.
/quit or the end of the input ends the program too.";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("chat: {}; see --help", on_one_line(&problem));
            return ExitCode::from(2);
        }
    };
    match chat(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chat: {}", on_one_line(&error.to_string()));
            ExitCode::FAILURE
        }
    }
}

#[derive(Default)]
struct Options {
    model: Option<String>,
    cwd: Option<String>,
    codex: Option<String>,
    read_only: bool,
}

impl Options {
    /// The options; none if help was asked for.
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self::default();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--model" => options.model = Some(value()?),
                "--cwd" => options.cwd = Some(value()?),
                "--codex" => options.codex = Some(value()?),
                "--read-only" => options.read_only = true,
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("there is no option {word}")),
            }
        }
        Ok(Some(options))
    }
}

async fn chat(options: Options) -> Result<(), Box<dyn Error>> {
    let (ask, questions) = mpsc::channel(1);
    let mut config = CodexConfig::new().handler(AskOnTerminal { ask });
    if let Some(path) = options.codex {
        config = config.codex_bin(path);
    }
    let codex = Codex::start(config).await?;
    let sandbox = if options.read_only { Sandbox::ReadOnly } else { Sandbox::WorkspaceWrite };
    let mut start = ThreadStart::new().approval_mode(ApprovalMode::Ask).sandbox(sandbox);
    if let Some(model) = options.model {
        start = start.model(model);
    }
    let cwd = std::path::absolute(options.cwd.unwrap_or_else(|| ".".to_owned()))?;
    let thread = codex.thread_start(start.cwd(cwd.to_string_lossy())).await?;
    let mut talk = Talk { lines: read_lines(), stops: hear_stops(), questions, screen: Screen::new() };
    talk.screen.line(&format!("Codex {} in {}. /quit ends.", version(&codex), cwd.display()));
    let outcome = talk.converse(&thread).await;
    codex.close().await;
    outcome
}

fn version(codex: &Codex) -> String {
    codex.metadata().version().map(ToString::to_string).unwrap_or_default()
}

/// Each line that is typed; the end of the channel is the end of the input.
fn read_lines() -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(16);
    // a thread, because reading from a terminal cannot be given up
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Each Ctrl-C.
fn hear_stops() -> mpsc::Receiver<()> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(
        async move { while tokio::signal::ctrl_c().await.is_ok() && sender.send(()).await.is_ok() {} },
    );
    receiver
}

/// What somebody has to decide, and where the decision goes.
struct Question {
    text: String,
    answer: oneshot::Sender<Decision>,
}

#[derive(Clone, Copy)]
enum Decision {
    Once,
    Session,
    No,
}

/// Asks the person for what needs approval; everything else that the server asks is refused.
struct AskOnTerminal {
    ask: mpsc::Sender<Question>,
}

impl AskOnTerminal {
    /// Nobody is asked any more when the program ends, or when the runtime needs no answer; then nothing is granted.
    async fn decide(&self, text: String) -> Result<Decision, Refused> {
        let (answer, decision) = oneshot::channel();
        self.ask.send(Question { text, answer }).await.map_err(|_| Refused::new())?;
        decision.await.map_err(|_| Refused::new())
    }
}

impl ServerRequestHandler for AskOnTerminal {
    async fn command_execution_approval(
        &self,
        request: CommandExecutionRequestApprovalParams,
    ) -> Result<CommandExecutionRequestApprovalResponse, Refused> {
        let command = request.command.as_deref().unwrap_or("a command that the runtime does not name");
        let decision = match self.decide(asked("Run", command, request.reason.as_deref())).await? {
            Decision::Once => CommandExecutionApprovalDecisionValue::Accept,
            Decision::Session => CommandExecutionApprovalDecisionValue::AcceptForSession,
            Decision::No => CommandExecutionApprovalDecisionValue::Decline,
        };
        Ok(CommandExecutionRequestApprovalResponse::new(decision))
    }

    async fn file_change_approval(
        &self,
        request: FileChangeRequestApprovalParams,
    ) -> Result<FileChangeRequestApprovalResponse, Refused> {
        let decision =
            match self.decide(asked("Apply", "the changes above", request.reason.as_deref())).await? {
                Decision::Once => FileChangeApprovalDecision::Accept,
                Decision::Session => FileChangeApprovalDecision::AcceptForSession,
                Decision::No => FileChangeApprovalDecision::Decline,
            };
        Ok(FileChangeRequestApprovalResponse::new(decision))
    }
}

fn asked(verb: &str, what: &str, reason: Option<&str>) -> String {
    let reason = reason.map(|reason| format!(" ({})", on_one_line(reason))).unwrap_or_default();
    format!("{verb} {}{reason}?", on_one_line(what))
}

/// The person and the screen.
struct Talk {
    lines: mpsc::Receiver<String>,
    stops: mpsc::Receiver<()>,
    questions: mpsc::Receiver<Question>,
    screen: Screen,
}

impl Talk {
    /// Turn after turn, until the person has enough.
    async fn converse(&mut self, thread: &Thread) -> Result<(), Box<dyn Error>> {
        loop {
            self.screen.prompt("> ");
            let line = tokio::select! {
                line = self.lines.recv() => line,
                _ = self.stops.recv() => None,
            };
            match line.as_deref().map(str::trim) {
                None => {
                    self.screen.line("");
                    return Ok(());
                }
                Some("/quit") => return Ok(()),
                Some("") => {}
                Some(text) => match self.turn(thread, text).await {
                    Ok(true) => {}
                    Ok(false) => return Ok(()),
                    Err(CodexError::TransportClosed(error)) => return Err(error.into()),
                    Err(error) => self.screen.error(&error.to_string()),
                },
            }
        }
    }

    /// One turn, from what starts it to its end. Whether the conversation goes on.
    async fn turn(&mut self, thread: &Thread, text: &str) -> Result<bool, CodexError> {
        let turn = tokio::select! {
            turn = thread.turn(text) => turn?,
            _ = self.stops.recv() => return Ok(true), // a start that is given up stops its turn
        };
        let mut events = turn.stream();
        let mut open: Option<Question> = None;
        let (mut interrupted, mut input_is_over) = (false, false);
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        loop {
            tokio::select! {
                event = events.next() => match event.transpose()? {
                    Some(event) => self.screen.show(event.payload),
                    None => break,
                },
                Some(question) = self.questions.recv(), if open.is_none() => {
                    self.screen.prompt(&format!("{} [y]es, [n]o, [a]lways in this session: ", question.text));
                    open = Some(question);
                }
                () = withdrawn(&mut open) => self.screen.line("(no answer is needed any more)"),
                line = self.lines.recv(), if !input_is_over => match line.as_deref().map(str::trim) {
                    None => input_is_over = true,
                    Some("/quit") => return Ok(false),
                    Some(line) => match open.take() {
                        Some(question) => drop(question.answer.send(decision(line))),
                        None if line.is_empty() => {}
                        None => self.steer(&turn, line).await?,
                    },
                },
                Some(()) = self.stops.recv() => {
                    if interrupted {
                        return Ok(false);
                    }
                    interrupted = true;
                    drop(open.take());
                    self.screen.line("(stopping; Ctrl-C again ends the program)");
                    // its end comes as an event; waiting here would miss a second Ctrl-C
                    tokio::select! {
                        stopped = turn.interrupt() => drop(stopped?),
                        _ = self.stops.recv() => return Ok(false),
                    }
                }
                _ = tick.tick(), if open.is_none() => self.screen.tick(),
            }
        }
        self.screen.end();
        match turn.run().await {
            Ok(result) if result.status == TurnStatus::Interrupted => self.screen.line("(stopped)"),
            Ok(_) => {}
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    async fn steer(&mut self, turn: &TurnHandle, line: &str) -> Result<(), CodexError> {
        match turn.steer(line).await {
            // the turn was over just before
            Err(CodexError::JsonRpc(error)) => self.screen.error(&error.to_string()),
            outcome => drop(outcome?),
        }
        Ok(())
    }
}

fn decision(line: &str) -> Decision {
    match line.to_lowercase().as_str() {
        "y" | "yes" => Decision::Once,
        "a" | "always" => Decision::Session,
        _ => Decision::No,
    }
}

/// Waits until nobody needs the answer to the open question any more, and closes it then.
async fn withdrawn(open: &mut Option<Question>) {
    match open {
        Some(question) => question.answer.closed().await,
        None => std::future::pending().await,
    }
    *open = None;
}
