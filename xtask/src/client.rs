//! The browser runtime: its built file, and its tests.

use std::path::PathBuf;

use crate::{Outcome, chromium, command::run, node, root, steps::Step};

pub(crate) fn steps() -> [Step; 3] {
    [
        Step::new("browser runtime: what it needs", prepare),
        Step::new(
            "browser runtime: its types, its built file and its budget",
            check,
        ),
        Step::new("browser runtime: its tests", test),
    ]
}

/// Writes the built file anew.
pub(crate) fn build() -> Outcome {
    node::install(&folder())?;
    npm("build")
}

fn prepare() -> Outcome {
    node::install(&folder())?;
    println!("Chromium: {}", chromium::find()?.display());
    Ok(())
}

fn check() -> Outcome {
    npm("check")
}

fn test() -> Outcome {
    // A test that is no longer in the source is not to be run.
    node::remove_built(&folder())?;
    run(node::npm(&folder())?
        .args(["run", "--silent", "test"])
        .env("CHROMIUM", chromium::find()?))
}

fn npm(script: &str) -> Outcome {
    run(node::npm(&folder())?.args(["run", "--silent", script]))
}

fn folder() -> PathBuf {
    root().join("client")
}
