//! The effect of the cache, in numbers.

use postback::{AppHandle, CacheStats};
use postback_testing::{Browser, TestPage};

use crate::support::{app_and_handle, sign_in, sign_up};

/// What the cache has done while somebody looked at a page.
async fn looked(handle: &AppHandle, browser: &Browser, path: &str) -> (TestPage, CacheStats) {
    let before = handle.cache().stats();
    let page = browser.get(path).await;
    assert_eq!(page.url(), path);
    let mut stats = handle.cache().stats();
    stats.hits -= before.hits;
    stats.misses -= before.misses;
    stats.computed -= before.computed;
    (page, stats)
}

#[tokio::test]
async fn the_second_reader_of_a_list_is_served_what_the_first_one_read() {
    let (app, handle) = app_and_handle().await;
    let (robin, ada) = (Browser::new(app.clone()), Browser::new(app));
    sign_in(&robin).await;
    sign_up(&ada, "ada@example.org").await;

    // The list, and what the reader has solved.
    let (_, stats) = looked(&handle, &robin, "/problems").await;
    assert_eq!((stats.hits, stats.computed), (0, 2));
    // The same list, and what the other reader has solved.
    let (_, stats) = looked(&handle, &ada, "/problems").await;
    assert_eq!((stats.hits, stats.computed), (1, 1));
    // Other words, another state and another page are computed from the cached list.
    for path in [
        "/problems?page=3",
        "/problems?q=the",
        "/problems?status=open",
    ] {
        let (page, stats) = looked(&handle, &ada, path).await;
        assert!(page.has(".rows li"), "{path}");
        assert_eq!((stats.hits, stats.computed), (2, 0), "{path}");
    }
}

#[tokio::test]
async fn a_page_for_everybody_is_rendered_once() {
    let (app, handle) = app_and_handle().await;
    let (robin, guest) = (Browser::new(app.clone()), Browser::new(app));
    sign_in(&robin).await;
    for path in ["/browse", "/browse?page=2", "/browse/7"] {
        let (first, _) = looked(&handle, &guest, path).await;
        let (again, stats) = looked(&handle, &robin, path).await;
        // The only hit is the page itself: nothing was read or rendered for it.
        assert_eq!(
            (stats.hits, stats.misses, stats.computed),
            (1, 0, 0),
            "{path}"
        );
        assert_eq!(first.html(), again.html());
    }
    let (_, stats) = looked(&handle, &guest, "/browse/7?from=a-newsletter").await;
    assert_eq!((stats.hits, stats.computed), (1, 0));
    assert_eq!(handle.cache().stats().pages, 3);
}

#[tokio::test]
async fn the_dashboard_is_never_served_from_the_cache() {
    let (app, handle) = app_and_handle().await;
    let robin = Browser::new(app);
    sign_in(&robin).await;
    for _ in 0..2 {
        let (_, stats) = looked(&handle, &robin, "/dashboard").await;
        assert_eq!((stats.hits, stats.misses, stats.computed), (0, 0, 0));
    }
}
