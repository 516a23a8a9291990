//! An action is found by POST and `_action` alone, and sees the request as the page does.

use std::collections::HashMap;
use std::net::SocketAddr;

use crate::support::{
    self, Effects, button, document, post, post_enhanced, request, send, target_of,
};
use axum::body::Bytes;
use axum::extract::{
    ConnectInfo, MatchedPath, NestedPath, OriginalUri, Path, Query, RawQuery, Request, State,
};
use axum::routing::{any, get};
use axum::{Extension, Router};
use http::{HeaderMap, StatusCode};
use postback::{Arg, Invalid, Keys, Page, Postback, Result, action, actions, page};
use postback_testing::Browser;

#[action(public)]
async fn touch(State(effects): State<Effects>) -> Result<()> {
    effects.add("touch");
    Ok(())
}

#[action(public)]
async fn refuse() -> Result<()> {
    Err(Invalid::form("not like this"))
}

/// What every extractor of a request's place says.
type Place = (
    Path<u32>,
    MatchedPath,
    OriginalUri,
    NestedPath,
    ConnectInfo<SocketAddr>,
    Query<HashMap<String, String>>,
);

fn placed(place: &Place) -> String {
    let (Path(id), matched, OriginalUri(original), nested, ConnectInfo(peer), Query(query)) = place;
    let mut query: Vec<_> = query.iter().collect();
    query.sort();
    format!(
        "{id} {} {original} {} {peer} {query:?}",
        matched.as_str(),
        nested.as_str()
    )
}

#[action(public)]
async fn look(State(effects): State<Effects>, Arg(way): Arg<u8>, place: Place) -> Result<()> {
    effects.add(placed(&place));
    if way == 1 {
        Err(Invalid::form("looked"))
    } else {
        Ok(())
    }
}

async fn item(State(effects): State<Effects>, page: Page, place: Place) -> postback::Html {
    effects.add(placed(&place));
    let looks = [0, 1].map(|way| {
        page.form::<look>()
            .bind(way)
            .open(button(&format!("Look {way}")))
    });
    document([page.notice(), document(looks)])
}

#[tokio::test]
async fn page_action_and_refresh_see_the_same_place() {
    let peer: SocketAddr = "192.0.2.7:4711".parse().unwrap();
    for enhanced in [false, true] {
        for way in ["Look 0", "Look 1"] {
            let effects = Effects::default();
            let shop = Router::new().route("/item/{id}", page(get(item)));
            let app = Postback::new(Router::new().nest("/shop", shop))
                .actions(actions![look])
                .keys(Keys::random())
                .with_state(effects.clone())
                .layer(Extension(ConnectInfo(peer)));
            let browser = if enhanced {
                Browser::enhanced(app)
            } else {
                Browser::new(app)
            };
            let page = browser.get("/shop/item/7?tab=%31&x=a+b").await;
            let page = page.form_labelled(way).submit().await;
            assert_eq!(page.url(), "/shop/item/7?tab=%31&x=a+b");

            let expected = "7 /shop/item/{id} /shop/item/7?tab=%31&x=a+b /shop 192.0.2.7:4711 [(\"tab\", \"1\"), (\"x\", \"a b\")]";
            assert_eq!(effects.all(), [expected; 3], "{way}, enhanced: {enhanced}");
        }
    }
}

async fn forms(page: Page) -> postback::Html {
    document([
        page.form::<touch>().open(button("Touch")),
        page.form::<refuse>().open(button("Refuse")),
    ])
}

/// Says all it got, so that a test sees what was changed on the way.
async fn own(RawQuery(query): RawQuery, headers: HeaderMap, body: Bytes) -> String {
    let kind = headers
        .get("content-type")
        .map(|kind| kind.to_str().unwrap());
    format!("own {query:?} {kind:?} {body:?}")
}

fn app(effects: &Effects) -> Router {
    let not_found = page(get(|page: Page| async move {
        (
            StatusCode::NOT_FOUND,
            document([
                "<h1>Nothing here</h1>".to_owned(),
                page.form::<touch>().open(button("Touch")).to_string(),
            ]),
        )
    }));
    let pages = Router::new()
        .route("/page", page(get(forms)))
        .route("/mixed", page(get(forms).post(own)))
        .route(
            "/any",
            page(any(|page: Page, request: Request| async move {
                let form = page.form::<touch>().open(button("Touch"));
                match request.method().as_str() {
                    "GET" => form.to_string(),
                    other => format!("any {other}"),
                }
            })),
        )
        .route(
            "/bare",
            get(forms_of_none).post(own).options(|| async { "mine" }),
        )
        .fallback_service(not_found.with_state(effects.clone()));
    Postback::new(pages)
        .actions(actions![touch, refuse])
        .keys(Keys::random())
        .with_state(effects.clone())
}

async fn forms_of_none() -> postback::Html {
    document(["bare"])
}

#[tokio::test]
async fn an_own_post_handler_on_a_page_stays_its_own() {
    let effects = Effects::default();
    let app = app(&effects);
    let target = target_of(&app, "/mixed", "touch").await;
    assert_eq!(
        post(&app, "/mixed").await.text(),
        "own None Some(\"application/x-www-form-urlencoded\") b\"\""
    );
    assert_eq!(effects.count(), 0);
    assert_eq!(post(&app, &target).await.status, 303);
    assert_eq!(post_enhanced(&app, &target).await.head()["outcome"], "done");
    assert_eq!(effects.all(), ["touch", "touch"]);
}

#[tokio::test]
async fn a_post_without_action_is_untouched_byte_for_byte() {
    let app = app(&Effects::default());
    let query = "a=%31&&b=%ZZ&_args=1&_k=&my_action=2&%5Faction=3&c";
    let bytes = b"\x00\xff\r\nnot=a&form".to_vec();
    for path in ["/mixed", "/bare"] {
        for enhanced in ["0", "1"] {
            let mut request = request(
                "POST",
                &format!("{path}?{query}"),
                &[("content-type", "x/y; z"), ("postback-request", enhanced)],
            );
            *request.body_mut() = bytes.clone().into();
            let answer = send(&app, request).await;
            let expected = format!(
                "own Some({query:?}) Some(\"x/y; z\") {:?}",
                Bytes::from(bytes.clone())
            );
            assert_eq!((answer.status, answer.text()), (StatusCode::OK, expected));
            assert_eq!(answer.header("x-frame-options"), None);
        }
    }
}

#[tokio::test]
async fn an_action_that_is_named_twice_is_400_and_did_not_run() {
    let effects = Effects::default();
    let app = app(&effects);
    let target = target_of(&app, "/page", "touch").await;
    let id = target.split_once('?').unwrap().1;
    for more in [id, "_action=", "_action", "_args=1&_args=2", "_k=&_k="] {
        let target = format!("{target}&{more}");
        let answer = post(&app, &target).await;
        assert_eq!(answer.status, 400, "{more}");
        assert!(
            answer.text().contains("could not be read"),
            "{}",
            answer.text()
        );
        let answer = post_enhanced(&app, &target).await;
        assert_eq!(
            (answer.status, &answer.head()["outcome"]),
            (StatusCode::BAD_REQUEST, &"refused".into())
        );
    }
    assert_eq!(effects.count(), 0);
}

#[tokio::test]
async fn only_post_runs_an_action() {
    let effects = Effects::default();
    let app = app(&effects);
    let target = target_of(&app, "/page", "touch").await;
    for (method, status) in [
        ("GET", 200),
        ("HEAD", 200),
        ("OPTIONS", 405),
        ("PUT", 405),
        ("DELETE", 405),
        ("PATCH", 405),
        ("post", 405),
        ("TRACE", 405),
    ] {
        for enhanced in ["0", "1"] {
            let answer = send(
                &app,
                request(method, &target, &[("postback-request", enhanced)]),
            )
            .await;
            assert_eq!(answer.status, status, "{method}");
            assert_ne!(
                answer.header("content-type"),
                Some("application/vnd.postback; charset=utf-8")
            );
        }
    }
    assert_eq!(effects.count(), 0);
    // The address bar after a 422 has `_action`; reloading it is a page view.
    let reloaded = support::get(&app, &target_of(&app, "/page", "refuse").await).await;
    assert_eq!(reloaded.status, 200);
    assert!(!reloaded.text().contains("not like this"));
}

#[tokio::test]
async fn head_and_options_answer_as_without_postback() {
    let bare = Router::new()
        .route(
            "/bare",
            get(forms_of_none).post(own).options(|| async { "mine" }),
        )
        .route(
            "/any",
            any(|request: Request| async move { format!("any {}", request.method()) }),
        );
    let wrapped = app(&Effects::default());
    for (method, path) in [
        ("HEAD", "/bare"),
        ("OPTIONS", "/bare"),
        ("PUT", "/bare"),
        ("HEAD", "/any"),
        ("OPTIONS", "/any"),
    ] {
        let plain = send(&bare, request(method, path, &[])).await;
        let mut ours = send(&wrapped, request(method, path, &[])).await;
        if ours
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
        {
            assert_eq!(
                ours.headers.remove("x-frame-options").unwrap(),
                "SAMEORIGIN"
            );
        }
        assert_eq!(
            (ours.status, &ours.bytes),
            (plain.status, &plain.bytes),
            "{method} {path}"
        );
        assert_eq!(ours.headers, plain.headers, "{method} {path}");
    }
    // A page without a handler for OPTIONS: axum's own 405 and its list.
    let options = send(&wrapped, request("OPTIONS", "/page", &[])).await;
    assert_eq!(
        (options.status, options.header("allow")),
        (StatusCode::METHOD_NOT_ALLOWED, Some("GET,HEAD"))
    );
}

#[tokio::test]
async fn an_answer_of_an_action_does_not_say_which_methods_are_allowed() {
    let app = app(&Effects::default());
    for action in ["touch", "refuse"] {
        let target = target_of(&app, "/page", action).await;
        assert_eq!(post(&app, &target).await.header("allow"), None);
        assert_eq!(post_enhanced(&app, &target).await.header("allow"), None);
    }
}

#[tokio::test]
async fn a_not_found_page_may_have_forms() {
    let effects = Effects::default();
    let app = app(&effects);
    let target = target_of(&app, "/no/such?x=1", "touch").await;
    assert!(
        target.starts_with("/no/such?x=1&_action=touch."),
        "{target}"
    );
    let answer = post(&app, &target).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, Some("?x=1"))
    );
    let answer = post_enhanced(&app, &target).await;
    assert_eq!(
        (answer.status, &answer.head()["page"]),
        (StatusCode::OK, &"full".into())
    );
    assert!(answer.text().contains("Nothing here"));
    assert_eq!(effects.count(), 2);
}

#[tokio::test]
async fn an_action_on_a_route_for_any_method_is_taken_over_too() {
    let effects = Effects::default();
    let app = app(&effects);
    let target = target_of(&app, "/any", "touch").await;
    assert_eq!(post(&app, &target).await.status, 303);
    assert_eq!(post(&app, "/any").await.text(), "any POST");
    assert_eq!(effects.count(), 1);
}
