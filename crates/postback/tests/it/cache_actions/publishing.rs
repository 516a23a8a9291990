//! What an action says to have changed is seen by whoever looks next.

use axum::Router;
use postback::Action;
use postback_testing::{Browser, TestPage, both_ways};

use super::site::{self, World};
use crate::support::{get_request, post_request, send, targets};

/// What somebody else sees now.
async fn seen(app: &Router, path: &str) -> String {
    let page = send(app, get_request(path, &[])).await;
    let html = page.text();
    let (_, rest) = html.split_once("<p id=rows>").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

/// The address that a button posts to.
pub(crate) async fn address<A: Action>(app: &Router, path: &str) -> String {
    let page = send(app, get_request(path, &[])).await;
    let name = format!("_action={}.", A::NAME);
    targets(path, &page.text())
        .into_iter()
        .find(|target| target.contains(&name))
        .unwrap()
}

async fn press(browser: &Browser, button: &str) -> TestPage {
    let page = browser.get("/list").await;
    page.form_labelled(button).submit().await
}

#[tokio::test]
async fn the_actor_and_everybody_else_see_the_change_at_once() {
    for (button, row) in [
        ("add", "added"),
        ("add_and_go", "gone"),
        ("add_and_fail", "failed"),
        ("add_and_panic", "panicked"),
        ("add_and_read", "read"),
        ("add_as_declared", "declared"),
    ] {
        let make_app = async || site::app(&World::default());
        both_ways(make_app, async |browser| {
            let page = press(&browser, button).await;
            assert_eq!(page.find("#rows"), row, "{button}");
            assert_eq!(browser.get("/elsewhere").await.find("#rows"), row);
        })
        .await;
    }
}

#[tokio::test]
async fn a_path_is_enough_for_the_page_that_is_there() {
    let make_app = async || site::app(&World::default());
    both_ways(make_app, async |browser| {
        assert_eq!(browser.get("/part/one").await.find("#rows"), "");
        let page = press(&browser, "add_by_path").await;
        assert_eq!(page.find("#rows"), "by path");
        let page = press(&browser, "add_by_pattern").await;
        assert_eq!(page.find("#rows"), "by path", "another page");
        let page = browser.get("/part/two").await;
        assert_eq!(page.find("#rows"), "by path,by pattern");
    })
    .await;
}

#[tokio::test]
async fn a_handler_of_the_apps_own_may_say_what_has_changed() {
    let app = site::app(&World::default());
    assert_eq!(seen(&app, "/list").await, "");
    assert_eq!(send(&app, post_request("/hook", &[], "")).await.status, 200);
    assert_eq!(seen(&app, "/list").await, "hooked");
}

#[tokio::test]
async fn a_job_says_what_has_changed() {
    let world = World::default();
    let wrapped = site::wrapped(&world);
    let handle = wrapped.handle();
    handle.cache().revalidate_tag("rows").await;
    let app = wrapped.with_state(world.clone());
    assert_eq!(seen(&app, "/list").await, "");
    world.add("imported");
    assert_eq!(seen(&app, "/list").await, "");
    handle.cache().revalidate_tag("rows").await;
    assert_eq!(seen(&app, "/list").await, "imported");
    world.add("again");
    handle.cache().revalidate_path("/list?x=1").await;
    assert_eq!(seen(&app, "/list").await, "imported,again");
    let stats = handle.cache().stats();
    assert_eq!((stats.values, stats.computed, stats.hits), (1, 3, 1));
    assert_eq!(stats.invalidations, 2);
}

#[tokio::test]
async fn an_action_whose_client_went_away_publishes_all_the_same() {
    let world = World::default();
    let app = site::app(&world);
    let address = address::<site::add_slowly>(&app, "/list").await;
    let request = tokio::spawn({
        let app = app.clone();
        async move { send(&app, post_request(&address, &[], "")).await }
    });
    world.at_gate.acquire().await.unwrap().forget();
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    assert_eq!(seen(&app, "/list").await, "", "not published yet");
    world.gate.add_permits(1);
    while seen(&app, "/list").await.is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(seen(&app, "/list").await, "slow");
}

/// Published before it was committed, a page that is read in between would stay as it is for ever.
#[tokio::test]
async fn a_change_is_published_after_the_layers_that_commit_it() {
    let world = World::default();
    let app = site::app(&world);
    let address = address::<site::add_in_transaction>(&app, "/list").await;
    let request = tokio::spawn({
        let app = app.clone();
        async move { send(&app, post_request(&address, &[], "")).await }
    });
    world.at_gate.acquire().await.unwrap().forget();
    assert_eq!(seen(&app, "/list").await, "", "not committed yet");
    world.gate.add_permits(1);
    assert_eq!(request.await.unwrap().status, 303);
    assert_eq!(seen(&app, "/list").await, "committed");
}

#[tokio::test]
async fn a_refused_action_publishes_nothing() {
    let world = World::default();
    let wrapped = site::wrapped(&world);
    let handle = wrapped.handle();
    let app = wrapped.with_state(world.clone());
    let address = address::<site::add>(&app, "/list").await;
    let before = handle.cache().stats().invalidations;
    let foreign = [("sec-fetch-site", "cross-site")];
    assert_eq!(
        send(&app, post_request(&address, &foreign, ""))
            .await
            .status,
        403
    );
    assert_eq!(handle.cache().stats().invalidations, before);
    assert_eq!(
        send(&app, post_request(&address, &[], "")).await.status,
        303
    );
    assert_eq!(
        handle.cache().stats().invalidations,
        before + 1,
        "one entry"
    );
}

#[tokio::test]
async fn the_cache_is_for_the_pages_of_an_app() {
    let outside = Router::new().route(
        "/",
        axum::routing::get(async |_: postback::Cache| "never reached"),
    );
    assert_eq!(send(&outside, get_request("/", &[])).await.status, 500);
}
