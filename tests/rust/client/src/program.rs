//! A program in the hands of a test that sees and types what a person would.
//!
//! In: the program, its arguments and its whole environment. Out: what it prints, as it prints it, and its exit code.
//! Nothing is left running when it goes out of scope.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::play::PATIENCE;
use crate::processes::signal;
use crate::waiting::wait_for;

/// A running program. Its output is one text, standard error included.
pub struct Program {
    process: Child,
    input: Option<ChildStdin>,
    output: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Program {
    /// Starts it in a folder.
    pub fn start<A, E>(program: &Path, arguments: A, environment: E, folder: &Path) -> Self
    where
        A: IntoIterator<Item: AsRef<OsStr>>,
        E: IntoIterator<Item = (String, String)>,
    {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().envs(environment).current_dir(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program starts");
        let output = Arc::default();
        let readers = vec![
            reader(process.stdout.take().expect("a pipe"), &output),
            reader(process.stderr.take().expect("a pipe"), &output),
        ];
        Self { input: process.stdin.take(), process, output, readers }
    }

    /// What was printed until now.
    pub fn output(&self) -> String {
        let output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&output).into_owned()
    }

    /// Waits until a text was printed.
    pub fn wait_for(&self, text: &str) {
        self.wait_for_times(text, 1);
    }

    /// Waits until a text was printed so often.
    pub fn wait_for_times(&self, text: &str, times: usize) {
        let came = wait_for(PATIENCE, || self.output().matches(text).count() >= times);
        assert!(came, "no {text:?} in:\n{}", self.output());
    }

    /// Types a line.
    pub fn types(&mut self, line: &str) {
        writeln!(self.input.as_mut().expect("its input is open"), "{line}").expect("it reads");
    }

    /// Sends what Ctrl-C sends.
    pub fn press_ctrl_c(&self) {
        signal("INT", self.process.id());
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.process.try_wait().is_ok_and(|ended| ended.is_none())
    }

    /// Ends its input and waits; the exit code, and nothing where it died of a signal.
    pub fn end(&mut self) -> Option<i32> {
        self.input = None;
        self.wait()
    }

    /// Waits until it ends by itself; the exit code, and nothing where it died of a signal.
    pub fn wait(&mut self) -> Option<i32> {
        let mut code = None;
        let ended = wait_for(PATIENCE, || {
            code = self.process.try_wait().expect("it can be asked");
            code.is_some()
        });
        assert!(ended, "it does not end:\n{}", self.output());
        for reader in self.readers.drain(..) {
            reader.join().expect("its output is read");
        }
        code.and_then(|code| code.code())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn reader(mut pipe: impl Read + Send + 'static, output: &Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    let output = Arc::clone(output);
    std::thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(count @ 1..) = pipe.read(&mut chunk) {
            output.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&chunk[..count]);
        }
    })
}
