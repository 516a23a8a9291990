//! Refusals before the action: its caller, its arguments, the form that was meant.

use axum::body::Body;
use axum::extract::Request;
use postback_testing::Browser;

use super::site::{SECRET, query, site};
use crate::support::{Answer, get, send};

async fn guarded(user: &str, page: &str, enhanced: bool) -> Answer {
    let site = site();
    let query = query(&site, page, "guarded").await;
    let mut request = Request::post(format!("{page}?{query}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-user", user);
    if enhanced {
        request = request.header("postback-request", "1");
    }
    let fields = format!("what=done&name=Ada&secret={SECRET}");
    send(&site, request.body(Body::from(fields)).unwrap()).await
}

#[tokio::test]
async fn a_caller_who_is_refused_gets_the_refusals_own_page_and_status() {
    for (user, status, text) in [
        // What was typed is worth more than the page of whoever refuses it.
        (
            "nobody",
            401,
            "You are signed out. Nothing you entered is lost.",
        ),
        ("banned", 403, "<h1>You are banned</h1>"),
    ] {
        for page in ["/shown", "/ignores", "/fails"] {
            let answer = guarded(user, page, false).await;
            assert_eq!(answer.status.as_u16(), status);
            assert!(answer.text().contains(text), "{}", answer.text());
            assert!(!answer.text().contains(SECRET));
            let answer = guarded(user, page, true).await;
            let head = answer.head();
            assert_eq!(answer.status, status);
            assert_eq!(head["outcome"], "denied");
            assert_eq!(
                (&head["page"], &head["reload"]),
                (&"none".into(), &().into())
            );
        }
    }
}

#[tokio::test]
async fn a_bare_refusal_is_said_on_the_page_rather_than_in_an_empty_window() {
    for page in ["/shown", "/fails"] {
        let answer = guarded("bare", page, false).await;
        assert_eq!(answer.status, 401);
        assert!(answer.text().contains("<h1>You are signed out</h1>"));
        assert!(answer.text().contains("value=\"Ada\""));
    }
    let head = guarded("bare", "/shown", true).await.head();
    assert_eq!(head["say"], "Please sign in first.");
}

#[tokio::test]
async fn a_caller_who_is_sent_to_sign_in_reads_there_why() {
    let plain = guarded("expired", "/shown", false).await;
    assert_eq!(plain.status, 401);
    assert!(
        plain
            .text()
            .contains("<a href=\"/other\" target=\"_blank\"")
    );
    let enhanced = guarded("expired", "/shown", true).await;
    assert_eq!(enhanced.status, 401);
    let head = enhanced.head();
    assert_eq!(
        (&head["url"], &head["page"]),
        (&"/other".into(), &"none".into())
    );
    assert_eq!((plain.cookies().len(), enhanced.cookies().len()), (1, 1));

    let browser = Browser::new(site()).header("x-user", "expired");
    let form = browser.get("/shown").await.form::<super::site::guarded>();
    let page = form.fill("name", "Ada").submit().await;
    let page = page.click_link("Sign in").await;
    assert_eq!(
        (page.url(), page.notice()),
        ("/other".into(), "Sign in again".into())
    );
    assert_eq!(browser.get("/other").await.notice(), "");
}

#[tokio::test]
async fn a_caller_who_is_sent_elsewhere_is_never_sent_there_with_the_form() {
    let answer = guarded("moved", "/shown", false).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("location"), None);
    assert!(answer.text().contains("<a href=\"/other?next=1\""));
    let head = guarded("moved", "/shown", true).await.head();
    assert_eq!(
        (&head["url"], &head["say"]),
        (&"/other?next=1".into(), &"Please sign in first.".into())
    );
}

#[tokio::test]
async fn a_refusal_by_its_headers_is_shown_in_the_form_that_was_sent() {
    let site = site();
    let shown = get(&site, "/shown").await.text();
    let second = shown
        .split("action=\"?")
        .find(|form| form.contains("id=\"row-2\""))
        .unwrap();
    let query = second.split('"').next().unwrap().replace("&amp;", "&");
    for enhanced in ["0", "1"] {
        let request = Request::post(format!("/shown?{query}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("postback-request", enhanced)
            .body(Body::from(vec![b'x'; 2000]))
            .unwrap();
        let answer = send(&site, request).await;
        assert_eq!(answer.status, 413);
        let text = answer.text();
        // The layout's notice has said it already; no form says it a second time.
        let html = text.split_once("<!DOCTYPE").unwrap().1;
        assert_eq!(html.matches("more than the 1 KiB").count(), 1, "{html}");
    }
}

#[tokio::test]
async fn what_was_typed_survives_a_seal_that_cannot_be_opened() {
    let browser = Browser::new(site());
    let form = browser.get("/shown").await.form::<super::site::sealed>();
    let address = form.action_url();
    let broken = address[..address.len() - 6].to_owned();
    let form = form
        .fill("name", "Ada")
        .fill("secret", SECRET)
        .send_to(&broken);
    let page = form.submit().await;
    assert_eq!(page.status(), 409);
    let again = page.form::<super::site::sealed>();
    assert_eq!(again.value("name"), "Ada");
    assert_eq!(again.value("secret"), "");
    assert_eq!(page.form::<super::site::guarded>().value("name"), "");
    // What it is sent with now is a fresh seal.
    assert_eq!(again.fill("secret", "x").submit().await.status(), 200);
}

#[tokio::test]
async fn what_the_form_has_no_name_for_does_not_come_back() {
    let site = site();
    for page in ["/shown", "/fails"] {
        let query = query(&site, page, "act").await;
        let fields = "what=conflict&secret=x&name=Ada&old_password=swordfish&name.x=swordfish2";
        let request = Request::post(format!("{page}?{query}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(fields))
            .unwrap();
        let text = send(&site, request).await.text();
        assert!(text.contains("Somebody was"), "{text}");
        assert!(
            text.contains("Ada") && !text.contains("old_password"),
            "{text}"
        );
        assert!(!text.contains("swordfish<"), "{text}");
    }
}
