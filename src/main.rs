//! The `remc` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    remc::cli::run(std::env::args_os())
}
