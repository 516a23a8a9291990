//! The browser with the runtime on.

use axum::Router;
use axum::extract::Request;
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use postback_testing::{Browser, TestPage};

use super::{echo, header, panic_of, save};

const FORM: &str = "<form method=post action='?q=1&amp;_action=save.A'><input name=name value=1><button>Save</button></form>";

fn frame(head: &str, html: &str) -> Response {
    let media = [("content-type", "application/vnd.postback; charset=utf-8")];
    (media, format!("{head}\n{html}")).into_response()
}

/// Opens `/page?q=1`, whose form receives this response, and submits it.
async fn submit_for(answer: impl Fn() -> Response + Clone + Send + Sync + 'static) -> TestPage {
    let page = get(async || Html(FORM)).post(async move || answer());
    let other = get(async || Html("<h1>Other</h1>"));
    let app = Router::new().route("/page", page).route("/other", other);
    Browser::enhanced(app)
        .get("/page?q=1")
        .await
        .form::<save>()
        .submit()
        .await
}

#[tokio::test]
async fn an_enhanced_request_is_what_the_runtime_sends() {
    let page = get(async || Html(FORM)).post(async |request: Request| {
        let text = echo(request).await;
        frame(
            r#"{"v":1,"ok":true,"status":200,"outcome":"done","page":"full"}"#,
            &format!("<pre>{text}</pre>"),
        )
    });
    let page = Browser::enhanced(Router::new().route("/", page))
        .get("/")
        .await;
    assert_eq!(
        header(&format!("{}\n\n", page.html()), "postback-request"),
        "(none)"
    );
    let page = page.form::<save>().submit().await;
    let request = page.html().trim_start_matches("<pre>");
    assert!(
        request.starts_with("POST /?q=1&_action=save.A\n"),
        "{request}"
    );
    assert_eq!(header(request, "postback-request"), "1");
    assert_eq!(header(request, "postback-if"), "(none)");
    let id = header(request, "postback-id");
    assert!((16..=64).contains(&id.len()), "{id}");
    assert_eq!(
        header(request, "accept"),
        "application/vnd.postback, text/html;q=0.5"
    );
    assert_eq!(
        header(request, "content-type"),
        "application/x-www-form-urlencoded;charset=UTF-8"
    );
    assert_eq!(header(request, "origin"), "http://localhost");
    assert_eq!(header(request, "sec-fetch-site"), "same-origin");
    assert_eq!(header(request, "sec-fetch-mode"), "cors");
    assert_eq!(header(request, "sec-fetch-dest"), "empty");
    assert_eq!(header(request, "sec-fetch-user"), "(none)");
}

#[tokio::test]
async fn only_forms_of_actions_are_taken_over() {
    let html = "<form method=post action=/own id=a></form><form action=/find id=b></form>
        <div data-pb-off><form method=post action='/off?_action=save.A' id=c></form></div>";
    let page = Browser::enhanced(super::site(html)).get("/").await;
    for id in ["#a", "#b", "#c"] {
        let request = page.form_at(id).submit().await;
        assert_eq!(header(request.html(), "postback-request"), "(none)", "{id}");
    }
}

#[tokio::test]
async fn the_html_of_the_frame_is_the_new_page() {
    let page = submit_for(|| {
        let head = r#"{"v":1,"ok":false,"status":422,"outcome":"invalid","errors":{"name":["too short"]},"page":"full"}"#;
        frame(head, "<form id=F method=post action='?q=1&amp;_action=save.A'><input id=F-name name=name value=kept><p id=F-name-error>too short</p></form>")
    })
    .await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.url(), "/page?q=1");
    assert_eq!(page.form::<save>().error("name"), "too short");
    assert_eq!(page.form::<save>().value("name"), "kept");
    assert_eq!(page.answer().unwrap()["outcome"], "invalid");
}

#[tokio::test]
async fn a_redirect_brings_its_target_along() {
    let page = submit_for(|| {
        let head = r#"{"v":1,"ok":true,"status":200,"outcome":"redirect","url":"./other?x","page":"full"}"#;
        (AppendHeaders([("set-cookie", "a=1")]), frame(head, "<h1>There</h1>")).into_response()
    })
    .await;
    assert_eq!(
        (page.url().as_str(), page.find("h1").as_str()),
        ("/other?x", "There")
    );
}

#[tokio::test]
async fn without_a_page_the_browser_loads_it_or_stays() {
    let page = submit_for(|| frame(r#"{"v":1,"ok":true,"status":200,"outcome":"redirect","url":"/other","page":"none","reload":true}"#, "")).await;
    assert_eq!(
        (page.url().as_str(), page.text().as_str()),
        ("/other", "Other")
    );

    let page = submit_for(|| {
        frame(
            r#"{"v":1,"ok":true,"status":200,"outcome":"done","page":"none","reload":true}"#,
            "",
        )
    })
    .await;
    assert_eq!((page.url().as_str(), page.has("form")), ("/page?q=1", true));

    let denied = r#"{"v":1,"ok":false,"status":403,"outcome":"denied","page":"none","url":"/sign-in","say":"Please sign in"}"#;
    let page = submit_for(move || frame(denied, "")).await;
    assert_eq!(
        (page.status().as_u16(), page.url().as_str()),
        (403, "/page?q=1")
    );
    assert_eq!(page.notice(), "Please sign in");
    assert_eq!(page.form::<save>().value("name"), "1");
}

#[tokio::test]
async fn a_redirect_out_of_the_app_and_a_digest_are_there_to_ask_for() {
    let page = submit_for(|| frame(r#"{"v":1,"ok":true,"status":200,"outcome":"redirect","url":"https://pay.example/","page":"none","reload":true}"#, "")).await;
    assert_eq!(page.external_redirect(), Some("https://pay.example/"));
    let page = submit_for(|| frame(r#"{"v":1,"ok":false,"status":500,"outcome":"failed","digest":"abcdefgh","page":"none"}"#, "")).await;
    assert_eq!(
        (page.status().as_u16(), page.digest()),
        (500, Some("abcdefgh"))
    );
}

#[tokio::test]
async fn an_answer_that_is_no_frame_fails_the_test() {
    let problem = async |answer: fn() -> Response| panic_of(submit_for(answer)).await;
    let sentence = problem(|| Redirect::to("/other").into_response()).await;
    assert!(
        sentence.contains("it has the status 303 See Other and the content type ``"),
        "{sentence}"
    );
    assert!(
        problem(|| frame("", "<p>"))
            .await
            .contains("its head is not JSON")
    );
    assert!(
        problem(|| frame(r#"{"v":2}"#, ""))
            .await
            .ends_with("its version is 2, not 1")
    );
    let sentence = problem(|| frame(r#"{"v":1,"status":200,"page":"full"}"#, "")).await;
    assert!(
        sentence.ends_with("its `page` is \"full\" and 0 bytes of HTML follow"),
        "{sentence}"
    );
    let sentence = problem(|| frame(r#"{"v":1,"status":200,"page":"some"}"#, "")).await;
    assert!(
        sentence.ends_with("its `page` is \"some\", not \"full\", \"same\" or \"none\""),
        "{sentence}"
    );
    let cut = || frame(r#"{"v":1,"status":200,"page":"full","bytes":9}"#, "<p>cut");
    let sentence = problem(cut).await;
    assert!(
        sentence.ends_with("6 of the 9 bytes of HTML follow that its head says"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_page_that_it_shows_already_is_shown_again() {
    let page = get(async || Html(FORM)).post(async |request: Request| {
        let text = echo(request).await;
        match header(&text, "postback-if").as_ref() {
            "(none)" => frame(
                r#"{"v":1,"ok":true,"status":200,"outcome":"done","page":"full","etag":"e1"}"#,
                &format!("<h1>First</h1>{FORM}"),
            ),
            "e1" => frame(
                r#"{"v":1,"ok":true,"status":200,"outcome":"done","page":"same","etag":"e1"}"#,
                "",
            ),
            other => panic!("{other}"),
        }
    });
    let page = Browser::enhanced(Router::new().route("/", page))
        .get("/")
        .await;
    let mut page = page.form::<save>().submit().await;
    for _ in 0..2 {
        page = page.form::<save>().submit().await;
        assert_eq!(page.answer().unwrap()["page"], "same");
        assert_eq!(
            (page.find("h1"), page.notice()),
            ("First".into(), String::new())
        );
    }
}

#[tokio::test]
async fn a_page_that_it_does_not_show_cannot_be_the_same() {
    let why = panic_of(submit_for(|| {
        frame(
            r#"{"v":1,"ok":true,"status":200,"outcome":"done","page":"same","etag":"e1"}"#,
            "",
        )
    }))
    .await;
    assert!(why.contains("its `page` is \"same\""), "{why}");
}
