//! The cookie jar: the cookies that a browser keeps and sends back (RFC 6265, and 6265bis where
//! browsers follow it already).

use std::time::{Duration, SystemTime};

use cookie::Cookie;
use url::Url;

use crate::hosts::{default_path, domain_matches, is_trustworthy, path_matches};

/// The longest time that browsers keep a cookie.
const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// The largest size of a cookie's name and value together, in bytes.
const LARGEST: usize = 4096;

/// The cookies of one browser, shared by its tabs.
#[derive(Debug, Default)]
pub(crate) struct Jar {
    cookies: Vec<Stored>,
    refused: Vec<String>,
    /// How far the test has moved the clock forward.
    ahead: Duration,
    stored_ever: u64,
}

#[derive(Debug)]
struct Stored {
    name: String,
    value: String,
    domain: String,
    host_only: bool,
    path: String,
    secure: bool,
    http_only: bool,
    expires: Option<SystemTime>,
    /// The position among all cookies ever stored; a replaced cookie keeps its own.
    created: u64,
}

impl Jar {
    pub(crate) fn clear(&mut self) {
        self.cookies.clear();
    }

    pub(crate) fn pass_time(&mut self, by: Duration) {
        self.ahead += by;
    }

    /// Returns why cookies that a server tried to set were refused, oldest first.
    pub(crate) fn refused(&self) -> Vec<String> {
        self.refused.clone()
    }

    /// Stores a `Set-Cookie` line, or records why a browser would refuse it.
    pub(crate) fn store(&mut self, url: &Url, line: &str) {
        if let Err(why) = self.try_store(url, line) {
            self.refused.push(why);
        }
    }

    fn try_store(&mut self, url: &Url, line: &str) -> Result<(), String> {
        let cookie =
            Cookie::parse(line).map_err(|error| format!("`{line}` is not a cookie: {error}"))?;
        let name = cookie.name().to_owned();
        let refuse = |why: &str| Err(format!("the cookie `{name}` is not kept: {why}"));

        let size = name.len() + cookie.value().len();
        if size > LARGEST {
            return refuse(&format!(
                "name and value are {size} bytes, browsers drop more than {LARGEST}"
            ));
        }
        let secure = cookie.secure().unwrap_or(false);
        if secure && !is_trustworthy(url) {
            return refuse("it is `Secure` and the page is not on https");
        }
        let same_site_none = cookie.same_site().is_some_and(|rule| rule.is_none());
        if same_site_none && !secure {
            return refuse("it is `SameSite=None` without `Secure`");
        }
        if cookie.partitioned().unwrap_or(false) && !secure {
            return refuse("it is `Partitioned` without `Secure`");
        }
        let host = url.host_str().unwrap_or_default();
        let (domain, host_only) = match cookie.domain().filter(|domain| !domain.is_empty()) {
            None => (host.to_owned(), true),
            Some(domain) => {
                let domain = domain.to_ascii_lowercase();
                if !domain_matches(url, &domain) {
                    return refuse(&format!(
                        "its `Domain={domain}` does not cover the host {host}"
                    ));
                }
                // A name without a dot, such as `localhost`, is a public suffix and covers no other
                // host.
                let host_only = !domain.contains('.');
                (domain, host_only)
            }
        };
        let path = match cookie.path() {
            Some(path) if path.starts_with('/') => path.to_owned(),
            _ => default_path(url.path()).to_owned(),
        };
        let prefixed = name.to_ascii_lowercase();
        if prefixed.starts_with("__secure-") && !secure {
            return refuse("a `__Secure-` name needs `Secure`");
        }
        if prefixed.starts_with("__host-")
            && !(secure && cookie.domain().is_none() && cookie.path() == Some("/"))
        {
            return refuse("a `__Host-` name needs `Secure` and `Path=/`, and no `Domain`");
        }

        let now = self.now();
        let expires = match (cookie.max_age(), cookie.expires_datetime()) {
            (Some(age), _) => Some(now + age.try_into().unwrap_or(Duration::ZERO).min(LONGEST)),
            (None, Some(date)) => Some(SystemTime::from(date).min(now + LONGEST)),
            (None, None) => None,
        };
        let stored = Stored {
            value: cookie.value().to_owned(),
            http_only: cookie.http_only().unwrap_or(false),
            created: self.stored_ever,
            name,
            domain,
            host_only,
            path,
            secure,
            expires,
        };
        self.stored_ever += 1;
        self.put(stored);
        Ok(())
    }

    /// Replaces the cookie with the same name, domain and path. An expired one only removes it.
    fn put(&mut self, mut cookie: Stored) {
        let same = self.cookies.iter().position(|old| {
            old.name == cookie.name && old.domain == cookie.domain && old.path == cookie.path
        });
        if let Some(at) = same {
            cookie.created = self.cookies.remove(at).created;
        }
        self.cookies.push(cookie);
        self.drop_expired();
    }

    fn now(&self) -> SystemTime {
        SystemTime::now() + self.ahead
    }

    fn drop_expired(&mut self) {
        let now = self.now();
        self.cookies
            .retain(|cookie| cookie.expires.is_none_or(|end| end > now));
    }

    /// Returns the cookies for a URL in the order of RFC 6265, section 5.4: longer paths first,
    /// then older cookies.
    fn matching(&mut self, url: &Url) -> Vec<&Stored> {
        self.drop_expired();
        let mut found: Vec<_> = self
            .cookies
            .iter()
            .filter(|cookie| cookie.goes_to(url))
            .collect();
        found.sort_by_key(|cookie| (std::cmp::Reverse(cookie.path.len()), cookie.created));
        found
    }

    /// Returns the `Cookie` header of a request to this URL.
    pub(crate) fn header_for(&mut self, url: &Url) -> Option<String> {
        join(self.matching(url).into_iter())
    }

    /// Returns `document.cookie` for a script of a page at this URL.
    pub(crate) fn seen_by_scripts(&mut self, url: &Url) -> String {
        let open = self.matching(url).into_iter();
        join(open.filter(|cookie| !cookie.http_only)).unwrap_or_default()
    }

    /// Returns the value of the first cookie of this name, whatever its path.
    pub(crate) fn value(&mut self, name: &str) -> Option<String> {
        self.drop_expired();
        let cookie = self.cookies.iter().find(|cookie| cookie.name == name)?;
        Some(cookie.value.clone())
    }
}

impl Stored {
    fn goes_to(&self, url: &Url) -> bool {
        let host_fits = if self.host_only {
            url.host_str() == Some(&self.domain)
        } else {
            domain_matches(url, &self.domain)
        };
        host_fits && path_matches(url.path(), &self.path) && (!self.secure || is_trustworthy(url))
    }
}

fn join<'a>(cookies: impl Iterator<Item = &'a Stored>) -> Option<String> {
    let pairs: Vec<_> = cookies
        .map(|cookie| format!("{}={}", cookie.name, cookie.value))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(host_path: &str, set: &[&str], to: &str) -> String {
        let mut jar = Jar::default();
        for line in set {
            jar.store(&host_path.parse().unwrap(), line);
        }
        jar.header_for(&to.parse().unwrap()).unwrap_or_default()
    }

    #[test]
    fn a_cookie_without_a_path_belongs_to_the_folder_of_its_page() {
        let page = "http://a.example/admin/users";
        assert_eq!(sent(page, &["x=1"], "http://a.example/admin"), "x=1");
        assert_eq!(sent(page, &["x=1"], "http://a.example/admin/new/1"), "x=1");
        assert_eq!(sent(page, &["x=1"], "http://a.example/administrator"), "");
        assert_eq!(sent(page, &["x=1; Path=no"], "http://a.example/"), "");
        assert_eq!(
            sent("http://a.example/top", &["x=1"], "http://a.example/else"),
            "x=1"
        );
    }

    #[test]
    fn a_domain_covers_its_subdomains_and_no_domain_covers_one_host() {
        let page = "http://app.a.example/";
        let sub = "http://x.app.a.example/";
        assert_eq!(sent(page, &["x=1"], sub), "");
        assert_eq!(sent(page, &["x=1; Domain=.app.a.example"], sub), "x=1");
        assert_eq!(sent(page, &["x=1; Domain=a.example"], sub), "x=1");
        assert_eq!(sent(page, &["x=1; Domain=b.example"], page), "");
        assert_eq!(sent(page, &["x=1; Domain=pp.a.example"], page), "");
        assert_eq!(sent(page, &["x=1; Domain=example"], page), "");
        let local = "http://localhost/";
        assert_eq!(sent(local, &["x=1; Domain=localhost"], local), "x=1");
    }

    #[test]
    fn longer_paths_come_first_and_a_new_value_keeps_the_old_place() {
        let page = "http://a.example/a/b";
        let set = [
            "one=1; Path=/",
            "two=2; Path=/a",
            "three=3; Path=/",
            "one=9; Path=/",
        ];
        assert_eq!(sent(page, &set, page), "two=2; one=9; three=3");
    }

    #[test]
    fn max_age_beats_expires_and_a_past_date_removes() {
        let page = "http://a.example/";
        let past = "x=; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        assert_eq!(sent(page, &["x=1", past], page), "");
        assert_eq!(sent(page, &["x=1", "x=; Max-Age=0"], page), "");
        assert_eq!(sent(page, &["x=1", "x=2; Max-Age=-5"], page), "");
        let both = "x=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        assert_eq!(sent(page, &[both], page), "x=1");
    }

    #[test]
    fn a_cookie_ends_when_its_time_has_passed() {
        let page = "http://a.example/".parse().unwrap();
        let mut jar = Jar::default();
        jar.store(&page, "short=1; Max-Age=60");
        jar.store(&page, "session=1");
        jar.pass_time(Duration::from_secs(59));
        assert_eq!(jar.header_for(&page).unwrap(), "short=1; session=1");
        jar.pass_time(Duration::from_secs(2));
        assert_eq!(jar.header_for(&page).unwrap(), "session=1");
        assert_eq!(jar.value("short"), None);
    }

    #[test]
    fn secure_cookies_need_https_or_this_machine() {
        let line = "x=1; Secure";
        let plain = "http://a.example/";
        assert_eq!(sent(plain, &[line], plain), "");
        assert_eq!(sent("https://a.example/", &[line], plain), "");
        for page in [
            "https://a.example/",
            "http://localhost/",
            "http://127.0.0.1/",
            "http://[::1]/",
        ] {
            assert_eq!(sent(page, &[line], page), "x=1", "{page}");
        }
    }

    #[test]
    fn name_prefixes_are_kept_to() {
        let page = "https://a.example/";
        for refused in [
            "__Host-a=1; Path=/",
            "__Host-a=1; Secure",
            "__Host-a=1; Secure; Path=/x",
            "__Host-a=1; Secure; Path=/; Domain=a.example",
            "__Secure-a=1",
            "__hOST-a=1",
        ] {
            assert_eq!(sent(page, &[refused], page), "", "{refused}");
        }
        assert_eq!(
            sent(page, &["__Host-a=1; Secure; Path=/"], page),
            "__Host-a=1"
        );
    }

    #[test]
    fn a_refused_cookie_says_why() {
        let mut jar = Jar::default();
        let page = "http://a.example/".parse().unwrap();
        jar.store(&page, "a=1; Secure");
        jar.store(&page, "b=1; SameSite=None");
        jar.store(&page, &format!("c={}", "x".repeat(LARGEST)));
        jar.store(&page, "d=1; Partitioned");
        assert_eq!(
            jar.refused(),
            [
                "the cookie `a` is not kept: it is `Secure` and the page is not on https",
                "the cookie `b` is not kept: it is `SameSite=None` without `Secure`",
                "the cookie `c` is not kept: name and value are 4097 bytes, browsers drop more than 4096",
                "the cookie `d` is not kept: it is `Partitioned` without `Secure`",
            ]
        );
    }

    #[test]
    fn scripts_do_not_see_http_only_cookies() {
        let mut jar = Jar::default();
        let page = "http://a.example/".parse().unwrap();
        jar.store(&page, "session=1; HttpOnly");
        jar.store(&page, "theme=dark");
        assert_eq!(jar.seen_by_scripts(&page), "theme=dark");
    }
}
