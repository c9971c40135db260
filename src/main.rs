//! The command: arguments in, an exit code out; everything else is in [`codex_sdkgen::cli`].

/// A compiler allocates many small things and exits: this allocator keeps their cost flat as schemas grow.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    codex_sdkgen::cli::run(std::env::args_os())
}
