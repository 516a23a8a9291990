//! No dependency of the library asks for a newer Rust than the library itself promises.

use crate::{Outcome, dependencies::Dependencies};

/// What people put into their `Cargo.toml`; what it needs comes with it.
const LIBRARY: &str = "postback";

pub(crate) fn check() -> Outcome {
    let dependencies = Dependencies::read()?;
    let library = dependencies.own(LIBRARY)?;
    let promise = library
        .rust_version
        .as_deref()
        .ok_or_else(|| format!("`{LIBRARY}` does not say its `rust-version`."))?;

    let needed = dependencies.needed_by(library);
    let newer: Vec<_> = needed
        .iter()
        .filter_map(|package| {
            let asks = package.rust_version.as_deref()?;
            (numbers(asks) > numbers(promise)).then(|| {
                format!(
                    "  {} {} asks for Rust {asks}",
                    package.name, package.version
                )
            })
        })
        .collect();
    if newer.is_empty() {
        println!(
            "{LIBRARY} and the {} packages below it work with Rust {promise}",
            needed.len() - 1
        );
        return Ok(());
    }
    Err(format!(
        "`{LIBRARY}` promises Rust {promise} (`rust-version` in Cargo.toml), but:\n{}\n\
         Take an older version of it, or raise the promise.",
        newer.join("\n")
    ))
}

/// `1.88` and `1.88.0` are the same.
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
}
