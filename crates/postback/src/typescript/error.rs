//! Why no modules were written, or how they differ.

use std::path::PathBuf;
use std::{fmt, io};

/// Why no modules were written, or how they differ.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExportError {
    /// What TypeScript would be told wrongly: a sentence for each, which names the fix.
    Wrong(Vec<String>),
    /// A file is not what the app says.
    Differs {
        /// The file.
        file: PathBuf,
        /// The first line that differs, from 1 on.
        line: usize,
        /// What the app says. `None` if the file should end before this line, or not be there.
        expected: Option<String>,
        /// What is there. `None` if the file ends before this line, or is not there.
        found: Option<String>,
    },
    /// A file that was not written by [`export`] has the name of a module.
    InTheWay(PathBuf),
    /// The disk.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
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
