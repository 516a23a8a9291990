//! [`Upload`]: a file that was sent with a form, from its first byte on disk until the action takes
//! it.
//!
//! A [`Writer`] fills a file in the [`directory`] of this process. When it is finished it becomes
//! an [`Upload`], whose [`name`] is data and whose type is [`sniff`]ed. The last owner removes the
//! file on drop, unless it was [`persist`]ed.

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
/// Its bytes are in a temporary file, which is removed when the value is dropped.
/// [`persist_in`](Self::persist_in) keeps the file.
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
/// # Serving uploaded files
///
/// HTML, XML and SVG files may contain scripts, which run with your origin's rights if your origin
/// serves them. Declare the types that you accept in the form: `accept = "image/png,image/jpeg"`.
/// `image/*` and `text/*` do not include SVG, HTML and XML; each of these has to be named. Serve
/// every upload with `X-Content-Type-Options: nosniff` and the type that matches its extension, and
/// files that are not images also with `Content-Disposition: attachment`. Sniffing looks at the
/// first bytes: it distinguishes an image from a program, but not a valid image from a damaged one.
pub struct Upload(Arc<Stored>);

struct Stored {
    file_name: String,
    kind: FileType,
    size: u64,
    /// The path of the temporary file, also after the file has been moved away.
    path: PathBuf,
    /// The resources of the temporary file; `None` once it has been persisted.
    held: Mutex<Option<HeldFile>>,
}

/// The resources that are released when an upload ends, in this order.
///
/// The file is removed without a thread of its own. On a local disk that is one short call that
/// writes nothing, and a removal in the background would leave files behind when the process ends.
struct HeldFile {
    file: Temporary,
    _room: Option<Room>,
}

impl Upload {
    fn new(file_name: &str, kind: FileType, size: u64, held: HeldFile) -> Self {
        Self(Arc::new(Stored {
            file_name: name::clean(file_name),
            kind,
            size,
            path: held.file.path(),
            held: Mutex::new(Some(held)),
        }))
    }

    /// Returns an upload without a file, the placeholder while the rules of other fields run.
    pub(crate) fn none() -> Self {
        Self(Arc::new(Stored {
            file_name: String::new(),
            kind: FileType::of(&[]),
            size: 0,
            path: PathBuf::new(),
            held: Mutex::new(None),
        }))
    }

    /// Returns another handle to the same file. The file exists until the last one is dropped, or
    /// one persists it.
    pub(crate) fn share(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    /// Returns the name that the client gave to the file: text to display, at most 255 bytes long.
    ///
    /// It contains no directories, no control characters and no marks that change the direction of
    /// text. It may be empty, and two files may have the same name. Do not use it as a path.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// Returns the media type, detected from the first bytes of the file. The type that the client
    /// claims is ignored.
    ///
    /// A format without a signature (CSV, JSON, Markdown) is `text/plain`, and unknown binary data
    /// is `application/octet-stream`. Text that begins like a document with markup is `text/html`,
    /// `text/xml` or `image/svg+xml`; such a file may contain scripts, see
    /// [above](Self#serving-uploaded-files). Office files from before 2007 are
    /// `application/x-ole-storage`; newer ones whose parts have an unusual order are
    /// `application/zip`.
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.0.kind.mime
    }

    /// Returns the size of the file, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// Returns the path of the temporary file. The file exists as long as this value, and only the
    /// current user may open it.
    ///
    /// If another program cleans up the temporary folder and removes this app's directory, another
    /// user may create one of the same name. [`bytes`](Self::bytes) and
    /// [`persist_in`](Self::persist_in) do not use the path, so they are not affected. To open the
    /// path itself, keep the files in a folder that only your app can write:
    /// [`Limits::uploads_in`](crate::Limits::uploads_in).
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Reads the whole file into memory. Use it for small files.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read.
    pub async fn bytes(&self) -> io::Result<Vec<u8>> {
        let stored = Arc::clone(&self.0);
        blocking(move || stored.read()).await
    }

    /// Moves the file into `dir` and returns its new name: 26 random letters and digits, and the
    /// extension of its [type](Self::content_type) (`.png`, `.txt`; `.bin` if the type is unknown).
    ///
    /// The move is atomic: other processes see the whole file or none, and it never overwrites a
    /// file. The file is synced to disk before the function returns, so that a name in the database
    /// refers to an existing file even after a power failure. The file has the mode of any new file
    /// of this process (0666 without the umask), so that a web server can read it. If `dir` is on
    /// another file system than the temporary file, the file is copied to a temporary name first,
    /// which begins with `.postback-` and remains if the process is killed meanwhile.
    ///
    /// Await the returned future: if it is dropped, the move still completes, but its name is lost.
    ///
    /// # Errors
    ///
    /// Returns an error if `dir` does not exist (it is not created), cannot be written, or is full.
    /// The file is then removed.
    pub async fn persist_in(self, dir: impl AsRef<Path> + Send) -> io::Result<String> {
        let dir = dir.as_ref().to_path_buf();
        blocking(move || self.0.persist_in(&dir)).await
    }
}

impl Stored {
    fn held(&self) -> MutexGuard<'_, Option<HeldFile>> {
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

/// Shows neither the name, which a visitor has chosen, nor the path.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("content_type", &self.content_type())
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}
