use itlead::{
    actions::auth::login,
    db::{DEMO_EMAIL, DEMO_PASSWORD},
};

use crate::support::{browser, demo};

#[tokio::test]
async fn a_guest_looks_around_before_signing_in_and_comes_back_to_the_same_problem() {
    let browser = browser().await;
    let page = browser.get("/").await.click_link("Look around first").await;
    assert_eq!(page.url(), "/browse");
    page.assert_text("30 questions that interviewers ask");
    let title = page.find(".rows li:first-child a");

    let page = page.click_link(&title).await;
    assert_eq!(page.url(), "/browse/30");
    assert_eq!(page.find("h1"), title);
    let page = page.click_link("Solve this problem").await;
    assert_eq!(page.url(), "/login?next=%2Fproblems%2F30");
    let form = page.form::<login>().fill("E-mail", DEMO_EMAIL);
    let page = form.fill("Password", DEMO_PASSWORD).submit().await;
    assert_eq!(page.url(), "/problems/30");
    assert_eq!(page.find("h1"), title);
}

#[tokio::test]
async fn the_answer_is_for_those_who_sign_in() {
    let browser = browser().await;
    let page = browser.get("/browse/1").await;
    assert!(page.has("section[aria-label=Question]"));
    assert!(!page.has("details") && !page.has("form"));
    page.assert_text("Sign in to see what a good one holds");
}

#[tokio::test]
async fn topics_are_links_and_pages_keep_them() {
    let page = browser().await.get("/browse").await;
    assert_eq!(page.find("[aria-current=true]"), "All topics");
    let page = page.click_link("Rust").await;
    assert_eq!(page.url(), "/browse?topic=rust");
    assert_eq!(page.find("h1"), "Rust");
    assert_eq!(page.find(".chips [aria-current=true]"), "Rust");
    page.assert_text("5 questions");
    assert_eq!(page.find_all(".rows li").len(), 5);

    let page = page.click_link("All topics").await;
    let page = page.click_link("Next").await;
    assert_eq!(page.url(), "/browse?page=2");
    assert!(page.has("a[rel=prev]") && page.has("a[rel=next]"));
}

#[tokio::test]
async fn an_address_that_makes_no_sense_shows_the_list_all_the_same() {
    let browser = browser().await;
    for query in [
        "page=0",
        "page=9999",
        "page=x",
        "topic=cooking",
        "topic=",
        "q=%00",
    ] {
        let page = browser.get(&format!("/browse?{query}")).await;
        assert_eq!(page.status(), 200, "{query}");
        assert!(page.has(".rows li"), "{query}");
    }
}

#[tokio::test]
async fn a_member_sees_what_a_guest_sees() {
    let (guest, member) = (browser().await, demo().await);
    for path in ["/browse", "/browse?topic=databases", "/browse/7"] {
        let (guest, member) = (guest.get(path).await, member.get(path).await);
        assert_eq!(guest.html(), member.html(), "{path}");
        assert_eq!(
            member.header("cache-control"),
            Some("public, max-age=0, must-revalidate")
        );
    }
}
