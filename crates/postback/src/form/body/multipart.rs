//! `multipart/form-data`: text into memory and files to disk, both while they arrive.
//!
//! <https://www.rfc-editor.org/rfc/rfc7578>

#[cfg(feature = "uploads")]
mod files;
mod head;
mod incoming_file;
mod parts;

use sha2::{Digest as _, Sha256};

#[cfg(feature = "uploads")]
use self::files::Files;
use self::incoming_file::IncomingFile;
use self::parts::Parts;
use super::error::{BodyError, malformed, not_text};
use super::incoming::Incoming;
use super::reading::{Reading, lossy, push};
use crate::form::limits::Exceeded;
use crate::form::sent::{Digest, Sent};
#[cfg(feature = "uploads")]
use crate::form::upload::UploadError;

pub(super) async fn read(
    incoming: &mut Incoming<'_>,
    boundary: &str,
    reading: Reading<'_>,
    sent: &mut Sent,
) -> Result<Digest, BodyError> {
    let mut parts = Parts::new(incoming, boundary, reading.limits.head);
    let (mut hash, mut count, mut is_text) = (Sha256::new(), 0, true);
    #[cfg(feature = "uploads")]
    let mut files = Files::new(reading);
    while let Some(head) = parts.next().await? {
        count += 1;
        if count > reading.limits.parts {
            let exceeded = Exceeded::Parts(reading.limits.parts);
            return Err(BodyError::TooLarge(exceeded));
        }
        hash_one(&mut hash, &head.name);
        if let Some(file_name) = &head.file_name {
            hash_one(&mut hash, file_name.as_bytes());
            hash_one(&mut hash, &head.kind);
            let (name, is_name) = lossy(head.name);
            is_text &= is_name;
            let file = IncomingFile::begin(&mut parts, name, file_name, reading.limits).await?;
            #[cfg(feature = "uploads")]
            let content = files.read(&mut parts, file, sent).await?;
            #[cfg(not(feature = "uploads"))]
            let content = file.pass_over(&mut parts, sent).await?;
            hash.update(content);
        } else {
            let value = text(&mut parts, reading.limits.value).await?;
            hash_one(&mut hash, &value);
            if !value.is_empty() && reading.takes_files(&head.name) {
                return Err(malformed("a file has no file name"));
            }
            is_text &= push(sent, reading, head.name, value)?;
        }
    }
    if !is_text {
        return Err(not_text());
    }
    Ok(hash.finalize().into())
}

async fn text(parts: &mut Parts<'_, '_>, most: usize) -> Result<Vec<u8>, BodyError> {
    let mut value = Vec::new();
    while let Some(chunk) = parts.chunk().await? {
        if value.len() + chunk.len() > most {
            return Err(BodyError::TooLarge(Exceeded::Value(most)));
        }
        value.extend_from_slice(&chunk);
    }
    Ok(value)
}

#[cfg(feature = "uploads")]
impl From<UploadError> for BodyError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Full { limit } => Self::NoRoom(limit),
            UploadError::TooMany { limit } => Self::TooManyFiles(limit),
            UploadError::Io(error) => Self::Disk(error.to_string()),
        }
    }
}

/// Hashes the length first, so that bytes cannot shift from one part to another.
fn hash_one(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_be_bytes());
    hash.update(part);
}
