//! A real app of this library, in both modes.

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use postback::{
    Conflict, Denied, Done, Html, Invalid, Keys, NotFound, Page, Postback, Redirect, Result,
    action, actions, page,
};
use postback_testing::both_ways;

#[action(public)]
async fn done() -> Result<Done<()>> {
    Ok(Done::new(()).flash("All done"))
}

#[action(public)]
async fn leave() -> Result<Redirect> {
    Ok(Redirect::to("/other?x=1").flash("You left"))
}

#[action(public)]
async fn invalid() -> Result<()> {
    Err(Invalid::form("Not like this"))
}

#[action(public)]
async fn conflict() -> Result<()> {
    Err(Conflict::new("Somebody was faster"))
}

#[action(public)]
async fn missing() -> Result<()> {
    Err(NotFound)
}

#[action(public)]
async fn denied() -> Result<()> {
    Err(Denied)
}

#[action(public)]
async fn failing() -> Result<()> {
    Err("the disk is gone".into())
}

async fn home(page: Page) -> Html {
    let button = || Html::from_trusted("<button>Go</button>");
    let mut html = format!("<h1>Home</h1>{}", page.notice());
    macro_rules! forms {
        ($($action:ident)*) => {$(html.push_str(page.form::<$action>().open(button()).as_str());)*};
    }
    forms!(done leave invalid conflict missing denied failing);
    Html::from_trusted(html)
}

async fn other(page: Page) -> Html {
    Html::from_trusted(format!("<h1>Other</h1>{}", page.notice()))
}

async fn app() -> Router {
    let pages = Router::new()
        .route("/", page(get(home)))
        .route("/other", page(get(other)));
    Postback::new(pages)
        .actions(actions![
            done, leave, invalid, conflict, missing, denied, failing
        ])
        .keys(Keys::random())
        .with_state(())
}

#[tokio::test]
async fn success_is_the_same_both_ways() {
    both_ways(app, async |browser| {
        let page = browser
            .get("/?topic=a%20b")
            .await
            .form::<done>()
            .submit()
            .await;
        assert_eq!(
            (page.status(), page.url()),
            (StatusCode::OK, "/?topic=a%20b".into())
        );
        assert_eq!(page.notice(), "All done");
        let page = page.form::<leave>().submit().await;
        assert_eq!(
            (page.status(), page.url()),
            (StatusCode::OK, "/other?x=1".into())
        );
        assert_eq!(page.notice(), "You left");
    })
    .await;
}

#[tokio::test]
async fn refusals_are_the_same_both_ways() {
    both_ways(app, async |browser| {
        let page = browser.get("/").await;
        let invalid = page.form::<invalid>().submit().await;
        assert_eq!(invalid.status(), 422);
        assert_eq!(invalid.form::<invalid>().error(""), "Not like this");
        let conflict = page.form::<conflict>().submit().await;
        assert_eq!(conflict.status(), 409);
        conflict.assert_text("Somebody was faster");
        assert_eq!(page.form::<missing>().submit().await.status(), 404);
        assert_eq!(page.form::<denied>().submit().await.status(), 403);
        let failed = page.form::<failing>().submit().await;
        assert_eq!(failed.status(), 500);
        failed.assert_text(failed.digest().unwrap());
        failed.assert_no_text("disk");
    })
    .await;
}

#[tokio::test]
async fn an_unknown_action_is_stale_both_ways() {
    both_ways(app, async |browser| {
        let page = browser.get("/").await;
        let form = page.form::<done>();
        let address = form.action_url().replace("_action=done.", "_action=done.x");
        let page = form.send_to(&address).submit().await;
        assert_eq!(page.status(), 409);
    })
    .await;
}
