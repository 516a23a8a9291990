//! The files of one body on their way to the disk.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::super::error::{BodyError, malformed};
use super::super::reading::{FilesTo, Reading};
use super::incoming_file::IncomingFile;
use super::parts::Parts;
use crate::form::rules::FileRules;
use crate::form::sent::Sent;
use crate::form::submitted::SentFile;
use crate::form::upload::Writer;

/// The file fields for which a body has brought files.
pub(super) struct Files<'r> {
    to: Option<FilesTo<'r>>,
    known: HashMap<String, KnownField>,
}

struct KnownField {
    count: usize,
    /// The position of the field's first file among all files.
    first: usize,
}

impl<'r> Files<'r> {
    pub(super) fn new(reading: Reading<'r>) -> Self {
        Self {
            to: reading.files,
            known: HashMap::new(),
        }
    }

    fn field(&self, name: &str) -> Option<(FilesTo<'r>, FileRules)> {
        let to = self.to?;
        (to.rules)(name).map(|rules| (to, rules))
    }

    /// Reads one file, to the disk if a field accepts it, and returns its hash.
    pub(super) async fn read(
        &mut self,
        parts: &mut Parts<'_, '_>,
        incoming: IncomingFile<'_>,
        sent: &mut Sent,
    ) -> Result<[u8; 32], BodyError> {
        if !incoming.is_chosen() {
            return incoming.pass_over(parts, sent).await;
        }
        let Some((to, rules)) = self.field(&incoming.name) else {
            let list = incoming.name.split_once('[').map_or("", |(list, _)| list);
            if self.field(list).is_some() {
                return Err(malformed(
                    "a file has the name of an entry, and not of its list",
                ));
            }
            return incoming.pass_over(parts, sent).await;
        };
        let IncomingFile {
            name,
            file_name,
            first: mut next,
        } = incoming;
        let mut hash = Sha256::new();
        let is_taken = self.make_way(&name, rules, sent);
        let mut writer: Option<Writer> = None;
        let mut size = 0;
        while let Some(chunk) = next {
            hash.update(&chunk);
            size += chunk.len() as u64;
            if is_taken && size <= rules.max {
                let open = match writer.take() {
                    Some(open) => open,
                    None => to.uploads.begin().await?,
                };
                writer.insert(open).write(chunk).await?;
            } else {
                // A skipped file does not stay on the disk.
                writer = None;
            }
            next = parts.chunk().await?;
        }
        let file = if !is_taken {
            SentFile::Surplus
        } else if size > rules.max {
            SentFile::TooLarge
        } else {
            let writer = match writer {
                Some(writer) => writer,
                None => to.uploads.begin().await?,
            };
            SentFile::Whole(writer.finish(file_name).await?)
        };
        self.put(name, file, rules, sent);
        Ok(hash.finalize().into())
    }

    /// Returns whether another file is accepted. For a field of one file the last one counts, as
    /// for any field: the previous file is removed before the next is written.
    fn make_way(&self, name: &str, rules: FileRules, sent: &mut Sent) -> bool {
        match (self.known.get(name), rules.list) {
            (Some(before), None) => sent.files[before.first].1 = SentFile::Surplus,
            (Some(before), Some(most)) => return before.count < most,
            (None, most) => return most != Some(0),
        }
        true
    }

    fn put(&mut self, name: String, file: SentFile, rules: FileRules, sent: &mut Sent) {
        let first = sent.files.len();
        match (self.known.get_mut(&name), rules.list) {
            (Some(before), None) => {
                sent.files[before.first].1 = file;
                return;
            }
            // The list has recorded its first surplus file already.
            (Some(before), Some(most)) if before.count > most => return,
            (Some(before), Some(_)) => before.count += 1,
            (None, _) => {
                let known = KnownField { count: 1, first };
                self.known.insert(name.clone(), known);
            }
        }
        sent.files.push((name, file));
    }
}
