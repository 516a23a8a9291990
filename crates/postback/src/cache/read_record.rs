//! [`ReadRecord`]: one read, as recorded by the computation or page that reads.

use tokio::time::Instant;

use super::computed::CacheValue;
use super::entry::Entry;
use super::rules::Life;
use super::sources::{Unknown, Why};
use super::{Cache, CacheStatus, Cached};

/// A read in progress. However it ends, it is recorded in its reader: as the dependencies of the
/// value, or as an unknown dependency. A cancelled read counts as unknown as well, because the
/// reader continues without the value.
pub(crate) struct ReadRecord<'r> {
    reader: &'r Cache,
    name: &'r str,
    is_over: bool,
}

impl Cache {
    pub(crate) fn begin_read<'r>(&'r self, name: &'r str) -> ReadRecord<'r> {
        ReadRecord {
            reader: self,
            name,
            is_over: false,
        }
    }
}

impl ReadRecord<'_> {
    /// Ends the read with the value of this entry.
    pub(crate) fn found<T: CacheValue>(mut self, entry: &Entry, how: CacheStatus) -> Cached<T> {
        let Cache(scope) = self.reader;
        let found = Cached {
            value: (),
            how,
            made: entry.made,
            oldest: entry.oldest,
        };
        if how == CacheStatus::Stale {
            self.reader.has_read_stale(entry.oldest);
        }
        if let Some(mut made) = self.reader.made() {
            if how == CacheStatus::Stale {
                made.is_not_known(Why::Stale.into());
            }
            made.read(self.name, entry, &*scope.engine.rules);
            made.tell(self.name, &found);
        }
        self.is_over = true;
        let value = entry.value.downcast_ref::<T>();
        Cached {
            value: value
                .expect("the key has the type of the value in it")
                .clone(),
            how,
            made: entry.made,
            oldest: entry.oldest,
        }
    }

    /// Ends the read without a value.
    pub(crate) fn failed(mut self) {
        self.is_over = true;
        self.lost(Why::Failed);
    }

    /// Ends the read of a value that was computed in the reader's own scope, and is not older than
    /// `begun`.
    pub(crate) fn was_a_part(mut self, begun: Instant, life: Option<Life>) {
        self.is_over = true;
        if let (Some(mut made), Some(life)) = (self.reader.made(), life) {
            made.lives_as(begun, life);
        }
    }

    fn lost(&self, why: Why) {
        if let Some(mut made) = self.reader.made() {
            made.is_not_known(Unknown::from(why).within(self.name));
        }
    }
}

impl Drop for ReadRecord<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.lost(Why::GivenUp);
        }
    }
}
