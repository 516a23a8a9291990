//! The browser runtime: its built files, and its tests.

use std::{collections::BTreeSet, path::PathBuf};

use crate::{
    Outcome, chromium,
    command::{output, run},
    node, packages, root,
    steps::Step,
};

pub(crate) fn steps() -> [Step; 4] {
    [
        Step::new("browser runtime: what it needs", prepare),
        Step::new(
            "browser runtime: its types, its built file and its budget",
            check,
        ),
        Step::new("browser runtime: its package", package),
        Step::new("browser runtime: its tests", test),
    ]
}

/// Rebuilds the committed files.
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

/// Checks the contents of the package: the source and the built files.
fn package() -> Outcome {
    let pack = ["pack", "--dry-run", "--json", "--silent"];
    let json = output(node::npm(&folder())?.args(pack))?;
    let files = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"];
    let mut expected: BTreeSet<String> = files.map(str::to_owned).into();
    packages::files(&folder(), "src", &mut expected)?;
    expected.retain(|file| !file.ends_with(".test.ts"));
    let mut served = BTreeSet::new();
    packages::files(&root().join("crates/postback/src"), "client", &mut served)?;
    let built = served.iter().filter(|file| file.contains(".js"));
    expected.extend(built.map(|file| file.replacen("client", "dist", 1)));
    packages::npm(&json, &expected)
}

fn test() -> Outcome {
    // Compiled tests whose source was removed must not run.
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
