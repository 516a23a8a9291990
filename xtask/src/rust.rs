//! What can be tested with Rust alone.
//!
//! All commands name the whole workspace with all features, so that each dependency is compiled
//! once to be checked and once to be run.

use crate::{
    Outcome,
    command::{cargo, run},
    floors, licences, msrv, promises,
    steps::Step,
};

pub(crate) fn steps() -> [Step; 10] {
    [
        Step::new("formatting", format),
        Step::new("floors: one way down", floors::check),
        Step::new("the tests that SECURITY.md names", promises::check),
        Step::new(
            "what the library asks of its users: Rust version",
            msrv::check,
        ),
        Step::new("licences and sources of dependencies", licences::check),
        Step::new("lints", lints),
        Step::new(
            "lints of the library without its features",
            lints_of_the_bare_library,
        ),
        Step::new("documentation", documentation),
        Step::new("build", build),
        Step::new("tests and doctests", tests),
    ]
}

fn format() -> Outcome {
    run(&mut cargo("fmt --all --check"))
        .map_err(|why| format!("{why} `cargo fmt --all` puts it right."))
}

fn lints() -> Outcome {
    run(&mut cargo(
        "clippy --locked --workspace --all-targets --all-features -- -D warnings",
    ))
}

fn lints_of_the_bare_library() -> Outcome {
    run(&mut cargo(
        "clippy --locked --package postback --lib --no-default-features -- -D warnings",
    ))
}

fn documentation() -> Outcome {
    run(cargo("doc --locked --workspace --no-deps --all-features")
        .env("RUSTDOCFLAGS", "-D warnings"))
}

/// The same artefacts that the tests use, and the programs that the browser suite starts.
pub(crate) const BUILD: &str = "build --locked --workspace --all-targets --all-features";

fn build() -> Outcome {
    run(&mut cargo(BUILD))
}

fn tests() -> Outcome {
    run(&mut cargo("test --locked --workspace --all-features"))
}
