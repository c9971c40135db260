//! The command: arguments in, an exit code out; everything else is in [`codex_sdkgen::cli`].

fn main() -> std::process::ExitCode {
    codex_sdkgen::cli::run(std::env::args_os())
}
