//! Uploads for tests.

use std::sync::Arc;
use std::{env, io};

use super::directory::{Directory, Temporary};
use super::{FileType, HeldFile, Upload};

impl Upload {
    /// Creates an upload with this content, for tests of actions.
    ///
    /// # Panics
    ///
    /// If no file can be written in [`std::env::temp_dir`].
    #[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
    #[must_use]
    pub fn for_tests(file_name: &str, bytes: &[u8]) -> Self {
        let write = || {
            let directory = Arc::new(Directory::make(&env::temp_dir())?);
            let (mut file, temporary) = Temporary::create(&directory)?;
            io::Write::write_all(&mut file, bytes)?;
            Ok::<_, io::Error>(temporary)
        };
        let file = write().expect("a file can be written in the directory for temporary files");
        let held = HeldFile { file, _room: None };
        Self::new(file_name, FileType::of(bytes), bytes.len() as u64, held)
    }
}
