//! Cookies between an action and the page that answers: the cookies that the browser would send
//! next.
//!
//! Cookies are handled as bytes, because a script may have set one that is not ASCII, and the
//! others stay valid.
//!
//! The `Cookie` header has no paths and domains. So a new cookie replaces the one with its name. If
//! several have the same name, which browsers send with the longest path first, a cookie for `/`
//! replaces the last one, and any other the first. A cookie whose path does not cover the page that
//! set it cannot be one of those that were sent, nor one that this response has removed before. A
//! new cookie is placed as among cookies for `/`.

mod date;
mod set;
mod site;

pub(crate) use self::site::Site;

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, header};

use self::set::{SetCookie, named};

/// Returns the name and value of every cookie of a request, in order.
pub(crate) fn sent(headers: &HeaderMap) -> impl Iterator<Item = (&[u8], &[u8])> {
    let values = headers.get_all(header::COOKIE).into_iter();
    values
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .map(named)
        .filter(|(name, value)| !name.is_empty() || !value.is_empty())
}

/// The page that sets cookies, and the page to which they are sent.
pub(crate) struct Journey<'r> {
    pub(crate) site: Site,
    /// The path of the page that sets the cookies.
    pub(crate) from: &'r str,
    /// The path of the page that is requested next.
    pub(crate) to: &'r str,
}

struct HeldCookie<'h> {
    name: Cow<'h, [u8]>,
    /// The value; `None` if the cookie was removed in this response.
    value: Option<Cow<'h, [u8]>>,
    /// The path and domain of a cookie that was set in this response; those of the others are
    /// unknown.
    known: Option<Identity>,
}

type Identity = (Vec<u8>, Option<Vec<u8>>);

impl HeldCookie<'_> {
    fn path_length(&self) -> usize {
        self.known.as_ref().map_or(1, |(path, _)| path.len())
    }
}

/// Gives the headers of the next request the cookies that the browser has after the response
/// `answered`.
pub(crate) fn overlay(headers: &mut HeaderMap, answered: &HeaderMap, way: &Journey<'_>) {
    let mut held: Vec<HeldCookie<'_>> = sent(headers)
        .map(|(name, value)| HeldCookie {
            name: name.into(),
            value: Some(value.into()),
            known: None,
        })
        .collect();
    let mut is_changed = false;
    for line in answered.get_all(header::SET_COOKIE) {
        let Some(cookie) = SetCookie::read(line) else {
            tracing::warn!(target: "postback::cookies", "an action sets an invalid cookie, or one of more than 4096 bytes, which browsers refuse");
            continue;
        };
        if let Some(reason) = cookie.refused_at(&way.site) {
            tracing::warn!(target: "postback::cookies", name = %cookie.name.escape_ascii(), "an action sets a cookie that browsers refuse: {reason}");
            continue;
        }
        is_changed |= put(&mut held, &cookie, way);
    }
    if !is_changed {
        return;
    }
    let mut text = Vec::new();
    for HeldCookie { name, value, .. } in &held {
        let Some(value) = value else { continue };
        if !text.is_empty() {
            text.extend_from_slice(b"; ");
        }
        if !name.is_empty() {
            text.extend_from_slice(name);
            text.push(b'=');
        }
        text.extend_from_slice(value);
    }
    headers.remove(header::COOKIE);
    if !text.is_empty()
        && let Ok(text) = HeaderValue::from_bytes(&text)
    {
        headers.insert(header::COOKIE, text);
    }
}

/// Applies a cookie, and returns whether it changes anything.
fn put<'h>(held: &mut Vec<HeldCookie<'h>>, cookie: &SetCookie<'h>, way: &Journey<'_>) -> bool {
    let path = cookie.path.unwrap_or(directory(way.from).as_bytes());
    if !covers(path, way.to.as_bytes()) {
        return false;
    }
    let identity = (path.to_vec(), cookie.domain.clone());
    let is_it = |held: &HeldCookie<'_>| {
        *held.name == *cookie.name && held.known.as_ref() == Some(&identity)
    };
    let may_be_it = |held: &HeldCookie<'_>| *held.name == *cookie.name && held.known.is_none();
    let old = held.iter().position(is_it).or_else(|| {
        if !covers(path, way.from.as_bytes()) {
            None
        } else if path == b"/" {
            held.iter().rposition(may_be_it)
        } else {
            held.iter().position(may_be_it)
        }
    });
    let value = (!cookie.is_over()).then_some(Cow::Borrowed(cookie.value));
    if let Some(old) = old.map(|old| &mut held[old]) {
        old.known = Some(identity);
        let is_changed = old.value != value;
        old.value = value;
        return is_changed;
    }
    let is_changed = value.is_some();
    if is_changed {
        let shorter = held.iter().position(|held| held.path_length() < path.len());
        let new = HeldCookie {
            name: cookie.name.into(),
            value,
            known: Some(identity),
        };
        held.insert(shorter.unwrap_or(held.len()), new);
    }
    is_changed
}

/// Returns the default path of a cookie (RFC 6265bis, section 5.1.4).
fn directory(path: &str) -> &str {
    match path.rfind('/') {
        Some(last @ 1..) => &path[..last],
        _ => "/",
    }
}

/// Returns whether a cookie with `cookie_path` is sent to `path` (RFC 6265bis, section 5.1.4).
fn covers(cookie_path: &[u8], path: &[u8]) -> bool {
    path.strip_prefix(cookie_path).is_some_and(|rest| {
        rest.is_empty() || cookie_path.ends_with(b"/") || rest.starts_with(b"/")
    })
}

/// Removes a `Set-Cookie` that a later one replaces, if browsers keep the later one in its place.
pub(crate) fn without_overridden(headers: &mut HeaderMap) {
    let all: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .cloned()
        .collect();
    if all.len() < 2 {
        return;
    }
    let cookies: Vec<_> = all.iter().map(SetCookie::read).collect();
    let identities: Vec<_> = cookies
        .iter()
        .map(|cookie| cookie.as_ref()?.replaced())
        .collect();
    headers.remove(header::SET_COOKIE);
    for (index, value) in all.iter().enumerate() {
        let replaced =
            identities[index].is_some() && identities[index + 1..].contains(&identities[index]);
        if !replaced {
            headers.append(header::SET_COOKIE, value.clone());
        }
    }
}

#[cfg(test)]
mod tests;
