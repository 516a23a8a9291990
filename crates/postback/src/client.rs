//! The browser runtime: its built files under their names, and the answer to who asks for one.
//!
//! The files are made in the folder `client` of the repository. They lie here so that the published
//! crate has them.

mod build;
mod script;

pub(crate) use self::build::Build;
pub use self::script::Script;

use std::hash::BuildHasher as _;
use std::sync::LazyLock;

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use foldhash::quality::RandomState;
use http::{HeaderMap, HeaderValue, Method, header};
use sha2::{Digest as _, Sha256};

use crate::accept_encoding::accepted_codings;

/// The folder of the files, as the wrapped app sees it.
const FOLDER: &str = "_postback/";

/// What loads a page's scripts, as one app writes it.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) build: Build,
    /// The seed is this start's own, so that a page's hash says nothing about another one's.
    etags: RandomState,
    /// From the folder on, to the end of the attribute.
    runtime: String,
    development: Option<String>,
}

struct File {
    /// `<hash>.js`; that of a module begins with what it is for: `upload.<hash>.js`.
    name: String,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
}

/// The built file of this name, and as it is with brotli.
macro_rules! built {
    ($prefix:literal, $file:literal) => {
        File::new(
            $prefix,
            include_bytes!(concat!("client/", $file)),
            Some(include_bytes!(concat!("client/", $file, ".br"))),
        )
    };
}

static RUNTIME: LazyLock<File> = LazyLock::new(|| built!("", "postback.js"));

/// What the runtime loads when a page uses it.
static MODULES: LazyLock<[File; 1]> = LazyLock::new(|| [built!("upload.", "upload.js")]);

#[cfg(debug_assertions)]
static DEVELOPMENT: LazyLock<Option<File>> =
    LazyLock::new(|| Some(File::new("", include_bytes!("client/development.js"), None)));
#[cfg(not(debug_assertions))]
static DEVELOPMENT: LazyLock<Option<File>> = LazyLock::new(|| None);

/// The name says what is in the file, so it may be kept for ever.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

impl Client {
    pub(crate) fn new(build: Build) -> Self {
        Self {
            etags: RandomState::default(),
            runtime: format!("{FOLDER}{}#{build}", RUNTIME.name),
            development: DEVELOPMENT
                .as_ref()
                .map(|file| format!("{FOLDER}{}", file.name)),
            build,
        }
    }

    /// What tells one page from another, for a browser that may have it already.
    pub(crate) fn etag(&self, html: &[u8]) -> String {
        format!("{:016x}", self.etags.hash_one(html))
    }
}

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

    fn answer(&self, method: &Method, headers: &HeaderMap, cache_control: HeaderValue) -> Response {
        let brotli = self.brotli.filter(|_| accepts_brotli(headers));
        let file = brotli.unwrap_or(self.plain);
        let body = if *method == Method::HEAD {
            Body::empty()
        } else {
            Body::from(file)
        };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/javascript; charset=utf-8"),
        );
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.len()));
        headers.insert(header::CACHE_CONTROL, cache_control);
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        if self.brotli.is_some() {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if brotli.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    }
}

/// The file at this path, as the wrapped app sees it; `None` for what is none of ours.
///
/// A page whose slash at the end a layer has taken away names the file one folder too deep, so a name of
/// ours is ours in any folder.
pub(crate) fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
    let (folders, name) = path.rsplit_once('/')?;
    let before = folders
        .strip_suffix(FOLDER.trim_end_matches('/'))?
        .strip_suffix('/')?;
    let stem = name.strip_suffix(".js")?;
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let prefix = prefix_of(stem);
    if !before.is_empty() && !is_a_hash(&stem[prefix.len()..]) {
        return None;
    }
    let files = [&*RUNTIME].into_iter().chain(&*MODULES);
    let file = files.clone().chain(&*DEVELOPMENT);
    if let Some(file) = file.into_iter().find(|file| file.name == name) {
        return Some(file.answer(method, headers, IMMUTABLE));
    }
    // A page of another release: this runtime and its modules understand it, and the right ones are not
    // here. A module that this release does not have is not there.
    let same = files
        .into_iter()
        .find(|file| prefix_of(file.name.trim_end_matches(".js")) == prefix)?;
    Some(same.answer(method, headers, ASK_AGAIN))
}

/// What the name of a module begins with, with its dot. That of the runtime begins with its hash.
fn prefix_of(stem: &str) -> &str {
    stem.rfind('.').map_or("", |dot| &stem[..=dot])
}

/// The hash of a file, of this release or another one.
fn is_a_hash(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    text.len() == 16 && text.bytes().all(is_letter)
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    accepted_codings(headers).any(|(name, weight)| name.eq_ignore_ascii_case(b"br") && weight > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_whoever_accepts_it() {
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("BR", true),
            ("br;q=0.001", true),
            ("br ; q=1.0", true),
            ("br;q=0", false),
            ("br; q=0.000, gzip", false),
            ("gzip, brotli", false),
            ("", false),
        ] {
            let accept = HeaderValue::from_static(accept);
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, accept)]);
            assert_eq!(accepts_brotli(&headers), expected, "{headers:?}");
        }
        assert!(!accepts_brotli(&HeaderMap::new()));
    }

    #[test]
    fn only_scripts_in_our_folder_are_ours() {
        let is_ours = |method, path| answer(&method, path, &HeaderMap::new()).is_some();
        assert!(is_ours(Method::GET, "/_postback/abc.js"));
        assert!(is_ours(Method::HEAD, "/_postback/abc.js"));
        // A layer has taken the slash at the end of the page's address away.
        let deeper = format!("/a/b/_postback/{}", RUNTIME.name);
        assert!(is_ours(Method::GET, &deeper));
        for path in [
            "/_postback/nothing.abcdefghijklmnop.js",
            "/_postback/.abcdefghijklmnop.js",
            "/x_postback/abcdefghijklmnop.js",
            "/_postback/",
            "/_postback",
            "/_postback/a/b.js",
            "/_postback/abc.css",
            "/a/_postback/abc.js",
            "/_postback.js",
            "*",
        ] {
            assert!(!is_ours(Method::GET, path), "{path}");
        }
        for method in [Method::POST, Method::OPTIONS, Method::PUT, Method::DELETE] {
            assert!(!is_ours(method, "/_postback/abc.js"));
        }
    }

    #[test]
    fn a_module_is_there_under_the_name_that_the_runtime_asks_for() {
        let runtime = str::from_utf8(RUNTIME.plain).unwrap();
        let ask = |path: &str| answer(&Method::GET, path, &HeaderMap::new()).unwrap();
        for module in &*MODULES {
            let name = &module.name;
            assert!(runtime.contains(&format!("import(\"./{name}\")")), "{name}");
            for folder in ["/_postback", "/a/_postback"] {
                let response = ask(&format!("{folder}/{name}"));
                assert_eq!(response.headers()[header::CACHE_CONTROL], IMMUTABLE);
            }
            // The runtime itself in its place would start a second time.
            let (prefix, _) = name.split_once('.').unwrap();
            let response = ask(&format!("/_postback/{prefix}.abcdefghijklmnop.js"));
            assert_eq!(response.headers()[header::CACHE_CONTROL], ASK_AGAIN);
            let length = response.headers()[header::CONTENT_LENGTH].to_str().unwrap();
            assert_eq!(length, module.plain.len().to_string());
        }
    }
}
