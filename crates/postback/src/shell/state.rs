//! State and flash on their way through a 303: one sealed cookie for each page path.

use std::borrow::Cow;

use axum::extract::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{App, cookies};
use crate::keys::STATE;
use crate::outcome::{End, Ended, Kind, Target, Value};

/// How long a browser may take to follow the redirect, in seconds.
const LIFE: i64 = 60;
/// Browsers keep 4096 bytes of a cookie, its name and attributes included.
const LARGEST: usize = 3 << 10;

#[derive(Serialize, Deserialize)]
struct Carried {
    /// The action's path, its form, and its value as JSON; absent after a redirect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    done: Option<(String, String, Option<String>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    flash: Option<String>,
    /// Only in a debug build: see `Ended`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quiet: Option<String>,
    /// Unix seconds.
    until: i64,
}

/// All that a page is to know; none if there is nothing.
fn whole(ended: &Ended) -> Option<Carried> {
    let done = match &ended.end {
        End::Done(value) => {
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
    Some(Carried {
        done,
        flash: ended.flash.clone(),
        quiet: ended.quiet.map(str::to_owned),
        until: now() + LIFE,
    })
}

/// Whether value and message together do not fit into the cookie for the page at `path`.
pub(crate) fn is_too_large(app: &App, path: &str, ended: &Ended) -> bool {
    let value = match &ended.end {
        End::Done(value) => value.json().len(),
        _ => 0,
    };
    let text = value + ended.flash.as_ref().map_or(0, String::len);
    // So little fits however much of it is escaped: most answers need no look.
    text > LARGEST / 10
        && whole(ended).is_some_and(|carried| seal(app, path, &carried).len() > LARGEST)
}

/// The `Set-Cookie` with which `ended` reaches the page at `path`; none if there is nothing to carry.
pub(crate) fn cookie(app: &App, path: &str, ended: &Ended, secure: bool) -> Option<HeaderValue> {
    let mut carried = whole(ended)?;
    let mut sealed = seal(app, path, &carried);
    if sealed.len() > LARGEST {
        tracing::warn!(target: "postback::state", action = ended.path, bytes = sealed.len(), limit = LARGEST,
            "the value of the action is too large for a cookie; the page sees `is_done()` without it");
        if let Some((_, _, value)) = &mut carried.done {
            *value = None;
        }
        sealed = seal(app, path, &carried);
    }
    if sealed.len() > LARGEST {
        tracing::warn!(target: "postback::state", action = ended.path, "the flash message is too large for a cookie; it is dropped");
        carried.flash = None;
        sealed = seal(app, path, &carried);
    }
    set(&name(&tag(path), secure), &sealed, LIFE, secure)
}

/// The `Set-Cookie` of a message alone, for the page that another page redirects to by a whole path.
pub(crate) fn flash(app: &App, to: &Target, flash: &str, secure: bool) -> Option<HeaderValue> {
    let path = to.place().path("")?;
    if !path.starts_with('/') {
        return None;
    }
    let ended = Ended {
        flash: Some(flash.to_owned()),
        ..Ended::nothing()
    };
    cookie(app, &path, &ended, secure)
}

fn seal(app: &App, path: &str, carried: &Carried) -> String {
    let json = serde_json::to_vec(carried).expect("strings and numbers serialise");
    app.keys.seal(STATE, path, &json)
}

/// What a request brings along for the page at `path`, with the name of its cookie. An unreadable
/// cookie carries nothing, but is cleared all the same.
pub(crate) fn carried(app: &App, path: &str, request: &Request) -> Option<(Ended, String)> {
    let (name, sealed) = sent(app, path, request)?;
    Some((opened(app, path, sealed), name))
}

/// Whether a request brings something along for the page at `path`, readable or not.
pub(crate) fn is_carried(app: &App, path: &str, request: &Request) -> bool {
    sent(app, path, request).is_some()
}

/// The cookie of the page at `path`: its name and what is sealed in it. Where browsers keep the one with
/// `__Host-` no other counts: a neighbouring subdomain can set it, to what it was told itself.
fn sent<'r>(app: &App, path: &str, request: &'r Request) -> Option<(String, &'r str)> {
    let headers = request.headers();
    let ours = || {
        let all = cookies::sent(headers)
            .filter_map(|(name, value)| Some((name, str::from_utf8(value).ok()?)));
        all.filter(|(name, _)| {
            name.strip_prefix(b"__Host-")
                .unwrap_or(name)
                .starts_with(b"pb_")
        })
    };
    ours().next()?;
    let tag = tag(path);
    let names: &[bool] = if app.origins.is_https_host(headers, request.uri()) {
        &[true]
    } else {
        &[true, false]
    };
    names.iter().find_map(|&secure| {
        let name = name(&tag, secure);
        let (_, sealed) = ours().find(|(sent, _)| *sent == name.as_bytes())?;
        Some((name, sealed))
    })
}

fn opened(app: &App, path: &str, sealed: &str) -> Ended {
    let carried = Some(sealed)
        .filter(|sealed| sealed.len() <= 2 * LARGEST)
        .and_then(|sealed| app.keys.open(STATE, path, sealed))
        .and_then(|json| serde_json::from_slice::<Carried>(&json).ok())
        .filter(|carried| carried.until >= now());
    let Some(carried) = carried else {
        tracing::debug!(target: "postback::state", "a state cookie is out of date or unreadable; it is cleared");
        return Ended::nothing();
    };
    let mut ended = Ended {
        flash: carried.flash,
        ..Ended::nothing()
    };
    // Only a listed action has a path to compare with; `'static` is found among them.
    let listed = |path: &str| {
        let mut infos = app.actions.values().map(|action| action.info());
        infos.find(|info| info.path == path)
    };
    ended.quiet = carried.quiet.and_then(|path| Some(listed(&path)?.path));
    if let Some((path, instance, value)) = carried.done
        && let Some(info) = listed(&path)
    {
        info.name.clone_into(&mut ended.name);
        ended.path = info.path;
        ended.instance = Some(instance);
        ended.end = End::Done(Value::from_json(value.as_deref().unwrap_or("")));
    }
    ended
}

/// The `Cookie` that brings these bytes, sealed, to the page at `path`.
#[cfg(any(test, fuzzing))]
pub(crate) fn holding(app: &App, path: &str, plain: &[u8]) -> String {
    let sealed = app.keys.seal(STATE, path, plain);
    format!("{}={sealed}", name(&tag(path), true))
}

/// The `Set-Cookie` that removes it.
pub(crate) fn cleared(name: &str) -> Option<HeaderValue> {
    set(name, "", 0, name.starts_with("__Host-"))
}

fn set(name: &str, value: &str, max_age: i64, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"
    ))
    .ok()
}

/// What tells the cookie of one page path from another's.
fn tag(path: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(path.as_bytes())[..8])
}

/// `__Host-` pins the cookie to this very host, but exists on https only.
fn name(tag: &str, secure: bool) -> String {
    let prefix = if secure { "__Host-pb_" } else { "pb_" };
    format!("{prefix}{tag}")
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// What would have a page answered otherwise than anew and whole: "not modified", a range, or
/// compressed by a layer inside, where no notice can be put into it.
pub(crate) const NOT_ANEW: [HeaderName; 7] = [
    header::ACCEPT_ENCODING,
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_MATCH,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
    header::IF_RANGE,
];

/// A page that shows state is rendered anew, and whole.
pub(crate) fn rendered_anew(headers: &mut HeaderMap) {
    for name in NOT_ANEW {
        headers.remove(name);
    }
}

impl Ended {
    /// The path of the page that a success leads to; `None` for another site.
    pub(crate) fn leads_to(&self, page: &str) -> Option<String> {
        let place = match &self.end {
            End::Redirect { target, .. } => target.place(),
            End::Error(Kind::Rejected(own)) if own.status.is_redirection() => &own.place()?,
            _ => return Some(page.to_owned()),
        };
        place.path(page).map(Cow::into_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(app: &App, path: &str, until: i64) -> Request {
        let carried = Carried {
            done: None,
            quiet: None,
            flash: Some("Saved".to_owned()),
            until,
        };
        with(&holding(app, path, &serde_json::to_vec(&carried).unwrap()))
    }

    fn with(cookie: &str) -> Request {
        let request = Request::get("/").header(header::COOKIE, cookie);
        request.body(axum::body::Body::empty()).unwrap()
    }

    #[test]
    fn what_is_a_minute_old_is_nothing_but_is_still_cleared() {
        let app = App::for_tests();
        let (fresh, name) = carried(&app, "/a", &sent(&app, "/a", now() + 1)).unwrap();
        assert_eq!(fresh.flash.as_deref(), Some("Saved"));
        let (old, old_name) = carried(&app, "/a", &sent(&app, "/a", now() - 1)).unwrap();
        assert!(old.is_nothing());
        assert_eq!(name, old_name);
        assert!(
            cleared(&name)
                .unwrap()
                .to_str()
                .unwrap()
                .contains("Max-Age=0")
        );
    }

    #[test]
    fn a_seal_of_another_page_under_this_pages_name_is_nothing() {
        let app = App::for_tests();
        let request = sent(&app, "/a", now() + 9);
        assert!(carried(&app, "/b", &request).is_none());
        let value = request.headers()[header::COOKIE].to_str().unwrap();
        let moved = value.replace(&name(&tag("/a"), true), &name(&tag("/b"), true));
        assert!(carried(&app, "/b", &with(&moved)).unwrap().0.is_nothing());
    }
}
