//! An id runs where it was rendered and nowhere else: what guards a page guards its forms' actions.

use std::convert::Infallible;

use crate::support::log;
use crate::support::{self, Effects, button, document, get as fetch, query_of, target_of};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, any_service, get, post as on_post};
use http::{StatusCode, Uri};
use postback::{
    CachedPage, Form, FromForm, Html, Keys, Page, Postback, Redirect, Result, action, actions, page,
};
use postback_testing::{Browser, both_ways};
use tower::ServiceExt as _;

#[derive(FromForm)]
struct Note {
    text: String,
    #[form(password)]
    pin: String,
}

#[action(public)]
async fn touch(State(effects): State<Effects>) -> Result<()> {
    effects.add("touch");
    Ok(())
}

#[action(public)]
async fn note(State(effects): State<Effects>, Form(note): Form<Note>) -> Result<()> {
    effects.add(format!("note {} {}", note.text, note.pin.len()));
    Ok(())
}

#[action(public)]
async fn onward(State(effects): State<Effects>) -> Result<Redirect> {
    effects.add("onward");
    Ok(Redirect::to("/rows/2"))
}

async fn forms(page: Page) -> Html {
    let form = page.form::<note>();
    let fields = form.fields();
    let inside = format!(
        "{}{}<button>Note</button>",
        fields.text.labelled("Text"),
        fields.pin.labelled("Pin")
    );
    document([
        page.notice().to_string(),
        page.form::<touch>().open(button("Touch")).to_string(),
        form.open(Html::from_trusted(inside)).to_string(),
        page.form::<onward>().open(button("Onward")).to_string(),
    ])
}

async fn admins(request: Request, next: Next) -> Response {
    if request.headers().contains_key("x-admin") {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "admins only").into_response()
    }
}

fn wrapped(pages: Router<Effects>, effects: &Effects) -> Router {
    Postback::new(pages)
        .actions(actions![touch, note, onward])
        .keys(Keys::random())
        .with_state(effects.clone())
}

/// One app with every kind of place that a page can stand at.
fn site(effects: &Effects) -> Router {
    let guarded = Router::new()
        .route("/", page(get(forms)))
        .route("/panel", page(get(forms)))
        .fallback(page(get(forms)))
        .layer(from_fn(admins));
    let service = Router::new()
        .route("/panel", page(get(forms)))
        .fallback(page(get(forms)))
        .with_state(effects.clone());
    let pages = Router::new()
        .route("/", page(get(forms)))
        .route("/open", page(get(forms)))
        .route("/rows/{id}", page(get(forms)))
        .route("/rows/{id}/more", page(get(forms)))
        .route("/files/{*path}", page(get(forms)))
        .route("/alone", page(get(forms)).layer(from_fn(admins)))
        .nest("/admin", guarded)
        .nest_service("/service", service)
        .fallback(page(get(forms)));
    wrapped(pages, effects)
}

/// One address on each route of [`site`].
const PLACES: [&str; 13] = [
    "/",
    "/open",
    "/rows/1",
    "/rows/1/more",
    "/files/a/b",
    "/alone",
    "/admin",
    "/admin/panel",
    "/admin/no/such",
    "/service/panel",
    "/service/no/such",
    "/service/",
    "/no/such",
];

async fn as_admin(app: &Router, method: &str, target: &str, body: &str) -> support::Answer {
    sent(app, method, target, &[("x-admin", "1")], body).await
}

async fn sent(
    app: &Router,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> support::Answer {
    let mut request = support::request(method, target, headers);
    if method == "POST" {
        let form = "application/x-www-form-urlencoded".parse().unwrap();
        request.headers_mut().insert("content-type", form);
    }
    *request.body_mut() = body.to_owned().into();
    support::send(app, request).await
}

const ENHANCED: (&str, &str) = ("postback-request", "1");
const STALE: &str = "This page was out of date";

async fn query_at(app: &Router, place: &str, action: &str) -> String {
    query_of(&as_admin(app, "GET", place, "").await, action)
}

#[tokio::test]
async fn an_action_of_a_guarded_page_does_not_run_on_an_open_one() {
    for enhanced in [false, true] {
        let effects = Effects::default();
        let app = site(&effects);
        for guarded in ["/admin/panel", "/admin", "/admin/no/such", "/alone"] {
            let query = query_at(&app, guarded, "touch").await;
            // Whoever was an admin once has the id, and no longer the guard's consent.
            for open in [
                "/",
                "/open",
                "/rows/7",
                "/files/x",
                "/no/such",
                "/service/panel",
            ] {
                let headers: &[_] = if enhanced { &[ENHANCED] } else { &[] };
                let answer = sent(&app, "POST", &format!("{open}?{query}"), headers, "").await;
                assert_eq!(answer.status, 409, "{guarded} at {open}");
                assert!(answer.text().contains(STALE), "{}", answer.text());
            }
        }
        assert_eq!(effects.count(), 0);
    }
}

#[tokio::test]
async fn an_id_runs_where_it_was_rendered_and_nowhere_else() {
    let effects = Effects::default();
    let app = site(&effects);
    for rendered in PLACES {
        let query = query_at(&app, rendered, "touch").await;
        for posted in PLACES {
            let target = format!("{posted}?{query}");
            let plain = as_admin(&app, "POST", &target, "").await;
            let headers = [("x-admin", "1"), ENHANCED];
            let enhanced = sent(&app, "POST", &target, &headers, "").await;
            let statuses = (plain.status.as_u16(), enhanced.status.as_u16());
            let (expected, runs) = if rendered == posted {
                ((303, 200), 2)
            } else {
                ((409, 409), 0)
            };
            assert_eq!(statuses, expected, "{rendered} at {posted}");
            assert_eq!(effects.take(), runs, "{rendered} at {posted}");
        }
    }
}

#[tokio::test]
async fn what_stands_in_the_placeholders_of_a_route_does_not_matter() {
    let effects = Effects::default();
    let app = site(&effects);
    for (rendered, posted) in [
        ("/rows/1", "/rows/2"),
        ("/rows/1", "/rows/caf%C3%A9"),
        ("/rows/1/more", "/rows/%2F/more"),
        ("/files/a/b", "/files/c"),
        ("/admin/no/such", "/admin/other"),
        ("/service/no/such", "/service/other"),
        ("/no/such", "/neither"),
    ] {
        let query = query_at(&app, rendered, "touch").await;
        let answer = as_admin(&app, "POST", &format!("{posted}?{query}"), "").await;
        assert_eq!(answer.status, 303, "{rendered} at {posted}");
    }
    assert_eq!(effects.count(), 7);
}

#[tokio::test]
async fn what_was_typed_is_kept_and_what_is_secret_is_not() {
    let log = log::keep();
    let effects = Effects::default();
    let app = site(&effects);
    let query = query_at(&app, "/open", "note").await;
    for headers in [&[][..], &[ENHANCED]] {
        let body = "text=My+words&pin=s3cret&more=x";
        let answer = sent(&app, "POST", &format!("/rows/1?{query}"), headers, body).await;
        assert_eq!(answer.status, 409);
        let text = answer.text();
        assert!(
            text.contains(STALE) && text.contains("value=\"My words\""),
            "{text}"
        );
        assert!(!text.contains("s3cret"), "{text}");
        // The page that answers has the form that works.
        let fresh = query_of(&answer, "note");
        let answer = sent(&app, "POST", &format!("/rows/1?{fresh}"), headers, body).await;
        assert!(answer.status.as_u16() < 400, "{}", answer.text());
    }
    assert_eq!(effects.all(), ["note My words 6", "note My words 6"]);
    let log = log.text();
    assert!(
        log.contains("the form was not rendered on this route"),
        "{log}"
    );
    assert!(
        !log.contains("s3cret") && !log.contains("My words"),
        "{log}"
    );
}

#[tokio::test]
async fn a_proof_that_was_changed_cut_or_taken_from_another_action_is_worth_nothing() {
    let effects = Effects::default();
    let app = site(&effects);
    let touch = query_at(&app, "/open", "touch").await;
    let note = query_at(&app, "/open", "note").await;
    let split = |query: &str| -> Vec<String> {
        let id = query.strip_prefix("_action=").unwrap();
        id.split('.').map(str::to_owned).collect()
    };
    let (touch, note) = (split(&touch), split(&note));
    let id = format!("{}.{}", touch[0], touch[1]);
    let proof = &touch[2];
    let changed = [
        id.clone(),
        format!("{id}."),
        format!("{id}..{proof}"),
        format!("{id}.{proof}."),
        format!("{id}.{proof}.{proof}"),
        format!("{id}.{proof}="),
        format!("{id}.{}", &proof[..21]),
        format!("{id}.{}", &proof[..1]),
        format!("{id}.A{}", &proof[1..]),
        format!("{id}.{}", note[2]),
        format!("{id}.{}", touch[1]),
        format!("{}.{proof}.{}", touch[0], touch[1]),
        format!("{}.{}.{proof}", touch[0], note[1]),
        format!("{}.{}.{proof}", note[0], touch[1]),
        format!("{id}.{}", "A".repeat(5000)),
        format!("{id}.%00%FF"),
    ];
    for id in changed {
        let target = format!("/open?_action={id}");
        for headers in [&[][..], &[ENHANCED]] {
            let answer = sent(&app, "POST", &target, headers, "").await;
            // Five thousand letters are in order, and still no proof.
            assert_eq!(answer.status, 409, "{id}");
        }
    }
    assert_eq!(effects.count(), 0);
    let target = format!("/open?_action={id}.{proof}");
    assert_eq!(sent(&app, "POST", &target, &[], "").await.status, 303);
}

/// Ways to stand in an app of somebody else's, each at `/app`.
fn outside(app: &Router) -> Vec<(&'static str, Router)> {
    let app = app.clone();
    vec![
        ("nest", Router::new().nest("/app", app.clone())),
        (
            "nest_service",
            Router::new().nest_service("/app", app.clone()),
        ),
        (
            "nest in nest_service",
            Router::new().nest_service("/{any}", Router::new().fallback_service(app.clone())),
        ),
        (
            "nest_service in nest",
            Router::new().nest("/{a}", Router::new().nest_service("/{b}", app.clone())),
        ),
        (
            "route_service",
            Router::new().route_service(
                "/app/{*rest}",
                tower::service_fn(move |mut request: Request| {
                    let target = request.uri().to_string();
                    *request.uri_mut() = target.strip_prefix("/app").unwrap().parse().unwrap();
                    app.clone().oneshot(request)
                }),
            ),
        ),
    ]
}

/// The page cache renders with nothing of the visitor's request, and the refresh with all of it.
fn cached(effects: &Effects) -> Router {
    let sub = Router::new().route("/rows/{id}", page(get(forms)));
    let pages = Router::new()
        .route("/open", page(get(forms)))
        .route("/cached", page(get(forms)))
        .route("/rows/{id}", page(get(forms)))
        .nest("/sub", sub);
    Postback::new(pages)
        .actions(actions![touch, note, onward])
        .cache_page("/cached", CachedPage::fresh("5m"))
        .cache_page("/sub/rows/{id}", CachedPage::fresh("5m"))
        .keys(Keys::parse(KEY).unwrap())
        .with_state(effects.clone())
}

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

#[tokio::test]
async fn an_id_is_the_same_whatever_stands_around_the_app() {
    let effects = Effects::default();
    let app = cached(&effects);
    for path in ["/open", "/cached", "/rows/1", "/sub/rows/1"] {
        let expected = query_of(&fetch(&app, path).await, "touch");
        for (way, around) in outside(&app) {
            let prefix = if way == "nest_service in nest" {
                "/x/y"
            } else {
                "/app"
            };
            let address = format!("{prefix}{path}");
            // From the page cache, too, the second time.
            for _ in 0..2 {
                let page = fetch(&around, &address).await;
                assert_eq!(page.status, 200, "{way} {address}");
                assert_eq!(query_of(&page, "touch"), expected, "{way} {address}");
            }
            let target = format!("{address}?{expected}");
            assert_eq!(
                sent(&around, "POST", &target, &[], "").await.status,
                303,
                "{way}"
            );
            let answer = sent(&around, "POST", &target, &[ENHANCED], "").await;
            assert_eq!(answer.status, 200, "{way} {address}");
            assert_eq!(query_of(&answer, "touch"), expected, "{way} {address}");
            assert_eq!(effects.take(), 2, "{way} {address}");
        }
    }
}

#[tokio::test]
async fn every_page_that_answers_has_forms_that_work_there() {
    both_ways(
        async || site(&Effects::default()),
        async |browser: Browser| {
            for start in ["/open", "/rows/1", "/no/such"] {
                let page = browser.get(start).await;
                let page = page
                    .form::<note>()
                    .fill("text", "x")
                    .fill("pin", "1")
                    .submit()
                    .await;
                let page = page.form::<touch>().submit().await;
                let page = page.form::<onward>().submit().await;
                assert_eq!(page.url(), "/rows/2");
                let page = page.form::<touch>().submit().await;
                assert_eq!(
                    (page.status(), page.url()),
                    (StatusCode::OK, "/rows/2".into())
                );
            }
        },
    )
    .await;
}

/// Says on the way in that the request is for another address.
async fn rewritten(mut request: Request, next: Next) -> Response {
    if let Some(rest) = request.uri().path().strip_prefix("/rewritten") {
        let query = request.uri().query().map(|query| format!("?{query}"));
        let uri: Uri = format!("{rest}{}", query.unwrap_or_default())
            .parse()
            .unwrap();
        *request.uri_mut() = uri;
    }
    next.run(request).await
}

#[tokio::test]
async fn an_address_that_a_layer_rewrites_is_no_way_around() {
    let effects = Effects::default();
    let inner = Router::new()
        .route("/secret", page(get(forms)).layer(from_fn(admins)))
        .route("/open", page(get(forms)))
        .with_state(effects.clone());
    // Inside the pages, so that one pattern of the pages leads to all of the inner routes.
    let through = inner.layer(from_fn(rewritten));
    let pages = Router::new()
        .route("/open", page(get(forms)))
        .route("/secret", page(get(forms)))
        .route_service(
            "/rewritten/{*rest}",
            tower::ServiceBuilder::new()
                .layer(from_fn(rewritten))
                .service(tower::service_fn(move |request: Request| {
                    through.clone().oneshot(request)
                })),
        );
    let app = wrapped(pages, &effects);
    let places = ["/open", "/secret", "/rewritten/open", "/rewritten/secret"];
    for rendered in places {
        let query = query_at(&app, rendered, "touch").await;
        for posted in places {
            let answer = as_admin(&app, "POST", &format!("{posted}?{query}"), "").await;
            let expected = if rendered == posted { 303 } else { 409 };
            assert_eq!(answer.status, expected, "{rendered} at {posted}");
        }
    }
    let query = query_at(&app, "/rewritten/secret", "touch").await;
    let target = format!("/rewritten/secret?{query}");
    assert_eq!(sent(&app, "POST", &target, &[], "").await.status, 403);
}

/// Asks a Router, and another one if that has nothing.
fn one_or_the_other(
    one: Router,
    other: Router,
) -> impl tower::Service<Request, Response = Response, Error = Infallible, Future: Send>
+ Clone
+ Send
+ Sync
+ 'static {
    tower::service_fn(move |request: Request| {
        let (one, other) = (one.clone(), other.clone());
        async move {
            let (parts, body) = request.into_parts();
            let first = Request::from_parts(parts.clone(), axum::body::Body::empty());
            let answer = one.oneshot(first).await?;
            if answer.status() == StatusCode::NOT_FOUND {
                return other.oneshot(Request::from_parts(parts, body)).await;
            }
            Ok::<_, Infallible>(answer)
        }
    })
}

#[tokio::test]
async fn a_page_that_was_tried_before_another_one_lends_it_no_id() {
    let effects = Effects::default();
    // The first one has a page there, which says that there is nothing.
    let nothing = || page(get(|| async { StatusCode::NOT_FOUND }));
    let one = Router::new().route("/{any}", nothing());
    let other = Router::new()
        .route("/secret", page(get(forms)).layer(from_fn(admins)))
        .with_state(effects.clone());
    let pages = Router::new().fallback_service(one_or_the_other(one, other));
    let app = wrapped(pages, &effects);
    let query = query_at(&app, "/secret", "touch").await;
    // The action would run at the first page, in front of the guard.
    for target in [format!("/secret?{query}"), format!("/else?{query}")] {
        assert_eq!(sent(&app, "POST", &target, &[], "").await.status, 409);
        assert_eq!(as_admin(&app, "POST", &target, "").await.status, 409);
    }
    assert_eq!(effects.count(), 0);
}

#[tokio::test]
async fn two_pages_that_the_route_does_not_tell_apart_do_not_lend_each_other_ids() {
    let log = log::keep();
    let effects = Effects::default();
    let by_host = |name: &'static str, open: Router, secret: Router| {
        tower::service_fn(move |request: Request| {
            let is_secret = request
                .headers()
                .get("host")
                .is_some_and(|host| host == name);
            let router = if is_secret {
                secret.clone()
            } else {
                open.clone()
            };
            router.oneshot(request)
        })
    };
    let open = Router::new()
        .route("/settings", page(get(forms)))
        .with_state(effects.clone());
    let secret = Router::new()
        .route("/settings", page(get(forms)).layer(from_fn(admins)))
        .with_state(effects.clone());
    let pages = Router::new().fallback_service(by_host("admin.example", open, secret));
    let app = wrapped(pages, &effects);
    let at = |host: &'static str| [("host", host), ("x-admin", "1")];
    let page = sent(&app, "GET", "/settings", &at("admin.example"), "").await;
    let target = format!("/settings?{}", query_of(&page, "touch"));
    assert_eq!(
        sent(&app, "POST", &target, &at("www.example"), "")
            .await
            .status,
        409
    );
    assert_eq!(effects.count(), 0);
    // Whoever wrote it is told, and the first page goes on.
    let page = sent(&app, "GET", "/settings", &at("www.example"), "").await;
    assert_eq!(page.status, 500);
    assert!(
        log.text()
            .contains("two `page(..)` have the route `/settings`"),
        "{}",
        log.text()
    );
    assert_eq!(
        sent(&app, "POST", &target, &at("admin.example"), "")
            .await
            .status,
        303
    );
}

#[tokio::test]
async fn the_methods_of_one_route_are_one_page_only_if_one_page_says_so() {
    let effects = Effects::default();
    let pages = Router::new()
        .route("/a", page(get(forms)).layer(from_fn(admins)))
        .route("/a", page(on_post(|| async { "posted" })))
        .route("/b", page(any(forms)));
    let app = wrapped(pages, &effects);
    let query = query_at(&app, "/a", "touch").await;
    assert_eq!(
        sent(&app, "POST", &format!("/a?{query}"), &[], "")
            .await
            .status,
        409
    );
    assert_eq!(effects.count(), 0);
    let target = target_of(&app, "/b", "touch").await;
    assert_eq!(sent(&app, "POST", &target, &[], "").await.status, 303);
}

/// Writes a form around whatever the page is.
async fn layout(page: Page, request: Request, next: Next) -> Response {
    if request.method() != "GET" {
        return next.run(request).await;
    }
    let inside = next.run(request).await;
    let form = page.form::<touch>().open(button("Around"));
    (
        [("x-inside", inside.status().as_str().to_owned())],
        document([form]),
    )
        .into_response()
}

#[tokio::test]
async fn a_form_that_a_layer_writes_is_good_on_the_route_inside_it() {
    let effects = Effects::default();
    let pages = Router::new()
        .route("/a", page(get(|| async { "a" })))
        .route("/b", page(get(|| async { "b" })))
        .layer(from_fn(layout));
    let app = wrapped(pages, &effects);
    let query = query_of(&fetch(&app, "/a").await, "touch");
    let a = sent(&app, "POST", &format!("/a?{query}"), &[ENHANCED], "").await;
    assert_eq!(a.status, 200, "{}", a.text());
    assert_eq!(effects.count(), 1);
    let b = sent(&app, "POST", &format!("/b?{query}"), &[], "").await;
    assert_eq!((b.status.as_u16(), effects.count()), (409, 1));
}

#[tokio::test]
async fn a_page_that_hands_its_request_on_has_the_ids_of_neither() {
    let effects = Effects::default();
    let inner = Router::new().route("/more", page(get(forms)).layer(from_fn(admins)));
    let inner = inner.with_state(effects.clone());
    let handing = page(any_service(tower::service_fn(
        move |mut request: Request| {
            *request.uri_mut() = "/more".parse().unwrap();
            inner.clone().oneshot(request)
        },
    )));
    let app = wrapped(Router::new().route("/outer", handing), &effects);
    let query = query_at(&app, "/outer", "touch").await;
    // It would run in front of the guard inside.
    assert_eq!(
        sent(&app, "POST", &format!("/outer?{query}"), &[], "")
            .await
            .status,
        409
    );
    assert_eq!(effects.count(), 0);
}

#[tokio::test]
async fn a_path_that_says_something_else_than_the_route_changes_nothing() {
    let effects = Effects::default();
    let app = site(&effects);
    let query = query_at(&app, "/admin/panel", "touch").await;
    for posted in [
        "/%61dmin/panel",
        "/admin%2Fpanel",
        "//admin/panel",
        "/admin/panel/",
        "/open/../admin/panel",
        "/./admin/panel",
        "/rows/admin",
        "/files/admin/panel",
        "/files//admin/panel",
    ] {
        let answer = sent(&app, "POST", &format!("{posted}?{query}"), &[], "").await;
        assert!(
            [403, 409].contains(&answer.status.as_u16()),
            "{posted}: {}",
            answer.status
        );
    }
    assert_eq!(effects.count(), 0);
}
