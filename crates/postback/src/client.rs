//! The browser runtime: its built files under their names, and the answer to who asks for one.
//!
//! The files are made in the folder `client` of the repository. They lie here so that the published
//! crate has them.

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

/// What loads a page's scripts, as one app writes it.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) build: Build,
    /// The seed is this start's own, so that a page's hash says nothing about another one's.
    etags: RandomState,
    /// Their names, to the end of the attribute.
    watch: &'static str,
    runtime: String,
    development: Option<String>,
}

/// The name says what is in the file, so it may be kept for ever.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// In a browser alone: a shared cache that does not look at queries would show it as the front page.
const IMMUTABLE_HERE: HeaderValue =
    HeaderValue::from_static("private, max-age=31536000, immutable");
/// In a browser, even one that asks first, and nowhere else, for the same reason.
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

    /// What tells one page from another, for a browser that may have it already.
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

/// The file that is asked for at this address, as the wrapped app sees it; `None` for what is none of ours.
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
    // A page of another release: this runtime and its modules understand it, and the right ones are not
    // here. A module that this release does not have is not there.
    let same = files
        .into_iter()
        .find(|file| prefix_of(&file.name) == prefix_of(name))?;
    Some(same.answer(method, headers, ASK_AGAIN))
}

/// The name that is asked for at this path.
///
/// A page whose slash at the end a layer has taken away names the file one folder too deep, so a name of
/// ours is ours in any folder. A layer that adds one does so here, too.
fn in_a_folder(path: &str) -> Option<&str> {
    let (folders, name) = path.strip_suffix('/').unwrap_or(path).rsplit_once('/')?;
    let before = folders.strip_suffix(FOLDER)?.strip_suffix('/')?;
    let is_a_script = before.is_empty() && name.strip_suffix(".js").is_some();
    (is_a_script || has_a_hash(name)).then_some(name)
}

/// The name that the front page asks for: see [`Script`].
fn in_a_query(query: &str) -> Option<&str> {
    let name = query
        .strip_prefix('/')?
        .strip_prefix(FOLDER)?
        .strip_prefix('/')?;
    has_a_hash(name).then_some(name)
}

/// What the name of a module begins with, with its dot. That of the runtime begins with its hash.
fn prefix_of(name: &str) -> &str {
    let stem = name.trim_end_matches(".js");
    stem.rfind('.').map_or("", |dot| &stem[..=dot])
}

/// Whether it is the name of a file, of this release or another one.
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
        // A layer has taken the slash at the end of the page's address away.
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
            // The runtime knows what it is called, and what all of their names end in.
            assert!(runtime.contains(&format!("\"{prefix}\"")), "{name}");
            assert!(runtime.contains(&format!(".{rest}`")), "{name}");
            for folder in ["/_postback", "/a/_postback"] {
                let response = ask(&format!("{folder}/{name}"));
                assert_eq!(response.headers()[header::CACHE_CONTROL], IMMUTABLE);
            }
            // The runtime itself in its place would start a second time.
            let response = ask(&format!("/_postback/{prefix}.abcdefghijklmnop.js"));
            assert_eq!(response.headers()[header::CACHE_CONTROL], ASK_AGAIN);
            let length = response.headers()[header::CONTENT_LENGTH].to_str().unwrap();
            assert_eq!(length, module.plain.len().to_string());
        }
    }
}
