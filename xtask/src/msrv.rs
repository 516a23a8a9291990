//! Checks that no dependency of the library or its test browser requires a newer Rust than the two
//! promise.
//!
//! The continuous integration builds the library with that Rust; this check is for machines with
//! one toolchain only.

use std::collections::HashSet;

use serde::Deserialize;

use crate::{
    Outcome,
    command::{cargo, output},
};

/// The part of `cargo metadata` that is read here.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    rust_version: Option<String>,
}

pub(crate) fn check() -> Outcome {
    let json = output(&mut cargo("metadata --locked --format-version 1"))?;
    let Metadata { packages } = serde_json::from_str(&json)
        .map_err(|error| format!("`cargo metadata` is unreadable: {error}."))?;
    let tree = output(&mut cargo(
        "tree --locked --package postback --package postback-testing --all-features --target all --edges normal,build --prefix none",
    ))?;
    let needed: HashSet<&str> = tree.lines().map(named).collect();

    let promise = packages
        .iter()
        .find(|package| package.name == "postback")
        .and_then(|library| library.rust_version.as_deref())
        .ok_or("`postback` does not say its `rust-version`.")?;
    let newer: Vec<String> = packages
        .iter()
        .filter(|Package { name, version, .. }| needed.contains(&*format!("{name} v{version}")))
        .filter_map(
            |Package {
                 name,
                 version,
                 rust_version,
             }| {
                let asks = rust_version.as_deref()?;
                (numbers(asks) > numbers(promise))
                    .then(|| format!("  {name} {version} asks for Rust {asks}"))
            },
        )
        .collect();
    if newer.is_empty() {
        println!(
            "the {} packages below the library work with Rust {promise}",
            needed.len() - 1
        );
        return Ok(());
    }
    Err(format!(
        "`postback` promises Rust {promise} (`rust-version` in Cargo.toml), but:\n{}\n\
         Take an older version of it, or raise the promise.",
        newer.join("\n")
    ))
}

/// Returns `axum v0.8.9` without the path and the mark after it.
fn named(line: &str) -> &str {
    line.split(" (").next().unwrap_or(line)
}

/// Parses a version, in which `1.88` equals `1.88.0`.
fn numbers(version: &str) -> [u32; 3] {
    let mut numbers = [0; 3];
    for (number, part) in numbers.iter_mut().zip(version.split('.')) {
        *number = part.parse().unwrap_or(0);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(numbers("1.88"), numbers("1.88.0"));
        assert!(numbers("1.100") > numbers("1.88"));
        assert!(numbers("1.88.1") > numbers("1.88"));
    }

    #[test]
    fn a_line_of_the_tree_begins_with_name_and_version() {
        assert_eq!(named("axum v0.8.9"), "axum v0.8.9");
        assert_eq!(named("syn v3.0.1 (*)"), "syn v3.0.1");
        assert_eq!(
            named("serde_derive v1.0.2 (proc-macro) (*)"),
            "serde_derive v1.0.2"
        );
    }
}
