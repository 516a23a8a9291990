//! A file that was sent with a form, from its first byte on disk until the action takes it.
//!
//! A [`Writer`] fills a file in the [`directory`] of this process; finished, it is an [`Upload`]: its
//! [`name`] is data, its type is [`sniff`]ed. Whoever drops the last of it removes the file, unless
//! it was [`persist`]ed.

mod accept;
mod blocking;
mod directory;
#[cfg(any(test, feature = "testing"))]
mod for_tests;
mod name;
mod persist;
mod sniff;
mod store;
#[cfg(test)]
mod tests;
mod writer;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, io};

pub(crate) use self::accept::accepts;
use self::blocking::blocking;
use self::directory::Temporary;
use self::sniff::FileType;
use self::store::Room;
pub(crate) use self::store::{UploadError, Uploads};
pub(crate) use self::writer::Writer;

/// A file that was sent with a form.
///
/// Its bytes lie in a temporary file, which is removed when the value is dropped:
/// [`persist_in`](Self::persist_in) keeps it.
///
/// ```
/// use postback::Upload;
///
/// # fn main() -> std::io::Result<()> {
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let pictures = std::env::temp_dir().join(format!("postback-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&pictures)?;
/// let upload = Upload::for_tests("C:\\me\\Cat.JPG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
/// assert_eq!(upload.file_name(), "Cat.JPG"); // what the client says
/// assert_eq!(upload.content_type(), "image/png"); // what the bytes say
///
/// let name = upload.persist_in(&pictures).await?; // what to keep in the database
/// assert!(name.ends_with(".png"));
/// assert!(pictures.join(name).exists());
/// # std::fs::remove_dir_all(&pictures)
/// # })
/// # }
/// ```
///
/// # Serving what others have sent
///
/// A page or a drawing may bring scripts, which run as your own when your origin serves them. Say in
/// the form which types you take: `accept = "image/png,image/jpeg"`. `image/*` and `text/*` do not
/// take SVG, HTML and XML; each has to be named. Whatever you take, serve it with
/// `X-Content-Type-Options: nosniff` and with the type that its name has, and what is not a picture
/// with `Content-Disposition: attachment`, too. Sniffing looks at the first bytes: it tells a picture
/// from a program, but not a good picture from a broken one.
pub struct Upload(Arc<Stored>);

struct Stored {
    file_name: String,
    kind: FileType,
    size: u64,
    /// Stays as it is when the file has been moved away.
    path: PathBuf,
    /// Nothing once the file has been persisted.
    held: Mutex<Option<Held>>,
}

/// What is given back when an upload ends; in this order.
///
/// Removing the file takes no thread of its own: on a local disk it is one short call that writes
/// nothing, and a drop that only begins would leave files behind when the process ends.
struct Held {
    file: Temporary,
    _room: Option<Room>,
}

impl Upload {
    fn new(file_name: &str, kind: FileType, size: u64, held: Held) -> Self {
        Self(Arc::new(Stored {
            file_name: name::clean(file_name),
            kind,
            size,
            path: held.file.path(),
            held: Mutex::new(Some(held)),
        }))
    }

    /// No file: what stands for one that could not be read while the rules of other fields run.
    pub(crate) fn none() -> Self {
        Self(Arc::new(Stored {
            file_name: String::new(),
            kind: FileType::of(&[]),
            size: 0,
            path: PathBuf::new(),
            held: Mutex::new(None),
        }))
    }

    /// The same file once more. It is there until the last of them is dropped, or one persists it.
    pub(crate) fn share(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    /// What the client calls it: text to show, at most 255 bytes long, chosen by the sender.
    ///
    /// It has no directories, no control characters and nothing that changes the direction of text.
    /// It may be empty, and two files may have the same. Do not make a path of it.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// The type, found in the first bytes of the file. What the client says it is does not count.
    ///
    /// A format without a signature of its own (CSV, JSON, Markdown) is `text/plain`, and bytes that
    /// are neither text nor anything known are `application/octet-stream`. Text that begins like a
    /// page or a drawing is `text/html`, `text/xml` or `image/svg+xml`: such a file may bring
    /// scripts, see [above](Self#serving-what-others-have-sent). Office files from before 2007 are
    /// `application/x-ole-storage`; newer ones whose parts are in an unusual order are
    /// `application/zip`.
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.0.kind.mime
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// The temporary file. It is there as long as this value, and only this user may open it.
    ///
    /// A path is only a name: where somebody tidies up the folder for temporary files and has removed
    /// the directory of this app, another user may have made one of the same name. [`bytes`](Self::bytes)
    /// and [`persist_in`](Self::persist_in) are not misled by that. To open the path itself, let the
    /// files lie in a folder that is yours alone: [`Limits::uploads_in`](crate::Limits::uploads_in).
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The whole file in memory: for small ones.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub async fn bytes(&self) -> io::Result<Vec<u8>> {
        let stored = Arc::clone(&self.0);
        blocking(move || stored.read()).await
    }

    /// Moves the file into `dir` and returns its name there: 26 random letters and digits, and the
    /// extension of its [type](Self::content_type) (`.png`, `.txt`; `.bin` if nothing is known).
    ///
    /// Whoever looks into `dir` sees the whole file or none, and no other file is ever overwritten.
    /// It is on the disk when this returns, so that a name in the database has its file also after a
    /// power cut. The file has the mode that any new file of this process has (0666 without the
    /// umask), so that a web server can read it. On another file system than that of the temporary
    /// files it is copied, first to a name that begins with `.postback-`, which is what a process that
    /// was killed meanwhile leaves.
    ///
    /// Wait for it: when the action is given up halfway, the move still ends, and nobody gets the name.
    ///
    /// # Errors
    ///
    /// When `dir` does not exist (it is not created), cannot be written or is full. The file is
    /// removed then.
    pub async fn persist_in(self, dir: impl AsRef<Path> + Send) -> io::Result<String> {
        let dir = dir.as_ref().to_path_buf();
        blocking(move || self.0.persist_in(&dir)).await
    }
}

impl Stored {
    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let opened = match &*self.held() {
            Some(held) => held.file.open(),
            None => Err(moved()),
        };
        let mut bytes = Vec::with_capacity(self.size.try_into().unwrap_or_default());
        opened?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn persist_in(&self, dir: &Path) -> io::Result<String> {
        let mut held = self.held();
        let file = &held.as_ref().ok_or_else(moved)?.file;
        let name = persist::persist(file, dir, self.kind.extension, persist::link)?;
        *held = None;
        Ok(name)
    }
}

fn moved() -> io::Error {
    let what = "the file of this upload has already been moved to another place";
    io::Error::new(io::ErrorKind::NotFound, what)
}

/// Neither the name, which is the visitor's, nor the path.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("content_type", &self.content_type())
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}
