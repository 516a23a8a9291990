//! Starting programs.

use std::{
    env,
    ffi::OsStr,
    io::ErrorKind,
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::Outcome;

/// Returns the cargo that runs this program.
pub(crate) fn cargo(arguments: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments.split_whitespace());
    command
}

/// Runs a program without input; its output is inherited.
pub(crate) fn run(command: &mut Command) -> Outcome {
    println!("$ {}", line(command));
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| no_start(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{}` ended with {status}.", line(command)))
}

/// Runs a program and returns its standard output; its errors are inherited.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| no_start(command, &error))?;
    if !output.status.success() {
        return Err(format!("`{}` ended with {}.", line(command), output.status));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("`{}` printed something that is not UTF-8.", line(command)))
}

/// Finds a program as a shell would.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

fn no_start(command: &Command, error: &std::io::Error) -> String {
    let program = command.get_program().display();
    match error.kind() {
        ErrorKind::NotFound => format!("`{program}` is not installed, or not in the PATH."),
        _ => format!("`{program}` could not be started: {error}."),
    }
}

/// Returns the command line as typed, without the path of the program.
fn line(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
