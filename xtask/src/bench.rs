//! The benchmarks, which are a separate program that compares whole servers.

use crate::{
    Outcome,
    command::{cargo, run},
};

pub(crate) fn run_with(arguments: &[&str]) -> Outcome {
    run(cargo("run --locked --release --package benches --").args(arguments))
}
