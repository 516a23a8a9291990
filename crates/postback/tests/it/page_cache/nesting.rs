//! Under a nest: the address that the browser sees is in the key, in the page and in its tags.

use axum::Router;
use axum::extract::{OriginalUri, Path, State};
use axum::routing::get;
use http::StatusCode;
use postback::{Cache, Html, Page, Result, action, actions, page};
use postback_testing::{Browser, both_ways};

use super::site::{Site, fresh, site, warnings};
use crate::support::log;
use crate::support::proxy::stripping;
use crate::support::{Effects, button, document, get as fetch};

#[action(public)]
async fn add(State(seen): State<Effects>, cache: Cache) -> Result<()> {
    seen.add("add");
    cache.revalidate_path("/app/problems/{id}");
    Ok(())
}

async fn problem(
    State(seen): State<Effects>,
    Path(id): Path<String>,
    OriginalUri(original): OriginalUri,
    page: Page,
) -> Html {
    seen.add("render");
    document([
        format!(
            "<p id=url>{}</p><p id=original>{original}</p><p id=id>{id}</p>",
            page.url()
        ),
        format!(
            "<p id=count>{}</p>",
            seen.all().iter().filter(|did| *did == "add").count()
        ),
        page.form::<add>().open(button("Add")).to_string(),
    ])
}

fn app() -> Site {
    let pages = Router::new().route("/problems/{id}", page(get(problem)));
    site(pages, |app| {
        app.actions(actions![add])
            .cache_page("/problems/{id}", fresh().query(["q"]))
    })
}

#[tokio::test]
async fn a_page_under_a_nest_is_cached_at_its_own_address() {
    for nest in [Router::nest, |outer: Router, path: &str, app: Router| {
        outer.nest_service(path, app)
    }] {
        let Site { app, seen, handle } = app();
        let outer = nest(Router::new(), "/app", app);
        for _ in 0..2 {
            let page = fetch(&outer, "/app/problems/7?x=1&q=a").await.text();
            assert!(page.contains("<p id=url>/app/problems/7?q=a</p>"), "{page}");
            assert!(
                page.contains("<p id=original>/app/problems/7?q=a</p>"),
                "{page}"
            );
            assert!(page.contains("action=\"?q=a&amp;_action="), "{page}");
        }
        assert_eq!(seen.count(), 1);
        // By the path outside and inside, by the pattern outside and inside.
        for path in [
            "/app/problems/7",
            "/problems/7",
            "/app/problems/{id}",
            "/problems/{id}",
        ] {
            let before = seen.count();
            handle.cache().revalidate_path(path).await;
            fetch(&outer, "/app/problems/7?q=a").await;
            assert_eq!(seen.count(), before + 1, "{path}");
        }
        handle.cache().revalidate_path("/other/problems/7").await;
        fetch(&outer, "/app/problems/7?q=a").await;
        assert_eq!(seen.count(), 5);
    }
}

#[tokio::test]
async fn one_app_in_two_places_has_a_page_for_each() {
    let Site { app, seen, .. } = app();
    let outer = Router::new()
        .nest("/a", app.clone())
        .nest("/b", app.clone());
    for _ in 0..2 {
        for place in ["/a", "/b"] {
            let page = fetch(&outer, &format!("{place}/problems/7")).await.text();
            assert!(
                page.contains(&format!("<p id=url>{place}/problems/7</p>")),
                "{page}"
            );
        }
        assert!(
            fetch(&app, "/problems/7")
                .await
                .text()
                .contains("<p id=url>/problems/7</p>")
        );
    }
    assert_eq!(seen.count(), 3);
}

#[tokio::test]
async fn an_action_under_a_nest_shows_everybody_the_new_page() {
    let ways: [fn(Router) -> Router; 2] = [
        |app| Router::new().nest("/app", app),
        |app| stripping("/app", app),
    ];
    for place in ways {
        both_ways(
            async || place(app().app),
            async |browser: Browser| {
                let other = browser.tab();
                assert_eq!(other.get("/app/problems/7").await.find("#count"), "0");
                let page = browser
                    .get("/app/problems/7")
                    .await
                    .form::<add>()
                    .submit()
                    .await;
                assert_eq!(
                    (page.url().as_str(), page.find("#count").as_str()),
                    ("/app/problems/7", "1")
                );
                assert_eq!(other.get("/app/problems/7").await.find("#count"), "1");
            },
        )
        .await;
    }
}

/// What the outer route captured is in the extensions of the visitor's request only.
#[tokio::test]
async fn a_nest_with_a_parameter_is_right_and_not_cached() {
    async fn both(
        State(seen): State<Effects>,
        Path((tenant, id)): Path<(String, String)>,
    ) -> String {
        seen.add("render");
        format!("{tenant} {id}")
    }
    let log = log::keep();
    let pages = Router::new().route("/problems/{id}", page(get(both)));
    let Site { app, seen, .. } = site(pages, |app| app.cache_page("/problems/{id}", fresh()));
    let outer = Router::new().nest("/t/{tenant}", app);
    for tenant in ["ann", "bob", "ann"] {
        let answer = fetch(&outer, &format!("/t/{tenant}/problems/7")).await;
        assert_eq!(
            (answer.status, answer.text()),
            (StatusCode::OK, format!("{tenant} 7"))
        );
    }
    assert_eq!(seen.count(), 3);
    assert!(warnings(&log).is_empty(), "{:?}", warnings(&log));
}
