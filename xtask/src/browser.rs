//! The browser suite: tests itlead in Chromium.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    Outcome, chromium,
    command::{cargo, output, run},
    nginx, node, npm, root,
    rust::BUILD,
    steps::Step,
};

pub(crate) fn steps() -> [Step; 2] {
    [
        Step::new("browser suite: what it needs", prepare),
        Step::new("browser suite", walk),
    ]
}

fn prepare() -> Outcome {
    node::install(&folder())?;
    npm::prepare()?;
    npm::build_example()?;
    println!("Chromium: {}", chromium::find()?.display());
    println!("nginx: {}", nginx::find()?.display());
    Ok(())
}

fn walk() -> Outcome {
    // Compiled tests whose source was removed must not run.
    node::remove_built(&folder())?;
    let programs = build()?;
    let program = |name: &str| -> Result<&Path, String> {
        let path = programs
            .get(name)
            .ok_or_else(|| format!("The workspace has no program `{name}`."))?;
        Ok(path)
    };
    run(node::npm(&folder())?
        .args(["test", "--silent"])
        .env("CHROMIUM", chromium::find()?)
        .env("NGINX", nginx::find()?)
        .env("ITLEAD", program("itlead")?)
        .env("BEHIND_PROXY", program("behind_proxy")?)
        .env("CONSTRAINT_CASES", program("constraint_cases")?)
        .env("REACT", program("react-example")?)
        .env("COOKIE_CASES", program("cookie_cases")?)
        .env("TRIPS", program("trips")?))
}

fn folder() -> PathBuf {
    root().join("tests/browser")
}

/// A message of cargo about one artifact.
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// Builds the workspace, and returns the paths of its programs and examples. Cargo reports them,
/// because the target folder can be anywhere.
fn build() -> Result<HashMap<String, PathBuf>, String> {
    let lines = output(cargo(BUILD).arg("--message-format=json-render-diagnostics"))?;
    let mut programs = HashMap::new();
    for line in lines.lines() {
        let message: Message = serde_json::from_str(line)
            .map_err(|error| format!("cargo's messages are unreadable: {error}."))?;
        let (Some(target), Some(path)) = (message.target, message.executable) else {
            continue;
        };
        // The unit tests of a program are an executable of the same name and kind, but in another
        // folder.
        let is_program = target
            .kind
            .iter()
            .any(|kind| kind == "bin" || kind == "example");
        if is_program && !path.parent().is_some_and(|folder| folder.ends_with("deps")) {
            programs.insert(target.name, path);
        }
    }
    Ok(programs)
}
