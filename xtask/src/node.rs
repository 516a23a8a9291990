//! Node.js, and the packages of the browser runtime and the browser suite.

use std::{fs, path::Path, process::Command};

use crate::{
    Outcome,
    command::{output, run, which},
};

/// The oldest version on which the packages of the suite run.
const OLDEST: (u32, u32) = (20, 19);

/// Returns npm for this folder.
pub(crate) fn npm(folder: &Path) -> Result<Command, String> {
    let npm = which(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .ok_or_else(|| missing("npm is not installed"))?;
    let mut command = Command::new(npm);
    command.current_dir(folder);
    Ok(command)
}

/// Installs the packages of `package-lock.json`, unless they are installed already.
pub(crate) fn install(folder: &Path) -> Outcome {
    is_new_enough()?;
    let wanted = fs::read(folder.join("package-lock.json"))
        .map_err(|error| format!("package-lock.json: {error}."))?;
    let note = folder.join("node_modules/.installed-lock.json");
    if fs::read(&note).is_ok_and(|installed| installed == wanted) {
        println!("{} is up to date", folder.join("node_modules").display());
        return Ok(());
    }
    run(npm(folder)?.args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&note, wanted).map_err(|error| format!("{}: {error}.", note.display()))
}

/// Removes the output of TypeScript in this folder.
pub(crate) fn remove_built(folder: &Path) -> Outcome {
    let built = folder.join(".built");
    if built.exists() {
        fs::remove_dir_all(&built).map_err(|error| format!("{}: {error}.", built.display()))?;
    }
    Ok(())
}

fn is_new_enough() -> Outcome {
    let node = which(if cfg!(windows) { "node.exe" } else { "node" })
        .ok_or_else(|| missing("it is not installed"))?;
    let version = output(Command::new(node).arg("--version"))?;
    let version = version.trim();
    if numbers(version) < Some(OLDEST) {
        return Err(missing(&format!("this one is {version}")));
    }
    Ok(())
}

fn missing(found: &str) -> String {
    let (major, minor) = OLDEST;
    format!(
        "The browser runtime and its tests need Node.js {major}.{minor} or newer with npm, but {found}: https://nodejs.org"
    )
}

/// Parses `v20.19.1` as 20 and 19.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_node_is_two_numbers() {
        assert_eq!(numbers("v20.20.2"), Some((20, 20)));
        assert_eq!(numbers("v24.0.0-nightly"), Some((24, 0)));
        assert_eq!(numbers("20.1"), None);
    }
}
