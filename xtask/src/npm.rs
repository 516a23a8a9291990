//! The npm packages: their size, their types, their contents, and their tests.

use std::{collections::BTreeSet, fs, path::PathBuf};

use crate::{
    Outcome, chromium,
    command::{output, run},
    node, packages, root,
    steps::Step,
};

/// The packages in the order of their publication.
const PACKAGES: [&str; 3] = ["client", "react", "vite"];

pub(crate) fn steps() -> [Step; 4] {
    [
        Step::new("packages for npm: what they need", prepare),
        Step::new("packages for npm: their types and their budgets", check),
        Step::new("packages for npm: what is in them", pack),
        Step::new("packages for npm: their tests", test),
    ]
}

pub(crate) fn prepare() -> Outcome {
    node::install(root())?;
    run(node::npm(root())?.args(["run", "--silent", "build"]))
}

/// The front end of `examples/react`, as it is deployed.
pub(crate) fn build_example() -> Outcome {
    let folder = root().join("examples/react/web");
    run(node::npm(&folder)?.args(["run", "--silent", "build"]))
}

fn check() -> Outcome {
    run(node::npm(&tests())?.args(["run", "--silent", "check"]))
}

/// Checks that each package contains the built files and none of the source.
fn pack() -> Outcome {
    for name in PACKAGES {
        let folder = root().join("packages").join(name);
        let pack = ["pack", "--dry-run", "--json", "--silent"];
        let json = output(node::npm(&folder)?.args(pack))?;
        let files = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"];
        let mut expected: BTreeSet<String> = files.map(str::to_owned).into();
        let source = folder.join("src");
        let unreadable = |error| format!("{}: {error}.", source.display());
        for entry in fs::read_dir(&source).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let name = name.to_string_lossy().replace(".ts", "");
            expected.extend([format!("dist/{name}.js"), format!("dist/{name}.d.ts")]);
        }
        packages::npm(&json, &expected)?;
    }
    Ok(())
}

fn test() -> Outcome {
    // Compiled tests whose source was removed must not run.
    node::remove_built(&tests())?;
    run(node::npm(&tests())?
        .args(["run", "--silent", "test"])
        .env("CHROMIUM", chromium::find()?))
}

fn tests() -> PathBuf {
    root().join("packages/tests")
}
