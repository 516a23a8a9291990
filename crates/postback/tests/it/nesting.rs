//! Under a nest, behind a proxy that strips a path, beside other routers: addresses stay right.

use crate::support::proxy::stripping;
use crate::support::{Effects, button, document, get as fetch, post, post_enhanced, target_of};
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::routing::get;
use http::StatusCode;
use postback::{Conflict, Keys, Page, Postback, Redirect, Result, action, actions, page};
use postback_testing::{Browser, both_ways};

#[action(public)]
async fn toggle(State(effects): State<Effects>) -> Result<()> {
    effects.add("toggle");
    Ok(())
}

#[action(public)]
async fn refuse() -> Result<()> {
    Err(Conflict::new("somebody was faster"))
}

/// To a path as the browser sees it, which the page says.
#[action(public)]
async fn go(
    Path(place): Path<Vec<(String, String)>>,
    State(effects): State<Effects>,
) -> Result<Redirect> {
    effects.add("go");
    let tenant = place.into_iter().find(|(name, _)| name == "tenant");
    let prefix = tenant.map_or("/app".to_owned(), |(_, tenant)| format!("/t/{tenant}"));
    Ok(Redirect::to(format!("{prefix}/other?from=list#top")).flash("You went"))
}

#[action(public)]
async fn leave() -> Result<Redirect> {
    Ok(Redirect::to("/outside").flash("You left"))
}

#[action(public)]
async fn turn() -> Result<Redirect> {
    Ok(Redirect::to("?page=3").flash("You turned"))
}

/// All that a page says of its place, and its forms.
async fn list(
    State(effects): State<Effects>,
    RawQuery(query): RawQuery,
    page: Page,
) -> postback::Html {
    document([
        format!("<h1>List</h1><p id=count>{}</p>", effects.count()),
        format!(
            "<p id=query>{}</p>",
            query.unwrap_or_default().replace('&', "&amp;")
        ),
        format!("<p id=path>{}</p>", page.path()),
        "<a href=\"other\">Other</a><a href=\"?page=9\">Nine</a>".to_owned(),
        page.notice().to_string(),
        page.form::<toggle>().open(button("Toggle")).to_string(),
        page.form::<refuse>().open(button("Refuse")).to_string(),
        page.form::<go>().open(button("Go")).to_string(),
        page.form::<leave>().open(button("Leave")).to_string(),
        page.form::<turn>().open(button("Turn")).to_string(),
    ])
}

async fn other(Path(place): Path<Vec<(String, String)>>, page: Page) -> postback::Html {
    document([
        format!("<p id=place>{place:?}</p>"),
        format!("<h1>Other {}</h1>", page.url()),
        page.notice().to_string(),
    ])
}

async fn not_found() -> (StatusCode, postback::Html) {
    (StatusCode::NOT_FOUND, document(["<h1>No such page</h1>"]))
}

fn app() -> Router {
    let pages = Router::new()
        .route("/", page(get(list)))
        .route("/list", page(get(list)))
        .route("/list/", page(get(list)))
        .route("/other", page(get(other)))
        .route("/of/{name}/{more}", page(get(list)))
        .route("//double/page", page(get(list)))
        .fallback(not_found);
    Postback::new(pages)
        .actions(actions![toggle, refuse, go, leave, turn])
        .keys(Keys::random())
        .with_state(Effects::default())
}

/// Every way to put the app at `/app`, with its name.
fn at_app() -> [(&'static str, Router); 3] {
    [
        ("nest", Router::new().nest("/app", app())),
        ("nest_service", Router::new().nest_service("/app", app())),
        ("proxy", stripping("/app", app())),
    ]
}

/// Kept byte for byte: encodings, empty values, repeated names, empty pairs.
const QUERY: &str = "topic=rust&page=2&e=&e=%C3%A9&x=a+b%20c&&y&_actions=1";

#[tokio::test]
async fn the_query_of_a_page_survives_a_toggle_byte_for_byte() {
    for way in 0..3 {
        both_ways(
            async || at_app()[way].1.clone(),
            async |browser: Browser| {
                let address = format!("/app/list?{QUERY}");
                let mut page = browser.get(&address).await;
                for count in ["1", "2", "3"] {
                    page = page.form::<toggle>().submit().await;
                    assert_eq!(page.url(), address);
                    assert_eq!(
                        (page.find("#count").as_str(), page.find("#query").as_str()),
                        (count, QUERY)
                    );
                }
            },
        )
        .await;
    }
}

#[tokio::test]
async fn nothing_of_ours_piles_up_after_a_refused_submit() {
    for way in 0..3 {
        both_ways(
            async || at_app()[way].1.clone(),
            async |browser: Browser| {
                let address = format!("/app/list?{QUERY}");
                let mut page = browser.get(&address).await;
                for _ in 0..3 {
                    page = page.form::<refuse>().submit().await;
                    assert_eq!(
                        (page.status(), page.url()),
                        (StatusCode::CONFLICT, address.clone())
                    );
                    assert_eq!(page.find("#query"), QUERY);
                    let form = page.form::<refuse>();
                    assert!(
                        form.action_url().starts_with(&format!("?{QUERY}&_action=")),
                        "{}",
                        form.action_url()
                    );
                    assert_eq!(form.action_url().matches("_action=").count(), 1);
                }
                // Links hold, and so does the next submit that succeeds.
                assert_eq!(page.click_link("Other").await.url(), "/app/other");
                assert_eq!(page.click_link("Nine").await.url(), "/app/list?page=9");
                let page = page.form::<toggle>().submit().await;
                assert_eq!((page.url(), page.find("#count")), (address, "1".into()));
            },
        )
        .await;
    }
}

#[tokio::test]
async fn success_answers_a_relative_location() {
    for (way, app) in at_app() {
        for (path, location) in [
            ("/app/list?a=1", "?a=1"),
            ("/app/list/", "./"),
            ("/app/of/caf%C3%A9/a%20b%2Fc", "./a%20b%2Fc"),
        ] {
            let target = target_of(&app, path, "toggle").await;
            let answer = post(&app, &target).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (StatusCode::SEE_OTHER, Some(location)),
                "{way}"
            );
        }
    }
}

#[tokio::test]
async fn every_kind_of_path_comes_back_to_itself() {
    let paths = [
        "/",
        "/list",
        "/list/",
        "/of/caf%C3%A9/a%20b%2Fc%3F",
        "/of/caf\u{e9}/\u{65e5}",
        "/of/a:b/http:",
        "//double/page",
    ];
    for path in paths {
        both_ways(
            async || app(),
            async |browser: Browser| {
                // `//x` alone would be another host.
                let page = browser.get(&format!("http://localhost{path}?q=1")).await;
                let address = page.url();
                for (action, end) in [("Toggle", "1"), ("Refuse", "1"), ("Toggle", "2")] {
                    let page = page.form_labelled(action).submit().await;
                    assert_eq!(
                        (page.url(), page.find("#count")),
                        (address.clone(), end.to_owned()),
                        "{action}"
                    );
                    // A page never names itself as another host.
                    let named = address.replacen("//", "/", 1);
                    assert_eq!(format!("{}?q=1", page.find("#path")), named);
                }
            },
        )
        .await;
    }
}

#[tokio::test]
async fn the_root_of_a_nest_comes_back_to_itself() {
    // `/app/` is none of the paths that axum's `nest("/app", ..)` has.
    for (way, path) in [(0, "/app"), (1, "/app"), (1, "/app/"), (2, "/app/")] {
        both_ways(
            async || at_app()[way].1.clone(),
            async |browser: Browser| {
                let page = browser.get(&format!("{path}?q=1")).await;
                let page = page.form::<toggle>().submit().await;
                assert_eq!(
                    (page.url(), page.find("#count")),
                    (format!("{path}?q=1"), "1".into())
                );
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_redirect_inside_the_nest_comes_with_its_page() {
    for (way, app) in at_app().into_iter().take(2) {
        let target = target_of(&app, "/app/list", "go").await;
        let answer = post_enhanced(&app, &target).await;
        let head = answer.head();
        assert_eq!(
            (&head["outcome"], &head["page"]),
            (&"redirect".into(), &"full".into()),
            "{way}"
        );
        assert_eq!(head["url"], "/app/other?from=list#top");
        assert!(
            answer.text().contains("Other /app/other?from=list"),
            "{}",
            answer.text()
        );
    }
    for way in 0..2 {
        both_ways(
            async || at_app()[way].1.clone(),
            async |browser: Browser| {
                let page = browser.get("/app/list").await.form::<go>().submit().await;
                assert_eq!(
                    (page.url().as_str(), page.notice().as_str()),
                    ("/app/other?from=list#top", "You went")
                );
                assert_eq!(browser.get("/app/other").await.notice(), "");
            },
        )
        .await;
    }
}

/// A path as the browser sees it is no path of the app there, so only the browser can go.
#[tokio::test]
async fn a_redirect_behind_a_stripping_proxy_is_followed_by_the_browser() {
    let app = stripping("/app", app());
    let target = target_of(&app, "/app/list", "go").await;
    let head = post_enhanced(&app, &target).await.head();
    assert_eq!(
        (&head["outcome"], &head["page"], &head["reload"]),
        (&"redirect".into(), &"none".into(), &true.into())
    );
    both_ways(
        async || app.clone(),
        async |browser: Browser| {
            let page = browser.get("/app/list").await.form::<go>().submit().await;
            assert_eq!(
                (page.status(), page.url().as_str()),
                (StatusCode::OK, "/app/other?from=list#top")
            );
        },
    )
    .await;
}

#[tokio::test]
async fn a_redirect_out_of_the_nest_is_followed_by_the_browser() {
    let make_app = || {
        let outside = get(|| async { document(["<h1>Outside</h1>"]) });
        Router::new().nest("/app", app()).route("/outside", outside)
    };
    let app = make_app();
    let target = target_of(&app, "/app/list", "leave").await;
    let head = post_enhanced(&app, &target).await.head();
    assert_eq!(
        (&head["url"], &head["page"]),
        (&"/outside".into(), &"none".into())
    );
    both_ways(
        async || make_app(),
        async |browser: Browser| {
            let page = browser
                .get("/app/list")
                .await
                .form::<leave>()
                .submit()
                .await;
            assert_eq!(
                (page.url().as_str(), page.find("h1").as_str()),
                ("/outside", "Outside")
            );
        },
    )
    .await;
}

#[tokio::test]
async fn a_redirect_of_only_a_query_stays_on_the_page() {
    for way in 0..3 {
        both_ways(
            async || at_app()[way].1.clone(),
            async |browser: Browser| {
                let page = browser
                    .get("/app/list?page=2")
                    .await
                    .form::<turn>()
                    .submit()
                    .await;
                assert_eq!(
                    (page.url().as_str(), page.find("#query").as_str()),
                    ("/app/list?page=3", "page=3")
                );
                assert_eq!(page.notice(), "You turned");
            },
        )
        .await;
    }
}

/// Where tenants are a part of the path, one does not lead into the other's pages.
#[tokio::test]
async fn a_nest_with_a_parameter_keeps_its_tenant() {
    both_ways(
        async || Router::new().nest("/t/{tenant}", app()),
        async |browser: Browser| {
            for tenant in ["ann", "b%C3%B6b"] {
                let start = format!("/t/{tenant}/of/x/y?a=1");
                let page = browser.get(&start).await.form::<toggle>().submit().await;
                assert_eq!(page.url(), start);
                let page = page.form::<go>().submit().await;
                assert_eq!(page.url(), format!("/t/{tenant}/other?from=list#top"));
                assert_eq!(
                    page.find("h1"),
                    format!("Other /t/{tenant}/other?from=list")
                );
                assert_eq!(page.notice(), "You went");
                let decoded = tenant.replace("%C3%B6", "\u{f6}");
                assert_eq!(page.find("#place"), format!("[(\"tenant\", {decoded:?})]"));
            }
        },
    )
    .await;
}

#[tokio::test]
async fn other_routes_can_be_merged_in() {
    let app = Router::new()
        .route(
            "/health",
            get(|| async { "fine" }).post(|| async { "posted" }),
        )
        .merge(app());
    assert_eq!(fetch(&app, "/health").await.text(), "fine");
    let target = target_of(&app, "/list", "toggle").await;
    assert_eq!(post(&app, &target).await.status, 303);
    // Not a page of the app: the id is one name in a query among others.
    assert_eq!(
        post(&app, &target.replace("/list", "/health")).await.text(),
        "posted"
    );
    assert_eq!(fetch(&app, "/nowhere").await.status, 404);
}

#[test]
#[should_panic(expected = "Cannot merge two `Router`s that both have a fallback")]
fn merging_the_app_with_a_router_that_has_a_fallback_panics_at_start() {
    let _: Router = Router::new().fallback(|| async { "mine" }).merge(app());
}

#[test]
#[should_panic(expected = "Cannot merge two `Router`s that both have a fallback")]
fn merging_two_apps_panics_at_start() {
    let _: Router = app().merge(app());
}

#[test]
#[should_panic(expected = "Adding a route_layer before any routes is a no-op")]
fn a_route_layer_on_the_app_panics_at_start() {
    let _: Router = app().route_layer(axum::Extension(1));
}

/// What the documentation of `with_state` warns of.
#[tokio::test]
async fn a_fallback_on_the_app_replaces_it() {
    let app: Router = app().fallback(|| async { "mine" });
    assert_eq!(fetch(&app, "/list").await.text(), "mine");
}
