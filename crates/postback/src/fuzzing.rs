//! Invariants for untrusted bytes: one function for each target in `fuzz/`, which panics if an
//! invariant is violated. The tests run all of them over the corpus and over mutations of it.

#![allow(
    clippy::missing_panics_doc,
    reason = "to panic is what these functions are for"
)]

use std::future::Future;
use std::io;

use crate::guard::running::Running;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use form_urlencoded::Serializer;
use http::{HeaderMap, HeaderValue, header};

use crate::action::{Arg, Arguments as _, SealContext, Sealed};
use crate::context::{ActionQuery, App, OURS, names_an_action, own_query, plain_instance};
use crate::form::body::{BodyError, Reading, read};
use crate::form::private::{Segment, Submitted};
use crate::form::tree::{Input, MAX_DEPTH, Tree, renumbered, segments};
use crate::form::{Digest, Limits, Pairs, Sent};
use crate::guard::once::Once;
use crate::guard::repeats::Key;
use crate::keys::Keys;
use crate::outcome::OutcomeKind;
use crate::service::state;

#[cfg(test)]
mod tests;

/// The bytes 0, 1, .. 31; the corpus contains seals that were made with them.
const KEYS: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
/// The data that was sealed with these keys.
const SEALED: &[u8] = b"sealed";
const LIMITS: Limits = Limits::new().fields(100).parts(100).value(1 << 10);
const MOST: usize = 64 << 10;

fn keys() -> Keys {
    Keys::parse(KEYS).expect("they are keys")
}

fn app() -> App {
    App {
        keys: keys(),
        ..App::default()
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime
        .enable_time()
        .build()
        .expect("it has no parts that can fail");
    runtime.block_on(future)
}

type Submission = (Pairs, Result<Digest, BodyError>);

/// Reads a form that arrives in these chunks.
fn submission(kind: &'static str, chunks: &[&[u8]], most: usize) -> Submission {
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]);
    let chunks: Vec<_> = chunks
        .iter()
        .map(|chunk| Ok::<_, io::Error>(Bytes::copy_from_slice(chunk)))
        .collect();
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let places = Running::at_most(1, 1);
    let reading = Reading {
        waits: None,
        most,
        text: most,
        limits: &LIMITS,
        places: &places,
        whose: None,
        files: None,
    };
    let mut sent = Sent::default();
    let read = run(read(&headers, body, reading, &mut sent));
    (sent.pairs, read)
}

/// Checks that a body means the same however it is cut into chunks, and that its limits hold.
fn read_in_any_way(kind: &'static str, data: &[u8]) -> Option<Pairs> {
    let whole = submission(kind, &[data], MOST);
    let (pairs, read) = &whole;
    assert!(pairs.len() <= 100 && data.len() <= MOST || read.is_err());
    for (name, value) in pairs {
        // Replacing invalid UTF-8 by U+FFFD makes the text longer.
        assert!(name.len() <= 3 * 256 && value.len() <= 3 << 10);
    }
    let middle = data
        .first()
        .map_or(0, |byte| usize::from(*byte) % data.len());
    let halves = [&data[..middle], &data[middle..]];
    let bytes: Vec<&[u8]> = data.chunks(1).collect();
    for chunks in [&halves[..], &bytes] {
        let again = submission(kind, chunks, MOST);
        assert_eq!(again.1.is_ok(), read.is_ok(), "{again:?} {whole:?}");
        if read.is_ok() {
            assert_eq!(again, whole);
        }
    }
    if let Some(less) = data.len().checked_sub(1) {
        assert!(
            submission(kind, &[data], less).1.is_err(),
            "a limit was passed"
        );
        if data.len() <= MOST {
            assert_eq!(submission(kind, &[data], data.len()), whole);
        }
    }
    read.is_ok().then_some(whole.0)
}

/// Target: the body of a URL-encoded form.
pub fn urlencoded(data: &[u8]) {
    const KIND: &str = "application/x-www-form-urlencoded";
    let Some(pairs) = read_in_any_way(KIND, data) else {
        return;
    };
    let standard = form_urlencoded::parse(data).into_owned();
    assert_eq!(pairs, standard.collect::<Pairs>());
    let written = Serializer::new(String::new()).extend_pairs(&pairs).finish();
    assert_eq!(submission(KIND, &[written.as_bytes()], usize::MAX).0, pairs);
    names(written.as_bytes());
}

/// Target: the body of a multipart form with the boundary `x`.
pub fn multipart(data: &[u8]) {
    const BOUNDARY: &str = "never-in-the-corpus-7d1";
    let Some(pairs) = read_in_any_way("multipart/form-data; boundary=x", data) else {
        return;
    };
    let is_plain = |name: &str| {
        name.chars()
            .all(|c| c.is_alphanumeric() || "._[]-".contains(c))
    };
    let is_ours = |(name, value): &(String, String)| is_plain(name) && !value.contains(BOUNDARY);
    let plain: Pairs = pairs.into_iter().filter(is_ours).collect();
    let mut written = String::new();
    for (name, value) in &plain {
        for part in [
            "--",
            BOUNDARY,
            "\r\nContent-Disposition: form-data; name=\"",
            name,
            "\"\r\n\r\n",
            value,
            "\r\n",
        ] {
            written.push_str(part);
        }
    }
    written += "--never-in-the-corpus-7d1--\r\n";
    let kind = "multipart/form-data; boundary=never-in-the-corpus-7d1";
    let (again, read) = submission(kind, &[written.as_bytes()], usize::MAX);
    assert!(read.is_ok());
    assert_eq!(again, plain);
}

/// Target: the names of fields, separated by `&`.
pub fn names(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let named = text.split('&').take(100).enumerate();
    let pairs: Pairs = named
        .map(|(at, name)| (name.to_owned(), at.to_string()))
        .collect();
    let dense = renumbered(&pairs).unwrap_or_else(|| pairs.clone());
    assert_eq!(renumbered(&dense), None, "numbers that are dense stay");
    assert_eq!(dense.len(), pairs.len());
    let (sparse_tree, dense_tree) = (
        Tree::new(Submitted::texts(&pairs)),
        Tree::new(Submitted::texts(&dense)),
    );
    for ((name, value), (dense_name, dense_value)) in pairs.iter().zip(&dense) {
        assert_eq!(value, dense_value);
        let Some(path) = segments(name) else {
            assert_eq!(name, dense_name, "what is no name stays");
            continue;
        };
        assert!(!path.is_empty() && path.len() <= MAX_DEPTH);
        assert_eq!(&joined(&path), name, "a name has one spelling");
        let path = segments(dense_name).expect("a name with other numbers is one");
        // The decoder finds the same value under the renumbered name.
        let sparse = values(Input::of(&sparse_tree), &path);
        assert_eq!(sparse, values(Input::of(&dense_tree), &path));
        assert!(sparse.contains(&value.as_str()));
    }
}

fn joined(path: &[Segment<'_>]) -> String {
    let mut name = String::new();
    for segment in path {
        match segment {
            Segment::Key(key) if name.is_empty() => name += key,
            Segment::Key(key) => name = name + "." + key,
            Segment::Item(at) => name = format!("{name}[{at}]"),
        }
    }
    name
}

fn values<'t>(mut input: Input<'t>, path: &[Segment<'_>]) -> Vec<&'t str> {
    for segment in path {
        input = match segment {
            Segment::Key(key) => input.field(key),
            Segment::Item(at) => {
                let at = usize::try_from(*at).expect("a usize has 32 bits");
                input.items().nth(at).expect("it is there")
            }
        };
    }
    input.values().filter_map(Input::value).collect()
}

/// Target: a seal, and an id that contains the time of its creation.
pub fn seal(data: &[u8]) {
    let (keys, text) = (keys(), String::from_utf8_lossy(data));
    for purpose in ["sealed", "state"] {
        if let Some(plain) = keys.open(purpose, "context", &text) {
            assert_eq!(
                (purpose, &*plain),
                ("sealed", SEALED),
                "nothing else was sealed"
            );
        }
    }
    if let Some(time) = keys.minted(&text) {
        assert_eq!(time, 42, "no other was made");
    }
    let sealed = keys.seal("sealed", "any", data);
    assert_eq!(keys.open("sealed", "any", &sealed).as_deref(), Some(data));
    assert_eq!(keys.open("sealed", "other", &sealed), None);
    assert_eq!(keys.open("state", "any", &sealed), None);
    let (at, bit) = (
        data.len() % sealed.len(),
        data.first().map_or(0, |byte| byte % 7),
    );
    let mut changed = sealed.into_bytes();
    changed[at] ^= 1 << bit;
    let changed = String::from_utf8(changed).expect("the last bit was left alone");
    assert_eq!(keys.open("sealed", "any", &changed), None);
}

/// Target: a `Cookie` header, and the content of the state cookie.
pub fn state_cookie(data: &[u8]) {
    let app = app();
    let shown = |cookie: HeaderValue| {
        let mut request = Request::new(Body::empty());
        request.headers_mut().insert(header::COOKIE, cookie);
        let carried = state::carried(&app, "/page", &request);
        let is_carried = state::is_carried(&app, "/page", &request);
        assert_eq!(
            carried.is_some(),
            is_carried,
            "it is cleared if it is there"
        );
        carried.map(|(ended, _)| ended)
    };
    if let Ok(cookie) = HeaderValue::from_bytes(data)
        && let Some(ended) = shown(cookie)
    {
        assert!(
            ended.is_nothing() || ended.flash.as_deref() == Some("Saved"),
            "nothing else was sealed"
        );
    }
    let cookie = state::holding(&app, "/page", data);
    let cookie = cookie.parse().expect("a seal is ASCII");
    let ended = shown(cookie).expect("it is there");
    assert!(
        matches!(ended.end, OutcomeKind::Nothing),
        "no such action is listed"
    );
    assert!(ended.flash.is_none_or(|flash| flash.len() <= data.len()));
    let elsewhere = state::holding(&app, "/other", data);
    assert!(shown(elsewhere.parse().expect("a seal is ASCII")).is_none());
}

/// Target: the query of a POST.
pub fn action_query(data: &[u8]) {
    let (keys, query) = (keys(), String::from_utf8_lossy(data));
    let of = |name: &str| -> Vec<&str> {
        let pairs = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs
            .filter(|(own, _)| *own == name)
            .map(|(_, value)| value)
            .collect()
    };
    assert_eq!(names_an_action(Some(&query)), !of("_action").is_empty());
    let ours: usize = OURS.iter().map(|name| of(name).len()).sum();
    let own = own_query(&query);
    assert_eq!(own.is_none(), ours == query.split('&').count());
    if let Some(own) = &own {
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| !OURS.contains(&pair.split('=').next().unwrap_or_default()))
            .collect();
        assert_eq!(*own, kept.join("&"), "byte for byte");
        assert_eq!(own_query(own).as_ref(), Some(own));
        assert!(!names_an_action(Some(own)));
    }
    let named = match ActionQuery::read(&query) {
        Ok(named) => named,
        Err("_call") if of("_call").len() == 1 => return,
        Err(twice) => return assert!(of(twice).len() > 1),
    };
    assert!(OURS.iter().all(|name| of(name).len() <= 1));
    let instance = plain_instance(&keys, named.keyed.as_deref(), &named.arguments);
    let is_simple = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    assert!(
        instance.len() <= 24 && instance.bytes().all(is_simple),
        "{instance}"
    );
    let once = named.once.unwrap_or_default();
    let known = Once::since_now();
    let ticket = known.ticket(&keys, &once, "fuzzing::action", Key::of([]), None);
    assert!(
        ticket.and_then(|ticket| known.may_run(&ticket)).is_err(),
        "{once} is of no process that runs"
    );

    let context = SealContext {
        keys: &keys,
        path: "fuzzing::action",
        was: &[],
    };
    if let Ok((text, number)) = <(Arg<String>, Arg<u32>)>::read(&named.arguments, context) {
        let written = <(Arg<String>, Arg<u32>)>::write(&(text.0.clone(), number.0), context);
        let read = <(Arg<String>, Arg<u32>)>::read(&written, context);
        assert_eq!(read.expect("we wrote it"), (text, number));
    }
    assert!(
        <(Sealed<u32>,)>::read(&named.arguments, context).is_err(),
        "nothing was sealed"
    );
}
