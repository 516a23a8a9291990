//! The tasks of this repository besides compiling it. `cargo xtask` lists them.

mod bench;
mod browser;
mod chromium;
mod client;
mod command;
mod debian;
mod floors;
mod msrv;
mod nginx;
mod node;
mod npm;
mod packages;
mod plugins;
mod promises;
mod rust;
mod steps;

use std::{env, path::Path, process::ExitCode};

use steps::Steps;

const USAGE: &str = "\
cargo xtask test            everything that has to pass, in the order of what fails fastest
cargo xtask test checks     of that, what compiles nothing
cargo xtask test lints      of that, clippy and the documentation
cargo xtask test rust       of that, the tests of all crates
cargo xtask test floors     of the checks, which file of the library imports which
cargo xtask test client     of that, the browser runtime by itself, and the packages for npm
cargo xtask test browser    of that, the walks through itlead in Chromium
cargo xtask client          builds the browser runtime: crates/postback/src/client/postback.js
cargo xtask bench [ARG..]   the benchmarks, in release";

/// The result of a step: nothing, or the sentence that says why it failed.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    // `cargo xtask` does the same in every folder of the repository.
    if let Err(error) = env::set_current_dir(root()) {
        eprintln!("error: cannot enter {}: {error}", root().display());
        return ExitCode::FAILURE;
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["test"] => Steps::new()
            .and(rust::checks())
            .and(rust::lints())
            .and(rust::tests())
            .and(client::steps())
            .and(npm::steps())
            .and(browser::steps())
            .run(),
        ["test", "checks"] => Steps::new().and(rust::checks()).run(),
        ["test", "lints"] => Steps::new().and(rust::lints()).run(),
        ["test", "rust"] => Steps::new().and(rust::tests()).run(),
        ["test", "floors"] => told(floors::check()),
        ["test", "client"] => Steps::new().and(client::steps()).and(npm::steps()).run(),
        ["test", "browser"] => Steps::new().and(browser::steps()).run(),
        ["client"] => told(client::build()),
        ["bench", ref rest @ ..] => told(bench::run_with(rest)),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!(
                "error: there is no `cargo xtask {}`\n\n{USAGE}",
                arguments.join(" ")
            );
            ExitCode::FAILURE
        }
    }
}

fn told(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the workspace")
}
