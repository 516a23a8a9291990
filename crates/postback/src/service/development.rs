//! Diagnostics for developers: how a page was made, and what an action may have forgotten. They
//! exist in debug builds only.

use std::sync::PoisonError;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Uri};
use tokio::time::Instant;

use super::address::Untold;
use super::headers;
use super::snapshot::Snapshot;
use crate::cache::{Cache, CacheStatus, Dependencies};
use crate::context::{App, RenderContext};
use crate::outcome::{ActionOutcome, OutcomeKind};

/// After a page was rendered: writes a line to the log, adds `Server-Timing` for the browser's
/// tools, and warns if the page shows the success of an action that may have forgotten to
/// revalidate.
pub(crate) fn rendered(render: &RenderContext, headers: &mut HeaderMap) {
    let Some(began) = render.began_at.filter(|_| headers::is_html(headers)) else {
        return;
    };
    let took = began.elapsed();
    let nothing = Dependencies::default();
    let cache = render.cache_used();
    let made = cache.and_then(Cache::made);
    let made = made.as_deref().unwrap_or(&nothing);
    let tags = cache.map_or_else(Vec::new, |cache| cache.names_of(made.tags()));
    if cache.is_none() {
        tracing::debug!(target: "postback::page", url = address(render), ?took, "rendered, without anything cached");
    } else {
        timed(headers, made, took);
        tracing::info!(target: "postback::page", url = address(render), ?took, read = reads_line(made), tags = tags.join(", "), "rendered");
    }
    if let Some(shown) = &render.shown {
        forgotten(render, &shown.ended, made);
    }
}

/// After a page came from the page cache. A rendered page has its own line.
pub(crate) fn served(url: &Uri, how: CacheStatus, made: Instant, headers: &mut HeaderMap) {
    if !cfg!(debug_assertions) {
        return;
    }
    let (age, word) = (made.elapsed(), how.as_str());
    if how != CacheStatus::Miss {
        tracing::info!(target: "postback::page", url = url.path(), read = format!("{word} the whole page ({age:.1?} old)"), "served");
    }
    let text = format!("page;desc=\"{word}, {:.1} s old\"", age.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.append("server-timing", value);
    }
}

/// After an action: warns about two possible mistakes, each once.
pub(crate) fn warn_after_action(page: &Snapshot, ended: &ActionOutcome) {
    if !cfg!(debug_assertions) {
        return;
    }
    let redirect = match &ended.end {
        OutcomeKind::Redirect { target, .. } => Some(target.place()),
        _ => None,
    };
    let Some((prefix, untold)) = page.untold(redirect) else {
        return;
    };
    let (what, consequence) = match untold {
        Untold::Redirect => (
            "a redirect",
            "the app does not recognise this redirect as one to its own page, and its message is not shown",
        ),
        Untold::Script => (
            "a script",
            "the app does not know where this page finds the runtime",
        ),
    };
    if is_first(page.app(), what) {
        let path = page.url().path();
        tracing::warn!(target: "postback::address", path,
            "a proxy or a layer removes {prefix:?} from each path, so {consequence}: set `Postback::public_path({prefix:?})`");
    }
}

/// Returns the path for the log, for a shared page also the query, which the app declares. Other
/// queries may contain anything.
fn address(render: &RenderContext) -> &str {
    match render.url.path_and_query() {
        Some(url) if render.is_for_everybody => url.as_str(),
        _ => render.url.path(),
    }
}

/// Formats `hit list_problems (12s old), miss topics`.
fn reads_line(made: &Dependencies) -> String {
    let reads = made.reads.iter().map(|read| {
        let name = read.name.rsplit("::").next().unwrap_or_default();
        match read.how {
            CacheStatus::Miss => format!("miss {name}"),
            how => format!("{} {name} ({:.1?} old)", how.as_str(), read.age),
        }
    });
    reads.collect::<Vec<_>>().join(", ")
}

/// Adds `Server-Timing`: <https://www.w3.org/TR/server-timing/>.
fn timed(headers: &mut HeaderMap, made: &Dependencies, took: Duration) {
    let count = |how| made.reads.iter().filter(|read| read.how == how).count();
    let (hits, stale, misses) = (
        count(CacheStatus::Hit),
        count(CacheStatus::Stale),
        count(CacheStatus::Miss),
    );
    let text = format!(
        "render;dur={:.2}, cache;desc=\"{hits} hit, {stale} stale, {misses} miss\"",
        took.as_secs_f64() * 1000.0
    );
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.append("server-timing", value);
    }
}

/// Warns about a missing revalidation, once per action.
fn forgotten(render: &RenderContext, ended: &ActionOutcome, made: &Dependencies) {
    let cached = made
        .reads
        .iter()
        .filter(|read| read.how != CacheStatus::Miss);
    let cached: Vec<&str> = cached.map(|read| read.name.as_str()).collect();
    let Some(action) = ended.quiet.filter(|_| !cached.is_empty()) else {
        return;
    };
    if is_first(&render.app, action) {
        tracing::warn!(target: "postback::cache", action, values = cached.join(", "),
            "the action succeeded and revalidated nothing, but its page was made from cached values: if one of them depends on what the action changed, call `cache.revalidate_tag(..)` or declare `#[action(revalidates(..))]` (`revalidates()` declares that there is nothing to revalidate)");
    }
}

/// Returns whether this warning is given for the first time.
fn is_first(app: &App, what: &'static str) -> bool {
    let mut warned = app.warned.lock().unwrap_or_else(PoisonError::into_inner);
    let is_first = !warned.contains(&what);
    if is_first {
        warned.push(what);
    }
    is_first
}
