//! The outcome and the flash message on their way through a 303: one sealed cookie per page path.

mod sealed;

use std::borrow::Cow;

use axum::extract::Request;
use http::{HeaderMap, HeaderName, HeaderValue, header};

pub(crate) use self::sealed::TooLarge;
use self::sealed::{Carried, LARGEST, LIFE, key, name, open, seal, sealed, set, tag};
use super::{cookies, headers};
use crate::context::{App, StateCookie};
use crate::outcome::{ActionOutcome, ErrorKind, OutcomeKind, Place, Target, Value};
use crate::wall_clock;

/// A response extension on a redirect: a message for its target that no cookie can hold. The
/// service shows it first (`error_page::message_first`).
#[derive(Clone, Debug)]
pub(crate) struct Unsaid(pub(crate) String);

/// Returns the `Set-Cookie` that carries `ended` to the page at `path`, if there is anything to
/// carry. A value that no cookie can hold is omitted, because the page that could show it does not
/// exist.
///
/// # Errors
///
/// Returns an error if a cookie cannot hold the message either.
pub(crate) fn cookie(
    app: &App,
    path: &str,
    ended: &ActionOutcome,
    secure: bool,
) -> Result<Option<HeaderValue>, TooLarge> {
    let Some(mut carried) = Carried::of(ended, wall_clock::unix_seconds() + LIFE) else {
        return Ok(None);
    };
    let path = key(path);
    sealed(app, &path, &carried, secure)
        .or_else(|TooLarge| {
            let value = carried.done.as_mut().and_then(|(_, _, value)| value.take());
            if let Some(value) = value {
                tracing::warn!(target: "postback::state", action = ended.path, bytes = value.len(), limit = LARGEST, "the value of the action is too large for a cookie, and its page cannot be shown: a later visit sees `is_done()` without the value");
            }
            sealed(app, &path, &carried, secure)
        })
        .map(Some)
}

/// Returns whether value and message together exceed the cookie for the page at `path`.
pub(crate) fn is_too_large(app: &App, path: &str, ended: &ActionOutcome) -> bool {
    let value = match &ended.end {
        OutcomeKind::Done(value) => value.json().len(),
        _ => 0,
    };
    let text = value + ended.flash.as_ref().map_or(0, String::len);
    // A text this short always fits, however much of it is escaped; most outcomes need no further
    // check.
    text > LARGEST / 10
        && Carried::of(ended, wall_clock::unix_seconds() + LIFE)
            .is_some_and(|carried| seal(app, path, &carried).len() > LARGEST)
}

/// Passes the state of a page that redirects, and has therefore shown nothing, on to the target.
/// Its expiry stays the same, and the page's own message follows it. If a cookie cannot hold both,
/// the message is returned.
pub(crate) fn carry_on(
    app: &App,
    page: &str,
    ended: &ActionOutcome,
    cookie: &StateCookie,
    headers: &mut HeaderMap,
) -> Option<Unsaid> {
    // The chain of redirects may lead back from another site.
    let path = Place::of(headers)?.path_at(page, cookie.host.as_deref())?;
    let mut carried = Carried::of(ended, cookie.until).filter(Carried::is_good)?;
    let (key, secure) = (key(&path), cookie.name.starts_with("__Host-"));
    let name = name(&tag(&key), secure);
    let said = headers.get_all(header::SET_COOKIE).iter().find_map(|set| {
        let set = set.to_str().ok()?.strip_prefix(&*name)?;
        let sealed = set.strip_prefix('=')?.split(';').next()?;
        open(app, &key, sealed)?.flash
    });
    let is_same = name == cookie.name;
    if is_same && said.is_none() {
        return None;
    }
    let first = carried.flash.take();
    carried.flash = match (&first, &said) {
        (Some(first), Some(then)) => Some(format!("{first}\n{then}")),
        (first, then) => first.as_ref().or(then.as_ref()).cloned(),
    };
    let mut unsaid = None;
    let sealed = sealed(app, &key, &carried, secure).or_else(|TooLarge| {
        carried.flash = first;
        unsaid = said.map(Unsaid);
        sealed(app, &key, &carried, secure)
    });
    let old = (!is_same).then(|| cleared(&cookie.name));
    for set in sealed.ok().into_iter().chain(old) {
        headers.append(header::SET_COOKIE, set);
    }
    cookies::without_overridden(headers);
    headers::no_store(headers);
    unsaid
}

/// Returns the `Set-Cookie` of a message alone, for the target of the redirect at `page`.
///
/// # Errors
///
/// Returns an error if a cookie cannot hold it.
pub(crate) fn flash(
    app: &App,
    page: &str,
    to: &Target,
    flash: &str,
    secure: bool,
) -> Result<Option<HeaderValue>, TooLarge> {
    let Some(path) = to.place().path(page) else {
        return Ok(None);
    };
    let ended = ActionOutcome {
        flash: Some(flash.to_owned()),
        ..ActionOutcome::nothing()
    };
    cookie(app, &path, &ended, secure)
}

/// Returns the state that a request brings for the page at `path`, with the name of its cookie. An
/// unreadable cookie carries nothing, but is cleared as well.
pub(crate) fn carried(
    app: &App,
    path: &str,
    request: &Request,
) -> Option<(ActionOutcome, StateCookie)> {
    let (name, key, all) = sent(app, path, request)?;
    let carried = all.iter().find_map(|sealed| open(app, &key, sealed));
    let (ended, until) = opened(app, carried);
    let host = request.uri().authority().map(http::uri::Authority::as_str);
    let header = || request.headers().get(header::HOST)?.to_str().ok();
    let host = host.or_else(header).map(str::to_owned);
    Some((ended, StateCookie { name, until, host }))
}

/// Returns whether a request brings a state cookie for the page at `path`, readable or not.
pub(crate) fn is_carried(app: &App, path: &str, request: &Request) -> bool {
    sent(app, path, request).is_some()
}

/// Returns whether a visitor will see the response: state is not shown to a prefetch, or to an
/// image with the page's address.
///
/// <https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header>
fn is_for_a_person(headers: &HeaderMap) -> bool {
    let is_ahead = ["sec-purpose", "purpose", "x-moz"].into_iter().any(|name| {
        let purpose = headers.get(name).map(http::HeaderValue::as_bytes);
        purpose.is_some_and(|purpose| purpose.starts_with(b"prefetch"))
    });
    let dest = headers
        .get("sec-fetch-dest")
        .map(http::HeaderValue::as_bytes);
    let is_shown = dest.is_none_or(|dest| {
        matches!(
            dest,
            b"document" | b"empty" | b"iframe" | b"frame" | b"fencedframe" | b"object" | b"embed"
        )
    });
    !is_ahead && is_shown
}

/// Returns the cookie of the page at `path`: its name, the path for which it is sealed, and the
/// sealed values. There may be several of one name, because a browser keeps the cookie of a
/// response that broke off for the path of that page. If browsers keep a `__Host-` cookie, no other
/// counts, because a neighbouring subdomain could set one that it received.
fn sent<'r>(app: &App, path: &str, request: &'r Request) -> Option<(String, String, Vec<&'r str>)> {
    let headers = request.headers();
    if !is_for_a_person(headers) {
        return None;
    }
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
    let key = key(path);
    let tag = tag(&key);
    let names: &[bool] = if app.origins.is_https_host(headers, request.uri()) {
        &[true]
    } else {
        &[true, false]
    };
    let (name, all) = names.iter().find_map(|&secure| {
        let name = name(&tag, secure);
        let own = ours().filter(|(sent, _)| *sent == name.as_bytes());
        let all: Vec<_> = own.map(|(_, sealed)| sealed).collect();
        (!all.is_empty()).then_some((name, all))
    })?;
    Some((name, key, all))
}

fn opened(app: &App, carried: Option<Carried>) -> (ActionOutcome, i64) {
    let Some(carried) = carried else {
        tracing::debug!(target: "postback::state", "a state cookie is out of date or unreadable; it is cleared");
        return (ActionOutcome::nothing(), 0);
    };
    let until = carried.until;
    let mut ended = ActionOutcome {
        flash: carried.flash,
        no_store: carried.no_store,
        ..ActionOutcome::nothing()
    };
    // Only a registered action has a path to compare with; the lookup also provides the `'static`
    // lifetime.
    let listed = |path: &str| {
        let mut infos = app.forms.iter().map(|form| &form.info);
        infos.find(|info| info.path == path)
    };
    ended.quiet = carried.quiet.and_then(|path| Some(listed(&path)?.path));
    if let Some((path, instance, value)) = carried.done
        && let Some(info) = listed(&path)
    {
        info.name.clone_into(&mut ended.name);
        ended.path = info.path;
        ended.instance = Some(instance);
        ended.end = OutcomeKind::Done(Value::from_json(value.as_deref().unwrap_or("")));
    }
    (ended, until)
}

/// Returns the `Cookie` that carries these bytes, sealed, to the page at `path`.
#[cfg(any(test, fuzzing))]
pub(crate) fn holding(app: &App, path: &str, plain: &[u8]) -> String {
    let key = key(path);
    let sealed = app.keys.seal(crate::keys::STATE, &key, plain);
    format!("{}={sealed}", name(&tag(&key), true))
}

/// Returns the `Set-Cookie` that removes the cookie.
pub(crate) fn cleared(name: &str) -> HeaderValue {
    set(name, "", 0, name.starts_with("__Host-"))
}

/// Request headers that would result in a partial or cached response: "not modified", a range, or a
/// body compressed by an inner layer, into which no notice can be inserted.
pub(crate) const NOT_ANEW: [HeaderName; 7] = [
    header::ACCEPT_ENCODING,
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_MATCH,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
    header::IF_RANGE,
];

/// Removes these headers, so that a page that shows state is rendered again and in full.
pub(crate) fn rendered_anew(headers: &mut HeaderMap) {
    for name in NOT_ANEW {
        headers.remove(name);
    }
}

impl ActionOutcome {
    /// Returns the path of the page to which a success leads, or `None` for another site.
    pub(crate) fn leads_to(&self, page: &str) -> Option<String> {
        let place = match &self.end {
            OutcomeKind::Redirect { target, .. } => target.place(),
            OutcomeKind::Error(ErrorKind::Rejected(own)) if own.status.is_redirection() => {
                &own.place()?
            }
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
            no_store: false,
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
        let app = App::default();
        let (fresh, name) = carried(
            &app,
            "/a",
            &sent(&app, "/a", wall_clock::unix_seconds() + 1),
        )
        .unwrap();
        assert_eq!(fresh.flash.as_deref(), Some("Saved"));
        let (old, old_name) = carried(
            &app,
            "/a",
            &sent(&app, "/a", wall_clock::unix_seconds() - 1),
        )
        .unwrap();
        assert!(old.is_nothing());
        assert_eq!(name.name, old_name.name);
        assert!(cleared(&name.name).to_str().unwrap().contains("Max-Age=0"));
    }

    #[test]
    fn a_seal_of_another_page_under_this_pages_name_is_nothing() {
        let app = App::default();
        let request = sent(&app, "/a", wall_clock::unix_seconds() + 9);
        assert!(carried(&app, "/b", &request).is_none());
        let value = request.headers()[header::COOKIE].to_str().unwrap();
        let moved = value.replace(&name(&tag(&key("/a")), true), &name(&tag(&key("/b")), true));
        assert!(carried(&app, "/b", &with(&moved)).unwrap().0.is_nothing());
    }
}
