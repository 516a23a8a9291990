//! The checks and tests that only need Rust.
//!
//! All commands that compile use the whole workspace with all features, so that each dependency is
//! compiled once for checking and once for running.

use crate::{
    Outcome,
    command::{cargo, run},
    floors, msrv, packages,
    plugins::plugin,
    promises,
    steps::Step,
};

/// The checks that compile nothing.
pub(crate) fn checks() -> [Step; 6] {
    [
        Step::new("formatting", format),
        Step::new("floors: one way down", floors::check),
        Step::new("the tests that SECURITY.md names", promises::check),
        Step::new("Rust versions of the library's dependencies", msrv::check),
        Step::new("licences and sources of dependencies", dependencies),
        Step::new("the packages that are published", packages::crates),
    ]
}

pub(crate) fn lints() -> [Step; 3] {
    [
        Step::new("lints", all_features),
        Step::new("lints of the library with each feature alone", each_feature),
        Step::new("documentation", documentation),
    ]
}

pub(crate) fn tests() -> [Step; 3] {
    [
        Step::new("build", build),
        Step::new("tests and doctests", run_tests),
        Step::new("tests of each feature alone, and of none", features_alone),
    ]
}

fn format() -> Outcome {
    run(&mut cargo("fmt --all --check"))
        .map_err(|why| format!("{why} `cargo fmt --all` puts it right."))
}

/// Advisories are checked by the continuous integration, because their list is remote and changes.
fn dependencies() -> Outcome {
    run(&mut plugin("deny", "--locked check licenses sources bans")?)
}

fn all_features() -> Outcome {
    run(&mut cargo(
        "clippy --locked --workspace --all-targets --all-features -- -D warnings",
    ))
}

fn each_feature() -> Outcome {
    run(&mut plugin(
        "hack",
        "clippy --locked --package postback --lib --each-feature --exclude-features default \
         --exclude-all-features -- -D warnings",
    )?)
}

fn documentation() -> Outcome {
    run(cargo("doc --locked --workspace --no-deps --all-features")
        .env("RUSTDOCFLAGS", "-D warnings"))
}

/// The same artifacts that the tests use, and the programs that the browser suite starts.
pub(crate) const BUILD: &str = "build --locked --workspace --all-targets --all-features";

fn build() -> Outcome {
    run(&mut cargo(BUILD))
}

fn features_alone() -> Outcome {
    run(&mut plugin(
        "hack",
        "test --locked --package features --tests --each-feature --exclude-all-features",
    )?)
}

fn run_tests() -> Outcome {
    run(&mut cargo("test --locked --workspace --all-features"))
}
