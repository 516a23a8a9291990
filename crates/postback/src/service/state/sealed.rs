//! The content of the state cookie, and the cookie itself.

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

/// The time that a browser may take to follow the redirect, in seconds.
pub(super) const LIFE: i64 = 60;
/// The largest sealed value, in bytes. Browsers keep 4096 bytes of a cookie, including its name and
/// attributes.
pub(super) const LARGEST: usize = 3 << 10;

#[derive(Serialize, Deserialize)]
pub(super) struct Carried {
    /// The action's path, its form, and its value as JSON; `None` after a redirect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) done: Option<(String, String, Option<String>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) flash: Option<String>,
    /// The path for the warning of a debug build: see `ActionOutcome`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quiet: Option<String>,
    /// Whether browsers must not store the page that shows the state.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) no_store: bool,
    /// The expiry, in Unix seconds.
    pub(super) until: i64,
}

/// The state does not fit into a cookie.
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

/// Returns the `Set-Cookie` with the sealed state.
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

/// Returns a path in canonical form: browsers, proxies and routers encode different letters, and
/// add or remove a trailing slash.
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

/// Returns the part of the cookie's name that identifies the page path.
pub(super) fn tag(path: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(path.as_bytes())[..8])
}

/// Returns the cookie's name. `__Host-` restricts the cookie to this host, but requires https.
pub(super) fn name(tag: &str, secure: bool) -> String {
    let prefix = if secure { "__Host-pb_" } else { "pb_" };
    format!("{prefix}{tag}")
}
