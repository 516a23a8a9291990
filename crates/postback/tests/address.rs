//! After a success the browser is at the page's address as it knows it, whatever stands in between.

mod support;

use axum::Router;
use axum::extract::{Path, Request};
use axum::routing::get;
use postback::testing::{Browser, both_ways};
use postback::{Done, Html, Keys, Page, Postback, Result, action, actions, page};
use support::proxy::stripping;
use support::{button, document, get as fetch, query_of, request, send};
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
        page.form::<note>().open(button("Note")).to_string(),
    ])
}

async fn of(page: Page, Path(_): Path<String>) -> Html {
    list(page).await
}

fn app() -> Router {
    let pages = Router::new()
        .route("/", page(get(list)))
        .route("/list", page(get(list)))
        .route("/of/{name}", page(get(of)));
    Postback::new(pages)
        .actions(actions![note])
        .keys(Keys::random())
        .with_state(())
}

/// A Router again, with whatever stands in front of it.
fn normalized(app: Router) -> Router {
    let service = NormalizePathLayer::trim_trailing_slash().layer(app);
    Router::new().fallback_service(service_fn(move |request: Request| {
        service.clone().oneshot(request)
    }))
}

/// Also `prefix` itself is passed on, as `/`.
fn stripping_itself(prefix: &'static str, app: Router) -> Router {
    let inside = stripping(prefix, app);
    let service = service_fn(move |mut request: Request| {
        let target = request.uri().path_and_query().unwrap().to_string();
        if let Some(rest) = target.strip_prefix(prefix)
            && (rest.is_empty() || rest.starts_with('?'))
        {
            *request.uri_mut() = format!("{prefix}/{rest}").parse().unwrap();
        }
        inside.clone().oneshot(request)
    });
    Router::new().fallback_service(service)
}

/// Where a form is, and the app with what stands in front of it.
type Case = (&'static str, fn() -> Router);

const PLACES: [Case; 6] = [
    ("/list/", || normalized(app())),
    ("/of/caf%C3%A9%2Fb/", || normalized(app())),
    ("/app", || stripping_itself("/app", app())),
    ("/app/", || stripping_itself("/app", app())),
    ("/app/of/a:b", || stripping("/app", app())),
    ("/app/list/", || {
        normalized(Router::new().nest("/app", app()))
    }),
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
