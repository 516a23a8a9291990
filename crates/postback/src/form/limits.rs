//! [`Limits`]: bounds on the size and the speed of submissions.

#[cfg(feature = "uploads")]
use std::path::PathBuf;
use std::time::Duration;

use crate::wording;

/// The default number of fields in a submission.
pub(super) const FIELDS: usize = 2_000;

/// The default number of items in a list.
pub(super) const LIST: usize = 1_000;

/// The default number of errors that are shown one by one.
pub(super) const ERRORS: usize = 200;

/// Bounds on submissions, for all actions of an app; set by
/// [`Postback::limits`](crate::Postback::limits).
///
/// The size of a whole body is set by each action (`body = ".."`), and the size of a file by its
/// field (`#[form(max = "..")]`).
///
/// ```
/// # use std::time::Duration;
/// use postback::Limits;
///
/// let limits = Limits::new()
///     .fields(5_000)                       // of one submission
///     .items(500)                          // of one list
///     .errors(50)                          // told one by one
///     .value(64 << 10)                     // bytes of the value of one field
///     .idle(Duration::from_secs(5))        // without a byte
///     .min_bytes_per_second(4 << 10)       // on the average of a body
///     .concurrent_bodies(500)              // of those that have to be waited for
///     .concurrent_actions(200);            // until their last effect
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) fields: usize,
    pub(crate) parts: usize,
    pub(crate) head: usize,
    pub(crate) name: usize,
    pub(crate) value: usize,
    pub(crate) items: usize,
    pub(crate) errors: usize,
    pub(crate) nul: bool,
    pub(crate) idle: Duration,
    pub(crate) min_bytes_per_second: u64,
    pub(crate) concurrent_bodies: usize,
    pub(crate) concurrent_actions: usize,
    #[cfg(feature = "uploads")]
    pub(crate) uploads: u64,
    #[cfg(feature = "uploads")]
    pub(crate) upload_files: usize,
    #[cfg(feature = "uploads")]
    pub(crate) uploads_in: Option<PathBuf>,
}

impl Limits {
    /// Returns the defaults: 2,000 fields and 2,000 parts, names of up to 256 bytes and values of
    /// up to 1 MiB, 1,000 items in a list, 200 errors shown one by one, 10 seconds without a byte,
    /// 1 KiB per second, 1,000 bodies and 1,000 actions at once, and 1 GiB of files in the system's
    /// temporary folder.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            fields: FIELDS,
            parts: 2_000,
            head: 16 << 10,
            name: 256,
            value: 1 << 20,
            items: LIST,
            errors: ERRORS,
            nul: false,
            idle: Duration::from_secs(10),
            min_bytes_per_second: 1 << 10,
            concurrent_bodies: 1_000,
            concurrent_actions: 1_000,
            #[cfg(feature = "uploads")]
            uploads: 1 << 30,
            #[cfg(feature = "uploads")]
            upload_files: 10_000,
            #[cfg(feature = "uploads")]
            uploads_in: None,
        }
    }

    /// Sets the largest number of fields in a submission, without its files.
    #[must_use]
    pub const fn fields(mut self, count: usize) -> Self {
        self.fields = count;
        self
    }

    /// Sets the largest number of parts in a multipart body, fields and files together.
    #[must_use]
    pub const fn parts(mut self, count: usize) -> Self {
        self.parts = count;
        self
    }

    /// Sets the largest size in bytes of the headers of one part in a multipart body. They contain
    /// the name of the field, the name of the file, and its type.
    #[must_use]
    pub const fn head(mut self, bytes: usize) -> Self {
        self.head = bytes;
        self
    }

    /// Sets the largest size of a field name, in bytes.
    #[must_use]
    pub const fn name(mut self, bytes: usize) -> Self {
        self.name = bytes;
        self
    }

    /// Sets the largest size of the value of one field, in bytes.
    #[must_use]
    pub const fn value(mut self, bytes: usize) -> Self {
        self.value = bytes;
        self
    }

    /// Sets the largest number of items in one list (a `Vec` in a form).
    #[must_use]
    pub const fn items(mut self, count: usize) -> Self {
        self.items = count;
        self
    }

    /// Sets the largest number of errors that are shown one by one, each at its field. The number
    /// of further errors is shown above the form.
    #[must_use]
    pub const fn errors(mut self, count: usize) -> Self {
        self.errors = count;
        self
    }

    /// Sets whether text may contain the character NUL. By default it may not: no one types it,
    /// `PostgreSQL` cannot store it, and C programs take it for the end of the text.
    #[must_use]
    pub const fn nul(mut self, is_taken: bool) -> Self {
        self.nul = is_taken;
        self
    }

    /// Sets the longest pause while a body is read.
    #[must_use]
    pub const fn idle(mut self, time: Duration) -> Self {
        self.idle = time;
        self
    }

    /// Sets the slowest average rate of a body, in bytes per second from its beginning. The rate is
    /// not checked during the first [`idle`](Self::idle) period.
    #[must_use]
    pub const fn min_bytes_per_second(mut self, bytes_per_second: u64) -> Self {
        self.min_bytes_per_second = bytes_per_second;
        self
    }

    /// Sets the largest number of bodies that are read at once.
    ///
    /// A body that arrives together with its headers, as almost every form does, does not count, so
    /// slow senders cannot keep it out. The bodies are shared among callers as the actions of
    /// [`concurrent_actions`](Self::concurrent_actions) are.
    #[must_use]
    pub const fn concurrent_bodies(mut self, count: usize) -> Self {
        self.concurrent_bodies = count;
        self
    }

    /// Sets the largest number of actions that run at once.
    ///
    /// An action counts until its last effect, even if its client has disconnected. While its body
    /// is awaited the action does not count; the body counts for [`concurrent_bodies`](Self::concurrent_bodies). A
    /// request above the limit is answered with 503 and `Retry-After` before its body is read.
    ///
    /// No action or caller can occupy all places. An action gets another place while it has fewer
    /// than are free; a caller (for a public action the client's address, if it is known) gets one
    /// while three times their places are fewer than are free. Alone, an action thus gets half of
    /// the places and a caller a quarter, which leaves places for other actions and callers. The
    /// only action of an app may use all places.
    ///
    /// The default is far above the number of connections of a database, and bounds the requests
    /// that wait for one.
    #[must_use]
    pub const fn concurrent_actions(mut self, count: usize) -> Self {
        self.concurrent_actions = count;
        self
    }

    /// Sets the largest total size in bytes of the app's temporary files: uploads that are being
    /// received, and uploads that their actions have not yet persisted or dropped.
    #[cfg(feature = "uploads")]
    #[must_use]
    pub const fn uploads(mut self, bytes: u64) -> Self {
        self.uploads = bytes;
        self
    }

    /// Sets the largest number of temporary files of the app, whatever their size.
    #[cfg(feature = "uploads")]
    #[must_use]
    pub const fn upload_files(mut self, count: usize) -> Self {
        self.upload_files = count;
        self
    }

    /// Sets the folder for the temporary files of uploads. The default is the system's.
    ///
    /// If it is on the file system where the files will stay,
    /// [`Upload::persist_in`](crate::Upload::persist_in) does not copy them.
    #[cfg(feature = "uploads")]
    #[must_use]
    pub fn uploads_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.uploads_in = Some(folder.into());
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// A limit that a submission exceeds, with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exceeded {
    Body(usize),
    Fields(usize),
    Parts(usize),
    Head(usize),
    Name(usize),
    Value(usize),
}

impl Exceeded {
    /// Returns the setting that sets the limit.
    pub(crate) fn setting(self) -> &'static str {
        match self {
            Self::Body(_) => "`body` of the action",
            Self::Fields(_) => "`Limits::fields`",
            Self::Parts(_) => "`Limits::parts`",
            Self::Head(_) => "`Limits::head`",
            Self::Name(_) => "`Limits::name`",
            Self::Value(_) => "`Limits::value`",
        }
    }

    pub(crate) fn most(self) -> usize {
        match self {
            Self::Body(most)
            | Self::Fields(most)
            | Self::Parts(most)
            | Self::Head(most)
            | Self::Name(most)
            | Self::Value(most) => most,
        }
    }

    /// Returns the sentence for the visitor.
    pub(crate) fn sentence(self) -> String {
        match self {
            Self::Body(most) => wording::too_many_bytes(most as u64),
            Self::Fields(most) => wording::too_many_fields(most),
            Self::Parts(most) => wording::too_many_parts(most),
            Self::Head(most) => wording::too_long_head(most as u64),
            Self::Name(most) => wording::too_long_name(most as u64),
            Self::Value(most) => wording::too_long_value(most as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_said_with_its_value_and_the_log_names_its_setting() {
        for (exceeded, value, setting) in [
            (Exceeded::Body(4 << 10), "4 KiB", "`body` of the action"),
            (Exceeded::Fields(7), "7 fields", "`Limits::fields`"),
            (Exceeded::Parts(8), "8 fields and files", "`Limits::parts`"),
            (Exceeded::Head(16 << 10), "16 KiB", "`Limits::head`"),
            (Exceeded::Name(256), "256 bytes", "`Limits::name`"),
            (Exceeded::Value(1 << 20), "1 MiB", "`Limits::value`"),
        ] {
            let sentence = exceeded.sentence();
            assert!(sentence.contains(value), "{sentence}");
            assert_eq!(exceeded.setting(), setting);
        }
    }
}
