//! Finds or installs nginx, a real proxy for the browser suite.

use std::{env, path::PathBuf};

use crate::{Outcome, command::which, debian};

/// The folders in which Debian installs it, which are not in the `PATH` of ordinary users.
const FOLDERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// Returns the program that `NGINX` names, otherwise an installed one, otherwise installs one.
pub(crate) fn find() -> Result<PathBuf, String> {
    if let Some(path) = env::var_os("NGINX").filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        if path.is_file() {
            return Ok(path);
        }
        return Err(format!("NGINX names {}, which is no file.", path.display()));
    }
    if let Some(path) = installed() {
        return Ok(path);
    }
    install()?;
    installed().ok_or_else(|| {
        "The package nginx-light is installed, but has no program `nginx`.".to_owned()
    })
}

fn installed() -> Option<PathBuf> {
    let elsewhere = FOLDERS
        .iter()
        .map(|folder| PathBuf::from(folder).join("nginx"));
    which("nginx").or_else(|| elsewhere.into_iter().find(|path| path.is_file()))
}

/// The service that the package may start is not used.
fn install() -> Outcome {
    debian::install(
        "nginx-light",
        "The browser suite needs nginx. Install it (on Debian and Ubuntu: `sudo apt-get install nginx-light`), \
         or say where it is: `NGINX=/path cargo xtask test`.",
    )
}
