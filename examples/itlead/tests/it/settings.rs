use itlead::{
    actions::{
        auth::login,
        profile::{change_password, update_profile},
    },
    db::{DEMO_EMAIL, DEMO_PASSWORD},
};
use postback_testing::{Browser, both_ways};

use crate::support::{app, demo, sign_in, sign_up};

#[tokio::test]
async fn a_new_name_is_saved_and_stands_in_the_header_at_once() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let page = browser.get("/settings").await;
        let form = page.form::<update_profile>();
        assert_eq!(form.value("Name"), "Robin Demo");
        assert_eq!(form.value("E-mail"), DEMO_EMAIL);
        let page = form.fill("Name", "  Robin Hood ").submit().await;
        assert_eq!(page.url(), "/settings");
        page.assert_text("Saved, Robin Hood.");
        assert_eq!(page.find("header .who"), "RHSettings of Robin Hood");
        assert_eq!(page.form::<update_profile>().value("Name"), "Robin Hood");
    })
    .await;
}

#[tokio::test]
async fn what_is_saved_is_said_once() {
    let browser = demo().await;
    let page = browser
        .get("/settings")
        .await
        .form::<update_profile>()
        .submit()
        .await;
    page.assert_text("Saved, Robin Demo.");
    browser.get("/settings").await.assert_no_text("Saved");
}

#[tokio::test]
async fn a_profile_with_mistakes_keeps_what_was_typed_and_saves_nothing() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let page = browser.get("/settings").await;
        let form = page
            .form::<update_profile>()
            .fill("Name", "x")
            .fill("E-mail", "nowhere");
        let page = form.submit().await;
        assert_eq!(page.status(), 422);
        let form = page.form::<update_profile>();
        assert_eq!(form.error("name"), "must have at least 2 characters");
        assert_ne!(form.error("email"), "");
        assert_eq!(form.value("Name"), "x");
        assert_eq!(
            page.form::<change_password>().error("current"),
            "",
            "the other form is as it was"
        );
        let page = browser.get("/settings").await;
        assert_eq!(page.form::<update_profile>().value("Name"), "Robin Demo");
    })
    .await;
}

#[tokio::test]
async fn the_address_of_somebody_else_is_refused_beside_its_field() {
    let browser = demo().await;
    let other = browser.tab();
    other.clear_cookies();
    sign_up(&other, "ada@example.org").await;
    let page = other.get("/settings").await;
    let page = page
        .form::<update_profile>()
        .fill("E-mail", DEMO_EMAIL)
        .submit()
        .await;
    assert_eq!(page.status(), 422);
    assert_eq!(
        page.form::<update_profile>().error("email"),
        "is already in use"
    );
    assert_eq!(page.form::<update_profile>().value("E-mail"), DEMO_EMAIL);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one() {
    both_ways(app, async |browser| {
        sign_in(&browser).await;
        let page = browser.get("/settings").await;
        let form = page
            .form::<change_password>()
            .fill("Current password", "a guess");
        let page = form
            .fill("New password", "a much better one")
            .submit()
            .await;
        assert_eq!(page.status(), 422);
        assert_eq!(
            page.form::<change_password>().error("current"),
            "is not your password"
        );

        let form = page
            .form::<change_password>()
            .fill("Current password", DEMO_PASSWORD);
        let page = form.fill("New password", "short").submit().await;
        assert_eq!(
            page.form::<change_password>().error("new"),
            "must have at least 10 characters"
        );
    })
    .await;
}

#[tokio::test]
async fn a_new_password_signs_out_every_other_browser() {
    let app = app().await;
    let (here, there) = (Browser::new(app.clone()), Browser::new(app));
    sign_in(&here).await;
    sign_in(&there).await;

    let page = here.get("/settings").await;
    let form = page
        .form::<change_password>()
        .fill("Current password", DEMO_PASSWORD);
    let page = form
        .fill("New password", "a much better one")
        .submit()
        .await;
    assert_eq!(
        page.notice(),
        "Your password is changed. Every other browser is signed out."
    );
    assert_eq!(here.get("/dashboard").await.url(), "/dashboard");
    assert_eq!(
        there.get("/dashboard").await.url(),
        "/login?next=%2Fdashboard"
    );

    let page = there.get("/login").await;
    let form = page.form::<login>().fill("E-mail", DEMO_EMAIL);
    let page = form.fill("Password", "a much better one").submit().await;
    assert_eq!(page.url(), "/dashboard");
}
