//! Finds or installs Chromium.

use std::{env, path::PathBuf};

use crate::{Outcome, command::which, debian};

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Returns the program that `CHROMIUM` names, otherwise an installed one, otherwise installs one.
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

fn install() -> Outcome {
    debian::install(
        "chromium",
        "The browser suite needs Chromium or Chrome. Install one (on Debian and Ubuntu: \
         `sudo apt-get install chromium`), or say where it is: `CHROMIUM=/path cargo xtask test`.",
    )
}
