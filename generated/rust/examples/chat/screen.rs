//! The terminal.
//!
//! In: what the runtime tells. Out: lines, and the status of what runs drawn over in place. Texts from outside reach the
//! terminal harmless.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use codex_app_server::events::ServerNotification;
use codex_app_server::types::{PatchChangeKind, ThreadItem};

/// What is on the screen.
pub struct Screen {
    /// Whether the status of something that runs may be drawn over.
    is_terminal: bool,
    at_line_start: bool,
    running: Option<(String, Instant)>,
    status_is_shown: bool,
}

impl Screen {
    pub fn new() -> Self {
        let is_terminal = io::stdout().is_terminal();
        Self { is_terminal, at_line_start: true, running: None, status_is_shown: false }
    }

    pub fn show(&mut self, payload: ServerNotification) {
        match payload {
            ServerNotification::AgentMessageDelta(delta) => self.text(&delta.delta),
            ServerNotification::ItemStarted(started) => match started.item {
                ThreadItem::CommandExecution(command) => {
                    self.line(&format!("$ {}", on_one_line(&command.command)));
                    self.running = Some((on_one_line(&command.command), Instant::now()));
                }
                ThreadItem::FileChange(change) => {
                    for change in &change.changes {
                        let verb = match change.kind {
                            PatchChangeKind::Add(_) => "add",
                            PatchChangeKind::Delete(_) => "delete",
                            _ => "change",
                        };
                        self.line(&format!("* {verb} {}", on_one_line(&change.path)));
                        self.diff(&change.diff);
                    }
                }
                ThreadItem::McpToolCall(call) => {
                    self.line(&format!("* {} {}", on_one_line(&call.server), on_one_line(&call.tool)));
                }
                _ => {}
            },
            ServerNotification::ItemCompleted(done) => match done.item {
                ThreadItem::AgentMessage(_) => self.end(),
                ThreadItem::CommandExecution(command) => {
                    self.running = None;
                    let took = command.duration_ms.map(|time| {
                        format!(", {:.1} s", Duration::from_millis(time.unsigned_abs()).as_secs_f64())
                    });
                    let exit =
                        command.exit_code.map(|code| format!(", exit code {code}")).unwrap_or_default();
                    self.line(&format!(
                        "  {}{exit}{}",
                        on_one_line(command.status.as_str()),
                        took.unwrap_or_default()
                    ));
                }
                ThreadItem::FileChange(change) => {
                    self.line(&format!("  {}", on_one_line(change.status.as_str())));
                }
                _ => {}
            },
            ServerNotification::Error(error) if error.will_retry => self.error(&error.error.message),
            ServerNotification::Warning(warning) => {
                self.line(&format!("warning: {}", on_one_line(&warning.message)))
            }
            _ => {}
        }
    }

    /// A part of an answer.
    fn text(&mut self, text: &str) {
        self.clear_status();
        let text = harmless(text);
        print!("{text}");
        if let Some(last) = text.chars().last() {
            self.at_line_start = last == '\n';
        }
        flush();
    }

    /// A line of its own.
    pub fn line(&mut self, text: &str) {
        self.end();
        println!("{text}");
    }

    pub fn error(&mut self, text: &str) {
        self.line(&format!("error: {}", on_one_line(text)));
    }

    /// The first lines of a change.
    fn diff(&mut self, diff: &str) {
        const SHOWN: usize = 12;
        for line in diff.lines().take(SHOWN) {
            self.line(&format!("  {}", on_one_line(line)));
        }
        if let more @ 1.. = diff.lines().count().saturating_sub(SHOWN) {
            self.line(&format!("  ({more} more lines)"));
        }
    }

    /// Where something is to be typed.
    pub fn prompt(&mut self, text: &str) {
        self.end();
        print!("{text}");
        flush();
        // the person ends the line
        self.at_line_start = true;
    }

    /// A second has passed.
    pub fn tick(&mut self) {
        let Some((command, since)) = self.running.as_ref().filter(|_| self.is_terminal && self.at_line_start)
        else {
            return;
        };
        let seconds = since.elapsed().as_secs();
        if seconds > 0 {
            let command: String = command.chars().take(60).collect();
            print!("\r\x1b[2K  … {seconds} s  {command}");
            self.status_is_shown = true;
            flush();
        }
    }

    /// Ends the line, if one has been begun.
    pub fn end(&mut self) {
        self.clear_status();
        if !self.at_line_start {
            println!();
        }
        self.at_line_start = true;
    }

    fn clear_status(&mut self) {
        if std::mem::take(&mut self.status_is_shown) {
            print!("\r\x1b[2K");
        }
    }
}

fn flush() {
    // a terminal that is gone is found out by the next line that is read
    let _ = io::stdout().flush();
}

/// The text without what would steer the terminal, or turn and hide text: of the control characters only line ends
/// and tabulators are left.
fn harmless(text: &str) -> String {
    text.chars().filter(|it| matches!(it, '\n' | '\t') || !steers(*it)).collect()
}

/// The text on one line, harmless.
pub fn on_one_line(text: &str) -> String {
    text.chars().map(|it| if it.is_whitespace() { ' ' } else { it }).filter(|it| !steers(*it)).collect()
}

fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
