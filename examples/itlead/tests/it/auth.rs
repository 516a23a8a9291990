use itlead::{
    Site,
    actions::auth::{login, logout, signup},
    db::{DEMO_EMAIL, DEMO_PASSWORD},
};
use postback_testing::{Browser, both_ways};

use crate::support::{app, app_at, browser, demo, sign_in, sign_up};

#[tokio::test]
async fn a_newcomer_signs_up_and_lands_on_the_dashboard() {
    both_ways(app, async |browser| {
        let page = sign_up(&browser, "ada@example.org").await;
        assert_eq!(page.url(), "/dashboard");
        assert_eq!(page.notice(), "Welcome, Ada Lovelace.");
        page.assert_text("Good to see you, Ada");
        page.assert_text("Nothing yet. The first one is the hardest.");
    })
    .await;
}

#[tokio::test]
async fn every_mistake_in_the_sign_up_form_is_shown_at_once_and_what_was_typed_stays() {
    both_ways(app, async |browser| {
        let page = browser.get("/signup").await;
        let form = page
            .form::<signup>()
            .fill("Name", "A")
            .fill("E-mail", "ada at home");
        let page = form.fill("Password", "short").submit().await;
        assert_eq!(page.status(), 422);
        assert_eq!(page.url(), "/signup");
        let form = page.form::<signup>();
        assert_eq!(form.error("name"), "must have at least 2 characters");
        assert_ne!(form.error("email"), "");
        assert_eq!(form.error("password"), "must have at least 10 characters");
        assert_eq!(form.value("E-mail"), "ada at home");
        assert_eq!(form.value("Password"), "", "a password is never sent back");
        assert_eq!(
            page.attr("#signup-name", "aria-invalid").as_deref(),
            Some("true")
        );
    })
    .await;
}

#[tokio::test]
async fn an_address_that_has_an_account_is_told_beside_its_field() {
    let browser = browser().await;
    let page = sign_up(&browser, &DEMO_EMAIL.to_uppercase()).await;
    assert_eq!(page.status(), 422);
    let form = page.form::<signup>();
    assert_eq!(form.error("email"), "is already in use");
    assert_eq!(form.value("Name"), "Ada Lovelace");
    assert!(browser.cookie("session").is_none());
}

#[tokio::test]
async fn the_login_page_shows_an_account_that_works() {
    both_ways(app, async |browser| {
        let page = browser.get("/login").await;
        page.assert_text(DEMO_EMAIL);
        page.assert_text(DEMO_PASSWORD);
        let page = sign_in(&browser).await;
        assert_eq!(page.url(), "/dashboard");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let browser = browser().await;
    let mut answers = Vec::new();
    for email in [DEMO_EMAIL, "nobody@example.org"] {
        let page = browser.get("/login").await;
        let form = page
            .form::<login>()
            .fill("E-mail", email)
            .fill("Password", "not the one");
        let page = form.submit().await;
        assert_eq!(page.status(), 422);
        page.assert_text("Wrong e-mail or password.");
        assert_eq!(page.form::<login>().value("E-mail"), email);
        answers.push(page.html().replace(email, ""));
    }
    let without_demo_box = |html: &str| {
        html.split("<section class=\"demo\"")
            .next()
            .map(str::to_owned)
    };
    assert_eq!(without_demo_box(&answers[0]), without_demo_box(&answers[1]));
}

#[tokio::test]
async fn an_empty_login_form_says_what_is_missing() {
    let browser = browser().await;
    let page = browser.get("/login").await.form::<login>().submit().await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.form::<login>().error("email"), "is required");
    assert_eq!(page.form::<login>().error("password"), "is required");
}

#[tokio::test]
async fn after_signing_in_a_guest_is_where_they_wanted_to_be() {
    both_ways(app, async |browser| {
        let page = browser.get("/problems?topic=rust&page=2").await;
        assert_eq!(
            page.url(),
            "/login?next=%2Fproblems%3Ftopic%3Drust%26page%3D2"
        );
        let form = page.form::<login>().fill("E-mail", DEMO_EMAIL);
        let page = form.fill("Password", DEMO_PASSWORD).submit().await;
        assert_eq!(page.url(), "/problems?topic=rust&page=2");
    })
    .await;
}

#[tokio::test]
async fn a_next_that_leads_away_from_the_site_is_not_followed() {
    for next in [
        "//evil.example",
        "https:%2F%2Fevil.example",
        "/%5Cevil.example",
        "javascript:alert(1)",
    ] {
        let browser = browser().await;
        let page = browser.get(&format!("/login?next={next}")).await;
        let form = page.form::<login>().fill("E-mail", DEMO_EMAIL);
        let page = form.fill("Password", DEMO_PASSWORD).submit().await;
        assert_eq!(page.url(), "/dashboard", "{next}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_for_whoever_kept_its_cookie() {
    let browser = demo().await;
    let kept = browser.cookie("session").unwrap();
    let page = browser
        .get("/settings")
        .await
        .form::<logout>()
        .submit()
        .await;
    assert_eq!(page.url(), "/");
    assert_eq!(page.notice(), "You are signed out.");
    assert!(browser.cookie("session").is_none());

    browser.set_cookie(&format!("session={kept}; Path=/"));
    assert_eq!(
        browser.get("/dashboard").await.url(),
        "/login?next=%2Fdashboard"
    );
}

#[tokio::test]
async fn scripts_cannot_read_the_session() {
    let browser = demo().await;
    assert!(browser.cookie("session").is_some());
    assert!(!browser.cookies_seen_by_scripts().contains("session"));
}

#[tokio::test]
async fn behind_https_the_cookie_is_for_this_host_and_https_only() {
    let app = app_at(Site::at("https://itlead.example")).await;
    let browser = Browser::new(app).origin("https://itlead.example");
    let page = sign_in(&browser).await;
    assert_eq!(page.url(), "/dashboard");
    assert!(browser.cookie("__Host-session").is_some());
    assert_eq!(browser.refused_cookies(), Vec::<String>::new());
    let page = page.form::<logout>().submit().await;
    assert_eq!(page.url(), "/");
    assert!(browser.cookie("__Host-session").is_none());
}

#[tokio::test]
async fn whoever_guesses_passwords_has_to_wait_wherever_they_are() {
    for browser in [Browser::new(app().await), Browser::enhanced(app().await)] {
        let guess = async |email: &str| {
            let page = browser.get("/login").await;
            let form = page.form::<login>().fill("E-mail", email);
            form.fill("Password", "not the one").submit().await
        };
        for _ in 0..5 {
            assert_eq!(guess(DEMO_EMAIL).await.status(), 422);
        }
        let loud = DEMO_EMAIL.to_uppercase();
        let page = guess(&loud).await;
        assert_eq!(page.status(), 429);
        page.assert_text("Too many attempts. Please try again in 3 minutes.");
        assert_eq!(page.form::<login>().value("E-mail"), loud);
        assert_eq!(guess("nobody@example.org").await.status(), 422);
        let elsewhere = browser.tab().address("198.51.100.7");
        assert_eq!(sign_in(&elsewhere).await.status(), 429);
    }
}

#[tokio::test]
async fn signing_in_often_with_the_right_password_is_nobodys_business() {
    let browser = browser().await;
    for _ in 0..8 {
        assert_eq!(sign_in(&browser).await.url(), "/dashboard");
    }
}
