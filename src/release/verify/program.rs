//! The program of a runtime wheel in, unpacked into a folder of its own while its bytes are proved; what it is and says out.
//! Nothing else of the wheel is unpacked, and the folder goes with this value.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;

use tempfile::TempDir;

use crate::diag::{Code, Diagnostic, Outcome};
use crate::release::platform::{Target, executable};
use crate::schema::version_of_runtime;

/// A program that is being unpacked, or is.
#[derive(Debug)]
pub(super) struct Program {
    folder: TempDir,
    path: PathBuf,
    file: Option<File>,
}

impl Program {
    /// A program with a name, still empty.
    ///
    /// # Errors
    /// There is no room for it.
    pub(super) fn begin(name: &str) -> Outcome<Self> {
        let begin = || -> io::Result<Self> {
            let folder = tempfile::Builder::new().prefix("codex-sdkgen-").tempdir()?;
            let path = folder.path().join(name);
            let file = Some(File::create_new(&path)?);
            fs::create_dir(folder.path().join("home"))?;
            Ok(Self { folder, path, file })
        };
        begin().map_err(|error| failed(&error).into())
    }

    /// Some more bytes of it.
    ///
    /// # Errors
    /// There is no room for them.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Outcome<()> {
        let file = self.file.as_mut();
        file.map_or(Ok(()), |file| file.write_all(bytes)).map_err(|error| failed(&error).into())
    }

    /// The target that it is for, if its header tells.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn target(&mut self) -> Outcome<Option<&'static Target>> {
        // A file that is open for writing cannot be run.
        self.file = None;
        let mut head = Vec::new();
        let read =
            File::open(&self.path).and_then(|file| file.take(executable::HEAD as u64).read_to_end(&mut head));
        read.map_err(|error| failed(&error))?;
        Ok(executable::target(&head))
    }

    /// The version that it says it has.
    ///
    /// # Errors
    /// It cannot be run, fails, takes too long or says nothing.
    pub(super) fn version(&mut self) -> Outcome<String> {
        self.file = None;
        allow_running(&self.path).map_err(|error| failed(&error))?;
        version_of_runtime(&self.path, &self.folder.path().join("home"))
    }
}

#[cfg(unix)]
fn allow_running(program: &std::path::Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(program, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn allow_running(_program: &std::path::Path) -> io::Result<()> {
    Ok(())
}

fn failed(error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::FileAccess, "the runtime of a wheel cannot be unpacked to be asked for its version")
        .note("because", error.to_string())
        .help("make room in the folder for temporary files, or name another one in TMPDIR")
}
