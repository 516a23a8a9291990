//! A page may have a status of its own: it is a page all the same, and keeps its form and its message.

use crate::support::{button, document, post_enhanced, target_of};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use http::StatusCode;
use postback::{
    Error, Form, FromForm, Html, Invalid, Keys, Page, Postback, Redirect, Result, action, actions,
    page,
};
use postback_testing::{Browser, both_ways};

#[derive(FromForm)]
struct Name {
    name: String,
}

#[action(public)]
async fn sign_in(Form(name): Form<Name>) -> Result<()> {
    Err(Invalid::field(
        "name",
        format!("nobody is called {}", name.name),
    ))
}

#[action(public)]
async fn note() -> Result<postback::Done<()>> {
    Ok(postback::Done::new(()).flash("Noted"))
}

#[action(public)]
async fn go(Path(status): Path<u16>) -> Result<Redirect> {
    Ok(Redirect::to(format!("/as/{status}?there")).flash("You went"))
}

/// Its form stands on it whatever its status.
async fn door(page: Page, Path(status): Path<u16>) -> (StatusCode, Html) {
    let form = page.form::<sign_in>();
    let field = form.fields();
    let body = Html::from_trusted(format!(
        "{}<button>In</button>",
        field.name.labelled("Name")
    ));
    let forms = [
        form.open(body),
        page.form::<note>().open(button("Note")),
        page.form::<go>().open(button("Go")),
    ];
    (StatusCode::from_u16(status).unwrap(), document(forms))
}

/// Fails once it has something to show.
async fn broken(page: Page) -> Result<Html> {
    if !page.notice().as_str().is_empty() {
        return Err(Error::from("the page has failed"));
    }
    Ok(document([page.form::<note>().open(button("Note"))]))
}

fn app() -> Router {
    let pages = Router::new()
        .route("/as/{status}", page(get(door)))
        .route("/broken", page(get(broken)));
    Postback::new(pages)
        .actions(actions![sign_in, note, go])
        .keys(Keys::random())
        .with_state(())
}

const STATUSES: [u16; 9] = [200, 201, 401, 403, 404, 410, 422, 500, 503];

#[tokio::test]
async fn a_refused_form_stays_on_a_page_of_any_status_and_the_outcome_gives_the_status() {
    for status in STATUSES {
        both_ways(
            async || app(),
            async |browser: Browser| {
                let page = browser.get(&format!("/as/{status}")).await;
                let page = page.form::<sign_in>().fill("name", "Ann").submit().await;
                assert_eq!(page.status().as_u16(), 422, "{status}");
                let form = page.form::<sign_in>();
                assert_eq!(form.value("name"), "Ann", "{status}");
                assert_eq!(form.error("name"), "nobody is called Ann", "{status}");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_message_is_shown_once_on_a_page_of_any_status() {
    for status in STATUSES {
        both_ways(
            async || app(),
            async |browser: Browser| {
                let address = format!("/as/{status}");
                for action in ["Note", "Go"] {
                    let page = browser.get(&address).await;
                    let page = page.form_labelled(action).submit().await;
                    assert!(
                        page.text()
                            .contains(if action == "Go" { "You went" } else { "Noted" }),
                        "{status}"
                    );
                    let again = browser.get(&address).await.text();
                    assert!(
                        !again.contains("You went") && !again.contains("Noted"),
                        "{status}"
                    );
                }
            },
        )
        .await;
    }
}

#[tokio::test]
async fn the_target_of_a_redirect_comes_along_whatever_its_status() {
    for status in STATUSES.into_iter().filter(|status| *status != 404) {
        let app = app();
        let target = target_of(&app, &format!("/as/{status}"), "go").await;
        let answer = post_enhanced(&app, &target).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.head()["page"]),
            (200, &"full".into()),
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_page_that_failed_is_none() {
    let app = app();
    let target = target_of(&app, "/broken", "note").await;
    let head = post_enhanced(&app, &target).await.head();
    assert_eq!(
        (&head["ok"], &head["page"], &head["reload"]),
        (&true.into(), &"none".into(), &true.into())
    );
}
