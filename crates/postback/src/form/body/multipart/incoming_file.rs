//! [`IncomingFile`]: a file of a body, before it is known whether a field accepts it.

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::super::error::BodyError;
use super::parts::Parts;
use crate::form::limits::{Exceeded, Limits};
use crate::form::sent::Sent;

/// A file of which the first bytes have arrived.
pub(super) struct IncomingFile<'n> {
    pub(super) name: String,
    pub(super) file_name: &'n str,
    pub(super) first: Option<Bytes>,
}

impl<'n> IncomingFile<'n> {
    pub(super) async fn begin(
        parts: &mut Parts<'_, '_>,
        name: String,
        file_name: &'n str,
        limits: &Limits,
    ) -> Result<Self, BodyError> {
        if name.len() > limits.name {
            return Err(BodyError::TooLarge(Exceeded::Name(limits.name)));
        }
        let first = parts.chunk().await?;
        Ok(Self {
            name,
            file_name,
            first,
        })
    }

    /// A file input without a chosen file submits a part with an empty name and no content.
    /// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set>
    pub(super) fn is_chosen(&self) -> bool {
        self.first.is_some() || !self.file_name.is_empty()
    }

    /// Reads a file that no field accepts, and returns its hash.
    pub(super) async fn pass_over(
        self,
        parts: &mut Parts<'_, '_>,
        sent: &mut Sent,
    ) -> Result<[u8; 32], BodyError> {
        if self.is_chosen() && !sent.passed_over.contains(&self.name) {
            sent.passed_over.push(self.name);
        }
        let (mut hash, mut next) = (Sha256::new(), self.first);
        while let Some(chunk) = next {
            hash.update(&chunk);
            next = parts.chunk().await?;
        }
        Ok(hash.finalize().into())
    }
}
