//! Cookies between an action and the page that answers: what the browser would send next.

use cookie::Cookie;
use http::{HeaderMap, HeaderValue, header};

/// The `Cookie` header of a request for `path`, overlaid with what the answer of the page at `from`
/// has set: an expired cookie goes, a set one replaces its namesake.
pub(crate) fn overlaid(
    sent: &HeaderMap,
    answered: &HeaderMap,
    from: &str,
    path: &str,
) -> Option<HeaderValue> {
    let mut pairs: Vec<(String, String)> = sent
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    for cookie in answered
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(parsed)
    {
        let own = cookie.path().filter(|path| path.starts_with('/'));
        if !covers(own.unwrap_or(directory(from)), path) {
            continue;
        }
        pairs.retain(|(name, _)| name != cookie.name());
        if !expired(&cookie) {
            pairs.push((cookie.name().to_owned(), cookie.value().to_owned()));
        }
    }
    let text = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("; ");
    if text.is_empty() {
        None
    } else {
        HeaderValue::from_str(&text).ok()
    }
}

fn parsed(value: &HeaderValue) -> Option<Cookie<'_>> {
    Cookie::parse(value.to_str().ok()?).ok()
}

fn expired(cookie: &Cookie<'_>) -> bool {
    let by_age = cookie.max_age().is_some_and(|age| !age.is_positive());
    // A `Max-Age` wins over `Expires` (RFC 6265, 5.3).
    let by_date = cookie.max_age().is_none()
        && cookie
            .expires_datetime()
            .is_some_and(|date| date.unix_timestamp() <= unix_now());
    by_age || by_date
}

fn unix_now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// The path of a cookie that names none (RFC 6265, 5.1.4).
fn directory(path: &str) -> &str {
    match path.rfind('/') {
        Some(last @ 1..) => &path[..last],
        _ => "/",
    }
}

/// Whether a cookie of `cookie_path` is sent to `path` (RFC 6265, 5.1.4).
fn covers(cookie_path: &str, path: &str) -> bool {
    path.strip_prefix(cookie_path)
        .is_some_and(|rest| rest.is_empty() || cookie_path.ends_with('/') || rest.starts_with('/'))
}

/// Of two that set one cookie (name, domain, path) the later stays.
pub(crate) fn without_overridden(headers: &mut HeaderMap) {
    let all: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .cloned()
        .collect();
    if all.len() < 2 {
        return;
    }
    let identity = |value: &HeaderValue| {
        let cookie = parsed(value)?;
        Some((
            cookie.name().to_owned(),
            cookie.domain().map(str::to_owned),
            cookie.path().map(str::to_owned),
        ))
    };
    let identities: Vec<_> = all.iter().map(identity).collect();
    headers.remove(header::SET_COOKIE);
    for (index, value) in all.into_iter().enumerate() {
        let replaced =
            identities[index].is_some() && identities[index + 1..].contains(&identities[index]);
        if !replaced {
            headers.append(header::SET_COOKIE, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &header::HeaderName, values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| (name.clone(), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    fn overlay(sent: &[&str], answered: &[&str], path: &str) -> String {
        let value = overlaid(
            &headers(&header::COOKIE, sent),
            &headers(&header::SET_COOKIE, answered),
            "/account/login",
            path,
        );
        value
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default()
    }

    #[test]
    fn what_was_set_replaces_what_was_sent() {
        assert_eq!(
            overlay(
                &["a=1; b=2"],
                &["a=3; Path=/; HttpOnly", "c=4; Path=/"],
                "/x"
            ),
            "b=2; a=3; c=4"
        );
    }

    #[test]
    fn an_expired_cookie_is_gone() {
        assert_eq!(
            overlay(
                &["a=1; b=2"],
                &["a=; Max-Age=0", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
                "/account/x"
            ),
            ""
        );
        assert_eq!(
            overlay(
                &["a=1"],
                &["a=2; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
                "/account/x"
            ),
            "a=2"
        );
    }

    #[test]
    fn a_cookie_of_another_path_is_not_sent() {
        assert_eq!(overlay(&["a=1"], &["a=2; Path=/admin"], "/settings"), "a=1");
        assert_eq!(
            overlay(&["a=1"], &["a=2; Path=/admin"], "/admin/users"),
            "a=2"
        );
        assert_eq!(
            overlay(&["a=1"], &["a=2; Path=/admin"], "/administrator"),
            "a=1"
        );
    }

    #[test]
    fn a_cookie_without_a_path_is_for_the_directory_of_the_page_that_set_it() {
        assert_eq!(overlay(&[], &["a=1"], "/account/settings"), "a=1");
        assert_eq!(overlay(&[], &["a=1"], "/dashboard"), "");
        assert_eq!(directory("/login"), "/");
        assert_eq!(directory("//x"), "/");
    }

    #[test]
    fn the_later_of_two_equal_cookies_stays() {
        let mut answered = headers(
            &header::SET_COOKIE,
            &["a=1; Path=/", "a=2; Path=/x", "a=3; Path=/"],
        );
        without_overridden(&mut answered);
        let left: Vec<_> = answered
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect();
        assert_eq!(left, ["a=2; Path=/x", "a=3; Path=/"]);
    }
}
