//! `multipart/form-data`: text into memory, files to the disk, both while they come.
//!
//! <https://www.rfc-editor.org/rfc/rfc7578>

mod gate;

use multer::{Field, Multipart};
use sha2::{Digest as _, Sha256};

use self::gate::Gate;
use super::incoming::Incoming;
use super::{BodyError, FilesTo, Reading, malformed, not_text, push};
use crate::form::file::FileRules;
use crate::form::limits::Exceeded;
use crate::form::submitted::{Digest, Sent, SentFile};
use crate::form::upload::{UploadError, Uploads, Writer};

pub(super) async fn read(
    incoming: &mut Incoming<'_>,
    boundary: String,
    reading: Reading<'_>,
    sent: &mut Sent,
) -> Result<Digest, BodyError> {
    let gate = Gate::default();
    let mut parts = Multipart::new(gate.chunks(incoming), boundary);
    let (mut hash, mut count, mut is_text) = (Sha256::new(), 0, true);
    while let Some(mut part) = gate.through(parts.next_field()).await? {
        count += 1;
        if count > reading.limits.parts {
            let exceeded = Exceeded::Parts(reading.limits.parts);
            return Err(BodyError::TooLarge(exceeded));
        }
        let name = part.name().map(str::to_owned);
        let name = name.ok_or_else(|| malformed("a part has no name"))?;
        hash_one(&mut hash, name.as_bytes());
        // A part with a file name is a file, also when none was chosen.
        if let Some(file_name) = part.file_name().map(str::to_owned) {
            let kind = part.content_type().map_or("", AsRef::as_ref);
            hash_one(&mut hash, file_name.as_bytes());
            hash_one(&mut hash, kind.as_bytes());
            let to = reading.files.and_then(|to| to.field(&name, sent));
            let (file, content) = file(&gate, &mut part, to, &file_name).await?;
            hash.update(content);
            sent.files.extend(file.map(|file| (name, file)));
        } else {
            let value = text(&gate, &mut part, reading.limits.value).await?;
            hash_one(&mut hash, &value);
            is_text &= push(sent, reading, name.into_bytes(), value)?;
        }
    }
    if !is_text {
        return Err(not_text());
    }
    Ok(hash.finalize().into())
}

/// Where the file that comes next goes.
#[derive(Clone, Copy)]
struct Destination<'a> {
    uploads: &'a Uploads,
    rules: FileRules,
    /// The list that it belongs to is full.
    is_surplus: bool,
}

impl<'a> FilesTo<'a> {
    fn field(&self, name: &str, sent: &Sent) -> Option<Destination<'a>> {
        let rules = (self.rules)(name)?;
        let before = sent.files.iter().filter(|(known, _)| known == name).count();
        Some(Destination {
            uploads: self.uploads,
            rules,
            is_surplus: rules.list.is_some_and(|most| before >= most),
        })
    }
}

/// Reads one file, to the disk if it belongs to a field; and the hash of it.
async fn file(
    gate: &Gate,
    part: &mut Field<'_>,
    to: Option<Destination<'_>>,
    file_name: &str,
) -> Result<(Option<SentFile>, [u8; 32]), BodyError> {
    let (mut hash, mut size) = (Sha256::new(), 0);
    let mut writer: Option<Writer> = None;
    while let Some(chunk) = gate.through(part.chunk()).await? {
        hash.update(&chunk);
        size += chunk.len() as u64;
        match to.filter(|to| !to.is_surplus && size <= to.rules.max) {
            Some(to) => {
                let open = match writer.take() {
                    Some(open) => open,
                    None => to.uploads.begin().await?,
                };
                writer.insert(open).write(chunk).await?;
            }
            // Nobody takes it, so it does not stay on the disk either.
            None => writer = None,
        }
    }
    let hash = hash.finalize().into();
    let Some(to) = to else {
        return Ok((None, hash));
    };
    // A file input without a file sends a part without a name and without a byte.
    // <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set>
    if size == 0 && file_name.is_empty() {
        return Ok((None, hash));
    }
    let sent = if to.is_surplus {
        SentFile::Surplus
    } else if size > to.rules.max {
        SentFile::TooLarge
    } else {
        let writer = match writer {
            Some(writer) => writer,
            None => to.uploads.begin().await?,
        };
        SentFile::Whole(writer.finish(file_name).await?)
    };
    Ok((Some(sent), hash))
}

async fn text(gate: &Gate, part: &mut Field<'_>, most: usize) -> Result<Vec<u8>, BodyError> {
    let mut value = Vec::new();
    while let Some(chunk) = gate.through(part.chunk()).await? {
        if value.len() + chunk.len() > most {
            return Err(BodyError::TooLarge(Exceeded::Value(most)));
        }
        value.extend_from_slice(&chunk);
    }
    Ok(value)
}

impl From<UploadError> for BodyError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Full { limit } => Self::NoRoom(limit),
            UploadError::Io(error) => Self::Disk(error.to_string()),
        }
    }
}

/// Parts cannot be shifted into each other.
fn hash_one(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_be_bytes());
    hash.update(part);
}
