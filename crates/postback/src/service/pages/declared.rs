//! [`CachedPage`]: the declaration of a page that is the same for everyone.

use std::time::Duration;

use http::HeaderName;

use crate::cache::{IntoDuration, Life, Tag};

/// Four fewer than a cached value may have, because a page has its paths and its pattern as tags,
/// too.
const MOST_TAGS: usize = 124;

/// The default lifetime of a page that is not revalidated.
const EXPIRE: Duration = Duration::from_secs(24 * 60 * 60);

/// A page that is rendered once for everyone, and again when its data changes; for
/// [`Postback::cache_page`](crate::Postback::cache_page).
///
/// The page is rendered by a *new* request, with the path, the query parameters and the headers
/// that are declared here, and nothing else. It has no cookies, no `Authorization`, and nothing
/// that an outer layer has added, so everything that the page shows is public.
///
/// ```
/// use postback::{CachedPage, FromForm, Search};
///
/// #[derive(FromForm)]
/// struct Filter { topic: Option<String>, page: Option<u32> }
///
/// let problems = CachedPage::fresh("5m")
///     .expire("12h")
///     .query(Search::<Filter>::query_keys())
///     .vary(["accept-language"])
///     .tags(["problems"]);
/// # let _ = problems;
/// ```
///
/// Times are a [`Duration`], or text: a whole number with `ms`, `s`, `m`, `h` or `d`.
#[derive(Clone, Debug)]
#[must_use = "give it to `Postback::cache_page`"]
pub struct CachedPage {
    pub(super) life: Life,
    pub(super) query: Vec<String>,
    pub(super) vary: Vec<HeaderName>,
    pub(super) tags: Vec<Tag>,
}

impl CachedPage {
    /// Declares a page that is served for this long without rendering it again. After that it is
    /// still served while one request renders it again, for [a day](Self::expire) at most.
    ///
    /// An action that revalidates the page's path or one of its tags removes the page at once.
    ///
    /// `time` is a [`Duration`], or a text like `"500ms"`, `"30s"`, `"5m"`, `"12h"`, `"1d"`.
    ///
    /// # Panics
    ///
    /// If the text is not a valid time.
    #[track_caller]
    pub fn fresh(time: impl IntoDuration) -> Self {
        let fresh = read(time);
        Self {
            life: Life {
                fresh,
                expire: EXPIRE.max(fresh),
            },
            query: Vec::new(),
            vary: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// Sets the age at which the page is not served any more: one day by default, or `fresh` if
    /// that is longer.
    ///
    /// `time` is a [`Duration`], or a text like `"500ms"`, `"30s"`, `"5m"`, `"12h"`, `"1d"`.
    ///
    /// # Panics
    ///
    /// If the text is not a valid time, or the time is shorter than `fresh`.
    #[track_caller]
    pub fn expire(mut self, time: impl IntoDuration) -> Self {
        self.life.expire = read(time);
        assert!(
            self.life.expire >= self.life.fresh,
            "a cached page expires after {:?}, but is fresh for {:?}: it cannot expire while it is fresh",
            self.life.expire,
            self.life.fresh
        );
        self
    }

    /// Declares the query parameters that the page reads: each combination of values is a separate
    /// page. Undeclared parameters are removed. A name includes the names below it: `items` covers
    /// `items[0].name`.
    ///
    /// [`Search::query_keys`](crate::Search::query_keys) returns the names of a search form.
    ///
    /// # Panics
    ///
    /// If a name begins with `_`, which is reserved for the library.
    #[track_caller]
    pub fn query<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        for name in names {
            let name = name.as_ref();
            assert!(
                !name.starts_with('_'),
                "a cached page declares the query name `{name}`: names that begin with `_` belong to the forms, and no page depends on them"
            );
            if !self.query.iter().any(|known| known == name) {
                self.query.push(name.to_owned());
            }
        }
        self
    }

    /// Declares the request headers that the page reads, such as `accept-language`: each
    /// combination of values, of up to 256 bytes each, is a separate page. The response names them
    /// in `Vary`.
    ///
    /// # Panics
    ///
    /// If a name is not a valid header name, or if the header identifies the visitor (`cookie`,
    /// `authorization`), the route of the request (`host`, `x-forwarded-*`), or its transport: a
    /// cached page is the same for everyone. Use `Postback::partition` to separate the pages of
    /// tenants.
    #[track_caller]
    pub fn vary<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        for name in names {
            let name = name.as_ref();
            let header = HeaderName::from_bytes(name.as_bytes()).unwrap_or_else(|_| {
                panic!("a cached page varies by `{name}`, which is not the name of a header")
            });
            if let Some(reason) = refused(header.as_str()) {
                panic!("a cached page cannot vary by `{header}`: {reason}");
            }
            if !self.vary.contains(&header) {
                self.vary.push(header);
            }
        }
        self
    }

    /// Declares tags of the data that the page depends on: revalidating one of them removes the
    /// page from the cache. Its path, its pattern and the tags of cached values that it reads are
    /// included automatically.
    ///
    /// # Panics
    ///
    /// If there are more than 124 tags, or one of them does not have 1 to 256 bytes.
    #[track_caller]
    pub fn tags<T: Into<Tag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        for tag in tags.into_iter().map(Into::into) {
            assert!(
                tag.fits(),
                "a cached page has a tag of {} bytes: a tag has 1 to {}",
                tag.as_str().len(),
                Tag::LONGEST
            );
            self.tags.push(tag);
        }
        assert!(
            self.tags.len() <= MOST_TAGS,
            "a cached page has {} tags: at most {MOST_TAGS} are possible",
            self.tags.len()
        );
        self
    }
}

/// Returns why no shared page may depend on this header.
fn refused(name: &str) -> Option<&'static str> {
    match name {
        "cookie" | "authorization" | "proxy-authorization" => Some(
            "it identifies the visitor, and a cached page is the same for everybody. Leave the page uncached, or separate tenants with `Postback::partition`",
        ),
        "host" | "forwarded" | "via" | "x-real-ip" => Some(FORWARDED),
        "accept-encoding" => Some("the cache compresses its pages itself"),
        "connection" | "keep-alive" | "proxy-connection" | "te" | "trailer"
        | "transfer-encoding" | "upgrade" | "expect" | "range" | "content-length"
        | "content-type" | "content-encoding" => {
            Some("it describes how one request is sent, not what is requested")
        }
        _ if name.starts_with("if-") => Some("the cache answers conditional requests itself"),
        _ if name.starts_with("x-forwarded-") => Some(FORWARDED),
        _ if name.starts_with("postback-") => {
            Some("these headers are between the browser runtime and the service")
        }
        _ => None,
    }
}

const FORWARDED: &str = "every client can set it to any value. Set `Postback::public_origins`, or separate tenants with `Postback::partition`";

#[track_caller]
fn read(time: impl IntoDuration) -> Duration {
    let time = time.into_duration();
    time.unwrap_or_else(|sentence| panic!("a cached page cannot live that long: {sentence}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> CachedPage {
        CachedPage::fresh("5m")
    }

    /// Returns the message of a panic.
    fn sentence(of: impl FnOnce() + std::panic::UnwindSafe) -> String {
        let panic = std::panic::catch_unwind(of).expect_err("it panics");
        panic.downcast_ref::<String>().cloned().unwrap_or_else(|| {
            panic
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .unwrap_or_default()
        })
    }

    #[test]
    fn what_is_no_time_is_refused() {
        assert!(sentence(|| drop(CachedPage::fresh("fast"))).contains("`fast` is not a time"));
        assert!(sentence(|| drop(page().expire("1"))).contains("`1` is not a time"));
        assert_eq!(
            CachedPage::fresh(Duration::from_secs(7))
                .life
                .fresh
                .as_secs(),
            7
        );
    }

    #[test]
    fn a_page_expires_after_a_day_but_never_while_it_is_fresh() {
        assert_eq!(page().life.expire, EXPIRE);
        assert_eq!(CachedPage::fresh("7d").life.expire, 7 * EXPIRE);
        assert_eq!(page().expire("5m").life.expire, Duration::from_secs(300));
        assert!(sentence(|| drop(page().expire("4m"))).contains("cannot expire while it is fresh"));
    }

    #[test]
    fn names_that_belong_to_the_forms_are_refused() {
        assert!(sentence(|| drop(page().query(["topic", "_action"]))).contains("`_action`"));
        assert_eq!(
            page().query(["a", "b"]).query(["b", "c"]).query,
            ["a", "b", "c"]
        );
    }

    #[test]
    fn headers_that_tell_people_apart_are_refused() {
        for name in [
            "Cookie",
            "authorization",
            "Host",
            "X-Forwarded-Host",
            "x-forwarded-for",
            "forwarded",
            "Postback-Request",
            "connection",
            "te",
            "accept-encoding",
            "if-none-match",
            "range",
        ] {
            assert!(
                sentence(|| drop(page().vary([name]))).contains("cannot vary by"),
                "{name}"
            );
        }
        assert!(
            sentence(|| drop(page().vary(["accept language"])))
                .contains("not the name of a header")
        );
        assert_eq!(
            page()
                .vary(["Accept-Language", "accept-language", "HX-Request"])
                .vary
                .len(),
            2
        );
    }

    #[test]
    fn tags_are_bounded() {
        assert_eq!(page().tags(["a"]).tags([Tag::new("b")]).tags.len(), 2);
        assert!(sentence(|| drop(page().tags(vec!["x"; 125]))).contains("125 tags"));
        assert!(sentence(|| drop(page().tags([""]))).contains("0 bytes"));
        assert!(sentence(|| drop(page().tags(["x".repeat(257)]))).contains("257 bytes"));
    }
}
