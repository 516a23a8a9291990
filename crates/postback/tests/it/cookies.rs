//! Cookies of an action and of the page that answers it: the same as a browser would have them.

use crate::support::{button, document, post_enhanced, target_of};
use axum::Router;
use axum::routing::get;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use postback::{Conflict, Keys, Page, Postback, Redirect, Result, action, actions, page};
use postback_testing::{Browser, both_ways};

fn cookie(name: &'static str, value: &'static str) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .build()
}

#[action(public)]
async fn sign_in(jar: CookieJar) -> Result<Redirect> {
    Ok(Redirect::to("/dashboard").with(jar.add(cookie("session", "ann"))))
}

/// Its cookie names no path, so browsers keep it to the directory of the page.
#[action(public)]
async fn sign_in_here(jar: CookieJar) -> Result<Redirect> {
    Ok(Redirect::to("/dashboard").with(jar.add(("session", "ann"))))
}

#[action(public)]
async fn sign_out(jar: CookieJar) -> Result<Redirect> {
    Ok(Redirect::to("/dashboard").with(jar.remove(cookie("session", ""))))
}

#[action(public)]
async fn refuse(jar: CookieJar) -> Result<()> {
    Err(Conflict::new("somebody was faster").with(jar.add(cookie("tried", "yes"))))
}

async fn login(page: Page, jar: CookieJar) -> postback::Html {
    document([
        format!(
            "<h1>Tried: {}</h1>",
            jar.get("tried").map_or("no", Cookie::value)
        ),
        page.form::<sign_in>().open(button("Sign in")).to_string(),
        page.form::<sign_in_here>()
            .open(button("Sign in here"))
            .to_string(),
        page.form::<refuse>().open(button("Refuse")).to_string(),
    ])
}

async fn dashboard(page: Page, jar: CookieJar) -> (CookieJar, postback::Html) {
    let who = jar
        .get("session")
        .map_or("nobody", Cookie::value)
        .to_owned();
    let form = page.form::<sign_out>().open(button("Sign out"));
    let seen = jar
        .add(cookie("seen", "dashboard"))
        .add(cookie("tried", "cleared"));
    (
        seen,
        document([format!("<h1>{who}</h1>"), form.to_string()]),
    )
}

fn app() -> Router {
    let pages = Router::new()
        .route("/login", page(get(login)))
        .route("/account/login", page(get(login)))
        .route("/dashboard", page(get(dashboard)));
    Postback::new(pages)
        .actions(actions![sign_in, sign_in_here, sign_out, refuse])
        .keys(Keys::random())
        .with_state(())
}

#[tokio::test]
async fn a_cookie_jar_signs_in_and_out() {
    both_ways(
        async || app(),
        async |browser: Browser| {
            let page = browser
                .get("/account/login")
                .await
                .form::<sign_in>()
                .submit()
                .await;
            assert_eq!(
                (page.url().as_str(), page.find("h1").as_str()),
                ("/dashboard", "ann")
            );
            assert_eq!(browser.cookie("session").as_deref(), Some("ann"));
            assert_eq!(browser.cookie("seen").as_deref(), Some("dashboard"));

            let page = page.form::<sign_out>().submit().await;
            assert_eq!(page.find("h1"), "nobody");
            assert_eq!(browser.cookie("session"), None);
        },
    )
    .await;
}

#[tokio::test]
async fn a_cookie_without_a_path_is_not_shown_where_the_browser_would_not_send_it() {
    both_ways(
        async || app(),
        async |browser: Browser| {
            let page = browser
                .get("/account/login")
                .await
                .form::<sign_in_here>()
                .submit()
                .await;
            assert_eq!(page.find("h1"), "nobody");
            let page = browser
                .get("/login")
                .await
                .form::<sign_in_here>()
                .submit()
                .await;
            assert_eq!(page.find("h1"), "ann");
        },
    )
    .await;
}

#[tokio::test]
async fn a_refusal_sets_its_cookies_and_its_page_sees_them() {
    both_ways(
        async || app(),
        async |browser: Browser| {
            let page = browser.get("/login").await.form::<refuse>().submit().await;
            assert_eq!(
                (page.status().as_u16(), page.find("h1").as_str()),
                (409, "Tried: yes")
            );
            assert_eq!(browser.cookie("tried").as_deref(), Some("yes"));
        },
    )
    .await;
}

#[tokio::test]
async fn of_two_that_set_one_cookie_the_page_that_answers_is_the_later() {
    let app = app();
    // The dashboard sets `tried`, too.
    let target = target_of(&app, "/login", "refuse")
        .await
        .replace("/login", "/dashboard");
    let answer = post_enhanced(&app, &target).await;
    assert_eq!(answer.status, 409);
    let cookies: Vec<_> = answer
        .cookies()
        .into_iter()
        .map(|cookie| cookie.split(';').next().unwrap())
        .collect();
    let tried: Vec<_> = cookies
        .iter()
        .filter(|cookie| cookie.starts_with("tried="))
        .collect();
    assert_eq!(tried, [&"tried=cleared"]);
    assert!(cookies.contains(&"seen=dashboard"), "{cookies:?}");
}
