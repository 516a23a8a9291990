use itlead::actions::{
    problems::{create_problem, set_solved},
    profile::{set_avatar, update_profile},
};

use crate::support::{app_and_handle, browser, demo, sign_in};

#[tokio::test]
async fn pages_for_members_send_guests_to_the_login_page() {
    let browser = browser().await;
    for path in [
        "/dashboard",
        "/problems",
        "/problems/new",
        "/problems/1",
        "/problems/1/edit",
        "/settings",
    ] {
        let page = browser.get(path).await;
        assert_eq!(
            page.url(),
            format!("/login?next={}", path.replace('/', "%2F"))
        );
    }
}

#[tokio::test]
async fn whoever_was_signed_out_meanwhile_changes_nothing_and_comes_back_after_signing_in() {
    let browser = demo().await;
    let settings = browser.get("/settings").await;
    let problems = browser.get("/problems?page=2").await;
    let new = browser.get("/problems/new").await;
    browser.clear_cookies();

    let page = settings
        .form::<update_profile>()
        .fill("Name", "Mallory")
        .submit()
        .await;
    assert_eq!(
        (page.status().as_u16(), page.url()),
        (401, "/settings".into())
    );
    page.assert_text("You are signed out. Nothing you entered is lost.");
    let way = page.attr("a[target=_blank]", "href");
    assert_eq!(way.as_deref(), Some("/login?next=%2Fsettings"));
    sign_in(&browser).await;
    let page = page.form_labelled("Send what I entered").submit().await;
    assert_eq!(page.form::<update_profile>().value("Name"), "Mallory");
    browser.clear_cookies();

    let form = settings.form::<set_avatar>();
    let form = form.attach("New picture", "me.png", "image/png", b"\x89PNG\r\n\x1a\n");
    assert_eq!(form.submit().await.url(), "/login?next=%2Fsettings");
    let page = problems.forms::<set_solved>().remove(0).submit().await;
    assert_eq!(page.url(), "/login?next=%2Fproblems%3Fpage%3D2");
    let page = new.form::<create_problem>().submit().await;
    assert_eq!(page.url(), "/login?next=%2Fproblems%2Fnew");
}

#[tokio::test]
async fn only_signing_up_and_signing_in_is_for_everybody() {
    let (_app, handle) = app_and_handle().await;
    let actions = handle.actions();
    let public: Vec<_> = actions
        .iter()
        .filter(|action| action.public)
        .map(|action| action.name)
        .collect();
    assert_eq!(public, ["signup", "login"]);
    assert_eq!(actions.len(), 11);
}
