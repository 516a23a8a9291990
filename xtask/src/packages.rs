//! The published crates: everything that users need, and nothing that only this repository needs.

use std::{collections::BTreeSet, fs, path::Path};

use crate::{
    Outcome,
    command::{cargo, output},
};

/// The crates in the order of their publication.
const CRATES: [&str; 3] = ["postback-macros", "postback", "postback-testing"];
/// The files of each crate, besides those in its folders.
const FILES: [&str; 3] = ["README.md", "LICENSE-APACHE", "LICENSE-MIT"];
/// The sources, including the built browser runtime, and the guides.
const FOLDERS: [&str; 2] = ["src", "docs"];
/// The files that cargo adds.
const OF_CARGO: [&str; 4] = [
    ".cargo_vcs_info.json",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
];

pub(crate) fn crates() -> Outcome {
    for name in CRATES {
        let folder = Path::new("crates").join(name);
        let mut expected: BTreeSet<String> = FILES.map(str::to_owned).into();
        for inner in FOLDERS {
            files(&folder, inner, &mut expected)?;
        }
        let list = format!("package --locked --allow-dirty --list --package {name}");
        let listed = output(&mut cargo(&list))?.replace('\\', "/");
        let listed = listed.lines().filter(|file| !OF_CARGO.contains(file));
        compare(name, &expected, listed)?;
    }
    Ok(())
}

/// Checks the output of `npm pack --dry-run --json` for the browser runtime.
pub(crate) fn npm(json: &str, expected: &BTreeSet<String>) -> Outcome {
    #[derive(serde::Deserialize)]
    struct Package {
        name: String,
        files: Vec<File>,
    }
    #[derive(serde::Deserialize)]
    struct File {
        path: String,
    }
    let [package] = serde_json::from_str::<[Package; 1]>(json)
        .map_err(|error| format!("`npm pack` is unreadable: {error}."))?;
    compare(
        &package.name,
        expected,
        package.files.iter().map(|file| &*file.path),
    )
}

/// Collects the files below `folder/inner`, with paths from `folder`.
pub(crate) fn files(folder: &Path, inner: &str, found: &mut BTreeSet<String>) -> Outcome {
    let path = folder.join(inner);
    if !path.exists() {
        return Ok(());
    }
    let unreadable = |error| format!("{}: {error}.", path.display());
    for entry in fs::read_dir(&path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = format!("{inner}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(folder, &name, found)?;
        } else {
            found.insert(name);
        }
    }
    Ok(())
}

fn compare<'a>(
    package: &str,
    expected: &BTreeSet<String>,
    packed: impl Iterator<Item = &'a str>,
) -> Outcome {
    let packed: BTreeSet<String> = packed.map(str::to_owned).collect();
    let missing = expected
        .difference(&packed)
        .map(|file| format!("  {file} is missing"));
    let foreign = packed
        .difference(expected)
        .map(|file| format!("  {file} is too much"));
    let faults: Vec<String> = missing.chain(foreign).collect();
    if faults.is_empty() {
        println!("{package}: {} files", packed.len());
        return Ok(());
    }
    Err(format!(
        "The package `{package}` is not what it should be:\n{}",
        faults.join("\n")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_and_what_is_too_much_is_named() {
        let expected = BTreeSet::from(["README.md", "src/lib.rs"].map(str::to_owned));
        assert!(compare("a", &expected, ["src/lib.rs", "README.md"].into_iter()).is_ok());
        let fault = compare("a", &expected, ["src/lib.rs", "tests/it.rs"].into_iter()).unwrap_err();
        assert!(
            fault.ends_with("\n  README.md is missing\n  tests/it.rs is too much"),
            "{fault}"
        );
    }

    #[test]
    fn the_answer_of_npm_is_read() {
        let json =
            r#"[{"name": "a", "version": "0.1.0", "files": [{"path": "README.md", "size": 1}]}]"#;
        assert!(npm(json, &BTreeSet::from(["README.md".to_owned()])).is_ok());
        assert!(
            npm(json, &BTreeSet::new())
                .unwrap_err()
                .contains("README.md is too much")
        );
        assert!(npm("{}", &BTreeSet::new()).is_err());
    }
}
