//! What is sealed in a cookie, and the cookie itself.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::context::App;
use crate::keys::STATE;
use crate::outcome::{ActionOutcome, OutcomeKind};
use crate::wall_clock;

/// How long a browser may take to follow the redirect, in seconds.
pub(super) const LIFE: i64 = 60;
/// Browsers keep 4096 bytes of a cookie, its name and attributes included.
pub(super) const LARGEST: usize = 3 << 10;

#[derive(Serialize, Deserialize)]
pub(super) struct Carried {
    /// The action's path, its form, and its value as JSON; absent after a redirect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) done: Option<(String, String, Option<String>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) flash: Option<String>,
    /// Only in a debug build: see `ActionOutcome`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quiet: Option<String>,
    /// No browser keeps the page that shows it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) no_store: bool,
    /// Unix seconds.
    pub(super) until: i64,
}

/// No cookie holds it.
#[derive(Debug)]
pub(crate) struct TooLarge;

impl Carried {
    pub(super) fn of(ended: &ActionOutcome, until: i64) -> Option<Self> {
        let done = match &ended.end {
            OutcomeKind::Done(value) => {
                let instance = ended.instance.clone().unwrap_or_default();
                Some((
                    ended.path.to_owned(),
                    instance,
                    Some(value.json().to_owned()),
                ))
            }
            _ => None,
        };
        if done.is_none() && ended.flash.is_none() {
            return None;
        }
        Some(Self {
            done,
            flash: ended.flash.clone(),
            quiet: ended.quiet.map(str::to_owned),
            no_store: ended.no_store,
            until,
        })
    }

    pub(super) fn is_good(&self) -> bool {
        self.until >= wall_clock::unix_seconds()
    }
}

/// The `Set-Cookie`.
pub(super) fn sealed(
    app: &App,
    path: &str,
    carried: &Carried,
    secure: bool,
) -> Result<HeaderValue, TooLarge> {
    let life = carried.until - wall_clock::unix_seconds();
    let sealed = seal(app, path, carried);
    if sealed.len() > LARGEST {
        return Err(TooLarge);
    }
    Ok(set(&name(&tag(path), secure), &sealed, life, secure))
}

pub(super) fn seal(app: &App, path: &str, carried: &Carried) -> String {
    let json = serde_json::to_vec(carried).expect("strings and numbers serialise");
    app.keys.seal(STATE, path, &json)
}

pub(super) fn open(app: &App, path: &str, sealed: &str) -> Option<Carried> {
    Some(sealed)
        .filter(|sealed| sealed.len() <= 2 * LARGEST)
        .and_then(|sealed| app.keys.open(STATE, path, sealed))
        .and_then(|json| serde_json::from_slice::<Carried>(&json).ok())
        .filter(Carried::is_good)
}

pub(super) fn set(name: &str, value: &str, max_age: i64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"
    ))
    .expect("names and seals are base64url")
}

/// A path in the one form that stands for every way to write it: browsers, proxies and routers encode
/// different letters, and add or drop a slash at the end.
pub(super) fn key(path: &str) -> String {
    const LETTERS: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    let mut key = String::with_capacity(path.len());
    for segment in path.trim_end_matches('/').split('/').skip(1) {
        let bytes: Vec<u8> = percent_decode_str(segment).collect();
        key.push('/');
        key.extend(percent_encode(&bytes, LETTERS));
    }
    key
}

/// What tells the cookie of one page path from another's.
pub(super) fn tag(path: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(path.as_bytes())[..8])
}

/// `__Host-` pins the cookie to this very host, but exists on https only.
pub(super) fn name(tag: &str, secure: bool) -> String {
    let prefix = if secure { "__Host-pb_" } else { "pb_" };
    format!("{prefix}{tag}")
}
