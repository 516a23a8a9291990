//! Packages of Debian.

use std::process::Command;

use crate::{
    Outcome,
    command::{run, which},
};

/// Installs a package, where that is possible without a question. `by_hand` says what to do
/// otherwise.
pub(crate) fn install(package: &str, by_hand: &str) -> Outcome {
    let (Some(apt), Some(prefix)) = (which("apt-get"), as_root()) else {
        return Err(by_hand.to_owned());
    };
    println!("{package} is not installed: installing it");
    let install = format!("install --yes --no-install-recommends {package}");
    for arguments in ["update", &install] {
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

/// Returns the prefix of a command that requires root, or `None` if there is no way.
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
    // `-n` never asks for a password.
    answers("sudo", &["-n", "id", "-u"], "0").then_some(&["sudo", "-n"])
}
