//! [`Writer`]: a file that is being received.

use std::fs::File;
use std::io::{self, Write as _};

use super::blocking::blocking;
use super::directory::Temporary;
use super::store::{Room, UploadError, Uploads};
use super::{FileType, HeldFile, Upload};
use bytes::Bytes;

/// The number of bytes that are collected before a thread writes them. A request body arrives in
/// pieces of a few KiB, and switching to the thread costs more than writing them.
const BATCH: usize = 64 * 1024;

/// The number of bytes that are kept for sniffing, enough for the first entry names of an Office
/// file.
const HEAD: usize = 8 * 1024;

/// A file that is being received. It is removed if it is dropped unfinished.
pub(crate) struct Writer {
    /// The file, or `None` while a thread writes to it. If that wait is cancelled, the file does
    /// not return.
    file: Option<File>,
    pending: Vec<u8>,
    head: Vec<u8>,
    size: u64,
    temporary: Temporary,
    room: Room,
}

impl Uploads {
    /// Creates a file to write.
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

    /// Appends a chunk. It returns when there is room for more, so a client is never faster than
    /// the disk.
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

    /// Completes the file. `file_name` is the name that the client sent.
    pub(crate) async fn finish(mut self, file_name: &str) -> Result<Upload, UploadError> {
        self.flush(Bytes::new()).await?;
        let held = HeldFile {
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

    /// Writes the collected bytes, and `last` without collecting it.
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

    /// Writes everything to another file from now on.
    #[cfg(test)]
    pub(super) fn redirect(&mut self, file: File) {
        self.file = Some(file);
    }
}
