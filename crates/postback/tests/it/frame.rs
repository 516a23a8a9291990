//! The answer to an enhanced request: what its head says besides the outcome.

use crate::support::{Answer, Effects, button, document, post, request, send, target_of};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use postback::{
    Denied, Html, Invalid, Keys, Page, Postback, Redirect, Result, action, actions, page,
};
use postback_testing::{Browser, both_ways};
use serde_json::Value;

#[action(public)]
async fn add(State(effects): State<Effects>) -> Result<()> {
    effects.add("add");
    Ok(())
}

/// What it changes is not on the page.
#[action(public)]
async fn note() -> Result<()> {
    Ok(())
}

#[action(public)]
async fn refuse() -> Result<()> {
    Err(Invalid::form("not like this"))
}

#[action(public)]
async fn deny() -> Result<()> {
    Err(Denied)
}

#[action(public)]
async fn go() -> Result<Redirect> {
    Ok(Redirect::to("/other"))
}

#[action(public)]
async fn replace() -> Result<Redirect> {
    Ok(Redirect::to("/other").replace())
}

#[action(public)]
async fn fail_over() -> Result<()> {
    Err(Redirect::to("/other").replace().into())
}

#[action(public)]
async fn leave() -> Result<Redirect> {
    Ok(Redirect::external("https://pay.example/start").replace())
}

#[action(public)]
async fn download() -> Result<Redirect> {
    Ok(Redirect::to("/file"))
}

async fn home(State(effects): State<Effects>, page: Page) -> Html {
    document([
        page.notice().to_string(),
        format!("<p id=count>{}</p><p>caf\u{e9}</p>", effects.count()),
        page.form::<add>().open(button("Add")).to_string(),
        page.form::<note>().open(button("Note")).to_string(),
        page.form::<refuse>().open(button("Refuse")).to_string(),
        page.form::<deny>().open(button("Deny")).to_string(),
        page.form::<go>().open(button("Go")).to_string(),
        page.form::<replace>().open(button("Replace")).to_string(),
        page.form::<fail_over>().open(button("Over")).to_string(),
        page.form::<leave>().open(button("Leave")).to_string(),
        page.form::<download>().open(button("Download")).to_string(),
    ])
}

/// With forms for those who ask for them.
async fn empty(effects: State<Effects>, page: Page) -> Html {
    if page.url().ends_with("?forms") {
        return home(effects, page).await;
    }
    Html::default()
}

async fn policies(page: Page) -> Response {
    let policies = [
        ("content-security-policy", "default-src 'self'"),
        ("content-security-policy", "frame-ancestors 'none'"),
        ("vary", "cookie"),
    ];
    let form = page.form::<refuse>().open(button("Refuse"));
    (AppendHeaders(policies), document([form])).into_response()
}

/// Lets nobody post.
async fn guard(request: Request, next: Next) -> Response {
    if request.method() == http::Method::GET {
        next.run(request).await
    } else {
        (StatusCode::FOUND, [("location", "/login?next=guarded")]).into_response()
    }
}

fn postback() -> Postback<Effects> {
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/policies", page(get(policies)))
        .route("/guarded", page(get(home)).layer(from_fn(guard)))
        .route("/empty", page(get(empty)))
        .route("/other", get(async || document(["<h1>Other</h1>"])))
        .route("/file", get(async || "a file"));
    Postback::new(pages)
        .actions(actions![
            add, note, refuse, deny, go, replace, fail_over, leave, download
        ])
        .allow_redirects_to(["https://pay.example"])
        .keys(Keys::random())
}

fn app() -> Router {
    postback().build_id("b7").with_state(Effects::default())
}

async fn enhanced(app: &Router, target: &str, headers: &[(&str, &str)]) -> Answer {
    let mut all = vec![
        ("content-type", "application/x-www-form-urlencoded"),
        ("postback-request", "1"),
    ];
    all.extend(headers);
    send(app, request("POST", target, &all)).await
}

/// The head of the answer to this action on this page.
async fn head(app: &Router, path: &str, action: &str) -> Value {
    let target = target_of(app, path, action).await;
    enhanced(app, &target, &[]).await.head()
}

/// What follows the head.
fn html(answer: &Answer) -> String {
    answer.text().split_once('\n').unwrap().1.to_owned()
}

#[tokio::test]
async fn a_frame_is_for_nobody_else() {
    let app = app();
    let target = target_of(&app, "/policies", "refuse").await;
    let answer = enhanced(&app, &target, &[]).await;
    for (name, value) in [
        ("content-type", "application/vnd.postback; charset=utf-8"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), Some(value));
    }
    let vary: Vec<_> = answer.headers.get_all("vary").iter().collect();
    assert_eq!(vary, ["cookie", "postback-request"]);
    assert_eq!(answer.header("postback-asof"), None);
}

#[tokio::test]
async fn every_frame_says_which_build_it_is_of() {
    let app = app();
    for action in ["add", "refuse", "deny", "go", "leave", "download"] {
        assert_eq!(head(&app, "/", action).await["build"], "b7", "{action}");
    }
    assert_eq!(head(&app, "/guarded", "add").await["build"], "b7");
    let foreign = [("origin", "https://evil.example")];
    let target = target_of(&app, "/", "add").await;
    let refused = enhanced(&app, &target, &foreign).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.head()["build"]),
        (403, &"b7".into())
    );
    let stale = enhanced(&app, "/?_action=gone.x", &[]).await;
    assert_eq!(
        (stale.status.as_u16(), &stale.head()["build"]),
        (409, &"b7".into())
    );

    let unnamed = postback().with_state(Effects::default());
    let build = head(&unnamed, "/", "add").await["build"].clone();
    assert_eq!(build, head(&unnamed, "/", "go").await["build"]);
    assert_eq!(build.as_str().unwrap().len(), 12);
}

#[tokio::test]
async fn a_page_that_the_browser_shows_is_not_sent_again() {
    let app = app();
    let note = target_of(&app, "/", "note").await;
    let first = enhanced(&app, &note, &[]).await;
    let etag = first.head()["etag"].as_str().unwrap().to_owned();
    assert_eq!(first.head()["page"], "full");
    assert!(html(&first).contains("<p id=count>0</p>"));

    let shown = [("postback-if", etag.as_str())];
    let same = enhanced(&app, &note, &shown).await;
    let said = same.head();
    assert_eq!(
        (&said["page"], &said["etag"]),
        (&"same".into(), &etag.as_str().into())
    );
    assert_eq!((&said["ok"], html(&same)), (&true.into(), String::new()));
    assert_ne!(said["asof"], first.head()["asof"], "it is as of now");

    let add = target_of(&app, "/", "add").await;
    let changed = enhanced(&app, &add, &shown).await;
    assert_eq!(changed.head()["page"], "full");
    assert_ne!(changed.head()["etag"], etag.as_str());
    assert!(html(&changed).contains("<p id=count>1</p>"));

    let refuse = target_of(&app, "/", "refuse").await;
    let once = enhanced(&app, &refuse, &[]).await;
    let etag = once.head()["etag"].as_str().unwrap().to_owned();
    let twice = enhanced(&app, &refuse, &[("postback-if", &etag)]).await;
    assert_eq!((twice.status.as_u16(), html(&twice)), (422, String::new()));
    assert_eq!(twice.head()["page"], "same");
}

#[tokio::test]
async fn a_frame_says_how_many_bytes_its_page_has() {
    let app = app();
    for action in ["add", "refuse", "go"] {
        let target = target_of(&app, "/", action).await;
        let answer = enhanced(&app, &target, &[]).await;
        let html = html(&answer);
        assert_eq!(answer.head()["bytes"], html.len(), "{action}");
        assert_eq!(html.is_ascii(), action == "go", "letters are not bytes");
    }
    for action in ["deny", "leave"] {
        let answer = head(&app, "/", action).await;
        assert_eq!(answer.get("bytes"), None, "{action}");
    }
    let note = target_of(&app, "/", "note").await;
    let first = enhanced(&app, &note, &[]).await.head();
    let shown = [("postback-if", first["etag"].as_str().unwrap())];
    let same = enhanced(&app, &note, &shown).await.head();
    assert_eq!((&same["page"], same.get("bytes")), (&"same".into(), None));
}

#[tokio::test]
async fn a_tag_that_is_none_of_ours_changes_nothing() {
    let app = app();
    let note = target_of(&app, "/", "note").await;
    for shown in ["", "*", "\"x\"", "W/\"x\"", "0000000000000000"] {
        let answer = enhanced(&app, &note, &[("postback-if", shown)]).await;
        assert_eq!(answer.head()["page"], "full", "{shown}");
    }
    let left = head(&app, "/", "leave").await;
    assert_eq!((&left["page"], left.get("etag")), (&"none".into(), None));
}

#[tokio::test]
async fn one_apps_tags_are_not_anothers() {
    // Their forms differ, the page that this leads to does not.
    let (one, other) = (app(), app());
    let etag = async |app| head(app, "/", "go").await["etag"].clone();
    assert_eq!(etag(&one).await, etag(&one).await);
    assert_ne!(etag(&one).await, etag(&other).await);
}

#[tokio::test]
async fn a_redirect_says_whether_it_takes_the_place_of_the_page() {
    let app = app();
    let head = async |action| head(&app, "/", action).await;
    for (action, replace) in [
        ("go", None),
        ("replace", Some(true)),
        ("fail_over", Some(true)),
    ] {
        let head = head(action).await;
        assert_eq!(head["url"], "/other");
        assert_eq!(head["page"], "full");
        assert_eq!(
            head.get("replace").and_then(Value::as_bool),
            replace,
            "{action}"
        );
    }
    for action in ["replace", "go"] {
        let plain = post(&app, &target_of(&app, "/", action).await).await;
        assert_eq!(
            (plain.status.as_u16(), plain.header("location")),
            (303, Some("/other"))
        );
    }
}

#[tokio::test]
async fn what_cannot_be_shown_in_place_the_browser_loads_itself() {
    let app = app();
    for (action, url) in [
        ("leave", "https://pay.example/start"),
        ("download", "/file"),
    ] {
        let target = target_of(&app, "/", action).await;
        let answer = enhanced(&app, &target, &[]).await;
        let head = answer.head();
        assert_eq!(answer.status, 200);
        assert_eq!((&head["url"], &head["page"]), (&url.into(), &"none".into()));
        assert_eq!(
            (&head["reload"], html(&answer)),
            (&true.into(), String::new())
        );
        assert_eq!((head.get("asof"), head.get("etag")), (None, None));
    }
}

#[tokio::test]
async fn whoever_may_not_is_told_where_to_sign_in_and_keeps_the_form() {
    let app = app();
    let guarded = head(&app, "/guarded", "add").await;
    assert_eq!(
        (&guarded["status"], &guarded["outcome"]),
        (&401.into(), &"denied".into())
    );
    assert_eq!(
        (&guarded["url"], &guarded["page"]),
        (&"/login?next=guarded".into(), &"none".into())
    );
    assert_eq!(guarded.get("reload"), None);
    let denied = head(&app, "/", "deny").await;
    assert_eq!(
        (&denied["status"], &denied["page"]),
        (&403.into(), &"none".into())
    );
    assert_eq!(denied.get("url"), None);
}

#[tokio::test]
async fn an_empty_page_is_none_to_show() {
    let app = app();
    let target = target_of(&app, "/empty?forms", "add").await;
    let answer = enhanced(&app, &target.replace("forms&", ""), &[]).await;
    let head = answer.head();
    assert_eq!((&head["ok"], &head["page"]), (&true.into(), &"none".into()));
    assert_eq!(head["reload"], true);
}

#[tokio::test]
async fn a_page_that_refuses_a_form_keeps_all_its_policies() {
    let app = app();
    let target = target_of(&app, "/policies", "refuse").await;
    let plain = post(&app, &target).await;
    assert_eq!(plain.status, 422);
    for answer in [plain, enhanced(&app, &target, &[]).await] {
        let policies = answer.headers.get_all("content-security-policy");
        let policies: Vec<_> = policies.iter().collect();
        assert_eq!(policies, ["default-src 'self'", "frame-ancestors 'none'"]);
    }
}

#[tokio::test]
async fn both_browsers_show_the_same_whether_it_was_sent_or_not() {
    both_ways(
        async || app(),
        async |browser: Browser| {
            let mut page = browser.get("/").await;
            for _ in 0..3 {
                page = page.form::<note>().submit().await;
                assert_eq!(page.find("#count"), "0");
            }
            page = page.form::<add>().submit().await;
            assert_eq!(page.find("#count"), "1");
            for _ in 0..2 {
                page = page.form::<refuse>().submit().await;
                assert!(page.text().contains("not like this"));
            }
            page = page.form::<replace>().submit().await;
            assert_eq!(page.find("h1"), "Other");
        },
    )
    .await;
}

#[tokio::test]
async fn the_test_browser_says_which_page_it_shows() {
    let mut page = Browser::enhanced(app()).get("/").await;
    for expected in ["full", "same", "same"] {
        page = page.form::<note>().submit().await;
        assert_eq!(page.answer().unwrap()["page"], expected);
    }
    page = page.form::<deny>().submit().await;
    assert_eq!(page.answer().unwrap()["page"], "none");
    // What was said before is gone from the page by then.
    page = page.form::<note>().submit().await;
    assert_eq!(page.answer().unwrap()["page"], "full");
}
