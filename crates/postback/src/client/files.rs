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

/// What a file is for, its bytes, and the same with brotli.
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

/// Sees from the first byte on what other scripts do to the page, before the runtime is there.
pub(super) static WATCH: LazyLock<File> = LazyLock::new(|| {
    let (name, plain, brotli) = built!("watch");
    File::new(format!("{name}.{}.js", hash_of(&[plain])), plain, brotli)
});

/// What the runtime loads when a page uses it. The names share one hash, of all of the files, because
/// the runtime holds it.
pub(super) static MODULES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let files = [
        built!("announce"),
        built!("assets"),
        built!("back"),
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
