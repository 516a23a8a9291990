//! A file that is being received.

use std::fs::File;
use std::io::{self, Write as _};

use super::blocking::blocking;
use super::directory::Temporary;
use super::store::{Room, UploadError, Uploads};
use super::{FileType, Held, Upload};
use bytes::Bytes;

/// So much is collected before a thread is asked to write it: a request body arrives in pieces of a
/// few KiB, and asking costs more than writing them.
const BATCH: usize = 64 * 1024;

/// What is kept for looking at: enough for the names of the first parts of an Office file.
const HEAD: usize = 8 * 1024;

/// A file that is being received. Dropped unfinished, it is removed.
pub(crate) struct Writer {
    /// Away while a thread writes to it. If the wait for that is given up it does not come back.
    file: Option<File>,
    pending: Vec<u8>,
    head: Vec<u8>,
    size: u64,
    temporary: Temporary,
    room: Room,
}

impl Uploads {
    /// A new file to write.
    pub(crate) async fn begin(&self) -> Result<Writer, UploadError> {
        let room = Room::new(&self.0.budget)?;
        let uploads = self.clone();
        let (file, temporary) = blocking(move || uploads.0.create())
            .await
            .map_err(|error| UploadError::in_directory(&self.0.parent, &error))?;
        Ok(Writer::new(file, temporary, room))
    }
}

impl Writer {
    pub(super) fn new(file: File, temporary: Temporary, room: Room) -> Self {
        Self {
            file: Some(file),
            pending: Vec::new(),
            head: Vec::new(),
            size: 0,
            temporary,
            room,
        }
    }

    /// Adds to the file. It returns when there is place for more, so that a sender is never faster
    /// than the disk.
    pub(crate) async fn write(&mut self, chunk: Bytes) -> Result<(), UploadError> {
        let length = chunk.len() as u64;
        self.room.take(length)?;
        self.size += length;
        let wanted = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..wanted]);
        if self.pending.len() + chunk.len() < BATCH {
            self.pending.extend_from_slice(&chunk);
            return Ok(());
        }
        self.flush(chunk).await
    }

    /// The whole file. `file_name` is what the client calls it.
    pub(crate) async fn finish(mut self, file_name: &str) -> Result<Upload, UploadError> {
        self.flush(Bytes::new()).await?;
        let held = Held {
            file: self.temporary,
            _room: Some(self.room),
        };
        Ok(Upload::new(
            file_name,
            FileType::of(&self.head),
            self.size,
            held,
        ))
    }

    /// Writes what was collected, and `last` without collecting it.
    async fn flush(&mut self, last: Bytes) -> Result<(), UploadError> {
        let file = self.file.take();
        let mut pending = std::mem::take(&mut self.pending);
        let written = blocking(move || {
            let mut file = file.ok_or_else(|| io::Error::other("writing it was interrupted"))?;
            file.write_all(&pending)?;
            file.write_all(&last)?;
            pending.clear();
            Ok((file, pending))
        });
        match written.await {
            Ok((file, pending)) => {
                self.file = Some(file);
                self.pending = pending;
                Ok(())
            }
            Err(error) => Err(UploadError::in_directory(
                self.temporary.directory(),
                &error,
            )),
        }
    }

    /// Everything goes to another file from now on.
    #[cfg(test)]
    pub(super) fn redirect(&mut self, file: File) {
        self.file = Some(file);
    }
}
