//! The built files of the runtime, and their names.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

pub(super) struct File {
    /// `<hash>.js`; for a module with its name in front: `upload.<hash>.js`.
    pub(super) name: String,
    pub(super) plain: &'static [u8],
    pub(super) brotli: Option<&'static [u8]>,
}

/// Returns the name of a file, its bytes, and its brotli-compressed bytes.
macro_rules! built {
    ($name:literal) => {
        (
            $name,
            include_bytes!(concat!($name, ".js")) as &[u8],
            Some(include_bytes!(concat!($name, ".js.br")) as &[u8]),
        )
    };
}

pub(super) static RUNTIME: LazyLock<File> = LazyLock::new(|| {
    let (_, plain, brotli) = built!("postback");
    File::new(format!("{}.js", hash_of(&[plain])), plain, brotli)
});

/// Observes from the beginning what other scripts do to the page, before the runtime is loaded.
pub(super) static WATCH: LazyLock<File> = LazyLock::new(|| {
    let (name, plain, brotli) = built!("watch");
    File::new(format!("{name}.{}.js", hash_of(&[plain])), plain, brotli)
});

/// The modules that the runtime loads on demand. Their names share one hash of all files, because
/// the runtime contains it.
pub(super) static MODULES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let files = [
        built!("announce"),
        built!("assets"),
        built!("back"),
        built!("close"),
        built!("drafts"),
        built!("failure"),
        built!("labels"),
        built!("navigation"),
        built!("noscript"),
        built!("offer"),
        built!("optimistic"),
        built!("pinned"),
        built!("press"),
        built!("theirs"),
        built!("upload"),
        built!("widgets"),
    ];
    let hash = hash_of(&files.map(|(_, plain, _)| plain));
    files
        .map(|(name, plain, brotli)| File::new(format!("{name}.{hash}.js"), plain, brotli))
        .into()
});

#[cfg(debug_assertions)]
pub(super) static DEVELOPMENT: LazyLock<Option<File>> = LazyLock::new(|| {
    let plain = include_bytes!("development.js");
    Some(File::new(format!("{}.js", hash_of(&[plain])), plain, None))
});
#[cfg(not(debug_assertions))]
pub(super) static DEVELOPMENT: LazyLock<Option<File>> = LazyLock::new(|| None);

impl File {
    const fn new(name: String, plain: &'static [u8], brotli: Option<&'static [u8]>) -> Self {
        Self {
            name,
            plain,
            brotli,
        }
    }
}

fn hash_of(files: &[&[u8]]) -> String {
    let hash = files.iter().fold(Sha256::new(), Sha256::chain_update);
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..12])
}
