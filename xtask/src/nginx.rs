//! Finding an nginx, or getting one: a real proxy for the browser suite.

use std::{env, path::PathBuf};

use crate::{Outcome, command::which, debian};

/// Where Debian puts it; who is not root has no such folder in the `PATH`.
const FOLDERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// The one that `NGINX` names, else one that is installed, else one that we install.
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

/// Its own service, which the package starts where there are services, is none of ours.
fn install() -> Outcome {
    debian::install(
        "nginx-light",
        "The browser suite needs nginx. Install it (on Debian and Ubuntu: `sudo apt-get install nginx-light`), \
         or say where it is: `NGINX=/path cargo xtask test`.",
    )
}
