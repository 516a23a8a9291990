//! `CachedPage`: what an app says about a page that is the same for everybody.

use std::time::Duration;

use http::HeaderName;

use crate::cache::{IntoDuration, Life, Tag};

/// Four less than a value in the cache can have: a page has its paths and its pattern, too.
const MOST_TAGS: usize = 124;

/// How long a page lives if nobody says otherwise, and nobody revalidates it.
const EXPIRE: Duration = Duration::from_secs(24 * 60 * 60);

/// A page that is rendered once for everybody, and again when its data changes: for
/// [`Postback::cache_page`](crate::Postback::cache_page).
///
/// The page is rendered by a *new* request: its path, the query names and headers that are declared
/// here, and nothing else. There is no cookie in it, no `Authorization`, nothing that a layer outside
/// has added; so whatever the page shows, it shows to everybody.
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
/// Times are a [`Duration`], or text: a whole number and `ms`, `s`, `m`, `h` or `d`.
#[derive(Clone, Debug)]
#[must_use = "give it to `Postback::cache_page`"]
pub struct CachedPage {
    pub(super) life: Life,
    pub(super) query: Vec<String>,
    pub(super) vary: Vec<HeaderName>,
    pub(super) tags: Vec<Tag>,
}

impl CachedPage {
    /// For this long the page is served as it is. From then on it is still served, while one request
    /// renders it anew, for [a day](Self::expire) at most.
    ///
    /// An action that revalidates the page's path or one of its tags takes it out at once.
    ///
    /// # Panics
    ///
    /// If the text is no time.
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

    /// When the page is not served any more, however old it got meanwhile. One day, unless it is
    /// fresh for longer.
    ///
    /// # Panics
    ///
    /// If the text is no time, or the time is shorter than the page is fresh.
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

    /// The names in the query that the page reads: each combination of values is a page of its own.
    /// Names that are not declared do not exist for it. A name covers what stands below it:
    /// `items` is for `items[0].name`, too.
    ///
    /// [`Search::query_keys`](crate::Search::query_keys) has the names of a search form.
    ///
    /// # Panics
    ///
    /// If a name begins with `_`: such names are not the page's own.
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

    /// The headers that the page reads, such as `accept-language`: each combination of values, up to
    /// 256 bytes each, is a page of its own. They are named in the answer's `Vary`.
    ///
    /// # Panics
    ///
    /// If a name is no header, or one that says who is asking (`cookie`, `authorization`), where the
    /// request came along (`host`, `x-forwarded-*`), or how it was sent: a cached page is the same for
    /// everybody. Pages of several tenants are told apart by `Postback::partition`.
    #[track_caller]
    pub fn vary<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        for name in names {
            let name = name.as_ref();
            let header = HeaderName::from_bytes(name.as_bytes()).unwrap_or_else(|_| {
                panic!("a cached page varies by `{name}`, which is no name of a header")
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

    /// The data that the page is made from: revalidating one of these tags takes the page out of the
    /// cache. Its path and its pattern are tags already, and so is what it reads from the cache.
    ///
    /// # Panics
    ///
    /// If there are more than 124 tags, or one of them has not 1 to 256 bytes.
    #[track_caller]
    pub fn tags<T: Into<Tag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        for tag in tags.into_iter().map(Into::into) {
            assert!(
                tag.fits(),
                "a cached page has a tag of {} bytes: between 1 and {} are possible",
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

/// Why no page that is the same for everybody depends on this header.
fn refused(name: &str) -> Option<&'static str> {
    match name {
        "cookie" | "authorization" | "proxy-authorization" => Some(
            "it says who is asking, and a cached page is the same for everybody. Leave the page \
             uncached, or tell tenants apart by `Postback::partition`",
        ),
        "host" | "forwarded" | "via" | "x-real-ip" => Some(FORWARDED),
        "accept-encoding" => Some("the cache compresses its pages itself"),
        "connection" | "keep-alive" | "proxy-connection" | "te" | "trailer"
        | "transfer-encoding" | "upgrade" | "expect" | "range" | "content-length"
        | "content-type" | "content-encoding" => {
            Some("it is about how one request is sent, not about what is asked for")
        }
        _ if name.starts_with("if-") => Some("the cache answers conditional requests itself"),
        _ if name.starts_with("x-forwarded-") => Some(FORWARDED),
        _ if name.starts_with("postback-") => {
            Some("these headers are between the browser runtime and the service")
        }
        _ => None,
    }
}

const FORWARDED: &str = "whoever sends the request can put anything there. Declare \
    `Postback::public_origins`, or tell tenants apart by `Postback::partition`";

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

    /// The sentence of a panic.
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
            sentence(|| drop(page().vary(["accept language"]))).contains("no name of a header")
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
