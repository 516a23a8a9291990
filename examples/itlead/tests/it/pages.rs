use crate::support::{browser, demo};

#[tokio::test]
async fn guests_are_told_what_this_is_and_members_go_on_to_their_dashboard() {
    let page = browser().await.get("/").await;
    assert_eq!(page.find("h1"), "Walk in prepared.");
    assert_eq!(page.click_link("Start practising").await.url(), "/signup");
    assert_eq!(demo().await.get("/").await.url(), "/dashboard");
}

#[tokio::test]
async fn what_does_not_exist_is_a_404_in_the_style_of_the_site() {
    let browser = demo().await;
    for path in [
        "/nowhere",
        "/problems/4711",
        "/problems/4711/edit",
        "/problems/abc",
        "/browse/4711",
        "/browse/abc",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status(), 404, "{path}");
        assert_eq!(page.find("h1"), "This page does not exist");
        assert!(page.has("link[rel=stylesheet]"));
    }
}

#[tokio::test]
async fn every_page_has_one_heading_a_main_part_and_a_way_to_skip_to_it() {
    let browser = demo().await;
    for path in [
        "/browse",
        "/browse/1",
        "/dashboard",
        "/problems",
        "/problems/new",
        "/problems/1",
        "/settings",
        "/login",
        "/signup",
        "/nowhere",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.find_all("h1").len(), 1, "{path}");
        assert_eq!(page.find_all("main").len(), 1, "{path}");
        assert_eq!(
            page.attr("body > a", "href").as_deref(),
            Some("#main"),
            "{path}"
        );
        assert!(page.title().ends_with(" \u{b7} itlead"), "{path}");
        assert!(
            !page.html().contains(" style="),
            "{path}: the policy forbids inline styles"
        );
        // An error page has no form that the runtime could send.
        let loads_runtime =
            page.has("head > script:first-child + script[type=module][src*='_postback/']");
        assert_eq!(loads_runtime, path != "/nowhere", "{path}");
        assert!(!page.has("script:not([src])"), "{path}: nor inline scripts");
    }
}

#[tokio::test]
async fn every_page_forbids_what_the_site_does_not_serve() {
    let browser = browser().await;
    for path in ["/", "/login", "/browse", "/browse", "/nowhere"] {
        let page = browser.get(path).await;
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self';"), "{policy}");
        assert!(policy.ends_with("; require-trusted-types-for 'script'; trusted-types postback"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_good_under_a_name_that_changes_with_it() {
    let browser = browser().await;
    let href = browser
        .get("/")
        .await
        .attr("link[rel=stylesheet]", "href")
        .unwrap();
    let sheet = browser.get(&href).await;
    assert_eq!(sheet.status(), 200);
    assert_eq!(
        sheet.header("content-type"),
        Some("text/css; charset=utf-8")
    );
    assert_eq!(
        sheet.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
}
