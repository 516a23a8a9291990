//! What guards a page guards the actions posted to it, and nothing else can reach them.

use std::future::ready;

use crate::support::log;
use crate::support::user::User;
use crate::support::{self, Effects, button, document, post, post_enhanced, target_of};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use postback::{Keys, Page, Postback, Result, action, actions, page};
use postback_testing::{Browser, both_ways};

#[action(public)]
async fn touch(State(effects): State<Effects>) -> Result<()> {
    effects.add("touch");
    Ok(())
}

#[action]
async fn promote(caller: User, State(effects): State<Effects>) -> Result<()> {
    effects.add(format!("promote by {}", caller.0));
    Ok(())
}

#[action(public)]
async fn unlisted() -> Result<()> {
    Ok(())
}

async fn both(page: Page) -> postback::Html {
    document([
        "<h1>Open</h1>".to_owned(),
        page.form::<touch>().open(button("Touch")).to_string(),
        page.form::<promote>().open(button("Promote")).to_string(),
    ])
}

async fn only_admins(request: Request, next: Next) -> Response {
    if request.headers().contains_key("x-admin") {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "admins only").into_response()
    }
}

async fn sign_in_first(request: Request, next: Next) -> Response {
    if request.headers().contains_key("x-user") {
        next.run(request).await
    } else {
        Redirect::to("/login").into_response()
    }
}

fn guarded(effects: &Effects) -> Router {
    let admin = Router::new()
        .route("/panel", page(get(both)))
        .layer(from_fn(only_admins));
    let members = Router::new()
        .route("/page", page(get(both)))
        .layer(from_fn(sign_in_first));
    let pages = Router::new()
        .route("/open", page(get(both)))
        .route("/plain", get(|| async { document(["<h1>Plain</h1>"]) }))
        .route("/login", get(|| async { document(["<h1>Sign in</h1>"]) }))
        .route(
            "/unlisted",
            page(get(|page: Page| async move {
                page.form::<unlisted>().open(button("Go"))
            })),
        )
        .route("/forgotten", get(both))
        .nest("/admin", admin)
        .nest("/members", members);
    Postback::new(pages)
        .actions(actions![touch, promote])
        .keys(Keys::random())
        .with_state(effects.clone())
}

#[tokio::test]
async fn a_guard_on_a_nested_router_refuses_the_action_as_it_refuses_the_page() {
    let effects = Effects::default();
    let app = guarded(&effects);
    assert_eq!(support::get(&app, "/admin/panel").await.status, 403);

    let query = target_of(&app, "/open", "touch")
        .await
        .replace("/open", "/admin/panel");
    let refused = post(&app, &query).await;
    assert_eq!(
        (refused.status, refused.text().as_str()),
        (StatusCode::FORBIDDEN, "admins only")
    );

    let refused = post_enhanced(&app, &query).await;
    assert_eq!(refused.status, 403);
    let head = refused.head();
    assert_eq!(
        (&head["outcome"], &head["page"]),
        (&"denied".into(), &"none".into())
    );
    assert_eq!(head["say"], "You are not allowed to do this.");
    assert_eq!(effects.count(), 0);
}

#[tokio::test]
async fn a_guard_that_sends_to_the_login_page_does_so_for_the_action() {
    let effects = Effects::default();
    let app = guarded(&effects);
    let query = target_of(&app, "/open", "touch")
        .await
        .replace("/open", "/members/page");
    let refused = post(&app, &query).await;
    assert_eq!(
        (refused.status, refused.header("location")),
        (StatusCode::SEE_OTHER, Some("/login"))
    );

    let refused = post_enhanced(&app, &query).await;
    assert_eq!(refused.status, 401);
    let head = refused.head();
    assert_eq!(
        (&head["outcome"], &head["url"]),
        (&"denied".into(), &"/login".into())
    );
    assert_eq!(
        (&head["page"], &head["say"]),
        (&"none".into(), &"Please sign in first.".into())
    );
    assert_eq!(effects.count(), 0);
}

#[tokio::test]
async fn who_passes_the_guard_runs_the_action() {
    both_ways(
        async || guarded(&Effects::default()),
        async |browser: Browser| {
            let browser = browser.header("x-admin", "1").header("x-user", "ann");
            let page = browser.get("/admin/panel").await;
            let page = page.form::<promote>().submit().await;
            assert_eq!(
                (page.status(), page.url().as_str()),
                (StatusCode::OK, "/admin/panel")
            );
        },
    )
    .await;
}

/// A guard of an app may know only 307, which tells a browser to post the form to the login page.
#[tokio::test]
async fn a_guard_that_would_have_the_form_posted_elsewhere_has_it_dropped() {
    let effects = Effects::default();
    let guarded = Router::new()
        .route("/guarded", page(get(both)))
        .layer(from_fn(|_: Request, _: Next| {
            ready(Redirect::temporary("/login"))
        }));
    let pages = guarded.route("/open", page(get(both)));
    let app = Postback::new(pages)
        .actions(actions![touch, promote])
        .keys(Keys::random())
        .with_state(effects.clone());
    let query = target_of(&app, "/open", "touch")
        .await
        .replace("/open", "/guarded");
    let refused = post(&app, &query).await;
    assert_eq!(
        (refused.status, refused.header("location")),
        (StatusCode::SEE_OTHER, Some("/login"))
    );
    assert_eq!(support::get(&app, "/guarded").await.status, 307);
    assert_eq!(effects.count(), 0);
}

#[tokio::test]
async fn an_action_behind_a_guard_has_the_guard_and_its_own_caller() {
    let effects = Effects::default();
    let app = guarded(&effects);
    let page = support::request("GET", "/admin/panel", &[("x-admin", "1")]);
    let page = support::send(&app, page).await;
    let admin = format!("/admin/panel?{}", support::query_of(&page, "promote"));
    for enhanced in [false, true] {
        let send = async |target: &str, headers: &[(&str, &str)]| {
            let mut all = headers.to_vec();
            if enhanced {
                all.push(("postback-request", "1"));
            }
            support::send(&app, support::request("POST", target, &all)).await
        };
        // The guard lets pass, the caller does not.
        assert_eq!(send(&admin, &[("x-admin", "1")]).await.status, 401);
        // The caller would pass, the guard does not.
        assert_eq!(send(&admin, &[("x-user", "ann")]).await.status, 403);
        assert_eq!(effects.count(), 0, "enhanced: {enhanced}");
    }
}

#[tokio::test]
async fn a_route_without_page_is_405_and_an_unknown_one_404() {
    let effects = Effects::default();
    let app = guarded(&effects);
    let open = target_of(&app, "/open", "touch").await;
    for (path, status) in [("/plain", 405), ("/nowhere", 404), ("/admin/nowhere", 404)] {
        let query = open.replace("/open", path);
        assert_eq!(post(&app, &query).await.status, status, "{path}");
        let enhanced = post_enhanced(&app, &query).await;
        assert_eq!(enhanced.status, status, "{path}");
        assert_eq!(enhanced.head()["outcome"], "not_found");
    }
    assert_eq!(
        post(&app, &open.replace("/open", "/plain"))
            .await
            .header("allow"),
        Some("GET,HEAD")
    );
    assert_eq!(effects.count(), 0);
}

#[tokio::test]
async fn a_form_that_could_not_work_is_a_500_with_its_sentence_in_the_log() {
    let logged = log::keep();
    let app = guarded(&Effects::default());
    for (path, sentence) in [
        (
            "/unlisted",
            "it::guards::unlisted` is not listed: add it to actions![..]",
        ),
        (
            "/forgotten",
            "the page /forgotten has a form of `touch`, but its route accepts no actions",
        ),
    ] {
        let failed = support::get(&app, path).await;
        assert_eq!(failed.status, 500, "{path}");
        let digest = failed.header("postback-digest").unwrap().to_owned();
        assert!(failed.text().contains(&digest) && !failed.text().contains("actions"));
        let log = logged.text();
        let line = log.lines().find(|line| line.contains(&digest)).unwrap();
        assert!(line.contains(sentence), "{line}");
    }
}

#[tokio::test]
async fn the_connection_lives_after_a_page_that_panicked() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = guarded(&Effects::default());
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    for (path, status) in [("/forgotten", "500"), ("/open", "200")] {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.unwrap();
        let mut read = String::new();
        while !read.contains("</html>") {
            let mut bytes = [0; 4096];
            let length = socket.read(&mut bytes).await.unwrap();
            assert_ne!(length, 0, "the connection was closed after {read}");
            read.push_str(&String::from_utf8_lossy(&bytes[..length]));
        }
        assert!(read.starts_with(&format!("HTTP/1.1 {status}")), "{read}");
    }
    server.abort();
}

#[tokio::test]
async fn two_apps_in_one_process_do_not_know_each_others_ids() {
    let (ours, theirs) = (Effects::default(), Effects::default());
    let app = Router::new()
        .nest("/a", guarded(&ours))
        .nest("/b", guarded(&theirs));
    let a = target_of(&app, "/a/open", "touch").await;
    assert_ne!(
        a.replace("/a/", "/b/"),
        target_of(&app, "/b/open", "touch").await
    );
    assert_eq!(post(&app, &a.replace("/a/", "/b/")).await.status, 409);
    let stale = post_enhanced(&app, &a.replace("/a/", "/b/")).await;
    assert_eq!(
        (stale.status, &stale.head()["outcome"]),
        (StatusCode::CONFLICT, &"stale".into())
    );
    assert_eq!((ours.count(), theirs.count()), (0, 0));
    assert_eq!(post(&app, &a).await.status, 303);
    assert_eq!((ours.count(), theirs.count()), (1, 0));
}
