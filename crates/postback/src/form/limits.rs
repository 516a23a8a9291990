//! How much a submission may be, and how slowly it may come.

use std::path::PathBuf;
use std::time::Duration;

use crate::wording::size;

/// How many fields a submission may have, where nothing else is said.
pub(super) const FIELDS: usize = 2_000;

/// How many entries a list may have, where nothing else is said.
pub(super) const LIST: usize = 1_000;

/// How many errors of one form are told one by one, where nothing else is said.
pub(super) const ERRORS: usize = 200;

/// The bounds of what is read from browsers, for all actions of an app:
/// [`Postback::limits`](crate::Postback::limits).
///
/// How large a whole body may be is said by each action (`body = ".."`), and how large a file by its
/// field (`#[form(max = "..")]`).
///
/// ```
/// # use std::time::Duration;
/// use postback::Limits;
///
/// let limits = Limits::new()
///     .fields(5_000)                       // of one submission
///     .list(500)                           // entries of one list
///     .errors(50)                          // told one by one
///     .value(64 << 10)                     // bytes of the value of one field
///     .idle(Duration::from_secs(5))        // without a byte
///     .rate(4 << 10)                       // bytes a second, at the least
///     .reading(500)                        // bodies at once
///     .running(200)                        // actions at once
///     .uploads(4 << 30);                   // bytes of all temporary files
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) fields: usize,
    pub(crate) parts: usize,
    pub(crate) head: usize,
    pub(crate) name: usize,
    pub(crate) value: usize,
    pub(crate) list: usize,
    pub(crate) errors: usize,
    pub(crate) nul: bool,
    pub(crate) idle: Duration,
    pub(crate) rate: u64,
    pub(crate) reading: usize,
    pub(crate) running: usize,
    pub(crate) uploads: u64,
    pub(crate) upload_files: usize,
    pub(crate) uploads_in: Option<PathBuf>,
}

impl Limits {
    /// 2,000 fields and 2,000 parts with names of up to 256 bytes and values of up to 1 MiB, 1,000 entries
    /// in a list, 200 errors told one by one, 10 seconds without a byte, 1 KiB a second, 1,000 bodies and 1,000 actions at once, 1 GiB of
    /// files in the system's folder for temporary files.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            fields: FIELDS,
            parts: 2_000,
            head: 16 << 10,
            name: 256,
            value: 1 << 20,
            list: LIST,
            errors: ERRORS,
            nul: false,
            idle: Duration::from_secs(10),
            rate: 1 << 10,
            reading: 1_000,
            running: 1_000,
            uploads: 1 << 30,
            upload_files: 10_000,
            uploads_in: None,
        }
    }

    /// How many fields one submission may have; files do not count.
    #[must_use]
    pub const fn fields(mut self, count: usize) -> Self {
        self.fields = count;
        self
    }

    /// How many parts a multipart body may have, fields and files together.
    #[must_use]
    pub const fn parts(mut self, count: usize) -> Self {
        self.parts = count;
        self
    }

    /// How many bytes the head of one part of a multipart body may have: the names of the field and of
    /// the file, and the type.
    #[must_use]
    pub const fn head(mut self, bytes: usize) -> Self {
        self.head = bytes;
        self
    }

    /// How many bytes the name of a field may have.
    #[must_use]
    pub const fn name(mut self, bytes: usize) -> Self {
        self.name = bytes;
        self
    }

    /// How many bytes the value of one field may have.
    #[must_use]
    pub const fn value(mut self, bytes: usize) -> Self {
        self.value = bytes;
        self
    }

    /// How many entries one list (a `Vec` in a form) may have.
    #[must_use]
    pub const fn list(mut self, count: usize) -> Self {
        self.list = count;
        self
    }

    /// How many errors of one form are told one by one, each at its field. How many more there are is said
    /// above the form.
    #[must_use]
    pub const fn errors(mut self, count: usize) -> Self {
        self.errors = count;
        self
    }

    /// Whether texts may have the character NUL in them, which is not so where nothing is said: nobody
    /// types it, `PostgreSQL` keeps no text with it, and programs in C take it for the end.
    #[must_use]
    pub const fn nul(mut self, is_taken: bool) -> Self {
        self.nul = is_taken;
        self
    }

    /// How long nothing may come while a body is read.
    #[must_use]
    pub const fn idle(mut self, time: Duration) -> Self {
        self.idle = time;
        self
    }

    /// How many bytes a second a body has to come with, on the average from its beginning. The first
    /// stretch of the length of [`idle`](Self::idle) is not looked at.
    #[must_use]
    pub const fn rate(mut self, bytes_per_second: u64) -> Self {
        self.rate = bytes_per_second;
        self
    }

    /// How many bodies are read at once. What has come together with its headers, as nearly every
    /// form does, does not count: slow senders do not keep it out. They are shared among callers as those
    /// of [`running`](Self::running) are.
    #[must_use]
    pub const fn reading(mut self, count: usize) -> Self {
        self.reading = count;
        self
    }

    /// How many actions run at once, counted until their last effect: what goes on when its client is
    /// gone counts, a body that is waited for does not (it is one of [`reading`](Self::reading)). One
    /// more is answered with 503 and `Retry-After`, before anything of it is read.
    ///
    /// Nobody takes all of it. An action gets another place while it has fewer than are free, and a
    /// caller (for a public action an address, where it is known) while three times their own are fewer
    /// than are free: alone they get a half and a quarter, and something is left for the other actions and
    /// their callers. The only action of an app has no others to leave something to.
    ///
    /// The default is far more than a database has connections, and bounds what waits for them.
    #[must_use]
    pub const fn running(mut self, count: usize) -> Self {
        self.running = count;
        self
    }

    /// The most bytes of all temporary files of the app together: uploads that come in, and those that
    /// their actions have not yet taken.
    #[must_use]
    pub const fn uploads(mut self, bytes: u64) -> Self {
        self.uploads = bytes;
        self
    }

    /// How many temporary files the app may have at once, whatever their size.
    #[must_use]
    pub const fn upload_files(mut self, count: usize) -> Self {
        self.upload_files = count;
        self
    }

    /// The folder for the temporary files of uploads; without it, the system's. On the file system where
    /// they are to stay, [`Upload::persist_in`](crate::Upload::persist_in) copies nothing.
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

/// A limit that a submission went over, with its value.
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
    /// Where the limit is set.
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

    /// What it means for whoever sent it.
    pub(crate) fn sentence(self) -> String {
        let what = match self {
            Self::Body(most) => {
                format!(
                    "This is more than the {} that can be sent at once",
                    size(most as u64)
                )
            }
            Self::Fields(most) => {
                format!("This form has more than the {most} fields that can be sent at once")
            }
            Self::Parts(most) => {
                format!("This form has more than the {most} parts that can be sent at once")
            }
            Self::Head(most) => format!(
                "A file or a field says more than {} about itself",
                size(most as u64)
            ),
            Self::Name(most) => format!(
                "This form has a field with a name of more than {}",
                size(most as u64)
            ),
            Self::Value(most) => format!(
                "One field has more than the {} that it may",
                size(most as u64)
            ),
        };
        format!("{what} ({}). Nothing was changed.", self.setting())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_named_with_its_value_and_its_setting() {
        for (exceeded, parts) in [
            (Exceeded::Body(4 << 10), ["4 KiB", "`body` of the action"]),
            (Exceeded::Fields(7), ["7 fields", "`Limits::fields`"]),
            (Exceeded::Parts(8), ["8 parts", "`Limits::parts`"]),
            (Exceeded::Head(16 << 10), ["16 KiB", "`Limits::head`"]),
            (Exceeded::Name(256), ["256 bytes", "`Limits::name`"]),
            (Exceeded::Value(1 << 20), ["1 MiB", "`Limits::value`"]),
        ] {
            let sentence = exceeded.sentence();
            assert!(
                parts.iter().all(|part| sentence.contains(part)),
                "{sentence}"
            );
        }
    }
}
