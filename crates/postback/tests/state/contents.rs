//! What travels: large values, values of another time, text of every kind.

use postback::{Keys, Page, Postback, Result, action, actions, page};
use postback::testing::{Browser, both_ways};

use super::log;
use super::once::{posted, with_cookie};
use super::site::{save, say, site};

#[tokio::test]
async fn a_value_that_is_too_large_is_dropped_with_a_warning_but_it_is_done() {
    let browser = Browser::new(site());
    let kept = log::keep();
    let form = browser.get("/a").await.form::<save>();
    let page = form.fill("text", "0123456789").fill("repeat", "400").submit().await;
    assert!(!page.has("#saved"));
    page.assert_text("is done");
    let lines = kept.lines("postback::state");
    assert!(lines.iter().any(|line| line.level == "WARN" && line.fields["message"].contains("too large")), "{lines:?}");
    assert!(!kept.text().contains("0123456789"));
    assert_eq!(browser.refused_cookies(), [""; 0]);
    // One that fits arrives whole, without a warning.
    let kept = log::keep();
    let form = browser.get("/a").await.form::<save>();
    let page = form.fill("text", "0123456789").fill("repeat", "200").submit().await;
    assert_eq!(page.find("#saved").len(), 2000);
    assert!(kept.lines("postback::state").is_empty());
}

#[tokio::test]
async fn a_message_that_is_too_large_is_dropped_with_a_warning() {
    let browser = Browser::new(site());
    let kept = log::keep();
    let form = browser.get("/a").await.form::<say>();
    let page = form.fill("text", "0123456789").fill("repeat", "400").submit().await;
    assert_eq!((page.status().as_u16(), &*page.notice()), (200, ""));
    let lines = kept.lines("postback::state");
    assert!(lines.iter().any(|line| line.fields["message"].contains("flash message is too large")), "{lines:?}");
}

#[tokio::test]
async fn every_kind_of_text_arrives_as_it_was() {
    for text in [
        "Gr\u{fc}\u{df}e, \u{4f60}\u{597d} \u{1f980}",
        "\"quoted\" 'single' \\ back; semi, comma=equals",
        "<script>alert(1)</script> &amp; &#x27;",
        "pb_ __Host- %00 %0d%0aSet-Cookie: x=y",
    ] {
        both_ways(async || site(), async |browser| {
            let page = browser.get("/a").await.form::<say>().fill("text", text).submit().await;
            assert_eq!(page.notice(), text);
            assert!(!page.has("script"));
            let page = page.form::<save>().fill("text", text).submit().await;
            assert_eq!(page.find("#saved"), text);
        })
        .await;
    }
}

/// The same action before and after a deploy that changes what it returns.
mod before {
    pub(super) mod action {
        use super::super::{Result, action};

        #[action(public, was = "shop::count")]
        pub(crate) async fn count() -> Result<String> {
            Ok("three".to_owned())
        }
    }
}

async fn shows_text(page: Page) -> maud::Markup {
    let form = page.form::<before::action::count>();
    maud::html! { (form.open(maud::html! { button { "Count" } }))
        "done: " (form.is_done()) ", value: " (form.done().map_or("-", String::as_str)) }
}

#[tokio::test]
async fn a_value_of_another_type_after_a_deploy_is_none_and_done() {
    // `save` returned a struct; a page of another version reads the same cookie as its own `save`.
    let keys = Keys::random();
    let (old, new) = (super::site::app(keys.clone()), renamed::app(keys));
    let cookie = posted(&old, "/a", "save", "text=Ada").await;
    let answer = with_cookie(&new, "GET", "/a", &cookie).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("nothing is done"), "{}", answer.text());
    // The other kind of value.
    let pages = axum::Router::new().route("/a", page(axum::routing::get(shows_text)));
    let app = Postback::new(pages)
        .actions(actions![before::action::count])
        .keys(Keys::random())
        .with_state(());
    let page = Browser::new(app).get("/a").await.form_labelled("Count").submit().await;
    page.assert_text("done: true, value: three");
}

/// A version of the site that has no such action any more.
mod renamed {
    use super::{Keys, Page, Postback, page};

    async fn page_a(_: Page) -> maud::Markup {
        maud::html! { body { "nothing is done" } }
    }

    pub(super) fn app(keys: Keys) -> axum::Router {
        Postback::<()>::new(axum::Router::new().route("/a", page(axum::routing::get(page_a))))
            .keys(keys)
            .with_state(())
    }
}
