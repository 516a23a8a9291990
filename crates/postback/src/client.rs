//! The browser runtime: its built files, and the response to a request for one.
//!
//! The files are built from the folder `client` of the repository, and are committed here so that
//! the published crate contains them.

mod build;
mod files;
mod script;

pub(crate) use self::build::Build;
use self::files::{DEVELOPMENT, File, MODULES, RUNTIME, WATCH};
pub(crate) use self::script::PagePlace;
pub use self::script::Script;

use std::hash::BuildHasher as _;

use axum::body::Body;
use axum::response::Response;
use foldhash::quality::RandomState;
use http::{HeaderMap, HeaderValue, Method, Uri, header};

use crate::accept_encoding::accepted_codings;

/// The folder of the files, as the wrapped app sees it.
const FOLDER: &str = "_postback";

/// The scripts that a page loads, as one app writes them.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) build: Build,
    /// The seed is random for each start, so that the hash of one page reveals nothing about
    /// another.
    etags: RandomState,
    /// The file names.
    watch: &'static str,
    runtime: String,
    development: Option<String>,
}

/// The name contains a hash of the content, so the file never changes.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// For the browser only: a shared cache that ignores queries would return the file as the front
/// page.
const IMMUTABLE_HERE: HeaderValue =
    HeaderValue::from_static("private, max-age=31536000, immutable");
/// The browser may store the file but has to revalidate it. Shared caches may not, for the same
/// reason.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("private, no-cache");

impl Client {
    pub(crate) fn new(build: Build) -> Self {
        Self {
            etags: RandomState::default(),
            watch: &WATCH.name,
            runtime: format!("{}#{build}", RUNTIME.name),
            development: DEVELOPMENT.as_ref().map(|file| file.name.clone()),
            build,
        }
    }

    /// Returns a tag of the page, for a browser that may have it already.
    pub(crate) fn etag(&self, html: &[u8]) -> String {
        format!("{:016x}", self.etags.hash_one(html))
    }
}

impl File {
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

/// Returns the response for a file of the runtime at this URL, as the wrapped app sees it, or
/// `None` for any other path.
pub(crate) fn answer(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let (name, kept) = match (uri.path(), uri.query()) {
        ("/", Some(query)) => (in_a_query(query)?, IMMUTABLE_HERE),
        (path, _) => (in_a_folder(path)?, IMMUTABLE),
    };
    let files = [&*RUNTIME, &*WATCH].into_iter().chain(MODULES.iter());
    let file = files.clone().chain(&*DEVELOPMENT);
    if let Some(file) = file.into_iter().find(|file| file.name == name) {
        return Some(file.answer(method, headers, kept));
    }
    // A page of another release requests a file that this release does not have. This release's
    // runtime and its modules understand the page. A module that this release does not have is not
    // found.
    let same = files
        .into_iter()
        .find(|file| prefix_of(&file.name) == prefix_of(name))?;
    Some(same.answer(method, headers, ASK_AGAIN))
}

/// Returns the file name in this path.
///
/// A page whose trailing slash a layer has removed requests the file one folder too deep, so a file
/// name is accepted in any folder. A layer that adds a trailing slash does so here, too.
fn in_a_folder(path: &str) -> Option<&str> {
    let (folders, name) = path.strip_suffix('/').unwrap_or(path).rsplit_once('/')?;
    let before = folders.strip_suffix(FOLDER)?.strip_suffix('/')?;
    let is_a_script = before.is_empty() && name.strip_suffix(".js").is_some();
    (is_a_script || has_a_hash(name)).then_some(name)
}

/// Returns the file name in the query of the front page: see [`Script`].
fn in_a_query(query: &str) -> Option<&str> {
    let name = query
        .strip_prefix('/')?
        .strip_prefix(FOLDER)?
        .strip_prefix('/')?;
    has_a_hash(name).then_some(name)
}

/// Returns the part of a module's name before its hash, including the dot. The runtime's name has
/// no such part.
fn prefix_of(name: &str) -> &str {
    let stem = name.trim_end_matches(".js");
    stem.rfind('.').map_or("", |dot| &stem[..=dot])
}

/// Returns whether it is the name of a file, of this release or another one.
fn has_a_hash(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let hash = name[prefix_of(name).len()..].strip_suffix(".js");
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(is_letter))
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
        let is_ours = |method, path: &str| {
            let uri = path.parse().unwrap();
            answer(&method, &uri, &HeaderMap::new()).is_some()
        };
        assert!(is_ours(Method::GET, "/_postback/abc.js"));
        assert!(is_ours(Method::HEAD, "/_postback/abc.js"));
        // A layer has removed the trailing slash of the page's URL.
        let deeper = format!("/a/b/_postback/{}", RUNTIME.name);
        assert!(is_ours(Method::GET, &deeper));
        assert!(is_ours(Method::GET, &format!("{deeper}/")));
        for file in [&*RUNTIME, &*WATCH].into_iter().chain(MODULES.iter()) {
            let on_the_front_page = format!("/?/_postback/{}", file.name);
            assert!(is_ours(Method::HEAD, &on_the_front_page));
            assert!(!is_ours(Method::POST, &on_the_front_page));
            assert!(!is_ours(
                Method::GET,
                &on_the_front_page.replacen('/', "/a", 1)
            ));
        }
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
            "/",
            "/?/_postback",
            "/?/_postback/",
            "/?/_postback/.js",
            "/?/_postback/abc.js",
            "/?a=1&/_postback/abcdefghijklmnop.js",
            "/?/_postback/abcdefghijklmnop.js&a=1",
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
        let ask =
            |path: &str| answer(&Method::GET, &path.parse().unwrap(), &HeaderMap::new()).unwrap();
        for module in MODULES.iter() {
            let name = &module.name;
            let (prefix, rest) = name.split_once('.').unwrap();
            // The runtime or another module contains the name, and the runtime the suffix that all names share.
            let asks = format!("\"{prefix}\"");
            let mut modules = MODULES
                .iter()
                .map(|module| str::from_utf8(module.plain).unwrap());
            assert!(
                runtime.contains(&asks) || modules.any(|module| module.contains(&asks)),
                "{name}"
            );
            assert!(runtime.contains(&format!(".{rest}`")), "{name}");
            for folder in ["/_postback", "/a/_postback"] {
                let response = ask(&format!("{folder}/{name}"));
                assert_eq!(response.headers()[header::CACHE_CONTROL], IMMUTABLE);
            }
            // The runtime in the place of the module would start a second time.
            let response = ask(&format!("/_postback/{prefix}.abcdefghijklmnop.js"));
            assert_eq!(response.headers()[header::CACHE_CONTROL], ASK_AGAIN);
            let length = response.headers()[header::CONTENT_LENGTH].to_str().unwrap();
            assert_eq!(length, module.plain.len().to_string());
        }
    }
}
