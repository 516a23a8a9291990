//! A page that does not say what it owes gets it put into its body, and nowhere else.

use axum::Router;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http::header;
use postback::{
    Conflict, Done, Form, FromForm, Keys, Page, Postback, Result, action, actions, page,
};

use crate::support::{Answer, request, send, target_of};

#[derive(FromForm)]
struct Text {
    text: String,
    refuse: bool,
}

#[action(public)]
async fn say(Form(form): Form<Text>) -> Result<Done<()>> {
    if form.refuse {
        return Err(Conflict::new(form.text));
    }
    Ok(Done::new(()).flash(form.text))
}

const SCRIPT: &str =
    "<script>const x = 1; document.write(`<html><body>${x}</body></html>`)</script>";
const SAID: &str = "${alert(document.domain)} \u{2713}";

fn whole(before: &str, page: &Page, after: &str) -> Html<String> {
    // Without its form nothing shows how the action ended.
    if page.url().contains("bare") {
        return Html(format!("{before}<p>Bare</p>{after}"));
    }
    let form = page.form::<say>();
    let form = form.open(postback::Html::from_trusted(
        "<button>Say</button>".to_owned(),
    ));
    Html(format!("{before}{form}{after}"))
}

async fn scripted(page: Page) -> Html<String> {
    let head = format!("<!DOCTYPE html><html><head>{SCRIPT}<title>a</title></head><body>");
    whole(&head, &page, "</body></html>")
}

async fn unclosed(page: Page) -> Html<String> {
    whole(
        "<!DOCTYPE html><title>a</title>",
        &page,
        "<script>let y = `<body>${1}`",
    )
}

async fn latin(page: Page) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=ISO-8859-1")];
    (kind, whole("<body>", &page, "").0).into_response()
}

async fn frames(page: Page) -> Html<String> {
    let form = whole("", &page, "").0;
    Html(format!("<!DOCTYPE html><frameset><!--{form}--></frameset>"))
}

fn site() -> Router {
    let pages = Router::new()
        .route("/scripted", page(get(scripted)))
        .route("/unclosed", page(get(unclosed)))
        .route("/latin", page(get(latin)))
        .route("/frames", page(get(frames)));
    Postback::new(pages)
        .actions(actions![say])
        .keys(Keys::random())
        .with_state(())
}

async fn sent(path: &str, refuse: bool, is_enhanced: bool) -> (Router, Answer) {
    let app = site();
    let target = target_of(&app, path, "say").await + "&bare";
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    if is_enhanced {
        headers.push(("postback-request", "1"));
    }
    let mut request = request("POST", &target, &headers);
    let text = SAID.replace('\u{2713}', "%E2%9C%93").replace(' ', "+");
    let refuse = if refuse { "&refuse=on" } else { "" };
    *request.body_mut() = format!("text={text}{refuse}").into();
    let answer = send(&app, request).await;
    (app, answer)
}

fn is_said_in_the_body(html: &str, path: &str) {
    let said = SAID.replace('\u{2713}', "&#10003;");
    // After a refusal what was typed is listed, too: nobody has read it.
    let html = &html.replace(&format!("<pre>{said}</pre>"), "");
    let mut parts = html.split(&said);
    let (before, after) = (parts.next().unwrap(), parts.next().expect(html));
    assert!(parts.next().is_none(), "{html}");
    assert!(after.contains("<p>Bare</p>"), "{html}");
    if path == "/scripted" {
        assert!(
            html.contains(SCRIPT) && before.contains("</head><body><div"),
            "{html}"
        );
    }
}

#[tokio::test]
async fn a_notice_is_never_put_into_a_script() {
    for path in ["/scripted", "/unclosed", "/latin"] {
        for refuse in [false, true] {
            let (app, plain) = sent(path, refuse, false).await;
            if refuse {
                assert_eq!(plain.status, 409);
                is_said_in_the_body(&plain.text(), path);
            } else {
                let cookie = plain.cookies()[0].split(';').next().unwrap();
                let page = send(
                    &app,
                    request("GET", &format!("{path}?bare"), &[("cookie", cookie)]),
                )
                .await;
                is_said_in_the_body(&page.text(), path);
            }
            let (_, frame) = sent(path, refuse, true).await;
            is_said_in_the_body(frame.text().split_once('\n').unwrap().1, path);
        }
    }
}

#[tokio::test]
async fn what_a_page_of_frames_cannot_say_is_said_by_another_page() {
    let (_, refused) = sent("/frames", true, false).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains(SAID) && !refused.text().contains("<frameset"));
    let (_, frame) = sent("/frames", true, true).await;
    assert_eq!(
        (&frame.head()["say"], &frame.head()["page"]),
        (&SAID.into(), &"none".into())
    );
    // A message waits for a page that can say it.
    let (app, done) = sent("/frames", false, false).await;
    let cookie = done.cookies()[0].split(';').next().unwrap().to_owned();
    let page = send(&app, request("GET", "/frames?bare", &[("cookie", &cookie)])).await;
    assert!(page.text().contains("<frameset") && !page.text().contains(SAID));
}
