//! The built files of the runtime, under their names.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

pub(super) struct File {
    /// `<hash>.js`; that of a module begins with what it is for: `upload.<hash>.js`.
    pub(super) name: String,
    pub(super) plain: &'static [u8],
    pub(super) brotli: Option<&'static [u8]>,
}

/// The built file of this name, and as it is with brotli.
macro_rules! built {
    ($prefix:literal, $file:literal) => {
        File::new(
            $prefix,
            include_bytes!($file),
            Some(include_bytes!(concat!($file, ".br"))),
        )
    };
}

pub(super) static RUNTIME: LazyLock<File> = LazyLock::new(|| built!("", "postback.js"));

/// Sees from the first byte on what other scripts do to the page, before the runtime is there.
pub(super) static WATCH: LazyLock<File> = LazyLock::new(|| built!("watch.", "watch.js"));

/// What the runtime loads when a page uses it.
pub(super) static MODULES: LazyLock<[File; 7]> = LazyLock::new(|| {
    [
        built!("drafts.", "drafts.js"),
        built!("failure.", "failure.js"),
        built!("noscript.", "noscript.js"),
        built!("optimistic.", "optimistic.js"),
        built!("places.", "places.js"),
        built!("upload.", "upload.js"),
        built!("widgets.", "widgets.js"),
    ]
});

#[cfg(debug_assertions)]
pub(super) static DEVELOPMENT: LazyLock<Option<File>> =
    LazyLock::new(|| Some(File::new("", include_bytes!("development.js"), None)));
#[cfg(not(debug_assertions))]
pub(super) static DEVELOPMENT: LazyLock<Option<File>> = LazyLock::new(|| None);

impl File {
    fn new(prefix: &str, plain: &'static [u8], brotli: Option<&'static [u8]>) -> Self {
        let name = format!(
            "{prefix}{}.js",
            URL_SAFE_NO_PAD.encode(&Sha256::digest(plain)[..12])
        );
        Self {
            name,
            plain,
            brotli,
        }
    }
}
