//! Finding a Chromium, or getting one.

use std::{env, path::PathBuf, process::Command};

use crate::{
    Outcome,
    command::{run, which},
};

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The one that `CHROMIUM` names, else one that is installed, else one that we install.
pub(crate) fn find() -> Result<PathBuf, String> {
    if let Some(path) = env::var_os("CHROMIUM").filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        if path.is_file() {
            return Ok(path);
        }
        return Err(format!(
            "CHROMIUM names {}, which is no file.",
            path.display()
        ));
    }
    if let Some(path) = installed() {
        return Ok(path);
    }
    install()?;
    installed().ok_or_else(|| {
        "The package chromium is installed, but has no program of that name.".to_owned()
    })
}

fn installed() -> Option<PathBuf> {
    let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    NAMES
        .iter()
        .find_map(|name| which(name))
        .or_else(|| mac.is_file().then_some(mac))
}

/// Debian's package, where that can be done without asking anybody.
fn install() -> Outcome {
    let by_hand = "The browser suite needs Chromium or Chrome. Install one (on Debian and Ubuntu: \
                   `sudo apt-get install chromium`), or say where it is: `CHROMIUM=/path cargo xtask test`.";
    let (Some(apt), Some(prefix)) = (which("apt-get"), as_root()) else {
        return Err(by_hand.to_owned());
    };
    println!("Chromium is not installed: installing it");
    for arguments in ["update", "install --yes --no-install-recommends chromium"] {
        let mut words = prefix
            .iter()
            .copied()
            .chain(["env", "DEBIAN_FRONTEND=noninteractive"]);
        let mut command = Command::new(words.next().expect("`env` is always there"));
        command
            .args(words)
            .arg(&apt)
            .arg("-q")
            .args(arguments.split(' '));
        run(&mut command).map_err(|why| format!("{why}\n{by_hand}"))?;
    }
    Ok(())
}

/// What to write before a command that only root may run; nothing if there is no way.
fn as_root() -> Option<&'static [&'static str]> {
    let answers = |program: &str, arguments: &[&str], expected: &str| {
        let answer = Command::new(program).args(arguments).output();
        answer.is_ok_and(|answer| {
            answer.status.success() && answer.stdout.trim_ascii() == expected.as_bytes()
        })
    };
    if answers("id", &["-u"], "0") {
        return Some(&[]);
    }
    // -n: it never asks for a password.
    answers("sudo", &["-n", "id", "-u"], "0").then_some(&["sudo", "-n"])
}
