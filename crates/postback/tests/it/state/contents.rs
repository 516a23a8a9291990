//! What travels: large values, values of another time, text of every kind.

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use postback::{Keys, Page, Postback, Result, action, actions, page};
use postback_testing::{Browser, both_ways};
use serde::{Deserialize, Deserializer, Serialize};

use super::once::{posted, with_cookie};
use super::site::{save, say, site};
use crate::support::log;

#[tokio::test]
async fn a_value_and_a_message_arrive_whole_whether_a_cookie_holds_them_or_not() {
    let browser = Browser::new(site());
    let kept = log::keep();
    for repeat in [200, 400] {
        let repeated = |form: postback_testing::TestForm| {
            form.fill("text", "0123456789")
                .fill("repeat", &repeat.to_string())
        };
        let page = repeated(browser.get("/a").await.form::<save>())
            .submit()
            .await;
        assert_eq!(page.find("#saved").len(), 10 * repeat);
        let page = repeated(browser.get("/a").await.form::<say>())
            .submit()
            .await;
        assert_eq!(
            (page.status().as_u16(), page.notice().len()),
            (200, 10 * repeat)
        );
    }
    assert!(kept.lines("postback::state").is_empty());
    assert_eq!(browser.refused_cookies(), [""; 0]);
}

#[tokio::test]
async fn every_kind_of_text_arrives_as_it_was() {
    for text in [
        "Gr\u{fc}\u{df}e, \u{4f60}\u{597d} \u{1f980}",
        "\"quoted\" 'single' \\ back; semi, comma=equals",
        "<script>alert(1)</script> &amp; &#x27;",
        "pb_ __Host- %00 %0d%0aSet-Cookie: x=y",
    ] {
        both_ways(
            async || site(),
            async |browser| {
                let page = browser
                    .get("/a")
                    .await
                    .form::<say>()
                    .fill("text", text)
                    .submit()
                    .await;
                assert_eq!(page.notice(), text);
                assert!(!page.has("script"));
                let page = page.form::<save>().fill("text", text).submit().await;
                assert_eq!(page.find("#saved"), text);
            },
        )
        .await;
    }
}

/// A value as after a deploy that changed its type: what was written is not what is read.
#[derive(Serialize)]
pub(crate) struct Changed {
    count: u8,
}

impl<'de> Deserialize<'de> for Changed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self {
            count: text.len().try_into().unwrap_or(0),
        })
    }
}

#[action(public)]
pub(crate) async fn count() -> Result<Changed> {
    Ok(Changed { count: 3 })
}

async fn shows_count(page: Page) -> Markup {
    let form = page.form::<count>();
    let value = form.done().map(|changed| changed.count);
    html! { body { (form.open(html! { button { "Count" } })) "done: " (form.is_done()) ", value: " (format!("{value:?}")) } }
}

#[tokio::test]
async fn a_value_of_another_type_after_a_deploy_is_none_and_done() {
    let pages = Router::new().route("/", page(get(shows_count)));
    let app = Postback::new(pages)
        .actions(actions![count])
        .keys(Keys::random())
        .with_state(());
    let page = Browser::new(app.clone()).get("/").await;
    let page = page.form::<count>().submit().await;
    page.assert_text("done: true, value: None");
    // Without a journey it is the value itself.
    let page = Browser::enhanced(app).get("/").await;
    let page = page.form::<count>().submit().await;
    page.assert_text("done: true, value: Some(3)");
}

#[tokio::test]
async fn a_value_of_an_action_that_is_gone_is_nothing() {
    let keys = Keys::random();
    let cookie = posted(&super::site::app(keys.clone()), "/a", "save", "text=Ada").await;
    let pages = Router::new().route("/a", page(get(shows_count)));
    let app = Postback::new(pages)
        .actions(actions![count])
        .keys(keys)
        .with_state(());
    let answer = with_cookie(&app, "GET", "/a", &cookie).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("done: false, value: None"));
}
