//! After a success the browser is at the page's address as it knows it, whatever stands in between.

use crate::support::log;
use crate::support::proxy::{stripping, stripping_itself};
use crate::support::{self, button, document, get as fetch, query_of, request, send, target_of};
use axum::Router;
use axum::extract::{OriginalUri, Path, Request};
use axum::routing::get;
use postback::{Done, Html, Keys, Page, Postback, Redirect, Result, action, actions, page};
use postback_testing::{Browser, both_ways};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::normalize_path::NormalizePathLayer;

#[action(public)]
async fn note() -> Result<Done<()>> {
    Ok(Done::new(()).flash("Noted"))
}

async fn list(page: Page) -> Html {
    document([
        page.script().to_string(),
        page.notice().to_string(),
        format!("<p id=url>{}</p>", page.url()),
        page.form::<note>().open(button("Note")).to_string(),
        page.form::<leave>().open(button("Leave")).to_string(),
    ])
}

/// To a page as the browser knows it.
#[action(public)]
async fn leave() -> Result<Redirect> {
    Ok(Redirect::to("/app/of/all?from=list#top").flash("You left"))
}

async fn of(page: Page, Path(_): Path<String>) -> Html {
    list(page).await
}

fn postback() -> Postback<()> {
    let pages = Router::new()
        .route("/", page(get(list)))
        .route("/list", page(get(list)))
        .route("/of/{name}", page(get(of)))
        .route("/on", page(get(on)));
    Postback::new(pages)
        .actions(actions![note, leave])
        .keys(Keys::random())
}

fn app() -> Router {
    postback().with_state(())
}

/// Behind a proxy that strips the path, of which it was told.
fn told() -> Router {
    stripping_itself("/app", postback().public_path("/app").with_state(()))
}

/// A page that sends the browser on, with a message of its own.
async fn on(page: Page) -> Result<Html> {
    let place = page.path().replace("/on", "/list");
    Err(Redirect::to(place).flash("It is here now").into())
}

/// A Router again, with whatever stands in front of it.
fn normalized(app: Router) -> Router {
    let service = NormalizePathLayer::trim_trailing_slash().layer(app);
    Router::new().fallback_service(service_fn(move |request: Request| {
        service.clone().oneshot(request)
    }))
}

/// Where a form is, and the app with what stands in front of it.
type Case = (&'static str, fn() -> Router);

const PLACES: [Case; 8] = [
    ("/list/", || normalized(app())),
    ("/of/caf%C3%A9%2Fb/", || normalized(app())),
    ("/app", || stripping_itself("/app", app())),
    ("/app/", || stripping_itself("/app", app())),
    ("/app/of/a:b", || stripping("/app", app())),
    ("/app/list/", || {
        normalized(Router::new().nest("/app", app()))
    }),
    ("/app", told),
    ("/app/of/a%20b", told),
];

#[tokio::test]
async fn a_success_leads_to_the_address_where_the_form_was() {
    for (address, make_app) in PLACES {
        for query in ["", "?a=1&b=%C3%A9&&c"] {
            both_ways(
                async || make_app(),
                async |browser: Browser| {
                    let address = format!("{address}{query}");
                    let page = browser.get(&address).await.form::<note>().submit().await;
                    assert_eq!((page.status().as_u16(), page.url()), (200, address));
                    assert_eq!(page.notice(), "Noted");
                },
            )
            .await;
        }
    }
}

/// Under `Referrer-Policy: no-referrer` a `?` may be left; the path is right, and the message is there.
#[tokio::test]
async fn without_a_referrer_the_path_is_right_all_the_same() {
    for (address, make_app) in PLACES {
        let app = make_app();
        let query = query_of(&fetch(&app, address).await, "note");
        let headers = [
            ("host", "app.example"),
            ("origin", "null"),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let target = format!("{address}?{query}");
        let answer = send(&app, request("POST", &target, &headers)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, Some("?")),
            "{address}"
        );
    }
}

/// What is in `Referer` only chooses among the names of one folder.
#[tokio::test]
async fn a_referrer_of_another_host_or_page_decides_nothing() {
    let app = app();
    let query = query_of(&fetch(&app, "/list").await, "note");
    for referer in [
        "http://evil.example/list",
        "http://app.example/other",
        "//evil.example/list",
        "x",
        "http://app.example.evil/list",
    ] {
        let headers = [
            ("host", "app.example"),
            ("origin", "http://app.example"),
            ("referer", referer),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let answer = send(&app, request("POST", &format!("/list?{query}"), &headers)).await;
        assert_eq!(answer.header("location"), Some("?"), "{referer}");
    }
}

#[tokio::test]
async fn a_page_whose_slash_was_taken_away_finds_the_script() {
    let app = normalized(app());
    for (address, from) in [("/list/", "/list/"), ("/of/x/", "/of/")] {
        let html = fetch(&app, address).await.text();
        let (_, rest) = html.split_once("src=\"").unwrap();
        let name = rest.split(['"', '#']).next().unwrap();
        let script = format!("{from}{}", name.trim_start_matches("../"));
        let file = fetch(&app, &script).await;
        assert_eq!(
            file.header("content-type"),
            Some("text/javascript; charset=utf-8"),
            "{script}"
        );
    }
}

#[tokio::test]
async fn an_app_that_was_told_its_public_path_knows_where_a_redirect_leads() {
    both_ways(
        async || told(),
        async |browser: Browser| {
            for address in ["/app", "/app/", "/app/list?a=1"] {
                let page = browser.get(address).await.form::<leave>().submit().await;
                assert_eq!(page.url(), "/app/of/all?from=list#top");
                assert_eq!(page.notice(), "You left");
                assert_eq!(page.find("#url"), "/app/of/all?from=list");
            }
            // Also from page to page.
            let page = browser.get("/app/on").await;
            assert_eq!(
                (page.url(), page.notice()),
                ("/app/list".to_owned(), "It is here now".to_owned())
            );
        },
    )
    .await;
}

/// The page comes along, so nobody has to ask for it.
#[tokio::test]
async fn such_a_redirect_comes_with_its_page() {
    let app = told();
    let target = target_of(&app, "/app/list", "leave").await;
    let answer = support::post_enhanced(&app, &target).await;
    let head = answer.head();
    assert_eq!(
        (&head["url"], &head["page"]),
        (&"/app/of/all?from=list#top".into(), &"full".into())
    );
    assert!(answer.text().contains("You left"));
}

#[tokio::test]
async fn a_handler_sees_the_public_address_too() {
    let shown = |OriginalUri(uri): OriginalUri| async move { uri.to_string() };
    let app = Postback::new(Router::new().route("/seen", get(shown)))
        .keys(Keys::random())
        .public_path("/app/")
        .with_state(());
    assert_eq!(fetch(&app, "/seen?a=1").await.text(), "/app/seen?a=1");
    let nested = Router::new().nest("/in", app);
    assert_eq!(fetch(&nested, "/in/seen").await.text(), "/app/in/seen");
}

#[tokio::test]
#[should_panic(expected = "the public path of an app is a path as browsers write it")]
async fn a_public_path_that_is_none_is_refused_at_the_start() {
    let _ = postback().public_path("app").with_state(());
}

/// What a developer reads who has not said it.
#[cfg(debug_assertions)]
#[tokio::test]
async fn a_redirect_that_the_app_does_not_know_for_its_own_is_in_the_log_once() {
    let logged = log::keep();
    let app = stripping("/app", app());
    for (referer, told) in [
        ("http://app.example/list", 0),
        ("http://evil.example/app/list", 0),
        ("http://app.example/app/list", 1),
        ("http://app.example/app/list", 1),
    ] {
        let target = target_of(&app, "/app/list", "leave").await;
        let headers = [
            ("host", "app.example"),
            ("origin", "http://app.example"),
            ("referer", referer),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let answer = send(&app, request("POST", &target, &headers)).await;
        assert_eq!(answer.header("location"), Some("/app/of/all?from=list#top"));
        let text = logged.text();
        assert_eq!(
            text.matches("set `Postback::public_path(\"/app\")`")
                .count(),
            told,
            "{text}"
        );
    }
}
