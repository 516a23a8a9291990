//! [`ExportError`]: why modules were not written, or how they differ.

use std::path::PathBuf;
use std::{fmt, io};

/// Why modules were not written, or how they differ.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExportError {
    /// Types without a correct TypeScript type, each as a sentence that names the fix.
    Wrong(Vec<String>),
    /// A file differs from the app.
    Differs {
        /// The path of the file.
        file: PathBuf,
        /// The number of the first line that differs, from 1.
        line: usize,
        /// The line according to the app. `None` if the file should end before it, or should not
        /// exist.
        expected: Option<String>,
        /// The line in the file. `None` if the file ends before it, or does not exist.
        found: Option<String>,
    },
    /// A file with the name of a module that [`export`](super::export) has not written.
    InTheWay(PathBuf),
    /// A failure of the file system.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong(sentences) => f.write_str(&sentences.join("\n")),
            Self::Differs {
                file,
                line,
                expected,
                found,
            } => {
                let shown = |text: &Option<String>| match text {
                    Some(text) => format!("`{text}`"),
                    None => "nothing".to_owned(),
                };
                write!(
                    f,
                    "{}:{line} is not what the app says: expected {}, found {}; export the modules again",
                    file.display(),
                    shown(expected),
                    shown(found),
                )
            }
            Self::InTheWay(file) => write!(
                f,
                "{} was not written by the export, and would be overwritten: rename it, or export into another folder",
                file.display(),
            ),
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
        }
    }
}

impl std::error::Error for ExportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
