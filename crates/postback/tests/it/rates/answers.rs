//! What somebody gets who was too fast.

use std::time::Duration;

use postback_testing::{Browser, both_ways};

use super::site::{World, app, login, post, send, signup};
use crate::support::log;

async fn fresh() -> axum::Router {
    app(&World::default())
}

const WAIT: &str = "Too many attempts. Please try again in 30 seconds.";

#[tokio::test(start_paused = true)]
async fn who_is_too_fast_gets_the_form_back_as_it_was_and_the_wait_in_words() {
    both_ways(fresh, async |browser| {
        for _ in 0..2 {
            send::<signup>(&browser, "ada", "right", "").await;
        }
        let page = send::<signup>(&browser, "ada & bob", "right", "").await;
        assert_eq!(page.status(), 429);
        assert_eq!(page.header("retry-after"), Some("30"));
        assert_eq!(page.notice(), WAIT);
        assert_eq!(page.url(), "/");
        let form = page.form::<signup>();
        assert_eq!(form.value("E-mail"), "ada & bob");
        assert_eq!(form.value("Password"), "", "a secret is never shown again");
        tokio::time::advance(Duration::from_secs(30)).await;
        let page = form.fill("Password", "right").submit().await;
        assert_eq!(page.url(), "/in");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_came_too_often_comes_back_however_long_it_is() {
    both_ways(fresh, async |browser| {
        for _ in 0..2 {
            send::<signup>(&browser, "ada", "right", "").await;
        }
        let long = "a".repeat(100 << 10);
        let page = send::<signup>(&browser, &long, "right", "").await;
        assert_eq!(page.status(), 429);
        assert_eq!(page.notice(), WAIT);
        assert_eq!(page.form::<signup>().value("E-mail"), long);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_limit_by_a_field_answers_like_one_by_the_address() {
    both_ways(fresh, async |browser| {
        for _ in 0..3 {
            assert_eq!(send::<login>(&browser, "ada", "no", "").await.status(), 422);
        }
        let page = send::<login>(&browser, "ada", "right", "").await;
        assert_eq!(page.status(), 429);
        assert_eq!(page.header("retry-after"), Some("20"));
        assert_eq!(page.form::<login>().value("E-mail"), "ada");
        assert_eq!(page.form::<login>().value("Password"), "");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_app_says_itself_that_it_was_too_often() {
    both_ways(fresh, async |browser| {
        let page = send::<login>(&browser, "ada", "", "limited").await;
        assert_eq!(page.status(), 429);
        assert_eq!(page.header("retry-after"), Some("91"));
        assert_eq!(
            page.notice(),
            "Too many attempts. Please try again in 2 minutes."
        );
        assert_eq!(page.form::<login>().value("E-mail"), "ada");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_log_names_the_rate_and_the_setting_and_nothing_that_was_typed() {
    let log = log::keep();
    let browser = Browser::new(fresh().await);
    for _ in 0..4 {
        send::<login>(&browser, "ada@example.org", "no", "").await;
    }
    let lines = log.lines("postback::refused");
    assert_eq!(lines.len(), 1, "{lines:?}");
    let fields = &lines[0].fields;
    assert!(fields["action"].contains("site::login"), "{fields:?}");
    assert!(fields["rate"].contains("3 failures/min per field(email)"));
    assert!(fields["message"].contains("`rate` of #[action]"));
    assert_eq!(fields["wait"], "20s");
    assert!(!format!("{fields:?}").contains("ada"));
}

#[tokio::test(start_paused = true)]
async fn the_frame_says_limited_and_has_no_errors_of_fields() {
    let browser = Browser::enhanced(fresh().await).header("x-user", "ada");
    for _ in 0..2 {
        send::<post>(&browser, "x", "right", "").await;
    }
    let page = send::<post>(&browser, "x", "right", "").await;
    let head = page.answer().unwrap();
    assert_eq!(head["ok"], false);
    assert_eq!(head["status"], 429);
    assert_eq!(head["outcome"], "limited");
    assert_eq!(head["say"], WAIT);
    assert!(head.get("errors").is_none());
    assert!(head.get("reload").is_none());
}

#[test]
fn the_list_of_actions_tells_the_rates() {
    let handle = super::site::postback().handle();
    let lines: Vec<String> = handle.actions().iter().map(ToString::to_string).collect();
    let all = lines.join("\n");
    assert!(
        all.contains("rate 2/s per address  rate 3/min per address"),
        "{all}"
    );
    assert!(
        all.contains("rate 3 failures/min per field(email)"),
        "{all}"
    );
}
