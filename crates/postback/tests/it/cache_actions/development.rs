//! What a developer is told. Debug builds only, as tests are.

use postback_testing::Browser;

use super::site::{self, World};
use crate::support::{get_request, log, send};

#[tokio::test]
async fn each_render_says_what_it_was_made_from() {
    let log = log::keep();
    let app = site::app(&World::default());
    send(&app, get_request("/list", &[])).await;
    let page = send(&app, get_request("/list", &[])).await;
    let lines = log.lines("postback::page");
    assert_eq!(lines[0].fields["read"], "miss rows");
    assert!(
        lines[1].fields["read"].starts_with("hit rows ("),
        "{lines:?}"
    );
    assert_eq!(lines[1].fields["tags"], "rows");
    assert_eq!(lines[1].fields["url"], "/list");
    let timing = page.header("server-timing").unwrap();
    assert!(
        timing.ends_with("cache;desc=\"1 hit, 0 stale, 0 miss\""),
        "{timing}"
    );
}

async fn warnings(enhanced: bool, button: &str) -> usize {
    let log = log::keep();
    let app = site::app(&World::default());
    let browser = if enhanced {
        Browser::enhanced(app)
    } else {
        Browser::new(app)
    };
    for _ in 0..2 {
        let page = browser.get("/list").await;
        let page = page.form_labelled(button).submit().await;
        assert_eq!(page.status(), 200);
    }
    let lines = log.lines("postback::cache");
    let forgotten = lines.iter().filter(|line| line.level == "WARN");
    forgotten
        .inspect(|line| {
            assert_eq!(line.fields["values"], "rows");
            assert!(line.fields["action"].ends_with(button), "{line:?}");
        })
        .count()
}

#[tokio::test]
async fn an_action_that_may_have_forgotten_something_is_named_once() {
    for enhanced in [false, true] {
        assert_eq!(warnings(enhanced, "forget").await, 1);
        assert_eq!(warnings(enhanced, "forget_and_go").await, 1);
        assert_eq!(warnings(enhanced, "add").await, 0);
        assert_eq!(warnings(enhanced, "nothing_to_do").await, 0);
        assert_eq!(warnings(enhanced, "remember").await, 0);
    }
}
